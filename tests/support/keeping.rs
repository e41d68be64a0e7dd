//! What a journey's tab does with the batches that the engine holds and halves.

use serde_json::{Value, json};
use tallymark::engine::outcome::Dropped;

use super::outbox::half;
use super::post::Batch;
use super::tab::Tab;
use super::telling::{brief, without_age};
use super::wire;

impl Tab {
    /// Keeps two batches in place of one.
    pub(crate) fn halve(&mut self, id: &str, first: (String, u32, Dropped), second: (String, u32)) {
        let outbox = &mut self.document.outbox;
        let place = outbox.iter().position(|held| held.id == id);
        let whole = outbox.remove(place.expect("a batch that is held"));
        let at = first.1 as usize;
        let number = self.post.number_of(id);
        self.told
            .push(json!({ "halve": number, "into": [first.1, second.1] }));
        let halves = [
            (first.0, first.1, first.2, true),
            (second.0, second.1, Dropped::default(), false),
        ];
        for (own_id, events, lost, is_first) in halves {
            let body = half(&whole.body, id, &own_id, at, is_first);
            self.hold(Batch {
                id: own_id,
                events,
                lost,
                body,
                at: whole.at,
            });
        }
        self.stored.retain(|held| held.id != id);
    }

    /// Keeps a body, and tells what is new in it since it was held the last time.
    pub(crate) fn hold(&mut self, batch: Batch) {
        let body = wire::checked(&batch.body);
        let events = body["events"].as_array().unwrap();
        assert_eq!(body["batch"], json!(batch.id));
        assert_eq!(events.len(), batch.events as usize);
        self.post.know(&batch.id);
        let number = self.post.number_of(&batch.id);
        let place = self
            .document
            .outbox
            .iter()
            .position(|held| held.id == batch.id);
        let known = place.map_or(0, |place| {
            let before = wire::checked(&self.document.outbox[place].body);
            let (was, is) = (before["events"].as_array().unwrap().len(), events.len());
            assert!(
                was <= is,
                "a held batch had {was} events and is overwritten with {is}"
            );
            for (before, now) in before["events"].as_array().unwrap().iter().zip(events) {
                assert_eq!(
                    without_age(before),
                    without_age(now),
                    "an event that was held changed"
                );
            }
            was
        });
        match place {
            Some(place) => self.document.outbox[place] = batch,
            None => self.document.outbox.push(batch),
        }
        let new: Vec<Value> = events.iter().skip(known).map(brief).collect();
        let mut told = json!({ "hold": number, "events": new });
        if let Some(lost) = body.get("lost") {
            told["lost"] = lost.clone();
        }
        self.told.push(told);
    }
}
