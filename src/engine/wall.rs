//! What becomes of a value while scrub's detectors aren't there.
//!
//! They are a part of their own (`part`), which most texts don't need (`scrub::plain_text`). It is asked for when an
//! engine has started whose config reads texts, and else by the first text that needs it. In the place of such a text
//! stands `<unread>`; when the part is there, what waited is scrubbed and takes its place. If the page is left before, or
//! the part can't be had, `<unread>` is what leaves, and is counted.

use super::Engine;
use super::effect::Effect;
use super::millis::Moment;
use super::part::{Part, Parts};
use super::problem::Problem;
use super::property::look_at_list;
use super::scrub::{Field, Hits, plain_text, scrub_closely};
use super::signal::Scalar;

/// Stands for a text that nothing has looked at.
const UNREAD: &str = "<unread>";

/// Longest number in which no detector finds anything, in characters.
const SHORT_NUMBER: usize = 7;

/// Whether the detectors are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Detectors {
    #[default]
    There,
    Absent,
    /// They can't be had.
    Failed,
}

/// What stands between the page's values and those that may leave.
#[derive(Debug, Default)]
pub(crate) struct Wall {
    /// What was taken out of values in this page, by kind.
    pub(crate) hits: Hits,
    detectors: Detectors,
    /// They are to be fetched: the config reads texts, or one is there.
    is_wanted: bool,
    is_asked: bool,
    /// A text waits for them.
    is_waiting: bool,
    /// Values that left, or will leave, as `<unread>`.
    unread: u32,
}

/// A value that waits for the detectors.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unread {
    /// Its place among its event's properties.
    pub(crate) place: usize,
    value: Scalar,
    field: Field,
}

impl Wall {
    /// With a config that `reads_texts` the detectors are fetched at once: the page may be left in the task of the
    /// first event.
    pub(crate) fn new(parts: &Parts, reads_texts: bool) -> Wall {
        let bit = 1 << Part::Scrub as u32;
        let detectors = match (parts.absent & bit, parts.failed & bit) {
            (0, _) => Detectors::There,
            (_, 0) => Detectors::Absent,
            _ => Detectors::Failed,
        };
        Wall {
            detectors,
            is_wanted: reads_texts,
            ..Wall::default()
        }
    }

    /// Makes a value what may leave; whether it stays. One that can't be looked at yet is added to `unread` with its
    /// `place`.
    pub(crate) fn pass(
        &mut self,
        value: &mut Scalar,
        field: Field,
        place: usize,
        unread: &mut Vec<Unread>,
    ) -> bool {
        let text = match value {
            Scalar::Text(text) => text.as_str(),
            Scalar::Number(number) => number.as_str(),
            // Lists are taken apart before.
            Scalar::Flag(_) | Scalar::List(_) => return true,
        };
        let plain = plain_text(text, field);
        let is_short = text.len() <= SHORT_NUMBER;
        match (&mut *value, plain) {
            (Scalar::Text(text), Some(plain)) => *text = plain,
            (Scalar::Number(_), Some(_)) => {}
            (Scalar::Number(_), None) if is_short => {}
            _ if self.detectors == Detectors::There => return look(value, field, &mut self.hits),
            _ => {
                let value = std::mem::replace(value, Scalar::Text(UNREAD.to_owned()));
                self.unread += 1;
                if self.detectors == Detectors::Failed {
                    return true;
                }
                unread.push(Unread {
                    place,
                    value,
                    field,
                });
                self.is_wanted = true;
                self.is_waiting = true;
            }
        }
        true
    }

    /// Lets a list wait as one value in the place of so many of its own that can't be looked at yet.
    pub(crate) fn wait(&mut self, list: String, place: usize, values: usize) -> Unread {
        self.unread = self.unread.saturating_sub(values as u32) + 1;
        Unread {
            place,
            value: Scalar::List(list),
            field: Field::Code,
        }
    }

    /// What has waited, as it may leave; nothing where it may not, and `<unread>` without the detectors.
    pub(crate) fn read(&mut self, waited: Unread) -> Option<Scalar> {
        if self.detectors != Detectors::There {
            return Some(Scalar::Text(UNREAD.to_owned()));
        }
        self.unread = self.unread.saturating_sub(1);
        let mut value = waited.value;
        look(&mut value, waited.field, &mut self.hits).then_some(value)
    }

    /// How many values left, or will leave, as `<unread>`.
    pub(crate) fn unread(&self) -> u32 {
        self.unread
    }

    /// Whether something waits for the detectors, and may do so.
    pub(crate) fn waits(&self) -> bool {
        self.is_waiting && self.detectors == Detectors::Absent
    }
}

/// Lets the detectors look at a value; whether it stays. A number in which they find something doesn't.
pub(crate) fn look(value: &mut Scalar, field: Field, hits: &mut Hits) -> bool {
    match value {
        Scalar::Text(text) => {
            *text = scrub_closely(text, field, hits);
            true
        }
        Scalar::Number(number) => scrub_closely(number.as_str(), field, hits) == number.as_str(),
        Scalar::Flag(_) => true,
        Scalar::List(items) => look_at_list(items, hits),
    }
}

impl Engine {
    /// Whether the part with the detectors is to be fetched now; says so once.
    pub fn asks_detectors(&mut self) -> bool {
        let asks = self.wall.is_wanted && self.wall.detectors == Detectors::Absent;
        let asks = asks && !self.wall.is_asked;
        self.wall.is_asked |= asks;
        asks
    }

    /// Takes up what has waited for the detectors: they are there now, or can't be had.
    pub fn detectors_came(&mut self, moment: Moment, are_there: bool) -> Vec<Effect> {
        self.wall.detectors = if are_there {
            Detectors::There
        } else {
            Detectors::Failed
        };
        if !are_there {
            self.problems.push(Problem {
                place: String::new(),
                text: "needs tallymark.scrub.wasm, which could not be loaded".to_owned(),
            });
        }
        let mut effects = Vec::new();
        for attempt in &mut self.attempts.waiting {
            attempt.clean.read(&mut self.wall);
        }
        self.queue.read(&mut self.wall);
        // What callbacks are told is the same again.
        let hits = self.wall.hits.clone();
        for (mut clean, mut notice) in std::mem::take(&mut self.notices) {
            clean.read(&mut self.wall);
            notice.properties = clean.event().properties.clone();
            effects.push(Effect::Notify(notice));
        }
        self.wall.hits = hits;
        self.deliver(moment, None, &mut effects);
        effects
    }
}

#[cfg(test)]
mod tests {
    use super::UNREAD;
    use crate::engine::effect::Effect;
    use crate::engine::millis::{Millis, Moment};
    use crate::engine::number::Decimal;
    use crate::engine::part::{Part, Parts};
    use crate::engine::scrub::Kind;
    use crate::engine::signal::{FlushReason, Scalar, Signal};
    use crate::engine::{Engine, Start};

    const CONFIG: &str =
        r#"{ "version": 1, "site": "s", "collector": { "url": "/c" }, "definitions": ["#;
    const NOW: Moment = Moment {
        now: Millis(0.0),
        wall: 0.0,
        chance: [1; 4],
    };

    fn page() -> Engine {
        page_with("")
    }

    fn page_with(definitions: &str) -> Engine {
        let mut parts = Parts {
            absent: 1 << Part::Scrub as u32,
            ..Parts::default()
        };
        let start = Start {
            config: [CONFIG, definitions, "] }"].concat(),
            ..Start::default()
        };
        Engine::start_with(NOW, &start, &mut parts).unwrap().0
    }

    fn search(engine: &mut Engine, term: &str) -> Vec<Effect> {
        let properties = vec![("search_term".to_owned(), Scalar::Text(term.to_owned()))];
        let name = "search".to_owned();
        engine.handle(NOW, Signal::Tracked { name, properties })
    }

    /// The last body that is held, and what callbacks are told.
    fn told(effects: &[Effect]) -> (&str, Vec<&Scalar>) {
        let mut held = "";
        let mut notices = Vec::new();
        for effect in effects {
            if let Effect::Hold { body, .. } = effect {
                held = body;
            }
            if let Effect::Notify(notice) = effect {
                notices.extend(notice.properties.iter().map(|(_, value)| value));
            }
        }
        (held, notices)
    }

    #[test]
    fn where_the_config_reads_texts_the_detectors_come_at_once() {
        let check = |properties: &str, expected| {
            let start = r#"{ "name": "a", "trigger": { "navigation": {} }, "properties": "#;
            let mut engine = page_with(&[start, properties, "}"].concat());
            assert_eq!(engine.asks_detectors(), expected, "{properties}");
            // Nothing waits for them yet.
            assert!(told(&search(&mut engine, "jeans")).0.contains("jeans"));
            assert!(engine.next_deadline(NOW.now).is_some());
        };
        check(r#"{ "term": { "query": "q" } }"#, true);
        check(r#"{ "sku": { "attribute": "data-sku" } }"#, true);
        check(
            r##"{ "results": { "count": ".card" }, "n": { "constant": "b" } }"##,
            false,
        );
    }

    #[test]
    fn most_searches_leave_without_the_detectors() {
        let mut engine = page();
        let effects = search(&mut engine, "blue jeans");
        assert!(told(&effects).0.contains("blue jeans"));
        assert_eq!(told(&effects).1.len(), 1);
        assert!(!engine.asks_detectors());
    }

    #[test]
    fn a_phone_number_in_the_search_waits_for_the_detectors() {
        let mut engine = page();
        let effects = search(&mut engine, "call 0151 23456789");
        let (held, notices) = told(&effects);
        assert!(held.contains("unread>") && !held.contains("0151"), "{held}");
        assert_eq!(notices, [] as [&Scalar; 0]);
        // What comes behind it is told behind it.
        assert_eq!(told(&search(&mut engine, "jeans")).1.len(), 0);
        assert!(engine.asks_detectors());
        assert!(!engine.asks_detectors(), "asked twice");
        assert_eq!(engine.next_deadline(NOW.now), None);

        let effects = engine.detectors_came(NOW, true);
        let (held, notices) = told(&effects);
        assert!(
            held.contains("phone>") && !held.contains("unread>"),
            "{held}"
        );
        let texts = ["call <phone>", "jeans"].map(|text| Scalar::Text(text.to_owned()));
        assert_eq!(notices, texts.iter().collect::<Vec<_>>());
        assert_eq!(engine.status().unread, 0);
        let scrubbed = |engine: &Engine| engine.status().scrubbed.count(Kind::Phone);
        assert_eq!(scrubbed(&engine), 1);
        assert!(engine.next_deadline(NOW.now).is_some());
        let effects = search(&mut engine, "call 0151 23456789");
        assert_eq!(told(&effects).0.matches("phone>").count(), 2);
        assert_eq!(scrubbed(&engine), 2);
        assert_eq!(engine.status().scrubbed.total(), 2);
    }

    #[test]
    fn a_text_that_nothing_has_looked_at_never_leaves() {
        let mut engine = page();
        search(&mut engine, "call 0151 23456789");
        let effects = engine.handle(NOW, Signal::Flush(FlushReason::Hidden));
        assert!(effects.iter().any(|it| matches!(it, Effect::Send { .. })));
        assert_eq!(engine.status().unread, 1);

        let mut engine = page();
        search(&mut engine, "call 0151 23456789");
        let effects = engine.detectors_came(NOW, false);
        assert_eq!(told(&effects).1, [&Scalar::Text(UNREAD.to_owned())]);
        let effects = search(&mut engine, "anna@example.com");
        assert!(!told(&effects).0.contains("anna"));
        assert_eq!(told(&effects).1.len(), 1);
        assert_eq!(engine.status().unread, 2);
        assert!(!engine.asks_detectors());
        assert_eq!(engine.problems().len(), 1);
    }

    #[test]
    fn a_number_that_is_somebodys_is_left_out_when_the_detectors_come() {
        let mut engine = page();
        let card = Decimal::from_plain("4111111111111111").unwrap();
        let properties = vec![
            ("a".to_owned(), Scalar::Number(card)),
            ("b".to_owned(), Scalar::Text("0151 23456789".to_owned())),
            ("c".to_owned(), Scalar::Flag(true)),
        ];
        let name = "event".to_owned();
        engine.handle(NOW, Signal::Tracked { name, properties });
        let effects = engine.detectors_came(NOW, true);
        let (held, _) = told(&effects);
        assert!(held.contains(r#""b":"\u003cphone>","c":true}"#), "{held}");
    }

    #[test]
    fn the_lines_of_a_cart_wait_for_the_detectors_together() {
        const LIST: &str = r#"{ "name": "buy", "trigger": { "click": { "selector": "a" } }, "properties": {
            "items": { "list": ".line", "each": { "name": { "text": true }, "note": { "text": "i" } } } } }"#;
        let buy = |engine: &mut Engine| {
            let rows = r#"[["jeans", "0151 23456789"], ["anna@example.com", null]]"#;
            let values = vec![Some(rows.to_owned()), None, None];
            engine.handle(NOW, Signal::Seen { watch: 0, values })
        };
        let mut engine = page_with(LIST);
        let effects = buy(&mut engine);
        let (held, notices) = told(&effects);
        assert!(
            held.contains("jeans") && !held.contains("0151") && !held.contains("anna"),
            "{held}"
        );
        assert_eq!((notices.len(), engine.status().unread), (0, 1));
        assert!(engine.asks_detectors());
        let effects = engine.detectors_came(NOW, true);
        let list = r#"[{"name":"jeans","note":"\u003cphone>"},{"name":"\u003cemail>"}]"#;
        assert_eq!(told(&effects).1, [&Scalar::List(list.to_owned())]);
        assert_eq!(engine.status().unread, 0);

        let mut engine = page_with(LIST);
        engine.detectors_came(NOW, false);
        let effects = buy(&mut engine);
        let (held, notices) = told(&effects);
        assert!(
            held.contains("jeans") && !held.contains("0151") && !held.contains("anna"),
            "{held}"
        );
        assert_eq!((notices.len(), engine.status().unread), (1, 2));
    }
}
