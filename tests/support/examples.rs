//! The JSON blocks of the docs.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// Pages whose examples are parts of a config.
pub(crate) const PAGES: [&str; 3] = ["definitions.md", "conditions.md", "properties.md"];
/// The examples of a page, each with the line at which it begins.
pub(crate) fn examples(page: &str) -> Vec<(usize, Value)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(page);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let mut examples = Vec::new();
    let mut block: Option<(usize, String)> = None;
    for (index, line) in text.lines().enumerate() {
        match (&mut block, line) {
            (None, "```json") => block = Some((index + 2, String::new())),
            (Some((start, json)), "```") => {
                let value = serde_json::from_str(json)
                    .unwrap_or_else(|error| panic!("docs/{page}:{start}: {error}"));
                examples.push((*start, value));
                block = None;
            }
            (Some((_, json)), line) => *json += &[line, "\n"].concat(),
            (None, _) => {}
        }
    }
    examples
}

/// The example as a whole file.
pub(crate) fn config_of(example: &Value) -> Option<Value> {
    if example.get("version").is_some() {
        return Some(example.clone());
    }
    example.get("trigger")?;
    Some(json!({
        "version": 1,
        "site": "my-shop",
        "collector": { "url": "/collect" },
        "pages": {
            "category": { "path": "/c/{category}" },
            "product": { "path": "/p/{slug}" },
            "search": { "path": "/search", "query": { "q": "*" } },
            "cart": { "path": "/cart" },
            "checkout": { "path": "/checkout" },
        },
        "definitions": [example],
    }))
}
