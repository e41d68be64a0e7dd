//! Puts batches of tallymark's own format into another one, for a collector that passes them on.
//!
//! Natively only, so it adds nothing to a page. Uses the same templates as the page does, with one
//! difference: a collector knows when a batch arrived, so times are on its clock. What comes from
//! outside passes scrub once more before it goes to anybody else.

use super::channel::{CHANNELS, Channel};
use super::config::read_format;
use super::encode::{CUT, Envelope, SENT_ISO, SENT_MS, WAITED, encode};
use super::event::{CountedEvent, Event, LATER, Standing, clean};
use super::format::iso;
use super::holdout::Arm;
use super::json::{self, Json};
use super::millis::{Millis, Moment};
use super::outcome::{DROP_REASONS, Dropped};
use super::part::Parts;
use super::problem::Problem;
use super::property::take_list;
use super::queue::part_id;
use super::reader::Reader;
use super::signal::Scalar;
use super::terms::{Terms, read_terms};
use super::wall::Wall;
use super::wire::{Framing, Template};

/// A format that batches are passed on in.
#[derive(Debug)]
pub struct Relay {
    url: Option<String>,
    /// None is tallymark's own.
    template: Option<Template>,
    terms: Terms,
}

/// A batch in the other format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Bodies of requests, in order, the same at each call; [`filled`] says in each when it is sent.
    pub bodies: Vec<String>,
    /// Events that were too large to be sent by themselves.
    pub too_large: u32,
}

impl Relay {
    /// Reads the `collector` block of a config or of a shipped format. `shop` is the host of the
    /// shop's pages, for formats that name whole addresses; empty if nobody said it. With `url`
    /// the address of the block doesn't count.
    ///
    /// # Errors
    /// What is wrong with it, with its place.
    pub fn read(text: &str, shop: &str, url: Option<&str>) -> Result<Relay, Vec<Problem>> {
        let mut reader = Reader::default();
        let mut relay = Relay::read_block(&mut reader, text, shop);
        if let (Some(url), Some(relay)) = (url, &mut relay) {
            relay.url = Some(url.to_owned());
            reader
                .problems
                .retain(|problem| problem.place != "collector.url");
        }
        match relay.filter(|_| reader.problems.is_empty()) {
            Some(relay) => Ok(relay),
            None => Err(reader.problems),
        }
    }

    fn read_block(reader: &mut Reader, text: &str, shop: &str) -> Option<Relay> {
        let json = match json::parse(text) {
            Ok(json) => json,
            Err(error) => {
                reader.problem(&["not JSON: ", error.what]);
                return None;
            }
        };
        let Some(block) = json.get("collector") else {
            reader.problem(&["\"collector\" is missing; write the block of a format"]);
            return None;
        };
        let mark = reader.enter("collector");
        let mut template = read_format(reader, block)?;
        if let Some(template) = &mut template {
            if template.framing == Framing::DataLayer {
                reader.problem_at("format", &["makes no request"]);
            }
            let places = ["$batch.origin", "$batch.host", "$event.page.url"];
            if shop.is_empty() && places.iter().any(|place| text.contains(place)) {
                reader.problem_at("format", &["names the shop's address; say what it is"]);
            }
            template.origin = ["https://", shop].concat();
        }
        let url = reader.text(block, "url", 2000);
        reader.leave(mark);
        Some(Relay {
            url,
            template,
            terms: read_terms(reader, &Json::Object(Vec::new())),
        })
    }

    /// Whether it is tallymark's own format, in which nothing needs to be done.
    pub fn is_own(&self) -> bool {
        self.template.is_none()
    }

    /// The address, if there is one.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// The headers of requests, as a JSON object.
    pub fn headers(&self) -> &str {
        let own = r#"{"content-type":"text/plain;charset=UTF-8"}"#;
        self.template.as_ref().map_or(own, |it| &it.headers)
    }

    /// The requests for a batch of tallymark's own format that arrived at this time, milliseconds
    /// since 1970; nothing if it is none.
    ///
    /// A batch that is larger than the format allows becomes several, cut at the same places and
    /// under the same ids at each call.
    pub fn pass(&self, body: &str, arrived_ms: f64) -> Option<Passed> {
        let (Some(template), Ok(batch)) = (&self.template, json::parse(body)) else {
            return None;
        };
        let (id, site) = (
            batch.get("batch")?.as_text()?,
            batch.get("site")?.as_text()?,
        );
        let waited = number(&batch, "waited_ms")?;
        let mut events = Vec::new();
        let mut touch = false;
        for event in batch.get("events")?.as_list()? {
            touch = event.get("device").and_then(Json::as_text) == Some("touch");
            events.push(self.event(event, waited)?);
        }
        let lost = losses(&batch);
        let mut passed = Passed::default();
        let mut rest = events.as_slice();
        let tells = template.tells_losses && !lost.is_empty();
        let mut is_first = true;
        while !rest.is_empty() || (is_first && tells) {
            let none = Dropped::default();
            let lost = if is_first { &lost } else { &none };
            let own = match is_first {
                true => id.to_owned(),
                false => part_id(id, (events.len() - rest.len()) as u32)?,
            };
            let moment = Moment {
                now: Millis(0.0),
                wall: arrived_ms,
                chance: [0; 4],
            };
            let envelope = Envelope {
                site,
                batch: &own,
                touch,
                template: Some(template),
            };
            let mut count = rest.len().min(template.max_events);
            let body = loop {
                let some = rest.get(..count).unwrap_or_default();
                let body = encode(envelope, some, lost, moment);
                if body.len() <= template.max_bytes || count <= 1 {
                    break body;
                }
                count = count.div_ceil(2);
            };
            is_first = false;
            rest = rest.get(count..).unwrap_or_default();
            if template.max_bytes < body.len() {
                passed.too_large += count as u32;
            } else {
                passed.bodies.push(body);
            }
        }
        Some(passed)
    }

    fn event(&self, json: &Json, waited: f64) -> Option<CountedEvent> {
        let text = |key| json.get(key).and_then(Json::as_text);
        let page = json.get("page")?;
        let mut properties = Vec::new();
        for (name, value) in members(json, "properties") {
            let value = match value {
                Json::Text(text) => Scalar::Text(text.clone()),
                Json::Number(number) => Scalar::Number(number.clone()),
                Json::Bool(flag) => Scalar::Flag(*flag),
                Json::List(_) => {
                    take_list(&mut properties, name, value);
                    continue;
                }
                Json::Null | Json::Object(_) => continue,
            };
            properties.push((name.clone(), value));
        }
        let event = Event {
            name: text("name")?.to_owned(),
            properties,
            at: Millis(-(waited + number(json, "age_ms")?)),
            page_type: page.get("type").and_then(Json::as_text).map(str::to_owned),
            page_path: page.get("path")?.as_text()?.to_owned(),
        };
        let channel = CHANNELS.iter().find(|it| Some(it.1) == text("channel"));
        let arms = members(json, "arm").iter().map(|(definition, side)| Arm {
            definition: definition.clone(),
            is_held_out: side.as_text() == Some("held_out"),
        });
        let standing = Standing {
            nth: (number(json, "nth").unwrap_or_default() as u32).min(LATER),
            from: text("from").map(str::to_owned),
            channel: channel.map_or(Channel::Direct, |it| it.0),
            arms: arms.collect(),
        };
        let mut wall = Wall::new(&Parts::default(), false);
        Some(CountedEvent {
            clean: clean(event, &self.terms, &mut wall),
            standing,
        })
    }
}

fn members<'a>(json: &'a Json, key: &str) -> &'a [(String, Json)] {
    json.get(key).and_then(Json::as_object).unwrap_or_default()
}

fn number(json: &Json, key: &str) -> Option<f64> {
    match json.get(key)? {
        Json::Number(number) => Some(number.to_f64()),
        Json::Null | Json::Bool(_) | Json::Text(_) | Json::List(_) | Json::Object(_) => None,
    }
}

fn losses(batch: &Json) -> Dropped {
    let mut lost = Dropped::default();
    for (name, _) in members(batch, "lost") {
        let count = batch.get("lost").and_then(|lost| number(lost, name));
        if let (Some((reason, _)), Some(count)) =
            (DROP_REASONS.iter().find(|it| it.1 == name), count)
        {
            lost.add(*reason, count as u32);
        }
    }
    lost
}

/// A request's body that is sent now, milliseconds since 1970, after having waited so long: its marks are filled in, as
/// the page's outbox does it.
pub fn filled(body: &str, waited_ms: f64, now_ms: f64) -> String {
    let whole = |number: f64| (number.max(0.0) as u64).to_string();
    let mut sent = String::new();
    iso(&mut sent, (now_ms / 1000.0) as u64);
    let mut out = String::with_capacity(body.len());
    for character in body.chars() {
        match character {
            CUT => {}
            WAITED => out.push_str(&whole(waited_ms)),
            SENT_MS => out.push_str(&whole(now_ms)),
            SENT_ISO => out.push_str(&sent),
            other => out.push(other),
        }
    }
    out
}
