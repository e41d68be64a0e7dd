//! Shoppers for the adversary: each with what tells people apart on the web, and two batches.

use serde_json::{Value, json};
use tallymark::engine::effect::Effect;
use tallymark::engine::encode::{CUT, WAITED};
use tallymark::engine::millis::{Millis, Moment};
use tallymark::engine::signal::{Arrival, FlushReason, Location, Scalar, Signal};
use tallymark::engine::{Engine, Start};

use super::chance::Chance;

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

/// What lies between a shopper's two batches, and what the shop counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// A page load; three things that can be counted.
    Loads,
    /// A page load; a funnel of three steps, and a popup that is held out from a tenth.
    Funnel,
    /// Nothing: both batches are of one page.
    OnePage,
}

impl Way {
    pub(crate) const ALL: [Way; 3] = [Way::Loads, Way::Funnel, Way::OnePage];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Way::Loads => "loads",
            Way::Funnel => "funnel",
            Way::OnePage => "one page",
        }
    }
}

/// Who the shoppers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Crowd {
    /// All came the same way with the same kind of device.
    OneWay,
    /// Every channel, mouse and touch.
    Mixed,
}

fn config(way: Way) -> Value {
    let mut config = json!({
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
    });
    if way == Way::Funnel {
        config["funnel"] = json!(["view", "add_to_cart", "begin_checkout"]);
        let popup = json!({ "name": "size_reminder", "trigger": { "tracked": { "name": "list" } }, "holdout": 0.1,
            "limit": { "times": 1, "per": "session" } });
        config["definitions"].as_array_mut().unwrap().push(popup);
    }
    config
}

/// The two batches of a shopper, as they are sent: one a page view, with its headers' bytes beside
/// it, which are the same for all (`tests/e2e/census.test.mjs`).
pub(crate) fn visit(visitor: u32, crowd: Crowd, way: Way) -> (String, String) {
    let mut chance = Chance::new(visitor.wrapping_mul(77_777));
    let config = config(way).to_string();
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
            config: config.clone(),
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
        let (mut engine, _) = Engine::start(shopper.moment(), &start).unwrap();
        bodies.push(shopper.batch(&mut engine, way, FlushReason::PageHide));
        if way == Way::OnePage {
            bodies.push(shopper.batch(&mut engine, way, FlushReason::PageHide));
            break;
        }
        saved = engine.snapshot(shopper.moment());
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
    /// Six things on a page, and what is sent at the end.
    fn batch(&mut self, engine: &mut Engine, way: Way, reason: FlushReason) -> String {
        let mut body = String::new();
        let mut held_at = 0.0;
        for step in 0..=6 {
            self.clock += 400.0 + self.tempo * f64::from(self.chance.below(4000));
            let signal = if step < 6 {
                self.thing(way)
            } else {
                Signal::Flush(reason)
            };
            for effect in engine.handle(self.moment(), signal) {
                if let Effect::Hold { body: held, .. } = effect {
                    (body, held_at) = (held, self.clock);
                }
            }
        }
        // In whole minutes, as pkg-template/outbox.js has it.
        let waited = ((self.clock - held_at) / 60_000.0).floor() * 60_000.0;
        body.replace(CUT, "").replace(WAITED, &waited.to_string())
    }

    /// Something that is counted.
    fn thing(&mut self, way: Way) -> Signal {
        let word = WORDS[self.chance.below(WORDS.len() as u32) as usize];
        let other = WORDS[self.chance.below(WORDS.len() as u32) as usize];
        let navigated = |path: String, search: String| {
            Signal::Navigated(Location { path, search }, Arrival::Load)
        };
        let tracked = |name: &str| Signal::Tracked {
            name: name.to_owned(),
            properties: vec![("item_id".to_owned(), Scalar::Text(word.to_owned()))],
        };
        let thing = match way {
            Way::Funnel => self.chance.below(100),
            Way::Loads | Way::OnePage => 30 * self.chance.below(3),
        };
        match thing {
            60..75 => navigated("/search".to_owned(), format!("?q={word}+{other}")),
            30..60 if way != Way::Funnel => tracked("wish"),
            0..60 => navigated(format!("/p/{word}-{other}"), String::new()),
            75..88 => tracked("list"),
            88..95 => tracked("add_to_cart"),
            95..98 => tracked("wish"),
            _ => tracked("begin_checkout"),
        }
    }

    fn moment(&mut self) -> Moment {
        Moment {
            now: Millis(self.clock),
            wall: self.wall + self.clock,
            chance: [(); 4].map(|()| self.chance.next()),
        }
    }
}
