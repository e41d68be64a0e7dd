//! Finds e-mail addresses: with an `@` and spaces beside it, with "(at)" and "[dot]", and spoken as
//! "anna at example dot com".
//!
//! Takes rather too much than too little: whatever touches the address on its left goes with it, the
//! name and password of an address of the web too. Addresses with a bare host are not found. Linear
//! in the text: from each sign at most 64 characters are read to its left and 255 to its right.

use super::draft::Draft;
use super::scan::{is_among, is_letter, run, run_back};
use super::{Field, Kind};

/// Longest name before the `@` and longest host behind it. Source: RFC 5321, section 4.5.3.1.
const MAX_LOCAL_BYTES: usize = 64;
const MAX_HOST_BYTES: usize = 255;

/// Endings of file names such as `tent@2x.png`, which are no top-level domains.
const FILE_ENDINGS: &str = "png jpg jpeg svg gif webp avif pdf js css html htm";

/// Top-level domains of addresses that are written with a space after the dot.
const COMMON_ENDINGS: &str = "com net org edu gov info io co eu de at ch fr it es pt nl be uk ie dk se no fi pl cz \
    sk hu ro bg gr tr ru ua jp cn kr in au nz ca us mx br ar";

/// What is said for `@` and for the dot.
pub(super) const AT_WORDS: &str = "@ at a ät arroba chez kukac sobaka";
pub(super) const DOT_WORDS: &str = ". dot punkt point punto ponto kropka punt tochka";

/// Words before "at" with an address of the web that is a shop's: "shop at example.com".
const SHOP_WORDS: &str = "look looking shop shopping buy buying bought available sold sale order ordering ordered \
    store stores only now up us in online is are price prices live out visit or and here back new free find found see \
    deals items products more arrive arrived stop be it them that this";

/// How a sign is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Plain,
    Bracketed,
    Spoken,
}

pub(super) fn mark(draft: &mut Draft, field: Field) {
    let mut at = 0;
    while at < draft.bytes.len() {
        match address(&draft.bytes, at, field) {
            Some((start, end)) => {
                draft.mark(start, end, Kind::Email);
                at = end;
            }
            None => at += 1,
        }
    }
}

/// The address whose `@` is at `at`: where it starts and ends.
fn address(bytes: &[u8], at: usize, field: Field) -> Option<(usize, usize)> {
    let (behind, form) = sign(bytes, at, AT_WORDS)?;
    let (host_end, spoken) = host(bytes, skip_space(bytes, behind))?;
    // "me at anna@example.com" has its sign yet to come; a token goes on with "_".
    if form == Form::Spoken
        && matches!(bytes.get(host_end..)?, [b'@' | b'_', ..] | [b' ', b'@', ..])
    {
        return None;
    }
    let before = bytes.get(..at)?;
    let before = before.strip_suffix(b" ").unwrap_or(before);
    let mut start = local(before)?;
    let name = before.get(start..)?;
    if form == Form::Spoken && !spoken {
        let mailbox = name
            .iter()
            .any(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'_' | b'-' | b'+'));
        let shop = is_among(SHOP_WORDS, name);
        if !mailbox && (shop || field != Field::FreeText) {
            return None;
        }
    }
    // "anna dot schmidt".
    while let Some(earlier) = spoken_dot(bytes.get(..start)?) {
        start = local(bytes.get(..earlier)?)?;
    }
    Some((user_info(bytes.get(..start)?), host_end))
}

/// The sign that begins at `at`: where it ends, and how it is written.
fn sign(bytes: &[u8], at: usize, words: &str) -> Option<(usize, Form)> {
    let rest = bytes.get(at..)?;
    let plain = *words.as_bytes().first()?;
    let (word, form) = match rest {
        [first, ..] if *first == plain => return Some((at + 1, Form::Plain)),
        [b'(' | b'[' | b'{' | b'<', inner @ ..] => (inner, Form::Bracketed),
        [first, ..] if first.is_ascii_lowercase() || *first == b'A' || *first == b'D' => {
            let before = bytes.get(at.checked_sub(1)?)?;
            if !matches!(before, b' ' | b'_') {
                return None;
            }
            (rest, Form::Spoken)
        }
        _ => return None,
    };
    let word = word.strip_prefix(b" ").unwrap_or(word);
    let length = run(word, 8, |byte| {
        !matches!(byte, b' ' | b'_' | b')' | b']' | b'}' | b'>')
    });
    if length == 0 || !is_among(words, word.get(..length)?) {
        return None;
    }
    let end = bytes.len() - word.len() + length;
    let behind = bytes.get(end..)?;
    if form == Form::Spoken {
        // "a" alone is an article, not the German or French name of the sign.
        let closed = 1 < length && matches!(behind, [b' ' | b'_', ..]);
        return closed.then_some((end, form));
    }
    let closing = behind.strip_prefix(b" ").unwrap_or(behind);
    let closed = matches!(closing, [b')' | b']' | b'}' | b'>', ..]);
    closed.then_some((bytes.len() - closing.len() + 1, form))
}

fn skip_space(bytes: &[u8], at: usize) -> usize {
    at + usize::from(matches!(bytes.get(at), Some(b' ' | b'_')))
}

/// Where the host that begins at `from` ends, and whether a dot of it is spoken or in brackets.
///
/// A dot is followed by two letters, as in "example.com" and unlike "18.2.0" or "10.00".
fn host(bytes: &[u8], from: usize) -> Option<(usize, bool)> {
    let mut spoken = false;
    let mut found = None;
    let mut label_start = from;
    let limit = bytes.len().min(from + MAX_HOST_BYTES);
    loop {
        super::step();
        let rest = bytes.get(label_start..limit)?;
        let length = run(rest, rest.len(), is_label);
        let label = rest.get(..length)?;
        if label.is_empty() {
            break;
        }
        let end = label_start + length;
        if from < label_start {
            if is_among(FILE_ENDINGS, label) {
                return None;
            }
            let letters =
                matches!(label, [first, second, ..] if is_letter(*first) && is_letter(*second));
            let joined = matches!(bytes.get(label_start - 1), Some(b'.'));
            if letters && (joined || spoken || is_among(COMMON_ENDINGS, label)) {
                found = Some(end);
            } else if joined && found.is_some() {
                // "example.com.2": rather too much.
                found = Some(end);
            }
        }
        let dot = skip_space(bytes, end);
        let Some((behind, form)) = sign(bytes, dot, DOT_WORDS) else {
            break;
        };
        spoken |= form != Form::Plain;
        label_start = skip_space(bytes, behind);
        // A space beside a plain dot is a typing error, or the end of a sentence.
        let spaced = dot != end || label_start != behind;
        if form == Form::Plain && spaced && (found.is_some() || dot != end && label_start != behind)
        {
            break;
        }
    }
    found.map(|end| (end, spoken))
}

fn is_label(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii() || byte == b'-'
}

/// Where the name starts that ends where `before` ends.
fn local(before: &[u8]) -> Option<usize> {
    if let Some(quoted) = before.strip_suffix(b"\"") {
        let length = run_back(quoted, MAX_LOCAL_BYTES, |byte| byte != b'"');
        let start = (quoted.len() - length).checked_sub(1)?;
        return (quoted.get(start) == Some(&b'"')).then_some(start);
    }
    let length = run_back(before, 4 * MAX_LOCAL_BYTES, is_local);
    (0 < length).then_some(before.len() - length)
}

/// Source: `atext` and the dot in RFC 5322, section 3.2.3, without what separates the parts of an
/// address of the web; and all that is not ASCII (RFC 6531).
fn is_local(byte: u8) -> bool {
    matches!(
        byte,
        b'!' | b'$' | b'%' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'0'..=b'9' | b'A'..=b'Z' | b'^'..=b'~' | 0x80..
    )
}

/// Where the word before the spoken or bracketed dot ends that stands at the end of `before`.
fn spoken_dot(before: &[u8]) -> Option<usize> {
    let text = before.strip_suffix(b" ")?;
    let start = text.len() - run_back(text, 8, |byte| byte != b' ');
    let (end, form) = sign(before, start, DOT_WORDS)?;
    (form != Form::Plain && end == text.len()).then_some(start.checked_sub(1)?)
}

/// Where "anna:secret" before an `@` begins, if it is the user of an address of the web.
fn user_info(before: &[u8]) -> usize {
    let Some(user) = before.strip_suffix(b":") else {
        return before.len();
    };
    let start = user.len() - run_back(user, MAX_LOCAL_BYTES, is_local);
    match before.get(..start) {
        Some([.., b'/', b'/']) => start,
        _ => before.len(),
    }
}
