//! What isn't a page: the config and the pictures.

use super::Shop;
use super::picture::{self, Daytime, View};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::sync::Arc;

/// The config with the address of this collector in it; read anew each time, so that an edit shows.
pub(crate) async fn config(State(shop): State<Arc<Shop>>) -> Response {
    let text = match tokio::task::spawn_blocking({
        let path = shop.options.config.clone();
        move || std::fs::read_to_string(path)
    })
    .await
    {
        Ok(Ok(text)) => text,
        Ok(Err(_)) | Err(_) => return StatusCode::NOT_FOUND.into_response(),
    };
    let mut config: Value = match serde_json::from_str(&text) {
        Ok(config) => config,
        // A config with a mistake is served as it is: telling what is wrong is tallymark's work.
        Err(_) => return ([(CONTENT_TYPE, "application/json")], text).into_response(),
    };
    if let Some(url) = config.pointer_mut("/collector/url") {
        *url = Value::String(shop.options.collector_url.clone());
    }
    Json(config).into_response()
}

/// `/pictures/{slug}/{colour}-{view}.svg`, and `/pictures/category/{slug}.svg`.
pub(crate) async fn picture(
    State(shop): State<Arc<Shop>>,
    Path((slug, file)): Path<(String, String)>,
) -> Response {
    let Some(name) = file.strip_suffix(".svg") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let drawn = if slug == "category" {
        let category = shop.catalog.category(name);
        category.map(|category| picture::product(category.style, &category.colour, View::Front))
    } else {
        of_product(&shop, &slug, name)
    };
    drawn.map_or_else(|| StatusCode::NOT_FOUND.into_response(), svg)
}

/// `/pictures/hero.svg`, `/pictures/hero-night.svg`, `/pictures/icon.svg`.
pub(crate) async fn scene(Path(file): Path<String>) -> Response {
    match file.as_str() {
        "hero.svg" => svg(picture::hero(Daytime::Day)),
        "hero-night.svg" => svg(picture::hero(Daytime::Night)),
        "icon.svg" => svg(picture::icon()),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn of_product(shop: &Shop, slug: &str, name: &str) -> Option<String> {
    let (colour, view) = name.rsplit_once('-')?;
    let product = shop.catalog.product(slug)?;
    let colour = product.colours.iter().find(|known| known.name == colour)?;
    let view = View::ALL.into_iter().find(|known| known.name() == view)?;
    Some(picture::product(product.style, &colour.hex, view))
}

fn svg(drawing: String) -> Response {
    (
        [
            (CONTENT_TYPE, "image/svg+xml"),
            (CACHE_CONTROL, "public, max-age=3600"),
        ],
        drawing,
    )
        .into_response()
}
