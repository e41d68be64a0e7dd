//! The config file: `tallymark.json` as text in, what is right and what is wrong out.
//!
//! Untrusted input: size, depth and counts are limited, keys that nobody knows are problems, and
//! a wrong definition never stops the others.

use super::condition::Condition;
use super::definition::{Definition, read_definitions};
use super::format;
use super::inside::read_look_inside;
use super::json::{self, Json};
use super::page::{PageType, read_pages};
use super::part::{Part, Parts};
use super::permit::{Permit, read_permit};
use super::problem::{Problem, nearest};
use super::reader::{Reader, is_name};
use super::terms::{Terms, read_terms};
use super::text::{cut, is_all, push_u32, until};
use super::watch::{MANY, Sense};
use super::wire::{Framing, Template};

/// Largest config file, bytes.
pub const MAX_CONFIG_BYTES: usize = 65_536;
/// Most definitions in a config.
pub const MAX_DEFINITIONS: usize = 1000;

pub(crate) const KEYS: &[&str] = &[
    "$schema",
    "version",
    "site",
    "collector",
    "storage",
    "consent",
    "gpc",
    "dnt",
    "debug",
    "pages",
    "currency",
    "funnel",
    "definitions",
    "track",
    "search_terms",
    "search_properties",
    "vocabulary",
    "look_inside",
];

/// Keys of `collector`.
pub(crate) const COLLECTOR_KEYS: &[&str] = &["url", "format", "flush_after_ms", "flush_at_events"];

/// Words of `storage`.
pub(crate) const STORAGES: &[&str; 3] = &["session", "memory", "local"];

/// Where state and unsent batches may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// Nowhere: all is gone with the page.
    Memory,
    /// In the tab's `sessionStorage`.
    Session,
    /// There too, and batches in the origin's `localStorage`, so that they outlive the tab.
    Local,
}

/// The config, as far as it is right.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) site: String,
    /// Empty where events go to a list of the page.
    pub(crate) url: String,
    /// Another wire format than tallymark's own.
    pub(crate) format: Option<Template>,
    pub(crate) flush_after_ms: f64,
    pub(crate) flush_at_events: usize,
    pub(crate) storage: Storage,
    pub(crate) consent_required: bool,
    /// Global Privacy Control means no.
    pub(crate) gpc: bool,
    /// Do Not Track means no.
    pub(crate) dnt: bool,
    pub(crate) debug: bool,
    /// The shop's, ISO 4217.
    pub(crate) currency: Option<String>,
    pub(crate) pages: Vec<PageType>,
    pub(crate) funnel: Vec<String>,
    pub(crate) definitions: Vec<Definition>,
    /// What `track()` may send, if the config lists it.
    pub(crate) permit: Option<Permit>,
    pub(crate) terms: Terms,
    /// Counters for events with one value of one property, named by conditions.
    pub(crate) counters: Vec<String>,
    /// Events whose order or time matters, named by conditions and limits.
    pub(crate) followed: Vec<String>,
    /// A condition asks for earlier visits.
    pub(crate) asks_visits: bool,
    /// Selectors of elements that are looked into, a line each.
    pub(crate) look_inside: String,
}

/// Reads a config. Without a config that can be used there are only problems; what is read while
/// parts are lacking is of no use.
pub(crate) fn read_config(text: &str, parts: &mut Parts) -> (Option<Config>, Vec<Problem>) {
    let mut reader = Reader::default();
    reader.parts = *parts;
    if MAX_CONFIG_BYTES < text.len() {
        reader.problem(&["larger than 64 KiB; write fewer or shorter definitions"]);
        return (None, reader.problems);
    }
    let config = match json::parse(text) {
        Ok(json) => read(&mut reader, &json),
        Err(error) => {
            let mut place = String::from("line ");
            push_u32(&mut place, error.line);
            place.push_str(", column ");
            push_u32(&mut place, error.column);
            reader.problem(&["not JSON: ", &place, ": ", error.what]);
            None
        }
    };
    *parts = reader.parts;
    (config, reader.problems)
}

fn read(reader: &mut Reader, json: &Json) -> Option<Config> {
    reader.object(json, KEYS)?;
    if json.get("version").is_none() {
        reader.problem(&["\"version\" is missing; write \"version\": 1"]);
    }
    reader.whole(json, "version", 1, 1)?;
    let site = reader.needed_text(json, "site", 60)?;
    let collector = read_collector(reader, json)?;
    let storage = match strict_choice(reader, json, "storage", STORAGES) {
        0 => Storage::Session,
        2 => Storage::Local,
        _ => Storage::Memory,
    };
    reader.is_local = storage == Storage::Local;
    let consents = ["not_required", "required"];
    let consent_required = strict_choice(reader, json, "consent", &consents) == 1;
    let gpc = reader.flag(json, "gpc", true);
    // What is no plain "no" is a yes: a typo must not send what was meant to stay.
    let has_dnt = json
        .get("dnt")
        .is_some_and(|dnt| !matches!(dnt, Json::Bool(false)));
    let dnt = reader.flag(json, "dnt", has_dnt);
    let debug = reader.flag(json, "debug", false);
    let currency = reader.text(json, "currency", 100).filter(|code| {
        let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        if !is_code {
            reader.problem_at("currency", &["expected a code of ISO 4217, as \"EUR\""]);
        }
        is_code
    });
    let mut pages = Vec::new();
    if let Some(settings) = json.get("pages") {
        let mark = reader.enter("pages");
        pages = read_pages(reader, settings);
        for page in &pages {
            reader.pages.push(page.name.clone());
        }
        reader.leave(mark);
    }
    let mut funnel = Vec::new();
    for (index, step) in reader.items(json, "funnel", 20).iter().enumerate() {
        match step.as_text() {
            Some(step) if is_name(step) => funnel.push(step.to_owned()),
            _ => {
                let mark = reader.enter("funnel");
                reader.enter_item(index);
                reader.expected("an event's name", step);
                reader.leave(mark);
            }
        }
    }
    if json.get("definitions").is_none() {
        reader.problem(&["\"definitions\" is missing; nothing but track() will be counted"]);
    }
    let definitions = read_definitions(reader, json, MAX_DEFINITIONS);
    let of_elements = definitions
        .iter()
        .filter(|it| matches!(it.trigger.sense(), Sense::Dom { .. }));
    if MANY <= of_elements.count() {
        reader.has(Part::Many);
    }
    let permit = read_permit(reader, json);
    let terms = read_terms(reader, json);
    let look_inside = match json.get("look_inside") {
        Some(_) if reader.has(Part::Inside) => read_look_inside(reader, json),
        Some(_) | None => String::new(),
    };
    let mut counters = Vec::new();
    let mut followed = Vec::new();
    for condition in definitions.iter().flat_map(|definition| &definition.when) {
        Condition::needs(condition, &mut counters, &mut followed);
    }
    for definition in &definitions {
        if definition.limit.cooldown_ms.is_some() {
            followed.push(definition.name.clone());
        }
    }
    Some(Config {
        site,
        url: collector.url,
        format: collector.format,
        flush_after_ms: collector.flush_after_ms,
        flush_at_events: collector.flush_at_events,
        storage,
        consent_required,
        gpc,
        dnt,
        debug,
        currency,
        pages,
        funnel,
        definitions,
        permit,
        terms,
        counters,
        followed,
        asks_visits: reader.asks_visits,
        look_inside,
    })
}

/// The place of the chosen one, the first without a choice; one that nobody knows is taken for the
/// second, strictest one: a typo must not send or store more than was meant.
fn strict_choice(reader: &mut Reader, json: &Json, key: &str, names: &[&str]) -> usize {
    let default = usize::from(json.get(key).is_some());
    reader.choice(json, key, names, default)
}

/// Where events go, how, and when.
struct Collector {
    url: String,
    format: Option<Template>,
    flush_after_ms: f64,
    flush_at_events: usize,
}

/// Reads `"collector": { "url": "…", "format": "tallymark", … }`; without an address that may be
/// used there is nothing to run.
fn read_collector(reader: &mut Reader, json: &Json) -> Option<Collector> {
    let Some(settings) = json.get("collector") else {
        reader.problem(&["\"collector\" is missing; write { \"url\": \"https://…/v1/events\" }"]);
        return None;
    };
    let mark = reader.enter("collector");
    reader.object(settings, COLLECTOR_KEYS);
    let format = read_format(reader, settings);
    let is_usable = format.is_some();
    let format = format.flatten();
    let is_layer = format
        .as_ref()
        .is_some_and(|format| format.framing == Framing::DataLayer);
    let after_ms = reader
        .whole(settings, "flush_after_ms", 200, 600_000)
        .unwrap_or(10_000);
    let at_events = reader
        .whole(settings, "flush_at_events", 1, 100)
        .unwrap_or(20);
    let url = match is_layer {
        true => Some(String::new()),
        false => reader.needed_text(settings, "url", 2000),
    };
    let url = url.filter(|url| {
        let is_safe = is_layer || is_collector_url(url);
        if !is_safe {
            reader.problem_at("url", &["expected an https address, a path such as \"/collect\", or http on this machine"]);
        }
        is_safe
    });
    reader.leave(mark);
    let at_most = format.as_ref().map_or(100, |format| format.max_events);
    let collector = Collector {
        url: url?,
        format,
        flush_after_ms: f64::from(after_ms),
        flush_at_events: at_most.min(at_events as usize),
    };
    is_usable.then_some(collector)
}

/// Reads `"format"`: the name of our own, or a template. Without one that can be used there is
/// nothing to run, since another format than the wanted one would be refused.
pub(crate) fn read_format(reader: &mut Reader, settings: &Json) -> Option<Option<Template>> {
    let Some(json) = settings.get("format") else {
        return Some(None);
    };
    let mark = reader.enter("format");
    let format = match json.as_text() {
        Some("tallymark") => Some(None),
        Some(name) if nearest(name, &["tallymark"]).is_some() => {
            reader.unknown("format", name, &["tallymark"]);
            Some(None)
        }
        Some(name) => {
            reader.problem(&[
                "unknown format \"",
                name,
                "\"; write \"tallymark\" or a template: npx tallymark init --collector ",
                name,
            ]);
            None
        }
        None if !reader.has(Part::Formats) => None,
        None => {
            reader.leave(mark);
            return format::read(reader, settings).map(Some);
        }
    };
    reader.leave(mark);
    format
}

/// Whether events may be sent there: `https:`, `http:` to this machine only, or a path of the
/// shop's own origin; no user, no white space, no control characters.
fn is_collector_url(url: &str) -> bool {
    if !is_all(url, |byte| {
        0x20 < byte && byte < 0x7f && !matches!(byte, b'\\' | b'"' | b'<')
    }) {
        return false;
    }
    if url.starts_with("/") {
        return url.as_bytes().get(1) != Some(&b'/');
    }
    let (is_plain, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (false, rest),
        (None, Some(rest)) => (true, rest),
        (None, None) => return false,
    };
    let (host, _) = until(rest, |byte| matches!(byte, b'/' | b'?'));
    if host.is_empty() || cut(host, b'@').is_some() || cut(url, b'#').is_some() {
        return false;
    }
    let port = host
        .bytes()
        .rposition(|byte| byte == b':')
        .unwrap_or(host.len());
    let name = host.get(..port).unwrap_or(host);
    !is_plain || matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_go_to_https_to_this_machine_or_to_the_shop_itself() {
        let check = |url: &str, expected| assert_eq!(is_collector_url(url), expected, "{url}");
        check("https://collect.example/v1/events", true);
        check("https://collect.example:8443/v1", true);
        check("https://collect.example", true);
        check("/collect", true);
        check("http://127.0.0.1:8081/v1/events", true);
        check("http://localhost:8081", true);
        check("http://[::1]:8081/", true);
        check("http://localhost", true);
        check("http://collect.example/", false);
        check("http://127.0.0.1.evil.example/", false);
        check("//collect.example/", false);
        check("https://user:word@collect.example/", false);
        check("https://", false);
        check("javascript:alert(1)", false);
        check("data:text/plain,x", false);
        check("ftp://collect.example/", false);
        check("https://collect.example/\r\nx", false);
        check("https://collect.example/#part", false);
        check("https://cöllect.example/", false);
        check("collect.example", false);
        check("", false);
    }
}
