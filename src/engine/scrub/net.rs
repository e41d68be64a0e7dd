//! Finds addresses of machines: IPv4, IPv6, MAC; and UUIDs.
//!
//! Four numbers can be a version: small ones are, and those beside a word such as "firmware".

use super::digits::words_before;
use super::draft::Draft;
use super::pattern::matched;
use super::scan::{has, is_among, is_hex, is_letter, run};
use super::{Field, Kind};

/// Their forms. Sources: RFC 9562, section 4; IEEE 802, section 8.1.
const FORMS: [(Kind, &str); 6] = [
    (Kind::Uuid, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh"),
    (Kind::Mac, "hh:hh:hh:hh:hh:hh:hh:hh"),
    (Kind::Mac, "hh:hh:hh:hh:hh:hh"),
    (Kind::Mac, "hh-hh-hh-hh-hh-hh-hh-hh"),
    (Kind::Mac, "hh-hh-hh-hh-hh-hh"),
    (Kind::Mac, "hhhh.hhhh.hhhh"),
];

/// Words beside four numbers that make them a version.
const VERSION_WORDS: &str = "v version versions ver firmware fw build release software driver drivers update app sw hw \
    os ios android windows";

pub(super) fn mark(draft: &mut Draft, field: Field) {
    let mut at = 0;
    while at < draft.bytes.len() {
        let found = if is_start(&draft.bytes, at) {
            machine(&draft.bytes, at, field)
        } else {
            None
        };
        match found {
            Some((end, kind)) => {
                draft.mark(at, end, kind);
                at = end;
            }
            None => at += 1,
        }
    }
}

/// Whether a word can begin at `at`.
pub(super) fn is_start(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|index| bytes.get(index));
    !before.is_some_and(u8::is_ascii_alphanumeric)
}

fn machine(bytes: &[u8], at: usize, field: Field) -> Option<(usize, Kind)> {
    for (kind, form) in FORMS {
        // In a catalogue an article can be known by a UUID, and by what looks like a MAC address.
        if field == Field::Code && kind != Kind::Mac
            || field == Field::Catalogue && kind == Kind::Uuid
        {
            continue;
        }
        if let Some(end) = formed(bytes, at, form)
            && (kind == Kind::Uuid || is_mac(bytes.get(at..end)?))
        {
            return Some((end, kind));
        }
    }
    if let Some(end) = ip6(bytes, at) {
        return Some((end, Kind::Ip));
    }
    let end = ip4(bytes, at)?;
    (field != Field::Code && !is_version(bytes, at, end)).then_some((end, Kind::Ip))
}

/// Where a text of that form ends; none of a longer chain of the same, or of a bank account's.
fn formed(bytes: &[u8], at: usize, form: &str) -> Option<usize> {
    let end = matched(bytes, at, form)?.end;
    let separator = form.bytes().find(u8::is_ascii_punctuation)?;
    let longer = |byte: Option<&u8>, far: Option<&u8>, is: fn(&u8) -> bool| {
        byte == Some(&separator) && far.is_some_and(is)
    };
    let before = at
        .checked_sub(2)
        .is_some_and(|two| longer(bytes.get(two + 1), bytes.get(two), u8::is_ascii_hexdigit));
    let behind = bytes.get(end + 1);
    (!before && !longer(bytes.get(end), behind, u8::is_ascii_alphanumeric)).then_some(end)
}

/// Sizes ("06-12-18-24-36-48") have no letters and ascend; so have dates and times.
fn is_mac(text: &[u8]) -> bool {
    text.iter().any(u8::is_ascii_alphabetic) || has(text, b':')
}

/// Where the IPv6 address ends that begins at `at`. Source: RFC 4291, section 2.2.
fn ip6(bytes: &[u8], at: usize) -> Option<usize> {
    let mut rest = bytes.get(at..)?;
    let mut groups = 0;
    let mut digits = 0;
    let mut gaps = 0;
    if let [b':', b':', behind @ ..] = rest {
        if at
            .checked_sub(1)
            .is_some_and(|before| bytes.get(before) == Some(&b':'))
        {
            return None;
        }
        gaps = 1;
        rest = behind;
    }
    loop {
        let length = run(rest, 5, is_hex);
        // Without a limit a text of nothing but colons would be read again from each of them.
        if 4 < length || 8 < groups || 1 < gaps {
            return None;
        }
        if length == 0 {
            break;
        }
        let here = bytes.len() - rest.len();
        if 0 < groups + gaps
            && let Some(end) = ip4(bytes, here)
        {
            groups += 2;
            digits += 2;
            rest = bytes.get(end..)?;
            break;
        }
        groups += 1;
        digits += usize::from(rest.iter().take(length).any(u8::is_ascii_digit));
        let behind = rest.get(length..)?;
        rest = match behind {
            [b':', b':', after @ ..] => {
                gaps += 1;
                after
            }
            [b':', after @ ..] if after.first().is_some_and(u8::is_ascii_hexdigit) => after,
            _ => {
                rest = behind;
                break;
            }
        };
    }
    let whole = gaps == 0 && groups == 8;
    let short = gaps == 1 && (2..=7).contains(&groups) && 0 < digits;
    let ends = !rest
        .first()
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b':');
    ((whole || short) && ends).then_some(bytes.len() - rest.len())
}

/// Where four numbers up to 255 with dots between them end.
fn ip4(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = at;
    for index in 0..4 {
        if 0 < index {
            if bytes.get(end) != Some(&b'.') {
                return None;
            }
            end += 1;
        }
        let (value, behind) = octet(bytes, end)?;
        if 255 < value {
            return None;
        }
        end = behind;
    }
    let longer = matches!(
        bytes.get(end..),
        Some([b'.', b'0'..=b'9', ..] | [b'a'..=b'z' | b'A'..=b'Z' | b'_', ..])
    );
    (!longer).then_some(end)
}

/// A number of one to three digits: its value, and where it ends.
fn octet(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let mut value = 0;
    let mut end = at;
    while let Some(digit @ b'0'..=b'9') = bytes.get(end) {
        value = value * 10 + u32::from(digit - b'0');
        end += 1;
        if 3 < end - at {
            return None;
        }
    }
    let padded = 1 < end - at && bytes.get(at) == Some(&b'0');
    (at < end && !padded).then_some((value, end))
}

/// Whether four numbers are a version, or a part of something longer.
fn is_version(bytes: &[u8], at: usize, end: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    if let [.., b'0'..=b'9', b'.' | b',' | b'-'] | [.., b'_' | b'$' | b'+'] = before {
        return true;
    }
    let behind = bytes.get(end..).unwrap_or_default();
    let behind = behind.strip_prefix(b" ").unwrap_or(behind);
    let letters = run(behind, 12, is_letter);
    if is_among(VERSION_WORDS, behind.get(..letters).unwrap_or_default())
        || words_before(before, VERSION_WORDS, "")
    {
        return true;
    }
    if words_before(before, "ip ipv4 address addr host client from remote", "") {
        return false;
    }
    let mut place = at;
    // A version's numbers are small; of addresses one in a thousand has such.
    for most in [20, 20, 40, 99] {
        match octet(bytes, place) {
            Some((value, behind)) if value <= most => place = behind + 1,
            _ => return false,
        }
    }
    true
}
