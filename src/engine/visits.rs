//! Return visits in day classes: how many days ago the shopper was last here, on an earlier day.
//!
//! Only with `"storage": "local"` and a condition `within_days`. What is stored are two numbers of
//! days (of UTC, since 1970): the latest on which the shop was visited, and the one before it. They
//! are sent nowhere.

use super::Engine;
use super::config::Storage;
use super::json::{self, Json};
use super::millis::Moment;
use super::text::push_u32;

const DAY_MS: f64 = 86_400_000.0;

impl Engine {
    /// Whether a condition asks for earlier visits, and they may be known.
    pub fn asks_visits(&self) -> bool {
        self.config.asks_visits && self.config.storage == Storage::Local && self.may_store()
    }

    /// Takes up what was stored of earlier visits, once in a session; the answer is to be stored in
    /// its place. Only to be asked where [`Engine::asks_visits`], after [`Engine::recall`].
    pub fn visit(&mut self, moment: Moment, stored: Option<&str>) -> Option<String> {
        if !self.asks_visits() || self.journey.visited_days.is_some() {
            return None;
        }
        let today = (moment.wall / DAY_MS) as u32;
        let stored = stored.and_then(|stored| json::parse(stored).ok());
        let day = |place: usize| match stored.as_ref()?.as_list()?.get(place)? {
            Json::Number(day) => Some(day.to_f64() as u32).filter(|day| *day <= today),
            Json::Null | Json::Bool(_) | Json::Text(_) | Json::List(_) | Json::Object(_) => None,
        };
        // Another tab may have been here today already.
        let last = if day(0) == Some(today) {
            day(1)
        } else {
            day(0)
        };
        let last = last.filter(|last| 0 < *last && *last < today);
        self.journey.visited_days = Some(last.map_or(0, |last| today - last));
        let mut out = String::from("[");
        push_u32(&mut out, today);
        out.push(',');
        push_u32(&mut out, last.unwrap_or(0));
        out.push(']');
        Some(out)
    }
}
