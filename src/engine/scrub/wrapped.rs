//! Finds what is wrapped into base64 or hexadecimal digits as a whole.
//!
//! JSON Web Tokens are `token`'s. Only what decodes to printable ASCII with something personal in it counts, which no article's
//! code does by chance.

use super::draft::Draft;
use super::normalise::normalise;
use super::scan::{is_padding, run};
use super::{Field, Kind, digits, email, geo, iban, net, token};
use crate::engine::text::hex_digit;

/// Fewest characters that can hide something: "a@b.de" has eight in base64.
const MIN_BYTES: usize = 8;

/// Fewest decimal digits that are read as hexadecimal ones.
const MIN_DECIMAL: usize = 16;

pub(super) fn mark(draft: &mut Draft, field: Field) {
    let mut start = 0;
    while start < draft.bytes.len() {
        let rest = draft.bytes.get(start..).unwrap_or_default();
        let length = run(rest, rest.len(), is_wrapping);
        let end = start + length;
        if MIN_BYTES <= length
            && field != Field::Code
            && !rest.starts_with(b"eyJ")
            && let Some(kind) = rest.get(..length).and_then(inside)
        {
            let padding = run(rest.get(length..).unwrap_or_default(), 2, is_padding);
            draft.mark(start, end + padding, kind);
        }
        start = end + 1;
    }
}

/// Whether any run of the text can be decoded to printable ASCII at all.
pub(super) fn has_wrapped(bytes: &[u8]) -> bool {
    let mut start = 0;
    while start < bytes.len() {
        let rest = bytes.get(start..).unwrap_or_default();
        let length = run(rest, rest.len(), is_wrapping);
        if MIN_BYTES <= length && rest.get(..length).and_then(decoded).is_some() {
            return true;
        }
        start += length + 1;
    }
    false
}

/// What stands in hexadecimal digits or base64.
#[inline(never)]
fn decoded(run: &[u8]) -> Option<Vec<u8>> {
    from_hex(run).or_else(|| from_base64(run))
}

fn is_wrapping(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// The kind of what is inside.
fn inside(run: &[u8]) -> Option<Kind> {
    let plain = decoded(run)?;
    let text = std::str::from_utf8(&plain).ok()?;
    let mut draft = normalise(text);
    for look in [email::mark, net::mark, geo::mark, digits::mark, token::mark] {
        look(&mut draft, Field::FreeText);
    }
    iban::mark(&mut draft);
    let found = |byte: &u8| Kind::ALL.get(usize::from(byte.wrapping_sub(1))).copied();
    draft.bytes.iter().find_map(found)
}

fn from_hex(run: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let decimal = run.iter().all(u8::is_ascii_digit);
    if decimal && run.len() < MIN_DECIMAL || run.len() % 2 == 1 {
        return None;
    }
    for pair in run.chunks(2) {
        let [high, low] = pair else {
            return None;
        };
        push(&mut plain, hex_digit(*high)? << 4 | hex_digit(*low)?)?;
    }
    Some(plain)
}

/// Source: RFC 4648, section 4. The two characters that are no letters or digits are not needed for
/// what is looked for.
fn from_base64(run: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let mut bits = 0u32;
    let mut count = 0;
    for byte in run {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            _ => byte.wrapping_sub(b'0') + 52,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if 8 <= count {
            count -= 8;
            push(&mut plain, (bits >> count) as u8)?;
        }
    }
    Some(plain)
}

/// Only printable ASCII.
fn push(plain: &mut Vec<u8>, byte: u8) -> Option<()> {
    plain.push(byte);
    (0x20..0x7f).contains(&byte).then_some(())
}
