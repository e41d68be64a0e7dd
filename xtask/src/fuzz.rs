//! `cargo xtask fuzz [SECONDS]`: each fuzz target for so long, one after the other.
//!
//! Apart from `test`, since it needs a nightly toolchain and cargo-fuzz, and minutes. An input that breaks something is
//! left in fuzz/artifacts by cargo-fuzz, which says how to run it again.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command;
use crate::project::Project;

/// Seconds for each target unless the command line says more.
const SECONDS: u32 = 60;
/// As in fuzz/Cargo.toml.
const TARGETS: [&str; 5] = ["config", "templates", "signals", "outbox", "scrub"];
/// Longest input, bytes: a little more than the largest config.
const MAX_INPUT_BYTES: u32 = 70_000;

/// Runs all targets.
///
/// # Errors
/// If a tool is missing, or at the first target that finds something.
pub(crate) fn run(project: &Project, words: &[&str]) -> Result<()> {
    let seconds = match words {
        [] => SECONDS,
        [seconds] => seconds
            .parse()
            .with_context(|| format!("fuzz takes a number of seconds, not \"{seconds}\""))?,
        _ => bail!("fuzz takes only a number of seconds"),
    };
    if !command::exists("cargo-fuzz") {
        bail!(
            "cargo-fuzz is missing; run `cargo install cargo-fuzz` and `rustup toolchain install nightly`"
        );
    }
    for target in TARGETS {
        println!("→ fuzz: {target}, {seconds} s");
        let mut fuzz = Command::new("rustup");
        fuzz.args(["run", "nightly", "cargo", "fuzz", "run"]);
        fuzz.arg("--target-dir").arg(project.target.join("fuzz"));
        fuzz.arg(target).arg("--");
        fuzz.arg(format!("-max_total_time={seconds}"));
        fuzz.arg(format!("-max_len={MAX_INPUT_BYTES}"));
        fuzz.current_dir(project.root.join("fuzz"));
        command::run(&mut fuzz)?;
    }
    Ok(())
}
