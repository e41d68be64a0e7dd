//! A named event of the page: one that the shop's own code sends, or that its jQuery triggers.
//!
//! WooCommerce says `added_to_cart` this way. What comes along with it (`detail`) is read only
//! where a property or a condition names it.
//!
//! ```json
//! { "dom_event": { "name": "added_to_cart" } }
//! ```

use super::Trigger;
use crate::engine::json::Json;
use crate::engine::reader::Reader;
use crate::engine::text::has_word;
use crate::engine::watch::Sense;

/// Longest name, in bytes.
const MAX_NAME_BYTES: usize = 60;

/// Events that come many times a second, or with each key.
const TOO_OFTEN: &str = "mousemove mouseover mouseout pointermove pointerrawupdate pointerover pointerout touchmove wheel scroll timeupdate progress input beforeinput keydown keyup keypress selectionchange drag dragover";

#[derive(Debug)]
pub(super) struct DomEvent {
    name: String,
    selector: Option<String>,
}

impl DomEvent {
    pub(super) const NAME: &'static str = "dom_event";
    pub(super) const KEYS: &'static [&'static str] = &["name", "selector"];

    #[inline(never)]
    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<DomEvent> {
        let selector = reader.selector(settings, "selector");
        let name = reader.needed_text(settings, "name", MAX_NAME_BYTES)?;
        if name.bytes().any(|byte| byte <= b' ') {
            reader.problem_at("name", &["expected one name without white space"]);
        } else if has_word(TOO_OFTEN, &name) {
            reader.problem_at(
                "name",
                &["\"", &name, "\" comes too often to be listened to"],
            );
        }
        Some(DomEvent { name, selector })
    }
}

impl Trigger for DomEvent {
    fn sense(&self) -> Sense {
        Sense::Event {
            name: self.name.clone(),
            selector: self.selector.clone(),
        }
    }
}
