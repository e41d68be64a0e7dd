//! The dashboard's files: its page, which is part of the binary, and the built assets.
//!
//! The page may load scripts and styles from here only, and no script or style may stand in
//! the page itself, so captured text that looks like markup could do nothing even there.

use std::path::PathBuf;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use tower_http::services::ServeDir;

const PAGE: &str = include_str!("../../www/dashboard/index.html");
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The dashboard, or a line that says how to get one.
pub(crate) fn router(assets: Option<PathBuf>) -> Router {
    let Some(assets) = assets else {
        let hint = "tallymark collector; start it with --dashboard DIR to see the dashboard here\n";
        return Router::new().route("/", get(move || async move { hint }));
    };
    Router::new()
        .route("/", get(|| async { Html(PAGE) }))
        .nest_service("/assets", ServeDir::new(assets))
        .layer(axum::middleware::map_response(guard))
}

async fn guard(answer: Response) -> impl IntoResponse {
    let mut answer = answer;
    let headers = answer.headers_mut();
    // The assets keep their names from build to build: the browser asks each time, and
    // mostly hears 304.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    answer
}
