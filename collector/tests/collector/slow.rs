//! A thousand clients that send a byte now and then, beside the ones that matter.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::chance::{Chance, number_from};
use crate::support::{PLAIN, Process, agent, batch, event, tell};

/// Slow connections unless `TALLYMARK_SLOW` says otherwise; the collector has 1,024 seats.
const SLOW: u32 = 1_000;
/// Good requests that are timed.
const GOOD: u64 = 300;

/// Between two bytes of all slow clients together: about one a second from each.
const BETWEEN_BYTES: Duration = Duration::from_millis(1);

/// Times good posts, each on a connection of its own, as browsers of different shoppers are.
fn post_times(address: SocketAddr, first: u64) -> Vec<Duration> {
    let url = format!("http://{address}/v1/events");
    let mut times: Vec<Duration> = (first..first + GOOD)
        .map(|number| {
            let body = batch(number, vec![event("search", json!({}))]).to_string();
            let begin = now();
            let answer = agent().post(&url).content_type(PLAIN).send(body).unwrap();
            assert_eq!(answer.status(), 204);
            begin.elapsed()
        })
        .collect();
    times.sort_unstable();
    times
}

#[allow(
    clippy::disallowed_methods,
    reason = "a test that measures; nothing is asserted on it"
)]
fn now() -> Instant {
    Instant::now()
}

fn milliseconds(times: &[Duration], share: f64) -> f64 {
    let at = ((times.len() - 1) as f64 * share) as usize;
    times[at].as_secs_f64() * 1000.0
}

/// Half of them are stuck in the headers, half in the body.
fn open_slow(address: SocketAddr, count: u32) -> Vec<TcpStream> {
    let open = |number| {
        let mut stream = TcpStream::connect(address).unwrap();
        let head = "POST /v1/events HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        if number % 2 == 0 {
            stream.write_all(b"content-length: 60000\r\n\r\n").unwrap();
        }
        stream
    };
    (0..count).map(open).collect()
}

#[test]
fn a_thousand_slow_connections_do_not_keep_good_ones_from_being_answered() {
    let count = number_from("TALLYMARK_SLOW").unwrap_or(SLOW);
    let folder = tempfile::tempdir().unwrap();
    let process = Process::start(&folder.path().join("tally.sqlite"));
    let alone = post_times(process.address, 0);
    let mut slow = open_slow(process.address, count);
    let finished = AtomicBool::new(false);
    let beside = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut chance = Chance::new(3);
            while !finished.load(Ordering::Relaxed) {
                let at = chance.below(count) as usize;
                // The collector may have given this one up.
                let _given_up = slow[at].write_all(b"x");
                std::thread::sleep(BETWEEN_BYTES);
            }
        });
        let beside = post_times(process.address, GOOD);
        finished.store(true, Ordering::Relaxed);
        beside
    });
    let (alone_ms, beside_ms) = (milliseconds(&alone, 0.99), milliseconds(&beside, 0.99));
    tell(&format!(
        "{count} slow connections: 99th percentile {beside_ms:.1} ms, {alone_ms:.1} ms without them, {:.1} times; \
         median {:.1} and {:.1} ms",
        beside_ms / alone_ms,
        milliseconds(&beside, 0.5),
        milliseconds(&alone, 0.5),
    ));
}
