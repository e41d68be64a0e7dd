//! The examples in the docs: every JSON block of a page about the config is one that works.
//!
//! A block with a `version` is a whole file; one with a `trigger` is a definition, and stands in a
//! file with the page types that the docs speak of. Others (bodies, answers) are left alone.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use serde_json::{Value, json};
    use tallymark::engine::millis::{Millis, Moment};
    use tallymark::engine::{Engine, Start};

    /// Pages whose examples are parts of a config.
    const PAGES: [&str; 3] = ["definitions.md", "conditions.md", "properties.md"];
    /// Fewer examples are not those that are meant.
    const LEAST_EXAMPLES: usize = 45;

    /// The examples of a page, each with the line at which it begins.
    fn examples(page: &str) -> Vec<(usize, Value)> {
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
    fn config(example: &Value) -> Option<Value> {
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

    #[test]
    fn every_example_of_the_docs_works_as_it_stands() {
        let mut count = 0;
        for page in PAGES {
            for (line, example) in examples(page) {
                let Some(config) = config(&example) else {
                    continue;
                };
                count += 1;
                let start = Start {
                    config: config.to_string(),
                    ..Start::default()
                };
                let moment = Moment {
                    now: Millis(0.0),
                    wall: 0.0,
                    chance: [0; 4],
                };
                let started = Engine::start(moment, &start);
                let problems =
                    started.map_or_else(|problems| problems, |it| it.0.problems().to_vec());
                assert!(problems.is_empty(), "docs/{page}:{line}: {problems:?}");
            }
        }
        assert!(LEAST_EXAMPLES <= count, "only {count} examples");
    }
}
