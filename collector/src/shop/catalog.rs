//! What the shop sells: `www/shop/products.json`, read once when the router is built.
//!
//! Data and look-ups only. Which products a shopper asked for is decided in `filter` and
//! `search`; whether one can be added is decided in `actions`.

use serde::{Deserialize, Serialize};

/// The product data that is built into the binary.
const PRODUCTS: &str = include_str!("../../../www/shop/products.json");

/// Everything the shop sells.
#[derive(Debug, Deserialize)]
pub(crate) struct Catalog {
    /// In the order in which the navigation shows them.
    pub(crate) categories: Vec<Category>,
    /// In the shop's own order, which is also the order of an unsorted list.
    pub(crate) products: Vec<Product>,
}

/// A shelf of the shop, with its own page at `/c/{slug}`.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(crate) struct Category {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) blurb: String,
    pub(crate) facets: Vec<Facet>,
    pub(crate) buy: Buy,
    /// The picture that stands for the category.
    pub(crate) style: Style,
    pub(crate) colour: String,
}

/// What a category can be narrowed by, besides the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Facet {
    Size,
    Color,
}

/// How a category's cards put something into the cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Buy {
    /// By script, without leaving the page.
    Fetch,
    /// By a form that posts to the category's own address, which renders again.
    Form,
}

/// One thing for sale, in all its sizes and colours.
#[derive(Debug, Deserialize)]
pub(crate) struct Product {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) brand: String,
    pub(crate) category: String,
    pub(crate) price_cents: u32,
    pub(crate) old_price_cents: Option<u32>,
    /// Rank among the new arrivals, 1 being the newest.
    pub(crate) new: Option<u32>,
    /// How adding this product goes wrong, if it always does.
    pub(crate) fails: Option<Fails>,
    pub(crate) style: Style,
    pub(crate) description: String,
    pub(crate) specs: Vec<Spec>,
    /// Empty for what comes in one size only.
    #[serde(default)]
    pub(crate) sizes: Vec<String>,
    pub(crate) colours: Vec<Colour>,
}

/// A failure that a real shop shows and this one repeats on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Fails {
    /// Looks available, but the server refuses: the answer is 200 all the same.
    SoldOut,
    /// The server answers 500.
    ServerError,
}

/// What `picture` draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Style {
    Shell,
    Anorak,
    Down,
    Fleece,
    Parka,
    Vest,
    Hiking,
    Low,
    Winter,
    Day,
    Trek,
    Roll,
    Dome,
    Tunnel,
    Tarp,
    Headlamp,
    Lantern,
    Torch,
    Sheet,
    Book,
}

/// One line of a product's table of facts.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(crate) struct Spec {
    pub(crate) name: String,
    pub(crate) value: String,
}

/// A product in one colour. Its SKU is the variant's SKU where there are no sizes.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Colour {
    /// The colour as the filter knows it, such as `green`.
    pub(crate) name: String,
    /// The colour as the brand calls it, such as `Moss`.
    pub(crate) label: String,
    /// `#rrggbb`.
    pub(crate) hex: String,
    pub(crate) sku: String,
    /// Sizes that this colour is out of.
    #[serde(default)]
    pub(crate) sold_out: Vec<String>,
}

/// What goes into a cart: a product in one colour and, where there are sizes, one size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Variant<'catalog> {
    pub(crate) product: &'catalog Product,
    pub(crate) colour: &'catalog Colour,
    pub(crate) size: Option<&'catalog str>,
}

impl Catalog {
    /// The shop's own catalogue.
    ///
    /// # Errors
    /// When the product data is not what this module describes.
    pub(crate) fn built_in() -> Result<Self, serde_json::Error> {
        serde_json::from_str(PRODUCTS)
    }

    /// The category at `/c/{slug}`.
    pub(crate) fn category(&self, slug: &str) -> Option<&Category> {
        self.categories
            .iter()
            .find(|category| category.slug == slug)
    }

    /// The product at `/p/{slug}`.
    pub(crate) fn product(&self, slug: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.slug == slug)
    }

    /// The products of one category, in the shop's order.
    pub(crate) fn in_category<'a>(&'a self, slug: &'a str) -> impl Iterator<Item = &'a Product> {
        self.products
            .iter()
            .filter(move |product| product.category == slug)
    }

    /// The newest products, newest first.
    pub(crate) fn new_arrivals(&self, most: usize) -> Vec<&Product> {
        let mut arrivals: Vec<&Product> = self
            .products
            .iter()
            .filter(|product| product.new.is_some())
            .collect();
        arrivals.sort_by_key(|product| product.new);
        arrivals.truncate(most);
        arrivals
    }

    /// What a shopper names by a SKU, with or without the size at its end.
    pub(crate) fn variant(&self, sku: &str) -> Option<Variant<'_>> {
        self.products.iter().find_map(|product| {
            product.colours.iter().find_map(|colour| {
                let rest = sku.strip_prefix(colour.sku.as_str())?;
                if rest.is_empty() {
                    return Some(Variant {
                        product,
                        colour,
                        size: None,
                    });
                }
                let wanted = rest.strip_prefix('-')?;
                let size = product.sizes.iter().find(|size| *size == wanted)?;
                Some(Variant {
                    product,
                    colour,
                    size: Some(size),
                })
            })
        })
    }
}

impl Product {
    /// The colour that lists show.
    pub(crate) fn first_colour(&self) -> Option<&Colour> {
        self.colours.first()
    }

    /// Whether a size has to be chosen before it can be added.
    pub(crate) fn needs_size(&self) -> bool {
        !self.sizes.is_empty()
    }
}

impl Colour {
    /// Whether this colour is there in a size, as far as the page knows.
    pub(crate) fn has(&self, size: &str) -> bool {
        !self.sold_out.iter().any(|gone| gone == size)
    }
}

impl Variant<'_> {
    /// Colour and size, as the cart says them.
    pub(crate) fn says(&self) -> String {
        match self.size {
            Some(size) => format!("{}, size {size}", self.colour.label),
            None => self.colour.label.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_catalogue_has_enough_to_look_around_in() {
        let catalog = Catalog::built_in().unwrap();
        assert!(catalog.products.len() >= 44);
        assert_eq!(catalog.categories.len(), 6);
        for category in &catalog.categories {
            assert!(
                catalog.in_category(&category.slug).count() >= 6,
                "{} is nearly empty",
                category.slug
            );
        }
    }

    #[test]
    fn every_slug_and_sku_names_one_thing() {
        let catalog = Catalog::built_in().unwrap();
        let mut seen = HashSet::new();
        for product in &catalog.products {
            assert!(
                seen.insert(product.slug.clone()),
                "{} is there twice",
                product.slug
            );
            assert!(
                catalog.category(&product.category).is_some(),
                "{} is on no shelf",
                product.slug
            );
            assert!(
                !product.colours.is_empty(),
                "{} has no colour",
                product.slug
            );
            for colour in &product.colours {
                assert!(
                    seen.insert(colour.sku.clone()),
                    "{} is there twice",
                    colour.sku
                );
                for size in &colour.sold_out {
                    assert!(
                        product.sizes.contains(size),
                        "{} never came in {size}",
                        colour.sku
                    );
                }
            }
        }
    }

    #[test]
    fn a_sku_names_its_variant() {
        let catalog = Catalog::built_in().unwrap();
        let variant = catalog.variant("WS-1001-M").unwrap();
        assert_eq!(
            (variant.product.slug.as_str(), variant.size),
            ("ridge-shell-jacket", Some("M"))
        );
        assert_eq!(catalog.variant("WS-1001").unwrap().size, None);
        for unknown in ["WS-1001-", "WS-1001-XXXL", "WS-10010", "", "WS-3001-M"] {
            assert!(catalog.variant(unknown).is_none(), "{unknown}");
        }
    }
}
