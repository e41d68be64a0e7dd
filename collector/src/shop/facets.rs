//! What a category's page offers to filter and sort by, and what is on now.
//!
//! Worked out from the products of the category, so that nothing is offered that nothing has.
//! Which products pass is decided in `filter`.

use super::catalog::{Category, Facet, Product};
use super::filter::{Filter, Sort};
use super::money::whole_euros_up;
use serde::Serialize;

/// The steps of the price slider, in euros.
const PRICE_STEP: u32 = 5;

/// The facets as the page shows them.
#[derive(Debug, Serialize)]
pub(crate) struct Facets {
    pub(crate) sizes: Vec<Choice>,
    pub(crate) colours: Vec<Choice>,
    pub(crate) price: PriceRange,
    pub(crate) only_new: bool,
    pub(crate) sorts: Vec<Choice>,
    /// What is narrowed now, each with the address that undoes it.
    pub(crate) active: Vec<Active>,
}

/// One box of a facet, or one entry of the sort select.
#[derive(Debug, Serialize)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    /// `#rrggbb`, for colours.
    pub(crate) hex: Option<String>,
    pub(crate) chosen: bool,
}

/// The price slider, in whole euros.
#[derive(Debug, Serialize)]
pub(crate) struct PriceRange {
    pub(crate) min: u32,
    pub(crate) max: u32,
    pub(crate) step: u32,
    pub(crate) value: u32,
}

/// A filter that is on.
#[derive(Debug, Serialize)]
pub(crate) struct Active {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    pub(crate) label: String,
    /// The query without it, empty or beginning with `?`.
    pub(crate) without: String,
}

impl Facets {
    /// The facets of a category's page.
    pub(crate) fn new(category: &Category, products: &[&Product], filter: &Filter) -> Self {
        let mut sizes: Vec<Choice> = Vec::new();
        let mut colours: Vec<Choice> = Vec::new();
        for product in products {
            if category.facets.contains(&Facet::Size) {
                for size in &product.sizes {
                    add_choice(&mut sizes, size, size, None, &filter.sizes);
                }
            }
            if category.facets.contains(&Facet::Color) {
                for colour in &product.colours {
                    add_choice(
                        &mut colours,
                        &colour.name,
                        &colour.label,
                        Some(&colour.hex),
                        &filter.colours,
                    );
                }
            }
        }
        sort_sizes(&mut sizes);
        let price = PriceRange::new(products, filter.price_max);
        let active = active(filter, &sizes, &colours, &price);
        let sorts = Sort::ALL
            .iter()
            .map(|(sort, label)| Choice {
                value: sort.name().to_owned(),
                label: (*label).to_owned(),
                hex: None,
                chosen: *sort == filter.sort,
            })
            .collect();
        Self {
            sizes,
            colours,
            price,
            only_new: filter.only_new,
            sorts,
            active,
        }
    }
}

impl PriceRange {
    fn new(products: &[&Product], wanted: Option<u32>) -> Self {
        let euros = |cents: u32| cents / 100;
        let cheapest = products
            .iter()
            .map(|product| euros(product.price_cents))
            .min()
            .unwrap_or(0);
        let dearest = products
            .iter()
            .map(|product| whole_euros_up(product.price_cents))
            .max()
            .unwrap_or(0);
        let min = cheapest / PRICE_STEP * PRICE_STEP;
        let max = dearest.div_ceil(PRICE_STEP) * PRICE_STEP;
        Self {
            min,
            max,
            step: PRICE_STEP,
            value: wanted.unwrap_or(max).clamp(min, max),
        }
    }
}

fn add_choice(
    choices: &mut Vec<Choice>,
    value: &str,
    label: &str,
    hex: Option<&str>,
    chosen: &[String],
) {
    if choices.iter().any(|choice| choice.value == value) {
        return;
    }
    choices.push(Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        hex: hex.map(str::to_owned),
        chosen: chosen.iter().any(|wanted| wanted == value),
    });
}

/// Numbers by size, letters by the order in which garments run.
fn sort_sizes(sizes: &mut [Choice]) {
    const LETTERS: [&str; 6] = ["XS", "S", "M", "L", "XL", "XXL"];
    sizes.sort_by_key(|choice| {
        let place = LETTERS
            .iter()
            .position(|letters| *letters == choice.value)
            .unwrap_or(LETTERS.len());
        (place, choice.value.parse::<u32>().unwrap_or(u32::MAX))
    });
}

fn active(
    filter: &Filter,
    sizes: &[Choice],
    colours: &[Choice],
    price: &PriceRange,
) -> Vec<Active> {
    let on = |name: &'static str, prefix: &str, choice: &Choice| Active {
        name,
        value: choice.value.clone(),
        label: format!("{prefix}{}", choice.label),
        without: filter.without(name, &choice.value),
    };
    let mut active: Vec<Active> = Vec::new();
    active.extend(
        sizes
            .iter()
            .filter(|choice| choice.chosen)
            .map(|choice| on("size", "Size ", choice)),
    );
    active.extend(
        colours
            .iter()
            .filter(|choice| choice.chosen)
            .map(|choice| on("color", "", choice)),
    );
    if let Some(euros) = filter.price_max.filter(|euros| *euros < price.max) {
        let value = euros.to_string();
        let without = filter.without("price_max", &value);
        active.push(Active {
            name: "price_max",
            label: format!("Up to €{euros}"),
            value,
            without,
        });
    }
    if filter.only_new {
        active.push(Active {
            name: "new",
            value: "1".to_owned(),
            label: "New".to_owned(),
            without: filter.without("new", "1"),
        });
    }
    active
}

#[cfg(test)]
mod tests {
    use super::super::catalog::Catalog;
    use super::*;

    fn facets(category: &str, query: &[(&str, &str)]) -> Facets {
        let catalog = Catalog::built_in().unwrap();
        let category = catalog.category(category).unwrap();
        let products: Vec<_> = catalog.in_category(&category.slug).collect();
        let pairs = query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Facets::new(
            category,
            &products,
            &Filter::read(&pairs.collect::<Vec<_>>()),
        )
    }

    #[test]
    fn an_active_filter_knows_how_to_go() {
        let facets = facets(
            "jackets",
            &[
                ("size", "M"),
                ("color", "red"),
                ("price_max", "150"),
                ("sort", "price"),
            ],
        );
        let active = facets
            .active
            .iter()
            .map(|active| (active.label.as_str(), active.without.as_str()));
        assert_eq!(
            active.collect::<Vec<_>>(),
            [
                ("Size M", "?color=red&price_max=150&sort=price"),
                ("Rust", "?size=M&price_max=150&sort=price"),
                ("Up to €150", "?size=M&color=red&sort=price"),
            ]
        );
    }

    #[test]
    fn sizes_stand_in_the_order_of_the_body() {
        let values = |facets: Facets| {
            facets
                .sizes
                .into_iter()
                .map(|choice| choice.value)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            values(facets("jackets", &[])),
            ["XS", "S", "M", "L", "XL", "XXL"]
        );
        assert_eq!(
            values(facets("boots", &[])).first().map(String::as_str),
            Some("38")
        );
        assert!(values(facets("tents", &[])).is_empty());
    }

    #[test]
    fn the_price_slider_holds_every_price() {
        let price = facets("lights", &[]).price;
        assert_eq!((price.min, price.max, price.value), (15, 70, 70));
        assert_eq!(facets("lights", &[("price_max", "9999")]).price.value, 70);
        assert!(
            facets("lights", &[("price_max", "70")]).active.is_empty(),
            "the whole range is no filter"
        );
    }
}
