//! Lists of products: category pages, their add form, and search.

use super::Shop;
use super::actions::{Added, add_to};
use super::cards::Card;
use super::catalog::{Buy, Category, Product};
use super::facets::Facets;
use super::filter::Filter;
use super::pages::{missing, wants_fragment};
use super::search::{MAX_QUERY_CHARS, search};
use super::view::{Alert, AlertKind, with_basket};
use super::visitor::Visitor;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use std::sync::Arc;

/// A query or form as it was sent, repeated names included.
type Pairs = Vec<(String, String)>;

/// `/c/{category}`; only the results when the page's script asks.
pub(crate) async fn category(
    State(shop): State<Arc<Shop>>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Query(query): Query<Pairs>,
    headers: HeaderMap,
) -> Response {
    let Some(category) = shop.catalog.category(&slug) else {
        return missing(&shop, &visitor);
    };
    let template = if wants_fragment(&headers) {
        "results.html"
    } else {
        "category.html"
    };
    render(
        &shop,
        category,
        &Filter::read(&query),
        visitor.id(),
        Vec::new(),
        template,
    )
}

/// The classic form on the cards of a category: the same address renders again, with a message.
pub(crate) async fn category_add(
    State(shop): State<Arc<Shop>>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(form): Form<Pairs>,
) -> Response {
    let Some(category) = shop.catalog.category(&slug) else {
        return missing(&shop, &visitor);
    };
    if category.buy != Buy::Form {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let sku = form
        .iter()
        .find(|(name, _)| name == "sku")
        .map_or("", |(_, value)| value.as_str());
    let (id, added) = shop
        .baskets
        .change(visitor.id(), |basket| add_to(&shop.catalog, basket, sku, 1));
    let alerts = match added {
        Ok(Added { messages }) => messages
            .into_iter()
            .map(|text| Alert {
                kind: AlertKind::Success,
                text,
            })
            .collect(),
        Err(refusal) => vec![Alert {
            kind: AlertKind::Danger,
            text: refusal.says().to_owned(),
        }],
    };
    let page = render(
        &shop,
        category,
        &Filter::read(&form),
        Some(&id),
        alerts,
        "category.html",
    );
    with_basket(&id, page)
}

/// `/search?q=`
pub(crate) async fn search_page(
    State(shop): State<Arc<Shop>>,
    visitor: Visitor,
    Query(query): Query<Pairs>,
) -> Response {
    let basket = shop.baskets.read(visitor.id());
    let query = query
        .iter()
        .find(|(name, _)| name == "q")
        .map_or("", |(_, value)| value.trim());
    let query: String = query.chars().take(MAX_QUERY_CHARS).collect();
    // Whoever types an article's number is led to it, as shops do with a single hit.
    if let Some(variant) = shop.catalog.variant(&query.to_uppercase()) {
        return Redirect::to(&format!("/p/{}", variant.product.slug)).into_response();
    }
    let found = search(&shop.catalog, &query);
    let cards = Card::list(&shop.catalog, &found, &basket, &[]);
    shop.pages.render(
        "search.html",
        json!({ "frame": shop.frame(&basket), "query": query, "cards": cards }),
    )
}

fn render(
    shop: &Shop,
    category: &Category,
    filter: &Filter,
    basket_id: Option<&str>,
    alerts: Vec<Alert>,
    template: &str,
) -> Response {
    let basket = shop.baskets.read(basket_id);
    let products: Vec<&Product> = shop.catalog.in_category(&category.slug).collect();
    let passing = filter.apply(products.iter().copied());
    shop.pages.render(
        template,
        json!({
            "frame": shop.frame(&basket),
            "category": category,
            "facets": Facets::new(category, &products, filter),
            "carried": filter.pairs(),
            "cards": Card::list(&shop.catalog, &passing, &basket, &filter.colours),
            "is_classic": category.buy == Buy::Form,
            "alerts": alerts,
        }),
    )
}
