//! A batch of the wire format `tallymark` v1, read strictly.
//!
//! Comes after `intake` has the whole body, before `store`. Whatever isn't in the format is
//! refused with its place, so that a client's mistake shows in its first request. Nothing
//! is corrected, and nothing is kept of a batch that is refused.

mod object;

use serde_json::{Map, Value};

pub(crate) use object::Refusal;
use object::{Object, whole_of};

/// Most events in one batch.
const MAX_EVENTS: usize = 100;
/// Most things in a property that is a list.
const MAX_ITEMS: usize = 100;
/// Most characters of a property's text.
const MAX_TEXT_CHARS: usize = 200;
/// Most characters of the names that a shop chooses freely: site, page type, property.
const MAX_LABEL_CHARS: usize = 100;
/// Most characters of a path template.
const MAX_PATH_CHARS: usize = 500;
/// The largest whole number that JavaScript writes exactly (`Number.MAX_SAFE_INTEGER`).
const MAX_WHOLE: i64 = 9_007_199_254_740_991;
/// The longest an event may have waited, 31 days: clients keep batches for a day at most.
const MAX_AGE_MS: i64 = 31 * 24 * 60 * 60 * 1000;

const CHANNELS: [&str; 6] = ["direct", "search", "social", "email", "paid", "referral"];
const NAME: &str = "a name of [a-z][a-z0-9_]*, at most 40 characters";
const LABEL: &str = "text of 1 to 100 characters";

/// A batch as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Batch {
    /// 32 hexadecimal digits, random for each batch.
    pub(crate) id: String,
    /// The shop.
    pub(crate) site: String,
    /// The sender's version.
    pub(crate) sdk: String,
    /// How long the encoded batch waited before this try.
    pub(crate) waited_ms: i64,
    /// At most 100, in the order sent.
    pub(crate) events: Vec<Event>,
    /// Events that the sender had to drop, by reason.
    pub(crate) lost: Vec<(String, i64)>,
}

/// One event as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    /// What was counted.
    pub(crate) name: String,
    /// Its place in the page view, from 1.
    pub(crate) seq: i64,
    /// How long before the batch was sent it happened.
    pub(crate) age_ms: i64,
    /// The page's name in the config, if it has one.
    pub(crate) page_type: Option<String>,
    /// The page's path as a template.
    pub(crate) page_path: String,
    /// This is the nth such event of the tab's session: of a funnel's steps, and of definitions with a holdout.
    pub(crate) nth: Option<i64>,
    /// The last funnel step before a step's first event.
    pub(crate) from_step: Option<String>,
    /// How the visit came.
    pub(crate) channel: String,
    /// Mouse or touch.
    pub(crate) device: String,
    /// `shown` or `held_out` by definition: its own, or of all where it is a step's first event.
    pub(crate) arm: Option<Map<String, Value>>,
    /// Text, numbers and booleans; and lists of objects of such.
    pub(crate) properties: Option<Map<String, Value>>,
}

impl Batch {
    /// Reads a body.
    ///
    /// # Errors
    /// The first thing that isn't in the format.
    pub(crate) fn parse(body: &[u8]) -> Result<Batch, Refusal> {
        let body: Value = serde_json::from_slice(body)
            .map_err(|error| Refusal::new("body", format!("expected JSON: {error}")))?;
        let mut batch = Object::new("", body)?;
        let (place, version) = batch.required("v", "1")?;
        if version.as_i64() != Some(1) {
            return Err(Refusal::expected(place, "1", &version));
        }
        batch.only(&["v", "site", "sdk", "batch", "waited_ms", "events", "lost"])?;
        let lost = lost(&mut batch)?;
        Ok(Batch {
            id: batch.text("batch", "32 lowercase hexadecimal digits", is_batch_id)?,
            site: batch.text("site", LABEL, is_label)?,
            sdk: batch.text("sdk", LABEL, is_label)?,
            waited_ms: batch.whole("waited_ms", 0, MAX_AGE_MS)?,
            events: events(&mut batch, lost.is_empty())?,
            lost,
        })
    }
}

fn events(batch: &mut Object, at_least_one: bool) -> Result<Vec<Event>, Refusal> {
    let (place, value) = batch.required("events", "a list of events")?;
    let Value::Array(events) = value else {
        return Err(Refusal::expected(place, "a list of events", &value));
    };
    if MAX_EVENTS < events.len() {
        let what = format!(
            "expected at most {MAX_EVENTS} events, found {}",
            events.len()
        );
        return Err(Refusal::new(place, what));
    }
    if events.is_empty() && at_least_one {
        return Err(Refusal::new(
            place,
            "expected at least one event, or losses in `lost`",
        ));
    }
    events
        .into_iter()
        .enumerate()
        .map(|(at, event)| read_event(at, event))
        .collect()
}

fn read_event(at: usize, value: Value) -> Result<Event, Refusal> {
    let mut event = Object::new(format!("events[{at}]"), value)?;
    event.only(&[
        "name",
        "seq",
        "age_ms",
        "page",
        "nth",
        "from",
        "channel",
        "device",
        "arm",
        "properties",
    ])?;
    let name = event.text("name", NAME, is_name)?;
    let (page_type, page_path) = page(&mut event)?;
    Ok(Event {
        name,
        seq: event.whole("seq", 1, MAX_WHOLE)?,
        age_ms: event.whole("age_ms", 0, MAX_AGE_MS)?,
        page_type,
        page_path,
        nth: event.optional_whole("nth", 1, MAX_WHOLE)?,
        from_step: event.optional_text("from", NAME, is_name)?,
        channel: event.text(
            "channel",
            "direct, search, social, email, paid or referral",
            |text| CHANNELS.contains(&text),
        )?,
        device: event.text("device", "mouse or touch", |text| {
            ["mouse", "touch"].contains(&text)
        })?,
        arm: arm(&mut event)?,
        properties: properties(&mut event)?,
    })
}

fn page(event: &mut Object) -> Result<(Option<String>, String), Refusal> {
    let (place, value) = event.required("page", "an object with a path")?;
    let mut page = Object::new(place, value)?;
    page.only(&["type", "path"])?;
    let page_type = page.optional_text("type", LABEL, is_label)?;
    let path = page.text("path", "a path of 1 to 500 characters", |text| {
        is_line(text, MAX_PATH_CHARS)
    })?;
    Ok((page_type, path))
}

fn arm(event: &mut Object) -> Result<Option<Map<String, Value>>, Refusal> {
    let Some((place, value)) = event.optional("arm") else {
        return Ok(None);
    };
    Object::new(place, value)?
        .into_fields()
        .map(|(place, name, value)| {
            if !is_name(&name) {
                return Err(Refusal::new(
                    place,
                    format!("expected {NAME} as the definition"),
                ));
            }
            match value.as_str() {
                Some("shown" | "held_out") => Ok((name, value)),
                Some(_) | None => Err(Refusal::expected(place, "shown or held_out", &value)),
            }
        })
        .collect::<Result<Map<_, _>, _>>()
        .map(Some)
}

fn properties(event: &mut Object) -> Result<Option<Map<String, Value>>, Refusal> {
    let Some((place, value)) = event.optional("properties") else {
        return Ok(None);
    };
    Object::new(place, value)?
        .into_fields()
        .map(|(place, name, value)| {
            check_property_name(&place, &name)?;
            if let Value::Array(items) = &value {
                check_items(&place, items)?;
            } else {
                check_property(place, &value)?;
            }
            Ok((name, value))
        })
        .collect::<Result<Map<_, _>, _>>()
        .map(Some)
}

fn check_property_name(place: &str, name: &str) -> Result<(), Refusal> {
    if is_label(name) {
        return Ok(());
    }
    let what = format!("expected {LABEL} as the property's name");
    Err(Refusal::new(place, what))
}

/// The things of a list, each flat.
fn check_items(place: &str, items: &[Value]) -> Result<(), Refusal> {
    if items.is_empty() || MAX_ITEMS < items.len() {
        let found = items.len();
        let what = format!("expected 1 to {MAX_ITEMS} items, found {found}");
        return Err(Refusal::new(place, what));
    }
    for (at, item) in items.iter().enumerate() {
        let item = Object::new(format!("{place}[{at}]"), item.clone())?;
        for (place, name, value) in item.into_fields() {
            check_property_name(&place, &name)?;
            check_property(place, &value)?;
        }
    }
    Ok(())
}

fn check_property(place: String, value: &Value) -> Result<(), Refusal> {
    match value {
        Value::Number(_) | Value::Bool(_) => Ok(()),
        Value::String(text) => {
            let chars = text.chars().count();
            if chars <= MAX_TEXT_CHARS {
                return Ok(());
            }
            let what = format!("expected at most {MAX_TEXT_CHARS} characters, found {chars}");
            Err(Refusal::new(place, what))
        }
        Value::Null | Value::Array(_) | Value::Object(_) => Err(Refusal::expected(
            place,
            "text, a number, true or false",
            value,
        )),
    }
}

fn lost(batch: &mut Object) -> Result<Vec<(String, i64)>, Refusal> {
    let Some((place, value)) = batch.optional("lost") else {
        return Ok(Vec::new());
    };
    Object::new(place, value)?
        .into_fields()
        .map(|(place, reason, count)| {
            if !is_name(&reason) {
                return Err(Refusal::new(
                    place,
                    format!("expected {NAME} as the reason"),
                ));
            }
            Ok((reason, whole_of(place, &count, 0, MAX_WHOLE)?))
        })
        .collect()
}

fn is_batch_id(text: &str) -> bool {
    text.len() == 32
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() <= 40
        && bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

fn is_label(text: &str) -> bool {
    is_line(text, MAX_LABEL_CHARS)
}

fn is_line(text: &str, max_chars: usize) -> bool {
    !text.is_empty() && text.chars().count() <= max_chars && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_whole_batch_is_read_as_it_was_sent() {
        let batch = Batch::parse(
            json!({ "v": 1, "site": "waystone", "sdk": "0.1.0", "batch": "0123456789abcdef0123456789abcdef",
                "waited_ms": 5, "events": [{ "name": "add_to_cart", "seq": 3, "age_ms": 2000,
                    "page": { "type": "product", "path": "/p/{slug}" }, "nth": 1, "from": "view_item",
                    "channel": "search", "device": "mouse", "arm": { "size_reminder": "held_out" },
                    "properties": { "item_id": "WS-1001-M", "price": 129.9, "gift": true } }],
                "lost": { "unconfirmed": 2 } })
            .to_string()
            .as_bytes(),
        )
        .unwrap();
        assert_eq!(batch.waited_ms, 5);
        assert_eq!(batch.lost, [("unconfirmed".to_owned(), 2)]);
        let event = &batch.events[0];
        assert_eq!(
            (event.name.as_str(), event.seq, event.age_ms, event.nth),
            ("add_to_cart", 3, 2000, Some(1))
        );
        assert_eq!(event.from_step.as_deref(), Some("view_item"));
        assert_eq!(event.properties.as_ref().unwrap()["price"], json!(129.9));
        assert_eq!(
            event.arm.as_ref().unwrap()["size_reminder"],
            json!("held_out")
        );
    }

    #[test]
    fn property_texts_are_measured_in_characters_not_bytes() {
        let euros = |count| check_property("p".into(), &json!("€".repeat(count)));
        assert_eq!(euros(200), Ok(()));
        assert_eq!(
            euros(201).unwrap_err().to_string(),
            "p: expected at most 200 characters, found 201"
        );
    }

    #[test]
    fn the_lines_of_a_cart_are_flat_objects_of_a_list_that_is_not_endless() {
        let check = |items: Value| {
            let event = json!({ "name": "purchase", "seq": 1, "age_ms": 0, "page": { "path": "/" }, "nth": 1,
                "channel": "direct", "device": "mouse", "properties": { "items": items } });
            read_event(0, event).map(|event| event.properties.unwrap()["items"].clone())
        };
        let refusal = |items: Value| check(items).unwrap_err().to_string();
        let lines = json!([{ "item_id": "A1", "price": 9.9 }, { "item_id": "B2", "quantity": 2 }]);
        assert_eq!(check(lines.clone()), Ok(lines));
        let place = "events[0].properties.items";
        assert_eq!(
            refusal(json!([{ "item_id": "A1" }, { "tags": ["x"] }])),
            format!("{place}[1].tags: expected text, a number, true or false, found [\"x\"]")
        );
        assert_eq!(
            refusal(json!(["A1"])),
            format!("{place}[0]: expected an object, found \"A1\"")
        );
        assert_eq!(
            refusal(json!([])),
            format!("{place}: expected 1 to 100 items, found 0")
        );
        let many = vec![json!({ "item_id": "A1" }); 101];
        assert_eq!(
            refusal(json!(many)),
            format!("{place}: expected 1 to 100 items, found 101")
        );
    }

    #[test]
    fn names_start_with_a_letter_and_stay_short() {
        assert!(is_name("a"));
        assert!(is_name(&format!("a{}", "_".repeat(39))));
        for wrong in ["", "_a", "1a", "A", "a-b", "ä", &"a".repeat(41)] {
            assert!(!is_name(wrong), "{wrong}");
        }
    }
}
