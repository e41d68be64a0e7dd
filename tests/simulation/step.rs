//! One thing that happens in a simulated session, and a whole session as a file.
//!
//! Each step makes sense in any state, so that a failing session can be shrunk by leaving steps out.

use std::fmt;

use super::chance::Chance;

/// One thing that happens. Numbers choose among what there is at that moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    /// So many milliseconds pass.
    Wait(u32),
    /// The shop's code counts so many events in this tab.
    Track(u32, u32),
    /// The shop's code uses a name that may not be sent.
    Misname(u32),
    /// The shop's code asks to send.
    Flush(u32),
    /// The browser finds time to write and place what this tab holds.
    Idle(u32),
    /// The tab is hidden.
    Hide(u32),
    /// The tab goes to its next page, in the same task as it counts so many events.
    Leave(u32, u32),
    /// The tab's page is killed, and loaded again.
    Kill(u32),
    /// The tab is closed, as browsers do it, and all it stored for itself with it.
    Close(u32),
    /// Another tab is opened.
    Open,
    /// The tab is duplicated, with what it has stored.
    Duplicate(u32),
    /// The tab is duplicated, counts so many events and sends all it has before the copy's page runs.
    DuplicateSlowly(u32, u32),
    /// The engine fails and is started afresh in the same page.
    Trap(u32),
    /// The network and the collector are from now on like this.
    Weather(Weather),
    /// Storage takes nothing from now on, or takes things again.
    Storage(bool),
    /// Somebody writes into what is stored.
    Corrupt(u32),
    /// The wall clock jumps by so many hours.
    Jump(i32),
    /// The machine sleeps for so many minutes; the page's clock doesn't.
    Sleep(u32),
    /// The shopper says no, or yes.
    Consent(u32, bool),
}

/// How the network and the collector behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weather {
    /// All goes well.
    Fine,
    /// Requests, answers and duplicates get lost, come late and in another order.
    Rough,
    /// Nothing gets through.
    Down,
    /// Requests get through, answers don't.
    Deaf,
    /// The collector answers 500, 503, 429, 408 or 425, some with `Retry-After`.
    Busy,
}

const WEATHERS: [(Weather, &str); 5] = [
    (Weather::Fine, "fine"),
    (Weather::Rough, "rough"),
    (Weather::Down, "down"),
    (Weather::Deaf, "deaf"),
    (Weather::Busy, "busy"),
];

impl fmt::Display for Step {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Wait(ms) => write!(out, "wait {ms}"),
            Step::Track(tab, times) => write!(out, "track {tab} {times}"),
            Step::Misname(tab) => write!(out, "misname {tab}"),
            Step::Flush(tab) => write!(out, "flush {tab}"),
            Step::Idle(tab) => write!(out, "idle {tab}"),
            Step::Hide(tab) => write!(out, "hide {tab}"),
            Step::Leave(tab, times) => write!(out, "leave {tab} {times}"),
            Step::Kill(tab) => write!(out, "kill {tab}"),
            Step::Close(tab) => write!(out, "close {tab}"),
            Step::Open => write!(out, "open"),
            Step::Duplicate(tab) => write!(out, "duplicate {tab}"),
            Step::DuplicateSlowly(tab, times) => write!(out, "duplicate_slowly {tab} {times}"),
            Step::Trap(tab) => write!(out, "trap {tab}"),
            Step::Weather(weather) => {
                let name = WEATHERS.iter().find(|(other, _)| other == weather);
                write!(out, "weather {}", name.map_or("", |(_, name)| *name))
            }
            Step::Storage(works) => write!(out, "storage {}", u8::from(*works)),
            Step::Corrupt(which) => write!(out, "corrupt {which}"),
            Step::Jump(hours) => write!(out, "jump {hours}"),
            Step::Sleep(minutes) => write!(out, "sleep {minutes}"),
            Step::Consent(tab, yes) => write!(out, "consent {tab} {}", u8::from(*yes)),
        }
    }
}

impl Step {
    /// Reads what `Display` writes.
    pub(crate) fn parse(text: &str) -> Option<Step> {
        let mut words = text.split(' ');
        let name = words.next()?;
        let rest: Vec<&str> = words.collect();
        let number = |place: usize| rest.get(place)?.parse::<u32>().ok();
        Some(match name {
            "wait" => Step::Wait(number(0)?),
            "track" => Step::Track(number(0)?, number(1)?),
            "misname" => Step::Misname(number(0)?),
            "flush" => Step::Flush(number(0)?),
            "idle" => Step::Idle(number(0)?),
            "hide" => Step::Hide(number(0)?),
            "leave" => Step::Leave(number(0)?, number(1)?),
            "kill" => Step::Kill(number(0)?),
            "close" => Step::Close(number(0)?),
            "open" => Step::Open,
            "duplicate" => Step::Duplicate(number(0)?),
            "duplicate_slowly" => Step::DuplicateSlowly(number(0)?, number(1)?),
            "trap" => Step::Trap(number(0)?),
            "weather" => {
                let wanted = *rest.first()?;
                Step::Weather(WEATHERS.iter().find(|(_, name)| *name == wanted)?.0)
            }
            "storage" => Step::Storage(number(0)? == 1),
            "corrupt" => Step::Corrupt(number(0)?),
            "jump" => Step::Jump(rest.first()?.parse().ok()?),
            "sleep" => Step::Sleep(number(0)?),
            "consent" => Step::Consent(number(0)?, number(1)? == 1),
            _ => return None,
        })
    }

    /// A step as it may happen, the usual ones more often.
    fn random(chance: &mut Chance) -> Step {
        let tab = chance.below(4);
        match chance.below(100) {
            0..=24 => {
                let most = [50, 400, 3000, 15_000, 120_000];
                let most = most[chance.below(5) as usize];
                Step::Wait(1 + chance.below(most))
            }
            25..=49 => {
                let most = [1, 3, 8, 60];
                let most = most[chance.below(4) as usize];
                Step::Track(tab, 1 + chance.below(most))
            }
            50..=51 => Step::Misname(tab),
            52..=54 => Step::Flush(tab),
            55..=62 => Step::Idle(tab),
            63..=67 => Step::Hide(tab),
            68..=75 => Step::Leave(tab, chance.below(4)),
            76..=78 => Step::Kill(tab),
            79..=80 => Step::Close(tab),
            81..=82 => Step::Open,
            83 => match chance.below(2) {
                0 => Step::Duplicate(tab),
                _ => Step::DuplicateSlowly(tab, chance.below(8)),
            },
            84..=85 => Step::Trap(tab),
            86..=92 => Step::Weather(WEATHERS[chance.below(5) as usize].0),
            93 => Step::Storage(chance.below(3) != 0),
            94 => Step::Corrupt(chance.below(8)),
            95 => {
                let hours = [-87_600, -24, -1, 1, 5, 30, 87_600];
                Step::Jump(hours[chance.below(7) as usize])
            }
            96..=97 => Step::Sleep(1 + chance.below(480)),
            _ => Step::Consent(tab, chance.below(3) != 0),
        }
    }
}

/// Where batches are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Memory,
    Session,
    Local,
}

const MODES: [(Mode, &str); 3] = [
    (Mode::Memory, "memory"),
    (Mode::Session, "session"),
    (Mode::Local, "local"),
];

impl Mode {
    /// As the config writes it.
    pub(crate) fn name(self) -> &'static str {
        MODES[self as usize].1
    }
}

/// A whole session: what the browser and the collector can do, and what happens.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Session {
    /// Chooses the network's moods; the same seed and steps give the same session.
    pub(crate) seed: u64,
    pub(crate) mode: Mode,
    /// The browser has `fetchLater`.
    pub(crate) defers: bool,
    /// The browser has Web Locks.
    pub(crate) locks: bool,
    /// Consent has to be asked for.
    pub(crate) asks: bool,
    /// The largest body that the collector takes.
    pub(crate) most_bytes: usize,
    /// Of so many batches the collector refuses one for good; 0 is none.
    pub(crate) refuses_one_in: u32,
    pub(crate) steps: Vec<Step>,
}

impl Session {
    /// The session of a seed.
    pub(crate) fn random(seed: u64) -> Session {
        let mut chance = Chance::new(seed);
        let steps = 4 + chance.below(60);
        Session {
            seed,
            mode: MODES[chance.below(3) as usize].0,
            defers: chance.below(2) == 0,
            locks: chance.below(4) != 0,
            asks: chance.below(6) == 0,
            most_bytes: [16_384, 16_384, 16_384, 2000, 750][chance.below(5) as usize],
            refuses_one_in: [0, 0, 0, 9][chance.below(4) as usize],
            steps: (0..steps).map(|_| Step::random(&mut chance)).collect(),
        }
    }

    /// As a journey file.
    pub(crate) fn to_file(&self) -> String {
        let steps: Vec<String> = self
            .steps
            .iter()
            .map(|step| format!("\n    \"{step}\""))
            .collect();
        format!(
            "{{\n  \"seed\": {},\n  \"storage\": \"{}\",\n  \"fetch_later\": {},\n  \"locks\": {},\n  \"asks\": {},\n  \
             \"most_bytes\": {},\n  \"refuses_one_in\": {},\n  \"steps\": [{}\n  ]\n}}\n",
            self.seed,
            self.mode.name(),
            self.defers,
            self.locks,
            self.asks,
            self.most_bytes,
            self.refuses_one_in,
            steps.join(",")
        )
    }

    /// Reads a journey file.
    pub(crate) fn from_file(text: &str) -> Option<Session> {
        let json: serde_json::Value = serde_json::from_str(text).ok()?;
        let steps = json["steps"].as_array()?.iter();
        let steps = steps.map(|step| Step::parse(step.as_str()?));
        let mode = json["storage"].as_str()?;
        Some(Session {
            seed: json["seed"].as_u64()?,
            mode: MODES.iter().find(|(_, name)| *name == mode)?.0,
            defers: json["fetch_later"].as_bool()?,
            locks: json["locks"].as_bool()?,
            asks: json["asks"].as_bool()?,
            most_bytes: usize::try_from(json["most_bytes"].as_u64()?).ok()?,
            refuses_one_in: u32::try_from(json["refuses_one_in"].as_u64()?).ok()?,
            steps: steps.collect::<Option<Vec<Step>>>()?,
        })
    }
}
