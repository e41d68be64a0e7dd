//! dist → the npm tarball, and the tarball → the directory that the demo and all tests use.
//!
//! Nothing is ever tested from a source directory: what isn't in the tarball is missing in the tests too.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{cannot_write, copy, empty_directory, read, write};
use crate::command;
use crate::project::Project;

/// Completes the staged package, packs it and unpacks it.
///
/// # Errors
/// If a file of pkg-template is missing or npm fails.
pub(super) fn build(project: &Project, stage: &Path) -> Result<()> {
    let template = project.root.join("pkg-template");
    copy(&template.join("index.d.ts"), &stage.join("dist/index.d.ts"))?;
    copy(&template.join("README.md"), &stage.join("README.md"))?;
    for folder in ["schema", "formats"] {
        copy_folder(&project.root.join(folder), &stage.join(folder))?;
    }
    copy_licenses(project, stage)?;
    let manifest = manifest(&read(&template.join("package.json"))?, &project.version)?;
    write(&stage.join("package.json"), manifest)?;

    let npm = project.npm();
    let mut pack = Command::new("npm");
    pack.current_dir(stage)
        .args(["pack", "--silent", "--ignore-scripts", "--pack-destination"]);
    command::capture(pack.arg(&npm))?;

    let unpacked = project.unpacked();
    empty_directory(&unpacked)?;
    let mut tar = Command::new("tar");
    tar.arg("-xzf")
        .arg(npm.join(format!("tallymark-{}.tgz", project.version)));
    command::run(tar.arg("--strip-components=1").arg("-C").arg(&unpacked))
}

/// The template with the workspace's version.
fn manifest(template: &str, version: &str) -> Result<String> {
    let mut manifest: Value =
        serde_json::from_str(template).context("pkg-template/package.json isn't JSON")?;
    let fields = manifest
        .as_object_mut()
        .context("pkg-template/package.json isn't an object")?;
    fields.insert("version".into(), version.into());
    Ok(serde_json::to_string_pretty(&manifest)? + "\n")
}

/// Copies a folder's files, each into the new one.
fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| cannot_write(to))?;
    let entries =
        fs::read_dir(from).with_context(|| format!("{} cannot be listed", from.display()))?;
    for entry in entries.flatten() {
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

fn copy_licenses(project: &Project, stage: &Path) -> Result<()> {
    let entries = fs::read_dir(&project.root).context("the workspace's root cannot be listed")?;
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with("LICENSE") {
            copy(&entry.path(), &stage.join(name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::manifest;

    #[test]
    fn the_package_has_the_workspaces_version() {
        let made = manifest(
            r#"{ "name": "tallymark", "version": "0.0.0", "type": "module" }"#,
            "1.2.3",
        );
        let expected =
            "{\n  \"name\": \"tallymark\",\n  \"version\": \"1.2.3\",\n  \"type\": \"module\"\n}\n";
        assert_eq!(made.unwrap(), expected);
    }
}
