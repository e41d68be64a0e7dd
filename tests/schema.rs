//! The schemas hold: what is right is valid for an editor, and most of what is wrong is not.
//!
//! That they know exactly the engine's keys is tested in `src/engine/schema.rs`.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    dead_code,
    reason = "the docs' test uses all of the examples' reader, this one a part"
)]

#[cfg(test)]
#[path = "support/examples.rs"]
mod examples;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use boon::{Compiler, SchemaIndex, Schemas};
    use serde_json::Value;

    use super::examples::{PAGES, config_of, examples};

    /// An editor shows at least this share of the mistakes in tests/problems.json; what it can't
    /// know are names that are taken, selectors, and what one key means for another.
    const LEAST_SHOWN: f64 = 0.8;

    fn read(path: &str) -> Value {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
    }

    /// A schema of ours, ready to be asked.
    struct Schema(Schemas, SchemaIndex);

    impl Schema {
        /// `part` is a JSON pointer, empty for the whole.
        fn new(name: &str, part: &str) -> Schema {
            let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
            let url = format!("file:///{name}.json");
            let schema = read(&format!("schema/{name}.json"));
            compiler.add_resource(&url, schema).unwrap();
            let index = compiler.compile(&format!("{url}#{part}"), &mut schemas);
            let index = index.unwrap_or_else(|error| panic!("schema/{name}.json: {error}"));
            Schema(schemas, index)
        }

        /// Why a value is not valid.
        fn fault(&self, value: &Value) -> Option<String> {
            self.0
                .validate(value, self.1)
                .err()
                .map(|error| format!("{error:#}"))
        }

        fn check(&self, what: &str, value: &Value) {
            if let Some(fault) = self.fault(value) {
                panic!("{what}: {fault}");
            }
        }
    }

    #[test]
    fn every_example_and_the_demo_shop_are_valid_for_an_editor() {
        let schema = Schema::new("config", "");
        schema.check("www/tallymark.json", &read("www/tallymark.json"));
        for page in PAGES.into_iter().chain(["recipes.md"]) {
            for (line, example) in examples(page) {
                if let Some(config) = config_of(&example) {
                    schema.check(&format!("docs/{page}:{line}"), &config);
                }
            }
        }
    }

    #[test]
    fn an_editor_accepts_what_the_engine_accepts_and_shows_most_of_what_it_refuses() {
        let whole = Schema::new("config", "");
        let definition = Schema::new("config", "/$defs/definition");
        let rows = read("tests/problems.json");
        let (mut wrong, mut shown, mut right) = (0, 0, 0);
        let mut unseen = Vec::new();
        for row in rows.as_array().unwrap() {
            let config = &row["config"];
            if !config.is_object() {
                continue;
            }
            wrong += 1;
            match whole.fault(config) {
                Some(_) => shown += 1,
                None => unseen.push(row["says"].as_str().unwrap()),
            }
            let problems = row["problems"].as_array().unwrap();
            let definitions = config["definitions"].as_array().into_iter().flatten();
            for (index, one) in definitions.enumerate() {
                let place = format!("definitions[{index}]");
                let has_problem = |problem: &Value| problem.as_str().unwrap().contains(&place);
                if row.get("counts").is_some() && !problems.iter().any(has_problem) {
                    right += 1;
                    definition.check(&format!("{}, {place}", row["says"]), one);
                }
            }
        }
        assert!(3 < right, "only {right} right definitions were found");
        println!("an editor shows {shown} of {wrong} mistakes");
        let share = f64::from(shown) / f64::from(wrong);
        assert!(
            LEAST_SHOWN < share,
            "an editor shows {shown} of {wrong} mistakes, but not {unseen:#?}"
        );
    }

    #[test]
    fn what_is_sent_is_valid_by_the_schema_of_a_batch() {
        let schema = Schema::new("events", "");
        let mut count = 0;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|it| it == "body") {
                for line in fs::read_to_string(&path).unwrap().lines() {
                    count += 1;
                    schema.check(&format!("{path:?}"), &serde_json::from_str(line).unwrap());
                }
            }
        }
        assert!(3 < count, "only {count} bodies");
    }

    #[test]
    fn every_shipped_format_is_valid_for_an_editor() {
        let schema = Schema::new("config", "/properties/collector");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("formats");
        let mut count = 0;
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let name = entry.file_name().into_string().unwrap();
            let format = read(&format!("formats/{name}"));
            schema.check(&name, &format["collector"]);
            count += 1;
        }
        assert!(10 < count);
    }
}
