//! What the loader offers: the guard, the outbox, the storage and the page's callbacks.
//!
//! These live in JavaScript because they must outlive a trap of the Wasm module.

use js_sys::{Array, Function, JsString};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen]
extern "C" {
    /// The loader's side of the border.
    #[derive(Debug)]
    pub type Host;

    /// Wraps a callback so that a trap in it switches tallymark off and never reaches the page.
    #[wasm_bindgen(method)]
    pub(crate) fn guard(this: &Host, callback: &Function) -> Function;

    /// Ends every listener when it is aborted, even after a trap.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn signal(this: &Host) -> AbortSignal;

    /// What the last page of this tab saved.
    #[wasm_bindgen(method)]
    pub(crate) fn saved(this: &Host) -> Option<String>;

    /// Batches of earlier pages: `[id, events, bytes]` each.
    #[wasm_bindgen(method)]
    pub(crate) fn held(this: &Host) -> Array;

    /// Keeps a batch under its id.
    #[wasm_bindgen(method)]
    pub(crate) fn hold(this: &Host, batch: &str, events: u32, body: &str);

    /// Sends a held batch.
    #[wasm_bindgen(method)]
    pub(crate) fn send(this: &Host, batch: &str);

    /// Drops a held batch.
    #[wasm_bindgen(method)]
    pub(crate) fn forget(this: &Host, batch: &str);

    /// Drops all batches and all that is stored.
    #[wasm_bindgen(method)]
    pub(crate) fn purge(this: &Host);

    /// Writes journey and batches to the tab's storage now: the page is being left.
    #[wasm_bindgen(method)]
    pub(crate) fn persist(this: &Host);

    /// Whether a callback waits for events of this name.
    #[wasm_bindgen(method)]
    pub(crate) fn hears(this: &Host, name: &str) -> bool;

    /// Hands an event to the callbacks, after the Wasm call has returned.
    #[wasm_bindgen(method)]
    pub(crate) fn notify(this: &Host, name: &JsString, event: &JsValue);
}
