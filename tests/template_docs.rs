//! What docs/collectors.md says of templates: every place and directive, and a walk-through that works.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "support/collectors_page.rs"]
mod collectors_page;
#[cfg(test)]
#[path = "support/day.rs"]
#[allow(dead_code, reason = "the formats' own test uses all of it")]
mod day;
#[cfg(test)]
#[path = "support/percent.rs"]
mod percent;

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::collectors_page::{block, page};
    use super::day::Day;
    use super::percent::decoded;

    #[test]
    fn the_page_on_collectors_explains_every_place_and_directive() {
        let page = page();
        let steps = json!([]);
        let problem = |event: Value| {
            let collector = json!({ "url": "/c", "format": { "event": event } });
            Day::lived(&collector, &steps).problems.concat()
        };
        let known = |problem: &str| -> Vec<String> {
            let (_, names) = problem.split_once("known are: ").unwrap();
            names.split(", ").map(str::to_owned).collect()
        };
        let directives = known(&problem(json!({ "$zzzzzz": 1 })));
        assert!(10 < directives.len());
        for directive in directives {
            assert!(
                page.contains(&format!("`{{ \"${directive}\": ")),
                "${directive}"
            );
        }
        for place in known(&problem(json!("$zzzzzz"))) {
            let last = place.rsplit('.').next().unwrap();
            let is_told =
                page.contains(&format!("`${place}`")) || page.contains(&format!("`.{last}`"));
            assert!(is_told, "${place}");
        }
    }

    #[test]
    fn the_template_of_the_walk_through_posts_what_the_page_says() {
        let page = page();
        let config: Value = serde_json::from_str(block(&page, "```json walkthrough\n")).unwrap();
        let steps = json!([{ "at": 0, "page": "/" }, { "at": 1000, "track": "add_to_cart",
            "properties": { "item_id": "A1", "price": 12.9, "currency": "EUR" } }]);
        let day = Day::lived(&config["collector"], &steps);
        assert_eq!(day.problems, Vec::<String>::new());
        let body = day.bodies.concat();
        assert_eq!(decoded(&body), block(&page, "```text walkthrough\n"));
    }
}
