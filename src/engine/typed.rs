//! Whether a selector evidently names what shoppers type, so that nobody waits for a value that the
//! browser layer refuses.
//!
//! Only looks at the text of a selector. What an element really is, is asked when it is read.

use super::text::{after_word, ascii_lower, cut, has_word};

/// Types of `input` whose value may be read; the browser layer has the same list (`READABLE`).
const READABLE_TYPES: &str = "checkbox radio range number search";

/// Whether an element that matches may be edited as text.
const EDITED: [&str; 2] = [" textarea", " [contenteditable"];

/// Whether the text of what the selector names is typed text: a text area, an editable element.
pub(crate) fn is_edited(selector: &str) -> bool {
    let selector = last_compounds(selector);
    let has = |part: &&str| after_word(&selector, part).is_some();
    EDITED.iter().any(has)
}

/// Whether the value of what the selector names is typed text, or something about the shopper.
pub(crate) fn is_typed(selector: &str) -> bool {
    let compounds = last_compounds(selector);
    let mut rest = compounds.as_str();
    while let Some((_, behind)) = cut(rest, b'[') {
        let (attribute, more) = cut(behind, b']').unwrap_or((behind, ""));
        rest = more;
        let (name, value) = cut(attribute, b'=').unwrap_or((attribute, ""));
        let is_allowed = match name {
            "type" => has_word(READABLE_TYPES, value),
            "autocomplete" => matches!(value, "on" | "off" | ""),
            _ => true,
        };
        if !is_allowed {
            return true;
        }
    }
    is_edited(selector)
}

/// What stands last in each selector of a list, each part behind a space, in lower case, without
/// quotes and without what is inside of `:not(…)`.
fn last_compounds(selector: &str) -> String {
    let lowered = ascii_lower(selector);
    let mut out = String::new();
    let mut compound = String::from(" ");
    let mut in_brackets = false;
    let mut depth = 0;
    let mut is_done = false;
    for character in lowered.trim_ascii().chars() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            // Inside of parentheses stands another selector: left out, as it may be `:not(…)`.
            _ if 0 < depth => {}
            '\'' | '"' => {}
            '[' | ']' => {
                in_brackets = character == '[';
                // An attribute is a part of its own.
                compound.push_str(if in_brackets { " [" } else { "]" });
            }
            ' ' | '>' | '+' | '~' if !in_brackets => is_done = true,
            ' ' => {}
            ',' if !in_brackets => {
                out.push_str(&compound);
                compound = String::from(" ");
                is_done = false;
            }
            _ => {
                if is_done {
                    compound = String::from(" ");
                    is_done = false;
                }
                compound.push(character);
            }
        }
    }
    out.push_str(&compound);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selector_of_what_a_shopper_types_is_known() {
        let check = |selector: &str, typed, edited| {
            let found = (is_typed(selector), is_edited(selector));
            assert_eq!(found, (typed, edited), "{selector}");
        };
        check("input[type=email]", true, false);
        check("form .row > INPUT[ type = 'tel' ].wide", true, false);
        check("input[type=\"password\"]", true, false);
        check("select, input[type=text]", true, false);
        check("[autocomplete=cc-number]", true, false);
        check("input[autocomplete='street-address']", true, false);
        check("textarea", true, true);
        check("form textarea.note", true, true);
        check("[contenteditable]", true, true);
        check("div[contenteditable=true]", true, true);
        check("input[type=search]", false, false);
        check("select[autocomplete=off]", false, false);
        check("input[type='checkbox'][name=size]", false, false);
        check("form:has(input[type=email]) select", false, false);
        check("input:not([type=password])", false, false);
        check("[type=email] ~ .hint", false, false);
        check(".textarea-label", false, false);
        check("#textarea > span", false, false);
        check("[data-type=email]", false, false);
        check("", false, false);
        check("[", false, false);
        check("a)b(", false, false);
    }
}
