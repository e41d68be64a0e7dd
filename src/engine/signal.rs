//! Everything the browser can say to the engine.

use super::consent::Consent;
use super::number::Decimal;
use super::outcome::DropReason;
use super::watch::WatchId;

/// One thing that happened in the page, as plain data.
#[derive(Clone, Debug, PartialEq)]
pub enum Signal {
    /// A watch noticed something, or was looked at because the engine asked; `values` answer the
    /// watch's reads, in their order.
    Seen {
        /// Which watch.
        watch: WatchId,
        /// What was read; `None` where nothing was found.
        values: Vec<Option<String>>,
    },
    /// The address is another one, or the page came back.
    Navigated(Location, Arrival),
    /// The page can be seen and has the focus, or not.
    Attention {
        /// The document is visible.
        visible: bool,
        /// The window has the focus.
        focused: bool,
    },
    /// The shopper moved, scrolled, typed or touched; at most one a second is said.
    Active,
    /// The mouse moved, in CSS pixels of the viewport.
    Pointer {
        /// From the left.
        x: f64,
        /// From the top.
        y: f64,
    },
    /// The mouse left the window.
    PointerLeft {
        /// From the left, CSS pixels.
        x: f64,
        /// From the top, CSS pixels; negative above the page.
        y: f64,
        /// Width of the viewport, CSS pixels.
        width: f64,
        /// A form control has the focus or has just changed: a list of choices may hold the mouse.
        in_control: bool,
    },
    /// The mouse came back, or the shopper clicked or typed.
    PointerBack,
    /// An element of a [`super::watch::Sense::Screen`] came onto the screen, or left it.
    Shown {
        /// Which watch.
        watch: WatchId,
        /// Its number in this page.
        element: u32,
        /// As much of it as the watch asks for is on the screen.
        is_shown: bool,
    },
    /// The page was scrolled, in CSS pixels.
    Scrolled {
        /// Distance of the viewport from the top.
        top: f64,
        /// How far the page can be scrolled.
        most: f64,
        /// Height of the viewport.
        height: f64,
    },
    /// A request of the page was answered.
    Responded {
        /// Address of the request, absolute.
        url: String,
        /// HTTP status; `None` where the browser doesn't tell it.
        status: Option<u16>,
    },
    /// The time that the engine asked for has come.
    Woke,
    /// The shop's code called `track()`.
    Tracked {
        /// Name of the event.
        name: String,
        /// Its properties, scalars only.
        properties: Vec<(String, Scalar)>,
    },
    /// The shop's code called `respond()` on an event.
    Responding {
        /// Name of the event answered.
        name: String,
        /// What became of it.
        outcome: Outcome,
    },
    /// The loader had to let go what was told, or the engine before this one failed.
    Lost {
        /// Why.
        reason: DropReason,
        /// How many times.
        times: u32,
    },
    /// The shopper's choice.
    Consented(Consent),
    /// What is queued has to go now.
    Flush(FlushReason),
    /// A request was answered, or failed.
    Answered {
        /// Id of the batch.
        batch: String,
        /// HTTP status; 0 when there was no answer.
        status: u16,
        /// `Retry-After`, milliseconds.
        retry_after_ms: Option<f64>,
    },
}

/// What became of a popup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was shown.
    Shown,
    /// The shopper took what it offered.
    Accepted,
    /// The shopper closed it.
    Dismissed,
}

impl Outcome {
    /// The outcome named `text`, as the shop's code writes it.
    pub fn from_text(text: &str) -> Option<Outcome> {
        match text {
            "shown" => Some(Outcome::Shown),
            "accepted" => Some(Outcome::Accepted),
            "dismissed" => Some(Outcome::Dismissed),
            _ => None,
        }
    }

    /// The ending that makes an event's name an outcome's name: `offer_shown`.
    pub fn suffix(self) -> &'static str {
        match self {
            Outcome::Shown => "_shown",
            Outcome::Accepted => "_accepted",
            Outcome::Dismissed => "_dismissed",
        }
    }
}

/// Why a batch was closed and sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlushReason {
    /// It has as many events as a batch may have.
    Count,
    /// One more event would make it too large.
    Bytes,
    /// Its first event has waited long enough.
    Age,
    /// The page was hidden.
    Hidden,
    /// The page is being left.
    PageHide,
    /// The shop's code asked.
    Asked,
}

/// How the shopper came to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// A page was loaded, or activated after prerendering.
    Load,
    /// A page was loaded by going back or forward, or by reload.
    Again,
    /// A page came out of the back-forward cache.
    Restore,
    /// A one-page shop added an entry to the history.
    Push,
    /// A one-page shop changed the current entry.
    Replace,
    /// The shopper went back or forward within a one-page shop.
    Traverse,
}

/// An address, without origin, user and fragment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Location {
    /// The path as the browser has it.
    pub path: String,
    /// The query with its question mark, or nothing.
    pub search: String,
}

/// A value of an event's property.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// A text.
    Text(String),
    /// A number, kept as decimal text so that nothing is rounded.
    Number(Decimal),
    /// Yes or no.
    Flag(bool),
    /// Things that have properties of their own, as JSON text: a list of objects of scalars. Only
    /// `property::list` makes one.
    List(String),
}
