//! Products as lists, carts and pages show them: plain values for the templates.

use super::baskets::{Basket, Delivery, FREE_DELIVERY_CENTS, Line};
use super::catalog::{Buy, Catalog, Colour, Product};
use super::coupon::Coupon;
use super::money::{decimal, money};
use super::picture::View;
use serde::Serialize;
use serde_json::json;

/// A product in a list.
#[derive(Debug, Serialize)]
pub(crate) struct Card {
    slug: String,
    name: String,
    brand: String,
    category: String,
    sku: String,
    link: String,
    picture: String,
    price: String,
    old_price: Option<String>,
    buy: CardBuy,
    is_new: bool,
    wished: bool,
    compared: bool,
    /// Empty where there is only one.
    colours: Vec<Swatch>,
}

/// What a card's button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum CardBuy {
    /// Lead to the product, because a size has to be chosen first.
    Choose,
    /// Add by script.
    Fetch,
    /// Add by a form that renders the page again.
    Form,
}

/// A colour as a dot.
#[derive(Debug, Serialize)]
pub(crate) struct Swatch {
    name: String,
    label: String,
    hex: String,
    sku: String,
    chosen: bool,
}

/// A size to choose.
#[derive(Debug, Serialize)]
pub(crate) struct SizeChoice {
    value: String,
    available: bool,
}

/// One picture of the gallery.
#[derive(Debug, Serialize)]
pub(crate) struct Picture {
    view: &'static str,
    source: String,
    alt: String,
}

/// A cart or an order with its sums.
#[derive(Debug, Serialize)]
pub(crate) struct Bill {
    lines: Vec<BillLine>,
    pieces: u32,
    subtotal: String,
    /// The code and what it takes off, if one was redeemed.
    discount: Option<Discount>,
    delivery: String,
    total: String,
    /// For machines, such as `129.90`.
    total_decimal: String,
    /// What is missing for free standard delivery, if anything.
    to_free_delivery: Option<String>,
}

#[derive(Debug, Serialize)]
struct Discount {
    code: &'static str,
    off: String,
}

#[derive(Debug, Serialize)]
struct BillLine {
    sku: String,
    slug: String,
    name: String,
    says: String,
    picture: String,
    quantity: u32,
    price: String,
    sum: String,
}

impl Card {
    /// The card of a product, in the first of the wanted colours that it has.
    pub(crate) fn new(
        catalog: &Catalog,
        product: &Product,
        basket: &Basket,
        wanted: &[String],
    ) -> Option<Self> {
        let first = product.first_colour()?;
        let colour = product
            .colours
            .iter()
            .find(|colour| wanted.contains(&colour.name))
            .unwrap_or(first);
        let buy = match catalog
            .category(&product.category)
            .map(|category| category.buy)
        {
            _ if product.needs_size() => CardBuy::Choose,
            Some(Buy::Form) => CardBuy::Form,
            Some(Buy::Fetch) | None => CardBuy::Fetch,
        };
        Some(Self {
            slug: product.slug.clone(),
            name: product.name.clone(),
            brand: product.brand.clone(),
            category: product.category.clone(),
            sku: colour.sku.clone(),
            link: link(product, colour),
            picture: source(product, colour, View::Front),
            price: money(product.price_cents),
            old_price: product.old_price_cents.map(money),
            buy,
            is_new: product.new.is_some(),
            wished: basket.wishes.contains(&colour.sku),
            compared: basket.compared.contains(&colour.sku),
            colours: if product.colours.len() > 1 {
                swatches(product, colour)
            } else {
                Vec::new()
            },
        })
    }

    /// The cards of a list.
    pub(crate) fn list(
        catalog: &Catalog,
        products: &[&Product],
        basket: &Basket,
        wanted: &[String],
    ) -> Vec<Self> {
        products
            .iter()
            .filter_map(|product| Self::new(catalog, product, basket, wanted))
            .collect()
    }
}

impl Bill {
    /// Adds up what lies in a cart.
    pub(crate) fn new(
        catalog: &Catalog,
        lines: &[Line],
        delivery: Delivery,
        coupon: Option<Coupon>,
    ) -> Self {
        let known = lines
            .iter()
            .filter_map(|line| Some((line, catalog.variant(&line.sku)?)));
        let mut subtotal_cents = 0_u32;
        let mut bill_lines = Vec::new();
        for (line, variant) in known {
            let sum_cents = variant.product.price_cents.saturating_mul(line.quantity);
            subtotal_cents = subtotal_cents.saturating_add(sum_cents);
            bill_lines.push(BillLine {
                sku: line.sku.clone(),
                slug: variant.product.slug.clone(),
                name: variant.product.name.clone(),
                says: variant.says(),
                picture: source(variant.product, variant.colour, View::Front),
                quantity: line.quantity,
                price: money(variant.product.price_cents),
                sum: money(sum_cents),
            });
        }
        let off_cents = coupon.map_or(0, |coupon| coupon.off_cents(subtotal_cents));
        let delivery_cents = delivery.cents(subtotal_cents);
        let total_cents = subtotal_cents
            .saturating_sub(off_cents)
            .saturating_add(delivery_cents);
        let missing_cents = FREE_DELIVERY_CENTS.saturating_sub(subtotal_cents);
        Self {
            lines: bill_lines,
            pieces: lines.iter().map(|line| line.quantity).sum(),
            subtotal: money(subtotal_cents),
            discount: coupon.map(|coupon| Discount {
                code: coupon.code(),
                off: money(off_cents),
            }),
            delivery: if delivery_cents == 0 {
                "Free".to_owned()
            } else {
                money(delivery_cents)
            },
            total: money(total_cents),
            total_decimal: decimal(total_cents),
            to_free_delivery: (missing_cents > 0).then(|| money(missing_cents)),
        }
    }
}

/// What a cart is worth, without delivery.
pub(crate) fn subtotal_cents(catalog: &Catalog, lines: &[Line]) -> u32 {
    let sums = lines.iter().filter_map(|line| {
        let variant = catalog.variant(&line.sku)?;
        Some(variant.product.price_cents.saturating_mul(line.quantity))
    });
    sums.fold(0, u32::saturating_add)
}

/// A product's colours, one of them chosen.
pub(crate) fn swatches(product: &Product, chosen: &Colour) -> Vec<Swatch> {
    let swatch = |colour: &Colour| Swatch {
        name: colour.name.clone(),
        label: colour.label.clone(),
        hex: colour.hex.clone(),
        sku: colour.sku.clone(),
        chosen: colour.sku == chosen.sku,
    };
    product.colours.iter().map(swatch).collect()
}

/// A product's sizes in one colour.
pub(crate) fn sizes(product: &Product, colour: &Colour) -> Vec<SizeChoice> {
    let size = |size: &String| SizeChoice {
        value: size.clone(),
        available: colour.has(size),
    };
    product.sizes.iter().map(size).collect()
}

/// The gallery of a product in one colour.
pub(crate) fn gallery(product: &Product, colour: &Colour) -> Vec<Picture> {
    let picture = |view: View| Picture {
        view: view.name(),
        source: source(product, colour, view),
        alt: format!("{} in {}, {}", product.name, colour.label, view.says()),
    };
    View::ALL.into_iter().map(picture).collect()
}

/// Which variants there are, for the page's script.
pub(crate) fn variants_json(product: &Product) -> String {
    let colours: Vec<_> = product
        .colours
        .iter()
        .map(|colour| json!({ "color": colour.name, "label": colour.label, "sku": colour.sku, "sold_out": colour.sold_out }))
        .collect();
    for_script(&json!({ "sizes": product.sizes, "colors": colours }))
}

/// The product for search engines: https://schema.org/Product
pub(crate) fn json_ld(product: &Product, colour: &Colour) -> String {
    for_script(&json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.name,
        "sku": colour.sku,
        "description": product.description,
        "color": colour.label,
        "category": product.category,
        "image": source(product, colour, View::Front),
        "brand": { "@type": "Brand", "name": product.brand },
        "offers": {
            "@type": "Offer",
            "url": format!("/p/{}", product.slug),
            "price": decimal(product.price_cents),
            "priceCurrency": "EUR",
            "availability": "https://schema.org/InStock",
        },
    }))
}

/// JSON that can stand in a `<script>`: without `<` nothing in it can end the element.
fn for_script(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

fn link(product: &Product, colour: &Colour) -> String {
    let is_first = product
        .first_colour()
        .is_some_and(|first| first.sku == colour.sku);
    if is_first {
        format!("/p/{}", product.slug)
    } else {
        format!("/p/{}?color={}", product.slug, colour.name)
    }
}

fn source(product: &Product, colour: &Colour, view: View) -> String {
    format!(
        "/pictures/{}/{}-{}.svg",
        product.slug,
        colour.name,
        view.name()
    )
}
