//! The batches of a journey on their way: their numbers, what was sent, and what the collector has.
//!
//! The collector knows batches by their id and stores each once. Knows nothing of when to send.

use serde_json::{Value, json};
use tallymark::engine::outcome::Dropped;

use super::leaves::Leaves;
use super::relayed::Relayed;
use super::wire;

/// A batch as the loader's outbox keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) id: String,
    pub(crate) events: u32,
    pub(crate) lost: Dropped,
    pub(crate) body: String,
    /// When it was held, on the journey's clock.
    pub(crate) at: f64,
}

/// All batches of a journey.
#[derive(Debug)]
pub(crate) struct Post {
    /// Ids in the order in which they were first held.
    known: Vec<String>,
    /// What was sent, each try.
    sent: Vec<Batch>,
    /// Ids that the collector has.
    collected: Vec<String>,
    /// Names of the events that the collector has, and the losses that it was told.
    pub(crate) arrived: Vec<Value>,
    /// What may leave with the config.
    leaves: Leaves,
    /// What may leave in another format.
    relayed: Relayed,
}

impl Post {
    /// With the batches that an earlier page stored.
    pub(crate) fn new(stored: &[Batch], config: &Value) -> Post {
        let known = stored.iter().map(|batch| batch.id.clone()).collect();
        Post {
            known,
            sent: Vec::new(),
            collected: Vec::new(),
            arrived: Vec::new(),
            leaves: Leaves::of(&config.to_string()),
            relayed: Relayed::of(config),
        }
    }

    /// Gives a batch its number, if it has none.
    pub(crate) fn know(&mut self, id: &str) {
        if !self.known.iter().any(|other| other == id) {
            self.known.push(id.to_owned());
        }
    }

    /// The number of a batch, from 1.
    pub(crate) fn number_of(&self, id: &str) -> usize {
        1 + self
            .known
            .iter()
            .position(|other| other == id)
            .expect("a batch that was held")
    }

    /// The id of the batch that was held as the `number`th of the journey, from 1.
    pub(crate) fn id_of(&self, number: u64) -> String {
        let place = usize::try_from(number - 1).unwrap();
        self.known
            .get(place)
            .unwrap_or_else(|| panic!("no batch {number} yet"))
            .clone()
    }

    /// Notes a try; nothing may be in it that the config doesn't name.
    pub(crate) fn send(&mut self, batch: Batch) {
        let body = wire::checked(&batch.body);
        self.leaves.expect(&body);
        self.relayed.expect(&body);
        self.sent.push(batch);
    }

    /// The collector stores a batch, once.
    pub(crate) fn collect(&mut self, id: &str) {
        let sent = self.sent.iter().rev().find(|sent| sent.id == id);
        let body = wire::checked(&sent.expect("a batch that was sent").body);
        if !self.collected.iter().any(|other| other == id) {
            self.collected.push(id.to_owned());
            let events = body["events"].as_array().unwrap();
            self.arrived
                .extend(events.iter().map(|event| event["name"].clone()));
            if let Some(lost) = body.get("lost") {
                self.arrived.push(json!({ "lost": lost }));
            }
        }
    }
}
