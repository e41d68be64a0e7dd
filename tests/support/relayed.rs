//! Has a journey's batches posted in another collector's format too, and holds that against the config's manifest in
//! that format.

use serde_json::{Value, json};
use tallymark::engine::relay::{Relay, filled};

use super::filled::Filled;
use super::shipped::formats;

/// One shipped format with one config.
#[derive(Debug)]
pub(crate) struct Relayed {
    name: String,
    whole: Filled,
    relay: Relay,
}

impl Relayed {
    /// In one of the formats, which is another one with another config.
    pub(crate) fn of(config: &Value) -> Relayed {
        let mut others = formats();
        others.retain(|(_, it)| {
            it["collector"]["format"].is_object() && it["collector"]["url"].is_string()
        });
        let place = config
            .to_string()
            .bytes()
            .fold(0, |sum, byte| sum + usize::from(byte))
            % others.len();
        let (name, format) = others.swap_remove(place);
        let text = format["collector"].to_string().replace("YOUR_", "the-");
        let collector: Value = serde_json::from_str(&text).expect("JSON");
        let block = json!({ "collector": collector }).to_string();
        let mut config = config.clone();
        config["collector"] = collector;
        Relayed {
            name,
            whole: Filled::of(&config),
            relay: Relay::read(&block, "shop.example", None).expect("a format that can be used"),
        }
    }

    /// Panics unless everything in each event, posted by itself, is said to be this event's.
    pub(crate) fn expect(&self, body: &Value) {
        for event in body["events"].as_array().expect("events") {
            let mut one = body.clone();
            one["events"] = json!([event]);
            let passed = self.relay.pass(&one.to_string(), 1_790_000_000_000.0);
            for posted in passed.expect("a batch").bodies {
                let posted = filled(&posted, 0.0, 1_790_000_000_000.0);
                self.whole
                    .expect(&self.name, &posted, event["name"].as_str());
            }
        }
    }
}
