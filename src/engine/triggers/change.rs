//! A form control that matches has got another value, by the shopper.
//!
//! The control already has its new state, so `input:checked` matches ticking and not unticking.
//!
//! ```json
//! { "change": { "selector": "form.facets input:checked" } }
//! ```

use super::Trigger;
use crate::engine::json::Json;
use crate::engine::reader::Reader;
use crate::engine::watch::{DomEvent, Sense};

#[derive(Debug)]
pub(super) struct Change {
    selector: String,
}

impl Change {
    pub(super) const NAME: &'static str = "change";
    pub(super) const KEYS: &'static [&'static str] = &["selector"];

    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Change> {
        let selector = reader.needed_selector(settings)?;
        Some(Change { selector })
    }
}

impl Trigger for Change {
    fn sense(&self) -> Sense {
        Sense::Dom {
            event: DomEvent::Change,
            selector: self.selector.clone(),
        }
    }
}
