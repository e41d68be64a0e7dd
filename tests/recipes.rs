//! The recipes of docs/recipes.md: each is read without a problem and has a day in the shop of its
//! own. That each says what it means, and what it doesn't, is checked by whoever reads the page.
//!
//! What happens on that day is replayed by `tests/journeys.rs`; all of them at once in a real
//! browser are `tests/e2e/recipes_*.test.mjs`.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "support/recipes.rs"]
mod recipes;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use serde_json::Value;
    use tallymark::engine::millis::{Millis, Moment};
    use tallymark::engine::{Engine, Start};

    use super::recipes::Recipes;

    /// A page with fewer is not the one that is meant.
    const LEAST_RECIPES: usize = 35;

    fn problems(config: &Value) -> Vec<String> {
        let start = Start {
            config: config.to_string(),
            own_host: "shop.example".to_owned(),
            ..Start::default()
        };
        let moment = Moment {
            now: Millis(0.0),
            wall: 0.0,
            chance: [0; 4],
        };
        let found = match Engine::start(moment, &start) {
            Ok((engine, _)) => engine.problems().to_vec(),
            Err(problems) => problems,
        };
        let line = |problem: &tallymark::engine::problem::Problem| {
            [&*problem.place, ": ", &*problem.text].concat()
        };
        found.iter().map(line).collect()
    }

    #[test]
    fn every_recipe_is_read_without_a_problem_alone_and_with_all_the_others() {
        let recipes = Recipes::read();
        assert!(
            LEAST_RECIPES <= recipes.all.len(),
            "only {} recipes",
            recipes.all.len()
        );
        assert_eq!(problems(&recipes.config(None)), [""; 0]);
        for recipe in &recipes.all {
            let config = recipes.config(Some(recipe.name()));
            let found = problems(&config);
            assert_eq!(found, [""; 0], "{}", recipe.heading);
        }
    }

    /// Where the demo shop has its own way: more properties, or one definition for two recipes.
    const DIFFERENT: [&str; 7] = [
        "view_item_list",
        "view_item",
        "search",
        "search_no_results",
        "apply_filter",
        "sort",
        "newsletter",
    ];

    #[test]
    fn the_demo_shop_shows_most_recipes_as_they_are_written() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/tallymark.json");
        let config: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let recipes = Recipes::read();
        let mut shown = 0;
        for definition in config["definitions"].as_array().unwrap() {
            let name = definition["name"].as_str().unwrap();
            let recipe = recipes.all.iter().find(|recipe| recipe.name() == name);
            let recipe = recipe.unwrap_or_else(|| panic!("docs/recipes.md: no \"{name}\""));
            let is_same = recipe.definition == *definition;
            assert_eq!(
                is_same,
                !DIFFERENT.contains(&name),
                "www/tallymark.json: {name}"
            );
            shown += 1;
        }
        assert!(
            recipes.all.len() / 2 < shown,
            "{shown} of {} recipes",
            recipes.all.len()
        );
    }

    #[test]
    fn every_recipe_has_its_day_in_the_shop_and_its_event_comes_of_it() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journeys");
        let files = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        let journeys: BTreeSet<String> = files
            .filter_map(|file| {
                let name = file.to_str()?.strip_prefix("recipe_")?;
                name.strip_suffix(".json").map(str::to_owned)
            })
            .collect();
        let recipes = Recipes::read();
        let names = recipes.all.iter().map(|recipe| recipe.name().to_owned());
        assert_eq!(
            journeys,
            names.collect(),
            "docs/recipes.md and tests/journeys/recipe_<name>.json"
        );
        for recipe in &recipes.all {
            let name = recipe.name();
            let file = folder.join(["recipe_", name, ".json"].concat());
            let journey: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
            // A recipe whose condition asks for another one's event has that before it.
            let names = journey["config"].as_str().unwrap_or_default();
            let names = names.strip_prefix("docs/recipes.md#").unwrap_or_default();
            assert_eq!(names.rsplit(',').next(), Some(name), "the config of {name}");
            let mut counted = BTreeSet::new();
            collect_events(&journey, &mut counted);
            let mut expected = vec![name];
            expected.extend(recipe.definition["otherwise"].as_str());
            for name in expected {
                assert!(counted.contains(name), "{name} is never counted on its day");
            }
        }
    }

    /// The names of all events that the expected effects hold.
    fn collect_events(json: &Value, names: &mut BTreeSet<String>) {
        match json {
            Value::Array(items) => items.iter().for_each(|item| collect_events(item, names)),
            Value::Object(members) => {
                for (key, value) in members {
                    match (key.as_str(), value.as_array()) {
                        ("events", Some(events)) => names.extend(
                            events
                                .iter()
                                .filter_map(|event| event.as_object()?.keys().next().cloned()),
                        ),
                        _ => collect_events(value, names),
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}
