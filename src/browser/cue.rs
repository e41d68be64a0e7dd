//! What can be noticed: the numbers that the loader's functions hand back to [`super::Tally`].
//!
//! One function for each, so that neither side keeps closures of the other.

use wasm_bindgen::JsValue;
use web_sys::Event;

use super::{Tally, inside};
use crate::engine::signal::{Arrival, FlushReason, Signal};
use crate::engine::watch::DomEvent;

/// A listener, an observer or a timer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cue {
    Click,
    Submit,
    Change,
    Visibility,
    Focus,
    PageHide,
    PageShow,
    Back,
    Entry,
    PopState,
    Check,
    Poll,
    Sign,
    MouseMove,
    MouseOut,
    MouseOver,
    PointerBack,
    Scroll,
    Response,
    Changed,
    Look,
    Woke,
    Named,
    JqueryNamed,
    Loaded,
    Sent,
    Copy,
    Play,
    Layer,
    LayerSoon,
    Crossed,
    Came,
    Find,
    Inside,
}

impl Cue {
    const ALL: [Cue; 34] = [
        Cue::Click,
        Cue::Submit,
        Cue::Change,
        Cue::Visibility,
        Cue::Focus,
        Cue::PageHide,
        Cue::PageShow,
        Cue::Back,
        Cue::Entry,
        Cue::PopState,
        Cue::Check,
        Cue::Poll,
        Cue::Sign,
        Cue::MouseMove,
        Cue::MouseOut,
        Cue::MouseOver,
        Cue::PointerBack,
        Cue::Scroll,
        Cue::Response,
        Cue::Changed,
        Cue::Look,
        Cue::Woke,
        Cue::Named,
        Cue::JqueryNamed,
        Cue::Loaded,
        Cue::Sent,
        Cue::Copy,
        Cue::Play,
        Cue::Layer,
        Cue::LayerSoon,
        Cue::Crossed,
        Cue::Came,
        Cue::Find,
        Cue::Inside,
    ];

    /// The one with this number.
    pub(crate) fn numbered(number: u8) -> Option<Cue> {
        Cue::ALL.get(usize::from(number)).copied()
    }
}

impl Tally {
    pub(crate) fn noticed(&self, cue: Cue, event: &Event, more: &JsValue) {
        match cue {
            Cue::Click => self.element_event(DomEvent::Click, event),
            Cue::Submit => self.submitted(event),
            Cue::Change => self.element_event(DomEvent::Change, event),
            Cue::Visibility => self.visibility_changed(),
            Cue::Focus => self.signal(self.attention()),
            Cue::PageHide => self.leave(FlushReason::PageHide),
            Cue::PageShow => self.shown(event),
            Cue::Back => self.came_back(),
            Cue::Entry => self.entry_changed(event),
            Cue::PopState => self.moved(Arrival::Traverse),
            Cue::Check => self.check_address(),
            Cue::Poll => self.poll_address(),
            Cue::Sign => self.is_active(),
            Cue::MouseMove => self.mouse_moved(event),
            Cue::MouseOut => self.mouse_out(event),
            Cue::MouseOver => self.mouse_over(event),
            Cue::PointerBack => self.signal(Signal::PointerBack),
            Cue::Scroll => self.scrolled(),
            Cue::Response => self.responded(event),
            Cue::Changed => self.changed(),
            Cue::Look => self.look_now(),
            Cue::Woke => self.woke(),
            Cue::Named => self.named(event),
            Cue::JqueryNamed => self.jquery_named(event, more),
            Cue::Sent => self.settle_sent(),
            Cue::Copy => self.element_event(DomEvent::Copy, event),
            Cue::Play => self.element_event(DomEvent::Play, event),
            Cue::Layer => self.poll_layers(),
            Cue::LayerSoon => self.layer_soon(),
            Cue::Crossed => self.crossed(event),
            Cue::Came => self.elements_came(),
            Cue::Find => self.find_elements(),
            Cue::Inside => inside::noticed(self, event),
            Cue::Loaded => {
                self.listen_to_jquery();
            }
        }
    }
}
