//! Random shops and random days in them, for the invariants.
//!
//! Every text may hold an e-mail address, a card or a phone number; none of them may ever leave.

use proptest::prelude::*;
use serde_json::{Value, json};
use tallymark::engine::consent::Consent;
use tallymark::engine::signal::{Arrival, FlushReason, Location, Outcome, Scalar, Signal};

/// What must never be found in anything that is held or stored.
pub(crate) const PERSONAL: [&str; 4] = [
    "anna.meier@example.org",
    "4111 1111 1111 1111",
    "4111111111111111",
    "171 2345678",
];

const TEXTS: [&str; 20] = [
    "",
    "0",
    "1",
    "2",
    "3 items",
    "€129.90",
    "1.299,00 €",
    "true",
    "M",
    "tent",
    "a \"quoted\" \u{2028}<b>text</b> \\ \u{1}",
    "anna.meier@example.org",
    "write to anna.meier@example.org or call +49 171 2345678 today",
    "4111 1111 1111 1111",
    "my card 4111111111111111 is new",
    "tel +49 171 2345678",
    "[{\"@type\":\"Product\",\"sku\":\"anna.meier@example.org\",\"offers\":{\"price\":\"12\"}}]\u{1}",
    "日本語 テント",
    "-17",
    "999999999999999999999999",
];

const PATHS: [&str; 7] = [
    "/",
    "/p/ridge-tent",
    "/p/anna.meier@example.org",
    "/c/tents",
    "/search",
    "/u/anna.meier@example.org/orders/4111111111111111",
    "",
];

const SEARCHES: [&str; 5] = [
    "",
    "?q=tent",
    "?q=anna.meier%40example.org",
    "?q=%2B49+171+2345678&utm_medium=email",
    "?gclid=4111111111111111&q=",
];

/// A text of the page or the shopper, long ones too.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let long = prop::sample::select(&TEXTS[..])
        .prop_map(|text| ["tent ".repeat(38), text.to_owned()].concat());
    prop_oneof![9 => prop::sample::select(&TEXTS[..]).prop_map(str::to_owned), 1 => long]
}

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "view_item",
        "add_to_cart",
        "search",
        "wish",
        "offer",
        "other",
    ])
}

fn trigger() -> impl Strategy<Value = Value> {
    let change = prop::sample::select(vec!["any", "increase", "decrease", "appear", "disappear"]);
    let sensitivity = prop::sample::select(vec!["low", "medium", "high"]);
    prop_oneof![
        Just(json!({ "click": { "selector": "button" } })),
        Just(json!({ "submit": { "selector": "form" } })),
        Just(json!({ "change": { "selector": "input" } })),
        change.prop_map(|change| json!({ "mutation": { "selector": ".cart-count", "change": change } })),
        any::<bool>().prop_map(|back| json!({ "navigation": { "back": back } })),
        Just(json!({ "navigation": { "page": "product" } })),
        (100_u32..9000).prop_map(|active_ms| json!({ "dwell": { "active_ms": active_ms } })),
        (sensitivity, 0_u32..5000)
            .prop_map(|(word, after_ms)| json!({ "exit_intent": { "sensitivity": word, "after_ms": after_ms } })),
        Just(json!({ "response": { "url": "/cart/*", "status": "2xx" } })),
        Just(json!({ "response": { "url": "/cart/*", "status": "5xx" } })),
        Just(json!({ "tracked": {} })),
        Just(json!({ "dom_event": { "name": "added_to_cart" } })),
        Just(json!({ "data_layer": { "event": "add_to_cart" } })),
        Just(json!({ "click": { "selector": "button", "times": 2 } })),
        Just(json!({ "copy": { "selector": "h1" } })),
        Just(json!({ "print": {} })),
        (0_u32..4000).prop_map(|shown_ms| json!({ "visible": { "selector": "li", "shown_ms": shown_ms } })),
        (100_u32..4000).prop_map(|ms| json!({ "dwell": { "active_ms": ms, "selector": "li" } })),
        (1_u32..100).prop_map(|percent| json!({ "scroll": { "percent": percent } })),
        (0_u32..100).prop_map(|percent| json!({ "video": { "percent": percent } })),
        (2000_u32..9000).prop_map(|after_ms| json!({ "idle": { "after_ms": after_ms } })),
        (1000_u32..9000).prop_map(|away_ms| json!({ "return": { "away_ms": away_ms } })),
    ]
}

fn condition() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!({ "page": "product" })),
        Just(json!({ "path": "/p/*" })),
        Just(json!({ "query": "q" })),
        Just(json!({ "exists": ".sale" })),
        (name(), 0_u32..4).prop_map(|(name, most)| json!({ "counted": name, "at_most": most })),
        name()
            .prop_map(|name| json!({ "counted": name, "with": { "note": "tent" }, "per": "page" })),
        Just(json!({ "property": "count", "at_least": 1 })),
        Just(json!({ "property": "note", "glob": "*e*" })),
        Just(json!({ "property": "note", "one_of": ["tent", 3] })),
        Just(json!({ "channel": ["email", "direct"] })),
        Just(json!({ "device": "mouse" })),
        Just(json!({ "sample": 0.5 })),
        name().prop_map(|name| json!({ "after": name, "without": "wish", "within_ms": 9000 })),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            inner
                .clone()
                .prop_map(|condition| json!({ "not": condition })),
            prop::collection::vec(inner, 1..3).prop_map(|conditions| json!({ "any": conditions })),
        ]
    })
}

fn properties() -> impl Strategy<Value = Value> {
    let property = prop_oneof![
        Just(("note", json!({ "text": true }))),
        Just(("label", json!({ "text": ".label" }))),
        Just(("hint", json!({ "attribute": "data-hint" }))),
        Just(("choice", json!({ "value": true }))),
        Just(("term", json!({ "query": "q" }))),
        Just(("slug", json!({ "path": "slug" }))),
        Just(("count", json!({ "count": ".card" }))),
        Just(("sku", json!({ "json_ld": "sku" }))),
        Just((
            "cost",
            json!({ "json_ld": "offers.price", "type": "money" })
        )),
        Just(("amount", json!({ "text": ".amount", "type": "number" }))),
        Just((
            "bare",
            json!([{ "microdata": "sku" }, { "data_layer": "note.text" }])
        )),
        Just(("shared", json!({ "meta": "og:title" }))),
        Just((
            "variable",
            json!([{ "global": "shop.note" }, { "text": true }])
        )),
        Just(("link", json!({ "attribute": "href", "type": "url" }))),
        Just((
            "least",
            json!({ "text": ".amount", "type": "money", "pick": "smallest", "after": "€" })
        )),
        Just((
            "lines",
            json!({ "list": ".line", "each": {
                "hint": { "attribute": "data-hint", "selector": "button" },
                "note": { "text": true },
                "cost": { "text": ".amount", "type": "money" },
            } })
        )),
        Just(("fixed", json!({ "constant": "call +49 171 2345678" }))),
    ];
    prop::collection::vec(property, 0..5).prop_map(|properties| {
        let mut object = json!({});
        for (name, source) in properties {
            object[name] = source;
        }
        object
    })
}

fn definition() -> impl Strategy<Value = Value> {
    let proofs = || prop::collection::vec(trigger(), 1..3);
    let proven = prop_oneof![
        3 => Just(json!({})),
        2 => (proofs(), 100_u32..6000).prop_map(|(any, ms)| json!({ "confirm": { "any": any, "within_ms": ms } })),
        1 => proofs().prop_map(|any| json!({ "refuse": { "any": any } })),
        2 => (proofs(), proofs()).prop_map(|(confirm, refuse)| {
            json!({ "confirm": { "any": confirm }, "refuse": { "any": refuse }, "otherwise": "failed" })
        }),
    ];
    let limit = prop_oneof![
        3 => Just(Value::Null),
        1 => Just(json!({ "times": 1, "per": "page" })),
        1 => Just(json!({ "times": 2, "per": "session" })),
        1 => Just(json!({ "per": "element", "cooldown_ms": 2000 })),
    ];
    let when = prop::collection::vec(condition(), 0..2);
    let holdout = prop::option::weighted(0.2, prop::sample::select(vec![0.1, 0.5]));
    (trigger(), proven, when, properties(), limit, holdout).prop_map(
        |(trigger, proven, when, properties, limit, holdout)| {
            let mut definition = proven;
            definition["trigger"] = trigger;
            definition["when"] = json!(when);
            definition["properties"] = properties;
            if !limit.is_null() {
                definition["limit"] = limit;
            }
            if let Some(share) = holdout {
                definition["holdout"] = json!(share);
            }
            definition
        },
    )
}

/// A config that has no problems.
pub(crate) fn config() -> impl Strategy<Value = Value> {
    let definitions = prop::collection::vec(definition(), 0..6);
    (definitions, 1_u32..8, 200_u32..12_000, prop::bool::weighted(0.3)).prop_map(
        |(mut definitions, at_events, after_ms, is_required)| {
            for (index, definition) in definitions.iter_mut().enumerate() {
                let names = ["view_item", "add_to_cart", "search", "wish", "offer", "other"];
                definition["name"] = json!(names[index]);
                if 3 <= index && let Some(members) = definition.as_object_mut() {
                    members.shift_remove("holdout");
                }
            }
            json!({
                "version": 1,
                "site": "shop",
                "collector": { "url": "/collect", "flush_at_events": at_events, "flush_after_ms": after_ms },
                "consent": if is_required { "required" } else { "not_required" },
                "pages": { "product": { "path": "/p/{slug}" }, "search": { "path": "/search" } },
                "funnel": ["view_item", "add_to_cart"],
                "definitions": definitions,
            })
        },
    )
}

/// One step of a day: how much later, and what happens.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) later_ms: f64,
    pub(crate) happening: Happening,
    /// What the browser reads if it is asked to look.
    pub(crate) texts: Vec<Option<String>>,
}

/// What happens: a signal, or what the outbox and the tab do.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    Signal(Signal),
    /// The browser saw something for a watch, by its place modulo their number.
    Seen(usize),
    /// The oldest request that is under way is answered.
    Answered(u16, Option<f64>),
    /// The next page of the tab.
    PageLoad(Location),
    /// Time passes, and the engine is woken in time.
    Wait,
}

fn signal() -> impl Strategy<Value = Signal> {
    let arrival = prop::sample::select(vec![
        Arrival::Load,
        Arrival::Again,
        Arrival::Restore,
        Arrival::Push,
        Arrival::Replace,
        Arrival::Traverse,
    ]);
    let reason = prop::sample::select(vec![
        FlushReason::Hidden,
        FlushReason::PageHide,
        FlushReason::Asked,
    ]);
    let consent = prop::sample::select(vec![Consent::Granted, Consent::Granted, Consent::Denied]);
    let outcome = prop::sample::select(vec![Outcome::Shown, Outcome::Accepted, Outcome::Dismissed]);
    let status = prop::option::of(prop::sample::select(vec![200_u16, 302, 404, 503]));
    let place = || prop_oneof![-20.0..900.0, Just(f64::NAN), Just(f64::INFINITY), Just(0.0)];
    let track = prop_oneof![
        name().prop_map(str::to_owned),
        Just("Not a name".to_owned()),
        text()
    ];
    prop_oneof![
        2 => (location(), arrival).prop_map(|(location, arrival)| Signal::Navigated(location, arrival)),
        2 => any::<(bool, bool)>().prop_map(|(visible, focused)| Signal::Attention { visible, focused }),
        1 => Just(Signal::Active),
        3 => (place(), place()).prop_map(|(x, y)| Signal::Pointer { x, y }),
        3 => (place(), place(), any::<bool>())
            .prop_map(|(x, y, in_control)| Signal::PointerLeft { x, y, width: 1280.0, in_control }),
        1 => Just(Signal::PointerBack),
        4 => (0_usize..6, 0_u32..4, any::<bool>())
            .prop_map(|(watch, element, is_shown)| Signal::Shown { watch, element, is_shown }),
        2 => (place(), place()).prop_map(|(top, most)| Signal::Scrolled { top, most, height: 800.0 }),
        3 => status.prop_map(|status| {
            Signal::Responded { url: "https://shop.example/cart/add?mail=anna.meier@example.org".to_owned(), status }
        }),
        1 => Just(Signal::Woke),
        6 => (track, prop::collection::vec((tracked_name(), tracked_value()), 0..4))
            .prop_map(|(name, properties)| Signal::Tracked { name, properties }),
        1 => (name().prop_map(str::to_owned), outcome)
            .prop_map(|(name, outcome)| Signal::Responding { name, outcome }),
        1 => consent.prop_map(Signal::Consented),
        1 => reason.prop_map(Signal::Flush),
    ]
}

fn tracked_name() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "note",
        "size",
        "Bad Name",
        "anna.meier@example.org",
        "reason",
        "currency_code",
    ])
    .prop_map(str::to_owned)
}

fn tracked_value() -> impl Strategy<Value = Scalar> {
    prop_oneof![4 => text().prop_map(Scalar::Text), 1 => any::<bool>().prop_map(Scalar::Flag)]
}

fn location() -> impl Strategy<Value = Location> {
    (
        prop::sample::select(&PATHS[..]),
        prop::sample::select(&SEARCHES[..]),
    )
        .prop_map(|(path, search)| Location {
            path: path.to_owned(),
            search: search.to_owned(),
        })
}

/// A day in the shop.
pub(crate) fn day() -> impl Strategy<Value = Vec<Step>> {
    let status = prop::sample::select(vec![204_u16, 204, 204, 0, 400, 413, 429, 503]);
    let happening = prop_oneof![
        8 => signal().prop_map(Happening::Signal),
        6 => (0_usize..40).prop_map(Happening::Seen),
        4 => (status, prop::option::of(-5.0..90_000.0)).prop_map(|(status, wait)| Happening::Answered(status, wait)),
        1 => location().prop_map(Happening::PageLoad),
        4 => Just(Happening::Wait),
    ];
    let later_ms = prop_oneof![4 => (0_u32..400).prop_map(f64::from), 1 => (0_u32..40_000).prop_map(f64::from)];
    let row = prop::collection::vec(prop::option::weighted(0.8, text()), 3);
    let rows = prop::collection::vec(row, 0..4).prop_map(|rows| json!(rows).to_string());
    let value = prop_oneof![6 => text(), 1 => rows];
    let texts = prop::collection::vec(prop::option::weighted(0.8, value), 8);
    let step = (later_ms, happening, texts).prop_map(|(later_ms, happening, texts)| Step {
        later_ms,
        happening,
        texts,
    });
    prop::collection::vec(step, 0..60)
}
