//! Shoppers for the adversary: each with what tells people apart on the web, and two batches.

use serde_json::{Value, json};
use tallymark::engine::effect::Effect;
use tallymark::engine::encode::{CUT, WAITED};
use tallymark::engine::millis::{Millis, Moment};
use tallymark::engine::signal::{Arrival, FlushReason, Location, Scalar, Signal};
use tallymark::engine::{Engine, Start};

use super::chance::Chance;

/// Shoppers, with two batches each.
pub(crate) const VISITORS: u32 = 1000;

const REFERRERS: [&str; 6] = [
    "",
    "www.google.com",
    "www.bing.com",
    "m.facebook.com",
    "blog.example",
    "mail.example",
];
const MEDIA: [&str; 3] = ["", "&utm_medium=email", "&utm_medium=cpc"];
const WORDS: [&str; 12] = [
    "tent", "jacket", "rain", "lamp", "pack", "blue", "warm", "small", "wool", "boots", "pole",
    "mat",
];

/// Who the shoppers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Crowd {
    /// All came the same way with the same kind of device.
    OneWay,
    /// Every channel, mouse and touch.
    Mixed,
}

fn config() -> Value {
    json!({
        "version": 1,
        "site": "shop",
        "collector": { "url": "/collect", "flush_at_events": 50, "flush_after_ms": 600_000 },
        "pages": { "product": { "path": "/p/{slug}" }, "search": { "path": "/search" } },
        "definitions": [
            { "name": "search", "trigger": { "navigation": { "page": "search" } },
              "properties": { "search_term": { "query": "q" } } },
            { "name": "view", "trigger": { "navigation": { "page": "product" } },
              "properties": { "item_id": { "path": "slug" } } },
        ],
    })
}

/// The two batches of a shopper, as they are sent: one a page view, with its headers' bytes beside
/// it, which are the same for all (`tests/e2e/census.test.mjs`).
pub(crate) fn visit(visitor: u32, crowd: Crowd) -> (String, String) {
    let mut chance = Chance::new(visitor.wrapping_mul(77_777));
    let is_mixed = crowd == Crowd::Mixed;
    let mut pick = |from: usize| {
        if is_mixed {
            chance.below(from as u32) as usize
        } else {
            0
        }
    };
    let (referrer, medium, touch) = (pick(REFERRERS.len()), pick(MEDIA.len()), pick(2) == 1);
    // What fingerprints are made of: how fast somebody is, how long the device has been up, who
    // clicked which advertisement.
    let mut shopper = Shopper {
        tempo: 0.3 + f64::from(chance.below(1000)) / 300.0,
        clock: f64::from(chance.below(4_000_000)) * 1.7,
        wall: 1_790_000_000_000.0 + f64::from(chance.below(1_000_000_000)),
        click_id: chance.next(),
        chance,
    };
    let mut saved = None;
    let mut bodies = Vec::new();
    for page in 0..2 {
        let query = if page == 0 {
            format!("?q=start&gclid={:08x}{}", shopper.click_id, MEDIA[medium])
        } else {
            String::new()
        };
        let start = Start {
            config: config().to_string(),
            saved: saved.clone(),
            location: Location {
                path: "/".to_owned(),
                search: query,
            },
            referrer_host: Some(REFERRERS[referrer].to_owned())
                .filter(|host| !host.is_empty() && page == 0),
            own_host: "shop.example".to_owned(),
            touch,
            ..Start::default()
        };
        let (body, snapshot) = shopper.page(&start);
        bodies.push(body);
        saved = snapshot;
    }
    let second = bodies.pop().unwrap();
    (bodies.pop().unwrap(), second)
}

struct Shopper {
    tempo: f64,
    clock: f64,
    wall: f64,
    click_id: u32,
    chance: Chance,
}

impl Shopper {
    /// Six things on a page, and what was sent when it was left.
    fn page(&mut self, start: &Start) -> (String, Option<String>) {
        let moment = self.moment();
        let (mut engine, _) = Engine::start(moment, start).unwrap();
        let mut body = String::new();
        let mut later = |shopper: &mut Shopper, signal: Signal| {
            let effects = engine.handle(shopper.moment(), signal);
            for effect in effects {
                if let Effect::Hold { body: held, .. } = effect {
                    body = held;
                }
            }
        };
        for _ in 0..6 {
            self.clock += 400.0 + self.tempo * f64::from(self.chance.below(4000));
            let word = WORDS[self.chance.below(WORDS.len() as u32) as usize];
            let other = WORDS[self.chance.below(WORDS.len() as u32) as usize];
            let navigated = |path: String, search: String| {
                Signal::Navigated(Location { path, search }, Arrival::Load)
            };
            let signal = match self.chance.below(3) {
                0 => navigated(format!("/p/{word}-{other}"), String::new()),
                1 => navigated("/search".to_owned(), format!("?q={word}+{other}")),
                _ => Signal::Tracked {
                    name: "wish".to_owned(),
                    properties: vec![("item_id".to_owned(), Scalar::Text(word.to_owned()))],
                },
            };
            later(self, signal);
        }
        self.clock += 100.0;
        later(self, Signal::Flush(FlushReason::PageHide));
        let waited = self.chance.below(300).to_string();
        let moment = self.moment();
        (
            body.replace(CUT, "").replace(WAITED, &waited),
            engine.snapshot(moment),
        )
    }

    fn moment(&mut self) -> Moment {
        Moment {
            now: Millis(self.clock),
            wall: self.wall + self.clock,
            chance: [(); 4].map(|()| self.chance.next()),
        }
    }
}

/// Only what docs/privacy.md says that a shopper's batches share: channel and device.
pub(crate) fn coarse(body: &str) -> String {
    let body: Value = serde_json::from_str(body).unwrap();
    let event = &body["events"][0];
    format!("{} {}", event["channel"], event["device"])
}

/// The share of pairs that an adversary finds who compares how often each event was counted in a
/// first batch with the `nth` that a second one begins with, and guesses among all that fit.
pub(crate) fn paired_by_counts(firsts: &[String], seconds: &[String]) -> f64 {
    let events = |body: &String| {
        let body: Value = serde_json::from_str(body).unwrap();
        body["events"].as_array().unwrap().clone()
    };
    let name = |event: &Value| event["name"].as_str().unwrap().to_owned();
    let ends: Vec<Vec<(String, u64)>> = firsts
        .iter()
        .map(|body| {
            events(body)
                .iter()
                .map(|event| (name(event), event["nth"].as_u64().unwrap()))
                .collect()
        })
        .collect();
    let begins: Vec<Vec<(String, u64)>> = seconds
        .iter()
        .map(|body| {
            let mut begins: Vec<(String, u64)> = Vec::new();
            for event in events(body) {
                if !begins.iter().any(|(known, _)| *known == name(&event)) {
                    begins.push((name(&event), event["nth"].as_u64().unwrap()));
                }
            }
            begins
        })
        .collect();
    let fits = |end: &[(String, u64)], begin: &[(String, u64)]| {
        begin.iter().all(|(name, nth)| {
            let last = end
                .iter()
                .filter(|(other, _)| other == name)
                .map(|(_, nth)| *nth)
                .max();
            *nth == last.unwrap_or(0) + 1
        })
    };
    let mut found = 0.0;
    for (own, end) in ends.iter().enumerate() {
        let fitting = begins.iter().filter(|begin| fits(end, begin)).count();
        if fits(end, &begins[own]) {
            found += 1.0 / fitting as f64;
        }
    }
    found / firsts.len() as f64
}
