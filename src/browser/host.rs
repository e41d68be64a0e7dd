//! What the loader offers: guarded functions, the outbox, the storage and the page's callbacks.
//!
//! These live in JavaScript because they must outlive a trap of the Wasm module.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use super::dom::Window;
use super::read::Node;

#[wasm_bindgen]
extern "C" {
    /// The loader's side of the border.
    #[derive(Clone, Debug)]
    pub type Host;

    /// The page's window.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn window(this: &Host) -> Window;

    /// Says that the engine runs: where batches go, whether to write to the console, the name of
    /// the storage for batches, once it may be used, and the requests' headers as JSON, if any.
    #[wasm_bindgen(method)]
    pub(crate) fn ready(this: &Host, url: &str, is_debug: bool, area: &str, headers: Option<&str>);

    /// An engine ran in this page before, and failed.
    #[wasm_bindgen(method, getter, js_name = isAgain)]
    pub(crate) fn is_again(this: &Host) -> bool;

    /// Says why the engine doesn't run.
    #[wasm_bindgen(method)]
    pub(crate) fn failed(this: &Host, problems: &JsValue);

    /// Says which parts of the engine have to be there before it can run: bits, as in
    /// [`crate::engine::part::Parts`].
    #[wasm_bindgen(method)]
    pub(crate) fn lacks(this: &Host, parts: u32);

    /// Fetches parts of the engine while it runs: bits; the loader says `came`.
    #[wasm_bindgen(method)]
    pub(crate) fn fetch(this: &Host, parts: u32);

    /// A function that calls [`super::Tally::notice`] with a number of a cue; a trap in it
    /// switches tallymark off and never reaches the page.
    #[wasm_bindgen(method)]
    pub(crate) fn caller(this: &Host, cue: u8) -> Function;

    /// Calls it for each event of the names at `target`: passive, in the capture phase, and until
    /// everything ends, even after a trap.
    #[wasm_bindgen(method)]
    pub(crate) fn listen(this: &Host, target: &JsValue, names: &str, cue: u8);

    /// Disconnects an observer when everything ends, even after a trap.
    #[wasm_bindgen(method)]
    pub(crate) fn ending(this: &Host, observer: &JsValue);

    /// The shopper's choice, if it was told before the engine ran.
    #[wasm_bindgen(method)]
    pub(crate) fn choice(this: &Host) -> Option<String>;

    /// The file of the catalogue's words, if the config names one and it has come.
    #[wasm_bindgen(method)]
    pub(crate) fn words(this: &Host) -> Option<Vec<u8>>;

    /// Whether what this page saved has been removed: consent was withdrawn on a page between.
    #[wasm_bindgen(method)]
    pub(crate) fn erased(this: &Host) -> bool;

    /// What the last page of this tab saved.
    #[wasm_bindgen(method)]
    pub(crate) fn saved(this: &Host) -> Option<String>;

    /// What earlier visits stored for all tabs.
    #[wasm_bindgen(method)]
    pub(crate) fn visits(this: &Host) -> Option<String>;

    /// Stores it anew.
    #[wasm_bindgen(method)]
    pub(crate) fn visited(this: &Host, visits: &str);

    /// All batches, each an object with id, note, bytes and age; those of earlier pages too if the
    /// storage may be read. What has to be asked for first is said later (`claimed`).
    #[wasm_bindgen(method)]
    pub(crate) fn held(this: &Host, may_read: bool) -> Array;

    /// Keeps a batch under its id, with the engine's note.
    #[wasm_bindgen(method)]
    pub(crate) fn hold(this: &Host, batch: &str, note: &str, body: &str);

    /// Keeps a batch as two: its first events, so many of them, and the others.
    #[wasm_bindgen(method)]
    pub(crate) fn halve(
        this: &Host,
        batch: &str,
        events: u32,
        first: &str,
        first_note: &str,
        second: &str,
        second_note: &str,
    );

    /// Sends a held batch.
    #[wasm_bindgen(method)]
    pub(crate) fn send(this: &Host, batch: &str);

    /// Drops a held batch.
    #[wasm_bindgen(method)]
    pub(crate) fn forget(this: &Host, batch: &str);

    /// Drops all batches and all that is stored.
    #[wasm_bindgen(method)]
    pub(crate) fn purge(this: &Host);

    /// Writes journey and batches to the storage now: the page is hidden, or being left.
    #[wasm_bindgen(method)]
    pub(crate) fn persist(this: &Host, is_leaving: bool);

    /// What an element and those above it can be found by: see `pkg-template/words.js`.
    #[wasm_bindgen(method, js_name = wordsAbove)]
    pub(crate) fn words_above(this: &Host, element: &Node) -> String;

    /// Whether a callback waits for events of this name.
    #[wasm_bindgen(method)]
    pub(crate) fn hears(this: &Host, name: &str) -> bool;

    /// Hands an event to the callbacks, after the Wasm call has returned.
    #[wasm_bindgen(method)]
    pub(crate) fn notify(this: &Host, name: &str, event: &JsValue);
}
