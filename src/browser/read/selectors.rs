//! The selectors in a watch.

use crate::engine::watch::{DomEvent, ListOf, Read, Sense, Watch};

/// The selector of a watch that wants the event.
pub(super) fn wanted(watch: &Watch, event: DomEvent) -> Option<&str> {
    match &watch.sense {
        Sense::Dom {
            event: own,
            selector,
        } if *own == event => Some(selector),
        Sense::Dom { .. }
        | Sense::Event { .. }
        | Sense::Layer { .. }
        | Sense::Screen { .. }
        | Sense::Mutation
        | Sense::Nothing => None,
    }
}

pub(super) fn sense_selector(sense: &Sense) -> Option<&String> {
    match sense {
        Sense::Dom { selector, .. } | Sense::Screen { selector, .. } => Some(selector),
        Sense::Event { selector, .. } => selector.as_ref(),
        Sense::Layer { .. } | Sense::Mutation | Sense::Nothing => None,
    }
}

pub(crate) fn selector(read: &Read) -> Option<&String> {
    match read {
        Read::Text(selector) | Read::Value(selector) | Read::Attribute { selector, .. } => {
            selector.as_ref()
        }
        Read::Count(selector)
        | Read::Shown(selector)
        | Read::State { selector, .. }
        | Read::Microdata(selector)
        | Read::List {
            of: ListOf::Elements,
            path: selector,
            ..
        } => Some(selector),
        Read::List { .. }
        | Read::JsonLd
        | Read::Event(_)
        | Read::Element
        | Read::DataLayer(_)
        | Read::Global(_)
        | Read::Played
        | Read::Nearby { .. } => None,
    }
}
