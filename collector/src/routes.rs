//! The collector's addresses, and what each needs.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;
use tokio::sync::watch;

use crate::config::Config;
use crate::options::Limits;
use crate::store::Store;
use crate::summary::{Span, summary};
use crate::{clock, dashboard, intake, recent, stream};

/// Events in a list when nobody says how many.
const DEFAULT_EVENTS: i64 = 50;
/// The longest span with an end of its own, ten years.
const MAX_MINUTES: i64 = 10 * 366 * 24 * 60;

/// What the handlers share.
#[derive(Debug, Clone)]
pub(crate) struct Collector {
    /// The database.
    pub(crate) store: Store,
    /// The limits for one client.
    pub(crate) limits: Limits,
    /// Turns true when the collector ends.
    pub(crate) stop: watch::Receiver<bool>,
    /// The config's file, and what it said when the collector started.
    pub(crate) config: Arc<(PathBuf, Config)>,
}

/// All addresses of the collector; `assets` is the dashboard's folder, if it is shown.
pub(crate) fn router(collector: Collector, assets: Option<PathBuf>) -> Router {
    let events = post(intake::post)
        .options(intake::preflight)
        .fallback(intake::other_method);
    Router::new()
        .route("/v1/events", events)
        .route("/health", get(health))
        .route("/api/summary", get(get_summary))
        .route("/api/events", get(get_events))
        .route("/api/events/stream", get(stream::get))
        .with_state(collector)
        .merge(dashboard::router(assets))
}

async fn health(State(collector): State<Collector>) -> Response {
    let readable = collector
        .store
        .read(|connection| {
            connection.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |_| Ok(()))
        })
        .await;
    match readable {
        Ok(()) => fresh(Json(
            json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }),
        )),
        Err(error) => unavailable(&error),
    }
}

async fn get_summary(
    State(collector): State<Collector>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let minutes = match whole(&query, "minutes", MAX_MINUTES) {
        Ok(minutes) => minutes,
        Err(error) => return wrong(&error),
    };
    let known = Arc::clone(&collector.config);
    let answer = collector
        .store
        .read(move |connection| {
            // Read afresh, so that an edited funnel shows without a restart.
            let (config, problem) = match Config::read(&known.0) {
                Ok(config) => (config, None),
                Err(problem) => (known.1.clone(), Some(problem)),
            };
            let site = query
                .get("site")
                .cloned()
                .unwrap_or_else(|| config.site.clone());
            let span = Span {
                site,
                minutes,
                now_ms: clock::now_ms(),
            };
            summary(connection, &span, &config, problem)
        })
        .await;
    match answer {
        Ok(summary) => fresh(Json(summary)),
        Err(error) => unavailable(&error),
    }
}

async fn get_events(
    State(collector): State<Collector>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let limit = match whole(&query, "limit", recent::MAX_EVENTS) {
        Ok(limit) => limit.unwrap_or(DEFAULT_EVENTS),
        Err(error) => return wrong(&error),
    };
    let site = query
        .get("site")
        .unwrap_or(&collector.config.1.site)
        .clone();
    match collector
        .store
        .read(move |connection| recent::events(connection, &site, limit))
        .await
    {
        Ok(events) => fresh(Json(json!({ "events": events }))),
        Err(error) => unavailable(&error),
    }
}

/// A parameter from 1 to `most`; absent or empty is none.
fn whole(query: &HashMap<String, String>, name: &str, most: i64) -> Result<Option<i64>, String> {
    let Some(text) = query.get(name).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    match text.parse::<i64>() {
        Ok(number) if 1 <= number && number <= most => Ok(Some(number)),
        Ok(_) | Err(_) => Err(format!("{name}: expected a whole number from 1 to {most}")),
    }
}

fn fresh(answer: impl IntoResponse) -> Response {
    let mut answer = answer.into_response();
    answer
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

fn wrong(error: &str) -> Response {
    fresh((StatusCode::BAD_REQUEST, Json(json!({ "error": error }))))
}

fn unavailable(error: &str) -> Response {
    fresh((
        StatusCode::SERVICE_UNAVAILABLE,
        Json(json!({ "error": error })),
    ))
}
