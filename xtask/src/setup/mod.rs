//! Makes sure that what a command needs is there: installs it where that is safe, else says what to install.
//!
//! Each step asks only for its own needs, so that a build needs no browser.

pub(crate) mod browsers;
pub(crate) mod debian;
pub(crate) mod python;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command;
use crate::project::Project;
use crate::terminal::step;

/// Parts of the pinned toolchain that builds and checks need, with the file that shows that each is there.
const TOOLCHAIN_PARTS: [(&str, &str, &str); 4] = [
    (
        "target",
        "wasm32-unknown-unknown",
        "lib/rustlib/wasm32-unknown-unknown/lib",
    ),
    (
        "component",
        "rust-src",
        "lib/rustlib/src/rust/library/Cargo.lock",
    ),
    ("component", "clippy", "bin/cargo-clippy"),
    ("component", "rustfmt", "bin/cargo-fmt"),
];

/// The oldest Node that the locked npm packages run on.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// Adds what rustup's profile left out of the pinned toolchain.
///
/// # Errors
/// If a part is missing and rustup cannot add it.
pub(crate) fn toolchain(project: &Project) -> Result<()> {
    let mut print = Command::new("rustc");
    print
        .current_dir(&project.root)
        .args(["--print", "sysroot"]);
    let sysroot = PathBuf::from(command::capture(&mut print)?.trim());
    for (kind, name, proof) in TOOLCHAIN_PARTS {
        if sysroot.join(proof).exists() {
            continue;
        }
        if !command::exists("rustup") {
            bail!("the Rust toolchain lacks the {kind} {name}, and there is no rustup to add it");
        }
        step(&format!("set up: the Rust {kind} {name}"), || {
            let mut rustup = Command::new("rustup");
            command::run(rustup.current_dir(&project.root).args([kind, "add", name]))
        })?;
    }
    Ok(())
}

/// Installs the locked npm packages when they are missing or the lock has changed since.
///
/// # Errors
/// If Node is too old or npm fails.
pub(crate) fn npm(project: &Project) -> Result<()> {
    npm_in(project, &project.root)
}

/// The same for a folder with a lock of its own.
///
/// # Errors
/// If Node is too old or npm fails.
pub(crate) fn npm_in(project: &Project, folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let lock = fs::read(&lock).with_context(|| format!("{} cannot be read", lock.display()))?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    check_node(project)?;
    step("set up: npm ci (once for each package-lock.json)", || {
        let mut npm = Command::new("npm");
        npm.current_dir(folder);
        command::run_quiet_one(npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))
    })?;
    fs::write(&stamp, &lock).with_context(|| format!("{} cannot be written", stamp.display()))
}

fn check_node(project: &Project) -> Result<()> {
    let version = command::capture(project.node().arg("--version"))
        .context("Node 20.19 or newer is needed, with npm: https://nodejs.org")?;
    let mut numbers = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .map(str::parse::<u32>);
    let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next()) else {
        bail!("`node --version` said {version}, not a version");
    };
    if (major, minor) < OLDEST_NODE {
        bail!(
            "Node {} is too old: 20.19 or newer is needed",
            version.trim()
        );
    }
    Ok(())
}
