//! What an element must have so that a CSS selector can match it: one class, id or attribute.
//!
//! So that of a thousand selectors only those have to be tried that may match. It is a first
//! filter: whether a selector really matches, the browser says. A selector that isn't understood
//! here is tried always.

use super::text::until;

/// A class, an id or the name of an attribute as a number: `kind` is `.`, `#` or `[`. Upper and
/// lower case are the same, as they may be in a page; two names with one number cost a try.
pub(crate) fn word(kind: u8, name: &str) -> u32 {
    // FNV-1a, 32 bits: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
    let mut hash = 0x811c_9dc5_u32 ^ u32::from(kind);
    for byte in name.bytes() {
        hash = hash.wrapping_mul(0x0100_0193) ^ u32::from(byte.to_ascii_lowercase());
    }
    hash
}

/// A word for each part of a list of selectors, of which an element that matches has one; nothing
/// if some part needs none, or isn't understood.
pub(crate) fn needed_words(selector: &str) -> Option<Vec<u32>> {
    let mut words = Vec::new();
    let mut found = None;
    // White space is a combinator only if something follows.
    let mut is_after_space = false;
    let mut rest = selector.trim_ascii();
    while let Some(first) = rest.bytes().next() {
        let after = rest.get(1..)?;
        if first == b',' {
            words.push(found.take()?);
            is_after_space = false;
            rest = after.trim_ascii_start();
            continue;
        }
        if matches!(first, b' ' | b'>' | b'+' | b'~') {
            is_after_space = true;
            rest = after;
            continue;
        }
        if is_after_space {
            is_after_space = false;
            found = None;
        }
        let (name, behind) = match first {
            // Before a name stand its kind, or for an element or `:checked` nothing that helps.
            b'.' | b'#' | b'[' | b':' => split_name(after),
            _ => split_name(rest),
        };
        if name.is_empty() {
            return None;
        }
        if matches!(first, b'.' | b'#' | b'[') {
            found = found.or(Some(word(first, name)));
        }
        rest = if first == b'[' {
            after_bracket(behind)?
        } else {
            behind
        };
    }
    words.push(found?);
    Some(words)
}

/// A name and what stands behind it.
fn split_name(text: &str) -> (&str, &str) {
    until(text, |byte| {
        !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    })
}

/// What stands behind the bracket that ends an attribute.
fn after_bracket(text: &str) -> Option<&str> {
    let mut quote = None;
    for (place, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'\\', _) => return None,
            (b'"' | b'\'', None) => quote = Some(byte),
            (b']', None) => return text.get(place + 1..),
            _ if quote == Some(byte) => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_a_selector_gives_a_word_that_its_element_has() {
        let check = |selector: &str, expected: &[&str]| {
            let expected: Vec<u32> = expected
                .iter()
                .map(|text| word(text.as_bytes()[0], &text[1..]))
                .collect();
            assert_eq!(needed_words(selector), Some(expected), "{selector}");
        };
        check(".card", &[".card"]);
        check(" .product-card > a.link:hover ", &[".link"]);
        check("#buy", &["#buy"]);
        check("[data-add-to-cart]", &["[data-add-to-cart"]);
        check("A[href^=\"/go, to] .x/\"]", &["[HREF"]);
        check(".a .b, #c~d[e='f']", &[".b", "[e"]);
        check("button.add[disabled]:checked", &[".add"]);
        check("form.facets input.box ,[x]", &[".box", "[x"]);
    }

    #[test]
    fn what_needs_no_word_or_is_not_understood_is_tried_always() {
        for selector in [
            "button",
            "*",
            ".card button",
            ".a, button",
            ":is(.a, .b)",
            ".a:not(.b)",
            ".a\\:b",
            "[*|href]",
            "[title=\"a\\\"b\"]",
            ".größe",
            ".a,",
            "",
            "[open",
            "a|b.c",
        ] {
            assert_eq!(needed_words(selector), None, "{selector}");
        }
    }
}
