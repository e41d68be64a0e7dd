//! A batch as the body of a request, in tallymark's own wire format.
//!
//! Written by hand: no collector's rule changes it, and the page's `JSON` can't. The format is
//! described in docs/wire-format.md and checked by golden bodies. Other formats are templates, which
//! `format` fills in.

use super::event::CountedEvent;
use super::json::push_text;
use super::millis::{Millis, Moment};
use super::outcome::Dropped;
use super::signal::Scalar;
use super::text::push_u32;
use super::wire::Template;

/// Stands in a held body for the milliseconds since it was held; the transport fills it in. No
/// JSON text can contain it, since control characters are always escaped.
pub const WAITED: char = '\u{1}';
/// Stands in a held body for the time at which it is sent, milliseconds since 1970.
pub const SENT_MS: char = '\u{3}';
/// The same as ISO 8601 text; in JSON it stands in quotes already.
pub const SENT_ISO: char = '\u{4}';

/// Stands in a held body between its parts: what comes before the events, event, comma, event …,
/// what comes behind them, the losses, the end. The transport takes it out; where a batch has to
/// be halved it knows from it where the events are, whatever the body's form.
pub const CUT: char = '\u{2}';

/// Ages are told in whole minutes that have passed: in seconds they show a shopper's pace, which is
/// the same in the next batch (docs/privacy.md).
const AGE_STEP_MS: f64 = 60_000.0;

/// An event's age in steps of [`AGE_STEP_MS`], milliseconds.
pub(crate) fn age_ms(now: Millis, at: Millis) -> u32 {
    ((now.since(at) / AGE_STEP_MS) as u32).saturating_mul(AGE_STEP_MS as u32)
}

/// What all events of a batch share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Envelope<'a> {
    pub(crate) site: &'a str,
    pub(crate) batch: &'a str,
    pub(crate) touch: bool,
    /// Another format than our own.
    pub(crate) template: Option<&'a Template>,
}

/// The body for a batch that is held at `moment`.
pub(crate) fn encode(
    envelope: Envelope<'_>,
    events: &[CountedEvent],
    lost: &Dropped,
    moment: Moment,
) -> String {
    if let Some(template) = envelope.template {
        return template
            .shape
            .encode(template, envelope, events, lost, moment);
    }
    let mut out = String::with_capacity(128 + 256 * events.len());
    out.push_str("{\"v\":1,\"site\":");
    push_text(&mut out, envelope.site);
    out.push_str(concat!(
        ",\"sdk\":\"",
        env!("CARGO_PKG_VERSION"),
        "\",\"batch\":\""
    ));
    out.push_str(envelope.batch);
    out.push_str("\",\"waited_ms\":");
    out.push(WAITED);
    out.push_str(",\"events\":[");
    out.push(CUT);
    for (index, event) in events.iter().enumerate() {
        if 0 < index {
            out.push(CUT);
            out.push(',');
            out.push(CUT);
        }
        push_event(&mut out, event, index, envelope.touch, moment.now);
    }
    out.push(CUT);
    out.push(']');
    out.push(CUT);
    if !lost.is_empty() {
        out.push_str(",\"lost\":");
        lost.push_json(&mut out);
    }
    out.push(CUT);
    out.push('}');
    out
}

fn push_event(out: &mut String, counted: &CountedEvent, index: usize, touch: bool, now: Millis) {
    let (event, standing) = (counted.clean.event(), &counted.standing);
    out.push_str("{\"name\":\"");
    out.push_str(&event.name);
    out.push_str("\",\"seq\":");
    // Its place in the batch: a number that goes on would join a page's batches.
    push_u32(out, index as u32 + 1);
    out.push_str(",\"age_ms\":");
    push_u32(out, age_ms(now, event.at));
    out.push_str(",\"page\":{");
    if let Some(kind) = &event.page_type {
        out.push_str("\"type\":\"");
        out.push_str(kind);
        out.push_str("\",");
    }
    out.push_str("\"path\":");
    push_text(out, &event.page_path);
    out.push('}');
    if 0 < standing.nth {
        out.push_str(",\"nth\":");
        push_u32(out, standing.nth);
    }
    if let Some(from) = &standing.from {
        out.push_str(",\"from\":\"");
        out.push_str(from);
        out.push('"');
    }
    out.push_str(",\"channel\":\"");
    out.push_str(standing.channel.as_str());
    out.push_str(if touch {
        "\",\"device\":\"touch\""
    } else {
        "\",\"device\":\"mouse\""
    });
    let mut separator = ",\"arm\":{\"";
    for arm in &standing.arms {
        out.push_str(separator);
        out.push_str(&arm.definition);
        out.push_str("\":\"");
        out.push_str(arm.word());
        separator = "\",\"";
    }
    if !standing.arms.is_empty() {
        out.push_str("\"}");
    }
    if !event.properties.is_empty() {
        out.push_str(",\"properties\":");
        push_properties(out, &event.properties);
    }
    out.push('}');
}

/// Writes properties as a JSON object.
pub(crate) fn push_properties(out: &mut String, properties: &[(String, Scalar)]) {
    let mut separator = '{';
    for (name, value) in properties {
        out.push(separator);
        push_text(out, name);
        out.push(':');
        match value {
            Scalar::Text(text) => push_text(out, text),
            Scalar::Number(number) => out.push_str(number.as_str()),
            Scalar::Flag(true) => out.push_str("true"),
            Scalar::Flag(false) => out.push_str("false"),
            Scalar::List(items) => out.push_str(items),
        }
        separator = ',';
    }
    if separator == '{' {
        out.push('{');
    }
    out.push('}');
}
