//! The journey and the attempts as text, so that they outlive a page load within the tab.
//!
//! What is written holds no text of the page but clean events: counters, the last step, the
//! channel, the arms, and attempts that wait for proof. What is read back is not trusted.

use super::Engine;
use super::channel::Channel;
use super::confirmation::Attempt;
use super::consent::Consent;
use super::definition::Definition;
use super::encode::push_properties;
use super::event::{Event, Properties, clean};
use super::json::{self, Json, push_text};
use super::millis::{Millis, Moment};
use super::property::{gives, restore_list, scalar};
use super::reader::is_name;
use super::scrub::path_template;
use super::text::{has_name, push_u32};

/// Version of the form; another one is not read.
const VERSION: &str = "1";
/// Longest time between two pages that an attempt can bridge, milliseconds.
const MAX_GAP_MS: f64 = 60_000.0;
/// On the new page an attempt has at least this long to be proven, milliseconds.
const LEAST_LEFT_MS: f64 = 1500.0;

impl Engine {
    /// The journey as text; nothing while nothing may be kept.
    pub fn snapshot(&self, moment: Moment) -> Option<String> {
        if self.consent != Consent::Granted {
            return None;
        }
        let mut out = String::from("{\"v\":");
        out.push_str(VERSION);
        out.push_str(",\"wall\":");
        push_time(&mut out, moment.wall);
        out.push_str(",\"channel\":\"");
        out.push_str(self.journey.channel.as_str());
        out.push('"');
        if let Some(from) = &self.journey.from {
            out.push_str(",\"from\":");
            push_text(&mut out, from);
        }
        out.push_str(",\"counts\":{");
        for (index, counter) in self.journey.counters.iter().enumerate() {
            push_separator(&mut out, index);
            push_text(&mut out, &counter.name);
            out.push(':');
            push_u32(&mut out, counter.session);
        }
        out.push_str("},\"arms\":{");
        for (index, arm) in self.journey.arms.iter().enumerate() {
            push_separator(&mut out, index);
            push_text(&mut out, &arm.definition);
            out.push_str(":\"");
            out.push_str(arm.word());
            out.push('"');
        }
        out.push('}');
        if let Some(days) = self.journey.visited_days {
            out.push_str(",\"visited_days\":");
            push_u32(&mut out, days);
        }
        // In their order, each with its age.
        out.push_str(",\"lasts\":{");
        for (index, (name, at)) in self.journey.lasts.iter().enumerate() {
            push_separator(&mut out, index);
            push_text(&mut out, name);
            out.push(':');
            push_time(&mut out, moment.now.since(*at));
        }
        out.push_str("},\"attempts\":[");
        for (index, attempt) in self.attempts.waiting.iter().enumerate() {
            push_separator(&mut out, index);
            self.push_attempt(&mut out, attempt, moment.now);
        }
        out.push_str("]}");
        Some(out)
    }

    fn push_attempt(&self, out: &mut String, attempt: &Attempt, now: Millis) {
        let event = attempt.clean.event();
        out.push_str("{\"name\":");
        push_text(out, &event.name);
        out.push_str(",\"age\":");
        push_time(out, now.since(event.at));
        out.push_str(",\"left\":");
        push_time(out, attempt.expires.since(now));
        if let Some(settles) = attempt.settles {
            out.push_str(",\"settles\":");
            push_time(out, settles.since(now));
        }
        if let Some(kind) = &event.page_type {
            out.push_str(",\"type\":");
            push_text(out, kind);
        }
        out.push_str(",\"path\":");
        push_text(out, &event.page_path);
        out.push_str(",\"properties\":");
        push_properties(out, &event.properties);
        out.push_str(",\"before\":[");
        for (index, state) in attempt.before.iter().enumerate() {
            push_separator(out, index);
            push_u32(out, *state);
        }
        out.push_str("]}");
    }

    /// The page came out of the back-forward cache: the journey went on elsewhere, and took the
    /// attempts along.
    pub fn resume(&mut self, moment: Moment, saved: &str) {
        self.attempts.waiting.clear();
        self.journey.counters.clear();
        self.journey.lasts.clear();
        self.restore(moment, saved);
    }

    /// Takes up a snapshot; one that can't be read is left alone.
    pub(super) fn restore(&mut self, moment: Moment, saved: &str) {
        let Ok(saved) = json::parse(saved) else {
            return;
        };
        if number(&saved, "v") != Some(1.0) {
            return;
        }
        let channel = saved.text("channel").and_then(Channel::from_str);
        self.journey.channel = channel.unwrap_or(self.journey.channel);
        self.journey.from = saved
            .text("from")
            .filter(|from| has_name(&self.config.funnel, from))
            .map(str::to_owned);
        for (name, count) in saved.members("counts") {
            if let Json::Number(count) = count {
                let session = count.to_f64() as u32;
                self.journey.add(name, session, 0);
            }
        }
        for (name, arm) in saved.members("arms") {
            self.take_arm(name, arm.as_text());
        }
        let days = number(&saved, "visited_days").map(|days| days as u32);
        self.journey.visited_days = days.or(self.journey.visited_days);
        let gap_ms = moment.wall - number(&saved, "wall").unwrap_or(0.0);
        if let Some(lasts) = saved.get("lasts") {
            self.restore_lasts(moment.now.plus(-gap_ms.max(0.0)), lasts);
        }
        if !(0.0..=MAX_GAP_MS).contains(&gap_ms) {
            return;
        }
        for attempt in saved
            .get("attempts")
            .and_then(Json::as_list)
            .unwrap_or_default()
        {
            if let Some(attempt) = self.read_attempt(moment.now, gap_ms, attempt) {
                self.attempts.waiting.push(attempt);
            }
        }
    }

    /// Takes up when events were last counted, as ages at the time `left`; this page's own are later.
    fn restore_lasts(&mut self, left: Millis, lasts: &Json) {
        let own = std::mem::take(&mut self.journey.lasts);
        for (name, _) in lasts.as_object().unwrap_or_default() {
            if has_name(&self.config.followed, name) {
                let age_ms = number(lasts, name).unwrap_or(0.0);
                self.journey.follow(name, left.plus(-age_ms));
            }
        }
        for (name, at) in own {
            self.journey.follow(&name, at);
        }
    }

    fn read_attempt(&mut self, now: Millis, gap_ms: f64, json: &Json) -> Option<Attempt> {
        let name = json.text("name")?;
        let place = self
            .config
            .definitions
            .iter()
            .position(|definition| definition.name == name)?;
        let definition = self.config.definitions.get(place)?;
        let states = json.get("before")?.as_list()?;
        let mut before = Vec::new();
        for (proof, state) in definition.proofs.iter().zip(states) {
            before.push(match state {
                Json::Number(state) => proof.trigger.state_after_load(state.to_f64() as u32),
                Json::Null | Json::Bool(_) | Json::Text(_) | Json::List(_) | Json::Object(_) => 0,
            });
        }
        if before.len() != definition.proofs.len() {
            return None;
        }
        let event = Event {
            name: name.to_owned(),
            properties: self.restored(definition, json.members("properties")),
            at: now.plus(-number(json, "age")? - gap_ms),
            page_type: json
                .text("type")
                .filter(|name| self.config.pages.iter().any(|page| page.name == *name))
                .map(str::to_owned),
            page_path: self.template(json.text("path")?),
        };
        let left_ms = (number(json, "left")? - gap_ms).max(LEAST_LEFT_MS);
        let settles = number(json, "settles").map(|left_ms| now.plus((left_ms - gap_ms).max(0.0)));
        Some(Attempt {
            definition: place,
            clean: clean(event, &self.config.terms, &mut self.wall),
            before,
            expires: now.plus(left_ms),
            settles,
            is_doubtful: false,
            element: None,
        })
    }
}

impl Engine {
    /// A stored path as it may be sent: a pattern of the config, or made a template again.
    fn template(&self, path: &str) -> String {
        let is_pattern = self.config.pages.iter().any(|page| page.template() == path);
        if is_pattern {
            path.to_owned()
        } else {
            path_template(path)
        }
    }

    /// Those properties of a stored attempt that its definition can have with this config: the page before may have
    /// had another one.
    fn restored(&self, definition: &Definition, members: &[(String, Json)]) -> Properties {
        // What `track()` may bring along; any name, where the config lists none.
        let listed = match (&definition.tracked, &self.config.permit) {
            (Some(_), None) => None,
            (Some(call), Some(permit)) => Some(permit.listed(call).unwrap_or_default()),
            (None, _) => Some(&[] as &[String]),
        };
        let mut properties = Vec::new();
        for (name, json) in members {
            let is_tracked = || match listed {
                Some(listed) => has_name(listed, name),
                None => is_name(name),
            };
            match scalar(json) {
                Some(value) if gives(&definition.properties, name, &value) || is_tracked() => {
                    properties.push((name.clone(), value));
                }
                _ if !definition.lists.is_empty() => {
                    restore_list(&definition.lists, name, json, &mut properties);
                }
                _ => {}
            }
        }
        properties
    }
}

fn number(json: &Json, key: &str) -> Option<f64> {
    match json.get(key)? {
        Json::Number(number) => Some(number.to_f64()),
        Json::Null | Json::Bool(_) | Json::Text(_) | Json::List(_) | Json::Object(_) => None,
    }
}

fn push_separator(out: &mut String, index: usize) {
    if 0 < index {
        out.push(',');
    }
}

/// Writes milliseconds, as whole seconds and a fraction: a `u32` can't hold the wall clock's.
fn push_time(out: &mut String, ms: f64) {
    let seconds = (ms / 1000.0) as u32;
    let rest = (ms - f64::from(seconds) * 1000.0) as u32;
    if 0 < seconds {
        push_u32(out, seconds);
        for digits in [100, 10, 1] {
            push_u32(out, rest / digits % 10);
        }
    } else {
        push_u32(out, rest);
    }
}
