//! The privacy wall: every text passes here before it may leave the page.
//!
//! A text is normalised, then each detector looks for its kind and what it finds is replaced by
//! a mark such as `<email>` and counted; nothing is kept or hashed. It is the second wall: the
//! first is that only what the config names is read. Names and postal addresses are not looked
//! for. Linear in the text, of which only the first 2,000 characters are read.

mod card;
mod digits;
mod email;
mod normalise;
mod phone;

use crate::engine::text::{ascii_lower, cut, fold_space, truncate};

/// Most characters of a text that may leave the page.
const MAX_TEXT_CHARS: usize = 200;

/// Most characters of a text that are looked at; behind them nothing can come into the first 200.
const MAX_READ_CHARS: usize = 2_000;

/// Most segments of an automatic path template.
const MAX_SEGMENTS: usize = 6;

/// Longest path segment that is kept, in bytes.
const MAX_SEGMENT_BYTES: usize = 24;

/// Stands for a path segment that could point to a person.
const ANY_SEGMENT: &str = "/{x}";

/// A kind of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An e-mail address.
    Email,
    /// The number of a payment card.
    Card,
    /// A phone number.
    Phone,
}

/// How many pieces of personal data were taken out, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hits {
    counts: [u32; Kind::ALL.len()],
}

/// What a text is, which says what may look like personal data in it without being any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    /// Anything that a shopper or the page may have written.
    FreeText,
    /// An item number, a name or a price: long numbers are expected, so no phones are looked for.
    Catalogue,
}

/// Finds the next hit in normalised text at or after a byte; gives where it starts and ends.
type Detector = fn(&[u8], usize) -> Option<(usize, usize)>;

impl Kind {
    /// All kinds, in the order in which they are looked for: a card number comes before a phone
    /// number, since parts of it would look like one.
    pub(crate) const ALL: [Kind; 3] = [Kind::Email, Kind::Card, Kind::Phone];

    /// Its name, as it is counted; in a text it stands between `<` and `>`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Kind::Email => "email",
            Kind::Card => "card",
            Kind::Phone => "phone",
        }
    }

    fn detector(self, field: Field) -> Option<Detector> {
        match (self, field) {
            (Kind::Email, _) => Some(email::find),
            (Kind::Card, _) => Some(card::find),
            (Kind::Phone, Field::FreeText) => Some(phone::find),
            (Kind::Phone, Field::Catalogue) => None,
        }
    }
}

impl Hits {
    /// How many of one kind.
    #[cfg(test)]
    pub(crate) fn count(&self, kind: Kind) -> u32 {
        self.counts.get(kind as usize).copied().unwrap_or_default()
    }

    /// How many of all kinds.
    pub(crate) fn total(&self) -> u32 {
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

/// The text on one line, at most 200 characters long, with all that is personal replaced.
///
/// Where nothing was found, it is as the page wrote it; else it is the normalised text with the
/// marks `<email>`, `<card>` and `<phone>`.
pub(crate) fn scrub_text(text: &str, field: Field, hits: &mut Hits) -> String {
    let whole = scrub_once(truncate(text, MAX_READ_CHARS), field, hits);
    let cut = truncate(&whole, MAX_TEXT_CHARS);
    if cut.len() == whole.len() {
        return whole;
    }
    // A long number that is nobody's may become a card number by being cut.
    let cut = scrub_once(cut, field, hits);
    String::from(truncate(&cut, MAX_TEXT_CHARS))
}

fn scrub_once(text: &str, field: Field, hits: &mut Hits) -> String {
    let mut scrubbed = normalise::normalise(text);
    let hits_before = hits.total();
    for kind in Kind::ALL {
        if let Some(find) = kind.detector(field) {
            scrubbed = replace(&scrubbed, kind, find, hits);
        }
    }
    if hits.total() == hits_before {
        fold_space(text)
    } else {
        scrubbed
    }
}

fn replace(text: &str, kind: Kind, find: Detector, hits: &mut Hits) -> String {
    let mut out = String::new();
    let mut from = 0;
    while let Some((start, end)) = find(text.as_bytes(), from) {
        out.push_str(text.get(from..start).unwrap_or_default());
        out.push('<');
        out.push_str(kind.as_str());
        out.push('>');
        hits.add(kind);
        from = end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// A template for the path of a page that no pattern of the config matches: "/help/{x}".
///
/// A segment is kept if it is at most 24 bytes of `a-z` and `-` in lower case and scrubs clean;
/// at most six segments, then one `{x}` for the rest. A word can still be a name ("/u/anna"): a
/// shop with such pages writes a pattern for them.
pub(crate) fn path_template(path: &str) -> String {
    let mut template = String::new();
    let mut count = 0;
    let mut rest = path;
    while !rest.is_empty() {
        let (segment, behind) = cut(rest, b'/').unwrap_or((rest, ""));
        rest = behind;
        if segment.is_empty() {
            continue;
        }
        if count == MAX_SEGMENTS {
            template.push_str(ANY_SEGMENT);
            break;
        }
        count += 1;
        if is_plain_segment(segment) {
            template.push('/');
            template.push_str(&ascii_lower(segment));
        } else {
            template.push_str(ANY_SEGMENT);
        }
    }
    if template.is_empty() {
        template.push('/');
    }
    template
}

fn is_plain_segment(segment: &str) -> bool {
    let plain = segment
        .bytes()
        .all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    let mut hits = Hits::default();
    scrub_text(segment, Field::FreeText, &mut hits);
    plain && segment.len() <= MAX_SEGMENT_BYTES && hits.total() == 0
}

#[cfg(test)]
mod tests;
