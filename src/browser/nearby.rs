//! How the page is around what was clicked, as a number to compare with.
//!
//! Nothing of it is kept or sent.

use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::numbers::Numbers;
use super::read::{Node, READABLE, text_of};

/// How many elements up.
const LEVELS: u32 = 3;
/// Not farther up than to an element with so many others inside.
const MAX_INSIDE: u32 = 300;
/// As much of the markup as is looked at, UTF-16 units.
const MAX_MARKUP: u32 = 20_000;
/// Most controls whose values are looked at.
const MAX_CONTROLS: u32 = 20;

/// What a click on something inside is meant for.
const PRESSED: &str = "a,button,[role=button],label";
/// Where the whole page begins.
const WHOLE: &str = "html,body,main";

#[wasm_bindgen]
extern "C" {
    #[derive(Debug)]
    type Region;
    #[wasm_bindgen(method, getter, js_name = innerHTML)]
    fn markup(this: &Region) -> JsString;
}

/// The number of what was clicked, and one that stands for the page around it.
pub(crate) fn nearby(target: &Node, except: &str, numbers: &Numbers) -> Option<String> {
    if target.closest(except).is_some() {
        return None;
    }
    let pressed = target.closest(PRESSED).unwrap_or_else(|| target.clone());
    let mut around = pressed.clone();
    for _ in 0..LEVELS {
        let Some(parent) = around.parent() else { break };
        if parent.matches(WHOLE) || MAX_INSIDE < parent.find_all("*").length() {
            break;
        }
        around = parent;
    }
    let region: &Region = around.unchecked_ref();
    let mut text = text_of(&region.markup(), MAX_MARKUP);
    // A stepper changes its number and no markup.
    let controls = around.find_all(READABLE);
    for index in 0..controls.length().min(MAX_CONTROLS) {
        text.push_str(&controls.item(index).value().as_string().unwrap_or_default());
    }
    Some(numbers.with(&pressed, crate::engine::fingerprint(&text)))
}
