//! The binary is killed, stopped and started again: what it acknowledged is there.

use std::collections::HashSet;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;

use rusqlite::Connection;
use serde_json::json;

use crate::support::{Answer, PLAIN, Process, agent, batch, event, id, post};

const EVENTS: i64 = 3;

fn body(number: u64) -> String {
    batch(number, vec![event("search", json!({})); EVENTS as usize]).to_string()
}

/// Batch ids in a database, each with how many events it has.
pub(crate) fn stored(database: &Path) -> Vec<(String, i64)> {
    let connection = Connection::open(database).unwrap();
    let check: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(check, "ok");
    let mut statement = connection
        .prepare("SELECT id, (SELECT COUNT(*) FROM events WHERE batch = batches.id) FROM batches")
        .unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Sends batches until the collector is gone; says which were acknowledged.
fn send_until_gone(process: &Process, next: &AtomicU64, acknowledged: &mpsc::Sender<u64>) {
    let agent = agent();
    let url = format!("http://{}/v1/events", process.address);
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let sent = agent.post(&url).content_type(PLAIN).send(body(number));
        let Ok(answer) = Answer::try_of(sent) else {
            return;
        };
        assert_eq!(answer.status, 204);
        acknowledged.send(number).unwrap();
    }
}

#[test]
fn ten_kills_in_the_middle_of_posts_lose_no_acknowledged_batch() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("tally.sqlite");
    let next = AtomicU64::new(1);
    let mut all = HashSet::new();
    for round in 0..10 {
        let mut process = Process::start(&database);
        let (sender, receiver) = mpsc::channel();
        std::thread::scope(|scope| {
            let (running, next) = (&process, &next);
            let threads: Vec<_> = (0..4)
                .map(|_| {
                    let sender = sender.clone();
                    scope.spawn(move || send_until_gone(running, next, &sender))
                })
                .collect();
            // Not at the same place each time: somewhere in the middle of a post.
            let before_the_kill = 20 + 13 * round;
            all.extend(receiver.iter().take(before_the_kill));
            let killed = Command::new("kill")
                .args(["-9", &running.child.id().to_string()])
                .status();
            assert!(killed.unwrap().success());
            for thread in threads {
                thread.join().unwrap();
            }
        });
        drop(sender);
        all.extend(receiver.iter());
        process.kill();
    }
    // A last start reads what the kills left behind.
    let mut process = Process::start(&database);
    assert_eq!(post(&agent(), process.address, body(0)).status, 204);
    process.kill();

    let stored = stored(&database);
    let ids: HashSet<&str> = stored.iter().map(|(id, _)| id.as_str()).collect();
    let missing: Vec<u64> = all
        .iter()
        .copied()
        .filter(|number| !ids.contains(id(*number).as_str()))
        .collect();
    assert_eq!(missing, [0; 0], "of {} acknowledged batches", all.len());
    assert!(785 <= all.len(), "{}", all.len());
    assert!(
        stored.iter().all(|(_, events)| *events == EVENTS),
        "no batch is there in part"
    );
}

#[test]
fn it_says_where_it_is_and_ends_in_good_order_when_told_to() {
    for signal in ["-TERM", "-INT"] {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("tally.sqlite");
        let mut process = Process::start(&database);
        assert_eq!(
            process.next_line(),
            format!("dashboard http://{}/\n", process.address)
        );
        let agent = agent();
        assert_eq!(post(&agent, process.address, body(1)).status, 204);
        // A reader of the stream holds a connection open, and doesn't keep it from ending.
        let stream = agent
            .get(format!("http://{}/api/events/stream", process.address))
            .call()
            .unwrap();
        Command::new("kill")
            .args([signal, &process.child.id().to_string()])
            .status()
            .unwrap();
        assert!(process.child.wait().unwrap().success(), "{signal}");
        drop(stream);
        assert!(
            !database.with_extension("sqlite-wal").exists(),
            "the database was closed"
        );
        assert_eq!(stored(&database), [(id(1), EVENTS)]);
    }
}

#[test]
fn a_wrong_option_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_tallymark-collector"))
        .args([
            "--listen",
            "127.0.0.1:0",
            "--config",
            "/nowhere/tallymark.json",
            "--database",
        ])
        .arg(folder.path().join("tally.sqlite"))
        .output()
        .unwrap();
    assert!(!output.status.success());
    let problem = String::from_utf8(output.stderr).unwrap();
    assert!(
        problem.starts_with("tallymark-collector: /nowhere/tallymark.json: "),
        "{problem}"
    );
}
