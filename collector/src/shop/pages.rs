//! The pages that show one thing: home, a product, the wishlist, the cart, and "not found".

use super::Shop;
use super::baskets::Delivery;
use super::cards::{self, Bill, Card};
use super::catalog::Product;
use super::sets::notes;
use super::visitor::Visitor;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::sync::Arc;

/// Cards on the home page.
const NEW_ARRIVALS: usize = 8;

/// Cards below a product.
const RELATED: usize = 4;

/// `/`
pub(crate) async fn home(State(shop): State<Arc<Shop>>, visitor: Visitor) -> Response {
    let basket = shop.baskets.read(visitor.id());
    let arrivals = shop.catalog.new_arrivals(NEW_ARRIVALS);
    shop.pages.render(
        "home.html",
        json!({ "frame": shop.frame(&basket), "cards": Card::list(&shop.catalog, &arrivals, &basket, &[]) }),
    )
}

/// `/p/{slug}`, in another colour than the first with `?color=`.
pub(crate) async fn product(
    State(shop): State<Arc<Shop>>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let Some(product) = shop.catalog.product(&slug) else {
        return missing(&shop, &visitor);
    };
    let wanted = query
        .iter()
        .find(|(name, _)| name == "color")
        .map(|(_, value)| value.as_str());
    let colour = product
        .colours
        .iter()
        .find(|colour| Some(colour.name.as_str()) == wanted);
    let Some(colour) = colour.or(product.first_colour()) else {
        return missing(&shop, &visitor);
    };
    let basket = shop.baskets.read(visitor.id());
    let recent: Vec<&Product> = basket
        .recent
        .iter()
        .filter(|seen| **seen != slug)
        .filter_map(|seen| shop.catalog.product(seen))
        .collect();
    if let Some(id) = visitor.id() {
        // Only of shoppers who have a cookie already: looking around needs none.
        shop.baskets
            .change(Some(id), |basket| basket.looked_at(&slug));
    }
    let related: Vec<&Product> = shop
        .catalog
        .in_category(&product.category)
        .chain(shop.catalog.in_category(&product.category))
        .skip_while(|other| other.slug != product.slug)
        .skip(1)
        .take(RELATED)
        .collect();
    shop.pages.render(
        "product.html",
        json!({
            "frame": shop.frame(&basket),
            "category": shop.catalog.category(&product.category),
            "card": Card::new(&shop.catalog, product, &basket, std::slice::from_ref(&colour.name)),
            "description": product.description,
            "specs": product.specs,
            "swatches": cards::swatches(product, colour),
            "colour": colour.label,
            "sizes": cards::sizes(product, colour),
            "gallery": cards::gallery(product, colour),
            "json_ld": cards::json_ld(product, colour),
            "variants": cards::variants_json(product),
            "cards": Card::list(&shop.catalog, &related, &basket, &[]),
            "recent": Card::list(&shop.catalog, &recent, &basket, &[]),
            "has_video": product.category == "tents",
        }),
    )
}

/// `/wishlist`
pub(crate) async fn wishlist(State(shop): State<Arc<Shop>>, visitor: Visitor) -> Response {
    let basket = shop.baskets.read(visitor.id());
    let cards: Vec<Card> = basket
        .wishes
        .iter()
        .filter_map(|sku| shop.catalog.variant(sku))
        .filter_map(|wish| {
            Card::new(
                &shop.catalog,
                wish.product,
                &basket,
                std::slice::from_ref(&wish.colour.name),
            )
        })
        .collect();
    shop.pages.render(
        "wishlist.html",
        json!({ "frame": shop.frame(&basket), "cards": cards }),
    )
}

/// `/cart`; only the part that changes when the page's script asks.
pub(crate) async fn cart(
    State(shop): State<Arc<Shop>>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Response {
    let (basket, alerts) = notes(&shop, &visitor);
    let bill = Bill::new(
        &shop.catalog,
        &basket.lines,
        Delivery::Standard,
        basket.coupon,
    );
    let template = if wants_fragment(&headers) {
        "cart_lines.html"
    } else {
        "cart.html"
    };
    shop.pages.render(
        template,
        json!({ "frame": shop.frame(&basket), "bill": bill, "alerts": alerts }),
    )
}

/// Every address that isn't the shop's.
pub(crate) async fn not_found(State(shop): State<Arc<Shop>>, visitor: Visitor) -> Response {
    missing(&shop, &visitor)
}

/// The page that says that there is nothing.
pub(crate) fn missing(shop: &Shop, visitor: &Visitor) -> Response {
    let basket = shop.baskets.read(visitor.id());
    let page = shop.pages.render(
        "message.html",
        json!({
            "frame": shop.frame(&basket),
            "title": "This path ends here",
            "text": "The page has moved or never was. The signposts below still point the right way.",
        }),
    );
    (StatusCode::NOT_FOUND, page).into_response()
}

/// Whether the page's own script asks for the changing part of a page only.
pub(crate) fn wants_fragment(headers: &HeaderMap) -> bool {
    headers
        .get("x-requested-with")
        .is_some_and(|value| value == "fetch")
}
