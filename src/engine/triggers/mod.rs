//! The triggers: what can make a definition match, or prove or disprove an attempt.
//!
//! One file a trigger, one line in the list below, with the part that it is in if it isn't in the
//! core. A trigger knows its own sense and nothing of conditions, properties or confirmation.

use super::attention::Attention;
use super::json::Json;
use super::millis::Millis;
use super::page::Page;
use super::part::Part;
use super::reader::Reader;
use super::signal::Signal;
use super::text::{cut, whole};
use super::watch::{Read, Sense};

/// A one-page shop has this long to draw a page before it is read, milliseconds.
pub(super) const SETTLE_MS: u32 = 300;

/// What a trigger may know beside the signal.
#[derive(Debug)]
pub(crate) struct Around<'a> {
    pub(crate) now: Millis,
    pub(crate) attention: &'a Attention,
    pub(crate) page: &'a Page,
    /// Name of the definition that the trigger belongs to.
    pub(crate) name: &'a str,
    /// The browser has a finger, no mouse.
    pub(crate) touch: bool,
}

/// What a trigger says of a signal that was meant for nobody in particular.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Noticed {
    /// Not this one.
    No,
    /// This is it.
    Yes,
    /// This is it, at the element of this number; there may be more, so ask again.
    At(u32),
    /// This may be it: it proves an attempt only if no refusal comes within the milliseconds.
    Unless(u32),
    /// It can't be told: as [`Noticed::Unless`] it may prove, but it refuses nothing.
    Perhaps(u32),
}

/// One trigger of one definition.
pub(crate) trait Trigger {
    /// What the browser has to notice for it.
    fn sense(&self) -> Sense {
        Sense::Nothing
    }

    /// Page-wide senses that it needs, as bits of [`super::watch::ambient`].
    fn ambient(&self) -> u8 {
        0
    }

    /// What has to be read for the trigger itself, before the properties.
    fn read(&self) -> Option<Read> {
        None
    }

    /// Judges a signal that names no watch.
    fn notice(&mut self, _signal: &Signal, _around: &Around<'_>) -> Noticed {
        Noticed::No
    }

    /// Judges what was seen through its own watch, where it is a definition's trigger; `read` answers
    /// [`Trigger::read`].
    fn seen(&mut self, _read: Option<&str>, _around: &Around<'_>) -> bool {
        true
    }

    /// How long a one-page shop has to draw a page before it is read, milliseconds.
    fn settle_ms(&self) -> u32 {
        SETTLE_MS
    }

    /// What was read, as a number to compare with: no text of the page is kept or stored for it.
    fn state(&self, _read: Option<&str>) -> u32 {
        0
    }

    /// Judges what was seen through its own watch, where it is a proof: `before` is the state when the attempt began or
    /// when it was last looked at, `now` the state that was just read.
    fn is_met(&self, _before: u32, _now: u32) -> bool {
        true
    }

    /// The state to compare with on a page that was loaded after the attempt, where everything is
    /// new; `before` is the state on the page where it began.
    fn state_after_load(&self, before: u32) -> u32 {
        before
    }

    /// When it wants to be asked again without a signal.
    fn deadline(&self, _around: &Around<'_>) -> Option<Millis> {
        None
    }
}

/// By hand: a `Debug` in the trait's table would keep the whole formatting machinery in the module.
impl std::fmt::Debug for dyn Trigger {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Trigger")
    }
}

/// The number of an element and what belongs to it, as the browser writes them.
fn numbered(read: Option<&str>) -> Option<(u32, u32)> {
    let (element, number) = cut(read?, b' ')?;
    Some((whole(element)?, whole(number)?))
}

macro_rules! triggers {
    ($($module:ident::$kind:ident $(in $part:ident)?),* $(,)?) => {
        $(mod $module;)*

        /// Names of all triggers, as the config writes them.
        pub(crate) const NAMES: &[&str] = &[$($module::$kind::NAME),*];

        /// Each trigger's name with its keys.
        #[cfg(test)]
        pub(crate) const KEYS: &[(&str, &[&str])] = &[$(($module::$kind::NAME, $module::$kind::KEYS)),*];

        /// Reads `{ "<name>": { … } }`; what is wrong becomes a problem.
        pub(crate) fn read(reader: &mut Reader, json: &Json) -> Option<Box<dyn Trigger>> {
            let (name, settings) = reader.tagged(json, "trigger")?;
            $(if name == $module::$kind::NAME {
                let mark = reader.enter(name);
                let is_there = true $(&& reader.has(Part::$part))?;
                let trigger = match reader.object(settings, $module::$kind::KEYS) {
                    Some(_) if is_there => $module::$kind::read(reader, settings),
                    _ => None,
                };
                reader.leave(mark);
                return trigger.map(|trigger| Box::new(trigger) as Box<dyn Trigger>);
            })*
            reader.unknown("trigger", name, NAMES);
            None
        }
    };
}

triggers![
    click::Click,
    submit::Submit,
    change::Change,
    mutation::Mutation,
    navigation::Navigation,
    dwell::Dwell,
    exit_intent::ExitIntent in Exit,
    response::Response,
    tracked::Tracked,
    dom_event::DomEvent in Layers,
    data_layer::DataLayer in Layers,
    visible::Visible in Screen,
    scroll::Scroll in Acts,
    idle::Idle in Acts,
    r#return::Return in Acts,
    video::Video in Acts,
    copy::Copy in Acts,
    share::Share in Acts,
    print::Print in Acts,
];
