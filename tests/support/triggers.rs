//! What belongs to a trigger: its file, its line in the list, its section with all of its keys, a day
//! on which it matches, a mistake in it that is named, and a real browser that notices it.
//!
//! A part of tests/tidy.rs. Reads files and runs nothing: what a trigger does is in tests/journeys and tests/e2e.

use std::collections::BTreeSet;

use serde_json::Value;

use super::files::{Source, read, sources_under};

/// Triggers that can't be written wrong: they have no key that must be there or has a range.
const HARMLESS: [&str; 0] = [];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

fn listed() -> BTreeSet<String> {
    let list = read("src/engine/triggers/mod.rs");
    let list = list
        .rsplit_once("triggers![")
        .expect("the list of triggers")
        .1;
    let names = list.split("::").filter_map(|before| {
        // A word that Rust uses itself, such as `return`, has `r#` before it.
        let word = before.split_whitespace().last()?.trim_start_matches("r#");
        let is_name = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        word.bytes().all(is_name).then(|| word.to_owned())
    });
    let names: BTreeSet<String> = names.collect();
    assert!(
        15 < names.len(),
        "only {names:?} were found in the list of triggers"
    );
    names
}

fn source(name: &str) -> String {
    read(&format!("src/engine/triggers/{name}.rs"))
}

/// The lines of `docs/definitions.md` from a heading to the next one of its level.
fn section(page: &str, heading: &str) -> String {
    let level = heading.split_whitespace().next().expect("a heading");
    let next = ["\n", level, " "].concat();
    let start = ["\n", heading, "\n"].concat();
    let (_, rest) = page
        .split_once(&start)
        .unwrap_or_else(|| panic!("docs/definitions.md: write a section \"{heading}\""));
    rest.split(&next).next().unwrap_or_default().to_owned()
}

/// All triggers in a JSON text, with their settings.
fn triggers_in(json: &Value, found: &mut Vec<String>) {
    match json {
        Value::Object(members) => {
            for (key, value) in members {
                if key == "trigger" || key == "any" {
                    let items = value.as_array().cloned();
                    for item in items.unwrap_or_else(|| vec![value.clone()]) {
                        let names = item.as_object().into_iter().flatten();
                        found.extend(names.map(|(name, _)| name.clone()));
                    }
                }
                triggers_in(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| triggers_in(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_trigger_has_a_file_of_its_name_and_a_line_in_the_list() {
    let files = sources_under(&["src/engine/triggers"], &["rs"]);
    let files = files.into_iter().filter_map(|Source { path, .. }| {
        let name = path
            .strip_prefix("src/engine/triggers/")?
            .strip_suffix(".rs")?;
        // What a trigger has in another part of the engine lies in a folder of its name.
        (name != "mod" && !name.contains('/')).then(|| name.to_owned())
    });
    assert_eq!(
        files.collect::<BTreeSet<String>>(),
        listed(),
        "each file in src/engine/triggers has its line in the list of mod.rs"
    );
    for name in listed() {
        let constant = format!("NAME: &'static str = \"{name}\"");
        assert!(
            source(&name).contains(&constant),
            "src/engine/triggers/{name}.rs: a file has its trigger's name"
        );
    }
}

#[test]
fn every_trigger_has_a_section_with_all_of_its_keys_and_an_example() {
    let page = read("docs/definitions.md");
    let triggers = section(&page, "## Triggers");
    let headings = triggers
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        .map(str::to_owned);
    assert_eq!(
        headings.collect::<BTreeSet<String>>(),
        listed(),
        "docs/definitions.md: a section for each trigger, and for nothing else"
    );
    for name in listed() {
        let section = section(&triggers, &format!("### {name}"));
        let source = source(&name);
        let (_, keys) = source
            .split_once("KEYS: &'static [&'static str] =")
            .unwrap_or_else(|| panic!("src/engine/triggers/{name}.rs: list its KEYS"));
        let keys = keys.split(';').next().unwrap_or_default();
        let keys: BTreeSet<&str> = words(keys).collect();
        let rows = section
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split('`').next());
        assert_eq!(
            rows.collect::<BTreeSet<&str>>(),
            keys,
            "docs/definitions.md, \"### {name}\": a row for each key, and for nothing else"
        );
        assert!(
            section.contains(&format!("{{ \"{name}\": {{")),
            "docs/definitions.md, \"### {name}\": an example"
        );
    }
}

#[test]
fn every_trigger_matches_on_a_day_and_is_noticed_by_real_browsers() {
    let mut replayed = Vec::new();
    let mut shop = Vec::new();
    for Source { text, .. } in sources_under(&["tests/journeys"], &["json"]) {
        let journey: Value = serde_json::from_str(&text).unwrap();
        triggers_in(&journey["config"], &mut replayed);
    }
    let config: Value = serde_json::from_str(&read("www/tallymark.json")).unwrap();
    triggers_in(&config, &mut shop);
    let e2e: String = sources_under(&["tests/e2e"], &["mjs"])
        .into_iter()
        .map(|Source { text, .. }| text)
        .collect();
    for name in listed() {
        assert!(
            replayed.contains(&name) || shop.contains(&name),
            "tests/journeys: write a day on which \"{name}\" matches"
        );
        assert!(
            shop.contains(&name) || e2e.contains(&format!("{{ {name}: {{")),
            "tests/e2e: write a scenario in which \"{name}\" is noticed"
        );
    }
}

#[test]
fn a_mistake_in_every_trigger_is_named() {
    let problems = read("tests/problems.json");
    for name in listed() {
        let is_named = problems.contains(&format!(".trigger.{name}"))
            || problems.contains(&format!("].{name}"));
        assert!(
            is_named || HARMLESS.contains(&name.as_str()),
            "tests/problems.json: write \"{name}\" wrong, and what is said of it"
        );
    }
}
