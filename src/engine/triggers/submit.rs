//! A form that matches is sent: it is valid, and no script has cancelled it.
//!
//! A script that cancels a submission either found a mistake in it or sends it in the browser's
//! place; that can't be told apart. With `attempts` both count, and so does what the browser finds
//! invalid in a form with `novalidate`: pair it with `confirm`. Reads no form values.
//!
//! ```json
//! { "submit": { "selector": "form.contact" } }
//! { "submit": { "selector": "form.newsletter", "attempts": true } }
//! ```

use super::Trigger;
use crate::engine::json::Json;
use crate::engine::reader::Reader;
use crate::engine::watch::{DomEvent, Sense};

#[derive(Debug)]
pub(super) struct Submit {
    selector: String,
    attempts: bool,
}

impl Submit {
    pub(super) const NAME: &'static str = "submit";
    pub(super) const KEYS: &'static [&'static str] = &["selector", "attempts"];

    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Submit> {
        let attempts = reader.flag(settings, "attempts", false);
        let selector = reader.needed_selector(settings)?;
        Some(Submit {
            selector,
            attempts,
        })
    }
}

impl Trigger for Submit {
    fn sense(&self) -> Sense {
        Sense::Dom {
            event: if self.attempts {
                DomEvent::SubmitAttempt
            } else {
                DomEvent::Submit
            },
            selector: self.selector.clone(),
        }
    }
}
