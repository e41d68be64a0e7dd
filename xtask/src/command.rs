//! Starts other programs and says clearly when one fails.
//!
//! Three ways: `run` lets the program write to the terminal, `capture` keeps what it writes, `watch` does both line
//! by line. Nothing here goes through a shell.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::terminal;

/// After how long without an answer a silent program is said to be still at work, and then again and again.
pub(crate) const REASSURE_AFTER: Duration = Duration::from_secs(10);

/// Runs a program whose output goes to the terminal.
///
/// # Errors
/// If it cannot be started or ends with a failure.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    succeed(command, status)
}

/// Runs a program in silence and gives its standard output; shows what it wrote if it fails.
///
/// # Errors
/// If it cannot be started, ends with a failure or writes something that isn't UTF-8.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| cannot_start(command))?;
    if !output.status.success() {
        eprint!("{}", String::from_utf8_lossy(&output.stdout));
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        succeed(command, output.status)?;
    }
    String::from_utf8(output.stdout).with_context(|| format!("{} wrote no UTF-8", name(command)))
}

/// Runs a program that says nothing while it works; now and then a line says that it still does.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_quiet_one(command: &mut Command) -> Result<()> {
    let mut child = command.spawn().with_context(|| cannot_start(command))?;
    let status = wait_reassuringly(&mut child, &name(command))?;
    succeed(command, status)
}

/// Runs a program, shows each line of its standard output behind `label` and hands it to `on_line`.
///
/// # Errors
/// If it cannot be started; a failure is in the status that is given back.
pub(crate) fn watch(
    command: &mut Command,
    label: &str,
    on_line: &mut dyn FnMut(&str),
) -> Result<ExitStatus> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| cannot_start(command))?;
    let output = child.stdout.take().context("the child has no output")?;
    for line in BufReader::new(output).split(b'\n') {
        let line = line.context("the child's output broke off")?;
        let line = String::from_utf8_lossy(&line);
        println!("{label}{line}");
        on_line(&line);
    }
    child.wait().context("the child cannot be waited for")
}

/// Where on the PATH a program of this name is.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut candidates = std::env::split_paths(&path).map(|directory| directory.join(program));
    candidates.find(|candidate| candidate.is_file())
}

/// Whether a program of this name is on the PATH.
pub(crate) fn exists(program: &str) -> bool {
    find(program).is_some()
}

fn wait_reassuringly(child: &mut Child, name: &str) -> Result<ExitStatus> {
    let start = terminal::now();
    let mut said = Duration::ZERO;
    loop {
        if let Some(status) = child.try_wait().context("the child cannot be waited for")? {
            return Ok(status);
        }
        std::thread::sleep(Duration::from_millis(20));
        let elapsed = start.elapsed();
        if REASSURE_AFTER <= elapsed - said {
            said = elapsed;
            println!("  … {name} is still at work ({} s)", elapsed.as_secs());
        }
    }
}

fn succeed(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!(
        "`{}` failed ({status}); what it said stands above",
        line(command)
    );
}

fn cannot_start(command: &Command) -> String {
    format!(
        "`{}` cannot be started; is it installed and on the PATH?",
        name(command)
    )
}

fn name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    name.to_string_lossy().into_owned()
}

fn line(command: &Command) -> String {
    let words = command.get_args().map(OsStr::to_string_lossy);
    std::iter::once(name(command).into())
        .chain(words)
        .collect::<Vec<_>>()
        .join(" ")
}
