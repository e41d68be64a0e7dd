//! The dashboard's files: its page, which is part of the binary, and the built assets.
//!
//! The page may load scripts and styles from here only, and no script or style may stand in
//! the page itself, so captured text that looks like markup could do nothing even there.

use std::path::PathBuf;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use tower_http::services::ServeDir;

const PAGE: &str = include_str!("../../www/dashboard/index.html");
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Assets by name; none unless they were there when the program was built.
type Assets = &'static [(&'static str, &'static [u8])];

const BUILT_IN: Assets = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The dashboard, from a folder or as it was built in; or a line that says how to get one.
pub(crate) fn router(folder: Option<PathBuf>) -> Router {
    match folder {
        Some(folder) => with_page(Router::new().nest_service("/assets", ServeDir::new(folder))),
        None if BUILT_IN.is_empty() => {
            let hint =
                "tallymark collector; start it with --dashboard DIR to see the dashboard here\n";
            Router::new().route("/", get(move || async move { hint }))
        }
        None => with_page(built_in(BUILT_IN)),
    }
}

/// Whether there is a dashboard without a folder.
pub(crate) const fn is_built_in() -> bool {
    !BUILT_IN.is_empty()
}

fn with_page(assets: Router) -> Router {
    assets
        .route("/", get(|| async { Html(PAGE) }))
        .layer(axum::middleware::map_response(guard))
}

fn built_in(assets: Assets) -> Router {
    assets.iter().fold(Router::new(), |router, (name, bytes)| {
        let content_type = if name.ends_with(".css") {
            "text/css"
        } else {
            "text/javascript"
        };
        let answer = ([(CONTENT_TYPE, content_type)], *bytes);
        router.route(
            &format!("/assets/{name}"),
            get(move || async move { answer }),
        )
    })
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

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_dashboard_that_was_built_in_is_served_like_one_in_a_folder() {
        let router = with_page(built_in(&[
            ("dashboard.css", b"a{}"),
            ("dashboard.js", b"1"),
        ]));
        for (path, content_type, body) in [
            ("/assets/dashboard.css", "text/css", "a{}"),
            ("/assets/dashboard.js", "text/javascript", "1"),
            ("/", "text/html; charset=utf-8", PAGE),
        ] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let answer = router.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.headers()[CONTENT_TYPE], content_type);
            assert_eq!(answer.headers()[CONTENT_SECURITY_POLICY], POLICY);
            let bytes = answer.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(bytes, body, "{path}");
        }
    }
}
