//! Reads JSON text and writes JSON strings: the one way a config or JSON-LD comes in.
//!
//! Strict by RFC 8259, with duplicate keys refused, since which of two would count is
//! anybody's guess. A value is at most 24 levels deep, which bounds every recursion over it.
//! Does not know what a config is: `reader` does.

mod parser;

pub(crate) use parser::parse;

use crate::engine::number::Decimal;

/// A JSON value; an object keeps the order of its keys.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Why a text is no JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JsonError {
    /// The line, from 1.
    pub(crate) line: u32,
    /// The character in its line, from 1.
    pub(crate) column: u32,
    /// What stands wrong there, or what to write instead; lower case, no full stop.
    pub(crate) what: &'static str,
}

impl Json {
    /// The value of a key of an object.
    pub(crate) fn get(&self, key: &str) -> Option<&Json> {
        self.as_object()?
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// The text that stands under a key, if it is one.
    #[inline(never)]
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text()
    }

    /// Keys and values of the object that stands under a key; none if it isn't one.
    #[inline(never)]
    pub(crate) fn members(&self, key: &str) -> &[(String, Json)] {
        self.get(key).and_then(Json::as_object).unwrap_or_default()
    }

    /// The text, if it is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Json::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// The items, if it is a list.
    pub(crate) fn as_list(&self) -> Option<&[Json]> {
        if let Json::List(items) = self {
            Some(items)
        } else {
            None
        }
    }

    /// The keys and values, if it is an object.
    pub(crate) fn as_object(&self) -> Option<&[(String, Json)]> {
        if let Json::Object(entries) = self {
            Some(entries)
        } else {
            None
        }
    }
}

/// Appends `text` as a JSON string with its quotes.
///
/// `<`, U+2028 and U+2029 are escaped too, so that the string may stand in a script element.
pub(crate) fn push_text(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            '\0'..='\u{1f}' | '<' | '\u{2028}' | '\u{2029}' => {
                out.push_str("\\u");
                let code = u32::from(character);
                for shift in [12, 8, 4, 0] {
                    let digit = code >> shift & 15;
                    out.push(char::from_digit(digit, 16).unwrap_or('0'));
                }
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value as JSON text without white space, to compare by eye.
    fn write(json: &Json) -> String {
        let join = |items: Vec<String>| items.join(",");
        match json {
            Json::Null => "null".to_owned(),
            Json::Bool(flag) => flag.to_string(),
            Json::Number(number) => number.as_str().to_owned(),
            Json::Text(text) => quoted(text),
            Json::List(items) => format!("[{}]", join(items.iter().map(write).collect())),
            Json::Object(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| format!("{}:{}", quoted(key), write(value)));
                format!("{{{}}}", join(entries.collect()))
            }
        }
    }

    fn quoted(text: &str) -> String {
        let mut out = String::new();
        push_text(&mut out, text);
        out
    }

    #[test]
    fn a_config_is_read_as_it_is_written() {
        fn check(text: &str, expected: &str) {
            assert_eq!(write(&parse(text).unwrap()), expected, "{text}");
        }
        check("null", "null");
        check(" true ", "true");
        check("\u{feff}{}", "{}");
        check("[]", "[]");
        check("[ ]", "[]");
        check("{ }", "{}");
        check("[1, 2.50, -0, 1e3]", "[1,2.5,0,1000]");
        check(
            "{\"a\": [{\"b\": null}], \"c\": false}",
            "{\"a\":[{\"b\":null}],\"c\":false}",
        );
        check(r#""a\"b\\c\/d""#, r#""a\"b\\c/d""#);
        check(r#""\b\f\n\r\t""#, r#""\u0008\u000c\u000a\u000d\u0009""#);
        check(r#""\u00e4\u20AC""#, "\"ä€\"");
        check(r#""\ud83c\udf92""#, "\"🎒\"");
        check(r#""\ud83c""#, "\"\u{fffd}\"");
        check(r#""\udf92\ud83c""#, "\"\u{fffd}\u{fffd}\"");
        check(r#""\ud83cA""#, "\"\u{fffd}A\"");
        check(r#""\ud83c\u0041""#, "\"\u{fffd}A\"");
        check("\"Größe 🎒\"", "\"Größe 🎒\"");
        check("\"a\u{7f}\"", "\"a\u{7f}\"");
        check(
            &format!("{}1{}", "[".repeat(24), "]".repeat(24)),
            &format!("{}1{}", "[".repeat(24), "]".repeat(24)),
        );
    }

    #[test]
    fn a_written_text_may_stand_in_a_page() {
        fn check(text: &str, expected: &str) {
            assert_eq!(quoted(text), expected);
            assert_eq!(parse(&quoted(text)), Ok(Json::Text(text.to_owned())));
        }
        check("", "\"\"");
        check("a\"b\\c/d", "\"a\\\"b\\\\c/d\"");
        check("</script>", "\"\\u003c/script>\"");
        check("\u{2028}\u{2029}", "\"\\u2028\\u2029\"");
        check("\0\u{1f}\n", "\"\\u0000\\u001f\\u000a\"");
        check("Größe 🎒", "\"Größe 🎒\"");
    }

    #[test]
    fn a_value_is_found_by_its_key() {
        let json = parse(r#"{"site": "waystone", "pages": [1]}"#).unwrap();
        assert_eq!(json.get("site").and_then(Json::as_text), Some("waystone"));
        assert_eq!(
            json.get("pages").and_then(Json::as_list).map(<[Json]>::len),
            Some(1)
        );
        assert_eq!(json.as_object().map(<[(String, Json)]>::len), Some(2));
        assert_eq!(json.get("Site"), None);
        assert_eq!(json.as_text().or(Json::Null.as_text()), None);
        assert_eq!(Json::Null.get("site"), None);
    }
}
