//! The outbox as data: what pkg-template/outbox.js does with a body, for tabs that are no browser.
//!
//! Kept in step with it by tests/e2e/delivery.test.mjs, where a real one does the same.

use tallymark::engine::encode::CUT;

/// The half of a body under its own id: with the first so many events and the losses, or with the
/// others.
pub(crate) fn half(body: &str, id: &str, own_id: &str, at: usize, is_first: bool) -> String {
    let parts: Vec<&str> = body.split(CUT).collect();
    let end = parts.len() - 3;
    let events = if is_first {
        &parts[1..2 * at]
    } else {
        &parts[2 * at + 1..end]
    };
    let losses = if is_first { parts[end + 1] } else { "" };
    let mut half = vec![parts[0]];
    half.extend(events);
    half.extend([parts[end], losses, parts[end + 2]]);
    half.join(&CUT.to_string()).replace(id, own_id)
}
