//! The collector sends on in other formats: whatever fails on the way, each event is there once by its id.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use tallymark_collector::Limits;

use crate::chance::Chance;
use crate::forward::{counts, forwarding, until_empty};
use crate::receiver::{Fate, Receiver, Request};
use crate::support::{Answer, Process, Server, agent, batch, event, tell, until};

/// Batches that go through one test.
const BATCHES: u64 = 24;

/// Of each batch: an add with texts that encodings get wrong, and a purchase.
fn body(number: u64) -> String {
    let add = event(
        "add_to_cart",
        json!({ "properties": { "item_id": "WS-1", "item_name": "Zelt \"2\" & <3", "price": 12.9 } }),
    );
    let purchase = event("purchase", json!({ "seq": 2, "age_ms": 3_000 }));
    let mut batch = batch(number, vec![add, purchase]);
    // Ids are random all over, and those of events have a place in their end.
    batch["batch"] = json!(format!("{number:08x}{:024}", 0));
    batch.to_string()
}

/// The shipped format, filled in, as a file beside this database.
fn format_file(name: &str, folder: &Path) -> PathBuf {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../formats/{name}.json"));
    let text = fs::read_to_string(shipped)
        .unwrap()
        .replace("YOUR_", "the-");
    let file = folder.join(format!("{name}.json"));
    fs::write(&file, text).unwrap();
    file
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The events of a request by their ids in this format, each with its name.
fn events(format: &str, request: &Request) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let body = &request.body;
    match format {
        "clickhouse" | "ndjson" => {
            let name = if format == "ndjson" { "event" } else { "name" };
            let row = |line: &str| {
                let row = parsed(line);
                (format!("{} {}", row["batch"], row["seq"]), text(&row[name]))
            };
            body.lines().map(row).collect()
        }
        "otlp" => {
            let body = parsed(body);
            let records = body["resourceLogs"][0]["scopeLogs"][0]["logRecords"]
                .as_array()
                .unwrap()
                .clone();
            let id = |record: &Value| {
                let attributes = record["attributes"].as_array().unwrap();
                let found = attributes
                    .iter()
                    .find(|it| it["key"] == "tallymark.event_id")
                    .unwrap();
                text(&found["value"]["stringValue"])
            };
            records
                .iter()
                .map(|record| (id(record), text(&record["eventName"])))
                .collect()
        }
        "segment" => {
            let events = parsed(body)["batch"].as_array().unwrap().clone();
            events
                .iter()
                .map(|event| (text(&event["messageId"]), text(&event["event"])))
                .collect()
        }
        "plausible" => vec![(String::new(), text(&parsed(body)["n"]))],
        other => panic!("{other}"),
    }
}

/// Batches go in and on while the sender is killed and the receiver is away or its answers are lost.
fn through_kills(format: &'static str, names: [&str; 2], target: &str, content_type: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = format_file(format, folder.path());
    let mut fates = Chance::new(7);
    let receiver = Receiver::start(move || match () {
        () if fates.one_in(10) => Fate::Away,
        () if fates.one_in(8) => Fate::Unheard,
        () => Fate::Taken,
    });
    let sender = || {
        let mut command = Process::command(
            env!("CARGO_BIN_EXE_tallymark-collector"),
            &folder.path().join("sender.sqlite"),
        );
        command
            .arg("--forward-to")
            .arg(format!("http://{}{target}", receiver.address));
        command
            .arg("--forward-format")
            .arg(&file)
            .args(["--forward-shop", "shop.example"]);
        Process::of(command)
    };
    let mut chance = Chance::new(11);
    let mut first = sender();
    let agent = agent();
    let mut accepted = 0;
    for number in 0..BATCHES {
        let url = format!("http://{}/v1/events", first.address);
        let sent = agent
            .post(&url)
            .content_type("text/plain")
            .send(body(number));
        accepted += usize::from(Answer::try_of(sent).is_ok_and(|answer| answer.status == 204));
        if chance.one_in(8) {
            first.kill();
            first = sender();
        }
    }
    assert_eq!(accepted, BATCHES as usize);
    let all = 2 * accepted;
    let waiting = || {
        let health = Answer::of(agent.get(format!("http://{}/health", first.address)).call());
        health.json()["forwarding"].clone()
    };
    until("all is sent on", || waiting()["waiting"] == 0);
    assert_eq!(waiting()["refused"], 0);
    first.kill();
    let mut found: HashMap<String, String> = HashMap::new();
    let mut came = 0;
    for request in receiver.taken() {
        assert_eq!(
            (request.target.as_str(), request.content_type.as_str()),
            (target, content_type)
        );
        for (id, name) in events(format, &request) {
            came += 1;
            let before = found.insert(id, name.clone());
            assert!(
                before.is_none_or(|before| before == name),
                "an id means one event"
            );
        }
    }
    tell(&format!(
        "{format}: {all} events were accepted, {} came, {came} with repetitions",
        found.len()
    ));
    assert_eq!(
        found.len(),
        all,
        "each event has come, and none under two ids"
    );
    for name in names {
        assert_eq!(
            found.values().filter(|it| *it == name).count(),
            accepted,
            "{name}"
        );
    }
    assert!(all < came, "lost answers bring batches again");
}

#[test]
fn clickhouse_gets_each_event_through_kills_and_503s() {
    through_kills(
        "clickhouse",
        ["add_to_cart", "purchase"],
        "/?query=INSERT",
        "text/plain;charset=UTF-8",
    );
}

#[test]
fn an_opentelemetry_collector_gets_each_event_through_kills_and_503s() {
    through_kills(
        "otlp",
        ["add_to_cart", "purchase"],
        "/v1/logs",
        "application/json",
    );
}

#[test]
fn lines_of_json_get_each_event_through_kills_and_503s() {
    through_kills(
        "ndjson",
        ["add_to_cart", "purchase"],
        "/events",
        "text/plain;charset=UTF-8",
    );
}

#[test]
fn segment_gets_each_event_through_kills_and_503s() {
    through_kills(
        "segment",
        ["Product Added", "Order Completed"],
        "/v1/batch",
        "text/plain",
    );
}

fn sends_to(receiver: &Receiver, file: impl FnOnce(&Path) -> PathBuf) -> Server {
    let limits = Limits {
        forward_retry: Duration::from_millis(5),
        ..Limits::default()
    };
    let url = format!("http://{}/in?key=secret", receiver.address);
    Server::start_as(limits, |options, folder| {
        options.forward_to = Some(url);
        options.forward_format = Some(file(folder));
        options.forward_shop = Some("shop.example".to_owned());
    })
}

#[test]
fn where_a_request_is_one_event_those_that_were_taken_do_not_go_again() {
    let mut asked = 0;
    let receiver = Receiver::start(move || {
        asked += 1;
        if asked % 3 == 2 {
            Fate::Away
        } else {
            Fate::Taken
        }
    });
    let first = sends_to(&receiver, |folder| format_file("plausible", folder));
    for number in 0..5 {
        assert_eq!(first.post(body(number)).status, 204);
    }
    until_empty(&first);
    let taken = receiver.taken();
    let names: Vec<String> = taken
        .iter()
        .flat_map(|request| events("plausible", request))
        .map(|it| it.1)
        .collect();
    // A request that fails lets the other batches go first.
    assert_eq!(names.len(), 10);
    assert_eq!(
        names.iter().filter(|name| *name == "Add to Cart").count(),
        5
    );
    assert_eq!(forwarding(&first), counts(0, 0, 0));
    let urls: HashSet<String> = taken
        .iter()
        .map(|request| parsed(&request.body)["u"].to_string())
        .collect();
    assert!(
        urls.iter()
            .all(|url| url.starts_with("\"https://shop.example/")),
        "{urls:?}"
    );
}

#[test]
fn a_batch_that_cannot_be_put_into_another_format_is_counted_and_holds_up_no_other() {
    let receiver = Receiver::start(|| Fate::Taken);
    let first = sends_to(&receiver, |folder| format_file("ndjson", folder));
    // Which of the two item_ids counts is anybody's guess.
    let twice = body(1).replace("{\"item_id\":", "{\"item_id\":\"WS-2\",\"item_id\":");
    assert_ne!(twice, body(1));
    for batch in [twice, body(2)] {
        assert_eq!(first.post(batch).status, 204);
    }
    until_empty(&first);
    assert_eq!(forwarding(&first), counts(0, 0, 1));
    assert_eq!(receiver.taken().len(), 1);
}

#[test]
fn a_key_in_a_header_goes_along_and_is_in_no_page() {
    let receiver = Receiver::start(|| Fate::Taken);
    let first = sends_to(&receiver, |folder| {
        let format = json!({ "preflight": true, "headers": { "authorization": "Bearer of-the-server" }, "event": ["$event.name", "$event.time.s"] });
        let file = folder.join("own.json");
        fs::write(
            &file,
            json!({ "collector": { "url": "https://nowhere.example/", "format": format } })
                .to_string(),
        )
        .unwrap();
        file
    });
    first.post(body(1));
    until_empty(&first);
    let taken = receiver.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].target, "/in?key=secret", "--forward-to wins");
    assert_eq!(
        taken[0].authorization.as_deref(),
        Some("Bearer of-the-server")
    );
    let events = parsed(&taken[0].body);
    assert_eq!(
        (&events[0][0], &events[1][0]),
        (&json!("add_to_cart"), &json!("purchase"))
    );
    let seconds = |place: usize| events[place][1].as_i64().unwrap();
    // The minute in which it happened, and its place.
    assert_eq!([seconds(0) % 60, seconds(1) % 60], [0, 1]);
    let minutes = seconds(0) / 60 - seconds(1) / 60;
    assert!(
        (0..=1).contains(&minutes),
        "it happened 3 s earlier, and {minutes} min"
    );
}

#[test]
fn a_format_that_cannot_be_used_is_told_before_anything_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let told = |format: &Value, more: &[&str]| {
        let file = folder.path().join("wrong.json");
        fs::write(&file, format.to_string()).unwrap();
        let mut command = Process::command(
            env!("CARGO_BIN_EXE_tallymark-collector"),
            &folder.path().join("none.sqlite"),
        );
        let output = command
            .arg("--forward-format")
            .arg(&file)
            .args(more)
            .output()
            .unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let block = |event: Value| json!({ "collector": { "url": "https://hits.example/", "format": { "event": event } } });
    let typo = told(&block(json!("$event.naem")), &[]);
    assert!(
        typo.contains(
            "collector.format.event: unknown place \"event.naem\"; did you mean \"event.name\"?"
        ),
        "{typo}"
    );
    let shop = told(&block(json!("$event.page.url")), &[]);
    assert!(
        shop.contains("names the shop's address; say what it is"),
        "{shop}"
    );
    let url = told(
        &json!({ "collector": { "format": { "event": "$event.name" } } }),
        &[],
    );
    assert!(url.contains("begins with https://"), "{url}");
}
