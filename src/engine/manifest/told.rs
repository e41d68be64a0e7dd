//! The manifest as JSON, for the command line.

use super::{Leaf, manifest};
use crate::engine::config::{Config, read_config};
use crate::engine::json::push_text;
use crate::engine::part::Parts;
use crate::engine::signal::Outcome;
use crate::engine::text::push_u32;

/// Names of the events that a config can count without `track()`, and of those that are answers to
/// a popup.
fn names(config: &Config) -> Vec<String> {
    let mut names = Vec::new();
    for definition in &config.definitions {
        names.push(definition.name.clone());
        names.extend(definition.otherwise.clone());
    }
    for (name, _) in config.permit.iter().flat_map(|permit| &permit.0) {
        names.push(name.clone());
    }
    for outcome in [Outcome::Shown, Outcome::Accepted, Outcome::Dismissed] {
        for definition in &config.definitions {
            names.push([definition.name.as_str(), outcome.suffix()].concat());
        }
    }
    names
}

/// What leaves with a config, in the format that its collector has: the fields of [`manifest`], or, where the collector
/// has a template, each place of a filled-in body with what stands there.
pub fn leaves(text: &str) -> Vec<Leaf> {
    let config = read_config(text, &mut Parts::default()).0;
    in_format(config.as_ref(), manifest(text).0)
}

fn in_format(config: Option<&Config>, own: Vec<Leaf>) -> Vec<Leaf> {
    let Some((config, template)) = config.and_then(|it| Some((it, it.format.as_ref()?))) else {
        return own;
    };
    let known = config.permit.is_some().then(|| names(config));
    template.shape.leaves(template, &own, known.as_deref())
}

/// Problems and manifest as JSON: `{ "problems": [{ "place", "text" }], "events": ["…"], "fields": [{ "field",
/// "events", "from", "type", "longest", "scrub" }], "leaves": [the same] }`; `fields` are those of tallymark's own
/// format, `leaves` what leaves in the collector's.
pub fn check(text: &str) -> String {
    let (fields, problems) = manifest(text);
    let config = read_config(text, &mut Parts::default()).0;
    let mut out = String::from("{\"problems\":[");
    for (index, problem) in problems.iter().enumerate() {
        separate(&mut out, index, "{\"place\":");
        push_text(&mut out, &problem.place);
        out.push_str(",\"text\":");
        push_text(&mut out, &problem.text);
        out.push('}');
    }
    out.push_str("],\"events\":");
    push_list(&mut out, &config.as_ref().map(names).unwrap_or_default());
    out.push_str(",\"fields\":");
    push_leaves(&mut out, &fields);
    out.push_str(",\"leaves\":");
    push_leaves(&mut out, &in_format(config.as_ref(), fields));
    out.push('}');
    out
}

fn push_leaves(out: &mut String, leaves: &[Leaf]) {
    out.push('[');
    for (index, leaf) in leaves.iter().enumerate() {
        separate(out, index, "{\"field\":");
        push_text(out, &leaf.field);
        out.push_str(",\"events\":");
        push_list(out, &leaf.events);
        for (key, value) in [
            ("from", leaf.from.as_str()),
            ("type", leaf.kind),
            ("scrub", leaf.scrub),
        ] {
            out.push_str(",\"");
            out.push_str(key);
            out.push_str("\":");
            push_text(out, value);
        }
        out.push_str(",\"longest\":");
        push_u32(out, leaf.longest);
        out.push('}');
    }
    out.push(']');
}

fn separate(out: &mut String, index: usize, opening: &str) {
    if 0 < index {
        out.push(',');
    }
    out.push_str(opening);
}

fn push_list(out: &mut String, texts: &[String]) {
    out.push('[');
    for (index, text) in texts.iter().enumerate() {
        separate(out, index, "");
        push_text(out, text);
    }
    out.push(']');
}
