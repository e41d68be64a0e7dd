//! The comparison: up to four products beside each other.
//!
//! Its counter in the header stands in an `aria-label` only, as many shops have it: there is no
//! text to read.

use super::Shop;
use super::actions::{SkuRequest, refused, with_colour};
use super::baskets::MAX_COMPARED;
use super::cards::Card;
use super::visitor::Visitor;
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::Arc;

/// `POST /compare/toggle`
pub(crate) async fn toggle(
    State(shop): State<Arc<Shop>>,
    visitor: Visitor,
    request: Result<Json<SkuRequest>, JsonRejection>,
) -> Response {
    with_colour(&shop, &visitor, request, |basket, sku| {
        match basket.toggle_compared(sku) {
            Some(is_on) => {
                let count = basket.compared.len();
                Json(json!({ "ok": true, "compared": is_on, "count": count })).into_response()
            }
            None => refused(&format!(
                "Up to {MAX_COMPARED} can be compared. Take one out first."
            )),
        }
    })
}

/// `GET /compare`
pub(crate) async fn page(State(shop): State<Arc<Shop>>, visitor: Visitor) -> Response {
    let basket = shop.baskets.read(visitor.id());
    let compared: Vec<Value> = basket
        .compared
        .iter()
        .filter_map(|sku| {
            let variant = shop.catalog.variant(sku)?;
            let colour = std::slice::from_ref(&variant.colour.name);
            let card = Card::new(&shop.catalog, variant.product, &basket, colour)?;
            Some(json!({ "card": card, "specs": variant.product.specs }))
        })
        .collect();
    shop.pages.render(
        "compare.html",
        json!({ "frame": shop.frame(&basket), "compared": compared }),
    )
}
