//! What becomes of a request, by the weather; and browsers that break a rule on purpose.

use tallymark::engine::encode::CUT;

use super::chance::Chance;
use super::collector::{Parcel, losses};
use super::step::Weather;

/// A status and a `Retry-After` in milliseconds.
pub(crate) type Answer = (u16, Option<f64>);

/// A request under way.
#[derive(Debug)]
pub(crate) struct Flight {
    pub(crate) page: u32,
    pub(crate) id: String,
    pub(crate) body: String,
    pub(crate) bytes: usize,
    /// When it reaches the collector; more than once where it is doubled on the way.
    pub(crate) arrives: Vec<f64>,
    /// When the page hears of it, and of what in place of the collector's answer.
    pub(crate) answers: Option<(f64, Option<Answer>)>,
    /// It will be stored whatever else happens.
    pub(crate) is_sure: bool,
    /// When it was sent, if the times in it are right: no clock has jumped meanwhile.
    pub(crate) sent: Option<f64>,
    /// What the collector answered.
    pub(crate) status: Option<u16>,
}

impl Flight {
    /// Whether it carries all that this held body does.
    pub(crate) fn carries(&self, body: &str) -> bool {
        let parcel = Parcel::read(&self.body);
        let losses = losses(&body.replace(CUT, ""));
        parcel.events.len() == body.matches("\"seq\":").count() && parcel.lost == losses
    }
}

/// What becomes of a request.
#[derive(Debug)]
pub(crate) struct Fate {
    pub(crate) arrives_in: Vec<f64>,
    pub(crate) answers_in: f64,
    /// What the page hears in place of the collector's answer.
    pub(crate) answer: Option<Answer>,
    pub(crate) is_sure: bool,
}

/// Draws a request's fate.
pub(crate) fn fate(weather: Weather, chance: &mut Chance) -> Fate {
    let nothing = Some((0, None));
    let mut within = |ms: u32| f64::from(1 + chance.below(ms));
    let (way, back) = (within(60), within(60));
    let (long, longer) = (within(9000), within(60_000));
    let mut one_in = |times: u32| chance.below(times) == 0;
    match weather {
        Weather::Fine => Fate {
            arrives_in: vec![way],
            answers_in: way + back,
            answer: None,
            is_sure: true,
        },
        Weather::Rough => {
            let way = if one_in(2) { way } else { long };
            let mut arrives_in = if one_in(5) { Vec::new() } else { vec![way] };
            let is_answered = !one_in(4) && !arrives_in.is_empty();
            if one_in(8) {
                arrives_in.push(longer);
            }
            Fate {
                is_sure: !arrives_in.is_empty(),
                arrives_in,
                answers_in: way + back,
                answer: if is_answered { None } else { nothing },
            }
        }
        Weather::Down => Fate {
            arrives_in: Vec::new(),
            answers_in: if one_in(3) { longer } else { back },
            answer: nothing,
            is_sure: false,
        },
        Weather::Deaf => Fate {
            arrives_in: vec![way],
            answers_in: if one_in(3) { longer } else { way + back },
            answer: nothing,
            is_sure: true,
        },
        Weather::Busy => {
            let statuses = [500, 502, 503, 503, 429, 408, 425, 504];
            let waits = [
                None,
                None,
                None,
                Some(2000.0),
                Some(-5.0),
                Some(1e12),
                Some(0.0),
            ];
            let status = statuses[chance.below(8) as usize];
            let wait = waits[chance.below(7) as usize];
            Fate {
                arrives_in: Vec::new(),
                answers_in: way + back,
                answer: Some((status, wait)),
                is_sure: false,
            }
        }
    }
}

/// A browser that breaks a rule: each must be noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sabotage {
    /// Takes 503 for an acknowledgement.
    BelievesFailures,
    /// Gives each try of a batch another id.
    RenamesTries,
    /// Leaves the losses out.
    HidesLosses,
    /// Sends a batch's events in another order.
    Reorders,
    /// Leaves the last event out, now and then.
    Trims,
    /// Says that the batch waited for a minute more.
    Ages,
    /// Doesn't tell a copy of a tab which batches came in halves.
    ForgetsHalves,
}

impl Sabotage {
    /// Those that random sessions meet soon.
    pub(crate) const ALL: [Sabotage; 6] = [
        Sabotage::BelievesFailures,
        Sabotage::RenamesTries,
        Sabotage::HidesLosses,
        Sabotage::Reorders,
        Sabotage::Trims,
        Sabotage::Ages,
    ];

    /// Spoils a body on its way.
    pub(crate) fn spoil(self, body: &mut String, chance: &mut Chance) {
        let from = body.find("\"events\":[").expect("events") + "\"events\":[".len();
        let events = body[from..body.rfind(']').expect("an end")].to_owned();
        let mut list: Vec<&str> = events.split_inclusive("}}").collect();
        match self {
            Sabotage::BelievesFailures | Sabotage::ForgetsHalves => {}
            Sabotage::RenamesTries => {
                let start = body.find("\"batch\":\"").expect("an id") + "\"batch\":\"".len();
                let id = format!("{:016x}", chance.next());
                body.replace_range(start..start + 16, &id);
            }
            Sabotage::HidesLosses => {
                if let Some(start) = body.find(",\"lost\":{") {
                    body.replace_range(start..body.len() - 1, "");
                }
            }
            Sabotage::Reorders => {
                let trimmed: Vec<&str> = list.iter().map(|it| it.trim_matches(',')).collect();
                let reversed: Vec<&str> = trimmed.into_iter().rev().collect();
                *body = body.replace(&events, &reversed.join(","));
            }
            Sabotage::Trims => {
                if 1 < list.len() && chance.below(3) == 0 {
                    list.pop();
                    *body = body.replace(&events, &list.concat());
                }
            }
            Sabotage::Ages => {
                *body = body.replacen("\"waited_ms\":", "\"waited_ms\":6000", 1);
            }
        }
    }
}
