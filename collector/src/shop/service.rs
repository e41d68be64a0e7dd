//! Letters to the shop: reviews, questions and quotes, new accounts; and its price list for clubs.
//!
//! Every form behaves as another kind of shop does: reviews go by script, a question posts and is
//! redirected, an account posts to its own address. What is typed is checked and let go.

use super::Shop;
use super::actions::{looks_like_email, refused, unreadable};
use super::visitor::Visitor;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Json};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// Shortest review, in characters.
const MIN_REVIEW_CHARS: usize = 12;

/// Shortest password, in characters.
const MIN_PASSWORD_CHARS: usize = 8;

/// An address for which there is an account already.
const TAKEN: &str = "taken@example.com";

type Pairs = Vec<(String, String)>;

/// What `/p/{slug}/reviews` is sent.
#[derive(Debug, Deserialize)]
pub(crate) struct ReviewRequest {
    stars: String,
    text: String,
}

/// `POST /p/{slug}/reviews`: says thank you and keeps nothing.
pub(crate) async fn review(
    State(shop): State<Arc<Shop>>,
    Path(slug): Path<String>,
    request: Result<Json<ReviewRequest>, JsonRejection>,
) -> Response {
    let Ok(Json(ReviewRequest { stars, text })) = request else {
        return unreadable();
    };
    if shop.catalog.product(&slug).is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    if !matches!(stars.as_str(), "1" | "2" | "3" | "4" | "5") {
        return refused("Please choose from one to five stars.");
    }
    if text.trim().chars().count() < MIN_REVIEW_CHARS {
        return refused("Please write a little more.");
    }
    Json(json!({ "ok": true })).into_response()
}

/// `GET /contact`
pub(crate) async fn contact(State(shop): State<Arc<Shop>>, visitor: Visitor) -> Response {
    letter(&shop, &visitor, "contact.html", None)
}

/// `POST /contact`: the form again with what is missing, or on to the thanks.
pub(crate) async fn contact_sent(
    State(shop): State<Arc<Shop>>,
    visitor: Visitor,
    Form(form): Form<Pairs>,
) -> Response {
    let error = if !looks_like_email(value(&form, "email")) {
        Some("Please check this address.")
    } else if value(&form, "message").trim().is_empty() {
        Some("Please write what it is about.")
    } else {
        None
    };
    match error {
        Some(error) => letter(&shop, &visitor, "contact.html", Some(error)),
        None => Redirect::to("/contact/thanks").into_response(),
    }
}

/// `GET /contact/thanks`
pub(crate) async fn contact_thanks(State(shop): State<Arc<Shop>>, visitor: Visitor) -> Response {
    shop.pages.render(
        "contact.html",
        json!({ "frame": shop.frame(&shop.baskets.read(visitor.id())), "is_done": true }),
    )
}

/// `GET /account`
pub(crate) async fn account(State(shop): State<Arc<Shop>>, visitor: Visitor) -> Response {
    letter(&shop, &visitor, "account.html", None)
}

/// `POST /account`: the same address again, with a mistake or with the thanks.
pub(crate) async fn account_made(
    State(shop): State<Arc<Shop>>,
    visitor: Visitor,
    Form(form): Form<Pairs>,
) -> Response {
    let email = value(&form, "email").trim();
    let error = if !looks_like_email(email) {
        "Please check this address."
    } else if email.eq_ignore_ascii_case(TAKEN) {
        "There is an account for this address already."
    } else if value(&form, "password").chars().count() < MIN_PASSWORD_CHARS {
        "Please choose a password of eight characters or more."
    } else {
        return shop.pages.render(
            "account.html",
            json!({ "frame": shop.frame(&shop.baskets.read(visitor.id())), "is_done": true }),
        );
    };
    letter(&shop, &visitor, "account.html", Some(error))
}

/// `GET /trade`: what clubs, schools and firms pay.
pub(crate) async fn trade(State(shop): State<Arc<Shop>>, visitor: Visitor) -> Response {
    letter(&shop, &visitor, "trade.html", None)
}

fn letter(shop: &Shop, visitor: &Visitor, template: &str, error: Option<&str>) -> Response {
    shop.pages.render(
        template,
        json!({ "frame": shop.frame(&shop.baskets.read(visitor.id())), "error": error }),
    )
}

fn value<'a>(form: &'a Pairs, name: &str) -> &'a str {
    form.iter()
        .find(|(known, _)| known == name)
        .map_or("", |(_, value)| value.as_str())
}
