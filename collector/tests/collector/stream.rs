//! The live stream: each event as it is committed, and nobody who makes the collector wait.

use std::io::{BufRead, BufReader, Read};
use std::time::Duration;

use serde_json::{Map, Value, json};
use tallymark_collector::Limits;

use crate::support::{Server, agent, batch, event, id, post};

/// Opens the stream and reads its first message.
fn open(server: &Server) -> BufReader<impl Read + use<>> {
    let response = agent()
        .get(server.url("/api/events/stream"))
        .call()
        .unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.headers()["cache-control"], "no-cache");
    let mut stream = BufReader::new(response.into_body().into_reader());
    let (name, _) = next(&mut stream).unwrap();
    assert_eq!(name, "ready");
    stream
}

/// The next message that isn't a heartbeat; none at the stream's end.
fn next(stream: &mut impl BufRead) -> Option<(String, Value)> {
    let mut name = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(text) = line.strip_prefix("event: ") {
            name = text.trim().to_owned();
        }
        if let Some(text) = line.strip_prefix("data: ") {
            return Some((name, serde_json::from_str(text).unwrap()));
        }
    }
}

#[test]
fn an_event_is_streamed_when_it_is_kept_and_a_duplicate_is_not() {
    let server = Server::start();
    let mut stream = open(&server);
    let first = batch(
        1,
        vec![
            event("view_item", json!({})),
            event("search", json!({ "properties": { "n": 1 } })),
        ],
    );
    server.post(first.to_string());
    server.post(first.to_string());
    server.post("{}");
    server.post(batch(2, vec![event("purchase", json!({}))]).to_string());
    let names: Vec<_> = (0..3).map(|_| next(&mut stream).unwrap()).collect();
    assert!(names.iter().all(|(name, _)| name == "counted"));
    let of = |at: usize| &names[at].1;
    assert_eq!(of(0)["name"], "view_item");
    assert_eq!(of(1)["properties"], json!({ "n": 1 }));
    assert_eq!(of(2)["name"], "purchase");
    let mut listed = server.get("/api/events").json()["events"]
        .as_array()
        .unwrap()
        .clone();
    listed.reverse();
    assert_eq!(
        listed,
        names
            .into_iter()
            .map(|(_, event)| event)
            .collect::<Vec<_>>()
    );
}

#[test]
fn a_quiet_stream_is_kept_open_by_heartbeats() {
    let limits = Limits {
        heartbeat: Duration::from_millis(20),
        ..Limits::default()
    };
    let server = Server::start_with(limits, "tally.sqlite");
    let comments = open(&server)
        .lines()
        .map(Result::unwrap)
        .filter(|line| line.starts_with(':'));
    assert_eq!(comments.take(3).count(), 3);
}

#[test]
fn a_stream_ends_when_the_collector_stops() {
    let mut server = Server::start();
    let mut stream = open(&server);
    server.stop();
    assert_eq!(next(&mut stream), None);
}

#[test]
fn a_reader_that_does_not_read_is_dropped_and_holds_nobody_up() {
    let server = Server::start();
    let mut stream = open(&server);
    // Together more than the sockets between the two hold, and than is kept for a reader.
    let batches = 400;
    let long: Map<String, Value> = (0..280)
        .map(|number| (format!("p{number}"), json!("x".repeat(200))))
        .collect();
    let long = event("search", json!({ "properties": long }));
    let first = batch(0, vec![long]).to_string();
    let agent = agent();
    for number in 0..batches {
        let body = first.replace(&id(0), &id(number));
        assert_eq!(post(&agent, server.address, body).status, 204);
    }
    let mut read = 0;
    while next(&mut stream).is_some() {
        read += 1;
    }
    assert!(
        read < batches,
        "all {read} events were kept for a reader that didn't read"
    );
    assert_eq!(
        server.get("/api/summary").json()["totals"]["events"],
        batches
    );
}
