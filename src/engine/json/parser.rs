//! The reader of JSON text: one pass, linear in the text, at most 24 levels deep.
//!
//! Its messages are read by whoever writes the config, so they say what to write.

use super::{Json, JsonError};
use crate::engine::number::Decimal;
use crate::engine::text::hex_digit;

/// Deepest nesting of lists and objects.
const MAX_DEPTH: u32 = 24;

/// Most keys of one object; it keeps the search for duplicates linear in the text.
const MAX_KEYS: usize = 256;

/// Reads one JSON value that is the whole text; a byte order mark before it is skipped.
///
/// Half surrogate pairs in `\u` escapes become U+FFFD. How long a text may be is for the
/// caller to say.
///
/// # Errors
///
/// The first place that is no JSON, is nested deeper than 24, repeats a key, has more than 256
/// keys in an object, or a number that [`Decimal`] can't hold.
pub(crate) fn parse(text: &str) -> Result<Json, JsonError> {
    let mut parser = Parser {
        text,
        at: 0,
        what: "",
    };
    if text.starts_with("\u{feff}") {
        parser.at = 3;
    }
    let value = parser.value(0);
    if value.is_some() && parser.peek().is_some() {
        parser.what = "expected the end: one value is the whole text";
    }
    match value {
        Some(value) if parser.what.is_empty() => Ok(value),
        _ => Err(error_at(text, parser.at, parser.what)),
    }
}

fn error_at(text: &str, at: usize, what: &'static str) -> JsonError {
    let mut error = JsonError {
        line: 1,
        column: 1,
        what,
    };
    for character in text.get(..at).unwrap_or(text).chars() {
        match character {
            '\n' => {
                error.line += 1;
                error.column = 1;
            }
            '\u{feff}' => {}
            _ => error.column += 1,
        }
    }
    error
}

/// Reads on from a place in the text.
///
/// Where a method gives None, `what` says what was expected at that place.
struct Parser<'a> {
    text: &'a str,
    at: usize,
    what: &'static str,
}

impl<'a> Parser<'a> {
    /// Says what was expected.
    fn expected(&mut self, what: &'static str) {
        self.what = what;
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    fn from(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn value(&mut self, depth: u32) -> Option<Json> {
        match self.peek() {
            Some(b'{') => self.nested(depth + 1, b'}'),
            Some(b'[') => self.nested(depth + 1, b']'),
            Some(b'"') => Some(Json::Text(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'a'..=b'z') => self.word(),
            Some(_) | None => {
                self.expected("expected a value");
                None
            }
        }
    }

    /// Reads an object or a list, by which bracket ends it.
    fn nested(&mut self, depth: u32, end: u8) -> Option<Json> {
        let mut items = Vec::new();
        let mut entries = Vec::new();
        let object = end == b'}';
        if depth > MAX_DEPTH {
            self.expected("expected at most 24 levels of nesting");
            return None;
        }
        self.at += 1;
        let mut more = self.peek() != Some(end);
        while more {
            if object {
                let key = self.key(&entries)?;
                let value = self.value(depth)?;
                entries.push((key, value));
            } else {
                items.push(self.value(depth)?);
            }
            more = self.peek() == Some(b',');
            if more {
                self.at += 1;
            }
        }
        if self.byte() != Some(end) {
            self.expected(if object {
                "expected a comma or }"
            } else {
                "expected a comma or ]"
            });
            return None;
        }
        self.at += 1;
        Some(if object {
            Json::Object(entries)
        } else {
            Json::List(items)
        })
    }

    /// Reads a key that is not among `entries`, and the colon after it.
    fn key(&mut self, entries: &[(String, Json)]) -> Option<String> {
        if self.peek() != Some(b'"') {
            self.expected("expected a key in double quotes");
            return None;
        }
        let start = self.at;
        let key = self.string()?;
        if entries.iter().any(|(name, _)| *name == key) {
            self.at = start;
            self.expected("expected each key once in an object");
        } else if entries.len() == MAX_KEYS {
            self.expected("expected at most 256 keys in an object");
        } else if self.peek() != Some(b':') {
            self.expected("expected a colon after the key");
        } else {
            self.at += 1;
            return Some(key);
        }
        None
    }

    fn word(&mut self) -> Option<Json> {
        let start = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_alphanumeric()) {
            self.at += 1;
        }
        match self.from(start) {
            "true" => Some(Json::Bool(true)),
            "false" => Some(Json::Bool(false)),
            "null" => Some(Json::Null),
            _ => {
                self.at = start;
                self.expected("expected a value: a text stands in double quotes");
                None
            }
        }
    }

    fn number(&mut self) -> Option<Json> {
        let start = self.at;
        while let Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E') = self.byte() {
            self.at += 1;
        }
        match Decimal::from_json_number(self.from(start)) {
            Some(number) => Some(Json::Number(number)),
            None => {
                self.at = start;
                self.expected("expected a number such as 12 or 0.5 with at most 17 digits");
                None
            }
        }
    }

    /// Reads a string whose opening quote comes next.
    fn string(&mut self) -> Option<String> {
        self.at += 1;
        let mut out = String::new();
        let mut plain_start = self.at;
        loop {
            match self.byte() {
                Some(byte @ (b'"' | b'\\')) => {
                    out.push_str(self.from(plain_start));
                    self.at += 1;
                    if byte == b'"' {
                        return Some(out);
                    }
                    self.escape(&mut out)?;
                    plain_start = self.at;
                }
                Some(0..=0x1f) => {
                    self.expected(
                        "expected no line break or control character in a text; write \\n",
                    );
                    return None;
                }
                Some(_) => self.at += 1,
                None => {
                    self.expected("expected a closing double quote");
                    return None;
                }
            }
        }
    }

    /// Reads what stands behind a backslash.
    fn escape(&mut self, out: &mut String) -> Option<()> {
        let byte = self.byte().unwrap_or_default();
        let character = match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.at += 1;
                let high = self.four_hex_digits()?;
                out.push(self.character(high)?);
                return Some(());
            }
            _ => {
                self.expected("expected an escape such as \\n, \\\" or \\u00e4");
                return None;
            }
        };
        self.at += 1;
        out.push(character);
        Some(())
    }

    /// The character of a `\u` escape, with the escape after it if the two are a pair.
    fn character(&mut self, high: u32) -> Option<char> {
        let start = self.at;
        if (0xd800..0xdc00).contains(&high)
            && self
                .text
                .get(start..)
                .is_some_and(|rest| rest.starts_with("\\u"))
        {
            self.at += 2;
            let low = self.four_hex_digits()?;
            if (0xdc00..0xe000).contains(&low) {
                let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                return Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = start;
        }
        Some(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn four_hex_digits(&mut self) -> Option<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let Some(digit) = self.byte().and_then(hex_digit) else {
                {
                    self.expected("expected four hex digits after \\u");
                    return None;
                }
            };
            code = code << 4 | u32::from(digit);
            self.at += 1;
        }
        Some(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_named_with_its_place() {
        fn check(text: &str, line: u32, column: u32, what: &str) {
            let error = parse(text).unwrap_err();
            assert_eq!(
                (error.line, error.column),
                (line, column),
                "{text}: {}",
                error.what
            );
            assert!(error.what.contains(what), "{text}: {}", error.what);
        }
        check("", 1, 1, "a value");
        check("  ", 1, 3, "a value");
        check("{\n  \"a\": 1\n  \"b\": 2\n}", 3, 3, "a comma or }");
        check("[1 2]", 1, 4, "a comma or ]");
        check("[1,]", 1, 4, "a value");
        check("[,1]", 1, 2, "a value");
        check("[1", 1, 3, "a comma or ]");
        check("[", 1, 2, "a value");
        check("{\"a\":1,}", 1, 8, "a key in double quotes");
        check("{a: 1}", 1, 2, "a key in double quotes");
        check("{'a': 1}", 1, 2, "a key in double quotes");
        check("{\"a\" 1}", 1, 6, "a colon");
        check("{\"a\":}", 1, 6, "a value");
        check("{\"ä\": 1, \"ä\": 2}", 1, 10, "each key once");
        check("\u{feff}{} x", 1, 4, "the end");
        check("1 2", 1, 3, "the end");
        check("nul", 1, 1, "double quotes");
        check("True", 1, 1, "a value");
        check("NaN", 1, 1, "a value");
        check("undefined", 1, 1, "double quotes");
        check("/* no */ 1", 1, 1, "a value");
        check("01", 1, 1, "a number");
        check("1.", 1, 1, "a number");
        check(".5", 1, 1, "a value");
        check("-", 1, 1, "a number");
        check("+1", 1, 1, "a value");
        check("1e", 1, 1, "a number");
        check("1-2", 1, 1, "a number");
        check("123456789012345678", 1, 1, "17 digits");
        check("\"a", 1, 3, "closing double quote");
        check("\"a\nb\"", 1, 3, "line break");
        check("\"\\", 1, 3, "escape");
        check(r#""\x41""#, 1, 3, "escape");
        check(r#""\u12g4""#, 1, 6, "hex digits");
        check(&"[".repeat(25), 1, 25, "24 levels");
        check(&"[".repeat(100_000), 1, 25, "24 levels");
        let keys: Vec<String> = (0..257).map(|number| format!("\"{number}\":0")).collect();
        check(&format!("{{{}}}", keys.join(",")), 1, 1945, "256 keys");
    }
}
