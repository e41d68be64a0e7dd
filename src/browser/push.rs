//! Appends to a list of the page that a tag manager reads, such as `dataLayer`.
//!
//! Only an own property of `window` counts, since an element of the page may have that id; where
//! there is none, the list is made, as the tag manager's own snippet does.

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::host::Host;

#[wasm_bindgen]
extern "C" {
    /// A list whose `push` a tag manager may have replaced by its own.
    type Layer;

    #[wasm_bindgen(method, catch)]
    fn push(this: &Layer, entry: &JsValue) -> Result<JsValue, JsValue>;
}

/// Appends an entry, given as JSON. What a tag manager throws is its own affair.
#[inline(never)]
pub(crate) fn push(host: &Host, name: &str, entry: &str) {
    let window = host.window();
    let window: &Object = window.unchecked_ref();
    let name = JsValue::from_str(name);
    let found = Object::get_own_property_descriptor(window, &name);
    let layer = if found.is_undefined() {
        let layer = JsValue::from(Array::new());
        // A page that seals its window gets nothing, and no error.
        let _is_set = Reflect::set(window, &name, &layer);
        layer
    } else {
        // An accessor has no value: not ours to call.
        Reflect::get(&found, &JsValue::from_str("value")).unwrap_or_default()
    };
    if let (true, Ok(entry)) = (Array::is_array(&layer), JSON::parse(entry)) {
        let layer: &Layer = layer.unchecked_ref();
        let _length = layer.push(&entry);
    }
}
