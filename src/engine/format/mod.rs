//! A batch as the body of a request in any other wire format than tallymark's own.
//!
//! A format is a JSON template in the config (docs/collectors.md): text, `$places` that stand for
//! parts of the batch or of an event, and a few `$directives`. `template` and `node` read and check
//! it when the config is read, `write` fills it in. No collector is known here: those are
//! `formats/*.json`.

mod encoding;
mod leaf;
mod members;
mod node;
mod place;
mod rows;
mod template;
mod time;
#[cfg(any(feature = "tools", not(target_arch = "wasm32")))]
mod told;
mod write;

pub(crate) use template::read;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use time::push_iso as iso;

use std::cell::Cell;

use super::encode::Envelope;
use super::event::CountedEvent;
#[cfg(any(feature = "tools", not(target_arch = "wasm32")))]
use super::manifest::Leaf;
use super::millis::Moment;
use super::outcome::Dropped;
use super::wire::{Fill, Framing, Template};
use node::Node;
use write::{MAX_WORK_BYTES, Scope};

/// A template's own part: what it says, checked.
#[derive(Debug)]
struct Shape {
    /// Names of events, and of properties: ours, and the collector's.
    events: Vec<(String, String)>,
    properties: Vec<(String, String)>,
    batch: Node,
    event: Node,
}

impl Fill for Shape {
    /// Times are whole minutes of the shopper's clock, so that they don't tell two visitors apart.
    fn encode(
        &self,
        template: &Template,
        envelope: Envelope<'_>,
        events: &[CountedEvent],
        lost: &Dropped,
        moment: Moment,
    ) -> String {
        let work = Cell::new(MAX_WORK_BYTES);
        let scope = Scope {
            template,
            shape: self,
            envelope,
            events,
            lost,
            moment,
            event: None,
            work: &work,
        };
        let mut out = String::with_capacity(512 * (1 + events.len()));
        match template.framing {
            Framing::Json => scope.batch(&mut out),
            Framing::Ndjson | Framing::Event | Framing::DataLayer => scope.lines(&mut out),
        }
        if work.get() == 0 {
            // Cut off somewhere: larger than anything that may be sent.
            out = " ".repeat(template.max_bytes + 1);
        }
        out
    }

    #[cfg(any(feature = "tools", not(target_arch = "wasm32")))]
    fn leaves(&self, template: &Template, own: &[Leaf], known: Option<&[String]>) -> Vec<Leaf> {
        self.told(template.framing, own, known)
    }
}

/// The name that the format has for one of ours.
fn renamed<'a>(names: &'a [(String, String)], name: &'a str) -> &'a str {
    let found = names.iter().find(|(ours, _)| ours == name);
    found.map_or(name, |(_, theirs)| theirs.as_str())
}
