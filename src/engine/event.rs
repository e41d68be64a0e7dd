//! What is counted: as read from the page, and as it may leave it.

use super::channel::Channel;
use super::holdout::Arm;
use super::millis::Millis;
use super::outcome::Dropped;
use super::page::Page;
use super::property::clean_list;
use super::scrub::{Field, Hits};
use super::signal::Scalar;
use super::terms::Terms;
use super::text::has_word;
use super::wall::{Unread, Wall};

/// Names and values, in the order of the definition.
pub type Properties = Vec<(String, Scalar)>;

/// An event as read from the page. It may hold anything.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) properties: Properties,
    pub(crate) at: Millis,
    pub(crate) page_type: Option<String>,
    pub(crate) page_path: String,
}

impl Event {
    /// An event on `page`, at `at`.
    pub(crate) fn new(name: &str, properties: Properties, at: Millis, page: &Page) -> Event {
        Event {
            name: name.to_owned(),
            properties,
            at,
            page_type: page.kind.clone(),
            page_path: page.template.clone(),
        }
    }
}

/// `nth` of every event but the first: a second batch must not go on where the first one's counts ended.
pub(crate) const LATER: u32 = 2;

/// Where an event stands in the journey.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Standing {
    /// 1 for the session's first of its name, [`LATER`] for a later one, 0 where it isn't told.
    pub(crate) nth: u32,
    /// The funnel step before it, where that is told.
    pub(crate) from: Option<String>,
    pub(crate) channel: Channel,
    /// The sides of comparisons that are told.
    pub(crate) arms: Vec<Arm>,
}

/// An event from which everything personal is taken out. Only [`clean`] makes one, and neither
/// the queue nor an attempt takes anything else.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CleanEvent {
    event: Event,
    /// Values in whose places `<unread>` stands; nobody sees them here.
    unread: Vec<Unread>,
}

impl CleanEvent {
    pub(crate) fn event(&self) -> &Event {
        &self.event
    }

    pub(crate) fn is_unread(&self) -> bool {
        !self.unread.is_empty()
    }

    /// Puts what waited for the detectors in its place.
    pub(crate) fn read(&mut self, wall: &mut Wall) {
        // From the last to the first, so that a place that goes moves none that is still to come.
        while let Some(waited) = self.unread.pop() {
            let place = waited.place;
            match (wall.read(waited), self.event.properties.get_mut(place)) {
                (Some(value), Some(slot)) => slot.1 = value,
                (None, Some(_)) => {
                    self.event.properties.remove(place);
                }
                (_, None) => {}
            }
        }
    }

    /// Renames an event whose attempt failed, and says how: a word of ours, never of the page.
    pub(crate) fn otherwise(mut self, name: &str, reason: &str) -> CleanEvent {
        self.event.name = name.to_owned();
        self.event
            .properties
            .push(("reason".to_owned(), Scalar::Text(reason.to_owned())));
        self
    }
}

/// An event that was counted, with its place in the journey.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CountedEvent {
    pub(crate) clean: CleanEvent,
    pub(crate) standing: Standing,
}

/// Properties that hold codes, prices and counts, where bare numbers are expected; `*` stands for any
/// ending.
const CODES: &str = "item_id item_sku sku gtin* ean upc isbn mpn product_id variant_id item_group_id item_list_id \
    promotion_id location_id price value currency quantity discount tax shipping index";

/// Properties that hold names of the shop's catalogue.
const NAMES: &str = "item_name item_brand item_category* item_variant item_list_name product_name brand category variant \
    promotion_name creative_name creative_slot affiliation size color colour";

/// Which rules of scrub a property's name calls for.
pub(crate) fn field_of(name: &str) -> Field {
    if has_word(CODES, name) {
        Field::Code
    } else if has_word(NAMES, name) {
        Field::Catalogue
    } else {
        Field::FreeText
    }
}

/// Takes out of an event whatever is personal; texts are shortened to what may be sent.
///
/// A number in which something personal was found is left out altogether.
pub(crate) fn clean(mut event: Event, terms: &Terms, wall: &mut Wall) -> CleanEvent {
    let mut unread = Vec::new();
    let mut place = 0;
    while let Some((name, value)) = event.properties.get_mut(place) {
        let stays = terms.allow(name, value)
            && match value {
                Scalar::List(items) => clean_list(items, terms, wall, place, &mut unread),
                Scalar::Text(_) | Scalar::Number(_) | Scalar::Flag(_) => {
                    // What is left of it are words of the catalogue.
                    let field = if terms.is_known(name) {
                        Field::Catalogue
                    } else {
                        field_of(name)
                    };
                    wall.pass(value, field, place, &mut unread)
                }
            };
        if stays {
            place += 1;
        } else {
            event.properties.remove(place);
        }
    }
    CleanEvent { event, unread }
}

/// What a callback of the page is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Name of the event.
    pub name: String,
    /// Its properties, scrubbed.
    pub properties: Properties,
    /// Type of the page, if the config has one for it.
    pub page_type: Option<String>,
    /// Path of the page, as a template.
    pub page_path: String,
    /// How often each event was counted in this session, this one included.
    pub counted: Vec<(String, u32)>,
    /// The last step of the funnel before this event.
    pub from: Option<String>,
    /// How the shopper came to the shop.
    pub channel: &'static str,
}

/// What has become of everything, for `status()`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Events counted.
    pub counted: u32,
    /// Events that wait, in the open batch or unacknowledged.
    pub queued: u32,
    /// Events that a collector acknowledged.
    pub sent: u32,
    /// What was dropped and why.
    pub dropped: Dropped,
    /// What was taken out of values in this page, by kind.
    pub scrubbed: Hits,
    /// Values that left, or will leave, as `<unread>`.
    pub unread: u32,
}
