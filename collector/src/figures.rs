//! The dashboard's figures of bodies that are at hand, without a server: for simulations and for
//! comparing collectors.

use std::path::Path;

use serde_json::Value;

use crate::batch::Batch;
use crate::config::Config;
use crate::store;
use crate::summary::{Span, summary};

/// Stores bodies in a database as if each had arrived at its time, in milliseconds since 1970,
/// and works out what `GET /api/summary` would answer at `now_ms`.
///
/// # Errors
/// A sentence that says which body isn't in the format, or what is wrong with a file.
pub fn figures(
    config: &Path,
    database: &Path,
    bodies: impl IntoIterator<Item = (String, i64)>,
    now_ms: i64,
) -> Result<Value, String> {
    let config = Config::read(config)?;
    let batches: Result<Vec<(Batch, i64)>, String> = bodies
        .into_iter()
        .map(|(body, arrived_ms)| match Batch::parse(body.as_bytes()) {
            Ok(batch) => Ok((batch, arrived_ms)),
            Err(refusal) => Err(format!("{refusal} in {body}")),
        })
        .collect();
    let failed = |error: rusqlite::Error| format!("{}: {error}", database.display());
    let mut connection = store::keep_all(database, &batches?).map_err(failed)?;
    let span = Span {
        site: config.site.clone(),
        minutes: None,
        now_ms,
    };
    let summary = summary(&mut connection, &span, &config, None).map_err(failed)?;
    serde_json::to_value(summary).map_err(|error| error.to_string())
}
