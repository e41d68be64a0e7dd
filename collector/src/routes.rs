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

use crate::access::{self, Token};
use crate::config::Config;
use crate::log::Answers;
use crate::options::Limits;
use crate::store::Store;
use crate::store::outbox::{self, Counts};
use crate::summary::{Span, summary};
use crate::{clock, dashboard, export, intake, recent, stream};

/// Events in a list when nobody says how many.
const DEFAULT_EVENTS: i64 = 50;
/// The longest span with an end of its own, ten years.
pub(crate) const MAX_MINUTES: i64 = 10 * 366 * 24 * 60;

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
    /// Counts of answers, for the log.
    pub(crate) answers: Arc<Answers>,
    /// What readers have to know, if anything.
    pub(crate) token: Token,
    /// Rows of fewer events are merged, and no event is shown alone.
    pub(crate) min_group: Option<i64>,
    /// Accepted batches are sent on.
    pub(crate) forwards: bool,
}

/// All addresses of the collector; `assets` is the dashboard's folder, if it is shown.
pub(crate) fn router(collector: Collector, assets: Option<PathBuf>) -> Router {
    let events = post(intake::post)
        .options(intake::preflight)
        .fallback(intake::other_method);
    let guard = axum::middleware::from_fn_with_state(collector.token.clone(), access::guard);
    let guarded = Router::new()
        .route("/api/summary", get(get_summary))
        .route("/api/events", get(get_events))
        .route("/api/events/stream", get(stream::get))
        .route("/api/export", get(export::get))
        .with_state(collector.clone())
        .merge(dashboard::router(assets))
        .layer(guard);
    Router::new()
        .route("/v1/events", events)
        .route("/health", get(health))
        .with_state(collector)
        .merge(guarded)
}

async fn health(State(collector): State<Collector>) -> Response {
    let forwards = collector.forwards;
    let readable = collector.store.read(move |connection| {
        connection.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |_| Ok(()))?;
        forwards.then(|| outbox::counts(connection)).transpose()
    });
    let mut health = json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") });
    match readable.await {
        Ok(None) => fresh(Json(health)),
        Ok(Some(counts)) => {
            let Counts {
                waiting,
                refused,
                unreadable,
            } = counts;
            if let Some(health) = health.as_object_mut() {
                let forwarding =
                    json!({ "waiting": waiting, "refused": refused, "unreadable": unreadable });
                health.insert("forwarding".to_owned(), forwarding);
            }
            fresh(Json(health))
        }
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
    let min_group = collector.min_group;
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
            let summary = summary(connection, &span, &config, problem)?;
            Ok(match min_group {
                Some(least) => summary.merged(least),
                None => summary,
            })
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
        Ok(_) if collector.min_group.is_some() => fresh(Json(json!({ "events": [] }))),
        Ok(events) => fresh(Json(json!({ "events": events }))),
        Err(error) => unavailable(&error),
    }
}

/// A parameter of a query, from 1 to `most`; absent or empty is none.
pub(crate) fn whole(
    query: &HashMap<String, String>,
    name: &str,
    most: i64,
) -> Result<Option<i64>, String> {
    let Some(text) = query.get(name).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    match text.parse::<i64>() {
        Ok(number) if 1 <= number && number <= most => Ok(Some(number)),
        Ok(_) | Err(_) => Err(format!("{name}: expected a whole number from 1 to {most}")),
    }
}

/// An answer that no cache keeps.
pub(crate) fn fresh(answer: impl IntoResponse) -> Response {
    let mut answer = answer.into_response();
    answer
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// 400, with what to write.
pub(crate) fn wrong(error: &str) -> Response {
    fresh((StatusCode::BAD_REQUEST, Json(json!({ "error": error }))))
}

/// 503, with what is the matter.
pub(crate) fn unavailable(error: &str) -> Response {
    fresh((
        StatusCode::SERVICE_UNAVAILABLE,
        Json(json!({ "error": error })),
    ))
}
