//! Reads what a watch asks for, and matches elements against the watches' selectors.
//!
//! Selectors are kept as JavaScript strings: handing them over anew at each click costs three
//! times as much. What a shopper typed into a text field is never read, whatever the config says.

use js_sys::JsString;
use wasm_bindgen::prelude::*;
use web_sys::Element;

use super::dom::Page;
use crate::engine::watch::{DomEvent, Read, Sense, Watch, WatchId};

/// Longest text that is taken from an element, UTF-16 units.
const MAX_TEXT: u32 = 1000;
/// Longest JSON-LD block that is read, UTF-16 units.
const MAX_JSON_LD: u32 = 65_536;
/// Most elements that are counted.
const MAX_COUNT: u32 = 1000;
/// Divides JSON-LD blocks; no JSON text contains it.
const BLOCK_END: char = '\u{1}';

/// Controls whose value is a choice among the shop's own words.
const READABLE: &str = "select,input[type=checkbox],input[type=radio],input[type=range],input[type=number],input[type=search]";
/// Controls that hold something about the shopper whatever their type.
const PRIVATE: &str = "[autocomplete]:not([autocomplete=on],[autocomplete=off],[autocomplete=''])";

#[wasm_bindgen]
extern "C" {
    /// An element or the document, with selectors as JavaScript strings.
    #[derive(Clone, Debug)]
    type Root;
    #[wasm_bindgen(method, catch)]
    fn closest(this: &Root, selector: &JsString) -> Result<Option<Element>, JsValue>;
    #[wasm_bindgen(method, catch, js_name = querySelector)]
    fn find(this: &Root, selector: &JsString) -> Result<Option<Element>, JsValue>;
    #[wasm_bindgen(method, catch, js_name = querySelectorAll)]
    fn find_all(this: &Root, selector: &JsString) -> Result<List, JsValue>;
    #[wasm_bindgen(method, js_name = getRootNode)]
    fn root_node(this: &Root) -> ShadowOrDocument;
    #[wasm_bindgen(method, js_name = getAttribute)]
    fn attribute(this: &Root, name: &JsString) -> Option<JsString>;
    #[wasm_bindgen(method, getter)]
    fn value(this: &Root) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = textContent)]
    fn text(this: &Root) -> Option<JsString>;

    #[derive(Debug)]
    type ShadowOrDocument;
    #[wasm_bindgen(method, getter)]
    fn host(this: &ShadowOrDocument) -> Option<Element>;

    #[derive(Debug)]
    type List;
    #[wasm_bindgen(method, getter)]
    fn length(this: &List) -> u32;
    #[wasm_bindgen(method)]
    fn item(this: &List, index: u32) -> Option<Element>;
}

/// One watch, with everything as JavaScript wants it.
#[derive(Debug)]
struct Ready {
    event: Option<DomEvent>,
    selector: JsString,
    within: Option<JsString>,
    reads: Vec<ReadyRead>,
}

#[derive(Debug)]
enum ReadyRead {
    Text(Option<JsString>),
    Attribute {
        name: JsString,
        has: JsString,
        selector: Option<JsString>,
    },
    Value(Option<JsString>),
    Count(JsString),
    JsonLd,
    State {
        selector: JsString,
        attribute: Option<JsString>,
    },
    Shown(JsString),
}

/// All watches.
#[derive(Debug)]
pub(crate) struct Reads {
    watches: Vec<Ready>,
    /// For each event one selector that matches whatever any watch of it matches.
    combined: Vec<(DomEvent, JsString)>,
}

impl Reads {
    /// Prepares the watches; selectors that the browser can't use are given back.
    pub(crate) fn new(watches: &[Watch], page: &Page) -> (Reads, Vec<(WatchId, String)>) {
        let mut unusable = Vec::new();
        let mut combined: Vec<(DomEvent, String)> = Vec::new();
        let mut ready = Vec::with_capacity(watches.len());
        for (id, watch) in watches.iter().enumerate() {
            for selector in selectors(watch) {
                if page.document.query_selector(selector).is_err() {
                    unusable.push((id, selector.to_owned()));
                }
            }
            let mut event = None;
            let mut own = JsString::from("");
            if let Sense::Dom {
                event: kind,
                selector,
            } = &watch.sense
            {
                let is_usable = !unusable.iter().any(|(other, _)| *other == id);
                if is_usable {
                    event = Some(*kind);
                    own = selector.as_str().into();
                    match combined.iter_mut().find(|(other, _)| other == kind) {
                        Some((_, all)) => {
                            all.push(',');
                            all.push_str(selector);
                        }
                        None => combined.push((*kind, selector.clone())),
                    }
                }
            }
            let within = watch.within.as_deref().map(JsString::from);
            let reads = watch.reads.iter().map(ready_read).collect();
            ready.push(Ready {
                event,
                selector: own,
                within,
                reads,
            });
        }
        let combined = combined
            .iter()
            .map(|(event, all)| (*event, all.as_str().into()))
            .collect();
        (
            Reads {
                watches: ready,
                combined,
            },
            unusable,
        )
    }

    /// Whether any watch wants the event.
    pub(crate) fn wants(&self, event: DomEvent) -> bool {
        self.combined.iter().any(|(other, _)| *other == event)
    }

    /// The watches whose selector matches at `target` or above it, with the element that matched;
    /// out of open shadow roots too.
    pub(crate) fn matches(&self, event: DomEvent, target: &Element) -> Vec<(WatchId, Element)> {
        let mut matches = Vec::new();
        let Some((_, combined)) = self.combined.iter().find(|(other, _)| *other == event) else {
            return matches;
        };
        let mut next = Some(target.clone());
        while let Some(element) = next {
            let root: &Root = element.unchecked_ref();
            if let Ok(Some(_)) = root.closest(combined) {
                for (id, watch) in self.watches.iter().enumerate() {
                    if watch.event != Some(event) {
                        continue;
                    }
                    if let Ok(Some(element)) = root.closest(&watch.selector) {
                        matches.push((id, element));
                    }
                }
            }
            next = root.root_node().host();
        }
        matches
    }

    /// Reads what a watch asks for, around the element that matched.
    pub(crate) fn read(
        &self,
        watch: WatchId,
        element: Option<&Element>,
        page: &Page,
    ) -> Vec<Option<String>> {
        let Some(watch) = self.watches.get(watch) else {
            return Vec::new();
        };
        let document: &Root = page.document.unchecked_ref();
        let own: Option<&Root> = element.map(JsCast::unchecked_ref);
        let around: Option<Root> = own.zip(watch.within.as_ref()).map(|(own, within)| {
            own.closest(within)
                .ok()
                .flatten()
                .map_or(own.clone(), JsCast::unchecked_into)
        });
        let around = around.as_ref().unwrap_or(document);
        watch
            .reads
            .iter()
            .map(|read| read_one(read, own, around, document))
            .collect()
    }
}

fn read_one(
    read: &ReadyRead,
    own: Option<&Root>,
    around: &Root,
    document: &Root,
) -> Option<String> {
    match read {
        ReadyRead::Text(selector) => text(&found(selector.as_ref(), own, around)?),
        ReadyRead::Value(selector) => value(&found(selector.as_ref(), own, around)?),
        ReadyRead::Attribute {
            name,
            has,
            selector,
        } => {
            let element = match selector {
                Some(selector) => around.find(selector).ok()??,
                None => own?.closest(has).ok()??,
            };
            let element: &Root = element.unchecked_ref();
            Some(shortened(&element.attribute(name)?))
        }
        ReadyRead::Count(selector) => Some(count(around, selector)),
        ReadyRead::Shown(selector) => Some(count(document, selector)),
        ReadyRead::State {
            selector,
            attribute,
        } => {
            let element: Root = document.find(selector).ok()??.unchecked_into();
            match attribute {
                Some(name) => element.attribute(name).map(|text| shortened(&text)),
                None => text(&element),
            }
        }
        ReadyRead::JsonLd => Some(json_ld(document)),
    }
}

fn found(selector: Option<&JsString>, own: Option<&Root>, around: &Root) -> Option<Root> {
    match selector {
        Some(selector) => around.find(selector).ok()?.map(JsCast::unchecked_into),
        None => own.cloned(),
    }
}

fn text(element: &Root) -> Option<String> {
    element.text().map(|text| shortened(&text))
}

fn shortened(text: &JsString) -> String {
    text.slice(0, MAX_TEXT).into()
}

/// The value of a control that offers a choice; of no other.
fn value(element: &Root) -> Option<String> {
    let control: &Element = element.unchecked_ref();
    if !control.matches(READABLE).ok()? || control.matches(PRIVATE).ok()? {
        return None;
    }
    element.value().dyn_ref::<JsString>().map(shortened)
}

/// How many elements match and can be seen, as text like everything that is read.
fn count(root: &Root, selector: &JsString) -> String {
    let mut shown: u32 = 0;
    if let Ok(list) = root.find_all(selector) {
        for index in 0..list.length().min(MAX_COUNT) {
            shown += u32::from(list.item(index).is_some_and(|element| is_shown(&element)));
        }
    }
    let mut text = String::new();
    crate::engine::push_u32(&mut text, shown);
    text
}

/// Whether the element has a box. One that is scrolled out of view has; `display: none` has not.
fn is_shown(element: &Element) -> bool {
    0 < element.get_client_rects().length()
}

fn json_ld(document: &Root) -> String {
    let mut blocks = String::new();
    let Ok(list) = document.find_all(&JsString::from("script[type='application/ld+json']")) else {
        return blocks;
    };
    for index in 0..list.length().min(20) {
        let block = list
            .item(index)
            .and_then(|block| block.unchecked_into::<Root>().text());
        if let Some(block) = block {
            blocks.push_str(&String::from(block.slice(0, MAX_JSON_LD)));
            blocks.push(BLOCK_END);
        }
    }
    blocks
}

fn ready_read(read: &Read) -> ReadyRead {
    let js = |text: &String| JsString::from(text.as_str());
    match read {
        Read::Text(selector) => ReadyRead::Text(selector.as_ref().map(js)),
        Read::Attribute { name, selector } => ReadyRead::Attribute {
            name: js(name),
            has: ["[", name, "]"].concat().as_str().into(),
            selector: selector.as_ref().map(js),
        },
        Read::Value(selector) => ReadyRead::Value(selector.as_ref().map(js)),
        Read::Count(selector) => ReadyRead::Count(js(selector)),
        Read::JsonLd => ReadyRead::JsonLd,
        Read::State {
            selector,
            attribute,
        } => ReadyRead::State {
            selector: js(selector),
            attribute: attribute.as_ref().map(js),
        },
        Read::Shown(selector) => ReadyRead::Shown(js(selector)),
    }
}

/// All selectors of a watch.
fn selectors(watch: &Watch) -> impl Iterator<Item = &str> {
    let sense = match &watch.sense {
        Sense::Dom { selector, .. } => Some(selector),
        Sense::Mutation | Sense::Nothing => None,
    };
    let reads = watch.reads.iter().filter_map(|read| match read {
        Read::Text(selector) | Read::Value(selector) | Read::Attribute { selector, .. } => {
            selector.as_ref()
        }
        Read::Count(selector) | Read::Shown(selector) | Read::State { selector, .. } => {
            Some(selector)
        }
        Read::JsonLd => None,
    });
    sense
        .into_iter()
        .chain(watch.within.as_ref())
        .chain(reads)
        .map(String::as_str)
}
