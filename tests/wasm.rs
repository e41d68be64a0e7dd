//! The border between page and engine, in a real browser: listeners begin and end, definitions
//! cross, events arrive as plain objects, and what must not be read is not read.
//!
//! What the engine decides is tested natively (tests/journeys); what a whole page does, in
//! tests/e2e.
#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Object, Reflect};
use tallymark::Tally;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = r#"
// A loader that writes down what it is asked, and passes on what the test clicks.
export const makeHost = () => {
  const ender = new AbortController();
  const { signal } = ender;
  const host = {
    log: [], guarded: 0, ears: new Set(), ender, window,
    ready: (url, isDebug) => host.log.push(['ready', url, isDebug]),
    failed: (problems) => host.log.push(['failed', problems]),
    lacks: (parts) => host.log.push(['lacks', parts]),
    caller: (cue) => (event, more) => { host.guarded += 1; host.engine.notice(cue, event, more); },
    listen: (target, names, cue) => names.split(' ').forEach((name) =>
      target.addEventListener(name, host.caller(cue), { capture: true, passive: true, signal })),
    ending: (observer) => signal.addEventListener('abort', () => observer.disconnect()),
    choice: () => undefined,
    words: () => undefined,
    erased: () => false,
    saved: () => undefined,
    visits: () => undefined,
    visited: () => {},
    held: () => [],
    hold: (id, note, body) => host.log.push(['hold', id, note, body]),
    halve: (...halves) => host.log.push(['halve', ...halves]),
    send: (id) => host.log.push(['send', id]),
    forget: (id) => host.log.push(['forget', id]),
    purge: () => host.log.push(['purge']),
    persist: () => host.log.push(['persist']),
    hears: (name) => host.ears.has(name),
    notify: (name, event) => host.log.push(['notify', name, event]),
  };
  return host;
};
export const join = (host, engine) => { host.engine = engine; };
export const listenFor = (host, name) => host.ears.add(name);
export const logOf = (host) => host.log;
export const guardedOf = (host) => host.guarded;
export const end = (host) => host.ender.abort();
// Beside the runner's own output, which stands in the body.
const scene = () => document.querySelector('#scene')
  ?? document.body.appendChild(Object.assign(document.createElement('div'), { id: 'scene' }));
export const stage = (html) => { scene().innerHTML = html; };
export const click = (selector) => document.querySelector(selector).click();
export const change = (selector) =>
  document.querySelector(selector).dispatchEvent(new Event('change', { bubbles: true }));
export const stageShadow = () => {
  scene().innerHTML = '<div id="island"></div>';
  document.querySelector('#island').attachShadow({ mode: 'open' }).innerHTML = '<button class="add"><b>Add</b></button>';
};
export const clickInShadow = () => document.querySelector('#island').shadowRoot.querySelector('b').click();
export const task = () => new Promise((done) => setTimeout(done, 120));
export const setText = (selector, text) => { document.querySelector(selector).textContent = text; };
"#)]
extern "C" {
    #[wasm_bindgen(js_name = makeHost)]
    fn make_host() -> JsValue;
    fn join(host: &JsValue, engine: &JsValue);
    #[wasm_bindgen(js_name = listenFor)]
    fn listen_for(host: &JsValue, name: &str);
    #[wasm_bindgen(js_name = logOf)]
    fn log_of(host: &JsValue) -> Array;
    #[wasm_bindgen(js_name = guardedOf)]
    fn guarded_of(host: &JsValue) -> u32;
    fn end(host: &JsValue);
    fn stage(html: &str);
    fn click(selector: &str);
    fn change(selector: &str);
    #[wasm_bindgen(js_name = stageShadow)]
    fn stage_shadow();
    #[wasm_bindgen(js_name = clickInShadow)]
    fn click_in_shadow();
    async fn task();
    #[wasm_bindgen(js_name = setText)]
    fn set_text(selector: &str, text: &str);

    /// The instance as the loader has it.
    type Running;
    #[wasm_bindgen(method)]
    fn tell(this: &Running, word: &str, text: &str, value: &JsValue);
    #[wasm_bindgen(method)]
    fn status(this: &Running) -> JsValue;
}

impl Running {
    fn stop(&self) {
        self.tell("stop", "", &JsValue::UNDEFINED);
    }
}

const COLLECTOR: &str =
    r#""version":1,"site":"test","collector":{"url":"https://collect.example/v1"}"#;

fn start(definitions: &str) -> (JsValue, Running) {
    let host = make_host();
    let config = format!("{{{COLLECTOR},\"definitions\":{definitions}}}");
    let tally = JsValue::from(Tally::start(host.clone().unchecked_into(), config, 0, 0));
    join(&host, &tally);
    (host, tally.unchecked_into())
}

/// The log's entries of one kind.
fn logged(host: &JsValue, kind: &str) -> Vec<Array> {
    let entries = log_of(host);
    let entries = entries.iter().map(|entry| entry.unchecked_into::<Array>());
    entries
        .filter(|entry| entry.get(0) == JsValue::from_str(kind))
        .collect()
}

/// The bodies held so far, the newest last.
fn bodies(host: &JsValue) -> Vec<String> {
    logged(host, "hold")
        .iter()
        .filter_map(|entry| entry.get(3).as_string())
        .collect()
}

fn at(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

const ADD: &str = r#"[{"name":"add_to_cart","trigger":{"click":{"selector":".add"}},"within":".card",
    "properties":{"item_id":{"attribute":"data-sku"},"price":{"text":".price","type":"money"}}}]"#;

#[wasm_bindgen_test]
fn a_click_is_read_from_its_own_card() {
    stage(
        r#"<div class="card" data-sku="A1"><i class="price">€ 9.90</i><button class="add">Add</button></div>
           <div class="card" data-sku="B2"><i class="price">€ 12.50</i><button class="add" id="b"><b>Add</b></button></div>"#,
    );
    let (host, tally) = start(ADD);
    click("#b b");
    let bodies = bodies(&host);
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    assert!(
        bodies[0].contains(r#""properties":{"item_id":"B2","price":12.5,"currency":"EUR"}"#),
        "{bodies:?}"
    );
    tally.stop();
}

#[wasm_bindgen_test]
fn nothing_is_heard_after_stop() {
    stage(r#"<div class="card"><button class="add">Add</button></div>"#);
    let (host, tally) = start(ADD);
    click(".add");
    // The loader ends the listeners; the instance lets its closures go.
    end(&host);
    tally.stop();
    click(".add");
    assert_eq!(bodies(&host).len(), 1);
}

#[wasm_bindgen_test]
fn every_callback_goes_through_the_guard() {
    stage(r#"<div class="card"><button class="add">Add</button></div>"#);
    let (host, tally) = start(ADD);
    let before = guarded_of(&host);
    click(".add");
    assert_eq!(guarded_of(&host), before + 1);
    tally.stop();
}

#[wasm_bindgen_test]
fn a_callback_gets_a_plain_object() {
    stage(
        r#"<div class="card" data-sku="A1"><i class="price">€ 9.90</i><button class="add">Add</button></div>"#,
    );
    let (host, tally) = start(ADD);
    listen_for(&host, "add_to_cart");
    click(".add");
    let told = logged(&host, "notify");
    assert_eq!(told.len(), 1);
    let event = told[0].get(2);
    assert_eq!(
        Object::get_prototype_of(&event),
        Object::get_prototype_of(&Object::new())
    );
    assert_eq!(at(&event, "name"), "add_to_cart");
    assert_eq!(at(&at(&event, "properties"), "item_id"), "A1");
    assert_eq!(at(&at(&event, "properties"), "price"), 9.9);
    assert_eq!(
        at(&at(&at(&event, "journey"), "counted"), "add_to_cart"),
        1.0
    );
    assert_eq!(at(&at(&event, "journey"), "channel"), "direct");
    tally.stop();
}

#[wasm_bindgen_test]
fn problems_cross_with_place_and_text() {
    let (_, tally) = start(r#"[{"name":"a","trigger":{"clik":{}}}]"#);
    let problems: Array = at(&tally.status(), "problems").unchecked_into();
    assert_eq!(at(&problems.get(0), "place"), "definitions[0].trigger");
    assert_eq!(
        at(&problems.get(0), "text"),
        r#"unknown trigger "clik"; did you mean "click"?"#
    );
    tally.stop();
}

#[wasm_bindgen_test]
fn a_selector_that_the_browser_cannot_use_is_a_problem_and_the_others_work() {
    stage(r#"<div class="card"><button class="add">Add</button></div>"#);
    let (host, tally) = start(
        r#"[{"name":"bad","trigger":{"click":{"selector":"..add"}}},
            {"name":"good","trigger":{"click":{"selector":".add"}}}]"#,
    );
    click(".add");
    let problems: Array = at(&tally.status(), "problems").unchecked_into();
    assert_eq!(problems.length(), 1);
    assert_eq!(at(&problems.get(0), "place"), "definitions[0]");
    assert!(bodies(&host)[0].contains(r#""name":"good""#));
    tally.stop();
}

#[wasm_bindgen_test]
fn what_a_shopper_typed_is_never_read() {
    stage(
        r#"<form><input id="text" value="secret"><input id="mail" type="email" value="secret">
           <input id="word" type="password" value="secret"><textarea id="area">secret</textarea>
           <input id="card" type="number" autocomplete="cc-number" value="4111">
           <select id="size"><option value="M" selected>M</option></select></form>"#,
    );
    let (host, tally) = start(
        r##"[{"name":"picked","trigger":{"change":{"selector":"form *"}},
             "properties":{"own":{"value":true},"text":{"value":"#text"},"mail":{"value":"#mail"},
               "word":{"value":"#word"},"area":{"value":"#area"},"card":{"value":"#card"},"size":{"value":"#size"}}}]"##,
    );
    for selector in ["#text", "#mail", "#word", "#area", "#card", "#size"] {
        change(selector);
    }
    let bodies = bodies(&host);
    let body = bodies.last().cloned().unwrap_or_default();
    assert!(!body.contains("secret") && !body.contains("4111"), "{body}");
    assert!(
        body.contains(r#""size":"M""#) && body.contains(r#""own":"M""#),
        "{body}"
    );
    tally.stop();
}

#[wasm_bindgen_test]
fn a_click_in_an_open_shadow_root_is_seen() {
    stage_shadow();
    let (host, tally) = start(ADD);
    click_in_shadow();
    assert_eq!(bodies(&host).len(), 1);
    tally.stop();
}

#[wasm_bindgen_test]
async fn a_counter_that_is_replaced_proves_an_attempt() {
    stage(
        r#"<span id="head"><b class="count"></b></span><div class="card"><button class="add">Add</button></div>"#,
    );
    let (host, tally) = start(
        r#"[{"name":"add_to_cart","trigger":{"click":{"selector":".add"}},
             "confirm":{"any":[{"mutation":{"selector":".count","change":"increase"}}]}}]"#,
    );
    click(".add");
    assert_eq!(bodies(&host).len(), 0, "a click proves nothing");
    set_text(".count", "0");
    task().await;
    assert_eq!(bodies(&host).len(), 0, "an empty cart is an empty cart");
    stage(r#"<b class="count">1</b>"#);
    task().await;
    assert_eq!(bodies(&host).len(), 1);
    tally.stop();
}

#[wasm_bindgen_test]
fn scalars_of_the_shops_code_cross_and_nothing_else() {
    let (host, tally) = start("[]");
    let properties = Object::new();
    for (key, value) in [
        ("item_id", JsValue::from_str("A1")),
        ("price", JsValue::from_f64(12.5)),
        ("gift", JsValue::TRUE),
        ("nested", Object::new().into()),
        ("missing", JsValue::UNDEFINED),
        ("endless", JsValue::from_f64(f64::INFINITY)),
    ] {
        Reflect::set(&properties, &JsValue::from_str(key), &value).unwrap();
    }
    tally.tell("track", "add_to_wishlist", &properties);
    let bodies = bodies(&host);
    assert!(
        bodies[0].contains(r#""properties":{"item_id":"A1","price":12.5,"gift":true}"#),
        "{bodies:?}"
    );
    tally.stop();
}
