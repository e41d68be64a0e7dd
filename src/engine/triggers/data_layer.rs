//! The shop's pages push an event into a data layer, for a tag manager or for nobody.
//!
//! What was pushed before tallymark started counts too. Of an entry only what a property or a
//! condition names is read. Nothing is patched, so new entries are looked for: soon after clicks
//! and the like, once a second while the page is visible, and when it is left.
//!
//! ```json
//! { "data_layer": { "event": "add_to_cart" } }
//! ```

use super::Trigger;
use crate::engine::json::Json;
use crate::engine::reader::Reader;
use crate::engine::watch::Sense;

#[derive(Debug)]
pub(super) struct DataLayer {
    layer: String,
    event: String,
}

impl DataLayer {
    pub(super) const NAME: &'static str = "data_layer";
    pub(super) const KEYS: &'static [&'static str] = &["event", "layer"];

    #[inline(never)]
    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<DataLayer> {
        let layer = reader.text(settings, "layer", 60);
        let event = reader.needed_text(settings, "event", 100)?;
        Some(DataLayer {
            layer: layer.unwrap_or_else(|| "dataLayer".to_owned()),
            event,
        })
    }
}

impl Trigger for DataLayer {
    fn sense(&self) -> Sense {
        Sense::Layer {
            layer: self.layer.clone(),
            event: self.event.clone(),
        }
    }
}
