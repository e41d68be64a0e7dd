//! Which shadow roots and frames are looked into: `"look_inside": ["product-card", "#checkout-frame"]`.
//!
//! The config names them, so that nothing else of a page is searched; what is found there the browser layer says.

use super::Engine;
use super::json::Json;
use super::reader::Reader;
use super::text::cut;
use super::watch::{Sense, Watch};

/// Most selectors in `look_inside`.
const MAX_SELECTORS: usize = 10;
/// Longest of them, bytes.
const MAX_BYTES: usize = 500;
/// Ends each of them where they are kept in one text; in a selector it is white space.
const LINE_END: char = '\n';

/// Reads the list; what is no text of 1 to 500 bytes is left out.
#[inline(never)]
pub(crate) fn read_look_inside(reader: &mut Reader, json: &Json) -> String {
    let mut lines = String::new();
    let items = reader.items(json, "look_inside", MAX_SELECTORS);
    for (index, item) in items.iter().enumerate() {
        let outer = reader.enter("look_inside");
        reader.enter_item(index);
        match item.as_text() {
            Some(text) if !text.is_empty() && text.len() <= MAX_BYTES => {
                for character in text.chars() {
                    lines.push(if character == LINE_END {
                        ' '
                    } else {
                        character
                    });
                }
                lines.push(LINE_END);
            }
            _ => reader.expected("a CSS selector of 1 to 500 bytes", item),
        }
        reader.leave(outer);
    }
    lines
}

/// Adds a watch for each that has it as `within`, so that the browser layer tries whether it can use it.
#[inline(never)]
pub(super) fn add_watches(lines: &str, watches: &mut Vec<Watch>) {
    let mut rest = lines;
    while let Some((selector, behind)) = cut(rest, LINE_END as u8) {
        watches.push(Watch {
            sense: Sense::Nothing,
            within: Some(selector.to_owned()),
            reads: Vec::new(),
        });
        rest = behind;
    }
}

impl Engine {
    /// How many watches are of definitions; behind them stand those of `look_inside`.
    pub fn defined_watches(&self) -> usize {
        self.owners.len()
    }
}
