//! Reads what came along with an event: scalars, by the paths that the config names.
//!
//! Objects of the page are not walked through. Each step is an own property's plain value: no
//! getter of the page runs, and no prototype is looked at.

use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::convert::number_text;
use super::read::shortened;
use crate::engine::cut;

/// The path of what came as a scalar by itself.
const WHOLE: &str = "detail";

#[wasm_bindgen]
extern "C" {
    #[derive(Debug)]
    type Descriptor;
    #[wasm_bindgen(method, getter)]
    fn value(this: &Descriptor) -> JsValue;
    /// Fails where a proxy of the page does.
    #[wasm_bindgen(js_namespace = Object, js_name = getOwnPropertyDescriptor, catch)]
    fn descriptor(object: &JsValue, key: &str) -> Result<Descriptor, JsValue>;
}

/// An own property's plain value; undefined where there is none.
pub(crate) fn own(object: &JsValue, key: &str) -> JsValue {
    if !object.is_object() && !object.is_function() {
        return JsValue::UNDEFINED;
    }
    match descriptor(object, key) {
        Ok(found) if !found.is_undefined() => found.value(),
        // A proxy that throws has nothing for us.
        _ => JsValue::UNDEFINED,
    }
}

/// The scalar at `path` as text.
pub(crate) fn value_at(payload: &JsValue, path: &str) -> Option<String> {
    if !payload.is_object() {
        return (path == WHOLE).then(|| scalar_text(payload)).flatten();
    }
    scalar_text(&walk(payload, path))
}

/// What stands at `path`; undefined where there is nothing.
pub(crate) fn walk(payload: &JsValue, path: &str) -> JsValue {
    let (mut found, mut rest) = (payload.clone(), path);
    while let Some((step, more)) = cut(rest, b'.') {
        found = own(&found, step);
        rest = more;
    }
    own(&found, rest)
}

/// A text, a number or a boolean as text; nothing else.
pub(crate) fn scalar_text(value: &JsValue) -> Option<String> {
    if let Some(text) = value.dyn_ref::<JsString>() {
        return Some(shortened(text));
    }
    if let Some(flag) = value.as_bool() {
        return Some(if flag { "true" } else { "false" }.to_owned());
    }
    let is_finite = value.as_f64()?.is_finite();
    is_finite.then(|| number_text(value))
}
