//! The collector of a simulated session: stores each batch once, and says what it thinks of one.
//!
//! Reads bodies by their letters, since a session has thousands; that they are JSON as the format
//! wants it is shown elsewhere (`tests/invariants.rs`).

use std::collections::HashMap;

use super::chance::Chance;

/// A batch as it came.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parcel {
    pub(crate) id: String,
    pub(crate) waited_ms: f64,
    /// Number, place in its page and age of each event.
    pub(crate) events: Vec<(u32, u32, f64)>,
    /// Losses by reason.
    pub(crate) lost: Vec<(String, u32)>,
}

impl Parcel {
    /// Reads a body as it was posted.
    pub(crate) fn read(body: &str) -> Parcel {
        let events = body.split("\"seq\":").skip(1).map(|event| {
            let number = |key: &str| event.split_once(key).map_or(0.0, |(_, rest)| leading(rest));
            (
                number("\"properties\":{\"n\":") as u32,
                leading(event) as u32,
                number("\"age_ms\":"),
            )
        });
        let (_, id) = body.split_once("\"batch\":\"").expect("an id");
        let (_, waited) = body.split_once("\"waited_ms\":").expect("a waiting time");
        Parcel {
            id: id[..32].to_owned(),
            waited_ms: leading(waited),
            events: events.collect(),
            lost: losses(body),
        }
    }
}

/// The number that a text begins with.
fn leading(text: &str) -> f64 {
    let end = text.find(|letter: char| !letter.is_ascii_digit());
    let digits = &text[..end.unwrap_or(text.len())];
    digits.parse().expect("a number")
}

/// The size of a body but for its waiting time, which grows with each try: a limit between the two
/// would take one try and not the next (docs/delivery.md).
fn size(body: &str) -> usize {
    let (_, waited) = body.split_once("\"waited_ms\":").expect("a waiting time");
    body.len() - waited.find(',').expect("an end")
}

/// The losses that a body reports.
pub(crate) fn losses(body: &str) -> Vec<(String, u32)> {
    let Some((_, lost)) = body.rsplit_once("\"lost\":{") else {
        return Vec::new();
    };
    let pairs = lost.trim_end_matches('}').split(',');
    let pairs = pairs.filter_map(|pair| pair.split_once(':'));
    pairs
        .map(|(reason, times)| (reason.trim_matches('"').to_owned(), leading(times) as u32))
        .collect()
}

/// The collector.
#[derive(Debug)]
pub(crate) struct Collector {
    seed: u64,
    most_bytes: usize,
    refuses_one_in: u32,
    /// What is stored, by batch id.
    pub(crate) stored: HashMap<String, Parcel>,
    /// Where an event happened less or more than the tolerance beside the time that was told.
    pub(crate) wrong: Vec<String>,
}

impl Collector {
    pub(crate) fn new(seed: u64, most_bytes: usize, refuses_one_in: u32) -> Collector {
        Collector {
            seed,
            most_bytes,
            refuses_one_in,
            stored: HashMap::new(),
            wrong: Vec::new(),
        }
    }

    /// Whether it would take this body.
    pub(crate) fn takes(&self, body: &str) -> bool {
        size(body) <= self.most_bytes && !self.refuses(&Parcel::read(body).id)
    }

    /// The same batch is always refused, or never: by another rule nobody could keep books.
    fn refuses(&self, id: &str) -> bool {
        let letters = id.bytes().fold(self.seed, |sum, byte| {
            (sum * 31 + u64::from(byte)) & 0xffff_ffff
        });
        0 < self.refuses_one_in && Chance::new(letters).below(self.refuses_one_in) == 0
    }

    /// Takes a request; the answer is its status.
    pub(crate) fn take(&mut self, body: &str) -> u16 {
        if self.most_bytes < size(body) {
            return 413;
        }
        let parcel = Parcel::read(body);
        if self.refuses(&parcel.id) {
            return 422;
        }
        match self.stored.get(&parcel.id) {
            None => {
                self.stored.insert(parcel.id.clone(), parcel);
            }
            Some(known) => {
                let numbers = |parcel: &Parcel| -> Vec<u32> {
                    parcel.events.iter().map(|(number, _, _)| *number).collect()
                };
                if numbers(known) != numbers(&parcel) {
                    self.wrong.push(format!(
                        "batch {} came with {:?} and again with {:?}",
                        parcel.id, known.events, parcel.events
                    ));
                }
            }
        }
        204
    }
}
