//! The Python packages of the step `scale`, in an environment of their own under cargo's target directory.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command;
use crate::project::Project;
use crate::terminal::step;

/// Gives the environment's Python; makes it when it is missing or the requirements have changed since.
///
/// # Errors
/// If there is no Python with `venv`, or pip fails.
pub(crate) fn environment(project: &Project) -> Result<PathBuf> {
    let folder = project.target.join("python");
    let python = folder.join("bin/python");
    let requirements = project.root.join("tests/clickhouse/requirements.txt");
    let wanted = fs::read(&requirements)
        .with_context(|| format!("{} cannot be read", requirements.display()))?;
    let stamp = folder.join("installed.txt");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    if !command::exists("python3") {
        bail!("Python 3.9 or newer is needed, with venv: apt-get install python3-venv");
    }
    step(
        "set up: the ClickHouse engine from PyPI (some 150 MB, once for each version)",
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
            command::run_quiet_one(pip.arg("--requirement").arg(&requirements))
        },
    )?;
    fs::write(&stamp, &wanted).with_context(|| format!("{} cannot be written", stamp.display()))?;
    Ok(python)
}
