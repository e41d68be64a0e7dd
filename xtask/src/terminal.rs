//! What xtask prints about its own work: each step's name before it starts, its time when it ends.
//!
//! The output of the tools in between is theirs and goes straight to the terminal.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Now, for measuring how long something took; the one place that asks the clock.
#[allow(
    clippy::disallowed_methods,
    reason = "xtask runs natively and only measures"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Prints what starts, does it, prints how long it took.
///
/// # Errors
/// Whatever `work` gives; then the line says "failed".
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("→ {what}");
    let start = now();
    let outcome = work();
    let took = seconds(start.elapsed());
    match &outcome {
        Ok(_) => println!("✓ {what}: {took}"),
        Err(_) => println!("✗ {what}: failed after {took}"),
    }
    outcome
}

/// `12.3 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
