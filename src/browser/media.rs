//! How much of a video or a sound was really played.
//!
//! The browser itself keeps the ranges that were played in `played`; what was skipped isn't in it.

use wasm_bindgen::prelude::*;

use super::read::Node;

#[wasm_bindgen]
extern "C" {
    #[derive(Debug)]
    type Media;
    /// Undefined on an element that isn't one.
    #[wasm_bindgen(method, getter)]
    fn played(this: &Media) -> JsValue;
    /// Seconds; not a number before it is known, infinite for a live stream.
    #[wasm_bindgen(method, getter)]
    fn duration(this: &Media) -> f64;
    #[wasm_bindgen(method, getter)]
    fn paused(this: &Media) -> bool;

    #[derive(Debug)]
    type Ranges;
    #[wasm_bindgen(method, getter)]
    fn length(this: &Ranges) -> u32;
    #[wasm_bindgen(method)]
    fn start(this: &Ranges, index: u32) -> f64;
    #[wasm_bindgen(method)]
    fn end(this: &Ranges, index: u32) -> f64;
}

/// Percent of the media that were played; nothing before it has started.
#[inline(never)]
pub(crate) fn played_percent(element: &Node) -> Option<u32> {
    let media: &Media = element.unchecked_ref();
    let played = media.played();
    if played.is_undefined() {
        return None;
    }
    let played: Ranges = played.unchecked_into();
    let count = played.length();
    if count == 0 && media.paused() {
        return None;
    }
    let mut seconds = 0.0;
    for index in 0..count {
        seconds += played.end(index) - played.start(index);
    }
    // Rounded: the last frame of a video often ends a little before its duration. What is not a
    // number or infinite becomes 0.
    let percent = (seconds / media.duration() * 100.0 + 0.5) as u32;
    Some(percent.min(100))
}
