//! The page's JSON-LD.

use wasm_bindgen::JsCast;

use super::{Node, Text};

/// Longest JSON-LD block that is read, UTF-16 units.
const MAX_JSON_LD: u32 = 65_536;
/// Most JSON-LD blocks that are read.
const MAX_BLOCKS: u32 = 20;
/// Divides JSON-LD blocks; no JSON text contains it.
const BLOCK_END: char = '\u{1}';

/// The blocks, each with a mark behind it.
pub(crate) fn json_ld(document: &Node) -> String {
    let mut blocks = String::new();
    let list = document.find_all("script[type='application/ld+json']");
    for index in 0..list.length().min(MAX_BLOCKS) {
        if let Some(block) = list.item(index).text() {
            blocks.push_str(&block.unchecked_ref::<Text>().slice(0, MAX_JSON_LD));
            blocks.push(BLOCK_END);
        }
    }
    blocks
}
