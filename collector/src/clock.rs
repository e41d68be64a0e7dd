//! The collector's one clock: when a batch arrived, and what "now" is for a summary.
//!
//! Every other module takes the time as an argument.

use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970 (UTC); 0 on a machine whose clock stands before that.
#[allow(
    clippy::disallowed_methods,
    reason = "a server stamps arrivals with the wall clock; the rule is the engine's"
)]
pub(crate) fn now_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}
