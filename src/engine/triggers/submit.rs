//! A form that matches is sent, having passed the browser's own validation.
//!
//! Reads no form values.
//!
//! ```json
//! { "submit": { "selector": "form.newsletter" } }
//! ```

use super::Trigger;
use crate::engine::json::Json;
use crate::engine::reader::Reader;
use crate::engine::watch::{DomEvent, Sense};

#[derive(Debug)]
pub(super) struct Submit {
    selector: String,
}

impl Submit {
    pub(super) const NAME: &'static str = "submit";
    pub(super) const KEYS: &'static [&'static str] = &["selector"];

    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Submit> {
        let selector = reader.needed_selector(settings)?;
        Some(Submit { selector })
    }
}

impl Trigger for Submit {
    fn sense(&self) -> Sense {
        Sense::Dom {
            event: DomEvent::Submit,
            selector: self.selector.clone(),
        }
    }
}
