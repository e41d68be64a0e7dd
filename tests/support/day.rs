//! A day in a shop that calls `track()` on its pages, for a collector of any format.

use serde_json::{Value, json};
use tallymark::engine::effect::Effect;
use tallymark::engine::encode::{CUT, SENT_ISO, SENT_MS, WAITED};
use tallymark::engine::millis::{Millis, Moment};
use tallymark::engine::number::Decimal;
use tallymark::engine::signal::{Arrival, FlushReason, Location, Scalar, Signal};
use tallymark::engine::{Engine, Start};

/// The wall clock when the day begins: 21 September 2026.
const WALL_MS: f64 = 1_790_000_000_000.0;

/// What became of a day.
#[derive(Debug, Default)]
pub(crate) struct Day {
    pub(crate) problems: Vec<String>,
    /// Bodies in the order in which they were sent, with marks filled in; entries of the data layer.
    pub(crate) bodies: Vec<String>,
    /// Events in these bodies.
    pub(crate) sent: usize,
    pub(crate) dropped: usize,
    held: Vec<(String, u32, String)>,
    unanswered: Vec<String>,
    /// Of each body: events in it, and its parts.
    pub(crate) parts: Vec<(usize, Vec<String>)>,
}

impl Day {
    /// Lives through `[{ "at": ms, "page": path } | { "at": ms, "track": name, "properties": {} }]`.
    pub(crate) fn lived(collector: &Value, steps: &Value) -> Day {
        let mut day = Day::default();
        day.live(collector, steps, None);
        day
    }

    /// The body that is held after the first event of this name.
    #[allow(dead_code, reason = "not all users stop in between")]
    pub(crate) fn lived_until(collector: &Value, steps: &Value, name: &str) -> String {
        let mut day = Day::default();
        day.live(collector, steps, Some(name));
        day.held
            .pop()
            .expect("a batch that is held")
            .2
            .replace(CUT, "")
    }

    fn live(&mut self, collector: &Value, steps: &Value, until: Option<&str>) {
        let start = Start {
            config: config(collector).to_string(),
            own_host: "shop.example".to_owned(),
            ..Start::default()
        };
        let mut clock = Clock(0);
        let (mut engine, _) = match Engine::start(clock.at(0.0), &start) {
            Ok(started) => started,
            Err(problems) => {
                self.problems = problems
                    .iter()
                    .map(|it| format!("{}: {}", it.place, it.text))
                    .collect();
                return;
            }
        };
        let problems = engine.problems().iter();
        self.problems = problems
            .map(|it| format!("{}: {}", it.place, it.text))
            .collect();
        let mut now = 0.0;
        for step in steps.as_array().expect("a list of steps") {
            now = step["at"].as_f64().expect("a time");
            let signal = match step.get("track").and_then(Value::as_str) {
                Some(name) => Signal::Tracked {
                    name: name.to_owned(),
                    properties: properties(&step["properties"]),
                },
                None => {
                    let path = step["page"].as_str().expect("a page").to_owned();
                    Signal::Navigated(
                        Location {
                            path,
                            search: String::new(),
                        },
                        Arrival::Load,
                    )
                }
            };
            let effects = engine.handle(clock.at(now), signal);
            self.take(effects);
            self.answer(&mut engine, clock.at(now));
            if until.is_some() && step.get("track").and_then(Value::as_str) == until {
                return;
            }
        }
        let effects = engine.handle(clock.at(now + 500.0), Signal::Flush(FlushReason::PageHide));
        self.take(effects);
        self.answer(&mut engine, clock.at(now + 600.0));
        let status = engine.status();
        self.dropped = status
            .dropped
            .counts()
            .into_iter()
            .map(|(_, count)| count as usize)
            .sum();
        if collector.get("url").is_none() {
            self.sent = status.sent as usize;
        }
    }

    /// The collector takes what was sent.
    fn answer(&mut self, engine: &mut Engine, moment: Moment) {
        while let Some(batch) = self.unanswered.pop() {
            let signal = Signal::Answered {
                batch,
                status: 200,
                retry_after_ms: None,
            };
            let effects = engine.handle(moment, signal);
            self.take(effects);
        }
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Hold {
                    batch,
                    events,
                    body,
                    ..
                } => {
                    self.held.retain(|(id, _, _)| *id != batch);
                    self.held.push((batch, events, body));
                }
                Effect::Send { batch, .. } => {
                    let place = self.held.iter().position(|(id, _, _)| *id == batch);
                    self.unanswered.push(batch);
                    let (_, events, body) = self.held.remove(place.expect("a batch that is held"));
                    let parts = body.split(CUT).map(str::to_owned).collect();
                    self.parts.push((events as usize, parts));
                    let body = body
                        .replace(CUT, "")
                        .replace(WAITED, "0")
                        .replace(SENT_MS, "1790000900000");
                    self.bodies
                        .push(body.replace(SENT_ISO, "2026-09-21T14:28:20.000Z"));
                    self.sent += events as usize;
                }
                Effect::Push { layer, entry } => self.bodies.push(format!("{layer}.push({entry})")),
                Effect::Halve { .. } => panic!("no collector here finds a batch too large"),
                Effect::Look(_)
                | Effect::LookAt { .. }
                | Effect::Observe { .. }
                | Effect::Forget { .. }
                | Effect::Notify(_)
                | Effect::Purge => {}
            }
        }
    }
}

/// The config of the day's shop.
pub(crate) fn config(collector: &Value) -> Value {
    json!({
        "version": 1, "site": "waystone", "collector": collector, "definitions": [],
        "pages": { "home": { "path": "/" }, "product": { "path": "/p/{slug}" }, "search": { "path": "/search" } },
        "funnel": ["view_item", "add_to_cart", "begin_checkout", "purchase"],
    })
}

/// Chance that is the same each day, and different at each call.
struct Clock(u32);

impl Clock {
    fn at(&mut self, now: f64) -> Moment {
        self.0 += 1;
        Moment {
            now: Millis(now),
            wall: WALL_MS + now,
            chance: [0x7A11_0000, self.0, self.0.wrapping_mul(0x9e37_79b9), 7],
        }
    }
}

/// Plain JSON as a page passes it to `track()`.
fn properties(json: &Value) -> Vec<(String, Scalar)> {
    let mut properties = Vec::new();
    for (name, value) in json.as_object().into_iter().flatten() {
        let value = match (value.as_bool(), value.as_str()) {
            (Some(flag), _) => Scalar::Flag(flag),
            (None, Some(text)) => Scalar::Text(text.to_owned()),
            (None, None) => {
                Scalar::Number(Decimal::from_plain(&value.to_string()).expect("a number"))
            }
        };
        properties.push((name.clone(), value));
    }
    properties
}

/// A collector's block with something in place of each `YOUR_…`, as a shop fills it in.
pub(crate) fn filled_in(collector: &Value) -> Value {
    let mut text = collector.to_string();
    while let Some(at) = text.find("YOUR_") {
        let rest = &text[at..];
        let end = rest
            .find(|it: char| !it.is_ascii_uppercase() && it != '_')
            .expect("an end");
        let word = rest[5..end].to_ascii_lowercase();
        text.replace_range(at..at + end, &format!("the-{word}"));
    }
    serde_json::from_str(&text).expect("JSON")
}
