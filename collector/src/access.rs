//! Who may read: with `--token` only those who know it.
//!
//! Browsers ask for a name and a password by themselves (Basic, RFC 7617) and send them with the
//! page's own requests, the stream included; programs send `Authorization: Bearer`. Sending
//! batches needs no token, since whatever a page knows everybody knows.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// What has to be known, if anything.
pub(crate) type Token = Option<std::sync::Arc<str>>;

/// Lets a request through, or answers 401.
pub(crate) async fn guard(State(token): State<Token>, request: Request, next: Next) -> Response {
    let Some(token) = token else {
        return next.run(request).await;
    };
    let given = request
        .headers()
        .get(AUTHORIZATION)
        .map(HeaderValue::as_bytes);
    if given.is_some_and(|given| knows(given, token.as_bytes())) {
        return next.run(request).await;
    }
    let error = "authorization: expected the collector's token, as bearer token or as password";
    let mut answer = (StatusCode::UNAUTHORIZED, Json(json!({ "error": error }))).into_response();
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        WWW_AUTHENTICATE,
        HeaderValue::from_static("Basic realm=\"tallymark\", charset=\"UTF-8\""),
    );
    answer
}

fn knows(given: &[u8], token: &[u8]) -> bool {
    let Some(space) = given.iter().position(|byte| *byte == b' ') else {
        return false;
    };
    let (scheme, rest) = given.split_at(space);
    let rest = rest.trim_ascii();
    if scheme.eq_ignore_ascii_case(b"bearer") {
        return is_same(rest, token);
    }
    if !scheme.eq_ignore_ascii_case(b"basic") {
        return false;
    }
    let Some(pair) = unbase64(rest) else {
        return false;
    };
    let password = pair.splitn(2, |byte| *byte == b':').nth(1);
    password.is_some_and(|password| is_same(password, token))
}

/// Takes as long for a text that is nearly right as for one that is all wrong.
fn is_same(given: &[u8], token: &[u8]) -> bool {
    let differences = given.iter().zip(token).map(|(a, b)| a ^ b);
    given.len() == token.len() && differences.fold(0, |all, bits| all | bits) == 0
}

/// RFC 4648, section 4; the padding may be missing.
fn unbase64(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.strip_suffix(b"=").unwrap_or(text);
    let text = text.strip_suffix(b"=").unwrap_or(text);
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0_u32, 0);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xffff;
        held += 6;
        if 8 <= held {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &[u8] = b"0123456789abcdef";

    #[test]
    fn the_token_is_known_in_either_form_and_in_no_other() {
        // `any:0123456789abcdef` and `:0123456789abcdef`
        for known in [
            "Bearer 0123456789abcdef",
            "bearer  0123456789abcdef",
            "Basic YW55OjAxMjM0NTY3ODlhYmNkZWY=",
            "BASIC OjAxMjM0NTY3ODlhYmNkZWY",
        ] {
            assert!(knows(known.as_bytes(), TOKEN), "{known}");
        }
        for unknown in [
            "",
            "Bearer",
            "Bearer ",
            "0123456789abcdef",
            "Bearer 0123456789abcdee",
            "Bearer 0123456789abcdef0",
            "Basic MDEyMzQ1Njc4OWFiY2RlZg==",
            "Basic ????",
            "Digest 0123456789abcdef",
        ] {
            assert!(!knows(unknown.as_bytes(), TOKEN), "{unknown}");
        }
    }

    #[test]
    fn base64_reads_as_the_standards_own_examples() {
        for (text, bytes) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYmFy", "foobar"),
        ] {
            assert_eq!(unbase64(text.as_bytes()).unwrap(), bytes.as_bytes());
        }
    }
}
