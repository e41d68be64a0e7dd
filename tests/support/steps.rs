//! The steps of a journey file, and its replay.
//!
//! The format is described in `tests/journeys.rs`. A step says one thing that happens.

use serde_json::{Value, json};
use tallymark::engine::consent::Consent;
use tallymark::engine::signal::{Arrival, FlushReason, Outcome, Signal};
use tallymark::engine::watch::{DomEvent, Sense};

#[path = "recipes.rs"]
mod recipes;

use self::recipes::Recipes;
use super::scalars;
use super::start::location_of;
use super::tab::Tab;
use super::view::View;

/// Members of a step that don't say what happens.
const BESIDE: [&str; 5] = ["at", "on", "element", "effects", "says"];

/// Replays a journey; the answer is the same journey with the effects that it really had.
pub(crate) fn replay(journey: &Value) -> Value {
    let mut journey = journey.clone();
    let tab = live(&mut journey);
    let problems: Vec<Value> = tab.document.engine.problems().iter().map(problem).collect();
    let mut end =
        json!({ "status": tab.status(), "arrived": tab.post.arrived, "stored": tab.storage() });
    if !problems.is_empty() {
        end["problems"] = Value::from(problems);
    }
    journey["end"] = end;
    journey
}

/// Lives through a journey and writes the effects into it; the answer is the tab as it is then.
pub(crate) fn live(journey: &mut Value) -> Tab {
    let config = config_of(&journey["config"]);
    let luck = journey.get("luck").and_then(Value::as_f64).unwrap_or(0.5);
    let tells_notices = journey.get("notices") == Some(&json!("in full"));
    let chance = journey.get("chance").and_then(Value::as_u64).unwrap_or(7);
    let chance = u32::try_from(chance).expect("a small number");
    let mut tab = Tab::open(&config, &journey["start"], (luck, chance), tells_notices);
    note(&mut journey["start"], tab.take_told());
    let steps = journey["steps"].as_array_mut().expect("a list of steps");
    for (index, step) in steps.iter_mut().enumerate() {
        let at = step.get("at").and_then(Value::as_f64).unwrap_or(tab.at);
        assert!(tab.at <= at, "step {index} goes back in time");
        tab.wait_until(at);
        take(&mut tab, step);
        let told = tab.take_told();
        note(step, told);
    }
    tab
}

/// `{ "place": …, "text": … }` as one line.
pub(crate) fn problem(problem: &tallymark::engine::problem::Problem) -> Value {
    let separator = if problem.place.is_empty() { "" } else { ": " };
    Value::from([problem.place.as_str(), separator, problem.text.as_str()].concat())
}

/// A journey's config: a path in the repository, `docs/recipes.md#name`, or the config itself, in which `version`, `site`
/// and `collector` may be left out.
pub(crate) fn config_of(config: &Value) -> Value {
    if let Some(path) = config.as_str() {
        if let Some(names) = path.strip_prefix(recipes::PAGE) {
            return Recipes::read().config(names.strip_prefix('#'));
        }
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let text =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        return serde_json::from_str(&text).unwrap();
    }
    let mut whole = json!({ "version": 1, "site": "shop", "collector": { "url": "/collect" } });
    for (key, value) in config.as_object().expect("a config") {
        whole[key] = value.clone();
    }
    whole
}

/// Writes down what was told, as the last member.
fn note(step: &mut Value, told: Vec<Value>) {
    let members = step.as_object_mut().expect("a step is an object");
    members.shift_remove("effects");
    if !told.is_empty() {
        members.insert("effects".to_owned(), Value::from(told));
    }
}

/// Does what a step says.
fn take(tab: &mut Tab, step: &Value) {
    let members = step.as_object().expect("a step is an object");
    let mut happenings = members
        .iter()
        .filter(|(key, _)| !BESIDE.contains(&key.as_str()));
    let Some((happening, value)) = happenings.next() else {
        return;
    };
    assert!(happenings.next().is_none(), "one thing a step: {step}");
    let number = |key: &str| value[key].as_f64().unwrap_or_default();
    let flag = |key: &str| value[key].as_bool().unwrap_or_default();
    match happening.as_str() {
        "page" => tab.change(value),
        "click" | "submit" | "change" | "copy" | "play" | "dom_event" | "data_layer" => {
            touch(tab, happening, value, step)
        }
        "look" => look(tab, value),
        "load" => tab.load(value),
        "come_back" => tab.restore(location_of(value)),
        "leave" => tab.leave(reason(value)),
        "status" => assert_eq!(*value, tab.status(), "{step}"),
        "definitions" => assert_eq!(*value, tab.definitions(), "{step}"),
        "navigated" => tab.signal(Signal::Navigated(
            location_of(value),
            arrival(&value["arrival"]),
        )),
        "attention" => {
            tab.signal(Signal::Attention {
                visible: flag("visible"),
                focused: flag("focused"),
            });
        }
        "active" => tab.signal(Signal::Active),
        "pointer" => tab.signal(Signal::Pointer {
            x: number("x"),
            y: number("y"),
        }),
        "pointer_left" => tab.signal(Signal::PointerLeft {
            x: number("x"),
            y: number("y"),
            width: value["width"].as_f64().unwrap_or(1280.0),
            in_control: flag("in_control"),
        }),
        "pointer_back" => tab.signal(Signal::PointerBack),
        "scrolled" => tab.signal(Signal::Scrolled {
            top: number("top"),
            most: value["most"].as_f64().unwrap_or(4000.0),
            height: value["height"].as_f64().unwrap_or(800.0),
        }),
        "shown" | "hidden" => tab.show(watch(tab, value), step, happening == "shown"),
        "responded" => tab.signal(Signal::Responded {
            url: value["url"].as_str().unwrap().to_owned(),
            status: value["status"]
                .as_u64()
                .map(|status| u16::try_from(status).unwrap()),
        }),
        "track" => tab.signal(Signal::Tracked {
            name: value["name"].as_str().unwrap().to_owned(),
            properties: scalars::properties(&value["properties"]),
        }),
        "respond" => tab.signal(Signal::Responding {
            name: value["name"].as_str().unwrap().to_owned(),
            outcome: Outcome::from_text(value["outcome"].as_str().unwrap()).unwrap(),
        }),
        "consent" => tab.signal(Signal::Consented(consent(value))),
        "flush" => tab.signal(Signal::Flush(reason(value))),
        "answered" => answered(tab, value),
        "unusable" => {
            let watch = watch(tab, &value["watch"]);
            tab.document
                .engine
                .unusable(watch, value["selector"].as_str().unwrap());
        }
        other => panic!("nobody knows how to \"{other}\": {step}"),
    }
}

/// What a definition's trigger or a proof waits for happens at an element.
fn touch(tab: &mut Tab, happening: &str, name: &Value, step: &Value) {
    let watch = watch(tab, name);
    let waits_for = match &tab.document.engine.watches()[watch].sense {
        Sense::Dom { event, .. } => match event {
            DomEvent::Click => "click",
            DomEvent::Submit | DomEvent::SubmitAttempt => "submit",
            DomEvent::Change => "change",
            DomEvent::Copy => "copy",
            DomEvent::Play => "play",
        },
        Sense::Event { .. } => "dom_event",
        Sense::Layer { .. } => "data_layer",
        Sense::Screen { .. } | Sense::Mutation | Sense::Nothing => "nothing that a shopper does",
    };
    assert_eq!(happening, waits_for, "{name} waits for something else");
    tab.look(watch, &View::new(step.get("on")));
}

/// The browser looks at something again, or says what it has read.
fn look(tab: &mut Tab, value: &Value) {
    let Some(values) = value.get("values").and_then(Value::as_array) else {
        let watch = watch(tab, value);
        return tab.look(watch, &View::default());
    };
    let values = values
        .iter()
        .map(|value| value.as_str().map(str::to_owned))
        .collect();
    let watch = value["watch"].as_u64().map_or_else(
        || watch(tab, &value["watch"]),
        |watch| usize::try_from(watch).unwrap(),
    );
    tab.signal(Signal::Seen { watch, values });
}

fn watch(tab: &Tab, name: &Value) -> usize {
    let name = name.as_str().expect("a definition's name");
    let place = tab.names.iter().position(|other| other == name);
    place.unwrap_or_else(|| panic!("no watch {name} among {:?}", tab.names))
}

fn answered(tab: &mut Tab, value: &Value) {
    let batch = tab
        .post
        .id_of(value["batch"].as_u64().expect("the number of a batch"));
    let status = u16::try_from(value["status"].as_u64().unwrap()).unwrap();
    if (200..300).contains(&status) || value.get("stored") == Some(&Value::Bool(true)) {
        tab.post.collect(&batch);
    }
    let retry_after_ms = value.get("retry_after_ms").and_then(Value::as_f64);
    tab.signal(Signal::Answered {
        batch,
        status,
        retry_after_ms,
    });
}

fn arrival(word: &Value) -> Arrival {
    match word.as_str() {
        Some("load") => Arrival::Load,
        Some("again") => Arrival::Again,
        Some("restore") => Arrival::Restore,
        Some("push") => Arrival::Push,
        Some("replace") => Arrival::Replace,
        Some("traverse") => Arrival::Traverse,
        _ => panic!("unknown arrival {word}"),
    }
}

fn reason(word: &Value) -> FlushReason {
    match word.as_str() {
        Some("hidden") => FlushReason::Hidden,
        Some("page_hide") => FlushReason::PageHide,
        Some("asked") => FlushReason::Asked,
        Some("age") => FlushReason::Age,
        Some("count") => FlushReason::Count,
        Some("bytes") => FlushReason::Bytes,
        _ => panic!("unknown reason {word}"),
    }
}

fn consent(word: &Value) -> Consent {
    match word.as_str() {
        Some("granted") => Consent::Granted,
        Some("denied") => Consent::Denied,
        Some("unset") => Consent::Unset,
        _ => panic!("unknown choice {word}"),
    }
}
