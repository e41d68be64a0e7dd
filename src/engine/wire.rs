//! Another wire format than tallymark's own, as the core knows it.
//!
//! What a template says is known to `format`, which is loaded where a config has one; the core
//! reaches it through [`Fill`] alone.

use super::effect::Effect;
use super::encode::Envelope;
use super::event::CountedEvent;
#[cfg(any(feature = "tools", not(target_arch = "wasm32")))]
use super::manifest::Leaf;
use super::millis::Moment;
use super::outcome::Dropped;
use super::text::cut;

/// How events become requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// One JSON or form text for the batch.
    Json,
    /// A line of JSON for each event, or several where `event` is a list.
    Ndjson,
    /// A request for each event.
    Event,
    /// No request: each event is pushed into a list of the page.
    DataLayer,
}

/// A format as the config describes it, checked.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) framing: Framing,
    /// Tells the format from others: what an earlier page left in another one isn't sent.
    pub(crate) print: u32,
    /// Request headers as a JSON object, `content-type` first.
    pub(crate) headers: String,
    /// Most events in a body.
    pub(crate) max_events: usize,
    /// Most bytes of a body.
    pub(crate) max_bytes: usize,
    /// Losses have a place in the body.
    pub(crate) tells_losses: bool,
    /// Events stand in the body as they are, so that it can be cut between them.
    pub(crate) has_cuts: bool,
    /// The page's list that events are pushed into.
    pub(crate) layer: String,
    /// `https://` and the shop's host.
    pub(crate) origin: String,
    pub(crate) shape: Box<dyn Fill>,
}

/// What a template makes of a batch.
pub(crate) trait Fill: std::fmt::Debug + Send + Sync {
    /// The body for a batch that is held at `moment`.
    fn encode(
        &self,
        template: &Template,
        envelope: Envelope<'_>,
        events: &[CountedEvent],
        lost: &Dropped,
        moment: Moment,
    ) -> String;

    /// What can stand where, of what can leave in tallymark's own format; `known` are all events that there can be, if
    /// that is known. No page has this: it is for the manifest.
    #[cfg(any(feature = "tools", not(target_arch = "wasm32")))]
    fn leaves(&self, template: &Template, own: &[Leaf], known: Option<&[String]>) -> Vec<Leaf>;
}

/// Hands events to a list of the page that a tag manager reads, one entry or, where the
/// template's `event` is a list, several for each. There is no request, so nothing is held and
/// nobody acknowledges: what is handed over is sent.
pub(crate) fn push_to_layer(
    template: &Template,
    envelope: Envelope<'_>,
    events: &[CountedEvent],
    moment: Moment,
    effects: &mut Vec<Effect>,
) {
    let lost = Dropped::default();
    let lines = template
        .shape
        .encode(template, envelope, events, &lost, moment);
    let mut rest = lines.as_str();
    while !rest.is_empty() {
        let (entry, behind) = cut(rest, b'\n').unwrap_or((rest, ""));
        rest = behind;
        if !entry.is_empty() {
            effects.push(Effect::Push {
                layer: template.layer.clone(),
                entry: entry.to_owned(),
            });
        }
    }
}
