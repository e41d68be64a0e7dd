//! The repository's own files, for the house rules.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Folders that hold what was built or fetched.
const NOT_OURS: [&str; 4] = ["target", "node_modules", ".git", "pkg"];

/// A file of ours.
#[derive(Debug)]
pub(crate) struct Source {
    /// Path from the repository's root, with slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The files with one of these endings.
pub(crate) fn sources(endings: &[&str]) -> Vec<Source> {
    sources_under(&[""], endings)
}

/// The files with one of these endings in these folders and the folders in them.
pub(crate) fn sources_under(folders: &[&str], endings: &[&str]) -> Vec<Source> {
    let mut paths = Vec::new();
    for folder in folders {
        push_paths(&root().join(folder), &mut paths);
    }
    paths.sort();
    paths.dedup();
    let mut sources = Vec::new();
    for path in paths {
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or_default();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if !endings.contains(&ending) || name.ends_with("-lock.json") {
            continue;
        }
        let text =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let path = path
            .strip_prefix(root())
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        sources.push(Source { path, text });
    }
    assert!(!sources.is_empty(), "no {endings:?} in {folders:?}");
    sources
}

fn push_paths(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    {
        let path = entry.unwrap().path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if path.is_dir() && !NOT_OURS.contains(&name) {
            push_paths(&path, paths);
        } else if path.is_file() {
            paths.push(path);
        }
    }
}

/// A file's text.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Whether there is such a file or folder.
pub(crate) fn exists(path: &str) -> bool {
    root().join(path).exists()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The paths of all fields: `events[].page.path`. What has names of the shop's own ends there.
pub(crate) fn push_fields(value: &Value, place: &str, fields: &mut Vec<String>) {
    let is_own = matches!(place, "lost" | "events[].arm" | "events[].properties");
    match value {
        Value::Object(members) if !is_own => {
            let prefix = if place.is_empty() {
                String::new()
            } else {
                format!("{place}.")
            };
            for (key, member) in members {
                push_fields(member, &format!("{prefix}{key}"), fields);
            }
        }
        Value::Array(items) => {
            for item in items {
                push_fields(item, &format!("{place}[]"), fields);
            }
        }
        Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            if !fields.iter().any(|field| field == place) {
                fields.push(place.to_owned());
            }
        }
    }
}
