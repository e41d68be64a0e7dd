//! What a page loads, in bytes, against the budgets in size-budgets.json.
//!
//! Files are compressed one by one, as servers send them. A page loads the loader, the glue and the core, and those parts
//! of the engine that its config needs.

use std::fs;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};
use tallymark::engine::millis::{Millis, Moment};
use tallymark::engine::part::{PART_NAMES, Part, Parts};
use tallymark::engine::{Engine, Start};

use crate::command;
use crate::project::Project;
use crate::readme;

/// The bytes of one file, or of several together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Size {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// The files of every page, and the config that the demo shop's pages load besides.
const LOADER: &str = "index.js";
const GLUE: &str = "engine.js";
const CORE: &str = "tallymark.wasm";
const SCRIPT: &str = "tallymark.iife.js";
const DEMO_CONFIG: &str = "www/tallymark.json";
/// What pages load besides whose config reads texts.
const DETECTORS: &str = "tallymark.scrub.wasm";

/// A line of the report: what it is, and which files it counts.
type Line = (String, Vec<String>);

/// `base` is what every page loads, `demo` what the demo shop's pages load, `all` what no page needs to load.
fn lines(project: &Project) -> Result<Vec<Line>> {
    let config = project.root.join(DEMO_CONFIG);
    let config = fs::read_to_string(&config)
        .with_context(|| format!("{} cannot be read", config.display()))?;
    let base = [LOADER, GLUE, CORE].map(str::to_owned);
    let part = |(name, _): &(&str, bool)| format!("tallymark.{name}.wasm");
    let parts = needed_parts(&config)?;
    let demo = parts.iter().filter(|(_, is_needed)| *is_needed);
    let files = |files: &[&str]| files.iter().map(|file| (*file).to_owned()).collect();
    let mut lines: Vec<Line> = vec![
        ("loader".into(), files(&[LOADER])),
        ("script_loader".into(), files(&[SCRIPT])),
        ("glue".into(), files(&[GLUE])),
        ("core".into(), files(&[CORE])),
    ];
    lines.extend(
        parts
            .iter()
            .map(|it| (format!("part {}", it.0), vec![part(it)])),
    );
    lines.push(("base".into(), base.to_vec()));
    let detectors = [DETECTORS.to_owned()];
    lines.push(("texts".into(), [base.as_slice(), &detectors].concat()));
    lines.push((
        "demo".into(),
        base.iter().cloned().chain(demo.map(part)).collect(),
    ));
    lines.push((
        "all".into(),
        base.iter().cloned().chain(parts.iter().map(part)).collect(),
    ));
    Ok(lines)
}

/// The engine's parts, and whether a config needs each.
fn needed_parts(config: &str) -> Result<Vec<(&'static str, bool)>> {
    let mut parts = Parts {
        absent: u32::MAX,
        ..Parts::default()
    };
    let start = Start {
        config: config.to_owned(),
        ..Start::default()
    };
    let moment = Moment {
        now: Millis(0.0),
        wall: 0.0,
        chance: [0; 4],
    };
    loop {
        match Engine::start_with(moment, &start, &mut parts) {
            Ok((mut engine, _)) => {
                // Fetched once it runs.
                if engine.asks_detectors() {
                    parts.absent &= !(1 << Part::Scrub as u32);
                }
                break;
            }
            Err(problems) if parts.lacking == 0 => bail!("{DEMO_CONFIG}: {problems:?}"),
            Err(_) => {}
        }
        parts.absent &= !parts.lacking;
        parts.lacking = 0;
    }
    let names = PART_NAMES.iter().zip(0..);
    Ok(names
        .map(|(name, place)| (*name, parts.absent >> place & 1 == 0))
        .collect())
}

/// Whether the README's sizes are written anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WritesReadme {
    Yes,
    No,
}

/// Prints the sizes, writes target/sizes.json and compares with the budgets and the README, which is written first where
/// `writes_readme`.
///
/// # Errors
/// If the package isn't built or is over a budget.
pub(crate) fn report(project: &Project, writes_readme: WritesReadme) -> Result<()> {
    let dist = project.unpacked().join("dist");
    ensure!(
        dist.exists(),
        "there is no package to measure yet; run `cargo xtask build`"
    );
    let mut node = project.node();
    node.arg(project.root.join("xtask/js/compress.mjs"));
    let lines = lines(project)?;
    let mut every: Vec<&String> = lines.iter().flat_map(|(_, files)| files).collect();
    every.sort();
    every.dedup();
    node.args(every.iter().map(|file| dist.join(file)));
    let files: Value = serde_json::from_str(&command::capture(&mut node)?)?;

    let mut report = Map::new();
    println!(
        "\n{:<14} {:>8} {:>8} {:>8}   bytes",
        "", "raw", "gzip 9", "brotli 11"
    );
    for (name, parts) in lines {
        let size = sum(&files, &parts)?;
        println!(
            "{name:<14} {:>8} {:>8} {:>8}",
            size.raw, size.gzip, size.brotli
        );
        let entry = json!({ "raw": size.raw, "gzip": size.gzip, "brotli": size.brotli });
        report.insert(name, entry);
    }
    let report = Value::Object(report);
    let path = project.target.join("sizes.json");
    fs::write(&path, serde_json::to_string_pretty(&report)? + "\n")
        .with_context(|| format!("{} cannot be written", path.display()))?;

    print_weights(project)?;

    let budgets = project.root.join("size-budgets.json");
    let budgets = fs::read_to_string(budgets).context("size-budgets.json cannot be read")?;
    let budgets = serde_json::from_str(&budgets).context("size-budgets.json isn't JSON")?;
    compare(&report, &budgets)?;
    if writes_readme == WritesReadme::Yes {
        readme::write(project, &report)?;
    }
    readme::check(project, &report)
}

/// What the part with the detectors consists of, as the build has weighed it.
fn print_weights(project: &Project) -> Result<()> {
    let path = project.target.join("scrub-weights.json");
    let weights =
        fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let weights: Map<String, Value> = serde_json::from_str(&weights)?;
    let told: Vec<String> = weights
        .iter()
        .map(|(module, bytes)| format!("{module} {bytes}"))
        .collect();
    println!("\npart scrub by module, raw: {}\n", told.join(", "));
    Ok(())
}

fn sum(files: &Value, parts: &[String]) -> Result<Size> {
    let mut size = Size::default();
    for part in parts {
        let bytes = |what: &str| {
            let bytes = files
                .get(part)
                .and_then(|file| file.get(what))
                .and_then(Value::as_u64);
            bytes.with_context(|| format!("{part} has not been measured"))
        };
        size.raw += bytes("raw")?;
        size.gzip += bytes("gzip")?;
        size.brotli += bytes("brotli")?;
    }
    Ok(size)
}

/// Each budget is called `<line>_br` and counts brotli bytes; `why` is for people.
fn compare(report: &Value, budgets: &Value) -> Result<()> {
    let budgets = budgets
        .as_object()
        .context("size-budgets.json isn't an object")?;
    let mut over = Vec::new();
    let mut compared = 0;
    for (key, limit) in budgets.iter().filter(|(key, _)| *key != "why") {
        let line = key
            .strip_suffix("_br")
            .and_then(|name| report.get(name)?.get("brotli")?.as_u64());
        let (Some(bytes), Some(limit)) = (line, limit.as_u64()) else {
            bail!(
                "size-budgets.json: \"{key}\" is no budget; write for example \"base_br\": 30000"
            );
        };
        compared += 1;
        println!("{key}: {bytes} of {limit} bytes");
        if limit < bytes {
            over.push(format!(
                "{key} is {bytes} bytes, {} over its budget of {limit}",
                bytes - limit
            ));
        }
    }
    println!();
    ensure!(0 < compared, "size-budgets.json has no budget");
    ensure!(
        over.is_empty(),
        "too large: {}. Make it smaller, or raise the budget in a commit that says what the bytes bought",
        over.join("; ")
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::compare;

    #[test]
    fn a_page_that_loads_more_than_its_budget_fails_the_build() {
        let report = json!({ "whole": { "raw": 9, "gzip": 8, "brotli": 30_001 } });
        let error = compare(&report, &json!({ "why": "…", "whole_br": 30_000 })).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("whole_br is 30001 bytes, 1 over"),
            "{error}"
        );
        compare(&report, &json!({ "whole_br": 30_001 })).unwrap();
    }

    #[test]
    fn a_budget_for_nothing_is_a_mistake() {
        let report = json!({ "whole": { "raw": 9, "gzip": 8, "brotli": 7 } });
        for budgets in [
            json!({ "hole_br": 1 }),
            json!({ "whole": 1 }),
            json!({}),
            json!([]),
        ] {
            assert!(compare(&report, &budgets).is_err(), "{budgets}");
        }
    }
}
