//! What the one who runs a collector relies on: the token, exports, what is deleted, the log.

use std::process::Command;
use std::time::Duration;

use rusqlite::Connection;
use serde_json::{Value, json};
use tallymark_collector::Limits;

use crate::support::{Answer, Process, Server, agent, batch, event, id, post, until};

const TOKEN: &str = "a-token-of-the-shop";
const DAY_MS: i64 = 86_400_000;

#[test]
fn with_a_token_only_those_who_know_it_read_and_everybody_sends() {
    let server = Server::start_as(Limits::default(), |options, _| {
        options.token = Some(TOKEN.to_owned());
    });
    let sent = batch(1, vec![event("search", json!({}))]).to_string();
    assert_eq!(server.post(sent).status, 204);
    assert_eq!(server.get("/health").status, 200);
    let ask = |path: &str, authorization: &str| {
        let request = agent().get(server.url(path));
        Answer::of(request.header("authorization", authorization).call())
    };
    // `shop:a-token-of-the-shop`
    let basic = "Basic c2hvcDphLXRva2VuLW9mLXRoZS1zaG9w";
    let paths = [
        "/",
        "/assets/dashboard.js",
        "/api/summary",
        "/api/events",
        "/api/export",
    ];
    for path in paths {
        let answer = server.get(path);
        assert_eq!(answer.status, 401, "{path}");
        assert!(answer.header("www-authenticate").starts_with("Basic "));
        assert!(!answer.body.contains("search"));
        assert_eq!(
            ask(path, "Bearer a-token-of-the-shoq").status,
            401,
            "{path}"
        );
        assert_eq!(ask(path, &format!("Bearer {TOKEN}")).status, 200, "{path}");
        assert_eq!(ask(path, basic).status, 200, "{path}");
    }
    assert_eq!(server.get("/api/events/stream").status, 401);
}

#[test]
fn a_collector_that_others_could_read_does_not_start_without_a_token() {
    let folder = tempfile::tempdir().unwrap();
    let mut open = Process::command(
        env!("CARGO_BIN_EXE_tallymark-collector"),
        &folder.path().join("tally.sqlite"),
    );
    let told = open
        .env("TALLYMARK_KEEP_DAYS", "30")
        .args(["--listen", "0.0.0.0:0"])
        .output();
    let told = told.unwrap();
    assert!(!told.status.success());
    let problem = String::from_utf8(told.stderr).unwrap();
    assert!(problem.contains("give --token"), "{problem}");
}

#[test]
fn flags_are_explained_and_can_stand_in_the_environment() {
    let binary = || Command::new(env!("CARGO_BIN_EXE_tallymark-collector"));
    let help = String::from_utf8(binary().arg("--help").output().unwrap().stdout).unwrap();
    let flags: Vec<&str> = help
        .split_whitespace()
        .filter(|word| word.starts_with("--"))
        .collect();
    let page = std::fs::read_to_string("../docs/collector.md").unwrap();
    for flag in flags
        .iter()
        .filter(|flag| !["--help", "--version"].contains(flag))
    {
        let flag = flag.trim_end_matches([',', ':', ';']);
        assert!(
            page.contains(&format!("{flag} ")),
            "docs/collector.md: say what {flag} does"
        );
    }
    let wrong = binary()
        .env("TALLYMARK_KEEP_DAYS", "none")
        .output()
        .unwrap();
    assert!(!wrong.status.success());
    assert!(
        String::from_utf8(wrong.stderr)
            .unwrap()
            .contains("--keep-days")
    );
}

fn export(server: &Server, query: &str) -> Answer {
    server.get(&format!("/api/export?{query}"))
}

#[test]
fn every_event_is_in_an_export_in_the_order_of_arrival() {
    let server = Server::start();
    for number in 0..45 {
        let numbered = json!({ "properties": { "n": number } });
        let events = vec![event("search", numbered); 100];
        assert_eq!(server.post(batch(number, events).to_string()).status, 204);
    }
    let old = event("view_item", json!({ "age_ms": 7_200_000 }));
    assert_eq!(server.post(batch(99, vec![old]).to_string()).status, 204);
    let all = export(&server, "");
    assert_eq!(all.header("content-type"), "application/x-ndjson");
    let lines: Vec<Value> = all
        .body
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 4_501);
    for (place, line) in lines.iter().take(4_500).enumerate() {
        assert_eq!(line["properties"]["n"], place / 100);
    }
    assert_eq!(export(&server, "minutes=60").body.lines().count(), 4_500);
    assert_eq!(export(&server, "site=another").body, "");
    let csv = export(&server, "format=csv&columns=n");
    assert_eq!(csv.header("content-type"), "text/csv;charset=utf-8");
    assert_eq!(csv.body.lines().count(), 4_502);
    assert_eq!(export(&server, "format=xls").status, 400);
}

#[test]
fn a_spreadsheet_gets_captured_texts_as_texts() {
    let server = Server::start();
    let captured =
        json!({ "properties": { "search_term": "=1+1", "price": -5, "note": "a,\"b\"" } });
    server.post(batch(1, vec![event("search", captured)]).to_string());
    let csv = export(&server, "format=csv&columns=search_term,price").body;
    let mut lines = csv.split("\r\n");
    assert_eq!(
        lines.next().unwrap(),
        "id,occurred,site,name,seq,page_type,page_path,nth,from,channel,device,arm,search_term,price,properties"
    );
    let row = lines.next().unwrap();
    let end = r#",waystone,search,1,product,/p/{slug},,,search,mouse,,'=1+1,-5,"{""note"":""a,\""b\""""}""#;
    assert!(row.starts_with("1,20") && row.ends_with(end), "{row}");
}

#[test]
fn with_a_least_group_nothing_that_few_did_is_told_apart() {
    let server = Server::start_as(Limits::default(), |options, _| {
        options.min_group = Some(3);
    });
    let with = |channel: &str, term: &str| {
        event(
            "search",
            json!({ "channel": channel, "properties": { "search_term": term } }),
        )
    };
    let mut sent: Vec<Value> = vec![with("search", "tent"); 4];
    sent.extend([
        with("email", "rare boots"),
        with("paid", "tent"),
        with("social", "tent"),
    ]);
    let mut first = batch(1, sent);
    first["lost"] = json!({ "unconfirmed": 5, "too_large": 1 });
    assert_eq!(server.post(first.to_string()).status, 204);

    let summary = server.get("/api/summary").json();
    assert_eq!(summary["min_group"], 3);
    let channels = summary["channels"].as_array().unwrap().iter();
    let channels: Vec<_> = channels
        .map(|row| (&row["channel"], &row["events"]))
        .collect();
    assert_eq!(
        channels,
        [
            (&json!("search"), &json!(4)),
            (&json!("<other>"), &json!(3))
        ]
    );
    assert_eq!(
        summary["losses"],
        json!([{ "reason": "<other>", "count": 6 }])
    );
    assert_eq!(summary["totals"]["events"], 7);
    assert_eq!(server.get("/api/events").json(), json!({ "events": [] }));
    let exported = export(&server, "format=ndjson").body;
    assert!(
        !exported.contains("rare") && exported.contains("tent"),
        "{exported}"
    );
    assert!(exported.contains(r#""search_term":"<other>""#));
}

#[test]
fn what_is_older_than_the_days_to_keep_is_deleted_and_its_losses_too() {
    let limits = Limits {
        expiry: Duration::from_millis(20),
        ..Limits::default()
    };
    let mut server = Server::start_as(limits, |options, _| options.keep_days = Some(2));
    let database = server.folder.path().join("tally.sqlite");
    let old = event("search", json!({ "age_ms": 2 * DAY_MS + 1_000 }));
    let fresh = event("search", json!({ "age_ms": 2 * DAY_MS - 60_000 }));
    let mut first = batch(1, vec![fresh.clone(), old]);
    first["lost"] = json!({ "unconfirmed": 1 });
    server.post(first.to_string());
    server.post(batch(2, vec![fresh]).to_string());
    let count = |table: &str| -> i64 {
        let connection = Connection::open(&database).unwrap();
        let query = format!("SELECT COUNT(*) FROM {table}");
        connection.query_row(&query, [], |row| row.get(0)).unwrap()
    };
    until("the old event is gone", || count("events") == 2);
    assert_eq!((count("batches"), count("losses")), (2, 1));
    let age = "UPDATE batches SET received_ms = received_ms - ?1 WHERE id = ?2";
    Connection::open(&database)
        .unwrap()
        .execute(age, (3 * DAY_MS, id(1)))
        .unwrap();
    until("the old batch is gone", || {
        count("batches") == 1 && count("losses") == 0
    });
    server.stop();
    assert_eq!(count("events"), 2);
}

#[test]
fn the_log_tells_of_the_collector_in_json_and_of_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Process::start(&folder.path().join("tally.sqlite"));
    let agent = agent();
    let secret = json!({ "properties": { "search_term": "secret" } });
    post(
        &agent,
        process.address,
        batch(1, vec![event("search", secret)]).to_string(),
    );
    post(&agent, process.address, "{ \"secret\": 1 }");
    let pid = process.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert!(process.child.wait().unwrap().success());
    let told = process.told();
    let lines: Vec<Value> = told
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let events: Vec<&Value> = lines.iter().map(|line| &line["event"]).collect();
    assert_eq!(events, ["started", "answers", "stopped"], "{told}");
    assert_eq!(
        (&lines[1]["204"], &lines[1]["400"]),
        (&json!(1), &json!(1)),
        "{told}"
    );
    assert!(!told.contains("secret"), "{told}");
}
