//! The shopper prints the page, or opens the browser's dialogue for it.
//!
//! ```json
//! { "print": {} }
//! ```

use super::Trigger;
use crate::engine::json::Json;
use crate::engine::reader::Reader;
use crate::engine::watch::Sense;

#[derive(Debug)]
pub(super) struct Print;

impl Print {
    pub(super) const NAME: &'static str = "print";
    pub(super) const KEYS: &'static [&'static str] = &[];

    #[inline(never)]
    pub(super) fn read(_reader: &mut Reader, _settings: &Json) -> Option<Print> {
        Some(Print)
    }
}

impl Trigger for Print {
    fn sense(&self) -> Sense {
        Sense::Event {
            name: "beforeprint".to_owned(),
            selector: None,
        }
    }
}
