//! Where things are: the workspace's root, cargo's target directory, and the programs that npm brought.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::command;

/// This checkout.
#[derive(Debug)]
pub(crate) struct Project {
    /// The workspace's root.
    pub(crate) root: PathBuf,
    /// Cargo's own target directory, wherever the user has put it.
    pub(crate) target: PathBuf,
    /// The version of the package, from Cargo.toml.
    pub(crate) version: String,
}

impl Project {
    /// Asks cargo about the workspace in which it was called.
    ///
    /// # Errors
    /// If cargo cannot read the workspace.
    pub(crate) fn find() -> Result<Project> {
        let mut metadata = Command::new(cargo());
        metadata.args(["metadata", "--no-deps", "--format-version=1"]);
        let metadata: Value = serde_json::from_str(&command::capture(&mut metadata)?)
            .context("cargo metadata gave no JSON")?;
        let text = |place: &str| {
            let value = metadata.pointer(place).and_then(Value::as_str);
            value
                .map(str::to_owned)
                .with_context(|| format!("cargo metadata has no {place}"))
        };
        let packages = metadata.get("packages").and_then(Value::as_array);
        let version = packages
            .into_iter()
            .flatten()
            .find(|package| package.get("name").and_then(Value::as_str) == Some("tallymark"))
            .and_then(|package| package.get("version")?.as_str())
            .context("the workspace has no package \"tallymark\"")?
            .to_owned();
        Ok(Project {
            root: text("/workspace_root")?.into(),
            target: text("/target_directory")?.into(),
            version,
        })
    }

    /// A cargo call at the root.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = Command::new(cargo());
        command.current_dir(&self.root);
        command
    }

    /// A program of the locked npm packages, at the root.
    pub(crate) fn npm_tool(&self, name: &str) -> Command {
        let mut command = Command::new(self.root.join("node_modules/.bin").join(name));
        command.current_dir(&self.root);
        command
    }

    /// A call of Node at the root.
    pub(crate) fn node(&self) -> Command {
        let mut command = Command::new("node");
        command.current_dir(&self.root);
        command
    }

    /// Where the package is packed and unpacked.
    pub(crate) fn npm(&self) -> PathBuf {
        self.target.join("npm")
    }

    /// The package as a shop gets it: packed and unpacked again.
    pub(crate) fn unpacked(&self) -> PathBuf {
        self.npm().join("node_modules/tallymark")
    }

    /// The built demo shop and dashboard.
    pub(crate) fn www(&self) -> PathBuf {
        self.target.join("www")
    }

    /// The collector, as `cargo build` leaves it.
    pub(crate) fn collector(&self) -> PathBuf {
        self.target.join("debug/tallymark-collector")
    }
}

/// The cargo that started xtask, else the one on the PATH.
fn cargo() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}
