//! A form that matches is sent: it is valid, and no script has cancelled it.
//!
//! A script that cancels a submission either found a mistake in it or sends it in the browser's
//! place; that can't be told apart. With `by_script` both count: pair it with `confirm`. Reads no
//! form values.
//!
//! ```json
//! { "submit": { "selector": "form.contact" } }
//! { "submit": { "selector": "form.newsletter", "by_script": true } }
//! ```

use super::Trigger;
use crate::engine::json::Json;
use crate::engine::reader::Reader;
use crate::engine::watch::{DomEvent, Sense};

#[derive(Debug)]
pub(super) struct Submit {
    selector: String,
    by_script: bool,
}

impl Submit {
    pub(super) const NAME: &'static str = "submit";
    pub(super) const KEYS: &'static [&'static str] = &["selector", "by_script"];

    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Submit> {
        let by_script = reader.flag(settings, "by_script", false);
        let selector = reader.needed_selector(settings)?;
        Some(Submit {
            selector,
            by_script,
        })
    }
}

impl Trigger for Submit {
    fn sense(&self) -> Sense {
        Sense::Dom {
            event: if self.by_script {
                DomEvent::SubmitByScript
            } else {
                DomEvent::Submit
            },
            selector: self.selector.clone(),
        }
    }
}
