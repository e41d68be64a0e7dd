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

impl Consent {
    /// The choice as the shop's code writes it; what is no plain yes is a no.
    pub fn from_text(text: &str) -> Consent {
        if text == "granted" {
            Consent::Granted
        } else {
            Consent::Denied
        }
    }
}
