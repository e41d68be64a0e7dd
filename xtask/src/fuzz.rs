//! `cargo xtask fuzz [SECONDS]` and the step `fuzz` of `test`: libFuzzer looks for inputs that break the engine, for so
//! long in each target, one after the other and only with time that nothing else on the machine wants.
//!
//! The pinned compiler does it: what cargo-fuzz would tell it stands here. Begins with good inputs of the repository and
//! what earlier runs found to be interesting (`target/fuzz/corpus`). An input that breaks something is shown, and left in
//! `tests/fuzz`, where every run of the native tests tries it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::command;
use crate::fuzz_seeds::{KINDS, MAX_BYTES, seeds};
use crate::project::Project;
use crate::setup::debian;

/// Seconds for each target unless the command line says more.
pub(crate) const SECONDS: u32 = 60;
/// An input that takes so long breaks the engine, seconds.
const TIMEOUT_SECONDS: u32 = 20;
/// The same for memory, MiB.
const MOST_MEMORY_MIB: u32 = 1024;
/// Most that is shown of an input, and of what it says as it breaks, bytes.
const SHOWN_BYTES: usize = 2000;

/// Counts the branches that an input takes, as cargo-fuzz has it (https://github.com/rust-fuzz/cargo-fuzz); and what
/// overflows breaks, as in tests.
const INSTRUMENTED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions -Coverflow-checks --cfg fuzzing";

/// What came of a target: how many inputs were tried, or what one of them broke.
type Found = std::result::Result<u64, String>;

/// The targets at work; each tells as it ends.
#[derive(Debug)]
pub(crate) struct Fuzzing(Receiver<Result<(&'static str, Found)>>);

/// Where things are, for a thread of its own.
#[derive(Debug)]
struct Places {
    root: PathBuf,
    /// Everything that is made.
    made: PathBuf,
    host: String,
}

/// Runs all targets.
///
/// # Errors
/// If a tool is missing, or a target finds something.
pub(crate) fn run(project: &Project, words: &[&str]) -> Result<()> {
    let seconds = match words {
        [] => SECONDS,
        [seconds] => seconds
            .parse()
            .with_context(|| format!("fuzz takes a number of seconds, not \"{seconds}\""))?,
        _ => bail!("fuzz takes only a number of seconds"),
    };
    let (_, broken) = finish(start(project, seconds)?)?;
    if !broken.is_empty() {
        bail!("an input broke something: {}", broken.join(" "));
    }
    Ok(())
}

/// Begins, beside whatever else goes on.
///
/// # Errors
/// If there is no C++ compiler and it can't be installed.
pub(crate) fn start(project: &Project, seconds: u32) -> Result<Fuzzing> {
    // libFuzzer is written in it.
    let has_compiler = std::env::var_os("CXX").is_some() || command::exists("c++");
    if !has_compiler {
        debian::install(&|| match command::exists("c++") {
            true => Vec::new(),
            false => vec!["g++"],
        })?;
    }
    let mut rustc = Command::new("rustc");
    let version = command::capture(rustc.current_dir(&project.root).arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let places = Places {
        root: project.root.clone(),
        made: project.target.join("fuzz"),
        host: host.context("rustc doesn't say its host")?.to_owned(),
    };
    let (sender, receiver) = channel();
    let cargo = project.cargo();
    // Whoever started it may be gone before it ends: then nobody wants to know.
    thread::spawn(move || {
        if let Err(error) = places.build(cargo) {
            return sender.send(Err(error)).is_ok();
        }
        let mut kinds = KINDS.into_iter();
        kinds.all(|kind| {
            let result = places.fuzz(kind, seconds);
            sender.send(result.map(|found| (kind, found))).is_ok()
        })
    });
    Ok(Fuzzing(receiver))
}

/// Waits for all targets and says what each found; how many found nothing, and the names of the others.
///
/// # Errors
/// If the targets can't be built or started.
pub(crate) fn finish(fuzzing: Fuzzing) -> Result<(u64, Vec<&'static str>)> {
    let (mut sound, mut broken, mut inputs) = (0, Vec::new(), 0);
    loop {
        let (kind, found) = match fuzzing.0.recv_timeout(command::REASSURE_AFTER) {
            Ok(result) => result?,
            Err(RecvTimeoutError::Timeout) => {
                println!("  … the fuzz targets are still at work");
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => break,
        };
        match found {
            Ok(tried) => {
                println!("{kind}: {tried} inputs, nothing broken");
                inputs += tried;
                sound += 1;
            }
            Err(what) => {
                println!("{kind}: {what}");
                broken.push(kind);
            }
        }
    }
    let targets = sound + broken.len() as u64;
    println!(
        "{targets} targets, {inputs} inputs, {} broken",
        broken.len()
    );
    Ok((sound, broken))
}

impl Places {
    fn build(&self, mut cargo: Command) -> Result<()> {
        cargo.current_dir(self.root.join("fuzz"));
        cargo.args(["build", "--quiet", "--locked", "--release", "--bins"]);
        cargo.arg("--target").arg(&self.host);
        cargo.arg("--target-dir").arg(&self.made);
        let mut cargo = last(&cargo);
        cargo
            .env("RUSTFLAGS", INSTRUMENTED)
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        command::capture(&mut cargo).context("the fuzz targets cannot be built")?;
        Ok(())
    }

    /// Runs one target.
    fn fuzz(&self, kind: &str, seconds: u32) -> Result<Found> {
        let kept = self.root.join("tests/fuzz").join(kind);
        let corpus = self.made.join("corpus").join(kind);
        let good = self.made.join("seeds").join(kind);
        fs::create_dir_all(&corpus)?;
        fs::create_dir_all(&good)?;
        for (place, seed) in seeds(&self.root, kind)?.iter().enumerate() {
            fs::write(good.join(place.to_string()), seed)?;
        }
        let binary = self.made.join(&self.host).join("release").join(kind);
        let mut target = Command::new(binary);
        target.arg(format!("-max_total_time={seconds}"));
        target.arg(format!("-max_len={MAX_BYTES}"));
        target.arg(format!("-timeout={TIMEOUT_SECONDS}"));
        target.arg(format!("-report_slow_units={TIMEOUT_SECONDS}"));
        target.arg(format!("-rss_limit_mb={MOST_MEMORY_MIB}"));
        target.arg("-print_final_stats=1");
        target.arg(format!("-artifact_prefix={}/", kept.display()));
        // What it finds it adds to the first.
        target.args([&corpus, &good, &kept]);
        found(last(&target), &kept)
    }
}

/// Runs a target to its end.
fn found(mut target: Command, kept: &Path) -> Result<Found> {
    let output = target.output().context("a fuzz target cannot be started")?;
    let said = String::from_utf8_lossy(&output.stderr);
    let after = |words: &str| {
        said.lines()
            .find_map(|line| Some(line.split_once(words)?.1))
    };
    if output.status.success() {
        let inputs = after("stat::number_of_executed_units:").map(|it| it.trim().parse());
        let inputs = inputs.context("a fuzz target doesn't say what it did")??;
        return Ok(Ok(inputs));
    }
    let Some(path) = after("Test unit written to ") else {
        return Ok(Err(format!("failed ({})\n{said}", output.status)));
    };
    let input = fs::read(path.trim()).with_context(|| format!("{path} cannot be read"))?;
    // Before the list of functions, which is long.
    let why = said.find("panicked at").unwrap_or_default();
    Ok(Err(format!(
        "an input of {} bytes breaks something:\n{}\nThe input:\n{}\nIt is kept in {}: each native run tries it.",
        input.len(),
        shown(said.get(why..).unwrap_or_default()),
        shown(&String::from_utf8_lossy(&input)),
        kept.display(),
    )))
}

/// A text's beginning.
fn shown(text: &str) -> &str {
    let end = text.floor_char_boundary(SHOWN_BYTES);
    text.get(..end).unwrap_or_default()
}

/// The same command, at the end of the queue for the processor.
fn last(command: &Command) -> Command {
    let mut last = match command::exists("nice") {
        true => {
            let mut nice = Command::new("nice");
            nice.args(["-n", "19"]).arg(command.get_program());
            nice
        }
        false => Command::new(command.get_program()),
    };
    last.args(command.get_args());
    if let Some(directory) = command.get_current_dir() {
        last.current_dir(directory);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A target that says this and ends so.
    fn target(script: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", script]);
        shell
    }

    #[test]
    fn a_target_that_breaks_nothing_says_how_much_it_tried() {
        let calm = target("echo 'stat::number_of_executed_units: 1234' >&2");
        assert_eq!(found(calm, Path::new("kept")).unwrap(), Ok(1234));
        let silent = target("true");
        assert!(found(silent, Path::new("kept")).is_err());
    }

    #[test]
    fn an_input_that_breaks_something_is_shown_and_said_where_it_is_kept() {
        let kept = std::env::temp_dir().join(format!("tallymark-fuzz-{}", std::process::id()));
        fs::create_dir_all(&kept).unwrap();
        let input = kept.join("crash-1");
        fs::write(&input, "{\"a bad\": config}").unwrap();
        let breaks = format!(
            "echo \"panicked at src/x.rs:1: the books\" >&2; echo \"Test unit written to {}\" >&2; exit 77",
            input.display()
        );
        let why = found(target(&breaks), &kept).unwrap().unwrap_err();
        fs::remove_dir_all(&kept).unwrap();
        for wanted in [
            "the books",
            "{\"a bad\": config}",
            &kept.display().to_string(),
        ] {
            assert!(why.contains(wanted), "{why}");
        }
        let killed = found(target("echo killed >&2; exit 1"), &kept).unwrap();
        assert!(killed.is_err_and(|why| why.contains("killed")));
    }
}
