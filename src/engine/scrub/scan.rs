//! Counting along a text: what all detectors do, once.

use crate::engine::text::has_word_of;

/// How many bytes at the start of a text are of a kind, at most `most`.
#[inline(never)]
pub(super) fn run(bytes: &[u8], most: usize, is: fn(u8) -> bool) -> usize {
    let mut length = 0;
    for byte in bytes {
        super::step();
        if length == most || !is(*byte) {
            break;
        }
        length += 1;
    }
    length
}

/// How many bytes at the end of a text are of a kind, at most `most`.
#[inline(never)]
pub(super) fn run_back(bytes: &[u8], most: usize, is: fn(u8) -> bool) -> usize {
    let mut length = 0;
    for byte in bytes.iter().rev() {
        super::step();
        if length == most || !is(*byte) {
            break;
        }
        length += 1;
    }
    length
}

/// Whether a word, in either case, is among others; only ASCII has a case.
#[inline(never)]
pub(super) fn is_among(words: &str, word: &[u8]) -> bool {
    let mut lower = Vec::from(word);
    lower.make_ascii_lowercase();
    has_word_of(words, &lower)
}

/// Whether a byte is in a text; a slice's own search is made for long ones, and as long itself.
#[inline(never)]
pub(super) fn has(text: &[u8], byte: u8) -> bool {
    for other in text {
        super::step();
        if *other == byte {
            return true;
        }
    }
    false
}

/// A letter; all that is not ASCII counts as one.
pub(super) fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || !byte.is_ascii()
}

/// A decimal digit.
pub(super) fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// A hexadecimal digit.
pub(super) fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

/// What fills base64 up.
pub(super) fn is_padding(byte: u8) -> bool {
    byte == b'='
}
