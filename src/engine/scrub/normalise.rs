//! Brings a text into the one form that the detectors know.
//!
//! HTML entities and percent-encoding are decoded up to three times, characters without a width
//! go, full-width forms and foreign digits become ASCII. Not all of NFKC: its tables weigh more
//! than the engine. Linear in the text.

use crate::engine::text::{decoded_char, fold_space};

/// Most rounds of decoding; more than two are not seen in the wild.
const MAX_ROUNDS: u32 = 3;

/// Named entities that can hide an address or a number.
const ENTITIES: [(&str, char); 6] = [
    ("&amp;", '&'),
    ("&commat;", '@'),
    ("&period;", '.'),
    ("&plus;", '+'),
    ("&nbsp;", ' '),
    ("&shy;", '\u{ad}'),
];

/// The text decoded to a fixed point or three times, folded, and on one line.
pub(super) fn normalise(text: &str) -> String {
    let mut text = String::from(text);
    for _ in 0..MAX_ROUNDS {
        let decoded = decode_once(&text);
        if decoded == text {
            break;
        }
        text = decoded;
    }
    text
}

fn decode_once(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((character, behind)) = entity(rest).or_else(|| decoded_char(rest)) {
        if let Some(plain) = fold_char(character) {
            out.push(plain);
        }
        rest = behind;
    }
    fold_space(&out)
}

/// The plain form of a character; None if it can't be seen.
fn fold_char(character: char) -> Option<char> {
    let code = u32::from(character);
    let plain = match character {
        // Soft hyphen, joiners, direction marks, variation selectors, tags.
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{e0000}'..='\u{e007f}' => return None,
        '\u{ff01}'..='\u{ff5e}' => code - 0xfee0,
        '\u{fe6b}' => u32::from('@'),
        '\u{2024}' | '\u{3002}' | '\u{ff61}' => u32::from('.'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => u32::from('-'),
        // Arabic, Persian, Devanagari and mathematical digits.
        '\u{660}'..='\u{669}' => code - 0x660 + 0x30,
        '\u{6f0}'..='\u{6f9}' => code - 0x6f0 + 0x30,
        '\u{966}'..='\u{96f}' => code - 0x966 + 0x30,
        '\u{1d7ce}'..='\u{1d7ff}' => (code - 0x1d7ce) % 10 + 0x30,
        _ => code,
    };
    char::from_u32(plain)
}

/// The character of the entity at the start of `text`, and what follows it.
fn entity(text: &str) -> Option<(char, &str)> {
    let Some(number) = text.strip_prefix("&#") else {
        let (name, character) = ENTITIES.iter().find(|(name, _)| text.starts_with(name))?;
        return Some((*character, text.get(name.len()..)?));
    };
    let digits = number.strip_prefix(['x', 'X']).unwrap_or(number);
    let radix = if digits.len() < number.len() { 16 } else { 10 };
    let mut code = 0u32;
    let mut count = 0;
    for digit in digits.chars() {
        let Some(digit) = digit.to_digit(radix) else {
            break;
        };
        code = code.saturating_mul(radix).saturating_add(digit);
        count += 1;
    }
    let rest = digits.get(count..)?;
    let character = char::from_u32(code).filter(|_| count > 0)?;
    Some((character, rest.strip_prefix(';').unwrap_or(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_becomes_alike() {
        fn check(text: &str, expected: &str) {
            assert_eq!(normalise(text), expected, "{text}");
        }
        check("", "");
        check("plain text", "plain text");
        check("  two\n lines ", "two lines");
        check("anna%40example.com", "anna@example.com");
        check("anna%2540example.com", "anna@example.com");
        check("anna%252540example.com", "anna@example.com");
        check("anna&#64;example&period;com", "anna@example.com");
        check("anna&#x40;example&#46com", "anna@example.com");
        check("anna&amp;commat;example.com", "anna@example.com");
        check("anna%26%2364%3Bexample.com", "anna@example.com");
        check("ａｎｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "anna@example.com");
        check("anna﹫example。com", "anna@example.com");
        check("an\u{200b}na\u{ad}@exam\u{2060}ple.com", "anna@example.com");
        check("\u{202e}anna\u{202c}", "anna");
        check("０１７０　１２３４５６７", "0170 1234567");
        check("٠١٧٠ ۱۲۳ ४५६ 𝟟", "0170 123 456 7");
        check("0170–1234567", "0170-1234567");
        check("0170\u{a0}1234567", "0170 1234567");
        check(
            "R&D & co &unknown; &#; &#x; &#xd800; &",
            "R&D & co &unknown; &#; &#x; &#xd800; &",
        );
        check("100% wool", "100% wool");
        check("Größe 42 €", "Größe 42 €");
    }

    #[test]
    fn an_endless_encoding_ends() {
        assert_eq!(normalise("%2525252540"), "%2540");
        assert_eq!(
            normalise(&"&#9999999999999".repeat(100)),
            "&#9999999999999".repeat(100)
        );
    }
}
