//! The privacy wall: every text passes here before it may leave the page.
//!
//! A text is brought into a normal form (`normalise`), the detectors look for their kinds in it, and
//! what they find is replaced by a mark such as `<email>` and counted; nothing is kept or hashed. It
//! is the second wall: the first is that only what the config names is read. Names and postal
//! addresses are not looked for. Linear in the text, of which only the first 2,000 characters are
//! read.

mod card;
mod digits;
mod draft;
mod email;
mod fold;
mod geo;
mod iban;
mod ids;
mod net;
mod normalise;
mod path;
mod pattern;
mod phone;
mod plain;
mod scan;
mod token;
mod wrapped;

use crate::engine::text::{fold_space, truncate};
use draft::Draft;

pub(crate) use path::path_template;

/// Most characters of a text that may leave the page.
pub const MAX_TEXT_CHARS: usize = 200;

/// Most characters of a text that are looked at; behind them nothing can come into the first 200.
const MAX_READ_CHARS: usize = 2_000;

/// How often the detectors look again after a find, since what stood beside it may now be one too.
const MAX_LOOKS: u32 = 4;

/// A kind of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// The number of a payment card.
    Card,
    /// An international bank account number.
    Iban,
    /// An address of the internet protocol, version 4 or 6.
    Ip,
    /// A device's hardware address.
    Mac,
    /// A universally unique identifier.
    Uuid,
    /// A session id, an API key, a JSON Web Token: a text that only a machine makes.
    Token,
    /// A pair of geographical coordinates.
    Geo,
    /// A vehicle identification number.
    Vin,
    /// A mobile device's number.
    Imei,
    /// A national identity, tax or social security number.
    Id,
}

/// The names of the kinds, in their order.
const NAMES: [&str; Kind::ALL.len()] = [
    "email", "phone", "card", "iban", "ip", "mac", "uuid", "token", "geo", "vin", "imei", "id",
];

/// How many pieces of personal data were taken out, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    counts: [u32; Kind::ALL.len()],
}

/// What a text is, which says what may look like personal data in it without being any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Anything that a shopper or the page may have written: what could be personal is taken out.
    FreeText,
    /// A name of the catalogue: bare numbers are sizes, models and articles.
    Catalogue,
    /// An article's code, a price or a count: only what proves itself is taken out.
    Code,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 12] = [
        Kind::Email,
        Kind::Phone,
        Kind::Card,
        Kind::Iban,
        Kind::Ip,
        Kind::Mac,
        Kind::Uuid,
        Kind::Token,
        Kind::Geo,
        Kind::Vin,
        Kind::Imei,
        Kind::Id,
    ];

    /// Its name, as it is counted; in a text it stands between `<` and `>`.
    pub fn as_str(self) -> &'static str {
        NAMES.get(self as usize).copied().unwrap_or_default()
    }
}

impl Hits {
    /// How many of one kind.
    pub fn count(&self, kind: Kind) -> u32 {
        self.counts.get(kind as usize).copied().unwrap_or_default()
    }

    /// How many of all kinds.
    pub fn total(&self) -> u32 {
        self.counts
            .iter()
            .fold(0, |total, count| total.saturating_add(*count))
    }

    fn add(&mut self, kind: Kind) {
        if let Some(count) = self.counts.get_mut(kind as usize) {
            *count = count.saturating_add(1);
        }
    }
}

/// The text on one line, at most 200 characters long, with all that is personal replaced by marks
/// such as `<email>`, and else as the page wrote it.
pub fn scrub_text(text: &str, field: Field, hits: &mut Hits) -> String {
    plain_text(text, field).unwrap_or_else(|| scrub_closely(text, field, hits))
}

/// What [`scrub_text`] gives, of a text in which there is nothing to find; nothing of any other.
#[inline(never)]
pub(crate) fn plain_text(text: &str, field: Field) -> Option<String> {
    let text = tidy(truncate(text, MAX_READ_CHARS));
    let is_plain = plain::is_plain(&text, field);
    is_plain.then(|| fold_space(truncate(&text, MAX_TEXT_CHARS)))
}

/// What [`scrub_text`] gives, whatever the text is: to be called only where the part `scrub` is there.
#[inline(never)]
pub(crate) fn scrub_closely(text: &str, field: Field, hits: &mut Hits) -> String {
    let mut text = scrub_once(truncate(text, MAX_READ_CHARS), field, hits);
    for _ in 0..MAX_LOOKS {
        let cut = truncate(&text, MAX_TEXT_CHARS);
        if cut.len() == text.len() {
            break;
        }
        // A long number that is nobody's may become a card's by being cut.
        text = scrub_once(cut, field, hits);
    }
    String::from(truncate(&text, MAX_TEXT_CHARS))
}

/// On one line, without what can't be seen and what turns the direction of a text, in a dashboard as well.
#[inline(never)]
fn tidy(text: &str) -> String {
    let mut text = String::from(text);
    text.retain(|character| match character {
        '\t'..='\r' => true,
        '\0'..='\u{1f}' | '\u{7f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        _ => true,
    });
    fold_space(&text)
}

fn scrub_once(text: &str, field: Field, hits: &mut Hits) -> String {
    let text = tidy(text);
    let mut draft = normalise::normalise(&text);
    for _ in 0..MAX_LOOKS {
        let finds = draft.finds;
        look(&mut draft, field);
        if draft.finds == finds {
            break;
        }
    }
    if draft.finds == 0 {
        return text;
    }
    fold_space(&draft.finish(&text, hits))
}

/// Every detector once: those first whose finds have parts that look like another kind.
fn look(draft: &mut Draft, field: Field) {
    wrapped::mark(draft, field);
    email::mark(draft, field);
    net::mark(draft, field);
    geo::mark(draft, field);
    iban::mark(draft);
    digits::mark(draft, field);
    token::mark(draft, field);
}

/// Counts a step of some detector in tests, which ask that texts take steps in proportion to their
/// length.
#[inline(always)]
fn step() {
    #[cfg(test)]
    tests::STEPS.with(|steps| steps.set(steps.get() + 1));
}

#[cfg(test)]
mod tests;
