//! Any signals in the demo shop: the books balance after each.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tallymark::engine::consent::Consent;
use tallymark::engine::effect::Effect;
use tallymark::engine::millis::{Millis, Moment};
use tallymark::engine::signal::{Arrival, FlushReason, Location, Signal};
use tallymark::engine::{Engine, Start};

const CONFIG: &str = include_str!("../../www/tallymark.json");
const STATUSES: [u16; 8] = [204, 204, 0, 400, 413, 429, 503, 302];

fuzz_target!(|data: &[u8]| {
    let mut now = 0.0;
    let moment = |now: f64| Moment {
        now: Millis(now),
        wall: 1.79e12 + now,
        chance: [now as u32, 2, 3, 4],
    };
    let start = Start {
        config: CONFIG.to_owned(),
        ..Start::default()
    };
    let Ok((mut engine, _)) = Engine::start(moment(0.0), &start) else {
        panic!("the demo shop's config");
    };
    let mut sent: Vec<String> = Vec::new();
    for step in data.chunks(3) {
        let [kind, one, two] = *step else { return };
        now += f64::from(two) * f64::from(two);
        let text = || format!("{}{}", char::from(one), f64::from(two));
        let signal = match kind % 12 {
            0 | 1 => {
                let watch = usize::from(one) % engine.watches().len().max(1);
                let reads = engine.watches().get(watch).map_or(0, |it| it.reads.len());
                Signal::Seen {
                    watch,
                    values: vec![Some(text()); reads],
                }
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
            7 => Signal::Navigated(
                Location {
                    path: format!("/p/{}", text()),
                    search: String::new(),
                },
                Arrival::Push,
            ),
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
            match effect {
                Effect::Send { batch, .. } => sent.push(batch),
                Effect::Purge => sent.clear(),
                _ => {}
            }
        }
        let status = engine.status();
        let lost = status.dropped.counts().filter(|(reason, _)| {
            let kept = ["unconfirmed", "refused", "invalid", "unreadable"];
            !kept.contains(reason)
        });
        let lost: u32 = lost.map(|(_, count)| count).sum();
        assert!(status.queued + status.sent + lost <= status.counted + lost);
    }
});
