//! The command line of the package: pkg-template/cli as it is, and the engine compiled for Node.
//!
//! tools.wasm is the same crate with the feature `tools`. No page loads it, so it is neither compiled with its own
//! standard library nor counted against a budget.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::wasm::{self, TARGET, bind};
use super::{copy, glue, minify, read, scratch, write};
use crate::command;
use crate::project::Project;

/// Writes the directory `cli` of the package.
///
/// # Errors
/// If a tool fails or a file cannot be copied.
pub(super) fn build(project: &Project, stage: &Path) -> Result<()> {
    let cli = stage.join("cli");
    fs::create_dir_all(&cli).with_context(|| super::cannot_write(&cli))?;
    let template = project.root.join("pkg-template/cli");
    let entries = fs::read_dir(&template)
        .with_context(|| format!("{} cannot be listed", template.display()))?;
    for entry in entries.flatten() {
        copy(&entry.path(), &cli.join(entry.file_name()))?;
    }

    let bound = scratch(project, "tools")?;
    bind(&compile(project)?, &bound)?;
    let names = wasm::name(
        project,
        &bound.join("tallymark_bg.wasm"),
        &cli.join("tools.wasm"),
    )?;
    let factory = glue::factory(&read(&bound.join("tallymark.js"))?, &names, &[])?;
    let unminified = bound.join("tools.js");
    write(&unminified, factory)?;
    minify(project, &unminified, &cli.join("tools.js"), true)
}

fn compile(project: &Project) -> Result<PathBuf> {
    let directory = project.target.join("tools");
    let mut cargo = project.cargo();
    cargo.args(["build", "--package=tallymark", "--lib", "--profile=size"]);
    cargo.args(["--features=tools", "--target", TARGET]);
    cargo
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTFLAGS");
    command::run(cargo.arg("--target-dir").arg(&directory))?;
    Ok(directory.join(TARGET).join("size/tallymark.wasm"))
}
