//! Automatic templates of paths: what is kept of the address of a page that the config doesn't know.

use super::Field;
use super::plain::is_plain;
use crate::engine::text::{ascii_lower, cut};

/// Most segments of an automatic path template.
const MAX_SEGMENTS: usize = 6;

/// Longest path segment that is kept, in bytes.
const MAX_SEGMENT_BYTES: usize = 24;

/// Stands for a path segment that could point to a person.
const ANY_SEGMENT: &str = "/{x}";

/// A template for the path of a page that no pattern of the config matches: "/help/{x}".
///
/// A segment is kept if it is at most 24 bytes of `a-z` and `-` in lower case and plain, so that no detector is needed;
/// at most six segments, then one `{x}` for the rest. A word can still be a name ("/u/anna"): a
/// shop with such pages writes a pattern for them.
pub(crate) fn path_template(path: &str) -> String {
    let mut template = String::new();
    let mut count = 0;
    let mut rest = path;
    while !rest.is_empty() {
        let (segment, behind) = cut(rest, b'/').unwrap_or((rest, ""));
        rest = behind;
        if segment.is_empty() {
            continue;
        }
        if count == MAX_SEGMENTS {
            template.push_str(ANY_SEGMENT);
            break;
        }
        count += 1;
        if is_plain_segment(segment) {
            template.push('/');
            template.push_str(&ascii_lower(segment));
        } else {
            template.push_str(ANY_SEGMENT);
        }
    }
    if template.is_empty() {
        template.push('/');
    }
    template
}

fn is_plain_segment(segment: &str) -> bool {
    let plain = segment
        .bytes()
        .all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    // "/anna-at-example-dot-com" is an address too.
    let mut words = String::new();
    for byte in segment.bytes() {
        words.push(if byte == b'-' { ' ' } else { char::from(byte) });
    }
    plain && segment.len() <= MAX_SEGMENT_BYTES && {
        is_plain(&words, Field::FreeText) && is_plain(segment, Field::FreeText)
    }
}
