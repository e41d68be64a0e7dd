//! Writes one batch inside the writer's transaction.
//!
//! Times: an event happened when its batch arrived, less what the batch waited, less the
//! event's age. The client's clock is never asked.

use rusqlite::{Connection, params};
use serde_json::{Map, Value};

use super::{KeptEvent, KeptPage};
use crate::batch::{Batch, Event};

/// Stands in the column `nth` of an event that doesn't tell it.
pub(crate) const NOT_TOLD: i64 = 0;

/// Stores a batch and gives the ids of its events, or `None` if its id is known.
pub(super) fn batch(
    transaction: &Connection,
    batch: &Batch,
    arrived_ms: i64,
) -> Result<Option<Vec<i64>>, rusqlite::Error> {
    let new = transaction
        .prepare_cached(
            "INSERT INTO batches (id, site, sdk, received_ms) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO NOTHING",
        )?
        .execute(params![batch.id, batch.site, batch.sdk, arrived_ms])?;
    if new == 0 {
        return Ok(None);
    }
    let mut insert_loss = transaction
        .prepare_cached("INSERT INTO losses (batch, reason, count) VALUES (?1, ?2, ?3)")?;
    for (reason, count) in &batch.lost {
        insert_loss.execute(params![batch.id, reason, count])?;
    }
    let mut insert_event = transaction.prepare_cached(
        "INSERT INTO events (batch, seq, name, occurred_ms, page_type, page_path, nth, from_step,
             channel, device, arm, properties)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    let ids = batch.events.iter().map(|event| {
        insert_event.insert(params![
            batch.id,
            event.seq,
            event.name,
            occurred_ms(batch, event, arrived_ms),
            event.page_type,
            event.page_path,
            event.nth.unwrap_or(NOT_TOLD),
            event.from_step,
            event.channel,
            event.device,
            event.arm.as_ref().map(json_text),
            event.properties.as_ref().map(json_text),
        ])
    });
    ids.collect::<Result<Vec<_>, _>>().map(Some)
}

/// The events of a stored batch as the dashboard gets them.
pub(super) fn kept(
    batch: Batch,
    arrived_ms: i64,
    ids: Vec<i64>,
) -> impl Iterator<Item = KeptEvent> {
    let times: Vec<i64> = batch
        .events
        .iter()
        .map(|event| occurred_ms(&batch, event, arrived_ms))
        .collect();
    let site = batch.site;
    ids.into_iter()
        .zip(times)
        .zip(batch.events)
        .map(move |((id, occurred_ms), event)| KeptEvent {
            id,
            site: site.clone(),
            name: event.name,
            occurred_ms,
            seq: event.seq,
            page: KeptPage {
                page_type: event.page_type,
                path: event.page_path,
            },
            nth: event.nth,
            from: event.from_step,
            channel: event.channel,
            device: event.device,
            arm: event.arm,
            properties: event.properties,
        })
}

fn occurred_ms(batch: &Batch, event: &Event, arrived_ms: i64) -> i64 {
    arrived_ms
        .saturating_sub(batch.waited_ms)
        .saturating_sub(event.age_ms)
}

fn json_text(map: &Map<String, Value>) -> String {
    // A map of JSON values has no key or value that can't be written.
    serde_json::to_string(map).unwrap_or_default()
}
