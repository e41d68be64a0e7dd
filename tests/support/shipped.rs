//! The shipped formats, and the day in a shop that is told in each of them.

use std::fs;
use std::path::Path;

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All of `formats`, by name.
pub(crate) fn formats() -> Vec<(String, Value)> {
    let mut formats = Vec::new();
    for entry in fs::read_dir(root().join("formats"))
        .expect("formats")
        .flatten()
    {
        let text = fs::read_to_string(entry.path()).expect("a format");
        let format: Value = serde_json::from_str(&text).expect("JSON");
        let path = entry.path();
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .expect("a name");
        formats.push((name.to_owned(), format));
    }
    formats.sort_by(|left, right| left.0.cmp(&right.0));
    assert!(10 < formats.len());
    formats
}

/// `tests/formats/day.json`.
#[allow(dead_code, reason = "not all users live through the day")]
pub(crate) fn day() -> Value {
    let text = fs::read_to_string(root().join("tests/formats/day.json")).expect("the day");
    serde_json::from_str(&text).expect("JSON")
}
