//! Sends accepted batches on to another receiver, one after the other, until each is acknowledged.
//!
//! A batch is put into the outbox in the transaction that stores its events, and leaves it after
//! the receiver's 2xx. Whatever happens in between, it is sent again under the same ids, which a
//! receiver that keeps ids counts once. Another format than tallymark's own is the engine's to
//! write. While the receiver fails, one batch at a time is tried.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tallymark::engine::relay::{Relay, filled};
use tokio::sync::watch;
use ureq::Agent;
use ureq::http::header::{CONTENT_TYPE, RETRY_AFTER};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use crate::options::{self, Limits, Options};
use crate::store::Store;
use crate::store::outbox::{self, Due, Sent};
use crate::{clock, log};

/// For an answer; the receiver may be far away, but not for ever.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Longest wait between two tries, whatever the receiver asks for.
const MAX_PAUSE: Duration = Duration::from_secs(300);
/// The longest a batch may have waited: receivers of the format refuse more (31 days).
const MAX_WAITED_MS: i64 = 31 * 24 * 60 * 60 * 1000;

/// The content type of tallymark's own format.
const OWN_TYPE: &str = "text/plain;charset=UTF-8";

/// What the receiver said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Status(u16, Option<Duration>),
    /// No connection, no answer in time.
    None,
}

/// Where batches go, and in which format.
#[derive(Debug)]
pub(crate) struct Target {
    url: String,
    /// None sends them as they came.
    relay: Option<Relay>,
    headers: Vec<(String, String)>,
    roots: RootCerts,
}

impl Target {
    /// What the options say; nothing if nothing is to be sent on.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the file of the format or of certificates.
    pub(crate) fn read(options: &Options) -> Result<Option<Target>, String> {
        let roots = options.forward_ca.as_deref().map(roots).transpose()?;
        let roots = roots.unwrap_or(RootCerts::WebPki);
        let Some(file) = &options.forward_format else {
            let own = |url: &String| Target {
                url: url.clone(),
                relay: None,
                headers: vec![(CONTENT_TYPE.to_string(), OWN_TYPE.to_owned())],
                roots: roots.clone(),
            };
            return Ok(options.forward_to.as_ref().map(own));
        };
        let wrong = |what: String| format!("--forward-format {}: {what}", file.display());
        let text = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
        let shop = options.forward_shop.as_deref().unwrap_or_default();
        let relay =
            Relay::read(&text, shop, options.forward_to.as_deref()).map_err(|problems| {
                let told = problems
                    .iter()
                    .map(|problem| format!("{}: {}", problem.place, problem.text));
                wrong(told.collect::<Vec<_>>().join("; "))
            })?;
        let url = options::address(relay.url().unwrap_or_default()).map_err(wrong)?;
        let headers: Map<String, Value> =
            serde_json::from_str(relay.headers()).map_err(|error| wrong(error.to_string()))?;
        let headers = headers
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
        Ok(Some(Target {
            url,
            headers: headers.collect(),
            roots,
            relay: Some(relay).filter(|relay| !relay.is_own()),
        }))
    }

    /// The bodies of a batch's requests, the same each time it is tried; nothing if the engine can't read the batch.
    fn bodies(&self, due: &Due) -> Option<Vec<String>> {
        let Some(relay) = &self.relay else {
            return Some(vec![due.body.clone()]);
        };
        // Times are whole milliseconds that a double holds exactly.
        let passed = relay.pass(&due.body, due.arrived_ms as f64)?;
        if due.done == 0 && 0 < passed.too_large {
            let events = json!({ "to": self.host(), "events": passed.too_large });
            log::line("forwarding_too_large", events);
        }
        Some(passed.bodies)
    }

    /// A body with what says when it is sent.
    fn sent_now(&self, body: &str, arrived_ms: i64, now_ms: i64) -> String {
        let here_ms = now_ms.saturating_sub(arrived_ms).max(0);
        match &self.relay {
            None => waited(body, here_ms),
            Some(_) => filled(body, here_ms as f64, now_ms as f64),
        }
    }

    /// The address without what may be a secret in it.
    fn host(&self) -> &str {
        self.url.split('?').next().unwrap_or_default()
    }
}

/// The batch whose turn it was last, so that one of many requests is encoded once.
#[derive(Debug, Default)]
struct Encoded {
    batch: String,
    bodies: Option<Vec<String>>,
}

/// The certificates of a PEM file, which alone are trusted.
fn roots(file: &Path) -> Result<RootCerts, String> {
    let wrong = |what: &str| format!("--forward-ca {}: {what}", file.display());
    let pem = std::fs::read(file).map_err(|error| wrong(&error.to_string()))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        if let PemItem::Certificate(certificate) =
            item.map_err(|error| wrong(&error.to_string()))?
        {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        return Err(wrong("there is no certificate in it; PEM is expected"));
    }
    Ok(RootCerts::new_with_certs(&certificates))
}

/// Sends until the collector ends.
pub(crate) async fn run(
    store: Store,
    target: Target,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    let agent: Agent = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(TIMEOUT))
        .tls_config(
            TlsConfig::builder()
                .root_certs(target.roots.clone())
                .build(),
        )
        .build()
        .into();
    let target = Arc::new(target);
    let mut failures: u32 = 0;
    let mut encoded = Encoded::default();
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
            let again = (&mut encoded, &mut failures);
            let pause = send(&store, &agent, &target, due, again, limits).await;
            tokio::time::sleep(pause).await;
        };
        tokio::select! {
            () = step => {}
            _stopped = stop.wait_for(|stop| *stop) => return,
        }
    }
}

/// Sends one request of a batch and notes what became of it; gives how long to wait before the next.
async fn send(
    store: &Store,
    agent: &Agent,
    target: &Arc<Target>,
    due: Due,
    (encoded, failures): (&mut Encoded, &mut u32),
    limits: Limits,
) -> Duration {
    if encoded.batch != due.batch {
        *encoded = Encoded {
            bodies: target.bodies(&due),
            batch: due.batch.clone(),
        };
    }
    let place = usize::try_from(due.done).unwrap_or_default();
    let bodies = encoded.bodies.as_deref();
    let is_last = bodies.is_none_or(|bodies| bodies.len() <= place + 1);
    let answer = match bodies.and_then(|bodies| bodies.get(place)) {
        Some(body) => {
            let body = target.sent_now(body, due.arrived_ms, clock::now_ms());
            let (agent, target) = (agent.clone(), Arc::clone(target));
            let posted = tokio::task::spawn_blocking(move || post(&agent, &target, &body));
            posted.await.unwrap_or(Answer::None)
        }
        // The format has no place for what the batch tells.
        None => Answer::Status(204, None),
    };
    let mut sent = match bodies {
        Some(_) => judge(answer),
        None => Sent::Unreadable,
    };
    if sent == Sent::Acknowledged && !is_last {
        sent = Sent::InPart;
    }
    if !store.sent(due.batch, sent).await {
        // Its turn comes again at once, so the disk is given time.
        return limits.forward_retry;
    }
    let to = target.host();
    match sent {
        Sent::Again => {
            *failures += 1;
            if *failures == 1 {
                let problem = match answer {
                    Answer::Status(status, _) => json!(status),
                    Answer::None => json!("no answer"),
                };
                log::line("forwarding_failing", json!({ "to": to, "answer": problem }));
            }
            pause(answer, *failures, limits.forward_retry)
        }
        Sent::Acknowledged | Sent::InPart => {
            if 0 < std::mem::take(failures) {
                log::line("forwarding_recovered", json!({ "to": to }));
            }
            Duration::ZERO
        }
        Sent::Refused(status) => {
            log::line("forwarding_refused", json!({ "to": to, "answer": status }));
            Duration::ZERO
        }
        Sent::Unreadable => {
            log::line("forwarding_unreadable", json!({ "to": to }));
            Duration::ZERO
        }
    }
}

/// The accepted body with the time that it has waited here added.
fn waited(accepted: &str, here_ms: i64) -> String {
    let Ok(mut body) = serde_json::from_str::<Value>(accepted) else {
        return accepted.to_owned();
    };
    let waited_ms = body.get("waited_ms").and_then(Value::as_i64);
    let waited_ms = waited_ms.unwrap_or_default().saturating_add(here_ms);
    if let Some(field) = body.get_mut("waited_ms") {
        *field = json!(waited_ms.min(MAX_WAITED_MS));
    }
    body.to_string()
}

fn post(agent: &Agent, target: &Target, body: &str) -> Answer {
    let mut request = agent.post(&target.url);
    for (name, value) in &target.headers {
        request = request.header(name, value);
    }
    let Ok(mut answer) = request.send(body) else {
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
        let accepted = |waited_ms: i64| json!({ "waited_ms": waited_ms, "events": [] }).to_string();
        let after = |before_ms, here_ms| waited(&accepted(before_ms), here_ms);
        assert_eq!(after(5, 60_000), r#"{"waited_ms":60005,"events":[]}"#);
        assert_eq!(after(5, 0), accepted(5));
        assert_eq!(after(MAX_WAITED_MS, 60_000), accepted(2_678_400_000));
    }
}
