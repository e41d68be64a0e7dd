//! Reads what the page says for machines: its `dataLayer`, global variables, microdata.
//!
//! Objects of the page are walked by own properties only (`payload`): no getter runs, nothing is
//! evaluated.

use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::payload::{own, scalar_text, value_at, walk};
use super::read::{Node, shortened};
use crate::engine::{cut, push_u32};

/// Most entries of the data layer that are looked at, from the latest on.
const MAX_ENTRIES: u32 = 200;

/// Where microdata has its value, if not as text: first what is meant for machines.
/// Source: https://html.spec.whatwg.org/multipage/microdata.html#values
const BEFORE_TEXT: [&str; 2] = ["content", "datetime"];
const BEHIND_TEXT: [&str; 2] = ["href", "src"];

/// The scalar at a path of the data layer.
#[inline(never)]
pub(crate) fn in_data_layer(path: &str) -> Option<String> {
    scalar_text(&latest(path, |found| scalar_text(found).is_some()))
}

/// The list at a path of the data layer.
#[inline(never)]
pub(crate) fn list_in_layer(path: &str) -> JsValue {
    latest(path, js_sys::Array::is_array)
}

/// What the latest entry that has it has there. An entry in which a step of the path is `null` says
/// that what earlier ones had there is no more, as GA4's `ecommerce: null` does.
fn latest(path: &str, is_wanted: fn(&JsValue) -> bool) -> JsValue {
    let entries = own(&js_sys::global(), "dataLayer");
    let count = own(&entries, "length").as_f64().unwrap_or_default() as u32;
    for back in 1..=count.min(MAX_ENTRIES) {
        let mut index = String::new();
        push_u32(&mut index, count - back);
        let entry = own(&entries, &index);
        let found = walk(&entry, path);
        if is_wanted(&found) {
            return found;
        }
        if is_cleared(&entry, path) {
            break;
        }
    }
    JsValue::UNDEFINED
}

fn is_cleared(entry: &JsValue, path: &str) -> bool {
    let (mut found, mut rest) = (entry.clone(), path);
    while let Some((step, more)) = cut(rest, b'.') {
        found = own(&found, step);
        rest = more;
        if found.is_null() {
            return true;
        }
    }
    own(&found, rest).is_null()
}

/// A scalar of a global variable.
#[inline(never)]
pub(crate) fn in_globals(path: &str) -> Option<String> {
    value_at(&js_sys::global(), path)
}

/// The value of an element with an `itemprop`.
#[inline(never)]
pub(crate) fn microdata(element: &Node) -> Option<String> {
    let attribute = |names: [&str; 2]| -> Option<JsString> {
        names.into_iter().find_map(|name| element.attribute(name))
    };
    let text = || element.text().filter(|text| 0 < text.trim().length());
    let value = attribute(BEFORE_TEXT)
        .or_else(text)
        .or_else(|| attribute(BEHIND_TEXT));
    value.map(|value| shortened(&value))
}
