//! What is taken, what is turned away, and what a browser needs to be told.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use tallymark_collector::Limits;

use crate::support::{Answer, Server, agent, batch, event, id};

fn events_ever(server: &Server) -> i64 {
    server.get("/api/summary").json()["totals"]["events_ever"]
        .as_i64()
        .unwrap()
}

#[test]
fn a_batch_is_acknowledged_and_its_events_are_there() {
    let server = Server::start();
    let sent = event(
        "add_to_cart",
        json!({ "seq": 3, "from": "view_item", "arm": { "size_reminder": "shown" },
            "properties": { "item_id": "WS-1001-M", "price": 129.9, "gift": false } }),
    );
    let answer = server.post(batch(1, vec![sent]).to_string());
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));

    let events = server.get("/api/events").json();
    let mut kept = events["events"][0].clone();
    assert!(kept["occurred_ms"].take().as_i64().unwrap() > 1_700_000_000_000);
    let expected = json!({ "id": 1, "site": "waystone", "name": "add_to_cart", "occurred_ms": null, "seq": 3,
        "page": { "type": "product", "path": "/p/{slug}" }, "nth": 1, "from": "view_item", "channel": "search",
        "device": "mouse", "arm": { "size_reminder": "shown" },
        "properties": { "item_id": "WS-1001-M", "price": 129.9, "gift": false } });
    assert_eq!(kept, expected);
}

#[test]
fn an_event_happened_when_it_says_however_long_the_batch_waited() {
    let server = Server::start();
    let mut waited = batch(1, vec![event("search", json!({ "age_ms": 2_000 }))]);
    waited["waited_ms"] = json!(60_000);
    server.post(waited.to_string());
    server.post(batch(2, vec![event("search", json!({}))]).to_string());
    let events = server.get("/api/events").json();
    let occurred = |at: usize| events["events"][at]["occurred_ms"].as_i64().unwrap();
    let apart_ms = occurred(0) - occurred(1);
    // The second arrived after the first, and within the time that this test may take.
    assert!((62_000..92_000).contains(&apart_ms), "{apart_ms}");
}

#[test]
fn a_batch_with_losses_only_is_taken() {
    let server = Server::start();
    let mut lost = batch(1, vec![]);
    lost["lost"] = json!({ "unconfirmed": 2, "queue_full": 0 });
    assert_eq!(server.post(lost.to_string()).status, 204);
    let summary = server.get("/api/summary").json();
    assert_eq!(
        summary["losses"],
        json!([{ "reason": "unconfirmed", "count": 2 }])
    );
    assert_eq!(summary["totals"]["lost"], 2);
}

#[test]
fn a_batch_sent_a_hundred_times_at_once_is_stored_once() {
    let server = Server::start();
    let body = batch(
        7,
        vec![event("view_item", json!({})), event("search", json!({}))],
    )
    .to_string();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..100)
            .map(|_| scope.spawn(|| server.post(&body).status))
            .collect();
        senders
            .into_iter()
            .map(|sender| sender.join().unwrap())
            .collect()
    });
    assert_eq!(statuses, [204; 100]);
    assert_eq!(events_ever(&server), 2);
    assert_eq!(server.get("/api/summary").json()["totals"]["batches"], 1);
}

#[test]
fn the_content_type_may_be_written_in_any_case() {
    let server = Server::start();
    let types = [
        "text/plain",
        "TEXT/PLAIN; Charset=utf-8",
        "application/json",
        "Application/JSON ;x=y",
    ];
    for (number, content_type) in types.into_iter().enumerate() {
        let body = batch(number as u64, vec![event("search", json!({}))]).to_string();
        let answer = Answer::of(
            agent()
                .post(server.url("/v1/events"))
                .content_type(content_type)
                .send(body),
        );
        assert_eq!(answer.status, 204, "{content_type}");
    }
    for content_type in [
        "application/x-www-form-urlencoded",
        "text/html",
        "text/plainer",
    ] {
        let answer = Answer::of(
            agent()
                .post(server.url("/v1/events"))
                .content_type(content_type)
                .send("{}"),
        );
        assert_eq!(answer.status, 415, "{content_type}");
        let error = "content-type: expected text/plain or application/json";
        assert_eq!(answer.json(), json!({ "error": error }));
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
    assert_eq!(events_ever(&server), 4);
}

#[test]
fn a_body_above_64_kib_is_too_large_and_one_of_64_kib_is_not() {
    let server = Server::start();
    let whole = batch(1, vec![event("search", json!({}))]).to_string();
    let fits = format!("{whole}{}", " ".repeat(65_536 - whole.len()));
    assert_eq!(server.post(&fits).status, 204);
    for bytes in [65_537, 900_000, 5_000_000] {
        // From a stream it comes in chunks and without a length.
        let mut body = std::io::Read::take(std::io::repeat(b' '), bytes);
        let chunked = agent()
            .post(server.url("/v1/events"))
            .content_type("text/plain")
            .send(ureq::SendBody::from_reader(&mut body));
        // Far above the limit the connection is closed under the sender.
        match Answer::try_of(chunked) {
            Ok(answer) => {
                assert_eq!(answer.status, 413);
                assert_eq!(
                    answer.json(),
                    json!({ "error": "body: expected at most 65536 bytes" })
                );
                assert_eq!(answer.header("access-control-allow-origin"), "*");
            }
            Err(error) => assert!(1_200_000 < bytes, "{bytes}: {error}"),
        }
    }
    assert_eq!(events_ever(&server), 1);
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(body).unwrap();
    packed.finish().unwrap()
}

#[test]
fn a_body_packed_with_gzip_is_taken_and_one_that_unpacks_to_too_much_is_not() {
    let server = Server::start();
    let post = |coding: &str, body: &[u8]| {
        let request = agent().post(server.url("/v1/events"));
        let request = request.content_type("text/plain");
        Answer::of(request.header("content-encoding", coding).send(body))
    };
    let body = batch(1, vec![event("search", json!({}))]).to_string();
    assert_eq!(post("gzip", &gzip(body.as_bytes())).status, 204);
    let bomb = gzip(&vec![b' '; 50_000_000]);
    for (coding, body, status, error) in [
        ("GZIP", &bomb[..], 413, "body: expected at most 65536 bytes"),
        ("gzip", b"{}", 400, "body: expected gzip"),
        ("br", b"{}", 415, "content-encoding: expected none or gzip"),
        (
            "gzip, gzip",
            b"{}",
            415,
            "content-encoding: expected none or gzip",
        ),
    ] {
        let answer = post(coding, body);
        assert_eq!(answer.status, status, "{coding}");
        assert_eq!(answer.json(), json!({ "error": error }));
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
    assert_eq!(events_ever(&server), 1);
}

#[test]
fn a_body_that_is_too_slow_is_given_up() {
    let limits = Limits {
        body_read: Duration::from_millis(200),
        ..Limits::default()
    };
    let server = Server::start_with(limits, "tally.sqlite");
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    let head = "POST /v1/events HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 100\r\n\r\n{";
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(
        answer.ends_with(r#"{"error":"body: took too long to arrive"}"#),
        "{answer}"
    );
}

#[test]
fn headers_that_are_too_many_or_too_large_are_turned_away_while_others_are_served() {
    let server = Server::start();
    let many: String = (0..100_000)
        .map(|number| format!("x-{number}: y\r\n"))
        .collect();
    let large = format!("x: {}\r\n", "y".repeat(1_000_000));
    let mut answers = Vec::new();
    for headers in [many, large] {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        let head = format!("POST /v1/events HTTP/1.1\r\nhost: x\r\n{headers}\r\n");
        // It answers, and hangs up, before it has read all: then writing, or reading to the end, breaks off.
        let _hung_up = stream.write_all(head.as_bytes());
        let mut answer = Vec::new();
        let _hung_up = stream.read_to_end(&mut answer);
        answers.push(String::from_utf8(answer).unwrap());
    }
    let is_turned_away = |answer: &&String| answer.starts_with("HTTP/1.1 431 ");
    let turned_away = answers.iter().filter(is_turned_away).count();
    let unheard = answers.iter().filter(|answer| answer.is_empty()).count();
    assert_eq!(turned_away + unheard, answers.len(), "{answers:?}");
    assert!(0 < turned_away);
    let good = batch(1, vec![event("search", json!({}))]).to_string();
    assert_eq!(server.post(good).status, 204);
    assert_eq!(events_ever(&server), 1);
}

#[test]
fn headers_that_are_too_slow_are_given_up_while_others_are_served() {
    let limits = Limits {
        header_read: Duration::from_millis(200),
        ..Limits::default()
    };
    let server = Server::start_with(limits, "tally.sqlite");
    let open = |_| {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        stream
            .write_all(b"POST /v1/events HTTP/1.1\r\nhost:")
            .unwrap();
        stream
    };
    let slow: Vec<TcpStream> = (0..100).map(open).collect();
    assert_eq!(
        server
            .post(batch(1, vec![event("search", json!({}))]).to_string())
            .status,
        204
    );
    for mut stream in slow {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(answer, "");
    }
}

#[test]
fn any_page_may_send_but_never_with_credentials() {
    let server = Server::start();
    let preflight = Answer::of(
        agent()
            .options(server.url("/v1/events"))
            .header("origin", "https://shop.example")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type")
            .call(),
    );
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-methods"), "POST");
    assert_eq!(
        preflight.header("access-control-allow-headers"),
        "content-type"
    );
    assert_eq!(preflight.header("access-control-max-age"), "86400");
    let taken = server.post(batch(1, vec![event("search", json!({}))]).to_string());
    let refused = server.post("{}");
    assert_eq!((taken.status, refused.status), (204, 400));
    for answer in [&preflight, &taken, &refused] {
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("access-control-allow-credentials"), "");
        assert_eq!(answer.header("set-cookie"), "");
    }
    // What was counted is for the shop's own eyes: other pages can't read it.
    assert_eq!(
        server
            .get("/api/summary")
            .header("access-control-allow-origin"),
        ""
    );
}

#[test]
fn another_method_is_told_which_one_to_use() {
    let server = Server::start();
    let answer = server.get("/v1/events");
    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("allow"), "POST, OPTIONS");
    assert_eq!(answer.json(), json!({ "error": "method: expected POST" }));
}

#[test]
fn nothing_of_the_sender_reaches_the_disk() {
    let mut server = Server::start();
    let body = batch(0xfeed, vec![event("search", json!({}))]).to_string();
    let answer = Answer::of(
        agent()
            .post(server.url("/v1/events?token=secretquery"))
            .content_type("text/plain")
            .header("user-agent", "SecretAgent/1.0")
            .header("referer", "https://secretreferrer.example/")
            .header("cookie", "id=secretcookie")
            .header("x-forwarded-for", "203.0.113.77")
            .send(body),
    );
    assert_eq!(answer.status, 204);
    server.stop();
    let mut stored = Vec::new();
    for file in std::fs::read_dir(server.folder.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            stored.extend(std::fs::read(path).unwrap());
        }
    }
    let holds = |text: &str| {
        stored
            .windows(text.len())
            .any(|window| window.eq_ignore_ascii_case(text.as_bytes()))
    };
    assert!(holds(&id(0xfeed)), "the batch itself is there");
    for secret in ["secret", "203.0.113", "127.0.0.1"] {
        assert!(!holds(secret), "{secret}");
    }
}
