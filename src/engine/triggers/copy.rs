//! The shopper copies something out of an element that matches: a product's name, a coupon.
//!
//! What it is, the selector says; the copied text is never read. `copy` comes from the keyboard and
//! the menu; a button of the shop that writes to the clipboard is a `click`.
//!
//! ```json
//! { "copy": { "selector": ".coupon-code" } }
//! ```

use super::Trigger;
use crate::engine::json::Json;
use crate::engine::reader::Reader;
use crate::engine::watch::{DomEvent, Sense};

#[derive(Debug)]
pub(super) struct Copy {
    selector: String,
}

impl Copy {
    pub(super) const NAME: &'static str = "copy";
    pub(super) const KEYS: &'static [&'static str] = &["selector"];

    #[inline(never)]
    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Copy> {
        let selector = reader.needed_selector(settings)?;
        Some(Copy { selector })
    }
}

impl Trigger for Copy {
    fn sense(&self) -> Sense {
        Sense::Dom {
            event: DomEvent::Copy,
            selector: self.selector.clone(),
        }
    }
}
