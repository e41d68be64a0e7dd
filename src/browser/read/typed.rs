//! What a shopper may have typed, and the controls that offer a choice instead.

use js_sys::JsString;
use wasm_bindgen::JsCast;

use super::{Node, shortened};

/// Controls whose value is a choice among the shop's own words.
pub(crate) const READABLE: &str = "select,input[type=checkbox],input[type=radio],input[type=range],input[type=number],input[type=search]";
/// Controls that hold something about the shopper whatever their type.
const PRIVATE: &str = "[autocomplete]:not([autocomplete=on],[autocomplete=off],[autocomplete=''])";
/// Elements whose text a shopper may have typed.
const EDITED: &str = "[contenteditable]:not([contenteditable=false])";

/// The value of a control that offers a choice; of no other.
pub(super) fn value(control: &Node) -> Option<String> {
    if !control.matches(READABLE) || control.matches(PRIVATE) {
        return None;
    }
    control.value().dyn_ref::<JsString>().map(shortened)
}

/// Whether a text has a part that a shopper may have typed: what is edited may be inside of it.
pub(super) fn is_typed(element: &Node) -> bool {
    element.matches("textarea")
        || element
            .closest(EDITED)
            .or_else(|| element.find(EDITED))
            .is_some()
}
