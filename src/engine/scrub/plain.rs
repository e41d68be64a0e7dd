//! Tells texts in which no detector could find anything: names, prices, sizes, codes of articles, most searches.
//!
//! The detectors are a part of their own, which a page loads only for a text that isn't plain. So this may call a
//! text suspicious that is not, and never the other way round. Fewer digits than any number of a person has, no two
//! signs of an address, no long mixed run that a machine made. Linear in the text.

use super::Field;
use super::email::{AT_WORDS, DOT_WORDS};
use super::scan::{is_among, is_letter, run};
use super::wrapped;

/// Most digits in a free text: the shortest national numbers have four, in a catalogue phone numbers six.
const MOST_DIGITS: u32 = 3;
const MOST_CATALOGUE_DIGITS: u32 = 5;

/// Longest code of digits: no card's has one group in an article's place, and no IBAN is shorter.
const MOST_CODE_BYTES: usize = 13;

/// Shortest run that a token could be, in which a machine mixes digits and cases.
const MIXED_BYTES: usize = 16;
const MIXED_CAPITALS: usize = 3;

/// Shortest bank account.
const MIN_ACCOUNT: usize = 14;

/// A device's address in letters alone has five dashes.
const MOST_DASHES: usize = 4;

/// Words that make a secret of the word behind them.
const SECRET_WORDS: &str = "bearer";

/// Whether nothing personal can be in a text of one line.
pub(super) fn is_plain(text: &str, field: Field) -> bool {
    let is_number = |byte: u8| matches!(byte, b'0'..=b'9' | b'.' | b'-');
    if field == Field::Code && text.len() <= MOST_CODE_BYTES && text.bytes().all(is_number) {
        return true;
    }
    let most_digits = match field {
        Field::FreeText => MOST_DIGITS,
        Field::Catalogue | Field::Code => MOST_CATALOGUE_DIGITS,
    };
    let mut digits = 0;
    let mut inner_dots = 0;
    let mut has_dot = false;
    let mut has_bracket = false;
    let mut before = ' ';
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        super::step();
        let next = rest.clone().next().unwrap_or(' ');
        match character {
            '0'..='9' => digits += 1,
            '.' => {
                has_dot |= !next.is_ascii_digit();
                inner_dots +=
                    u32::from(before.is_ascii_alphanumeric() && next.is_ascii_alphanumeric());
            }
            '(' | '<' => has_bracket = true,
            // What is encoded has no space behind these.
            '%' | '&' if next == ' ' => {}
            ':' | '"' if next == ' ' && field != Field::FreeText => {}
            // Of the other letters only those that `fold` leaves as they are.
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{130}' | '\u{132}'..='\u{17e}' => {}
            ' ' | ')' | '>' | ',' | '-' | '/' | '!' | '?' | '\'' | '*' | '+' | '_' | '|' | '#' => {}
            '€' | '’' => {}
            _ => return false,
        }
        before = character;
    }
    digits <= most_digits && inner_dots <= 1 && has_plain_runs(text.as_bytes(), field) && {
        !has_address_words(text.as_bytes(), has_bracket, has_dot)
    }
}

/// Whether words stand for the signs of an address, "anna at example dot com", or tell a secret.
fn has_address_words(bytes: &[u8], has_bracket: bool, mut has_dot: bool) -> bool {
    let mut has_at = false;
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let length = run(rest, rest.len(), is_letter);
        let word = rest.get(..length).unwrap_or_default();
        // A single letter stands for a sign in brackets only.
        if 1 < length || has_bracket {
            has_at |= is_among(AT_WORDS, word);
            has_dot |= is_among(DOT_WORDS, word);
        }
        if is_among(SECRET_WORDS, word) {
            return true;
        }
        at += length.max(1);
    }
    has_at && has_dot
}

/// Whether no run of letters, digits and dashes is a machine's.
fn has_plain_runs(bytes: &[u8], field: Field) -> bool {
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let length = run(rest, rest.len(), is_part);
        let part = rest.get(..length).unwrap_or_default();
        let count = |is: fn(&u8) -> bool| part.iter().filter(|byte| is(byte)).count();
        let mixed = 0 < count(|byte| matches!(byte, b'0'..=b'9' | b'_'))
            || MIXED_CAPITALS <= count(u8::is_ascii_uppercase);
        let dashed = MOST_DASHES < count(|byte| *byte == b'-');
        // A bank account has two letters and two digits; of some the rest can be letters.
        let account = MIN_ACCOUNT <= rest.len()
            && matches!(
                part,
                [b'A'..=b'z', b'A'..=b'z', b'0'..=b'9', b'0'..=b'9', ..]
            );
        if MIXED_BYTES <= length && mixed || dashed || account {
            return false;
        }
        at += length.max(1);
    }
    field == Field::Code || !wrapped::has_wrapped(bytes)
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'/')
}

#[cfg(test)]
mod tests {
    use crate::engine::json::{Json, parse};
    use crate::engine::scrub::{Field, Hits, plain_text, scrub_closely};

    const FIELDS: [Field; 3] = [Field::FreeText, Field::Catalogue, Field::Code];

    /// Whether the text is plain; if so, the detectors must leave it as it is.
    fn check(text: &str, field: Field) -> bool {
        let Some(plain) = plain_text(text, field) else {
            return false;
        };
        let mut hits = Hits::default();
        assert_eq!(scrub_closely(text, field, &mut hits), plain);
        assert_eq!(hits.total(), 0, "{text:?} as {field:?}");
        true
    }

    #[test]
    fn what_a_shop_sells_and_shoppers_look_for_needs_no_detector() {
        let free = [
            "",
            "blue jeans",
            "Größe 42",
            "iphone 15 pro",
            "Salt & Pepper",
            "100 % wool",
            "size-guide",
            "Damen-Winterschuhe",
            "St. Moritz",
            "12.5",
        ];
        for text in free {
            assert!(check(text, Field::FreeText), "{text}");
        }
        let catalogue = [
            "Samsung Galaxy S24 Ultra 256",
            "Monitor 27\" 144 Hz",
            "Café au lait 12.50",
        ];
        for text in catalogue {
            assert!(check(text, Field::Catalogue), "{text}");
        }
        for text in ["4006381333931", "WS-1021-M", "1299.00", "-5", "EUR"] {
            assert!(check(text, Field::Code), "{text}");
        }
    }

    #[test]
    fn what_could_be_somebodys_is_looked_at_closely() {
        let texts = [
            "anna@example.com",
            "anna at example dot com",
            "anna (a) example.com",
            "0171",
            "12 34",
            "aa-bb-cc-dd-ee-ff",
            "1.2.3.4",
            "bearer Abcdefgh",
            "YUBiLmNv",
            "%61",
            "&#97;",
            "Ａnna",
            "ſ",
            "sk_live_abcdefghij",
            "BH32 CVBV RNVP CROE PHQJ 3K",
        ];
        for text in texts {
            assert_eq!(plain_text(text, Field::FreeText), None, "{text}");
        }
    }

    #[test]
    fn no_detector_finds_anything_in_a_plain_text_of_the_sample() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scrub/sample.jsonl");
        let lines = std::fs::read_to_string(path).unwrap();
        let (mut clean, mut plain) = (0, 0);
        for line in lines.lines() {
            let line = parse(line).unwrap();
            let text = |key: &str| line.get(key).and_then(Json::as_text);
            let own = match text("field") {
                Some("code") => Field::Code,
                Some("catalogue") => Field::Catalogue,
                _ => Field::FreeText,
            };
            for field in FIELDS {
                let is_plain = check(text("text").unwrap(), field);
                if field == own
                    && line
                        .get("secret")
                        .is_none_or(|it| *it == Json::List(vec![]))
                {
                    clean += 1;
                    plain += u32::from(is_plain);
                }
            }
        }
        println!("{plain} of {clean} clean texts need no detector");
        assert!(0 < plain);
    }
}
