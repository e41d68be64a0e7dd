//! The engine for the command line: what a config does is said by the code that does it.
//!
//! Texts in, texts out; reads no file and prints nothing, which is `pkg-template/cli`'s part.

use wasm_bindgen::prelude::*;

use crate::engine::{manifest, words_file};

/// What is wrong in a config, and what can leave a page with it: the JSON text of
/// [`manifest::check`].
#[wasm_bindgen]
pub fn check(config: &str) -> String {
    manifest::check(config)
}

/// The words of the catalogue's texts as the file that `"search_terms": "vocabulary"` needs.
#[wasm_bindgen]
pub fn vocabulary(texts: &str) -> Vec<u8> {
    words_file(texts)
}
