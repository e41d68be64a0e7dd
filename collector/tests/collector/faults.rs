//! The disk fails and comes back: 503 meanwhile, and no restart.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::Command;

use rusqlite::Connection;
use serde_json::json;
use tallymark_collector::Limits;

use crate::durability::stored;
use crate::support::{Answer, Process, Server, agent, batch, event, id, post};

fn body(number: u64) -> String {
    let long = json!({ "properties": { "text": "x".repeat(200) } });
    batch(number, vec![event("search", long); 50]).to_string()
}

fn check_unavailable(answer: &Answer) {
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("retry-after"), "5");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(
        answer.header("access-control-expose-headers"),
        "retry-after"
    );
    assert_eq!(
        answer.json(),
        json!({ "error": "the batch can't be kept now; send it again" })
    );
}

#[test]
fn a_missing_folder_is_a_503_until_it_is_there() {
    let server = Server::start_with(Limits::default(), "later/tally.sqlite");
    check_unavailable(&server.post(body(1)));
    std::fs::create_dir(server.folder.path().join("later")).unwrap();
    assert_eq!(server.post(body(1)).status, 204);
}

#[test]
fn a_database_locked_by_another_process_is_a_503_until_it_is_free() {
    let server = Server::start();
    assert_eq!(server.post(body(1)).status, 204);
    let other = Connection::open(server.folder.path().join("tally.sqlite")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    check_unavailable(&server.post(body(2)));
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(server.post(body(2)).status, 204);
}

/// Sets the header's "file format write version": above 2 SQLite may read the file but not
/// write it, whoever asks. (File permissions don't bind a test that runs as root.)
///
/// https://www.sqlite.org/fileformat.html#file_format_version_numbers
fn set_write_version(database: &Path, version: u8) {
    let file = OpenOptions::new().write(true).open(database).unwrap();
    file.write_all_at(&[version], 18).unwrap();
}

#[test]
fn a_read_only_database_is_a_503_until_it_can_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("tally.sqlite");
    let mut process = Process::start(&database);
    assert_eq!(post(&agent(), process.address, body(1)).status, 204);
    Command::new("kill")
        .args(["-TERM", &process.child.id().to_string()])
        .status()
        .unwrap();
    assert!(process.child.wait().unwrap().success());

    set_write_version(&database, 3);
    let process = Process::start(&database);
    check_unavailable(&post(&agent(), process.address, body(2)));
    check_unavailable(&post(&agent(), process.address, body(3)));
    set_write_version(&database, 2);
    assert_eq!(post(&agent(), process.address, body(2)).status, 204);
    drop(process);
    let ids: Vec<String> = stored(&database).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, [id(1), id(2)]);
}

#[test]
fn a_full_disk_is_a_503_until_there_is_room_and_no_acknowledged_batch_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("tally.sqlite");
    let process = Process::of(Process::command("sh", &database));
    let agent = agent();
    let mut acknowledged = Vec::new();
    // Tried twice: closing a database on failure may make the room for one more batch.
    let refused = (1..1000).find(|number| {
        let answers = [1, 2].map(|_| post(&agent, process.address, body(*number)));
        if answers.iter().any(|answer| answer.status == 204) {
            acknowledged.push(id(*number));
            return false;
        }
        answers.iter().for_each(check_unavailable);
        true
    });
    let refused = refused.expect("the file may not grow above its limit");
    let raised = Command::new("prlimit")
        .args([
            "--pid",
            &process.child.id().to_string(),
            "--fsize=unlimited:",
        ])
        .status();
    assert!(raised.unwrap().success());
    assert_eq!(post(&agent, process.address, body(refused)).status, 204);
    acknowledged.push(id(refused));
    drop(process);
    let mut ids: Vec<String> = stored(&database).into_iter().map(|(id, _)| id).collect();
    ids.sort();
    assert!(1 < ids.len());
    assert_eq!(ids, acknowledged);
}
