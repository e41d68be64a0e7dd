//! What became of everything that was counted.

use super::text::push_u32;

/// Why something was not delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// An attempt that was neither proven nor refused in time, without an `otherwise`.
    Unconfirmed,
    /// An attempt that the shop refused, without an `otherwise`.
    Refused,
    /// Too many events were waiting; the oldest went.
    QueueFull,
    /// The collector refused the batch for good.
    Rejected,
    /// The event alone was larger than a request may be.
    TooLarge,
    /// The shopper withdrew consent while it waited.
    Consent,
    /// The name, or a property's name, is not one that may be sent.
    Invalid,
    /// It waited for longer than a day; the collector may have it all the same.
    Expired,
    /// Too much was waiting, and all of it had been tried: the collector may have it all the same.
    Unanswered,
    /// Something in our storage that is no batch of ours, or no longer; one for each.
    Unreadable,
    /// More came for longer than anything that a shopper does.
    Flood,
    /// The engine failed while it handled something; one for each time.
    Trap,
}

/// All reasons, in the order of their counts. New ones go to the end: what tabs have stored counts on it.
pub const DROP_REASONS: [(DropReason, &str); 12] = [
    (DropReason::Unconfirmed, "unconfirmed"),
    (DropReason::Refused, "refused"),
    (DropReason::QueueFull, "queue_full"),
    (DropReason::Rejected, "rejected"),
    (DropReason::TooLarge, "too_large"),
    (DropReason::Consent, "consent"),
    (DropReason::Invalid, "invalid"),
    (DropReason::Expired, "expired"),
    (DropReason::Unanswered, "unanswered"),
    (DropReason::Unreadable, "unreadable"),
    (DropReason::Flood, "flood"),
    (DropReason::Trap, "trap"),
];

/// Counts by reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dropped([u32; DROP_REASONS.len()]);

impl Dropped {
    /// Counts `times` more for `reason`.
    pub fn add(&mut self, reason: DropReason, times: u32) {
        if let Some(count) = self.0.get_mut(reason as usize) {
            *count = count.saturating_add(times);
        }
    }

    /// How many were dropped for `reason`.
    pub fn count(&self, reason: DropReason) -> u32 {
        self.0.get(reason as usize).copied().unwrap_or_default()
    }

    /// Adds all counts of `other`.
    pub fn add_all(&mut self, other: &Dropped) {
        for (reason, count) in DROP_REASONS.iter().zip(other.0) {
            self.add(reason.0, count);
        }
    }

    /// Takes off the counts of `other`.
    pub fn take_off(&mut self, other: &Dropped) {
        for (count, less) in self.0.iter_mut().zip(other.0) {
            *count = count.saturating_sub(less);
        }
    }

    /// The counts that aren't 0, with the names used in JSON.
    pub fn counts(&self) -> Vec<(&'static str, u32)> {
        let mut counts = Vec::new();
        for (reason, name) in DROP_REASONS {
            let count = self.count(reason);
            if 0 < count {
                counts.push((name, count));
            }
        }
        counts
    }

    /// Whether nothing was dropped.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|count| *count == 0)
    }

    /// Writes the counts as a JSON object.
    pub fn push_json(&self, out: &mut String) {
        let mut separator = '{';
        for (name, count) in self.counts() {
            out.push(separator);
            out.push('"');
            out.push_str(name);
            out.push_str("\":");
            push_u32(out, count);
            separator = ',';
        }
        if separator == '{' {
            out.push('{');
        }
        out.push('}');
    }
}
