//! Builds what shops install and what the demo shows.
//!
//! In the order of the files: `wasm` compiles and binds, `glue` turns wasm-bindgen's module into a factory, `loader`
//! bundles the JavaScript, `tools` compiles what the command line uses, `package` packs and unpacks, `site` builds www
//! with the packed package.

mod glue;
mod loader;
mod order;
mod package;
mod site;
mod split;
mod tools;
mod wasm;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::project::Project;
use crate::terminal::step;
use crate::{setup, sizes};

/// How the engine is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// What shops get: the standard library compiled along, panics that only trap.
    Small,
    /// Plain stable Rust: larger, for those who distrust the above; passes the same tests.
    Plain,
}

/// What `build` was told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// How the engine is compiled.
    pub(crate) flavour: Flavour,
}

/// Builds the package, measures it against the budgets, and builds the demo shop and dashboard with it.
///
/// # Errors
/// At the first step that fails.
pub(crate) fn all(project: &Project, options: Options) -> Result<()> {
    setup::toolchain(project)?;
    setup::npm(project)?;
    let stage = project.npm().join("package");
    let dist = stage.join("dist");
    empty_directory(&stage)?;
    fs::create_dir(&dist).with_context(|| cannot_write(&dist))?;

    wasm::build(project, options.flavour, &dist)?;
    step("build: bundle the loaders", || {
        loader::build(project, &dist)
    })?;
    step("build: the command line and its engine", || {
        tools::build(project, &stage)
    })?;
    step("build: pack the npm package, unpack it again", || {
        package::build(project, &stage)
    })?;
    sizes::report(project, sizes::WritesReadme::No)?;
    step("build: the demo shop and the dashboard (Vite)", || {
        site::build(project)
    })
}

/// Makes a directory that has nothing in it, whatever was there.
fn empty_directory(path: &Path) -> Result<()> {
    if path.exists() {
        fs::remove_dir_all(path).with_context(|| cannot_write(path))?;
    }
    fs::create_dir_all(path).with_context(|| cannot_write(path))
}

fn write(path: &Path, text: impl AsRef<[u8]>) -> Result<()> {
    fs::write(path, text).with_context(|| cannot_write(path))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to)
        .map(|_| ())
        .with_context(|| format!("{} cannot be copied to {}", from.display(), to.display()))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

fn cannot_write(path: &Path) -> String {
    format!("{} cannot be written", path.display())
}

/// Terser's words for a module whose names are its own.
fn minify(project: &Project, from: &Path, to: &Path, module: bool) -> Result<()> {
    let mut terser = project.npm_tool("terser");
    terser.arg(from).args([
        "--compress",
        "passes=3,ecma=2020",
        "--mangle",
        "--comments",
        "false",
    ]);
    terser.args(["--ecma", "2020"]);
    if module {
        terser.args(["--module", "--toplevel"]);
    }
    crate::command::run(terser.arg("--output").arg(to))
}

/// A scratch directory of the build, emptied.
fn scratch(project: &Project, name: &str) -> Result<PathBuf> {
    let path = project.target.join("xtask").join(name);
    empty_directory(&path)?;
    Ok(path)
}
