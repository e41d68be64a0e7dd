//! One collector sends on to another: whatever fails on the way, each batch is there once.

use std::collections::HashSet;
use std::io::Read;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tallymark_collector::Limits;

use crate::chance::Chance;
use crate::durability::stored;
use crate::support::{Answer, Process, Server, agent, batch, event, id, until};

fn body(number: u64) -> String {
    batch(
        number,
        vec![event("search", json!({})), event("purchase", json!({}))],
    )
    .to_string()
}

fn sends_to(address: SocketAddr) -> Server {
    sends_to_url(format!("http://{address}/v1/events"))
}

fn sends_to_url(url: String) -> Server {
    let limits = Limits {
        forward_retry: Duration::from_millis(5),
        ..Limits::default()
    };
    Server::start_as(limits, |options, _| options.forward_to = Some(url))
}

pub(crate) fn forwarding(server: &Server) -> Value {
    server.get("/health").json()["forwarding"].clone()
}

pub(crate) fn until_empty(server: &Server) {
    until("all is sent on", || forwarding(server)["waiting"] == 0);
}

#[test]
fn what_one_collector_accepts_the_other_has_too_and_figures_agree() {
    let second = Server::start();
    let first = sends_to(second.address);
    let mut waited = batch(1, vec![event("view_item", json!({ "age_ms": 2_000 }))]);
    waited["lost"] = json!({ "unconfirmed": 2 });
    for body in [waited.to_string(), waited.to_string(), body(2), body(3)] {
        assert_eq!(first.post(body).status, 204);
    }
    assert_eq!(first.post("{}").status, 400);
    until_empty(&first);
    let figures = |server: &Server| {
        let mut summary = server.get("/api/summary").json();
        summary["now_ms"].take();
        summary["counts"].take();
        summary
    };
    assert_eq!(figures(&first), figures(&second));
    assert_eq!(figures(&second)["totals"]["events"], 5);
    // It happened when it happened, however long the way.
    let occurred = |server: &Server| {
        let events = server.get("/api/events").json();
        events["events"][4]["occurred_ms"].as_i64().unwrap()
    };
    let apart_ms = (occurred(&first) - occurred(&second)).abs();
    assert!(apart_ms < 2_000, "{apart_ms}");
}

#[test]
fn a_batch_that_is_refused_for_good_is_counted_and_holds_up_no_other() {
    let second = Server::start();
    // The receiver takes no such path.
    let lost = sends_to_url(second.url("/nowhere"));
    lost.post(body(1));
    lost.post(body(2));
    until("both are refused", || {
        forwarding(&lost) == json!({ "waiting": 0, "refused": 2 })
    });
    assert_eq!(second.get("/api/summary").json()["totals"]["batches"], 0);
}

#[test]
fn a_receiver_that_is_not_there_gets_everything_when_it_is() {
    // A port that was free a moment ago.
    let address = Server::start().address;
    let first = sends_to(address);
    for number in 1..=20 {
        assert_eq!(
            first.post(body(number)).status,
            204,
            "the sender waits for nobody"
        );
    }
    assert_eq!(forwarding(&first), json!({ "waiting": 20, "refused": 0 }));
    let second = Server::start_as(Limits::default(), |options, _| options.listen = address);
    until_empty(&first);
    let totals = second.get("/api/summary").json()["totals"].clone();
    assert_eq!(
        (&totals["batches"], &totals["events"]),
        (&json!(20), &json!(40))
    );
}

#[test]
fn a_receiver_with_https_hears_tls_and_no_word_of_the_batch() {
    let receiver = TcpListener::bind("127.0.0.1:0").unwrap();
    let first = sends_to_url(format!("https://{}/", receiver.local_addr().unwrap()));
    first.post(body(1));
    let (mut stream, _) = receiver.accept().unwrap();
    // A record of type 22 holds a handshake: RFC 8446, section 5.1.
    let mut head = [0; 3];
    stream.read_exact(&mut head).unwrap();
    assert_eq!((head[0], head[1]), (22, 3));
    drop(stream);
    assert_eq!(forwarding(&first)["waiting"], 1);
}

fn forwarder(database: &Path, address: SocketAddr) -> Process {
    let mut command = Process::command(env!("CARGO_BIN_EXE_tallymark-collector"), database);
    command
        .arg("--forward-to")
        .arg(format!("http://{address}/v1/events"));
    Process::of(command)
}

/// Each round ends with the sender or the receiver killed while batches go in and on.
#[test]
fn kills_of_either_collector_lose_no_accepted_batch_on_the_way_and_double_none() {
    let folder = tempfile::tempdir().unwrap();
    let (sender, receiver) = (
        folder.path().join("sender.sqlite"),
        folder.path().join("receiver.sqlite"),
    );
    let mut chance = Chance::new(5);
    let mut accepted = HashSet::new();
    let mut second = Process::start(&receiver);
    let address = second.address;
    let listen = address.to_string();
    let mut first = forwarder(&sender, address);
    let agent = agent();
    for number in 0..200 {
        let url = format!("http://{}/v1/events", first.address);
        let sent = agent
            .post(&url)
            .content_type("text/plain")
            .send(body(number));
        if Answer::try_of(sent).is_ok_and(|answer| answer.status == 204) {
            accepted.insert(id(number));
        }
        if chance.one_in(10) {
            first.kill();
            first = forwarder(&sender, address);
        }
        if chance.one_in(10) {
            second.kill();
            let mut again = Process::command(env!("CARGO_BIN_EXE_tallymark-collector"), &receiver);
            again.args(["--listen", &listen]);
            second = Process::of(again);
        }
    }
    let waiting = || {
        let health = Answer::of(agent.get(format!("http://{}/health", first.address)).call());
        health.json()["forwarding"]["waiting"].as_i64().unwrap()
    };
    until("all is sent on", || waiting() == 0);
    first.kill();
    second.kill();
    let arrived = stored(&receiver);
    let ids: HashSet<String> = arrived.iter().map(|(id, _)| id.clone()).collect();
    assert_eq!(ids.len(), arrived.len());
    assert_eq!(ids, stored(&sender).into_iter().map(|(id, _)| id).collect());
    assert!(
        accepted.is_subset(&ids),
        "{} accepted, {} arrived",
        accepted.len(),
        ids.len()
    );
    assert!(150 < accepted.len(), "{}", accepted.len());
    assert!(arrived.iter().all(|(_, events)| *events == 2));
}
