//! Finds a value in a page's JSON-LD, the way shops really nest it.
//!
//! Reads what `json` parsed, so recursion ends at its depth of 16, and each node is looked at
//! once or twice for each name in the path. Returns single values only. Knows schema.org's
//! names and nothing about what they are used for.

use crate::engine::json::Json;
use crate::engine::text::{cut, whole};

/// The value at `path` ("sku", "offers.price", "brand.name") in the page's JSON-LD blocks.
///
/// Products come before nodes of other types; a path that begins with a type
/// ("BreadcrumbList.name") looks only there. Top-level lists, `@graph` and `mainEntity` are
/// searched; of a list on the way the first item that has the value counts. What a product group
/// lacks is taken from `hasVariant`, a missing `price` from `lowPrice`, `priceSpecification` or
/// nested `offers`, and a brand that is a plain text is its own name. Only texts, numbers and
/// booleans are returned.
pub(crate) fn lookup<'a>(blocks: &'a [Json], path: &str) -> Option<&'a Json> {
    if let Some((first, rest)) = cut(path, b'.')
        && first.starts_with(|letter: char| letter.is_ascii_uppercase())
    {
        return in_nodes(blocks, rest, &[first]);
    }
    in_nodes(blocks, path, &["Product", "ProductGroup"]).or_else(|| in_nodes(blocks, path, &[]))
}

/// The items of the list at `path` ("ItemList.itemListElement", "Order.orderedItem"): of the first node that has
/// one there. What stands there alone is a list of one.
#[inline(never)]
pub(crate) fn list<'a>(node: &'a Json, path: &str) -> Option<&'a [Json]> {
    if let Json::List(nodes) = node {
        return nodes.iter().find_map(|node| list(node, path));
    }
    let mut steps = path;
    let mut is_it = true;
    if let Some((first, rest)) = cut(path, b'.')
        && first.starts_with(|letter: char| letter.is_ascii_uppercase())
    {
        steps = rest;
        is_it = node
            .get("@type")
            .is_some_and(|found| is_type(found, &[first]));
    }
    if is_it {
        let mut found = Some(node);
        while let (Some(at), false) = (found, steps.is_empty()) {
            let (step, rest) = cut(steps, b'.').unwrap_or((steps, ""));
            found = at.get(step);
            steps = rest;
        }
        match found {
            Some(Json::List(items)) if !items.is_empty() => return Some(items),
            Some(item @ Json::Object(_)) => return Some(std::slice::from_ref(item)),
            _ => {}
        }
    }
    let held = ["@graph", "mainEntity"];
    held.iter().find_map(|key| list(node.get(key)?, path))
}

/// A text, number or boolean at a path inside of one item of a list, as text.
#[inline(never)]
pub(crate) fn text_at(item: &Json, path: &str) -> Option<String> {
    text(value_at(item, path)?)
}

/// A single value as text.
pub(crate) fn text(value: &Json) -> Option<String> {
    match value {
        Json::Text(text) => Some(text.clone()),
        Json::Number(number) => Some(number.as_str().to_owned()),
        Json::Bool(flag) => Some(if *flag { "true" } else { "false" }.to_owned()),
        Json::Null | Json::List(_) | Json::Object(_) => None,
    }
}

fn in_nodes<'a>(nodes: &'a [Json], path: &str, types: &[&str]) -> Option<&'a Json> {
    nodes.iter().find_map(|node| in_node(node, path, types))
}

/// Looks in a node if it has one of `types` (no types: any), then in the nodes that it holds.
fn in_node<'a>(node: &'a Json, path: &str, types: &[&str]) -> Option<&'a Json> {
    if let Json::List(nodes) = node {
        return in_nodes(nodes, path, types);
    }
    if types.is_empty() || node.get("@type").is_some_and(|found| is_type(found, types)) {
        let variants = node.get("hasVariant");
        let value = value_at(node, path).or_else(|| value_at(variants?, path));
        if value.is_some() {
            return value;
        }
    }
    let held = ["@graph", "mainEntity"];
    held.iter()
        .find_map(|key| in_node(node.get(key)?, path, types))
}

/// Whether a node's `@type`, one name or a list of them, is among `types`; a schema.org URL counts.
fn is_type(found: &Json, types: &[&str]) -> bool {
    match found {
        Json::Text(name) => types.iter().any(|known| {
            let before = name.as_bytes().strip_suffix(known.as_bytes());
            matches!(before, Some([] | [.., b'/']))
        }),
        Json::List(names) => names.iter().any(|name| is_type(name, types)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Object(_) => false,
    }
}

fn value_at<'a>(node: &'a Json, path: &str) -> Option<&'a Json> {
    match node {
        Json::List(items) => match item_at(items, path) {
            Some((item, rest)) => value_at(item, rest),
            None => items.iter().find_map(|item| value_at(item, path)),
        },
        Json::Object(_) if !path.is_empty() => {
            let (key, rest) = cut(path, b'.').unwrap_or((path, ""));
            let value = node.get(key).and_then(|value| value_at(value, rest));
            if value.is_some() || !key.starts_with("price") {
                return value;
            }
            let low = if key == "price" {
                node.get("lowPrice")
            } else {
                None
            };
            low.and_then(|low| value_at(low, rest))
                .or_else(|| value_at(node.get("priceSpecification")?, path))
                .or_else(|| value_at(node.get("offers")?, path))
        }
        Json::Text(_) if path == "name" => Some(node),
        Json::Text(_) | Json::Number(_) | Json::Bool(_) if path.is_empty() => Some(node),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) | Json::Object(_) => None,
    }
}

/// The item that a number at the beginning of the path names, from 0; and the rest of the path.
fn item_at<'a, 'p>(items: &'a [Json], path: &'p str) -> Option<(&'a Json, &'p str)> {
    let (step, rest) = cut(path, b'.').unwrap_or((path, ""));
    Some((items.get(whole(step)? as usize)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::json::parse;

    fn check(blocks: &str, path: &str, expected: &str) {
        let blocks = parse(blocks).unwrap();
        let found = lookup(blocks.as_list().unwrap(), path).map(|value| match value {
            Json::Text(text) => text.clone(),
            Json::Number(number) => number.as_str().to_owned(),
            Json::Bool(flag) => flag.to_string(),
            Json::Null | Json::List(_) | Json::Object(_) => "no single value".to_owned(),
        });
        assert_eq!(found.as_deref().unwrap_or_default(), expected, "{path}");
    }

    #[test]
    fn a_product_is_read_from_its_own_block() {
        let blocks = r#"[{"@context": "https://schema.org", "@type": "Product", "name": "Tent", "sku": "WS-1001",
            "brand": {"@type": "Brand", "name": "Waystone"}, "gtin13": 4006381333931, "isFamilyFriendly": true,
            "offers": {"@type": "Offer", "price": "129.90", "priceCurrency": "EUR"}, "image": ["a.jpg", "b.jpg"],
            "review": null}]"#;
        check(blocks, "sku", "WS-1001");
        check(blocks, "offers.price", "129.90");
        check(blocks, "offers.priceCurrency", "EUR");
        check(blocks, "brand.name", "Waystone");
        check(blocks, "gtin13", "4006381333931");
        check(blocks, "isFamilyFriendly", "true");
        check(blocks, "image", "a.jpg");
        check(blocks, "Product.offers.price", "129.90");
        check(blocks, "Offer.price", "");
        check(blocks, "Product", "");
        check(blocks, "Product.", "");
        check(blocks, "offers", "");
        check(blocks, "review", "");
        check(blocks, "color", "");
        check(blocks, "sku.name.x", "");
        check(blocks, "", "");
        check(blocks, ".", "");
    }

    #[test]
    fn a_product_comes_before_other_nodes_wherever_it_stands() {
        let product = r#"{"@type": "Product", "name": "Tent", "sku": "WS-1001"}"#;
        let shop = r#"{"@type": "Organization", "name": "Waystone", "logo": "logo.svg"}"#;
        for blocks in [
            format!("[{shop},{product}]"),
            format!("[[{shop},{product}]]"),
            format!(r#"[{{"@graph": [{shop},{product}]}}]"#),
            format!(r#"[{shop},{{"@type": "ItemPage", "name": "Page", "mainEntity": {product}}}]"#),
            format!("[null,1,\"x\",{shop},{product}]"),
        ] {
            check(&blocks, "name", "Tent");
            check(&blocks, "sku", "WS-1001");
            check(&blocks, "logo", "logo.svg");
            check(&blocks, "Organization.name", "Waystone");
        }
        check(
            r#"[{"@type": "Organization", "name": "Waystone"}]"#,
            "name",
            "Waystone",
        );
        check(
            r#"[{"@type": ["Thing", "http://schema.org/Product"], "name": "Tent"}]"#,
            "Product.name",
            "Tent",
        );
        check(r#"[{"name": "no type"}]"#, "name", "no type");
        check("[]", "name", "");
    }

    #[test]
    fn a_price_is_found_however_the_offer_is_nested() {
        fn check_offers(offers: &str, expected: &str) {
            check(
                &format!(r#"[{{"@type": "Product", "offers": {offers}}}]"#),
                "offers.price",
                expected,
            );
        }
        check_offers(r#"[{"price": 129.90}, {"price": 99}]"#, "129.9");
        check_offers(r#"[{"url": "x"}, {"price": 99}]"#, "99");
        check_offers(
            r#"{"@type": "AggregateOffer", "lowPrice": "99.00", "highPrice": "129.00"}"#,
            "99.00",
        );
        check_offers(
            r#"{"@type": "AggregateOffer", "offers": [{"price": 99}]}"#,
            "99",
        );
        check_offers(
            r#"[{"priceSpecification": [{"price": "18.00", "priceCurrency": "EUR"}]}]"#,
            "18.00",
        );
        check_offers(r#"{"highPrice": "129.00"}"#, "");
        check_offers(r#"{"price": null}"#, "");
        let nested = r#"[{"@type": "Product", "offers": [{"priceSpecification": {"priceCurrency": "EUR"}}]}]"#;
        check(nested, "offers.priceCurrency", "EUR");
    }

    #[test]
    fn an_item_of_a_list_is_named_by_its_number() {
        let blocks = r#"[{"@type": ["ItemList", "Thing"], "numberOfItems": 2, "itemListElement": [
            {"@type": "ListItem", "position": 1, "item": {"name": "Tent", "offers": {"price": 129}}},
            {"@type": "ListItem", "position": 2, "name": "Socks"}]}]"#;
        check(blocks, "ItemList.numberOfItems", "2");
        check(blocks, "ItemList.itemListElement.0.item.name", "Tent");
        check(blocks, "ItemList.itemListElement.1.name", "Socks");
        check(blocks, "ItemList.itemListElement.name", "Socks");
        check(blocks, "ItemList.itemListElement.item.offers.price", "129");
        check(blocks, "ItemList.itemListElement.2.name", "");
        check(
            r#"[{"@type": "Offer", "price": "12", "priceCurrency": "EUR"}]"#,
            "Offer.price",
            "12",
        );
    }

    #[test]
    fn what_a_product_group_lacks_is_in_its_variants() {
        let blocks = r#"[{"@type": "ProductGroup", "name": "Tent", "productGroupID": "WS-1", "hasVariant": [
            {"@type": "Product", "name": "Tent, red", "sku": "WS-1-R", "offers": {"price": 129}},
            {"@type": "Product", "name": "Tent, blue", "sku": "WS-1-B", "offers": {"price": 139}}]}]"#;
        check(blocks, "name", "Tent");
        check(blocks, "sku", "WS-1-R");
        check(blocks, "offers.price", "129");
        check(blocks, "ProductGroup.sku", "WS-1-R");
        check(
            r#"[{"@type": "Product", "brand": "Waystone"}]"#,
            "brand.name",
            "Waystone",
        );
        check(
            r#"[{"@type": "Product", "brand": ["Waystone"]}]"#,
            "brand.name",
            "Waystone",
        );
        check(
            r#"[{"@type": "Product", "brand": "Waystone"}]"#,
            "brand.logo",
            "",
        );
    }
}
