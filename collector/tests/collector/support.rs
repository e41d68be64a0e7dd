//! A collector to talk to, in this process or as the built binary, and batches to send.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use clap::Parser;
use serde_json::{Value, json};
use tallymark_collector::{Limits, Options, Running, start};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use ureq::Agent;

/// Says what was measured, in every run: what tests print is shown of those alone that fail.
pub(crate) fn tell(measured: &str) {
    // Past the test runner, which takes what goes through the macros.
    writeln!(std::io::stdout(), "{measured}").unwrap();
}

pub(crate) const PLAIN: &str = "text/plain;charset=UTF-8";

/// The shop's config for these tests.
pub(crate) fn config() -> Value {
    json!({ "version": 1, "site": "waystone",
        "funnel": ["view_item", "add_to_cart", "begin_checkout", "purchase"],
        "definitions": [
            { "name": "add_to_cart", "trigger": { "click": { "selector": "b" } }, "otherwise": "add_to_cart_failed" },
            { "name": "size_reminder", "trigger": { "exit_intent": { "sensitivity": "medium" } } },
        ] })
}

/// A collector in this process, on a free port, with a database of its own.
pub(crate) struct Server {
    runtime: Runtime,
    running: Option<Running>,
    pub(crate) address: SocketAddr,
    pub(crate) folder: TempDir,
}

impl Server {
    pub(crate) fn start() -> Server {
        Server::start_with(Limits::default(), "tally.sqlite")
    }

    /// `database` is a path in the server's own folder.
    pub(crate) fn start_with(limits: Limits, database: &str) -> Server {
        Server::start_as(limits, |options, folder| {
            options.database = folder.join(database);
        })
    }

    /// `change` gets the options and the server's own folder.
    pub(crate) fn start_as(limits: Limits, change: impl FnOnce(&mut Options, &Path)) -> Server {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("tallymark.json"), config().to_string()).unwrap();
        let assets = folder.path().join("assets");
        std::fs::create_dir(&assets).unwrap();
        std::fs::write(assets.join("dashboard.js"), "export {};\n").unwrap();
        let words = ["tallymark-collector", "--listen", "127.0.0.1:0", "--config"];
        let config_path = folder.path().join("tallymark.json");
        let words = words
            .map(OsStr::new)
            .into_iter()
            .chain([config_path.as_os_str()]);
        let mut options = Options::parse_from(words);
        options.database = folder.path().join("tally.sqlite");
        options.dashboard = Some(assets);
        change(&mut options, folder.path());
        let runtime = Runtime::new().unwrap();
        let running = runtime.block_on(start(options, limits)).unwrap();
        Server {
            address: running.collector(),
            runtime,
            running: Some(running),
            folder,
        }
    }

    pub(crate) fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn post(&self, body: impl AsRef<[u8]>) -> Answer {
        post(&agent(), self.address, body)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        Answer::of(agent().get(self.url(path)).call())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The built binary, on a free port.
pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
    output: BufReader<ChildStdout>,
}

impl Process {
    pub(crate) fn start(database: &Path) -> Process {
        Process::of(Process::command(
            env!("CARGO_BIN_EXE_tallymark-collector"),
            database,
        ))
    }

    /// The binary's command line, run by `program`, which may be a shell that sets limits.
    pub(crate) fn command(program: &str, database: &Path) -> Command {
        let config_path = database.with_extension("json");
        std::fs::write(&config_path, config().to_string()).unwrap();
        let mut command = Command::new(program);
        if program == "sh" {
            // At most 512 KiB (1024 blocks) a file; a write above that is an error for the
            // process and not its end, and only the soft limit forbids it.
            let script = "trap '' XFSZ; ulimit -S -f 1024; exec \"$0\" \"$@\"";
            command.args(["-c", script, env!("CARGO_BIN_EXE_tallymark-collector")]);
        }
        command.args(["--listen", "127.0.0.1:0", "--dashboard", "/nowhere"]);
        command
            .arg("--database")
            .arg(database)
            .arg("--config")
            .arg(config_path);
        command
    }

    pub(crate) fn of(mut command: Command) -> Process {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let address = line
            .strip_prefix("collector http://")
            .unwrap()
            .trim()
            .parse()
            .unwrap();
        Process {
            child,
            address,
            output,
        }
    }

    /// Ends it, and counts the panics that it told of.
    pub(crate) fn panics(&mut self) -> usize {
        self.kill();
        self.told().matches("panicked").count()
    }

    /// What an ended process said to its operator.
    pub(crate) fn told(&mut self) -> String {
        let mut told = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut told)
            .unwrap();
        told
    }

    pub(crate) fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line
    }

    /// Ends it at once, as the system would: SIGKILL.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

pub(crate) fn agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(60)))
        .build();
    config.into()
}

pub(crate) fn post(agent: &Agent, address: SocketAddr, body: impl AsRef<[u8]>) -> Answer {
    let url = format!("http://{address}/v1/events");
    Answer::of(agent.post(url).content_type(PLAIN).send(body.as_ref()))
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: ureq::http::HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn of(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
        Answer::try_of(result).unwrap()
    }

    pub(crate) fn try_of(
        result: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Answer, ureq::Error> {
        let mut response = result?;
        let body = response.body_mut().read_to_string()?;
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body,
        })
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// Asks again and again until it is so; a test that would wait for ever fails instead.
pub(crate) fn until(what: &str, is_so: impl Fn() -> bool) {
    const TRIES: u32 = 3_000;
    for _ in 0..TRIES {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("after 30 s still not: {what}");
}

/// A batch id that differs for each number.
pub(crate) fn id(number: u64) -> String {
    format!("{number:032x}")
}

/// Names of the config's events that tell which of their session they are.
const TELLING: [&str; 5] = [
    "view_item",
    "add_to_cart",
    "begin_checkout",
    "purchase",
    "size_reminder",
];

/// An event as the SDK sends it; `more` adds to it or changes it.
pub(crate) fn event(name: &str, more: Value) -> Value {
    let mut event = json!({ "name": name, "seq": 1, "age_ms": 0, "page": { "type": "product", "path": "/p/{slug}" },
        "channel": "search", "device": "mouse" });
    if TELLING.contains(&name) {
        event["nth"] = json!(1);
    }
    let Value::Object(more) = more else {
        panic!("expected an object: {more}")
    };
    event.as_object_mut().unwrap().extend(more);
    event
}

/// A batch as the SDK sends it.
pub(crate) fn batch(number: u64, events: Vec<Value>) -> Value {
    json!({ "v": 1, "site": "waystone", "sdk": "0.1.0", "batch": id(number), "waited_ms": 0,
        "events": events })
}
