//! `cargo xtask scrub-report`: recall and false alarms of scrub on generated texts, by class, beside
//! public scrubbers on every eleventh of the same texts in the same run.
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

/// Of how many texts the other scrubbers, which are slow, get one; prime, so that none of the classes, which come in turn, is left out.
const PEERS_EVERY: usize = 11;

/// Generates, scrubs with all tools, prints the tables. `--seed N`, also several times, draws other texts; `--quick`
/// takes a tenth of them; `--docs` writes the tables into docs/privacy.md, too.
pub(crate) fn run(project: &Project, words: &[&str]) -> Result<()> {
    let mut seeds = Vec::new();
    let mut sizes = ["--identifiers", "52000", "--clean", "42000"];
    let mut docs = false;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--quick" => sizes = ["--identifiers", "5200", "--clean", "4200"],
            "--docs" => docs = true,
            "--seed" => seeds.push(*words.next().context("--seed needs a number")?),
            other => bail!("scrub-report takes --seed N, --quick and --docs, not \"{other}\""),
        }
    }
    if seeds.is_empty() {
        seeds.push("1");
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
    let mut all = String::new();
    for seed in &seeds {
        into(
            python("generate.py").args(["--seed", seed]).args(sizes),
            &texts,
        )?;
        all.push_str(&fs::read_to_string(&texts)?);
    }
    fs::write(&texts, &all)?;
    let some: Vec<&str> = all.lines().step_by(PEERS_EVERY).collect();
    let some_texts = folder.join("texts-of-peers.jsonl");
    fs::write(&some_texts, some.join("\n") + "\n")?;
    let results = |name: &str| folder.join(name);
    let mut cargo = project.cargo();
    cargo.args(["run", "--release", "--quiet", "--example", "scrub", "--"]);
    into(cargo.arg(&texts), &results("tallymark.jsonl"))?;
    let mut node = Command::new("node");
    node.arg(scripts.join("peers.mjs"));
    node.arg(&some_texts).arg(&folder);
    into(&mut node, &results("redact-pii.jsonl"))?;
    into(
        python("peers.py").arg(&some_texts),
        &results("presidio.jsonl"),
    )?;
    let mut report = python("report.py");
    report.arg(&texts).arg(results("tallymark.jsonl"));
    for (name, file) in [
        ("redact-pii", "redact-pii.jsonl"),
        ("Presidio", "presidio.jsonl"),
    ] {
        report.arg(name).arg(results(file));
    }
    report.args(["--peers-every", &PEERS_EVERY.to_string()]);
    if docs {
        report.args(["--seeds", &seeds.join(", ")]);
        report
            .arg("--docs")
            .arg(project.root.join("docs/privacy.md"));
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
