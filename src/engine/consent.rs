//! The shopper's choice, and what each choice lets through.

/// Whether events may be kept and sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// Not asked yet: events wait in memory; nothing is stored, nothing leaves.
    Unset,
    /// Events are kept and sent.
    Granted,
    /// Nothing is counted, kept or sent.
    Denied,
}
