//! Sets: several products that are added by one press of a button.
//!
//! A plain form that posts and is redirected with 302, so the page dies between the click and
//! its proof. One add shows several messages on the cart's page.

use super::Shop;
use super::actions::{Added, add_to};
use super::baskets::{Basket, Note};
use super::cards::{Card, subtotal_cents};
use super::money::money;
use super::pages::missing;
use super::view::{Alert, with_basket};
use super::visitor::Visitor;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::Arc;

/// Some products that go together.
struct Set {
    name: &'static str,
    title: &'static str,
    text: &'static str,
    skus: &'static [&'static str],
}

const SETS: [Set; 2] = [
    Set {
        name: "weekend",
        title: "The weekend set",
        text: "A day pack, a headlamp and the map: all that a dry weekend asks for.",
        skus: &["WS-3001", "WS-5001", "WS-6001"],
    },
    Set {
        name: "reading",
        title: "The rest-day set",
        text: "Two maps to dream over on the day on which it rains.",
        skus: &["WS-6001", "WS-6004"],
    },
];

/// `GET /sets`
pub(crate) async fn page(State(shop): State<Arc<Shop>>, visitor: Visitor) -> Response {
    let (basket, alerts) = notes(&shop, &visitor);
    let sets: Vec<Value> = SETS
        .iter()
        .map(|set| {
            let variants = set.skus.iter().filter_map(|sku| shop.catalog.variant(sku));
            let cards: Vec<Card> = variants
                .clone()
                .filter_map(|variant| Card::new(&shop.catalog, variant.product, &basket, &[]))
                .collect();
            let cents: u32 = variants.map(|variant| variant.product.price_cents).sum();
            json!({ "name": set.name, "title": set.title, "text": set.text, "cards": cards, "price": money(cents) })
        })
        .collect();
    shop.pages.render(
        "sets.html",
        json!({ "frame": shop.frame(&basket), "sets": sets, "alerts": alerts }),
    )
}

/// `POST /sets/{name}`: all of it or nothing, and on to the cart or back.
pub(crate) async fn add(
    State(shop): State<Arc<Shop>>,
    visitor: Visitor,
    Path(name): Path<String>,
) -> Response {
    let Some(set) = SETS.iter().find(|set| set.name == name) else {
        return missing(&shop, &visitor);
    };
    let (id, next) = shop.baskets.change(visitor.id(), |basket| {
        let before = basket.clone();
        let mut notes = Vec::new();
        for sku in set.skus {
            match add_to(&shop.catalog, basket, sku, 1) {
                Ok(Added { messages }) => notes.extend(messages.into_iter().map(Note::Good)),
                Err(refusal) => {
                    *basket = before;
                    basket.notes = vec![Note::Bad(refusal.says().to_owned())];
                    return "/sets";
                }
            }
        }
        let worth = money(subtotal_cents(&shop.catalog, &basket.lines));
        notes.push(Note::Good(format!("Your cart is worth {worth} now.")));
        basket.notes = notes;
        "/cart"
    });
    let found = (StatusCode::FOUND, [(LOCATION, next)]).into_response();
    with_basket(&id, found)
}

/// A shopper's basket, and what the page before wanted to say; it is said once.
pub(crate) fn notes(shop: &Shop, visitor: &Visitor) -> (Basket, Vec<Alert>) {
    let mut basket = shop.baskets.read(visitor.id());
    let notes = std::mem::take(&mut basket.notes);
    if !notes.is_empty() {
        shop.baskets
            .change(visitor.id(), |basket| basket.notes.clear());
    }
    (basket, notes.into_iter().map(Alert::from).collect())
}
