//! Values of the page into typed properties of an event.
//!
//! Comes after a trigger matched: the browser has read what [`read_properties`] asked for. Does
//! not scrub: that is `event`'s, for all texts alike.

mod list;
pub(crate) mod read;
mod url;

use super::event::Properties;
use super::json::{self, Json};
use super::json_ld;
use super::money::money;
use super::number::{Decimal, Pick, number_in_prose};
use super::page::Page;
use super::signal::Scalar;
use super::text::{after_word, cut, fold_space, joined};
use super::watch::Read;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use list::take_list;
pub(crate) use list::{ListProperty, add_lists, add_reads, clean_list, look_at_list, restore_list};
pub(crate) use read::read_properties;

/// Where a value comes from.
#[derive(Debug)]
enum Source {
    /// What the browser read of what is written for shoppers.
    Read(usize),
    /// What the browser read of what is written for machines; and the currency beside a price.
    Plain {
        read: usize,
        currency: Option<usize>,
    },
    /// A path in the page's JSON-LD.
    JsonLd { read: usize, path: String },
    /// A named key of the address's query.
    Query(String),
    /// A `{name}` of the page type's path.
    Path(String),
    /// Always the same.
    Constant(Scalar),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Text,
    Number,
    Integer,
    Boolean,
    Money,
    Url,
}

/// Bytes of a currency's code: https://www.iso.org/iso-4217-currency-codes.html.
const CODE_BYTES: usize = 3;

/// Ends each block of JSON-LD as the browser reads them; no JSON text contains it.
const BLOCK_END: u8 = 1;

/// One source of one entry of a definition's `properties`; those of an entry with several stand
/// one after the other, with the same name.
#[derive(Debug)]
pub(crate) struct Property {
    pub(crate) name: String,
    source: Source,
    kind: Type,
    pick: Option<Pick>,
    /// What stands before the number that is meant.
    after: Option<String>,
}

/// The place of `read` in `reads`, which it is added to unless it is there.
pub(crate) fn add(reads: &mut Vec<Read>, read: Read) -> usize {
    if let Some(place) = reads.iter().position(|other| *other == read) {
        return place;
    }
    reads.push(read);
    reads.len() - 1
}

/// A JSON text, number or boolean as a property's value.
pub(crate) fn scalar(json: &Json) -> Option<Scalar> {
    match json {
        Json::Text(text) => Some(Scalar::Text(text.clone())),
        Json::Number(number) => Some(Scalar::Number(number.clone())),
        Json::Bool(flag) => Some(Scalar::Flag(*flag)),
        Json::Null | Json::List(_) | Json::Object(_) => None,
    }
}

/// The properties' values; what isn't there or isn't of its type is left out, and of several sources
/// the first that gives something wins.
///
/// A money property also gives `currency` (GA4's name) where the page or the config (`home`) tells
/// it and the definition has no property of that name; a second price in another currency gives
/// `<name>_currency`.
pub(crate) fn evaluate(
    properties: &[Property],
    values: &[Option<String>],
    page: &Page,
    home: Option<&str>,
) -> Properties {
    let mut found = Properties::new();
    let mut currency = None;
    for property in properties {
        if found.iter().any(|(name, _)| *name == property.name) {
            continue;
        }
        if let Some((scalar, code)) = property.value(values, page, home) {
            add_currency(&mut found, &mut currency, &property.name, code);
            found.push((property.name.clone(), scalar));
        }
    }
    let has_currency = properties
        .iter()
        .any(|property| property.name == "currency");
    if let Some(currency) = currency.filter(|_| !has_currency) {
        found.push(("currency".to_owned(), Scalar::Text(currency)));
    }
    found
}

/// Whether one of the properties can have this value, or the currency beside its price.
#[inline(never)]
pub(crate) fn gives(properties: &[Property], name: &str, value: &Scalar) -> bool {
    for property in properties {
        let (kind, own) = (property.kind, property.name.as_str());
        let fits = match (own == name, value) {
            (false, Scalar::Text(text)) if kind == Type::Money && text.len() == CODE_BYTES => {
                name == "currency" || name.strip_prefix(own) == Some("_currency")
            }
            (false, _) => false,
            (true, value) if let Source::Constant(own) = &property.source => own == value,
            (true, Scalar::Text(_)) => matches!(kind, Type::Text | Type::Url),
            (true, Scalar::Number(_)) => {
                matches!(kind, Type::Number | Type::Integer | Type::Money)
            }
            (true, Scalar::Flag(_)) => kind == Type::Boolean,
            (true, Scalar::List(_)) => false,
        };
        if fits {
            return true;
        }
    }
    false
}

impl Property {
    /// Whether it is a text of the page.
    pub(crate) fn is_text(&self) -> bool {
        self.kind == Type::Text && !matches!(self.source, Source::Constant(_))
    }

    /// The value, and the currency of a price.
    fn value(
        &self,
        values: &[Option<String>],
        page: &Page,
        home: Option<&str>,
    ) -> Option<(Scalar, Option<String>)> {
        if let Source::Constant(scalar) = &self.source {
            return Some((scalar.clone(), None));
        }
        let mut text = fold_space(&self.source.text(values, page)?);
        if let Some(word) = &self.after {
            text = after_word(&text, word)?.to_owned();
        }
        let pick = self.pick.unwrap_or(Pick::First);
        let mut code = None;
        let scalar = match self.kind {
            Type::Text => {
                Some(Scalar::Text(text)).filter(|text| *text != Scalar::Text(String::new()))
            }
            Type::Url => url::class(&text).map(Scalar::Text),
            Type::Number => number_in_prose(&text, pick).map(Scalar::Number),
            Type::Integer => number_in_prose(&text, pick)
                .filter(Decimal::is_integer)
                .map(Scalar::Number),
            Type::Boolean => flag(&text).map(Scalar::Flag),
            Type::Money => {
                // Written for machines a price is a plain number: "1.299" is no thousand there.
                let plain = self
                    .source
                    .is_plain()
                    .then(|| Decimal::from_plain(&text))
                    .flatten();
                if plain.is_some() {
                    code = self.source.currency(values).or(home.map(str::to_owned));
                    plain.map(Scalar::Number)
                } else {
                    money(&text, self.pick, home).map(|money| {
                        code = money.currency.map(str::to_owned);
                        Scalar::Number(money.amount)
                    })
                }
            }
        };
        Some((scalar?, code))
    }
}

/// Keeps the currency of the first price; a price in another one says so by itself.
fn add_currency(
    found: &mut Properties,
    currency: &mut Option<String>,
    name: &str,
    code: Option<String>,
) {
    // What a page writes there for machines may be anything.
    if code.as_ref().is_some_and(|code| code.len() != CODE_BYTES) {
        return;
    }
    match (&*currency, code) {
        (None, code) => *currency = code,
        (Some(first), Some(code)) if *first != code => {
            found.push((joined(&[name, "_currency"]), Scalar::Text(code)));
        }
        (Some(_), _) => {}
    }
}

impl Source {
    fn text(&self, values: &[Option<String>], page: &Page) -> Option<String> {
        match self {
            Source::Read(read) | Source::Plain { read, .. } => values.get(*read)?.clone(),
            Source::JsonLd { read, path } => json_ld_text(values.get(*read)?.as_deref()?, path),
            Source::Query(key) => pair(&page.query, key),
            Source::Path(name) => pair(&page.captures, name),
            Source::Constant(_) => None,
        }
    }

    /// Whether it is written for machines.
    fn is_plain(&self) -> bool {
        matches!(self, Source::Plain { .. } | Source::JsonLd { .. })
    }

    /// The currency beside a price.
    fn currency(&self, values: &[Option<String>]) -> Option<String> {
        match self {
            Source::Plain { currency, .. } => values.get((*currency)?)?.clone(),
            Source::JsonLd { read, path } => {
                let beside = sibling(path, "priceCurrency");
                json_ld_text(values.get(*read)?.as_deref()?, &beside)
            }
            Source::Read(_) | Source::Query(_) | Source::Path(_) | Source::Constant(_) => None,
        }
    }
}

/// The path with another last step.
fn sibling(path: &str, step: &str) -> String {
    let dot = path.bytes().rposition(|byte| byte == b'.');
    let mut beside = path
        .get(..dot.map_or(0, |dot| dot + 1))
        .unwrap_or_default()
        .to_owned();
    beside.push_str(step);
    beside
}

#[inline(never)]
fn json_ld_text(blocks: &str, path: &str) -> Option<String> {
    // The browser ends each block with a character that no JSON text contains; a broken block of
    // the shop doesn't spoil the others.
    let mut parsed: Vec<Json> = Vec::new();
    let mut rest = blocks;
    while let Some((block, more)) = cut(rest, BLOCK_END) {
        parsed.extend(json::parse(block).ok());
        rest = more;
    }
    json_ld::text(json_ld::lookup(&parsed, path)?)
}

fn pair(pairs: &[(String, String)], key: &str) -> Option<String> {
    pairs
        .iter()
        .find(|(name, _)| name == key)
        .map(|(_, value)| value.clone())
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "true" | "1" | "yes" | "on" | "checked" => Some(true),
        "false" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_a_price_is_sent_as_its_currency_only_if_it_is_a_code() {
        let check = |currency: &str, home: Option<&str>, expected: Option<&str>| {
            let price = Property {
                name: "price".to_owned(),
                source: Source::Plain {
                    read: 0,
                    currency: Some(1),
                },
                kind: Type::Money,
                pick: None,
                after: None,
            };
            let values = [Some("12.5".to_owned()), Some(currency.to_owned())];
            let found = evaluate(&[price], &values, &Page::default(), home);
            let told = found.iter().find(|(name, _)| name == "currency");
            let expected = expected.map(|code| Scalar::Text(code.to_owned()));
            assert_eq!(
                told.map(|(_, value)| value),
                expected.as_ref(),
                "{currency}"
            );
        };
        check("EUR", None, Some("EUR"));
        check("CHF", Some("EUR"), Some("CHF"));
        check("Euro, and what else stands here", None, None);
        check("Euro", Some("EUR"), None);
        check("", Some("EUR"), None);
    }
}
