//! What is done with any input at all: it is taken, or refused in words, and the books balance.
//!
//! libFuzzer looks for inputs that break this (`fuzz_targets`, `cargo xtask fuzz`); tests/fuzz.rs tries some natively.

use tallymark::engine::consent::Consent;
use tallymark::engine::effect::Effect;
use tallymark::engine::encode::{CUT, WAITED};
use tallymark::engine::millis::{Millis, Moment};
use tallymark::engine::signal::{Arrival, FlushReason, Location, Scalar, Signal};
use tallymark::engine::stored::Stored;
use tallymark::engine::{Engine, Start};

/// The demo shop's config.
const SHOP: &str = include_str!("../../www/tallymark.json");
/// The smallest.
const SMALLEST: &str = r#"{"version":1,"site":"s","collector":{"url":"/c"},"definitions":[]}"#;
/// What a collector may answer.
const STATUSES: [u16; 8] = [204, 204, 0, 400, 413, 429, 503, 302];
/// Reasons for which counted events are lost.
const GIVEN_UP: [&str; 6] = [
    "queue_full",
    "rejected",
    "too_large",
    "consent",
    "expired",
    "unanswered",
];

fn moment(now: f64) -> Moment {
    Moment {
        now: Millis(now),
        wall: 1.79e12 + now,
        chance: [now as u32, 2, 3, 4],
    }
}

/// An engine with this config, or nothing where it is refused; never without a word.
fn start(config: &str) -> Option<Engine> {
    let start = Start {
        config: config.to_owned(),
        ..Start::default()
    };
    match Engine::start(moment(0.0), &start) {
        Ok((engine, _)) => Some(engine),
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a word");
            None
        }
    }
}

fn navigated(path: &str) -> Signal {
    let location = Location {
        path: path.to_owned(),
        search: "?q=tent".to_owned(),
    };
    Signal::Navigated(location, Arrival::Push)
}

/// What was counted is sent, waits, or is lost for a reason.
fn balance(engine: &Engine) {
    let status = engine.status();
    let reasons = status.dropped.counts().into_iter();
    let lost = reasons.filter(|(reason, _)| GIVEN_UP.contains(reason));
    let lost: u32 = lost.map(|(_, count)| count).sum();
    let accounted = status.queued + status.sent + lost;
    assert_eq!(status.counted, accounted, "{status:?}");
}

/// Data as text, as far as it is some.
fn text(data: &[u8]) -> &str {
    let valid = data.utf8_chunks().next();
    valid.map_or("", |chunk| chunk.valid())
}

/// Any text as a config.
pub fn config(data: &[u8]) {
    read(text(data));
}

fn read(text: &str) {
    let Some(mut engine) = start(text) else {
        return;
    };
    engine.handle(moment(1.0), navigated("/p/tent"));
    for watch in 0..engine.watches().len().min(50) {
        let reads = engine.watches().get(watch).map_or(0, |it| it.reads.len());
        let values = vec![Some("1".to_owned()); reads];
        engine.handle(moment(2.0), Signal::Seen { watch, values });
    }
    engine.handle(moment(3.0), Signal::Flush(FlushReason::PageHide));
    balance(&engine);
}

/// Any text as another wire format.
pub fn template(data: &[u8]) {
    let text = text(data);
    read(&format!(
        r#"{{"version":1,"site":"s","collector":{{"url":"/c","format":{text}}},"definitions":[{{"name":"view","trigger":{{"navigation":{{}}}}}}]}}"#
    ));
}

/// Any signals in the demo shop, three bytes each.
pub fn signals(data: &[u8]) {
    let mut engine = start(SHOP).expect("the demo shop's config");
    let mut now = 0.0;
    let mut sent: Vec<String> = Vec::new();
    for step in data.chunks(3) {
        let [kind, one, two] = *step else { return };
        now += f64::from(two) * f64::from(two);
        let text = || format!("{}{}", char::from(one), f64::from(two));
        let signal = match kind % 12 {
            0 | 1 => {
                let watch = usize::from(one) % engine.watches().len().max(1);
                let reads = engine.watches().get(watch).map_or(0, |it| it.reads.len());
                let values = vec![Some(text()); reads];
                Signal::Seen { watch, values }
            }
            2 => Signal::Tracked {
                name: if one < 128 { "wish".to_owned() } else { text() },
                properties: Vec::new(),
            },
            3 => Signal::Flush(FlushReason::PageHide),
            4 => Signal::Flush(FlushReason::Asked),
            5 | 6 if !sent.is_empty() => Signal::Answered {
                batch: sent.remove(usize::from(one) % sent.len()),
                status: STATUSES[usize::from(two) % STATUSES.len()],
                retry_after_ms: (one % 3 == 0).then_some(f64::from(two) * 1e3),
            },
            7 => navigated(&format!("/p/{}", text())),
            8 => Signal::Attention {
                visible: one & 1 == 0,
                focused: one & 2 == 0,
            },
            9 => Signal::Pointer {
                x: f64::from(one),
                y: f64::from(two),
            },
            10 if one == 0 => Signal::Consented(Consent::Denied),
            10 => Signal::Consented(Consent::Granted),
            _ => Signal::Woke,
        };
        for effect in engine.handle(moment(now), signal) {
            if let Effect::Send { batch, .. } = effect {
                sent.push(batch);
            } else if matches!(effect, Effect::Purge) {
                sent.clear();
            }
        }
        balance(&engine);
    }
}

/// Anything at all in the storage: the journey in the first line, and a line for each batch: letter, note, bytes, age.
pub fn outbox(data: &[u8]) {
    let mut engine = start(SMALLEST).expect("the smallest config");
    let mut lines = text(data).split('\n');
    let saved = lines.next().unwrap_or_default();
    let entries = lines.take(100).map(|line| {
        let mut words = line.split('|');
        let letter = words.next().and_then(|it| it.chars().next());
        let note = words.next().unwrap_or_default().to_owned();
        let bytes = words.next().and_then(|it| it.parse().ok()).unwrap_or(0);
        let age_ms = words.next().and_then(|it| it.parse().ok());
        Stored {
            id: letter.unwrap_or('\0').to_string().repeat(32),
            note,
            bytes,
            age_ms: age_ms.unwrap_or(f64::NAN),
        }
    });
    let held: Vec<Stored> = entries.collect();
    let mut effects = engine.recall(moment(10.0), Some(saved), &held);
    effects.extend(engine.handle(moment(10.0), Signal::Flush(FlushReason::PageHide)));
    for effect in effects {
        if let Effect::Send { batch, .. } = effect {
            let answered = Signal::Answered {
                batch,
                status: 413,
                retry_after_ms: None,
            };
            engine.handle(moment(20.0), answered);
        }
    }
    assert!(engine.status().queued <= 64 * 100);
}

/// Any name in the first line, and any text as a property: what is held is one line of a bounded size.
pub fn scrub(data: &[u8]) {
    let text = text(data);
    let (name, text) = text.split_once('\n').unwrap_or(("note", text));
    let mut engine = start(SMALLEST).expect("the smallest config");
    let properties = ["search_term", "item_id", name]
        .map(|name| (name.to_owned(), Scalar::Text(text.to_owned())))
        .to_vec();
    let name = "search".to_owned();
    for effect in engine.handle(moment(1.0), Signal::Tracked { name, properties }) {
        if let Effect::Hold { body, .. } = effect {
            assert!(body.len() <= 16_384);
            assert_eq!(body.matches(WAITED).count(), 1);
            let is_line = |letter: char| letter >= ' ' || letter == WAITED || letter == CUT;
            assert!(body.chars().all(is_line), "{body:?}");
        }
    }
}
