//! Everything the browser can be asked to notice and to read.

/// Place of a watch in [`super::Engine::watches`].
pub type WatchId = usize;

/// One thing to notice, and what to read when it is noticed.
#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    /// What to notice.
    pub sense: Sense,
    /// The nearest ancestor in which the reads resolve; the whole document without it.
    pub within: Option<String>,
    /// What to read, in this order.
    pub reads: Vec<Read>,
}

/// What a watch notices.
#[derive(Clone, Debug, PartialEq)]
pub enum Sense {
    /// An event on an element that matches, or inside of one.
    Dom {
        /// Which event.
        event: DomEvent,
        /// CSS selector.
        selector: String,
    },
    /// An event of this name, anywhere in the page: an element's, the document's, the window's,
    /// or one that a jQuery of the page triggers.
    Event {
        /// Its `type`.
        name: String,
        /// Only on an element that matches, or inside of one.
        selector: Option<String>,
    },
    /// An entry of a data layer of the page, also one that is there already.
    Layer {
        /// Name of the global list.
        layer: String,
        /// The entry's `event`, or the event's name in a `gtag` call.
        event: String,
    },
    /// An element that matches comes onto the screen or goes: [`super::signal::Signal::Shown`].
    /// Elements that come later are found too.
    Screen {
        /// CSS selector.
        selector: String,
        /// How much of it has to be on the screen, 1 to 100.
        percent: u32,
        /// Of what.
        share: Share,
    },
    /// Elements that match came, went or changed; only while the engine asks for it.
    Mutation,
    /// Nothing by itself: the engine asks for a look.
    Nothing,
}

/// What a percentage on the screen is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// The element; of one that is larger than the screen, the screen.
    Element,
    /// The screen.
    Viewport,
}

/// From so many definitions on that wait for an event at an element their selectors are looked up; fewer are tried
/// faster together (`cargo xtask bench`, a click 17 elements deep: 0.3 µs each against 8 µs for the look-up).
pub const MANY: usize = 30;

/// Events at elements that a watch can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomEvent {
    /// `click`, also by keyboard.
    Click,
    /// `submit` of a form that is valid, and that no script has cancelled.
    Submit,
    /// Any `submit`: also of a form that is invalid (`novalidate`), or that a script cancels.
    SubmitAttempt,
    /// `change` of a form control.
    Change,
    /// `copy` of what is selected.
    Copy,
    /// A video or a sound starts or goes on.
    Play,
}

impl DomEvent {
    /// All of them.
    pub const ALL: [DomEvent; 6] = [
        DomEvent::Click,
        DomEvent::Submit,
        DomEvent::SubmitAttempt,
        DomEvent::Change,
        DomEvent::Copy,
        DomEvent::Play,
    ];
}

/// Something that can be read from the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Read {
    /// The text of the first match, white space folded; of the element itself without a selector.
    Text(Option<String>),
    /// An attribute of the first match; without a selector of the nearest ancestor that has it, up
    /// to the `within` element.
    Attribute {
        /// Name of the attribute.
        name: String,
        /// CSS selector.
        selector: Option<String>,
    },
    /// The value of a form control that may be read (never a text field).
    Value(Option<String>),
    /// How many elements match and can be seen.
    Count(String),
    /// The microdata value of the first match: its `content` or `datetime`, else its text, else its
    /// `href` or `src`.
    Microdata(String),
    /// A scalar of the latest entry of the page's `dataLayer` that has it, by a path of own
    /// properties.
    DataLayer(String),
    /// A scalar of a global variable, by a path of own properties; no getter runs.
    Global(String),
    /// The things of a list: a JSON list with a list for each, which has what the next `cells` reads found in it,
    /// texts or null. These are answered nowhere else: they are read around the element, or are
    /// [`Read::Event`] of the object. Of JSON-LD the answer is as that of [`Read::JsonLd`].
    List {
        /// Where the things are.
        of: ListOf,
        /// CSS selector, or path.
        path: String,
        /// So many reads behind this one are of each thing.
        cells: u32,
        /// So many things, the first ones.
        at_most: u32,
    },
    /// The page's JSON-LD blocks as one JSON array.
    JsonLd,
    /// State of the first match in the whole document: its text or, with a name, an attribute.
    State {
        /// CSS selector.
        selector: String,
        /// Name of the attribute.
        attribute: Option<String>,
    },
    /// The number of the element that matched: the same element has the same number, for as long
    /// as it is in the page.
    Element,
    /// How many elements match in the whole document and can be seen.
    Shown(String),
    /// Of a video or a sound its number in this page, and how many percent of it were really played:
    /// `3 50`. A part that was skipped wasn't; a part that was played twice counts once.
    Played,
    /// Of what was clicked its number in this page, and a number that stands for how the page is
    /// around it, up to three elements above: `3 2166136261`. Nothing where it is, or is in, an
    /// element that `except` matches.
    Nearby {
        /// CSS selector.
        except: &'static str,
    },
    /// A text, number or boolean of what came with the event: `item.id` in the `detail` of a DOM
    /// event, in the first parameter of a jQuery event, or in an entry of a data layer.
    ///
    /// Steps are between dots, an item of a list is its number. Own properties only, getters are
    /// not called. A number is written as JavaScript does (`12.5`), a boolean as `true` or
    /// `false`. What came as a text, number or boolean by itself is `detail`.
    Event(String),
}

/// Where the things of a list are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListOf {
    /// The elements that match.
    Elements,
    /// In the page's JSON-LD.
    JsonLd,
    /// In the latest entry of the page's `dataLayer` that has a list there.
    DataLayer,
    /// In a global variable.
    Global,
    /// In what came with the event.
    Event,
}

/// Senses that belong to the page as a whole, as bits: the browser turns on only what some
/// definition needs.
pub mod ambient {
    /// Mouse movement, leaving and coming back; scrolling by touch.
    pub const POINTER: u8 = 1;
    /// Answers to the page's requests.
    pub const RESPONSE: u8 = 2;
    /// Whether the shopper is active.
    pub const ACTIVITY: u8 = 4;
    /// Scrolling of the page.
    pub const SCROLL: u8 = 8;
    /// Nothing to notice: it has to be woken in time.
    pub const CLOCK: u8 = 16;
    /// Those of the above that are told often, so that only who needs them is asked.
    pub const FREQUENT: u8 = POINTER | ACTIVITY | SCROLL | CLOCK;
}
