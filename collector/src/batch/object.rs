//! Takes a JSON object apart, field by field, so that each refusal names its place, what
//! was found there and what to write.

use std::fmt;

use serde_json::{Map, Value};

/// Longest excerpt of a wrong value in a refusal, in characters.
const MAX_FOUND_CHARS: usize = 60;

/// Why a batch isn't taken: `events[2].seq: expected a whole number of at least 1, found "x"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    place: String,
    what: String,
}

impl Refusal {
    pub(super) fn new(place: impl Into<String>, what: impl Into<String>) -> Refusal {
        Refusal {
            place: place.into(),
            what: what.into(),
        }
    }

    pub(super) fn expected(place: impl Into<String>, expected: &str, found: &Value) -> Refusal {
        Refusal::new(
            place,
            format!("expected {expected}, found {}", excerpt(found)),
        )
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.what)
    }
}

fn excerpt(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= MAX_FOUND_CHARS {
        return text;
    }
    text.chars().take(MAX_FOUND_CHARS).chain(['…']).collect()
}

/// An object whose fields are taken one by one.
#[derive(Debug)]
pub(super) struct Object {
    place: String,
    fields: Map<String, Value>,
}

impl Object {
    /// `place` is empty for the whole body.
    pub(super) fn new(place: impl Into<String>, value: Value) -> Result<Object, Refusal> {
        let place = place.into();
        let Value::Object(fields) = value else {
            let place = if place.is_empty() {
                "body".to_owned()
            } else {
                place
            };
            return Err(Refusal::expected(place, "an object", &value));
        };
        Ok(Object { place, fields })
    }

    /// Refuses a field that isn't `known`, by its name.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        match self
            .fields
            .keys()
            .find(|name| !known.contains(&name.as_str()))
        {
            None => Ok(()),
            Some(name) => Err(Refusal::new(
                self.place_of(&excerpt_of_name(name)),
                format!("unknown field; expected only {}", known.join(", ")),
            )),
        }
    }

    pub(super) fn place_of(&self, name: &str) -> String {
        if self.place.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.place)
        }
    }

    pub(super) fn optional(&mut self, name: &str) -> Option<(String, Value)> {
        let value = self.fields.remove(name)?;
        Some((self.place_of(name), value))
    }

    pub(super) fn required(
        &mut self,
        name: &str,
        expected: &str,
    ) -> Result<(String, Value), Refusal> {
        self.optional(name).ok_or_else(|| {
            Refusal::new(self.place_of(name), format!("missing; expected {expected}"))
        })
    }

    /// A text that `allowed` allows.
    pub(super) fn text(
        &mut self,
        name: &str,
        expected: &str,
        allowed: fn(&str) -> bool,
    ) -> Result<String, Refusal> {
        let (place, value) = self.required(name, expected)?;
        text_of(place, value, expected, allowed)
    }

    /// The same, where the field may be absent.
    pub(super) fn optional_text(
        &mut self,
        name: &str,
        expected: &str,
        allowed: fn(&str) -> bool,
    ) -> Result<Option<String>, Refusal> {
        self.optional(name)
            .map(|(place, value)| text_of(place, value, expected, allowed))
            .transpose()
    }

    /// A whole number from `least` to `most`.
    pub(super) fn whole(&mut self, name: &str, least: i64, most: i64) -> Result<i64, Refusal> {
        let expected = format!("a whole number of at least {least}");
        let (place, value) = self.required(name, &expected)?;
        whole_of(place, &value, least, most)
    }

    /// The same, where the field may be absent.
    pub(super) fn optional_whole(
        &mut self,
        name: &str,
        least: i64,
        most: i64,
    ) -> Result<Option<i64>, Refusal> {
        self.optional(name)
            .map(|(place, value)| whole_of(place, &value, least, most))
            .transpose()
    }

    /// What is left, with each field's place.
    pub(super) fn into_fields(self) -> impl Iterator<Item = (String, String, Value)> {
        let place = self.place;
        self.fields
            .into_iter()
            .map(move |(name, value)| (format!("{place}.{}", excerpt_of_name(&name)), name, value))
    }
}

fn excerpt_of_name(name: &str) -> String {
    name.chars().take(MAX_FOUND_CHARS).collect()
}

fn text_of(
    place: String,
    value: Value,
    expected: &str,
    allowed: fn(&str) -> bool,
) -> Result<String, Refusal> {
    match value.as_str() {
        Some(text) if allowed(text) => Ok(text.to_owned()),
        Some(_) | None => Err(Refusal::expected(place, expected, &value)),
    }
}

/// A whole number from `least` to `most`; `3.0` isn't one.
pub(super) fn whole_of(
    place: String,
    value: &Value,
    least: i64,
    most: i64,
) -> Result<i64, Refusal> {
    match value.as_i64() {
        Some(number) if least <= number && number <= most => Ok(number),
        Some(number) if most < number => Err(Refusal::expected(
            place,
            &format!("a whole number of at most {most}"),
            value,
        )),
        Some(_) | None => Err(Refusal::expected(
            place,
            &format!("a whole number of at least {least}"),
            value,
        )),
    }
}
