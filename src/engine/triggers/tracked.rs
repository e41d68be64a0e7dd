//! The shop's own code says so: `tally.track('add_to_wishlist', { item_id: 'A1' })`.
//!
//! Without `name` it waits for the definition's own name. The call's properties are scrubbed and
//! sent along with the definition's.
//!
//! ```json
//! { "tracked": { "name": "wishlist_button" } }
//! ```

use super::{Around, Noticed, Trigger};
use crate::engine::json::Json;
use crate::engine::reader::{Reader, is_name};
use crate::engine::signal::Signal;

#[derive(Debug)]
pub(super) struct Tracked {
    name: Option<String>,
}

impl Tracked {
    pub(super) const NAME: &'static str = "tracked";
    pub(super) const KEYS: &'static [&'static str] = &["name"];

    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Tracked> {
        let name = reader.text(settings, "name", 40);
        if name.as_deref().is_some_and(|name| !is_name(name)) {
            reader.problem_at(
                "name",
                &["expected lower case letters, digits and _, a letter first"],
            );
        }
        Some(Tracked { name })
    }
}

impl Trigger for Tracked {
    fn notice(&mut self, signal: &Signal, around: &Around<'_>) -> Noticed {
        let Signal::Tracked { name, .. } = signal else {
            return Noticed::No;
        };
        let wanted = self.name.as_deref().unwrap_or(around.name);
        if wanted == name {
            Noticed::Yes
        } else {
            Noticed::No
        }
    }
}
