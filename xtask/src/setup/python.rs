//! The Python packages of the steps `receivers`, `scale` and `adversary`, in an environment of their own under cargo's target directory.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command;
use crate::project::Project;
use crate::terminal::step;

/// What is installed: the ClickHouse engine, what reads OpenTelemetry's format, and boosted trees.
const REQUIREMENTS: [&str; 3] = [
    "tests/clickhouse/requirements.txt",
    "tests/receivers/requirements.txt",
    "tests/adversary/requirements.txt",
];

/// Gives the environment's Python; makes it when it is missing or the requirements have changed since.
///
/// # Errors
/// If there is no Python with `venv`, or pip fails.
pub(crate) fn environment(project: &Project) -> Result<PathBuf> {
    let folder = project.target.join("python");
    let python = folder.join("bin/python");
    let requirements = REQUIREMENTS.map(|file| project.root.join(file));
    let mut wanted = Vec::new();
    for file in &requirements {
        let text = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        wanted.extend(text);
    }
    let stamp = folder.join("installed.txt");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    if !command::exists("python3") {
        bail!("Python 3.11 to 3.13 is needed, with venv: apt-get install python3-venv");
    }
    step(
        "set up: the ClickHouse engine, an OpenTelemetry collector and LightGBM from PyPI (some 230 MB, once for each version)",
        || {
            let mut venv = Command::new("python3");
            command::run_quiet_one(venv.args(["-m", "venv", "--clear"]).arg(&folder))?;
            // Without what it needs for data frames, which is as large again and not used here.
            let mut pip = Command::new(&python);
            pip.args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
            ]);
            for file in &requirements {
                pip.arg("--requirement").arg(file);
            }
            command::run_quiet_one(&mut pip)
        },
    )?;
    fs::write(&stamp, &wanted).with_context(|| format!("{} cannot be written", stamp.display()))?;
    Ok(python)
}
