//! Brings a text into the one form that the detectors know.
//!
//! Percent-encoding, HTML entities and the escapes of JavaScript are decoded to a fixed point, in
//! whatever order they are nested, and each character becomes its plain form (`fold`). One pass:
//! a decoded character is looked at like one that was read, so an escape that it completes is
//! decoded in turn, and each decoding shortens the text. Linear in the text.

use super::draft::Draft;
use super::fold::{INVISIBLE, fold};
use super::scan::{is_hex, run_back};
use crate::engine::text::{hex_digit, truncate};

/// Names of entities that can hide an address or a number, with their character.
const ENTITIES: &str = "amp& commat@ period. plus+ nbsp~ shy\u{ad} num# lt< gt> quot\" apos' lpar( rpar) sol/ \
    colon: comma, hyphen- dash- ndash- mdash- lowbar_ equals= percnt% ensp~ emsp~ thinsp~ zwj\u{ad} zwnj\u{ad} lrm\u{ad} \
    rlm\u{ad} bsol\\ semi;";

/// Longest entity that is looked for, without its `&` and `;`.
const MAX_ENTITY_BYTES: usize = 9;

/// The text decoded and folded, with single spaces and none at its ends.
pub(super) fn normalise(source: &str) -> Draft {
    let mut draft = Draft::default();
    let coded = |byte: u8| matches!(byte, b'%' | b'&' | b'\\' | b'=' | 0x80..);
    let plain = !source.bytes().any(coded);
    for (place, character) in source.char_indices() {
        if !plain && let Some(decoded) = open_number(&mut draft, character) {
            take(&mut draft, decoded.0, decoded.1);
        }
        take(&mut draft, character, place as u16);
    }
    // A space ends what is open at the end.
    if !plain && let Some(decoded) = open_number(&mut draft, ' ') {
        take(&mut draft, decoded.0, decoded.1);
    }
    if draft.bytes.last() == Some(&b' ') {
        draft.pop(1);
    }
    draft
}

/// Appends a character in its plain form; decodes what it completes.
#[inline(never)]
fn take(draft: &mut Draft, character: char, place: u16) {
    let mut next = Some((character, place));
    while let Some((character, place)) = next {
        super::step();
        let code = fold(character);
        let spaced = matches!(draft.bytes.last(), None | Some(b' '));
        if code == INVISIBLE || code == 0x20 && spaced {
            return;
        }
        let mut utf8 = [0; 4];
        let plain = char::from_u32(code).unwrap_or(character);
        for byte in plain.encode_utf8(&mut utf8).bytes() {
            draft.push(byte, place);
        }
        next = if code < 0x80 { completed(draft) } else { None };
    }
}

/// The character of the escape at the end of the text, which is taken away.
fn completed(draft: &mut Draft) -> Option<(char, u16)> {
    let (length, code) = match draft.bytes.as_slice() {
        [.., b'%', high, low] => {
            let byte = hex(&[*high, *low])?;
            if byte < 0x80 {
                (3, byte)
            } else {
                let place = draft.pop(3);
                draft.push(byte as u8, place);
                utf8_at_end(draft)?
            }
        }
        [.., b'\\', b'x', high, low] => (4, hex(&[*high, *low])?),
        [.., b'\\' | b'%', b'u', a, b, c, d] => (6, hex(&[*a, *b, *c, *d])?),
        // Quoted-printable, of which only what hides an address: "size=40" has to stay.
        [.., b'=', b'4', b'0', b'a'..=b'z' | b'A'..=b'Z'] => return printable(draft, '@'),
        [.., b'=', b'2', b'E', b'a'..=b'z' | b'A'..=b'Z'] => return printable(draft, '.'),
        [.., b';'] => entity(&draft.bytes)?,
        _ => return None,
    };
    let character = char::from_u32(code)?;
    Some((character, draft.pop(length)))
}

/// Puts the character of a quoted-printable escape in its place, before the letter that follows.
fn printable(draft: &mut Draft, plain: char) -> Option<(char, u16)> {
    let letter = *draft.bytes.last()?;
    let after = draft.pop(1);
    let place = draft.pop(3);
    draft.push(plain as u8, place);
    Some((char::from(letter), after))
}

fn hex(digits: &[u8]) -> Option<u32> {
    let mut code = 0;
    for digit in digits {
        code = code << 4 | u32::from(hex_digit(*digit)?);
    }
    Some(code)
}

/// How long the character is that the last byte, a decoded one, completes; and which it is.
fn utf8_at_end(draft: &Draft) -> Option<(usize, u32)> {
    for length in 2..=4 {
        let start = draft.bytes.len().checked_sub(length)?;
        let text = std::str::from_utf8(draft.bytes.get(start..)?);
        if let Ok(text) = text
            && let Some(character) = text.chars().next()
            && character.len_utf8() == length
        {
            return Some((length, u32::from(character)));
        }
    }
    None
}

/// The entity that ends with the last byte, a `;`: its length and its character.
fn entity(bytes: &[u8]) -> Option<(usize, u32)> {
    let inner = bytes.get(..bytes.len() - 1)?;
    if let Some((length, code)) = number_at_end(inner) {
        return Some((length + 1, code));
    }
    let length = run_back(inner, MAX_ENTITY_BYTES, |byte| byte != b'&');
    let [.., b'&'] = inner.get(..inner.len() - length)? else {
        return None;
    };
    let name = inner.get(inner.len() - length..)?;
    let known = |entity: &&str| {
        let (letters, _) = entity.as_bytes().split_at(name.len().min(entity.len()));
        letters == name && truncate(entity, name.len() + 1) == *entity && name.len() < entity.len()
    };
    let entity = ENTITIES.split_ascii_whitespace().find(known)?;
    let character = entity.chars().next_back()?;
    // A space can't stand in a list of words.
    let character = if character == '~' { ' ' } else { character };
    Some((length + 2, u32::from(character)))
}

/// The numeric entity without a `;` at the end of the text, if `next` can't belong to it.
fn open_number(draft: &mut Draft, next: char) -> Option<(char, u16)> {
    // What an escape stands for may be the end of the entity, too.
    if matches!(next, ';' | '%' | '0'..='9') {
        return None;
    }
    let (length, code) = number_at_end(&draft.bytes)?;
    let is_hex = matches!(draft.bytes.iter().nth_back(length - 3), Some(b'x' | b'X'));
    if is_hex && next.is_ascii_hexdigit() {
        return None;
    }
    let character = char::from_u32(code)?;
    Some((character, draft.pop(length)))
}

/// The numeric entity at the end of the text, without a `;`: its length and its character's number.
fn number_at_end(bytes: &[u8]) -> Option<(usize, u32)> {
    let count = run_back(bytes, 8, is_hex);
    let (before, digits) = bytes.split_at_checked(bytes.len() - count)?;
    let (mark, radix) = match before {
        [.., b'&', b'#', b'x' | b'X'] => (3, 16),
        [.., b'&', b'#'] => (2, 10),
        _ => return None,
    };
    let mut code = 0u32;
    for digit in digits {
        let value = u32::from(hex_digit(*digit)?);
        if radix <= value {
            return None;
        }
        code = code.saturating_mul(radix).saturating_add(value);
    }
    (count > 0).then_some((mark + count, code))
}

#[cfg(test)]
#[path = "tests/normalise.rs"]
mod tests;
