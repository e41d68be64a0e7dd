//! What an earlier page left in the outbox, and the note that goes with each batch.
//!
//! The note is the engine's own: the outbox keeps it beside the body and hands it back unread, so
//! that a batch that has to be given up can be counted without its body. What is read is not
//! trusted: the storage is everybody's.

use super::Engine;
use super::outcome::{DROP_REASONS, Dropped};
use super::text::{piece, push_u32, whole};

/// A batch that an earlier page left unacknowledged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stored {
    /// Its id.
    pub id: String,
    /// What [`note`] gave.
    pub note: String,
    /// Size of its body; 0 where there is none.
    pub bytes: usize,
    /// How long ago it was held, milliseconds by the wall clock, and 0 where that went backwards.
    pub age_ms: f64,
}

impl Engine {
    /// Begins the notes of batches, where their format isn't our own: a page with another format
    /// doesn't take them up.
    pub fn mark(&self) -> String {
        let mut mark = String::new();
        if let Some(template) = &self.config.format {
            push_u32(&mut mark, template.print);
            mark.push(':');
        }
        mark
    }
}

/// The note of a batch with so many events that reports these losses: numbers between commas, the
/// losses in the order of [`DROP_REASONS`].
pub fn note(events: u32, lost: &Dropped) -> String {
    let mut note = String::new();
    push_u32(&mut note, events);
    for (reason, _) in DROP_REASONS {
        note.push(',');
        push_u32(&mut note, lost.count(reason));
    }
    note
}

/// Reads a note; nothing of what is none. One of an earlier version has fewer losses.
pub(crate) fn read_note(note: &str) -> Option<(u32, Dropped)> {
    let (mut events, mut lost) = (None, Dropped::default());
    let mut reasons = DROP_REASONS.iter();
    let mut left = Some(note);
    while let Some(number) = piece(&mut left, b',') {
        match events {
            None => events = Some(whole(number)?),
            Some(_) => lost.add(reasons.next()?.0, whole(number)?),
        }
    }
    Some((events?, lost))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::outcome::DropReason;

    #[test]
    fn a_note_gives_back_what_was_noted() {
        let mut lost = Dropped::default();
        lost.add(DropReason::Rejected, 3);
        lost.add(DropReason::Unreadable, 70_000);
        assert_eq!(read_note(&note(20, &lost)), Some((20, lost)));
        let nothing = Dropped::default();
        assert_eq!(read_note(&note(0, &nothing)), Some((0, nothing)));
    }

    #[test]
    fn what_another_wrote_there_is_no_note() {
        for text in [
            "",
            ",",
            "x",
            "1,",
            "-1",
            "+1",
            "1,2,x",
            "1.5",
            " 1",
            "4294967296",
            "1,4294967296",
            "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24",
        ] {
            assert_eq!(read_note(text), None, "{text:?}");
        }
        assert!(read_note("7").is_some(), "a note without losses");
    }
}
