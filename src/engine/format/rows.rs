//! Lists of things with the collector's own names in them.

/// The names of a list's members put into the collector's words. The list is one that scrub has made: objects of texts,
/// numbers, true and false, whose names have nothing to escape.
pub(super) fn with_names(items: &str, names: &[(String, String)]) -> String {
    let mut out = String::with_capacity(items.len());
    let mut rest = items;
    while let Some((before, text, behind)) = next_text(rest) {
        let own = names.iter().find(|(ours, _)| ours == text);
        // Behind a name stands a colon, behind a value none.
        let is_name = behind.starts_with("\":");
        out.push_str(before);
        out.push('"');
        out.push_str(match own {
            Some((_, theirs)) if is_name => theirs,
            Some(_) | None => text,
        });
        out.push('"');
        rest = behind.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// What stands before the next text, the text as it is escaped, and what stands behind it from its end on.
fn next_text(rest: &str) -> Option<(&str, &str, &str)> {
    let begin = rest.bytes().position(|byte| byte == b'"')?;
    let after = rest.get(begin + 1..)?;
    let mut is_escaped = false;
    let end = after.bytes().position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    })?;
    Some((rest.get(..begin)?, after.get(..end)?, after.get(end..)?))
}

#[cfg(test)]
mod tests {
    use super::with_names;
    use crate::engine::effect::Effect;
    use crate::engine::millis::{Millis, Moment};
    use crate::engine::signal::Signal;
    use crate::engine::{Engine, Start};

    #[test]
    fn a_list_has_the_collectors_names_and_the_shops_values() {
        let names = [("item_id", "product_id"), ("item_name", "name")]
            .map(|(ours, theirs)| (ours.to_owned(), theirs.to_owned()));
        let check = |items: &str, expected: &str| {
            assert_eq!(with_names(items, &names), expected, "{items}")
        };
        check(
            r#"[{"item_id":"A1","price":12.5,"new":true},{"item_id":"item_id"}]"#,
            r#"[{"product_id":"A1","price":12.5,"new":true},{"product_id":"item_id"}]"#,
        );
        check(
            r#"[{"item_name":"2\" tent \\","item_id":"x\":"}]"#,
            r#"[{"name":"2\" tent \\","product_id":"x\":"}]"#,
        );
        check("[{}]", "[{}]");
        check("[]", "[]");
    }

    #[test]
    fn an_order_of_two_things_reaches_segment_as_its_products() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let shipped = std::fs::read_to_string(root.join("formats/segment.json")).unwrap();
        let shipped: serde_json::Value = serde_json::from_str(&shipped).unwrap();
        let config = serde_json::json!({
            "version": 1,
            "site": "waystone",
            "collector": {
                "url": "/collect",
                "format": shipped["collector"]["format"]
            },
            "definitions": [{
                "name": "purchase",
                "trigger": { "click": { "selector": ".buy" } },
                "properties": { "items": {
                    "list": ".line",
                    "each": {
                        "item_id": { "attribute": "data-sku" },
                        "price": { "text": ".price", "type": "number" }
                    }
                } }
            }]
        });
        let config = config.to_string().replace("YOUR_WRITE_KEY", "key");
        let start = Start {
            config,
            ..Start::default()
        };
        let moment = Moment {
            now: Millis(0.0),
            wall: 0.0,
            chance: [0; 4],
        };
        let (mut engine, _) = Engine::start(moment, &start).unwrap();
        let lines = r#"[["A1","12.90"],["B2",null]]"#.to_owned();
        let seen = Signal::Seen {
            watch: 0,
            values: vec![Some(lines), None, None],
        };
        let effects = engine.handle(moment, seen);
        let mut body = None;
        for effect in &effects {
            if let Effect::Hold { body: held, .. } = effect {
                body = Some(held.as_str());
            }
        }
        let products = r#""products":[{"product_id":"A1","price":12.9},{"product_id":"B2"}]"#;
        let body = body.unwrap();
        assert!(body.contains("\"event\":\"Order Completed\""), "{body}");
        assert!(body.contains(products), "{body}");
        assert!(!body.contains("item_id"), "{body}");
    }
}
