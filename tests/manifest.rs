//! The manifest names everything that can leave, and docs/privacy.md says the same.
//!
//! Every journey and every random day is held against it too, in `tests/support/tab.rs` and
//! `tests/invariants.rs`.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "support/leaves.rs"]
mod leaves;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::path::Path;

    use serde_json::{Value, json};
    use tallymark::engine::manifest::manifest;

    use super::leaves::Leaves;

    fn config(definitions: &Value) -> String {
        json!({
            "version": 1,
            "site": "shop",
            "collector": { "url": "/collect" },
            "definitions": definitions,
        })
        .to_string()
    }

    fn click(name: &str, properties: &Value) -> Value {
        json!([{ "name": name, "trigger": { "click": { "selector": "a" } }, "properties": properties }])
    }

    /// A shop with these steps, and an offer that is held out from some.
    fn compared(funnel: &[&str]) -> String {
        let offer = json!([{ "name": "offer", "trigger": { "exit_intent": {} }, "holdout": 0.1 }]);
        let mut config: Value = serde_json::from_str(&config(&offer)).unwrap();
        config["funnel"] = json!(funnel);
        config.to_string()
    }

    #[test]
    fn only_steps_and_comparisons_say_anything_of_what_came_before() {
        let check = |config: &str, expected: [&[&str]; 3]| {
            let (leaves, _) = manifest(config);
            for (field, expected) in ["nth", "from", "arm.*"].iter().zip(expected) {
                let field = format!("events[].{field}");
                let leaf = leaves.iter().find(|leaf| leaf.field == field);
                let events: &[String] = leaf.map_or(&[], |leaf| &leaf.events);
                assert_eq!(events, expected, "{field}: {config}");
            }
        };
        let steps = ["view_item", "purchase"];
        let all: &[&str] = &["offer", "view_item", "purchase"];
        check(&config(&click("wish", &json!({}))), [&[], &[], &[]]);
        check(&compared(&[]), [&["offer"], &[], &["offer"]]);
        check(&compared(&steps), [all, &steps, all]);
        let mut plain: Value = serde_json::from_str(&compared(&steps)).unwrap();
        plain["definitions"] = json!([]);
        check(&plain.to_string(), [&steps, &steps, &[]]);
    }

    #[test]
    fn the_manifest_has_the_rows_of_the_privacy_page() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/privacy.md");
        let page = fs::read_to_string(path).unwrap();
        let table = page
            .split("\n\n")
            .find(|part| part.starts_with("| field "))
            .unwrap();
        let mut listed: Vec<&str> = table
            .lines()
            .filter_map(|row| row.strip_prefix("| `")?.split('`').next())
            .collect();
        let (leaves, problems) = manifest(&compared(&["view_item"]));
        assert!(problems.is_empty(), "{problems:?}");
        let mut named: Vec<&str> = leaves
            .iter()
            .map(|leaf| leaf.field.strip_suffix(".*").unwrap_or(&leaf.field))
            .collect();
        listed.sort_unstable();
        named.sort_unstable();
        assert_eq!(listed, named, "docs/privacy.md and src/engine/manifest.rs");
    }

    #[test]
    fn a_field_that_no_definition_names_is_not_in_the_manifest() {
        let definitions = click("wish", &json!({ "item_id": { "attribute": "data-sku" } }));
        let (leaves, _) = manifest(&config(&definitions));
        let own: Vec<&str> = leaves
            .iter()
            .filter(|leaf| !leaf.events.is_empty())
            .map(|leaf| leaf.field.as_str())
            .collect();
        assert_eq!(own, ["events[].properties.item_id"]);
    }

    #[test]
    fn each_field_of_a_list_is_in_the_manifest_by_itself() {
        let each = json!({ "item_id": { "attribute": "data-sku" }, "price": { "text": ".price", "type": "money" } });
        let definitions = click(
            "buy",
            &json!({ "items": { "list": ".line", "each": each } }),
        );
        let leaves = Leaves::of(&config(&definitions));
        let body = |items: Value| {
            let event = json!({ "name": "buy", "properties": { "items": items } });
            json!({ "v": 1, "site": "shop", "events": [event] })
        };
        leaves.expect(&body(
            json!([{ "item_id": "A1", "price": 9.9, "currency": "USD" }]),
        ));
        for wrong in [
            json!([{ "name": "Tent" }]),
            json!([{ "price": "9.90" }]),
            json!([]),
        ] {
            let body = body(wrong);
            let outcome = catch_unwind(AssertUnwindSafe(|| leaves.expect(&body)));
            assert!(outcome.is_err(), "{body}");
        }
    }

    #[test]
    fn a_wrong_definition_sends_nothing_and_is_not_in_the_manifest() {
        let definitions = click("wish", &json!({ "note": { "attribute": "value" } }));
        let (leaves, problems) = manifest(&config(&definitions));
        assert_eq!(problems.len(), 1);
        assert!(leaves.iter().all(|leaf| leaf.events.is_empty()));
    }

    #[test]
    fn a_body_with_a_field_more_is_refused() {
        let text = click("wish", &json!({ "cards": { "count": ".card" } }));
        let leaves = Leaves::of(&config(&text));
        let event = json!({ "name": "wish", "seq": 1, "page": { "path": "/" } });
        let body = |change: fn(&mut Value)| {
            let mut body = json!({ "v": 1, "site": "shop", "events": [event.clone()] });
            change(&mut body);
            body
        };
        leaves.expect(&body(|_| {}));
        let wrong: [fn(&mut Value); 4] = [
            |body| body["visitor"] = json!("7f"),
            |body| body["events"][0]["page"]["url"] = json!("/p/1"),
            |body| body["events"][0]["session"] = json!(1),
            |body| body["site"] = json!("x".repeat(61)),
        ];
        for change in wrong {
            let body = body(change);
            let outcome = catch_unwind(AssertUnwindSafe(|| leaves.expect(&body)));
            assert!(outcome.is_err(), "{body}");
        }
    }

    #[test]
    fn every_test_that_the_privacy_page_points_at_exists() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let page = fs::read_to_string(root.join("docs/privacy.md")).unwrap();
        let named: Vec<&str> = page
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|text| {
                ["tests/", "src/"]
                    .iter()
                    .any(|start| text.starts_with(start))
            })
            .collect();
        assert!(15 < named.len(), "{named:?}");
        for path in named {
            assert!(root.join(path).exists(), "docs/privacy.md points at {path}");
        }
    }
}
