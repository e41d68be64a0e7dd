//! Small text helpers that the engine shares: numbers to text, decoding, one-line text, query strings.
//!
//! Everything here is total and linear in its input. Unicode tables are left out on
//! purpose (they weigh more than the rest of the engine): only ASCII has a case, and
//! every character outside ASCII counts as a letter.

/// Most pairs that [`query_pairs`] reads; the others are left out.
const MAX_QUERY_PAIRS: usize = 64;

/// Most characters of a name or value that [`query_pairs`] keeps.
const MAX_QUERY_CHARS: usize = 512;

/// Appends `number` in decimal.
pub(crate) fn push_u32(out: &mut String, number: u32) {
    push_scaled(out, u64::from(number), 0);
}

/// Appends `digits` × 10^−`fraction_digits` in decimal; trailing zeros are written as they are.
pub(crate) fn push_scaled(out: &mut String, digits: u64, fraction_digits: u32) {
    let mut reversed = Vec::new();
    let mut left = digits;
    let mut written = 0;
    while left > 0 || written <= fraction_digits {
        if written == fraction_digits && written > 0 {
            reversed.push(b'.');
        }
        // The remainder is below 10, so nothing is cut off.
        reversed.push(b'0' + (left % 10) as u8);
        left /= 10;
        written += 1;
    }
    while let Some(byte) = reversed.pop() {
        out.push(char::from(byte));
    }
}

/// Whether a reader sees `character` as white space or as a control character.
#[inline(never)]
pub(crate) fn is_space(character: char) -> bool {
    matches!(
        character,
        '\0'..=' '
            | '\u{7f}'..='\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}'
    )
}

/// The text on one line: each run of white space becomes one space, none at the ends.
pub(crate) fn fold_space(text: &str) -> String {
    let mut out = String::new();
    let mut space = false;
    for character in text.chars() {
        if is_space(character) {
            space = !out.is_empty();
            continue;
        }
        if space {
            out.push(' ');
            space = false;
        }
        out.push(character);
    }
    out
}

/// The first `max_chars` characters of `text`, or all of it.
pub(crate) fn truncate(text: &str, max_chars: usize) -> &str {
    let mut chars = 0;
    for (index, byte) in text.bytes().enumerate() {
        // Bytes that go on with a character begin with the bits 10.
        if byte & 0xc0 != 0x80 {
            if chars == max_chars {
                return text.get(..index).unwrap_or_default();
            }
            chars += 1;
        }
    }
    text
}

/// The texts, one behind the other.
#[inline(never)]
pub(crate) fn joined(parts: &[&str]) -> String {
    let mut out = String::new();
    for part in parts {
        out.push_str(part);
    }
    out
}

/// What stands before the first byte that is one of those meant, and the rest with it; everything if
/// there is none. Such a byte has to be an ASCII character.
#[inline(never)]
pub(crate) fn until(text: &str, is: fn(u8) -> bool) -> (&str, &str) {
    let end = text.bytes().position(is).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Whether every byte is one of those meant.
#[inline(never)]
pub(crate) fn is_all(text: &str, is: fn(u8) -> bool) -> bool {
    text.bytes().all(is)
}

/// A number of decimal digits and nothing else.
#[inline(never)]
pub(crate) fn whole(text: &str) -> Option<u32> {
    let mut number = 0_u32;
    for byte in text.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if 9 < digit {
            return None;
        }
        number = number.checked_mul(10)?.checked_add(u32::from(digit))?;
    }
    (!text.is_empty()).then_some(number)
}

/// What stands before and behind the first `byte`, which is an ASCII character.
#[inline(never)]
pub(crate) fn cut(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|found| found == byte)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The next of what stands between `byte`s, taken off `left`; nothing once all was taken.
pub(crate) fn piece<'a>(left: &mut Option<&'a str>, byte: u8) -> Option<&'a str> {
    let text = (*left)?;
    let (piece, behind) =
        cut(text, byte).map_or((text, None), |(piece, behind)| (piece, Some(behind)));
    *left = behind;
    Some(piece)
}

/// What stands behind the first `word`; upper and lower case of A–Z are the same.
pub(crate) fn after_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (lower, word) = (ascii_lower(text), ascii_lower(word));
    let mut windows = lower.as_bytes().windows(word.len().max(1));
    let at = windows.position(|window| window == word.as_bytes())?;
    text.get(at + word.len()..)
}

/// The text with A–Z lowered; characters outside ASCII stay as they are.
pub(crate) fn ascii_lower(text: &str) -> String {
    let mut out = String::from(text);
    out.make_ascii_lowercase();
    out
}

/// FNV-1a, 32 bits: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv. Tells two texts
/// apart without keeping them; never leaves the tab.
pub(crate) fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// Whether the name is among those.
#[inline(never)]
pub(crate) fn has_name(names: &[String], name: &str) -> bool {
    for other in names {
        if other == name {
            return true;
        }
    }
    false
}

/// Whether `word` is among `words`, which are separated by white space.
///
/// A `*` at the end of one of them stands for any ending.
pub(crate) fn has_word(words: &str, word: &str) -> bool {
    has_word_of(words, word.as_bytes())
}

/// As [`has_word`], for a word that may be any bytes.
#[inline(never)]
pub(crate) fn has_word_of(words: &str, word: &[u8]) -> bool {
    words
        .split_ascii_whitespace()
        .any(|known| match known.strip_suffix("*") {
            Some(start) => word.starts_with(start.as_bytes()),
            None => word == known.as_bytes(),
        })
}

/// Decodes `%XX` once; bytes that are no UTF-8 become U+FFFD, a `%` without two hex digits stays.
pub(crate) fn percent_decode(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((character, behind)) = decoded_char(rest) {
        out.push(character);
        rest = behind;
    }
    out
}

/// The first character, of which a percent-encoded one is decoded; and what follows it.
#[inline(never)]
pub(crate) fn decoded_char(text: &str) -> Option<(char, &str)> {
    let bytes = text.as_bytes();
    let Some(first) = encoded_byte(bytes) else {
        let mut characters = text.chars();
        return Some((characters.next()?, characters.as_str()));
    };
    let (mut code, more, least) = match first {
        0x00..=0x7f => (first, 0, 0),
        0xc0..=0xdf => (first & 0x1f, 1, 0x80),
        0xe0..=0xef => (first & 0x0f, 2, 0x800),
        0xf0..=0xf7 => (first & 0x07, 3, 0x1_0000),
        // A continuation byte, or one that UTF-8 has no use for: refused below.
        _ => (0, 0, 1),
    };
    let mut used = 3;
    for _ in 0..more {
        match bytes.get(used..).and_then(encoded_byte) {
            Some(byte) if byte & 0xc0 == 0x80 => code = code << 6 | byte & 0x3f,
            Some(_) | None => {
                code = 0;
                break;
            }
        }
        used += 3;
    }
    let character = char::from_u32(code).filter(|_| least <= code);
    Some((
        character.unwrap_or(char::REPLACEMENT_CHARACTER),
        text.get(used..)?,
    ))
}

fn encoded_byte(bytes: &[u8]) -> Option<u32> {
    match bytes {
        [b'%', high, low, ..] => Some(u32::from(hex_digit(*high)? << 4 | hex_digit(*low)?)),
        _ => None,
    }
}

/// The value of a hex digit, 0 to 15.
pub(crate) fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// The decoded names and values of a query string, with or without its `?`, in their order.
///
/// At most 64 pairs, and 512 characters a name or value. A pair without a name is left out.
/// Source: <https://url.spec.whatwg.org/#urlencoded-parsing>
pub(crate) fn query_pairs(search: &str) -> Vec<(String, String)> {
    let mut rest = search.strip_prefix("?").unwrap_or(search);
    let mut pairs = Vec::new();
    while !rest.is_empty() && pairs.len() < MAX_QUERY_PAIRS {
        let (pair, behind) = cut(rest, b'&').unwrap_or((rest, ""));
        let (name, value) = cut(pair, b'=').unwrap_or((pair, ""));
        if !name.is_empty() {
            pairs.push((form_decode(name), form_decode(value)));
        }
        rest = behind;
    }
    pairs
}

fn form_decode(text: &str) -> String {
    let mut spaced = String::new();
    // A character is at most 12 bytes when encoded (four times %XX).
    for character in truncate(text, MAX_QUERY_CHARS * 12).chars() {
        spaced.push(if character == '+' { ' ' } else { character });
    }
    String::from(truncate(&percent_decode(&spaced), MAX_QUERY_CHARS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_in_decimal() {
        fn check(digits: u64, fraction_digits: u32, expected: &str) {
            let mut out = String::from("n=");
            push_scaled(&mut out, digits, fraction_digits);
            assert_eq!(out, format!("n={expected}"));
        }
        check(0, 0, "0");
        check(7, 0, "7");
        check(1299, 0, "1299");
        check(u64::from(u32::MAX), 0, "4294967295");
        check(1299, 2, "12.99");
        check(5, 2, "0.05");
        check(5, 1, "0.5");
        check(0, 2, "0.00");
        let mut out = String::new();
        push_u32(&mut out, 42);
        assert_eq!(out, "42");
    }

    #[test]
    fn percent_signs_are_decoded_once_and_never_fail() {
        fn check(text: &str, expected: &str) {
            assert_eq!(percent_decode(text), expected, "{text}");
        }
        check("", "");
        check("plain", "plain");
        check("a%20b", "a b");
        check("anna%40example.com", "anna@example.com");
        check("%2540", "%40");
        check("50% off", "50% off");
        check("100%", "100%");
        check("%4", "%4");
        check("%zz", "%zz");
        check("gr%C3%B6%C3%9fe", "größe");
        check("%E2%82%AC5", "€5");
        check("%F0%9F%8E%92", "🎒");
        check("größe%20x", "größe x");
        check("%C3", "\u{fffd}");
        check("%C3x", "\u{fffd}x");
        check("%C3%41", "\u{fffd}A");
        check("%80", "\u{fffd}");
        check("%C0%80", "\u{fffd}");
        check("%ED%A0%80", "\u{fffd}");
        check("%FF%FE", "\u{fffd}\u{fffd}");
        check("%é", "%é");
    }

    #[test]
    fn text_of_a_page_becomes_one_line() {
        fn check(text: &str, expected: &str) {
            assert_eq!(fold_space(text), expected, "{text:?}");
        }
        check("", "");
        check("  \n\t ", "");
        check("  Add\n   to\u{a0}\u{a0}cart ", "Add to cart");
        check("1\u{202f}299\u{3000}€", "1 299 €");
    }

    #[test]
    fn text_is_cut_between_characters() {
        fn check(text: &str, max_chars: usize, expected: &str) {
            assert_eq!(truncate(text, max_chars), expected);
        }
        check("Größe", 3, "Grö");
        check("Größe", 5, "Größe");
        check("Größe", 9, "Größe");
        check("Größe", 0, "");
        check("", 3, "");
    }

    #[test]
    fn a_query_string_gives_its_pairs() {
        fn check(search: &str, expected: &[(&str, &str)]) {
            let pairs = query_pairs(search);
            let pairs: Vec<(&str, &str)> = pairs
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            assert_eq!(pairs, expected, "{search}");
        }
        check("", &[]);
        check("?", &[]);
        check("?q=tent", &[("q", "tent")]);
        check(
            "q=rain+jacket&size=M",
            &[("q", "rain jacket"), ("size", "M")],
        );
        check("?q=a%2Bb%26c", &[("q", "a+b&c")]);
        check("?flag&=x&&b=1=2", &[("flag", ""), ("b", "1=2")]);
        check("?q=%E2%82", &[("q", "\u{fffd}")]);
        check("?size=M&size=L", &[("size", "M"), ("size", "L")]);
        assert_eq!(query_pairs(&"a=1&".repeat(100)).len(), 64);
        let long = format!("q={}", "é".repeat(1000));
        assert_eq!(query_pairs(&long)[0].1.chars().count(), 512);
    }

    #[test]
    fn a_word_is_found_in_a_list_as_a_whole() {
        assert!(has_word("cpc paid* ppc", "ppc"));
        assert!(has_word("cpc paid* ppc", "paid_social"));
        assert!(!has_word("cpc paid* ppc", "pp"));
        assert!(!has_word("cpc paid* ppc", "cpcs"));
        assert!(!has_word("cpc paid* ppc", ""));
    }

    #[test]
    fn only_ascii_letters_are_lowered() {
        assert_eq!(ascii_lower("WS-1001-M ÄÖ"), "ws-1001-m ÄÖ");
    }
}
