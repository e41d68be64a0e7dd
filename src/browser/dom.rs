//! The page's own objects, found once: clock, chance, address, document.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Window};

use super::host::Host;
use crate::engine::Start;
use crate::engine::signal::{Arrival, Location};

#[wasm_bindgen]
extern "C" {
    /// `performance`, with the entries that web-sys has no types for.
    #[derive(Debug)]
    pub(crate) type Clock;
    #[wasm_bindgen(method)]
    fn now(this: &Clock) -> f64;
    #[wasm_bindgen(method, js_name = getEntriesByType)]
    fn entries(this: &Clock, kind: &str) -> Array;

    #[derive(Debug)]
    type NavigationEntry;
    #[wasm_bindgen(method, getter, js_name = type)]
    fn kind(this: &NavigationEntry) -> Option<String>;
}

/// The document and what belongs to it.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) window: Window,
    pub(crate) document: Document,
    clock: Clock,
}

impl Page {
    pub(crate) fn find() -> Option<Page> {
        let window = web_sys::window()?;
        let document = window.document()?;
        let clock = window.performance()?.unchecked_into();
        Some(Page {
            window,
            document,
            clock,
        })
    }

    /// Milliseconds on the monotonic clock.
    pub(crate) fn now(&self) -> f64 {
        self.clock.now()
    }

    /// Fresh random bits; zeros where the page has broken `crypto`, which batch ids then show.
    pub(crate) fn chance(&self) -> [u32; 4] {
        let mut bytes = [0_u8; 16];
        if let Ok(crypto) = self.window.crypto() {
            // Failing leaves zeros, as the docs above say.
            let _ = crypto.get_random_values_with_u8_array(&mut bytes);
        }
        let mut words = [0_u32; 4];
        for (word, bytes) in words.iter_mut().zip(bytes.chunks_exact(4)) {
            *word = bytes
                .iter()
                .fold(0, |word, byte| word << 8 | u32::from(*byte));
        }
        words
    }

    /// What the engine is told when it starts.
    pub(crate) fn start(&self, host: &Host, config: String) -> Start {
        let navigator = self.window.navigator();
        let flag = |name: &str| {
            let value =
                Reflect::get(&navigator, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED);
            value == JsValue::TRUE || value == JsValue::from_str("1")
        };
        let coarse = self
            .window
            .match_media("(hover: none) and (pointer: coarse)");
        Start {
            config,
            saved: host.saved(),
            location: self.location(),
            referrer_host: host_of(&self.document.referrer()),
            own_host: self.window.location().hostname().unwrap_or_default(),
            touch: coarse.ok().flatten().is_some_and(|query| query.matches()),
            gpc: flag("globalPrivacyControl"),
            dnt: flag("doNotTrack"),
            held: host
                .held()
                .iter()
                .filter_map(|entry| held(&entry))
                .collect(),
        }
    }

    pub(crate) fn location(&self) -> Location {
        let location = self.window.location();
        Location {
            path: location.pathname().unwrap_or_default(),
            search: location.search().unwrap_or_default(),
        }
    }

    pub(crate) fn href(&self) -> String {
        self.window.location().href().unwrap_or_default()
    }

    pub(crate) fn history_length(&self) -> u32 {
        self.window
            .history()
            .and_then(|history| history.length())
            .unwrap_or(0)
    }

    /// How this document was come to.
    pub(crate) fn arrival(&self) -> Arrival {
        let entry: NavigationEntry = self.clock.entries("navigation").get(0).unchecked_into();
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

/// The host of an address, without port.
fn host_of(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    Some(host.to_owned())
}

fn held(entry: &JsValue) -> Option<(String, u32, usize)> {
    let entry: &Array = entry.dyn_ref()?;
    let id = entry.get(0).as_string()?;
    Some((
        id,
        entry.get(1).as_f64()? as u32,
        entry.get(2).as_f64()? as usize,
    ))
}
