//! The demo shop "Waystone": a server-rendered outdoor shop that behaves as real ones do.
//!
//! It shows what tallymark has to cope with: refusals with status 200, a server error, forms
//! that render the same address again or are redirected, a counter whose node is replaced and one
//! that only an `aria-label` tells, filters by script and by page load. It knows nothing of how batches are stored, and works in full when tallymark can't be loaded.

mod actions;
mod baskets;
mod cards;
mod catalog;
mod checkout;
mod compare;
mod coupon;
mod downloads;
mod facets;
mod files;
mod filter;
mod lists;
mod money;
mod pages;
mod picture;
mod policy;
mod search;
mod service;
mod sets;
mod view;
mod visitor;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::map_response_with_state;
use axum::routing::{get, post};
use baskets::Baskets;
use catalog::Catalog;
use std::path::PathBuf;
use std::sync::Arc;
use tower_http::services::ServeDir;
use view::Pages;

/// Most bytes of a form or a request by script; the longest form has six short fields.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// Where the shop finds what others make.
#[derive(Debug, Clone)]
pub(crate) struct ShopOptions {
    /// The folder with the bundled script and style, served at `/assets/`.
    pub(crate) assets: PathBuf,
    /// The shop's tallymark config, served at `/tallymark.json`.
    pub(crate) config: PathBuf,
    /// Put in the place of `collector.url` when the config is served.
    pub(crate) collector_url: String,
}

/// What every handler has at hand.
#[derive(Debug)]
struct Shop {
    catalog: Catalog,
    baskets: Baskets,
    pages: Pages,
    options: ShopOptions,
}

/// All addresses of the shop.
///
/// Product data and templates are built in and tested; should one be broken all the same, the
/// shop answers every request with what is wrong instead of taking the collector down.
pub(crate) fn router(options: ShopOptions) -> Router {
    let catalog = match Catalog::built_in() {
        Ok(catalog) => catalog,
        Err(error) => return broken(format!("products.json: {error}")),
    };
    let pages = match Pages::new() {
        Ok(pages) => pages,
        Err(error) => return broken(format!("templates: {error}")),
    };
    let policy = policy::Policy::new(&options.collector_url);
    let assets = ServeDir::new(&options.assets);
    let shop = Arc::new(Shop {
        catalog,
        baskets: Baskets::default(),
        pages,
        options,
    });
    Router::new()
        .route("/", get(pages::home))
        .route(
            "/c/{category}",
            get(lists::category).post(lists::category_add),
        )
        .route("/search", get(lists::search_page))
        .route("/p/{slug}", get(pages::product))
        .route("/wishlist", get(pages::wishlist))
        .route("/cart", get(pages::cart))
        .route("/cart/add", post(actions::add))
        .route("/cart/coupon", post(coupon::redeem))
        .route("/cart/remove", post(actions::remove))
        .route("/wishlist/toggle", post(actions::toggle_wish))
        .route("/compare", get(compare::page))
        .route("/compare/toggle", post(compare::toggle))
        .route("/sets", get(sets::page))
        .route("/sets/{name}", post(sets::add))
        .route("/p/{slug}/reviews", post(service::review))
        .route(
            "/contact",
            get(service::contact).post(service::contact_sent),
        )
        .route("/contact/thanks", get(service::contact_thanks))
        .route(
            "/account",
            get(service::account).post(service::account_made),
        )
        .route("/trade", get(service::trade))
        .route("/brochures/{file}", get(downloads::brochure))
        .route("/feed.xml", get(downloads::feed))
        .route("/videos/pitching.webm", get(downloads::video))
        .route("/newsletter", post(actions::newsletter))
        .route(
            "/checkout",
            get(checkout::contact).post(checkout::contact_given),
        )
        .route(
            "/checkout/shipping",
            get(checkout::shipping).post(checkout::shipping_chosen),
        )
        .route(
            "/checkout/payment",
            get(checkout::payment).post(checkout::payment_chosen),
        )
        .route("/checkout/done", get(checkout::done))
        .route("/tallymark.json", get(files::config))
        .route("/pictures/{file}", get(files::scene))
        .route("/pictures/{slug}/{file}", get(files::picture))
        .nest_service("/assets", assets)
        .fallback(pages::not_found)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(map_response_with_state(policy, policy::apply))
        .with_state(shop)
}

fn broken(what: String) -> Router {
    Router::new().fallback(move || {
        let text = format!("the demo shop can't open: {what}");
        async move { (StatusCode::INTERNAL_SERVER_ERROR, text) }
    })
}
