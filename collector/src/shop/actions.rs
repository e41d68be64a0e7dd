//! What shoppers do: add, remove, wish, subscribe. Answers are JSON for the page's script.
//!
//! A refusal is answered with 200 and `ok: false`, as many real shops do; only what is broken
//! on purpose is answered with 500.

use super::Shop;
use super::baskets::{Basket, FREE_DELIVERY_CENTS, MAX_QUANTITY};
use super::cards::subtotal_cents;
use super::catalog::{Catalog, Fails};
use super::view::with_basket;
use super::visitor::Visitor;
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// Longest e-mail address: https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.3
const MAX_EMAIL_BYTES: usize = 254;

/// What `/cart/add` is sent.
#[derive(Debug, Deserialize)]
pub(crate) struct AddRequest {
    sku: String,
    #[serde(default = "one")]
    qty: u32,
}

/// What `/cart/remove`, `/wishlist/toggle` and `/compare/toggle` are sent.
#[derive(Debug, Deserialize)]
pub(crate) struct SkuRequest {
    pub(crate) sku: String,
}

/// What `/newsletter` is sent.
#[derive(Debug, Deserialize)]
pub(crate) struct NewsletterRequest {
    email: String,
}

/// Something was laid into the cart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Added {
    /// One or more: a single add can show several.
    pub(crate) messages: Vec<String>,
}

/// Nothing was laid into the cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Unknown,
    NeedsSize,
    BadQuantity,
    SoldOut,
    Full,
    Broken,
}

impl Refusal {
    /// What the shopper reads.
    pub(crate) fn says(self) -> &'static str {
        match self {
            Refusal::Unknown => "We don’t have that article any more.",
            Refusal::NeedsSize => "Please choose a size first.",
            Refusal::BadQuantity => "Please choose a quantity from 1 to 20.",
            Refusal::SoldOut => "Sorry, somebody just took the last one. It is sold out for now.",
            Refusal::Full => "That is more than fits into one cart.",
            Refusal::Broken => "Something went wrong on our side. Your cart has not changed.",
        }
    }
}

/// `POST /cart/add`
pub(crate) async fn add(
    State(shop): State<Arc<Shop>>,
    visitor: Visitor,
    request: Result<Json<AddRequest>, JsonRejection>,
) -> Response {
    let Ok(Json(AddRequest { sku, qty })) = request else {
        return unreadable();
    };
    let (id, (added, count)) = shop.baskets.change(visitor.id(), |basket| {
        let added = add_to(&shop.catalog, basket, &sku, qty);
        (added, basket.count())
    });
    let answer = match added {
        Ok(Added { messages }) => {
            Json(json!({ "ok": true, "count": count, "messages": messages })).into_response()
        }
        Err(Refusal::Broken) => {
            (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error").into_response()
        }
        Err(refusal) => refused(refusal.says()),
    };
    with_basket(&id, answer)
}

/// Lays pieces of something into a cart, if it can be had.
pub(crate) fn add_to(
    catalog: &Catalog,
    basket: &mut Basket,
    sku: &str,
    quantity: u32,
) -> Result<Added, Refusal> {
    let variant = catalog.variant(sku).ok_or(Refusal::Unknown)?;
    if variant.product.needs_size() && variant.size.is_none() {
        return Err(Refusal::NeedsSize);
    }
    if !(1..=MAX_QUANTITY).contains(&quantity) {
        return Err(Refusal::BadQuantity);
    }
    match variant.product.fails {
        Some(Fails::SoldOut) => return Err(Refusal::SoldOut),
        Some(Fails::ServerError) => return Err(Refusal::Broken),
        None => {}
    }
    if variant.size.is_some_and(|size| !variant.colour.has(size)) {
        return Err(Refusal::SoldOut);
    }
    let before_cents = subtotal_cents(catalog, &basket.lines);
    basket.add(sku, quantity).map_err(|_| Refusal::Full)?;
    let after_cents = subtotal_cents(catalog, &basket.lines);
    let mut messages = vec![format!(
        "{} ({}) is in your cart.",
        variant.product.name,
        variant.says()
    )];
    if before_cents < FREE_DELIVERY_CENTS && FREE_DELIVERY_CENTS <= after_cents {
        messages.push("Standard delivery is free from here on.".to_owned());
    }
    Ok(Added { messages })
}

/// `POST /cart/remove`
pub(crate) async fn remove(
    State(shop): State<Arc<Shop>>,
    visitor: Visitor,
    request: Result<Json<SkuRequest>, JsonRejection>,
) -> Response {
    let Ok(Json(SkuRequest { sku })) = request else {
        return unreadable();
    };
    let (id, (removed, count)) = shop
        .baskets
        .change(visitor.id(), |basket| (basket.remove(&sku), basket.count()));
    let answer = if removed {
        Json(json!({ "ok": true, "count": count })).into_response()
    } else {
        refused("That article isn’t in your cart any more.")
    };
    with_basket(&id, answer)
}

/// `POST /wishlist/toggle`
pub(crate) async fn toggle_wish(
    State(shop): State<Arc<Shop>>,
    visitor: Visitor,
    request: Result<Json<SkuRequest>, JsonRejection>,
) -> Response {
    with_colour(&shop, &visitor, request, |basket, wish| {
        let wished = basket.toggle_wish(wish);
        Json(json!({ "ok": true, "wished": wished, "count": basket.wishes.len() })).into_response()
    })
}

/// Changes the visitor's basket by the colour of the article that was sent, and answers what
/// `change` says. Lists have no sizes: a product page and its card mean the same.
pub(super) fn with_colour(
    shop: &Shop,
    visitor: &Visitor,
    request: Result<Json<SkuRequest>, JsonRejection>,
    change: impl FnOnce(&mut Basket, &str) -> Response,
) -> Response {
    let Ok(Json(SkuRequest { sku })) = request else {
        return unreadable();
    };
    let Some(variant) = shop.catalog.variant(&sku) else {
        return refused(Refusal::Unknown.says());
    };
    let (id, answer) = shop
        .baskets
        .change(visitor.id(), |basket| change(basket, &variant.colour.sku));
    with_basket(&id, answer)
}

/// `POST /newsletter`: says yes and forgets the address at once, for there is no newsletter.
pub(crate) async fn newsletter(
    request: Result<Json<NewsletterRequest>, JsonRejection>,
) -> Response {
    let Ok(Json(NewsletterRequest { email })) = request else {
        return unreadable();
    };
    if looks_like_email(&email) {
        Json(json!({ "ok": true })).into_response()
    } else {
        refused("That doesn’t look like an e-mail address.")
    }
}

/// Something before and after one `@`, and a dot behind it.
pub(crate) fn looks_like_email(text: &str) -> bool {
    let text = text.trim();
    let is_short = text.len() <= MAX_EMAIL_BYTES;
    is_short
        && !text.contains(char::is_whitespace)
        && text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && !host.contains('@')
                && host
                    .split_once('.')
                    .is_some_and(|(a, b)| !a.is_empty() && !b.is_empty())
        })
}

/// 200 all the same: the script reads `ok`.
pub(crate) fn refused(error: &str) -> Response {
    Json(json!({ "ok": false, "error": error })).into_response()
}

/// For a request that is none of the shop's own.
pub(crate) fn unreadable() -> Response {
    (
        StatusCode::BAD_REQUEST,
        Json(json!({ "ok": false, "error": "That request can’t be read." })),
    )
        .into_response()
}

fn one() -> u32 {
    1
}
