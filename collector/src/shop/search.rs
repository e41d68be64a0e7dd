//! Finds products by words.
//!
//! Every word must stand somewhere in a product's own text. No spelling correction and no
//! ranking beyond name before text: the demo needs pages with and without results.

use super::catalog::{Catalog, Product};

/// Longest search, in characters; the rest is not looked at.
pub(crate) const MAX_QUERY_CHARS: usize = 100;

/// Most words that are looked for.
const MAX_WORDS: usize = 8;

/// The products that fit, those with the words in their name first.
pub(crate) fn search<'a>(catalog: &'a Catalog, query: &str) -> Vec<&'a Product> {
    let words = words(query);
    if words.is_empty() {
        return Vec::new();
    }
    let has_all = |text: &str| words.iter().all(|word| text.contains(word));
    let mut by_name: Vec<&Product> = Vec::new();
    let mut by_text: Vec<&Product> = Vec::new();
    for product in &catalog.products {
        if has_all(&product.name.to_lowercase()) {
            by_name.push(product);
        } else if has_all(&text_of(product)) {
            by_text.push(product);
        }
    }
    by_name.append(&mut by_text);
    by_name
}

fn words(query: &str) -> Vec<String> {
    query
        .chars()
        .take(MAX_QUERY_CHARS)
        .collect::<String>()
        .to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(MAX_WORDS)
        .map(singular)
        .collect()
}

/// "jackets" finds a jacket; words of three letters are left as they are.
fn singular(word: &str) -> String {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem.to_owned(),
        Some(_) | None => word.to_owned(),
    }
}

fn text_of(product: &Product) -> String {
    let mut text = format!(
        "{} {} {} {}",
        product.name, product.brand, product.category, product.description
    );
    for spec in &product.specs {
        text.push(' ');
        text.push_str(&spec.value);
    }
    for colour in &product.colours {
        text.push_str(&format!(" {} {}", colour.name, colour.label));
    }
    text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, wanted: &[&str]) {
        let catalog = Catalog::built_in().unwrap();
        let found: Vec<_> = search(&catalog, query)
            .iter()
            .map(|product| product.slug.clone())
            .collect();
        assert_eq!(found, wanted, "{query}");
    }

    #[test]
    fn words_are_found_in_any_order_case_and_number() {
        check("headlamps", &["wren-headlamp", "tawny-headlamp"]);
        check("DOWN polder", &["polder-down-jacket"]);
        check("  Lantern,ember ", &["ember-mini-lantern"]);
    }

    #[test]
    fn nothing_is_found_for_nothing() {
        check("", &[]);
        check("?!", &[]);
        check("hovercraft", &[]);
    }

    #[test]
    fn a_name_comes_before_a_mention() {
        let catalog = Catalog::built_in().unwrap();
        let found = search(&catalog, "torch");
        assert_eq!(found[0].slug, "heron-torch");
        assert!(
            found
                .iter()
                .any(|product| product.slug == "knots-for-wet-hands"),
            "torchlight"
        );
    }
}
