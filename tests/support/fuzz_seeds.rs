//! What inputs for fuzzing are made of: configs, wire formats, texts and batches of this repository.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::chance::Chance;

/// The kinds of input: a folder in `tests/fuzz` and a target in `fuzz/Cargo.toml` each.
pub(crate) const KINDS: [&str; 5] = ["config", "templates", "signals", "outbox", "scrub"];
/// Longest input, bytes: a little more than the largest config.
pub(crate) const MAX_BYTES: usize = 70_000;

/// Good inputs of a kind.
///
/// # Errors
/// If a file of the repository can't be read.
pub(crate) fn seeds(root: &Path, kind: &str) -> io::Result<Vec<String>> {
    match kind {
        "config" => {
            let mut seeds = values(&root.join("tests/journeys"), "/config")?;
            seeds.push(fs::read_to_string(root.join("www/tallymark.json"))?);
            Ok(seeds)
        }
        "templates" => values(&root.join("formats"), "/collector/format"),
        "signals" => Ok((0..200).map(signals).collect()),
        "outbox" => Ok(BATCHES.map(str::to_owned).to_vec()),
        _ => {
            let folder = root.join("src/engine/scrub/tests");
            let texts = fs::read_to_string(folder.join("national.txt"))?
                + &fs::read_to_string(folder.join("nothing_personal.txt"))?;
            Ok(texts.lines().map(|line| format!("note\n{line}")).collect())
        }
    }
}

/// What storage holds: a journey, then a line for each batch.
const BATCHES: [&str; 3] = [
    "{\"v\":1,\"wall\":1790000000000,\"channel\":\"direct\",\"counts\":{\"hello\":3},\"from\":\"view_item\",\"attempts\":[]}\n\
     a|3,0,1,0,0,0,0,0,0,0,0,0,0|900|20.5\nb|100|16384|86400001\nc|0,1|1|0",
    "\n0|x|16385|-1\n1|101|5|1e300\n2|1,2,3,4,5,6,7,8,9,10,11,12,13,14|5|5\n3||0|NaN\n4|4294967296|5|5",
    "[]\na|1|100|1\na|1|100|1\na|1|100|1",
];

/// Three bytes for each signal.
fn signals(seed: u32) -> String {
    let mut chance = Chance::new(seed);
    let letters = 3 * (1 + chance.below(60));
    (0..letters)
        .map(|_| char::from(chance.below(128) as u8))
        .collect()
}

/// What the files of a folder have under this pointer, as text.
fn values(folder: &Path, pointer: &str) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let mut paths: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "json"));
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let json: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
        found.extend(json.pointer(pointer).map(Value::to_string));
    }
    Ok(found)
}
