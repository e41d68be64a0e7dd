//! What the collector does by itself now and then: deletes what is too old, counts its answers.

use std::sync::Arc;

use serde_json::json;
use tokio::sync::watch;

use crate::clock;
use crate::log::{self, Answers};
use crate::options::Limits;
use crate::store::Store;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Deletes what is older than so many days, now and then, until the collector ends.
pub(crate) async fn expire(
    store: Store,
    days: i64,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        let once = async {
            let before_ms = clock::now_ms().saturating_sub(days.saturating_mul(DAY_MS));
            let mut rows = 0;
            loop {
                let gone = store.expire(before_ms).await;
                if gone == 0 {
                    break;
                }
                rows += gone;
            }
            if 0 < rows {
                log::line("expired", json!({ "rows": rows, "older_than_days": days }));
            }
            tokio::time::sleep(limits.expiry).await;
        };
        tokio::select! {
            () = once => {}
            _stopped = stop.wait_for(|stop| *stop) => return,
        }
    }
}

/// Writes how batches were answered, now and then and at the end.
pub(crate) async fn report(answers: Arc<Answers>, limits: Limits, mut stop: watch::Receiver<bool>) {
    let mut stopped = false;
    while !stopped {
        tokio::select! {
            () = tokio::time::sleep(limits.report) => {}
            _stopped = stop.wait_for(|stop| *stop) => stopped = true,
        }
        answers.report();
    }
}
