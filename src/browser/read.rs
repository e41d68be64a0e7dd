//! Reads what a watch asks for, and matches elements against the watches' selectors.
//!
//! The selectors that every event is compared with are kept as JavaScript strings: handing them
//! over anew at each click costs three times as much. What a shopper typed into a text field is
//! never read, whatever the config says.

mod blocks;
mod found;
mod selectors;
mod typed;

use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::data;
use super::dom::Page;
use super::host::Host;
use super::index::Index;
use super::inside;
use super::media::played_percent;
use super::nearby::nearby;
use super::numbers::Numbers;
use super::payload::value_at;
use super::rows::rows;
use crate::engine::watch::{DomEvent, Read, Sense, Watch, WatchId};
pub(crate) use blocks::json_ld;
pub(crate) use selectors::selector;
use selectors::{sense_selector, wanted};
pub(crate) use typed::READABLE;
use typed::{is_typed, value};

/// Longest text that is taken from an element or from the shop's code, UTF-16 units.
const MAX_TEXT: u32 = 1000;
/// Most elements that are counted.
const MAX_COUNT: u32 = 1000;

#[wasm_bindgen]
extern "C" {
    /// An element or the document. Nothing of it fails: selectors are tried once, at the start.
    #[derive(Clone, Debug)]
    pub(crate) type Node;
    #[wasm_bindgen(method, getter, js_name = nodeType)]
    pub(crate) fn kind(this: &Node) -> u32;
    #[wasm_bindgen(method, getter, js_name = parentElement)]
    pub(crate) fn parent(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, getter, js_name = ownerDocument)]
    fn document(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method)]
    pub(crate) fn matches(this: &Node, selector: &str) -> bool;
    #[wasm_bindgen(method, js_name = closest)]
    pub(crate) fn has_near(this: &Node, selector: &JsString) -> Option<Node>;
    #[wasm_bindgen(method)]
    pub(crate) fn closest(this: &Node, selector: &str) -> Option<Node>;
    #[wasm_bindgen(method, catch, js_name = querySelector)]
    fn try_find(this: &Node, selector: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = querySelector)]
    pub(crate) fn find(this: &Node, selector: &str) -> Option<Node>;
    #[wasm_bindgen(method, js_name = querySelectorAll)]
    pub(crate) fn find_all(this: &Node, selector: &str) -> List;
    #[wasm_bindgen(method, js_name = getRootNode)]
    pub(crate) fn root_node(this: &Node) -> Node;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn host(this: &Node) -> Option<Node>;
    #[wasm_bindgen(method, js_name = getAttribute)]
    pub(crate) fn attribute(this: &Node, name: &str) -> Option<JsString>;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn value(this: &Node) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = textContent)]
    pub(crate) fn text(this: &Node) -> Option<JsString>;
    #[wasm_bindgen(method, js_name = getClientRects)]
    fn boxes(this: &Node) -> List;

    #[derive(Debug)]
    pub(crate) type List;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn length(this: &List) -> u32;
    #[wasm_bindgen(method)]
    pub(crate) fn item(this: &List, index: u32) -> Node;

    #[wasm_bindgen(extends = JsString)]
    #[derive(Debug)]
    type Text;
    #[wasm_bindgen(method)]
    fn slice(this: &Text, start: u32, end: u32) -> String;
}

impl Node {
    /// Whether it is an element, and no window, document or text.
    pub(crate) fn is_element(&self) -> bool {
        self.kind() == ELEMENT
    }
}

/// `Node.ELEMENT_NODE`.
const ELEMENT: u32 = 1;

/// Where a watch noticed something: nothing of it where the engine asks for a look.
#[derive(Debug, Default)]
pub(crate) struct Scene<'a> {
    /// The element that matched.
    pub(crate) own: Option<&'a Node>,
    /// The innermost element of the event.
    pub(crate) target: Option<&'a Node>,
    /// What came along with the event.
    pub(crate) payload: Option<&'a JsValue>,
}

/// All watches.
#[derive(Debug)]
pub(crate) struct Reads {
    pub(crate) watches: Vec<Watch>,
    /// For each event that some watch wants, which of them may match.
    indexes: Vec<(DomEvent, Index)>,
    pub(crate) numbers: Numbers,
    /// One selector for all elements that are looked into, if the config names some.
    pub(crate) hosts: String,
}

impl Reads {
    /// Prepares the watches; selectors that the browser can't use are given back.
    pub(crate) fn new(
        watches: &[Watch],
        page: &Page,
        absent: u32,
    ) -> (Reads, Vec<(WatchId, String)>) {
        let mut unusable = Vec::new();
        let mut ready = watches.to_vec();
        for (id, watch) in ready.iter_mut().enumerate() {
            let mut is_usable = true;
            let mut check = |selector: Option<&String>| {
                if let Some(selector) = selector
                    && page.root().try_find(selector).is_err()
                {
                    unusable.push((id, selector.clone()));
                    is_usable = false;
                }
            };
            check(sense_selector(&watch.sense));
            check(watch.within.as_ref());
            for read in &watch.reads {
                check(selector(read));
            }
            // It stays in its place, blind: its number is its name.
            if !is_usable {
                *watch = Watch {
                    sense: Sense::Nothing,
                    within: None,
                    reads: Vec::new(),
                };
            }
        }
        let mut indexes = Vec::new();
        for event in DomEvent::ALL {
            let mut selectors = Vec::new();
            for (id, watch) in ready.iter().enumerate() {
                if let Some(selector) = wanted(watch, event) {
                    selectors.push((id, selector));
                }
            }
            if let Some(index) = Index::new(selectors, absent) {
                indexes.push((event, index));
            }
        }
        let reads = Reads {
            watches: ready,
            indexes,
            numbers: Numbers::new(),
            hosts: String::new(),
        };
        (reads, unusable)
    }

    /// Whether any watch wants the event.
    pub(crate) fn wants(&self, event: DomEvent) -> bool {
        self.indexes.iter().any(|(other, _)| *other == event)
    }

    /// The watches whose selector matches at `target` or above it, with the element that matched;
    /// out of open shadow roots too. A filter comes first, since most events match nothing.
    pub(crate) fn matches(
        &self,
        event: DomEvent,
        target: &Node,
        host: &Host,
    ) -> Vec<(WatchId, Node)> {
        let mut matches = Vec::new();
        let Some((_, index)) = self.indexes.iter().find(|(other, _)| *other == event) else {
            return matches;
        };
        let mut next = Some(target.clone());
        while let Some(element) = next {
            for id in index.candidates(&element, host) {
                if let Some(watch) = self.watches.get(id)
                    && let Some(selector) = wanted(watch, event)
                    && let Some(element) = element.closest(selector)
                {
                    matches.push((id, element));
                }
            }
            // A link that the page has taken out is its own root, and has a text as `host`.
            let root = element.root_node();
            next = if root.is_element() { None } else { root.host() };
        }
        matches
    }

    /// The watches whose sense is wanted, with what `wants` says of each.
    pub(crate) fn wanting<T>(&self, wants: impl Fn(&Sense) -> Option<T>) -> Vec<(WatchId, T)> {
        let mut wanting = Vec::new();
        for (id, watch) in self.watches.iter().enumerate() {
            if let Some(what) = wants(&watch.sense) {
                wanting.push((id, what));
            }
        }
        wanting
    }

    /// The names of events that some watch wants, each once.
    pub(crate) fn event_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for watch in &self.watches {
            if let Sense::Event { name, .. } = &watch.sense
                && !names.contains(name)
            {
                names.push(name.clone());
            }
        }
        names
    }

    /// Reads what a watch asks for, around the element that matched.
    pub(crate) fn read(
        &self,
        watch: WatchId,
        scene: &Scene<'_>,
        page: &Page,
    ) -> Vec<Option<String>> {
        let own = scene.own;
        let mut values = Vec::new();
        let Some(watch) = self.watches.get(watch) else {
            return values;
        };
        let near = match (own, &watch.within) {
            (Some(own), Some(within)) => {
                let mut near = own.closest(within);
                if near.is_none() && !self.hosts.is_empty() {
                    near = inside::near(own, within);
                }
                near.or_else(|| Some(own.clone()))
            }
            _ => None,
        };
        // An early click is read in the loader's picture of the page, another document, which stands
        // for the page and is seen by nobody; what happens in a frame is read there.
        let home = own.and_then(Node::document);
        let home = home.as_ref().unwrap_or(page.root());
        let is_picture = home.unchecked_ref::<web_sys::Document>().hidden();
        let document = if is_picture { home } else { page.root() };
        let around = near.as_ref().unwrap_or(home);
        let mut left = watch.reads.as_slice();
        while let Some((read, behind)) = left.split_first() {
            left = behind;
            if let Read::List { cells, .. } = read {
                let (cells, behind) = left.split_at_checked(*cells as usize).unwrap_or_default();
                left = behind;
                values.push(rows(read, cells, scene, (around, document), self));
                for _ in cells {
                    values.push(None);
                }
                continue;
            }
            values.push(self.read_one(read, scene, around, document));
        }
        values
    }
}

impl Reads {
    /// What `read` finds in the page, or in what is looked into.
    pub(crate) fn read_one(
        &self,
        read: &Read,
        scene: &Scene<'_>,
        around: &Node,
        document: &Node,
    ) -> Option<String> {
        let found = read_here(read, scene, around, document, &self.numbers);
        if self.hosts.is_empty() {
            return found;
        }
        inside::read_on(self, read, scene, (around, document), found)
    }
}

/// What there is without looking into anything.
pub(crate) fn read_here(
    read: &Read,
    scene: &Scene<'_>,
    around: &Node,
    document: &Node,
    numbers: &Numbers,
) -> Option<String> {
    let own = scene.own;
    let selector = selector(read);
    // `State` and `Shown` look in the whole document.
    let is_everywhere = matches!(read, Read::State { .. } | Read::Shown(_));
    let root = if is_everywhere { document } else { around };
    match (read, selector) {
        (Read::JsonLd, _) => return Some(json_ld(document)),
        (Read::Event(path), _) => return value_at(scene.payload?, path),
        (Read::DataLayer(path), _) => return data::in_data_layer(path),
        (Read::Global(path), _) => return data::in_globals(path),
        (Read::Microdata(selector), _) => return data::microdata(&root.find(selector)?),
        (Read::Element, _) => return Some(numbers.text(own?)),
        (Read::Played, _) => return Some(numbers.with(own?, played_percent(own?)?)),
        (Read::Nearby { except }, _) => return nearby(scene.target?, except, numbers),
        (Read::Count(_) | Read::Shown(_), Some(selector)) => {
            return Some(count(root, selector));
        }
        _ => {}
    }
    let element = match (read, selector) {
        (_, Some(selector)) => root.find(selector)?,
        (Read::Attribute { name, .. }, None) => {
            let has = String::from("[") + name + "]";
            own?.closest(&has)?
        }
        _ => own?.clone(),
    };
    let text = match read {
        Read::Value(_) => return value(&element),
        Read::Text(_) if is_typed(&element) => return None,
        Read::Attribute { name, .. }
        | Read::State {
            attribute: Some(name),
            ..
        } => element.attribute(name),
        Read::Text(_)
        | Read::State { .. }
        | Read::Count(_)
        | Read::Shown(_)
        | Read::List { .. }
        | Read::JsonLd
        | Read::Event(_)
        | Read::Element
        | Read::Played
        | Read::Nearby { .. }
        | Read::DataLayer(_)
        | Read::Global(_)
        | Read::Microdata(_) => element.text(),
    };
    text.map(|text| shortened(&text))
}

/// As much of a text as is taken.
pub(crate) fn shortened(text: &JsString) -> String {
    text_of(text, MAX_TEXT)
}

/// The first `most` UTF-16 units of a text.
pub(crate) fn text_of(text: &JsString, most: u32) -> String {
    text.unchecked_ref::<Text>().slice(0, most)
}

/// How many elements match and can be seen, as text like everything that is read.
fn count(root: &Node, selector: &str) -> String {
    let mut shown: u32 = 0;
    let list = root.find_all(selector);
    for index in 0..list.length().min(MAX_COUNT) {
        // One that is scrolled out of view has a box; one with `display: none` has none.
        shown += u32::from(0 < list.item(index).boxes().length());
    }
    let mut text = String::new();
    crate::engine::push_u32(&mut text, shown);
    text
}
