//! What is on the screen: one `IntersectionObserver` for all watches.
//!
//! Elements that come later are found when the page has changed, at most once in [`FIND_MS`]; in
//! between nothing of the page is observed, so that one that changes all the time costs little.

use std::cell::RefCell;

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use web_sys::{Event, MutationObserver, MutationObserverInit};

use super::convert::Out;
use super::cue::Cue;
use super::read::{Node, Scene};
use super::timer::Timer;
use super::{Tally, inside};
use crate::engine::signal::Signal;
use crate::engine::watch::{Sense, Share, WatchId};

/// New elements are looked for so long after the page has changed, milliseconds.
const FIND_MS: f64 = 200.0;
/// The browser tells at each of so many steps between nothing and all of an element.
const STEPS: u32 = 20;
/// Most elements of one look for new ones.
const MAX_FOUND: u32 = 1000;

#[wasm_bindgen]
extern "C" {
    #[derive(Clone, Debug)]
    #[wasm_bindgen(js_name = IntersectionObserver)]
    type ScreenObserver;
    #[wasm_bindgen(constructor, catch, js_class = "IntersectionObserver")]
    fn new(callback: &Function, options: &JsValue) -> Result<ScreenObserver, JsValue>;
    #[wasm_bindgen(method)]
    fn observe(this: &ScreenObserver, element: &Node);

    #[derive(Debug)]
    type Crossing;
    #[wasm_bindgen(method, getter)]
    fn target(this: &Crossing) -> Node;
    #[wasm_bindgen(method, getter, js_name = isIntersecting)]
    fn is_intersecting(this: &Crossing) -> bool;
    #[wasm_bindgen(method, getter, js_name = boundingClientRect)]
    fn own_box(this: &Crossing) -> Rect;
    #[wasm_bindgen(method, getter, js_name = intersectionRect)]
    fn shown_box(this: &Crossing) -> Rect;
    /// Null in a frame of another origin.
    #[wasm_bindgen(method, getter, js_name = rootBounds)]
    fn screen_box(this: &Crossing) -> Option<Rect>;

    #[derive(Debug)]
    type Rect;
    #[wasm_bindgen(method, getter)]
    fn width(this: &Rect) -> f64;
    #[wasm_bindgen(method, getter)]
    fn height(this: &Rect) -> f64;
}

/// The observers, and what is on the screen now.
#[derive(Debug, Default)]
pub(crate) struct Screen {
    observer: RefCell<Option<ScreenObserver>>,
    finder: RefCell<Option<MutationObserver>>,
    /// One selector for whatever any watch wants.
    combined: RefCell<String>,
    shown: RefCell<Vec<(WatchId, u32, Node)>>,
    find: Timer,
}

impl Screen {
    /// Ends the looking for new elements; the loader ends the observers.
    pub(crate) fn stop(&self) {
        self.find.stop();
        self.finder.take();
        self.observer.take();
    }
}

impl Tally {
    /// Begins to watch the screen, if some watch wants it.
    #[inline(never)]
    pub(crate) fn listen_to_screen(&self) {
        let mut combined = String::new();
        let mut steps = Vec::new();
        for (_, (selector, percent, _)) in self.reads.wanting(wanted) {
            if !combined.is_empty() {
                combined.push(',');
            }
            combined.push_str(&selector);
            steps.push(Out::Number(f64::from(percent) / 100.0));
        }
        if combined.is_empty() {
            return;
        }
        for step in 0..=STEPS {
            steps.push(Out::Number(f64::from(step) / f64::from(STEPS)));
        }
        let options = Out::Object(vec![("threshold", Out::List(steps))]);
        let callback = self.host.caller(Cue::Crossed as u8);
        let finder = MutationObserver::new(&self.host.caller(Cue::Came as u8));
        // Browsers that run WebAssembly have both; without them nothing is ever shown.
        let (Ok(observer), Ok(finder)) = (ScreenObserver::new(&callback, &options.to_js()), finder)
        else {
            return;
        };
        self.host.ending(&observer);
        self.host.ending(&finder);
        self.screen.combined.replace(combined);
        self.screen.observer.replace(Some(observer));
        self.screen.finder.replace(Some(finder));
        self.find_elements();
    }

    /// The page has changed: new elements are looked for later.
    #[inline(never)]
    pub(crate) fn elements_came(&self) {
        if let Some(finder) = &*self.screen.finder.borrow() {
            finder.disconnect();
        }
        let due = self.page.now() + FIND_MS;
        self.screen.find.set(&self.host, Cue::Find, FIND_MS, due);
    }

    /// Observes all that match; one that is observed already stays so.
    #[inline(never)]
    pub(crate) fn find_elements(&self) {
        self.screen.find.stop();
        let (Some(observer), Some(finder)) = (
            self.screen.observer.borrow().clone(),
            self.screen.finder.borrow().clone(),
        ) else {
            return;
        };
        let found = self.page.root().find_all(&self.screen.combined.borrow());
        for index in 0..found.length().min(MAX_FOUND) {
            observer.observe(&found.item(index));
        }
        if !self.reads.hosts.is_empty() {
            let combined = self.screen.combined.borrow();
            for element in &inside::find(&self.reads.hosts, self.page.root(), &combined) {
                observer.observe(element);
            }
        }
        let init = MutationObserverInit::new();
        init.set_child_list(true);
        init.set_subtree(true);
        // A document can always be observed.
        let _ = finder.observe_with_options(&self.page.document, &init);
    }

    /// Elements came onto the screen, or left it.
    #[inline(never)]
    pub(crate) fn crossed(&self, entries: &Event) {
        let entries: &Array = entries.unchecked_ref();
        for entry in entries.iter() {
            let entry: Crossing = entry.unchecked_into();
            let target = entry.target();
            for (watch, (selector, percent, share)) in self.reads.wanting(wanted) {
                if target.matches(&selector) {
                    let is_shown =
                        entry.is_intersecting() && f64::from(percent) <= entry.percent(share);
                    self.show(watch, &target, is_shown);
                }
            }
        }
    }

    /// Tells the engine, if it is news.
    fn show(&self, watch: WatchId, target: &Node, is_shown: bool) {
        let element = self.reads.numbers.of(target);
        let mut shown = self.screen.shown.borrow_mut();
        let place = shown
            .iter()
            .position(|(other, number, _)| *other == watch && *number == element);
        match place {
            Some(place) if !is_shown => {
                shown.swap_remove(place);
            }
            None if is_shown => shown.push((watch, element, target.clone())),
            Some(_) | None => return,
        }
        drop(shown);
        self.signal(Signal::Shown {
            watch,
            element,
            is_shown,
        });
    }

    /// Reads what a watch asks for around an element that is on the screen.
    #[inline(never)]
    pub(crate) fn look_at_shown(&self, watch: WatchId, element: u32) {
        let shown = self.screen.shown.borrow();
        let found = shown
            .iter()
            .find(|(other, number, _)| *other == watch && *number == element);
        let found = found.map(|(_, _, node)| node.clone());
        drop(shown);
        let scene = Scene {
            own: found.as_ref(),
            ..Scene::default()
        };
        self.look_at(watch, &scene);
    }
}

impl Crossing {
    /// How much is on the screen; a little more than measured, since boxes are no whole pixels.
    fn percent(&self, share: Share) -> f64 {
        const SLACK: f64 = 0.5;
        let (own, shown) = (self.own_box(), self.shown_box());
        let (mut width, mut height) = (own.width(), own.height());
        if let Some(screen) = self.screen_box() {
            (width, height) = match share {
                Share::Element => (width.min(screen.width()), height.min(screen.height())),
                Share::Viewport => (screen.width(), screen.height()),
            };
        }
        shown.width() * shown.height() / (width * height) * 100.0 + SLACK
    }
}

/// What a watch wants of which elements.
fn wanted(sense: &Sense) -> Option<(String, u32, Share)> {
    match sense {
        Sense::Screen {
            selector,
            percent,
            share,
        } => Some((selector.clone(), *percent, *share)),
        Sense::Dom { .. }
        | Sense::Event { .. }
        | Sense::Layer { .. }
        | Sense::Mutation
        | Sense::Nothing => None,
    }
}
