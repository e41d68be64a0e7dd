//! The binary is killed, stopped and started again: what it acknowledged is there.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::time::Duration;

use rusqlite::Connection;
use serde_json::json;

use crate::chance::{Chance, number_from};
use crate::support::{Answer, PLAIN, Process, agent, batch, event, id, post, tell};

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

/// Kills unless `TALLYMARK_KILLS` says more.
const KILLS: u32 = 200;
/// Senders at a time.
const SENDERS: u32 = 4;

/// Sends batches until the collector is gone; a batch without an answer is sent again in the
/// next round, as the SDK would. Gives those that were acknowledged, and the open one.
fn send_until_gone(
    address: SocketAddr,
    next: &AtomicU64,
    unanswered: Option<u64>,
    enough: &Sender<()>,
) -> (Vec<u64>, u64) {
    let agent = agent();
    let url = format!("http://{address}/v1/events");
    let mut acknowledged = Vec::new();
    let mut again = unanswered;
    loop {
        let number = again
            .take()
            .unwrap_or_else(|| next.fetch_add(1, Ordering::Relaxed));
        let sent = agent.post(&url).content_type(PLAIN).send(body(number));
        let Ok(answer) = Answer::try_of(sent) else {
            return (acknowledged, number);
        };
        assert_eq!(answer.status, 204);
        acknowledged.push(number);
        // Nobody counts any more once the kill is due.
        let _counted = enough.send(());
    }
}

/// Each kill comes at a random moment: after some acknowledgements, and somewhere in what the
/// collector does next.
#[test]
fn random_kills_in_the_middle_of_posts_lose_no_acknowledged_batch_and_store_none_twice() {
    let kills = number_from("TALLYMARK_KILLS").unwrap_or(KILLS);
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("tally.sqlite");
    let next = AtomicU64::new(1);
    let mut chance = Chance::new(7);
    let mut acknowledged = Vec::new();
    let mut unanswered: Vec<Option<u64>> = vec![None; SENDERS as usize];
    let mut sent_again = 0;
    for _ in 0..kills {
        let mut process = Process::start(&database);
        let (enough, counted) = mpsc::channel();
        let before = chance.below(12) as usize;
        let then = Duration::from_micros(u64::from(chance.below(3_000)));
        let address = process.address;
        let ended: Vec<(Vec<u64>, u64)> = std::thread::scope(|scope| {
            let senders: Vec<_> = unanswered
                .iter()
                .map(|open| {
                    let (enough, next) = (enough.clone(), &next);
                    scope.spawn(move || send_until_gone(address, next, *open, &enough))
                })
                .collect();
            counted.iter().take(before).for_each(drop);
            // Not a wait for something: where in its work it dies is what is tried here.
            std::thread::sleep(then);
            process.kill();
            senders
                .into_iter()
                .map(|sender| sender.join().unwrap())
                .collect()
        });
        sent_again += unanswered.iter().flatten().count();
        unanswered = ended.iter().map(|(_, open)| Some(*open)).collect();
        acknowledged.extend(ended.into_iter().flat_map(|(numbers, _)| numbers));
    }
    // A last start reads what the kills left behind.
    let mut process = Process::start(&database);
    for number in unanswered.into_iter().flatten() {
        assert_eq!(post(&agent(), process.address, body(number)).status, 204);
        acknowledged.push(number);
    }
    process.kill();

    let stored = stored(&database);
    let ids: HashSet<&str> = stored.iter().map(|(id, _)| id.as_str()).collect();
    let missing: Vec<u64> = acknowledged
        .iter()
        .copied()
        .filter(|number| !ids.contains(id(*number).as_str()))
        .collect();
    tell(&format!(
        "{kills} kills, {} batches acknowledged, {sent_again} sent again, {} stored",
        acknowledged.len(),
        stored.len()
    ));
    assert_eq!(missing, [0; 0]);
    // Everything was sent until it was acknowledged, so nothing else is there.
    assert_eq!(stored.len(), acknowledged.len(), "each is there once");
    assert!(
        stored.iter().all(|(_, events)| *events == EVENTS),
        "no batch is there in part or twice"
    );
    assert!(
        kills as usize <= sent_again,
        "the kills hit posts under way"
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
