//! `POST /v1/events`: from a request to an acknowledged batch.
//!
//! Reads nothing of the request but its content type, its length and its body, and nothing
//! of it is written to a log. 204 is answered only when the batch is on the disk.

mod body;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ALLOW, CONTENT_LENGTH, CONTENT_TYPE,
    RETRY_AFTER,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::batch::Batch;
use crate::clock;
use crate::routes::Collector;

/// When a client should come back after a 503.
const RETRY_AFTER_SECONDS: HeaderValue = HeaderValue::from_static("5");

/// Takes a batch.
pub(crate) async fn post(State(collector): State<Collector>, request: Request) -> Response {
    let answer = take(&collector, request).await;
    collector.answers.count(answer.status().as_u16());
    with_cors(answer)
}

async fn take(collector: &Collector, request: Request) -> Response {
    let arrived_ms = clock::now_ms();
    let (head, body) = request.into_parts();
    if let Some(refusal) = unreadable(&head.headers) {
        return refusal;
    }
    let reading = body::read(body, body::coding(&head.headers));
    let body = match tokio::time::timeout(collector.limits.body_read, reading).await {
        Ok(Ok(body)) => body,
        Ok(Err(wrong)) => return wrong.answer(),
        Err(_elapsed) => {
            return refuse(StatusCode::REQUEST_TIMEOUT, "body: took too long to arrive");
        }
    };
    let batch = match Batch::parse(&body) {
        Ok(batch) => batch,
        Err(refusal) => return refuse(StatusCode::BAD_REQUEST, &refusal.to_string()),
    };
    let to_forward = collector.forwards.then_some(body);
    // A client that hangs up here drops this future, but not the batch: the writer has it.
    match collector.store.keep(batch, arrived_ms, to_forward).await {
        Ok(_kept) => StatusCode::NO_CONTENT.into_response(),
        Err(_not_kept) => {
            let mut answer = refuse(
                StatusCode::SERVICE_UNAVAILABLE,
                "the batch can't be kept now; send it again",
            );
            answer
                .headers_mut()
                .insert(RETRY_AFTER, RETRY_AFTER_SECONDS);
            answer
        }
    }
}

/// Answers a preflight: tallymark needs none, other senders of the format may.
pub(crate) async fn preflight() -> Response {
    let mut answer = StatusCode::NO_CONTENT.into_response();
    let headers = answer.headers_mut();
    headers.insert(
        ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("POST"),
    );
    headers.insert(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("content-type"),
    );
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    with_cors(answer)
}

/// Answers any other method.
pub(crate) async fn other_method() -> Response {
    let mut answer = refuse(StatusCode::METHOD_NOT_ALLOWED, "method: expected POST");
    answer
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static("POST, OPTIONS"));
    with_cors(answer)
}

/// Any page may send, and nothing that identifies somebody comes along: `*` goes with no
/// credentials.
fn with_cors(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("retry-after"),
    );
    answer
}

fn refuse(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}

/// Refuses by the headers alone what can't be a batch.
fn unreadable(headers: &HeaderMap) -> Option<Response> {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let content_type = text(CONTENT_TYPE).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !["text/plain", "application/json"]
        .iter()
        .any(|known| media_type.eq_ignore_ascii_case(known))
    {
        let error = "content-type: expected text/plain or application/json";
        return Some(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, error));
    }
    if body::coding(headers) == body::Coding::Unknown {
        let error = "content-encoding: expected none or gzip";
        return Some(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, error));
    }
    let length = text(CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    (body::MAX_READ_BYTES < length.unwrap_or_default()).then(|| body::Wrong::TooLarge.answer())
}
