//! The security headers of every answer.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::Response;

/// The policy for a collector at one origin.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    content: HeaderValue,
}

impl Policy {
    /// Allows the shop's own files, Wasm, and requests to the collector; nothing else.
    pub(crate) fn new(collector_url: &str) -> Self {
        let collector = origin(collector_url);
        let content = format!(
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' {collector}; \
             style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; \
             frame-ancestors 'none'"
        );
        // An origin that can't stand in a header can't be reached either.
        let content = HeaderValue::try_from(content)
            .unwrap_or(HeaderValue::from_static("default-src 'self'"));
        Self { content }
    }
}

/// Sets the headers that the handler has not set itself.
pub(crate) async fn apply(State(policy): State<Policy>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, policy.content);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    );
    // Not `no-store`: that would keep the pages out of the back/forward cache, unlike real shops.
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("private, no-cache"));
    response
}

/// Scheme, host and port of an address.
fn origin(url: &str) -> &str {
    let host_starts = url.find("://").map_or(0, |at| at + 3);
    let path_starts = url
        .bytes()
        .skip(host_starts)
        .position(|byte| matches!(byte, b'/' | b'?' | b'#' | b';' | b' '));
    path_starts
        .and_then(|at| url.get(..host_starts + at))
        .unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_collectors_origin_is_named() {
        assert_eq!(
            origin("http://127.0.0.1:8081/v1/events"),
            "http://127.0.0.1:8081"
        );
        assert_eq!(origin("https://collect.example"), "https://collect.example");
        let policy = Policy::new("http://127.0.0.1:8081/v1/events").content;
        assert!(
            policy
                .to_str()
                .unwrap()
                .contains("connect-src 'self' http://127.0.0.1:8081;")
        );
    }
}
