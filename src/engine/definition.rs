//! One micro-conversion as the config defines it.

use super::condition::{Condition, read_conditions};
use super::holdout::MAX_HOLDOUTS;
use super::json::Json;
use super::limit::{Limit, read_limit};
use super::property::{ListProperty, Property, add, add_reads, read_properties};
use super::reader::{Reader, is_name};
use super::triggers::{self, Trigger};
use super::watch::Read;

/// Most proofs and refusals of a definition together.
const MAX_PROOFS: usize = 10;
/// How long proof may take unless the config says otherwise, milliseconds.
const DEFAULT_WITHIN_MS: u32 = 4000;

/// Keys of a definition.
pub(crate) const KEYS: &[&str] = &[
    "name",
    "trigger",
    "within",
    "when",
    "confirm",
    "refuse",
    "otherwise",
    "properties",
    "limit",
    "holdout",
];

/// Keys of `confirm`.
pub(crate) const CONFIRM_KEYS: &[&str] = &["any", "within_ms"];
/// Keys of `refuse`.
pub(crate) const REFUSE_KEYS: &[&str] = &["any"];

/// What to count, when, and with what.
#[derive(Debug)]
pub(crate) struct Definition {
    /// Where it stands in the config: `definitions[2]`.
    pub(crate) place: String,
    pub(crate) name: String,
    pub(crate) trigger: Box<dyn Trigger>,
    /// Name of the `track()` calls that match, whose properties the event takes along.
    pub(crate) tracked: Option<String>,
    pub(crate) within: Option<String>,
    /// What the browser reads when the trigger matches: first the trigger's own state, then what
    /// conditions and properties need, then the state of the proofs before the attempt.
    pub(crate) reads: Vec<Read>,
    pub(crate) when: Vec<Condition>,
    pub(crate) properties: Vec<Property>,
    pub(crate) lists: Vec<ListProperty>,
    pub(crate) proofs: Vec<Proof>,
    /// How long an attempt waits for proof.
    pub(crate) within_ms: f64,
    /// Name of the event for an attempt that was refused or not proven.
    pub(crate) otherwise: Option<String>,
    pub(crate) limit: Limit,
    /// Share of the sessions in which nobody is called back.
    pub(crate) holdout: Option<f64>,
    /// How often its trigger matched in this page.
    pub(crate) matched: u32,
    /// How often its limit left a match out.
    pub(crate) limited: u32,
}

/// A trigger that proves or disproves an attempt.
#[derive(Debug)]
pub(crate) struct Proof {
    pub(crate) trigger: Box<dyn Trigger>,
    pub(crate) verdict: Verdict,
    /// Place among the definition's reads of the state to compare with.
    pub(crate) before: Option<usize>,
}

/// What a proof shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Confirmed,
    Refused,
}

impl Definition {
    /// Whether an attempt has to wait before it counts.
    pub(crate) fn needs_proof(&self) -> bool {
        !self.proofs.is_empty()
    }

    /// Whether silence means that it happened: there are refusals and nothing to confirm it.
    pub(crate) fn holds_unless_refused(&self) -> bool {
        self.proofs
            .iter()
            .all(|proof| proof.verdict == Verdict::Refused)
    }
}

/// Reads the config's `definitions`; a definition with a problem is left out.
pub(crate) fn read_definitions(reader: &mut Reader, config: &Json, most: usize) -> Vec<Definition> {
    let mut definitions: Vec<Definition> = Vec::new();
    for (index, json) in reader.items(config, "definitions", most).iter().enumerate() {
        let outer = reader.enter("definitions");
        reader.enter_item(index);
        let before = reader.problems.len();
        let definition = read_definition(reader, json);
        if let Some(definition) = definition {
            if definitions
                .iter()
                .any(|other| other.name == definition.name)
            {
                reader.problem_at(
                    "name",
                    &["\"", &definition.name, "\" is taken by a definition above"],
                );
            }
            let holdouts = definitions.iter().filter(|it| it.holdout.is_some()).count();
            if MAX_HOLDOUTS <= holdouts && definition.holdout.is_some() {
                reader.problem_at("holdout", &["too many; at most 3 definitions may have one"]);
            }
            if reader.problems.len() == before {
                definitions.push(definition);
            }
        }
        reader.leave(outer);
    }
    definitions
}

fn read_definition(reader: &mut Reader, json: &Json) -> Option<Definition> {
    reader.object(json, KEYS)?;
    let name = reader.needed_text(json, "name", 100);
    if name.as_deref().is_some_and(|name| !is_name(name)) {
        reader.problem_at(
            "name",
            &["expected lower case letters, digits and _, a letter first, at most 40"],
        );
    }
    let otherwise = reader.text(json, "otherwise", 100);
    if otherwise.as_deref().is_some_and(|name| !is_name(name)) {
        reader.problem_at(
            "otherwise",
            &["expected a name of lower case letters, digits and _"],
        );
    }
    let Some(trigger) = json.get("trigger") else {
        reader.problem(&[
            "\"trigger\" is missing; write for example { \"click\": { \"selector\": \"…\" } }",
        ]);
        return None;
    };
    let tracked = trigger.get("tracked");
    let tracked = tracked.and_then(|it| it.text("name").or(name.as_deref()));
    let tracked = tracked.map(str::to_owned);
    let mark = reader.enter("trigger");
    let trigger = triggers::read(reader, trigger);
    reader.leave(mark);
    let mut reads = Vec::new();
    if let Some(read) = trigger.as_ref().and_then(|trigger| trigger.read()) {
        reads.push(read);
    }
    let when = read_conditions(reader, json, "when", &mut reads, 1);
    let (mut properties, mut lists) = (Vec::new(), Vec::new());
    if let Some(settings) = json.get("properties") {
        let mark = reader.enter("properties");
        properties = read_properties(reader, settings, &mut reads, &mut lists);
        reader.leave(mark);
    }
    let (proofs, within_ms) = read_proofs(reader, json, &mut reads);
    if otherwise.is_some() && otherwise == name {
        reader.problem_at(
            "otherwise",
            &["expected another name than the definition's own"],
        );
    }
    let has_reason = properties.iter().any(|property| property.name == "reason");
    if otherwise.is_some() && has_reason {
        reader.problem_at(
            "properties.reason",
            &["\"otherwise\" sets \"reason\"; choose another name"],
        );
    }
    if otherwise.is_some() && proofs.is_empty() {
        reader.problem_at("otherwise", &["needs \"confirm\" or \"refuse\""]);
    }
    let within = reader.selector(json, "within");
    let limit = read_limit(reader, json, &mut reads);
    let holdout = reader.share(json, "holdout");
    if !lists.is_empty() {
        add_reads(&mut lists, &mut reads);
    }
    Some(Definition {
        place: reader.place().to_owned(),
        name: name?,
        trigger: trigger?,
        tracked,
        within,
        reads,
        when,
        properties,
        lists,
        proofs,
        within_ms: f64::from(within_ms),
        otherwise,
        limit,
        holdout,
        matched: 0,
        limited: 0,
    })
}

fn read_proofs(reader: &mut Reader, json: &Json, reads: &mut Vec<Read>) -> (Vec<Proof>, u32) {
    let mut proofs = Vec::new();
    let mut within_ms = DEFAULT_WITHIN_MS;
    // Refusals come first, so that a look that finds both takes the refusal.
    for (key, verdict) in [
        ("refuse", Verdict::Refused),
        ("confirm", Verdict::Confirmed),
    ] {
        let Some(settings) = json.get(key) else {
            continue;
        };
        let outer = reader.enter(key);
        let known: &[&str] = if key == "confirm" {
            CONFIRM_KEYS
        } else {
            REFUSE_KEYS
        };
        reader.object(settings, known);
        within_ms = reader
            .whole(settings, "within_ms", 100, 60_000)
            .unwrap_or(within_ms);
        let items = reader.items(settings, "any", MAX_PROOFS);
        if items.is_empty() {
            reader.problem(&["expected \"any\" with a list of triggers"]);
        }
        for (index, item) in items.iter().enumerate() {
            let mark = reader.enter("any");
            reader.enter_item(index);
            if let Some(trigger) = triggers::read(reader, item) {
                let before = trigger.read().map(|read| add(reads, read));
                proofs.push(Proof {
                    trigger,
                    verdict,
                    before,
                });
            }
            reader.leave(mark);
        }
        reader.leave(outer);
    }
    (proofs, within_ms)
}
