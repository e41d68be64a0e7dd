//! Open shadow roots, and frames of the page's own origin, that the config names: searched, listened to, observed.
//!
//! A part of its own: nothing here is called unless the config has `look_inside`. A frame of another origin and a
//! closed root show nothing of themselves, so nothing of them is touched. What comes later is found when the page has
//! changed, when something has loaded, and before the shopper uses it.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Event, MutationObserver, MutationObserverInit};

use crate::browser::Tally;
use crate::browser::convert::Out;
use crate::browser::cue::Cue;
use crate::browser::dom::Page;
use crate::browser::named::Sent;
use crate::browser::read::{Node, Reads, Scene, read_here, selector};
use crate::engine::part::Part;
use crate::engine::push_u32;
use crate::engine::watch::Read;

/// Most roots in which is looked.
const MAX_ROOTS: usize = 200;
/// Most elements of one search.
const MAX_FOUND: u32 = 1000;
/// New roots are looked for so long after the page has changed, milliseconds.
const FIND_MS: f64 = 200.0;
/// A frame that loads another page is looked at so often, milliseconds, and so many times.
const RETRY_MS: f64 = 50.0;
const RETRIES: u32 = 200;
/// What comes before a root is of use, at the page and in frames.
const SIGNS: &str = "load pointerdown focusin";
/// `Node.DOCUMENT_NODE` and `Node.DOCUMENT_FRAGMENT_NODE`.
const DOCUMENT: u32 = 9;
const FRAGMENT: u32 = 11;

#[wasm_bindgen]
extern "C" {
    #[derive(Debug)]
    type Outer;
    /// What it has of this name; undefined without.
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get(this: &Outer, name: &str) -> Option<Node>;
}

/// The selectors that the browser can use, of the watches behind those of definitions.
fn usable(reads: &Reads, defined: usize) -> impl Iterator<Item = &String> {
    let watches = reads.watches.iter().skip(defined);
    watches.filter_map(|watch| watch.within.as_ref())
}

/// One selector for what the config names.
#[inline(never)]
pub(crate) fn hosts(reads: &Reads, defined: usize) -> String {
    let mut hosts = String::new();
    for selector in usable(reads, defined) {
        if !hosts.is_empty() {
            hosts.push(',');
        }
        hosts.push_str(selector);
    }
    hosts
}

/// What is inside of an element. A form may have a control of such a name: that is neither.
fn inner(element: &Node) -> Option<Node> {
    let outer: &Outer = element.unchecked_ref();
    // The document of a frame of another origin is null.
    let root = outer
        .get("shadowRoot")
        .or_else(|| outer.get("contentDocument"))?;
    matches!(root.kind(), DOCUMENT | FRAGMENT).then_some(root)
}

fn add_all(root: &Node, selector: &str, found: &mut Vec<Node>) {
    let list = root.find_all(selector);
    for index in 0..list.length().min(MAX_FOUND) {
        found.push(list.item(index));
    }
}

/// The roots below `root`, and those inside of these.
fn roots(hosts: &str, root: &Node) -> Vec<Node> {
    let mut roots = Vec::new();
    let mut found = Vec::new();
    if root.is_element() && root.matches(hosts) {
        found.push(root.clone());
    }
    let mut place = 0;
    add_all(root, hosts, &mut found);
    loop {
        for host in &found {
            if let Some(root) = inner(host)
                && roots.len() < MAX_ROOTS
            {
                roots.push(root);
            }
        }
        found.clear();
        let Some(next) = roots.get(place) else {
            return roots;
        };
        add_all(next, hosts, &mut found);
        place += 1;
    }
}

/// All that match in the roots below `root`.
#[inline(never)]
pub(crate) fn find(hosts: &str, root: &Node, selector: &str) -> Vec<Node> {
    let mut found = Vec::new();
    for root in &roots(hosts, root) {
        add_all(root, selector, &mut found);
    }
    found
}

/// The element in whose shadow root another is.
fn above(element: &Node) -> Option<Node> {
    let root = element.root_node();
    if root.kind() == FRAGMENT {
        root.host()
    } else {
        None
    }
}

/// The nearest that matches above the shadow root in which an element is.
#[inline(never)]
pub(crate) fn near(element: &Node, selector: &str) -> Option<Node> {
    let mut next = above(element);
    while let Some(host) = next {
        let found = host.closest(selector);
        if found.is_some() {
            return found;
        }
        next = above(&host);
    }
    None
}

/// Reads on where the page itself had `found`: counts go on, and what was not found may be inside.
#[inline(never)]
pub(crate) fn read_on(
    reads: &Reads,
    read: &Read,
    scene: &Scene<'_>,
    (around, document): (&Node, &Node),
    found: Option<String>,
) -> Option<String> {
    let is_everywhere = matches!(read, Read::State { .. } | Read::Shown(_));
    let start = if is_everywhere { document } else { around };
    if let Read::Count(_) | Read::Shown(_) = read {
        let mut count = number(found);
        for root in &roots(&reads.hosts, start) {
            count += number(read_here(read, scene, root, root, &reads.numbers));
        }
        let mut text = String::new();
        push_u32(&mut text, count);
        return Some(text);
    }
    if found.is_some() {
        return found;
    }
    if selector(read).is_some() {
        for root in &roots(&reads.hosts, start) {
            let found = read_here(read, scene, root, root, &reads.numbers);
            if found.is_some() {
                return found;
            }
        }
    } else if let Read::Attribute { .. } = read {
        let mut next = above(scene.own?);
        while let Some(host) = next {
            let above_it = Scene {
                own: Some(&host),
                ..Scene::default()
            };
            let found = read_here(read, &above_it, around, document, &reads.numbers);
            if found.is_some() {
                return found;
            }
            next = above(&host);
        }
    }
    None
}

fn number(count: Option<String>) -> u32 {
    let mut number = 0;
    if let Some(digits) = count {
        for digit in digits.bytes() {
            number = number * 10 + u32::from(digit.wrapping_sub(b'0'));
        }
    }
    number
}

/// Observes all roots.
#[inline(never)]
pub(crate) fn observe(hosts: &str, document: &Node, observer: &MutationObserver) {
    let init = MutationObserverInit::new();
    init.set_child_list(true);
    init.set_subtree(true);
    init.set_character_data(true);
    init.set_attributes(true);
    for root in &roots(hosts, document) {
        // A root can always be observed.
        let _ = observer.observe_with_options(root.unchecked_ref(), &init);
    }
}

/// Begins to listen, first to what is there already.
#[inline(never)]
pub(crate) fn listen(tally: &Tally) {
    let document = &tally.page.document;
    // The shopper's hand comes before a choice in a root that nobody has found yet.
    tally.listen(document, SIGNS, Cue::Inside);
    if let Ok(finder) = MutationObserver::new(&tally.host.caller(Cue::Inside as u8)) {
        tally.host.ending(&finder);
        tally.inside.finder.replace(Some(finder));
    }
    look(tally);
}

/// The page has changed: new roots are looked for later.
fn came(tally: &Tally) {
    if let Some(finder) = &*tally.inside.finder.borrow() {
        finder.disconnect();
    }
    look_in(tally, FIND_MS);
}

fn look_in(tally: &Tally, wait_ms: f64) {
    let due = tally.page.now() + wait_ms;
    tally
        .inside
        .later
        .set(&tally.host, Cue::Inside, wait_ms, due);
}

/// Listens in roots that are new, and looks for what the page brings later.
fn look(tally: &Tally) {
    let inside = &tally.inside;
    inside.later.stop();
    let init = MutationObserverInit::new();
    init.set_child_list(true);
    init.set_subtree(true);
    let mut all = roots(&tally.reads.hosts, tally.page.root());
    let mut is_news = false;
    for root in &all {
        let numbers = &tally.reads.numbers;
        let known = numbers.last.get();
        // A root has a number from now on.
        if known < numbers.of(root) {
            listen_in(tally, root);
            is_news = true;
        }
    }
    all.push(tally.page.root().clone());
    if let Some(finder) = &*inside.finder.borrow() {
        for root in &all {
            // A root can always be observed.
            let _ = finder.observe_with_options(root.unchecked_ref(), &init);
        }
    }
    let left = inside.retries.get();
    if is_news {
        inside.retries.set(0);
        if let Some(observer) = &*tally.observed.observer.borrow() {
            observe(&tally.reads.hosts, tally.page.root(), observer);
        }
        notice(tally, Cue::Look);
        if tally.has(Part::Screen) {
            notice(tally, Cue::Came);
        }
    } else if 0 < left {
        inside.retries.set(left - 1);
        look_in(tally, RETRY_MS);
    }
}

/// The same as if it had been noticed in the page itself.
fn notice(tally: &Tally, cue: Cue) {
    tally.notice(
        cue as u8,
        JsValue::UNDEFINED.unchecked_ref(),
        &JsValue::UNDEFINED,
    );
}

fn listen_in(tally: &Tally, root: &Node) {
    tally.listen(
        root,
        "click submit change copy playing timeupdate pause ended",
        Cue::Inside,
    );
    if tally.has(Part::Layers) {
        tally.listen_to_named_in(root);
    }
    // A document of a frame: what loads there is heard there, and so is the shopper.
    if let Some(window) = root.unchecked_ref::<Outer>().get("defaultView") {
        tally.listen(&window, "pagehide", Cue::Inside);
        tally.listen(root, SIGNS, Cue::Inside);
        tally.listen(root, "pointermove pointerdown keydown scroll", Cue::Sign);
    }
}

/// Takes what was noticed: an event of a root or of the page, a change of the page, or that it is time.
#[inline(never)]
pub(crate) fn noticed(tally: &Tally, event: &Event) {
    if event.is_undefined() {
        return look(tally);
    }
    if Array::is_array(event) {
        return came(tally);
    }
    let sent: &Sent = event.unchecked_ref();
    let name = sent.name();
    let path = event.composed_path();
    let is_sign = matches!(name.as_str(), "load" | "pointerdown" | "focusin");
    // What leaves a shadow root of the page is heard in the page.
    let is_heard =
        path.get(path.length().wrapping_sub(1)) == *AsRef::<JsValue>::as_ref(&tally.page.window);
    // What leaves one in a frame is heard twice, and so is all in a frame that was written anew: it had lost its
    // listeners, or has them twice.
    let last = tally.inside.last.replace(event.into());
    if !is_sign && (is_heard || last == *tally.inside.last.borrow()) {
        return;
    }
    let kind = match name.as_str() {
        "pointerdown" | "focusin" => return look(tally),
        "load" => {
            let target = sent.target();
            if target.is_element()
                && target.matches(&tally.reads.hosts)
                && let Some(root) = inner(&target)
            {
                listen_in(tally, &root);
            }
            return look(tally);
        }
        "pagehide" => {
            tally.inside.retries.set(RETRIES);
            look_in(tally, RETRY_MS);
            return notice(tally, Cue::Look);
        }
        "submit" => Cue::Submit,
        "click" => Cue::Click,
        "change" => Cue::Change,
        "copy" => Cue::Copy,
        "playing" | "timeupdate" | "pause" | "ended" => Cue::Play,
        _ => Cue::Named,
    };
    tally.notice(kind as u8, event, &JsValue::UNDEFINED);
}

/// Adds to what `status()` gives for each of the selectors how many elements match, and how many of them can be looked
/// into.
#[inline(never)]
pub(crate) fn tell<'a>(
    told: &mut Vec<(&'a str, Out<'a>)>,
    reads: &'a Reads,
    defined: usize,
    page: &Page,
) {
    let mut selectors = Vec::new();
    for selector in usable(reads, defined) {
        let mut found = find(&reads.hosts, page.root(), selector);
        add_all(page.root(), selector, &mut found);
        let open = found.iter().filter(|host| inner(host).is_some()).count();
        let counts = vec![
            ("found", Out::Number(found.len() as f64)),
            ("open", Out::Number(open as f64)),
        ];
        selectors.push((selector.as_str(), Out::Object(counts)));
    }
    told.push(("look_inside", Out::Object(selectors)));
}
