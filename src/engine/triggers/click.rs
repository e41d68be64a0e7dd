//! The shopper clicks an element that matches, or something inside of it; the keyboard counts too.
//!
//! Proves nothing: pair it with `confirm` for what has to happen afterwards.
//!
//! ```json
//! { "click": { "selector": "[data-add-to-cart]" } }
//! ```

use super::Trigger;
use crate::engine::json::Json;
use crate::engine::reader::Reader;
use crate::engine::watch::{DomEvent, Sense};

#[derive(Debug)]
pub(super) struct Click {
    selector: String,
}

impl Click {
    pub(super) const NAME: &'static str = "click";
    pub(super) const KEYS: &'static [&'static str] = &["selector"];

    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Click> {
        let selector = reader.needed_selector(settings)?;
        Some(Click { selector })
    }
}

impl Trigger for Click {
    fn sense(&self) -> Sense {
        Sense::Dom {
            event: DomEvent::Click,
            selector: self.selector.clone(),
        }
    }
}
