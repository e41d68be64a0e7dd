//! Requests of anything at all: an answer that blames the client, never 5xx, never a panic.
//!
//! Repeatable: the same requests each time. `TALLYMARK_FUZZ=100000` tries more of them.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

use crate::chance::{Chance, number_from};
use crate::support::{Answer, Process, agent, batch, event, id, tell};

/// Requests of each kind unless `TALLYMARK_FUZZ` says otherwise.
const CASES: u32 = 2_000;
/// What a test may wait for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

fn cases() -> u32 {
    number_from("TALLYMARK_FUZZ").unwrap_or(CASES)
}

/// A whole batch, with every field that there is.
fn whole(number: u64) -> Value {
    let every = json!({ "from": "view_item", "arm": { "size_reminder": "shown" },
        "properties": { "item_id": "A-1", "price": 12.5, "gift": true } });
    let mut whole = batch(
        number,
        vec![event("add_to_cart", every), event("search", json!({}))],
    );
    whole["lost"] = json!({ "unconfirmed": 2 });
    whole
}

/// A value that nobody should send.
fn odd(chance: &mut Chance) -> Value {
    let odd = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(1e300),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(0.1),
        json!(""),
        json!("\u{0}"),
        json!("\u{feff}\u{202e}\u{10ffff}"),
        json!("a'; DROP TABLE events; --"),
        json!("=1+1"),
        json!("x".repeat(70_000)),
        json!([]),
        json!([[[[[[[[]]]]]]]]),
        json!({}),
        json!({ "": { "__proto__": [] } }),
        json!(vec![event("search", json!({})); 120]),
    ];
    chance.of(&odd).clone()
}

/// Puts an odd value in place of some node, drops it, or adds an unknown one.
fn disturb(value: &mut Value, chance: &mut Chance) {
    let children = match value {
        Value::Array(list) => list.len() as u32,
        Value::Object(fields) => fields.len() as u32,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    };
    if children == 0 || chance.one_in(6) {
        *value = odd(chance);
        return;
    }
    let at = chance.below(children) as usize;
    match value {
        Value::Array(list) => disturb(&mut list[at], chance),
        Value::Object(fields) => {
            let name = fields.keys().nth(at).unwrap().clone();
            match chance.below(8) {
                0 => drop(fields.remove(&name)),
                1 => drop(fields.insert(format!("{name}\u{1f}"), odd(chance))),
                _ => disturb(&mut fields[&name], chance),
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Turns, drops, doubles or swaps some bytes.
fn spoil(bytes: &mut Vec<u8>, chance: &mut Chance) {
    for _ in 0..=chance.below(4) {
        if bytes.is_empty() {
            return;
        }
        let at = chance.below(bytes.len() as u32) as usize;
        match chance.below(5) {
            0 => bytes[at] = chance.below(256) as u8,
            1 => drop(bytes.remove(at)),
            2 => bytes.truncate(at),
            3 => bytes.insert(at, *chance.of(b"\"\\{}[],:0\0\xff\r\n")),
            _ => bytes.extend_from_within(at..bytes.len().min(at + 40)),
        }
    }
}

#[test]
fn whatever_is_posted_is_taken_or_refused_and_what_is_taken_can_be_shown() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Process::start(&folder.path().join("tally.sqlite"));
    let agent = agent();
    let url = format!("http://{}/v1/events", process.address);
    let mut chance = Chance::new(11);
    let (mut taken, mut refused) = (0, 0);
    for number in 0..cases() {
        let mut body = whole(u64::from(number));
        if !chance.one_in(3) {
            disturb(&mut body, &mut chance);
        }
        let mut bytes = body.to_string().into_bytes();
        if chance.one_in(2) {
            spoil(&mut bytes, &mut chance);
        }
        let mut request = agent.post(&url).content_type("text/plain");
        if chance.one_in(20) {
            request = request.header(
                "content-encoding",
                *chance.of(&["gzip", "br", "gzip, gzip"]),
            );
        }
        let answer = Answer::of(request.send(&bytes));
        match answer.status {
            204 => taken += 1,
            400 | 413 | 415 => refused += 1,
            other => panic!("{other}: {}", String::from_utf8_lossy(&bytes)),
        }
    }
    let page = |path: &str| {
        Answer::of(
            agent
                .get(format!("http://{}{path}", process.address))
                .call(),
        )
        .status
    };
    for path in ["/api/summary", "/api/events?limit=500", "/health"] {
        assert_eq!(page(path), 200, "{path}");
    }
    tell(&format!(
        "{} made batches: {taken} taken, {refused} refused, no 5xx",
        cases()
    ));
    assert!(
        100 < taken && 100 < refused,
        "{taken} taken, {refused} refused"
    );
    assert_eq!(process.panics(), 0);
}

const GETS: [&str; 5] = ["/api/summary", "/api/events", "/health", "/", "/assets/x"];
const KEYS: [&str; 4] = ["site", "minutes", "limit", "format"];
const VALUES: [&str; 8] = [
    "1",
    "-1",
    "9223372036854775808",
    "%00",
    "%ff%fe",
    "waystone",
    "%27%22%3C",
    "",
];

#[test]
fn whatever_is_asked_for_is_answered_without_a_fault_of_the_collector() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Process::start(&folder.path().join("tally.sqlite"));
    let agent = agent();
    let mut chance = Chance::new(12);
    for _ in 0..cases() / 4 {
        let mut query = String::new();
        for _ in 0..chance.below(4) {
            query += &format!("&{}={}", chance.of(&KEYS), chance.of(&VALUES));
        }
        let path = format!("{}?{query}", chance.of(&GETS));
        let answer = Answer::of(
            agent
                .get(format!("http://{}{path}", process.address))
                .call(),
        );
        assert!(answer.status < 500, "{path}: {}", answer.status);
    }
    tell(&format!("{} made questions: no 5xx", cases() / 4));
    assert_eq!(process.panics(), 0);
}

#[test]
fn bytes_that_are_no_http_end_the_connection_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Process::start(&folder.path().join("tally.sqlite"));
    let mut chance = Chance::new(13);
    let mut answered = 0;
    for number in 0..cases() / 4 {
        let body = whole(u64::from(number)).to_string();
        let mut request = format!(
            "POST /v1/events HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\n{}\r\n\r\n{body}",
            match chance.below(3) {
                0 => format!("content-length: {}", body.len()),
                1 => format!("content-length: {}", chance.below(100_000)),
                _ => "transfer-encoding: chunked".to_owned(),
            }
        )
        .into_bytes();
        spoil(&mut request, &mut chance);
        let mut stream = TcpStream::connect(process.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        // It may be closed on the other side before all is written.
        let _closed = stream
            .write_all(&request)
            .and_then(|()| stream.shutdown(Shutdown::Write));
        let mut answer = Vec::new();
        // A reset is an end too; a wait that is too long isn't.
        if let Err(error) = stream.read_to_end(&mut answer) {
            let is_reset = error.kind() == std::io::ErrorKind::ConnectionReset;
            assert!(is_reset, "{error}: {}", String::from_utf8_lossy(&request));
        }
        if let Some(status) = answer.strip_prefix(b"HTTP/1.1 ") {
            answered += 1;
            assert!(
                !status.starts_with(b"5"),
                "{}: {}",
                String::from_utf8_lossy(&answer),
                String::from_utf8_lossy(&request)
            );
        }
    }
    tell(&format!(
        "{} requests that are hardly HTTP: {answered} answered, no 5xx",
        cases() / 4
    ));
    assert!(0 < answered);
    // Good ones are served as before.
    let good = batch(0xfeed, vec![event("search", json!({}))]);
    assert_eq!(good["batch"], id(0xfeed));
    let answer = crate::support::post(&agent(), process.address, good.to_string());
    assert_eq!(answer.status, 204);
    assert_eq!(process.panics(), 0);
}
