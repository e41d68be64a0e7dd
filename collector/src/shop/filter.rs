//! Narrows and sorts a category's products by what the address says.
//!
//! Reads the query into a `Filter` and applies it. What the page offers to filter by is worked
//! out in `facets`. An unknown name narrows nothing: an old link still shows a page.

use super::catalog::Product;

/// Most values of one facet that are read from an address.
const MAX_VALUES: usize = 20;

/// What a shopper has narrowed a list to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) sizes: Vec<String>,
    pub(crate) colours: Vec<String>,
    /// In whole euros.
    pub(crate) price_max: Option<u32>,
    /// Only what has just come in.
    pub(crate) only_new: bool,
    pub(crate) sort: Sort,
}

/// The order of a list.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// As the shop arranged it.
    #[default]
    Featured,
    Price,
    PriceDesc,
    Name,
}

impl Sort {
    /// All orders, with the text of the select.
    pub(crate) const ALL: [(Sort, &str); 4] = [
        (Sort::Featured, "Our favourites"),
        (Sort::Price, "Price, low to high"),
        (Sort::PriceDesc, "Price, high to low"),
        (Sort::Name, "Name"),
    ];

    /// As it stands in an address.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Sort::Featured => "featured",
            Sort::Price => "price",
            Sort::PriceDesc => "price_desc",
            Sort::Name => "name",
        }
    }

    fn named(name: &str) -> Self {
        Sort::ALL
            .iter()
            .map(|(sort, _)| *sort)
            .find(|sort| sort.name() == name)
            .unwrap_or_default()
    }
}

impl Filter {
    /// Reads a query (or a form that carries one along).
    pub(crate) fn read(pairs: &[(String, String)]) -> Self {
        let mut filter = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "size" => push_once(&mut filter.sizes, value),
                "color" => push_once(&mut filter.colours, value),
                "price_max" => filter.price_max = value.parse().ok(),
                "new" => filter.only_new = value == "1",
                "sort" => filter.sort = Sort::named(value),
                _ => {}
            }
        }
        filter
    }

    /// The same as pairs, for links and hidden inputs.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs: Vec<(&'static str, String)> = Vec::new();
        pairs.extend(self.sizes.iter().map(|size| ("size", size.clone())));
        pairs.extend(self.colours.iter().map(|colour| ("color", colour.clone())));
        pairs.extend(self.price_max.map(|euros| ("price_max", euros.to_string())));
        if self.only_new {
            pairs.push(("new", "1".to_owned()));
        }
        if self.sort != Sort::Featured {
            pairs.push(("sort", self.sort.name().to_owned()));
        }
        pairs
    }

    /// The products that pass, in the order asked for.
    pub(crate) fn apply<'a>(
        &self,
        products: impl Iterator<Item = &'a Product>,
    ) -> Vec<&'a Product> {
        let mut passing: Vec<&Product> = products.filter(|product| self.passes(product)).collect();
        match self.sort {
            Sort::Featured => {}
            Sort::Price => passing.sort_by_key(|product| product.price_cents),
            Sort::PriceDesc => {
                passing.sort_by_key(|product| std::cmp::Reverse(product.price_cents))
            }
            Sort::Name => passing.sort_by(|a, b| a.name.cmp(&b.name)),
        }
        passing
    }

    /// A product passes when one of its colours passes in one of the sizes: a sold-out size is no hit.
    fn passes(&self, product: &Product) -> bool {
        let affordable = self
            .price_max
            .is_none_or(|euros| product.price_cents <= euros.saturating_mul(100));
        affordable
            && (!self.only_new || product.new.is_some())
            && product.colours.iter().any(|colour| {
                let wanted_colour = self.colours.is_empty() || self.colours.contains(&colour.name);
                let wanted_size = self.sizes.is_empty()
                    || self
                        .sizes
                        .iter()
                        .any(|size| product.sizes.contains(size) && colour.has(size));
                wanted_colour && wanted_size
            })
    }

    /// The query without one value, empty or beginning with `?`.
    pub(crate) fn without(&self, name: &str, value: &str) -> String {
        query(
            self.pairs()
                .iter()
                .filter(|(other, kept)| !(*other == name && kept == value)),
        )
    }
}

fn push_once(values: &mut Vec<String>, value: &str) {
    let is_new = !value.is_empty() && !values.iter().any(|known| known == value);
    if is_new && values.len() < MAX_VALUES {
        values.push(value.to_owned());
    }
}

/// Values come from the shop's own lists or are numbers, but an address is encoded all the same.
fn query<'a>(pairs: impl Iterator<Item = &'a (&'static str, String)>) -> String {
    let mut query = String::new();
    for (name, value) in pairs {
        query.push(if query.is_empty() { '?' } else { '&' });
        query.push_str(name);
        query.push('=');
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                    query.push(char::from(byte))
                }
                _ => query.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    query
}

#[cfg(test)]
mod tests {
    use super::super::catalog::Catalog;
    use super::*;

    fn filter(query: &[(&str, &str)]) -> Filter {
        let pairs: Vec<_> = query
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Filter::read(&pairs)
    }

    fn slugs(category: &str, query: &[(&str, &str)]) -> Vec<String> {
        let catalog = Catalog::built_in().unwrap();
        let found = filter(query).apply(catalog.in_category(category));
        found.iter().map(|product| product.slug.clone()).collect()
    }

    #[test]
    fn a_sold_out_size_is_no_hit() {
        assert!(slugs("jackets", &[]).contains(&"ridge-shell-jacket".to_owned()));
        let red_small = slugs("jackets", &[("size", "S"), ("color", "red")]);
        assert!(
            !red_small.contains(&"ridge-shell-jacket".to_owned()),
            "{red_small:?}"
        );
        let small = slugs("jackets", &[("size", "S")]);
        assert!(
            small.contains(&"ridge-shell-jacket".to_owned()),
            "green comes in S: {small:?}"
        );
    }

    #[test]
    fn two_sizes_show_what_comes_in_either() {
        let either = slugs(
            "boots",
            &[("size", "38"), ("size", "46"), ("color", "grey")],
        );
        assert_eq!(either, ["cairn-mid-boot", "scree-approach-shoe"]);
    }

    #[test]
    fn a_price_is_a_limit_and_can_sort() {
        let cheap = slugs("lights", &[("price_max", "35"), ("sort", "price")]);
        assert_eq!(
            cheap,
            [
                "stoat-pocket-torch",
                "ember-mini-lantern",
                "orchard-lantern"
            ]
        );
        assert_eq!(
            slugs("tents", &[("sort", "price_desc")])[0],
            "barrow-4-family-tent"
        );
        assert_eq!(
            slugs("maps", &[("sort", "name")])[0],
            "atlas-of-small-roads"
        );
    }

    #[test]
    fn an_unknown_value_finds_nothing_and_an_unknown_name_narrows_nothing() {
        assert!(slugs("jackets", &[("color", "plaid")]).is_empty());
        assert_eq!(
            slugs(
                "jackets",
                &[("mood", "blue"), ("price_max", "cheap"), ("sort", "chaos")]
            )
            .len(),
            10
        );
    }
}
