//! Debian's packages, installed when we may.

use std::process::Command;

use anyhow::{Result, bail, ensure};

use crate::command;
use crate::terminal::step;

/// Installs the packages that are missing, as this tells.
///
/// # Errors
/// If some are missing and this isn't root on Debian: then the message is the command to run.
pub(crate) fn install(missing: &dyn Fn() -> Vec<&'static str>) -> Result<()> {
    let wanted = missing();
    if wanted.is_empty() {
        return Ok(());
    }
    let packages = wanted.join(" ");
    if !command::exists("apt-get") || !is_root() {
        bail!(
            "this step needs these Debian packages: {packages}\n       \
             sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}"
        );
    }
    step(&format!("set up: apt-get install {packages}"), || {
        command::run(apt_get().arg("update"))?;
        command::run(
            apt_get()
                .args(["install", "-y", "--no-install-recommends"])
                .args(&wanted),
        )
    })?;
    let missing = missing();
    ensure!(
        missing.is_empty(),
        "apt-get has installed {packages}, but what is used of them is missing: {}",
        missing.join(" ")
    );
    Ok(())
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["-q"]);
    command
}

fn is_root() -> bool {
    command::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
