//! The recipes of docs/recipes.md, as configs: the frame that they share, and one definition each.

use serde_json::{Value, json};

use std::path::Path;

/// Where the recipes stand.
pub(crate) const PAGE: &str = "docs/recipes.md";

/// The page's blocks: the frame, and the recipes with what is written above each.
#[derive(Debug)]
pub(crate) struct Recipes {
    frame: Value,
    pub(crate) all: Vec<Recipe>,
}

/// One recipe.
#[derive(Debug)]
pub(crate) struct Recipe {
    pub(crate) heading: String,
    pub(crate) definition: Value,
}

impl Recipe {
    /// Its definition's name.
    pub(crate) fn name(&self) -> &str {
        self.definition["name"].as_str().unwrap_or_default()
    }
}

impl Recipes {
    /// Reads the page.
    pub(crate) fn read() -> Recipes {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
        let page = std::fs::read_to_string(path).unwrap();
        let mut frame = None;
        let mut all = Vec::new();
        for section in page.split("\n#") {
            let (heading, rest) = section.split_once('\n').unwrap_or((section, ""));
            let heading = heading.trim_start_matches('#').trim();
            let Some((text, rest)) = rest.split_once("```json\n") else {
                continue;
            };
            let (block, after) = rest.split_once("\n```").expect("a block that ends");
            assert!(!after.contains("```json"), "{heading}: one block each");
            let json: Value =
                serde_json::from_str(block).unwrap_or_else(|error| panic!("{heading}: {error}"));
            if frame.is_none() {
                frame = Some(json);
                continue;
            }
            check_text(heading, text);
            all.push(Recipe {
                heading: heading.to_owned(),
                definition: json,
            });
        }
        let frame = frame.expect("the frame that the recipes share");
        Recipes { frame, all }
    }

    /// The frame with those that are named, separated by commas, or with all.
    pub(crate) fn config(&self, names: Option<&str>) -> Value {
        let wanted = |name: &str| names.is_none_or(|names| names.split(',').any(|it| it == name));
        let definitions: Vec<&Value> = self
            .all
            .iter()
            .filter(|recipe| wanted(recipe.name()))
            .map(|recipe| &recipe.definition)
            .collect();
        let headings: Vec<&String> = self.all.iter().map(|recipe| &recipe.heading).collect();
        assert!(
            !definitions.is_empty(),
            "{PAGE}: no recipe {names:?} among {headings:?}"
        );
        let mut config = self.frame.clone();
        config["definitions"] = json!(definitions);
        config
    }
}

/// Each recipe says what its event says, and what it doesn't.
fn check_text(heading: &str, text: &str) {
    let text = text.replace('\n', " ");
    let (says, not) = text
        .split_once("Doesn’t say: ")
        .unwrap_or_else(|| panic!("{PAGE}, {heading}: write \"Doesn’t say: …\""));
    assert!(
        says.trim().starts_with("Says ") && says.trim().ends_with('.'),
        "{PAGE}, {heading}: begin with \"Says …\""
    );
    assert!(8 < not.trim().len(), "{PAGE}, {heading}: {not}");
}
