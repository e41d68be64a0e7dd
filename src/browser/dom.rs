//! The page's own objects, found once: clock, chance, address, document.
//!
//! Own types where those of web-sys hand over a `Result` or an `Option` that costs more than it
//! can tell in a browser that runs WebAssembly.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Event};

use super::host::Host;
use super::read::Node;
use crate::engine::Start;
use crate::engine::consent::Consent;
use crate::engine::millis::{Millis, Moment};
use crate::engine::signal::{Arrival, Location};
use crate::engine::stored::Stored;
use crate::engine::until;

#[wasm_bindgen]
extern "C" {
    /// The window, with what no page can do without.
    #[derive(Debug)]
    pub type Window;
    #[wasm_bindgen(method, getter)]
    fn document(this: &Window) -> Document;
    #[wasm_bindgen(method, getter)]
    fn location(this: &Window) -> Address;
    #[wasm_bindgen(method, getter)]
    fn history(this: &Window) -> History;
    #[wasm_bindgen(method, getter)]
    fn navigator(this: &Window) -> Navigator;
    /// Undefined where the browser has no Navigation API, or a form of that name.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn navigation(this: &Window) -> Navigation;
    #[wasm_bindgen(method, getter, js_name = scrollY)]
    pub(crate) fn scroll_y(this: &Window) -> f64;
    #[wasm_bindgen(method, js_name = matchMedia)]
    fn media(this: &Window, query: &str) -> Media;

    #[derive(Debug)]
    pub(crate) type Navigation;
    /// Null unless the shop listens there, and undefined of a form.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn onnavigate(this: &Navigation) -> JsValue;

    #[derive(Debug)]
    type Address;
    #[wasm_bindgen(method, getter)]
    fn hostname(this: &Address) -> String;
    #[wasm_bindgen(method, getter)]
    fn pathname(this: &Address) -> String;
    #[wasm_bindgen(method, getter)]
    fn search(this: &Address) -> String;

    /// The document's, which a form of that name stands before.
    #[derive(Debug)]
    type Led;
    #[wasm_bindgen(method, getter)]
    fn referrer(this: &Led) -> JsValue;

    #[derive(Debug)]
    type History;
    #[wasm_bindgen(method, getter)]
    fn length(this: &History) -> u32;

    /// Its signals, as numbers: JavaScript turns `true`, `"1"` and what is missing into such.
    #[derive(Debug)]
    type Navigator;
    #[wasm_bindgen(method, getter, js_name = globalPrivacyControl)]
    fn global_privacy_control(this: &Navigator) -> f64;
    #[wasm_bindgen(method, getter, js_name = doNotTrack)]
    fn do_not_track(this: &Navigator) -> f64;

    #[derive(Debug)]
    type Media;
    #[wasm_bindgen(method, getter)]
    fn matches(this: &Media) -> bool;

    #[derive(Debug)]
    type NavigationEntry;
    #[wasm_bindgen(method, getter, js_name = type)]
    fn kind(this: &NavigationEntry) -> Option<String>;

    /// What events tell that web-sys has no types for.
    #[derive(Debug)]
    pub(crate) type Told;
    #[wasm_bindgen(method, getter, js_name = navigationType)]
    pub(crate) fn navigation_type(this: &Told) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn persisted(this: &Told) -> bool;

    /// A batch that an earlier page left.
    #[derive(Debug)]
    type Held;
    #[wasm_bindgen(method, getter)]
    fn id(this: &Held) -> String;
    #[wasm_bindgen(method, getter)]
    fn note(this: &Held) -> String;
    #[wasm_bindgen(method, getter)]
    fn bytes(this: &Held) -> u32;
    #[wasm_bindgen(method, getter)]
    fn age(this: &Held) -> f64;

    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
    #[wasm_bindgen(js_namespace = performance, js_name = getEntriesByType)]
    fn entries(kind: &str) -> Array;
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn fill(words: &mut [u32]) -> Result<(), JsValue>;
    #[wasm_bindgen(js_namespace = document, js_name = hasFocus)]
    fn has_focus() -> bool;
}

impl Told {
    pub(crate) fn of(event: &Event) -> &Told {
        event.unchecked_ref()
    }
}

/// The document and what belongs to it.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) window: Window,
    pub(crate) document: Document,
}

impl Page {
    pub(crate) fn of(host: &Host) -> Page {
        let window = host.window();
        Page {
            document: window.document(),
            window,
        }
    }

    /// The document, to be searched.
    pub(crate) fn root(&self) -> &Node {
        self.document.unchecked_ref()
    }

    /// Milliseconds on the monotonic clock.
    pub(crate) fn now(&self) -> f64 {
        now()
    }

    /// Time and chance for one signal; zeros where the page has broken `crypto`, which batch ids
    /// then show.
    pub(crate) fn moment(&self) -> Moment {
        let mut chance = [0; 4];
        // Failing leaves zeros, as the docs above say.
        let _ = fill(&mut chance);
        Moment {
            now: Millis(now()),
            wall: js_sys::Date::now(),
            chance,
        }
    }

    pub(crate) fn has_focus(&self) -> bool {
        has_focus()
    }

    /// What the engine is told when it starts.
    pub(crate) fn start(&self, host: &Host, config: String) -> Start {
        let navigator = self.window.navigator();
        let led: &Led = self.document.unchecked_ref();
        Start {
            config,
            saved: None,
            location: self.location(),
            referrer_host: led
                .referrer()
                .as_string()
                .and_then(|address| host_of(&address)),
            own_host: self.window.location().hostname(),
            touch: self
                .window
                .media("(hover: none) and (pointer: coarse)")
                .matches(),
            gpc: navigator.global_privacy_control() == 1.0,
            dnt: navigator.do_not_track() == 1.0,
            words: host.words(),
            choice: host.choice().map(|word| Consent::from_text(&word)),
            held: Vec::new(),
        }
    }

    pub(crate) fn location(&self) -> Location {
        let address = self.window.location();
        Location {
            path: address.pathname(),
            search: address.search(),
        }
    }

    pub(crate) fn history_length(&self) -> u32 {
        self.window.history().length()
    }

    /// How this document was come to.
    pub(crate) fn arrival(&self) -> Arrival {
        let entry: NavigationEntry = entries("navigation").get(0).unchecked_into();
        let kind = if entry.is_undefined() {
            None
        } else {
            entry.kind()
        };
        match kind.as_deref() {
            Some("back_forward" | "reload") => Arrival::Again,
            _ => Arrival::Load,
        }
    }
}

/// The batches in the outbox.
pub(crate) fn held(host: &Host, may_read: bool) -> Vec<Stored> {
    let mut held = Vec::new();
    for entry in host.held(may_read).iter() {
        let entry: Held = entry.unchecked_into();
        held.push(Stored {
            id: entry.id(),
            note: entry.note(),
            bytes: entry.bytes() as usize,
            age_ms: entry.age(),
        });
    }
    held
}

/// The host of an address, without port; nothing of what is no address with a host.
fn host_of(address: &str) -> Option<String> {
    let mut parts = address.bytes().enumerate();
    let (scheme, _) = parts.find(|(_, byte)| *byte == b':')?;
    let start = scheme + "://".len();
    let host = address.get(start..)?;
    let (host, _) = until(host, |byte| matches!(byte, b'/' | b'?' | b'#' | b':'));
    Some(host.to_owned())
}
