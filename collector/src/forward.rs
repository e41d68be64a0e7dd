//! Sends accepted batches on to another receiver, one after the other, until each is acknowledged.
//!
//! A batch is put into the outbox in the transaction that stores its events, and leaves it after
//! the receiver's 2xx. Whatever happens in between, it is sent again under the same id, which a
//! receiver that keeps ids counts once. While the receiver fails, one batch at a time is tried.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;
use ureq::Agent;
use ureq::http::header::RETRY_AFTER;

use crate::options::Limits;
use crate::store::Store;
use crate::store::outbox::{self, Due, Sent};
use crate::{clock, log};

/// For an answer; the receiver may be far away, but not for ever.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Longest wait between two tries, whatever the receiver asks for.
const MAX_PAUSE: Duration = Duration::from_secs(300);
/// The longest a batch may have waited: receivers of the format refuse more (31 days).
const MAX_WAITED_MS: i64 = 31 * 24 * 60 * 60 * 1000;

/// What the receiver said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Status(u16, Option<Duration>),
    /// No connection, no answer in time.
    None,
}

/// Sends until the collector ends.
pub(crate) async fn run(
    store: Store,
    url: String,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    let agent: Agent = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(TIMEOUT))
        .build()
        .into();
    let mut failures: u32 = 0;
    loop {
        let step = async {
            let Ok(Some(due)) = store.read(|reader| outbox::next(reader)).await else {
                // Empty, or not readable now: either way the next batch rings.
                tokio::select! {
                    () = store.to_forward() => {}
                    () = tokio::time::sleep(MAX_PAUSE) => {}
                }
                return;
            };
            let pause = send(&store, &agent, &url, due, &mut failures, limits).await;
            tokio::time::sleep(pause).await;
        };
        tokio::select! {
            () = step => {}
            _stopped = stop.wait_for(|stop| *stop) => return,
        }
    }
}

/// Sends one batch and notes what became of it; gives how long to wait before the next.
async fn send(
    store: &Store,
    agent: &Agent,
    url: &str,
    due: Due,
    failures: &mut u32,
    limits: Limits,
) -> Duration {
    let body = body(&due, clock::now_ms());
    let (agent, address) = (agent.clone(), url.to_owned());
    let answer = tokio::task::spawn_blocking(move || post(&agent, &address, &body)).await;
    let answer = answer.unwrap_or(Answer::None);
    let sent = judge(answer);
    if !store.sent(due.batch, sent).await {
        // Its turn comes again at once, so the disk is given time.
        return limits.forward_retry;
    }
    match sent {
        Sent::Again => {
            *failures += 1;
            if *failures == 1 {
                let problem = match answer {
                    Answer::Status(status, _) => json!(status),
                    Answer::None => json!("no answer"),
                };
                log::line(
                    "forwarding_failing",
                    json!({ "to": url, "answer": problem }),
                );
            }
            pause(answer, *failures, limits.forward_retry)
        }
        Sent::Acknowledged => {
            if 0 < std::mem::take(failures) {
                log::line("forwarding_recovered", json!({ "to": url }));
            }
            Duration::ZERO
        }
        Sent::Refused(status) => {
            log::line("forwarding_refused", json!({ "to": url, "answer": status }));
            Duration::ZERO
        }
    }
}

/// The accepted body with the time that it has waited here added.
fn body(due: &Due, now_ms: i64) -> String {
    let Ok(mut body) = serde_json::from_str::<Value>(&due.body) else {
        return due.body.clone();
    };
    let waited_ms = body.get("waited_ms").and_then(Value::as_i64);
    let here_ms = now_ms.saturating_sub(due.arrived_ms).max(0);
    let waited_ms = waited_ms.unwrap_or_default().saturating_add(here_ms);
    if let Some(field) = body.get_mut("waited_ms") {
        *field = json!(waited_ms.min(MAX_WAITED_MS));
    }
    body.to_string()
}

fn post(agent: &Agent, url: &str, body: &str) -> Answer {
    let sent = agent
        .post(url)
        .content_type("text/plain;charset=UTF-8")
        .send(body);
    let Ok(mut answer) = sent else {
        return Answer::None;
    };
    let headers = answer.headers();
    let seconds = headers
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok());
    let seconds = seconds.and_then(|text| text.trim().parse().ok());
    let status = answer.status().as_u16();
    // Read to its end, so that the connection can be used again.
    let _unread = answer.body_mut().read_to_string();
    Answer::Status(status, seconds.map(Duration::from_secs))
}

/// The same answers mean the same as to the SDK: docs/wire-format.md.
fn judge(answer: Answer) -> Sent {
    match answer {
        Answer::Status(200..=299, _) => Sent::Acknowledged,
        Answer::Status(408 | 425 | 429 | 500..=599, _) | Answer::None => Sent::Again,
        Answer::Status(status, _) => Sent::Refused(status),
    }
}

/// Twice as long after each failure, and never shorter than the receiver asks for. No chance in
/// it: there is one sender, so nobody to keep out of step with.
fn pause(answer: Answer, failures: u32, first: Duration) -> Duration {
    let doubled = first.saturating_mul(1 << failures.saturating_sub(1).min(16));
    let asked = match answer {
        Answer::Status(_, Some(asked)) => asked,
        Answer::Status(_, None) | Answer::None => Duration::ZERO,
    };
    doubled.max(asked).min(MAX_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_mean_what_they_mean_to_the_sdk() {
        let status = |status| judge(Answer::Status(status, None));
        assert_eq!(status(200), Sent::Acknowledged);
        assert_eq!(status(204), Sent::Acknowledged);
        for again in [408, 425, 429, 500, 503, 599] {
            assert_eq!(status(again), Sent::Again);
        }
        for refused in [301, 400, 401, 404, 413, 415] {
            assert_eq!(status(refused), Sent::Refused(refused));
        }
        assert_eq!(judge(Answer::None), Sent::Again);
    }

    #[test]
    fn waits_double_up_to_five_minutes_and_heed_the_receiver() {
        let second = Duration::from_secs(1);
        let after = |failures| pause(Answer::None, failures, second).as_secs();
        assert_eq!([1, 2, 3, 9, 10, 99].map(after), [1, 2, 4, 256, 300, 300]);
        let asked = |seconds| {
            let answer = Answer::Status(429, Some(Duration::from_secs(seconds)));
            pause(answer, 1, second).as_secs()
        };
        assert_eq!([0, 7, 86_400].map(asked), [1, 7, 300]);
    }

    #[test]
    fn a_batch_sent_on_says_how_long_it_waited_in_all() {
        let due = |waited_ms: i64| Due {
            batch: String::new(),
            body: json!({ "waited_ms": waited_ms, "events": [] }).to_string(),
            arrived_ms: 1_000,
        };
        assert_eq!(body(&due(5), 61_000), r#"{"waited_ms":60005,"events":[]}"#);
        assert_eq!(body(&due(5), 0), r#"{"waited_ms":5,"events":[]}"#);
        let oldest = body(&due(MAX_WAITED_MS), 61_000);
        assert_eq!(oldest, r#"{"waited_ms":2678400000,"events":[]}"#);
    }
}
