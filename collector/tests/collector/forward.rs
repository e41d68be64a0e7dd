//! One collector sends on to another: whatever fails on the way, each batch is there once.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use rustls::pki_types::PrivateKeyDer;
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

/// What `/health` says of the outbox.
pub(crate) fn counts(waiting: u32, refused: u32, unreadable: u32) -> Value {
    json!({ "waiting": waiting, "refused": refused, "unreadable": unreadable })
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
    until("both are refused", || forwarding(&lost) == counts(0, 2, 0));
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
    assert_eq!(forwarding(&first), counts(20, 0, 0));
    let second = Server::start_as(Limits::default(), |options, _| options.listen = address);
    until_empty(&first);
    let totals = second.get("/api/summary").json()["totals"].clone();
    assert_eq!(
        (&totals["batches"], &totals["events"]),
        (&json!(20), &json!(40))
    );
}

/// A receiver with a certificate of its own making, for 127.0.0.1: the certificate as PEM, and of each connection the whole
/// request, which it answers with 204, or nothing if the sender hangs up.
fn https_receiver() -> (SocketAddr, String, mpsc::Receiver<Option<String>>) {
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (told, requests) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let stream = rustls::StreamOwned::new(connection, stream.unwrap());
            if told.send(answer_one(stream)).is_err() {
                return;
            }
        }
    });
    (address, cert.pem(), requests)
}

/// Reads a request and answers it; nothing if the sender goes away first.
fn answer_one(stream: impl Read + Write) -> Option<String> {
    let mut stream = BufReader::new(stream);
    let mut request = String::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok().filter(|read| 0 < *read)?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        request += &line;
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
    stream.get_mut().write_all(answer).ok()?;
    stream.get_mut().flush().ok()?;
    Some(request + &String::from_utf8(body).unwrap())
}

#[test]
fn a_receiver_with_https_gets_what_the_sender_trusts_it_with() {
    let (address, pem, requests) = https_receiver();
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    std::fs::write(&ca, pem).unwrap();
    let url = format!("https://{address}/v1/events");
    let limits = Limits {
        forward_retry: Duration::from_millis(5),
        ..Limits::default()
    };
    let trusting = Server::start_as(limits, |options, _| {
        options.forward_to = Some(url.clone());
        options.forward_ca = Some(ca);
    });
    trusting.post(body(1));
    let next = || requests.recv_timeout(Duration::from_secs(30)).unwrap();
    let request = next().unwrap();
    assert!(
        request.starts_with("POST /v1/events HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(
        request.contains(&id(1)) && request.contains("purchase"),
        "{request}"
    );
    until_empty(&trusting);

    // No public authority knows the certificate.
    let wary = sends_to_url(url);
    wary.post(body(2));
    assert_eq!(next(), None);
    assert_eq!(forwarding(&wary), counts(1, 0, 0));
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
