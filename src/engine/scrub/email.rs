//! Finds e-mail addresses, also with a space on either side of the `@`.
//!
//! Takes rather too much than too little: whatever touches the address on its left goes with
//! it. Addresses with a bare host or an IP address, and "anna at example dot com", are not
//! found. Linear in the text.

/// Endings of file names such as `tent@2x.png`, which are no top-level domains.
const FILE_ENDINGS: [&[u8]; 5] = [b"png", b"jpg", b"svg", b"gif", b"webp"];

/// The next address at or after byte `from`; where it starts and ends.
pub(super) fn find(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let mut searched = from;
    loop {
        let at = searched
            + bytes
                .get(searched..)?
                .iter()
                .position(|byte| *byte == b'@')?;
        let before = bytes.get(from..at)?;
        let before = before.strip_suffix(b" ").unwrap_or(before);
        let local_len = before
            .iter()
            .rev()
            .position(|byte| !is_local(*byte))
            .unwrap_or(before.len());
        let after = bytes.get(at + 1..)?;
        let domain = after.strip_prefix(b" ").unwrap_or(after);
        let domain_len = domain
            .iter()
            .position(|byte| !is_domain(*byte))
            .unwrap_or(domain.len());
        if local_len > 0 && has_top_level(domain.get(..domain_len)?) {
            let end = bytes.len() - domain.len() + domain_len;
            return Some((from + before.len() - local_len, end));
        }
        searched = at + 1;
    }
}

/// Source: `atext` and the dot in RFC 5322, section 3.2.3, and all that is not ASCII (RFC 6531).
fn is_local(byte: u8) -> bool {
    matches!(
        byte,
        b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-'..=b'9' | b'=' | b'?' | b'A'..=b'Z' | b'^'..=b'~' | 0x80..
    )
}

fn is_domain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii() || byte == b'-' || byte == b'.'
}

/// Whether a dot is followed by two letters, as in "example.com" and unlike "18.2.0" or "10.00".
fn has_top_level(domain: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    let mut found = false;
    let mut labels = domain.split(|byte| *byte == b'.');
    if labels.next().is_none_or(<[u8]>::is_empty) {
        return false;
    }
    for label in labels {
        if FILE_ENDINGS.contains(&label) {
            return false;
        }
        found |= matches!(label, [first, second, ..] if is_letter(first) && is_letter(second));
    }
    found
}
