//! `cargo xtask scrub-report`: recall and false alarms of scrub on generated texts, by class, beside
//! public scrubbers on the same texts in the same run.
//!
//! What it needs (Faker, python-stdnum, Presidio, redact-pii, in fixed versions) is installed under
//! `target/scrub-report` at the first run.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command;
use crate::project::Project;

/// The npm package that texts are compared with.
const REDACT_PII: &str = "redact-pii@3.4.0";

/// Generates, scrubs with all tools, prints the tables. `--seed N` draws other texts; `--quick` takes
/// a tenth of them.
pub(crate) fn run(project: &Project, words: &[&str]) -> Result<()> {
    let mut seed = "1";
    let mut sizes = ["--identifiers", "52000", "--clean", "42000"];
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--quick" => sizes = ["--identifiers", "5200", "--clean", "4200"],
            "--seed" => seed = words.next().context("--seed needs a number")?,
            other => bail!("scrub-report takes --seed N and --quick, not \"{other}\""),
        }
    }
    let folder = project.root.join("target/scrub-report");
    let scripts = project.root.join("tests/scrub");
    fs::create_dir_all(&folder)?;
    let python = install(&folder, &scripts)?;
    let texts = folder.join("texts.jsonl");
    let python = |script: &str| {
        let mut command = Command::new(&python);
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command.arg(scripts.join(script));
        command
    };
    into(
        python("generate.py").args(["--seed", seed]).args(sizes),
        &texts,
    )?;
    let results = |name: &str| folder.join(name);
    let mut cargo = project.cargo();
    cargo.args(["run", "--release", "--quiet", "--example", "scrub", "--"]);
    into(cargo.arg(&texts), &results("tallymark.jsonl"))?;
    let mut node = Command::new("node");
    node.arg(scripts.join("peers.mjs")).arg(&texts).arg(&folder);
    into(&mut node, &results("redact-pii.jsonl"))?;
    into(python("peers.py").arg(&texts), &results("presidio.jsonl"))?;
    let mut report = python("report.py");
    report.arg(&texts).arg(results("tallymark.jsonl"));
    for (name, file) in [
        ("redact-pii", "redact-pii.jsonl"),
        ("Presidio", "presidio.jsonl"),
    ] {
        report.arg(name).arg(results(file));
    }
    command::run(&mut report)
}

/// Installs what the scripts need; gives the Python that has it.
fn install(folder: &Path, scripts: &Path) -> Result<std::path::PathBuf> {
    let python = folder.join("python/bin/python");
    if !python.exists() {
        command::run(
            Command::new("python3")
                .args(["-m", "venv"])
                .arg(folder.join("python")),
        )?;
    }
    let requirements = scripts.join("requirements.txt");
    command::run(
        Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "-r"])
            .arg(requirements),
    )?;
    if !folder.join("node_modules/redact-pii").exists() {
        let mut npm = Command::new("npm");
        npm.args([
            "install",
            "--no-save",
            "--ignore-scripts",
            "--silent",
            "--prefix",
        ]);
        command::run(npm.arg(folder).arg(REDACT_PII))?;
    }
    Ok(python)
}

/// Runs a command, its output into a file.
fn into(command: &mut Command, file: &Path) -> Result<()> {
    command.stdout(File::create(file)?);
    command::run(command)
}
