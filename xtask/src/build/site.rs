//! The demo shop's and the dashboard's assets: Vite with the unpacked npm package.
//!
//! Vite's own choices are in www/vite.config.js; here it is only told where things are.

use anyhow::Result;

use crate::command;
use crate::project::Project;

/// Writes target/www/assets; the pages themselves are part of the collector.
///
/// # Errors
/// If Vite fails.
pub(super) fn build(project: &Project) -> Result<()> {
    let sources = project.root.join("www");
    let www = project.www();
    let mut vite = project.npm_tool("vite");
    vite.args(["build", "--logLevel", "warn", "--config"])
        .arg(sources.join("vite.config.js"));
    vite.env("TALLYMARK_NPM", project.npm())
        .env("TALLYMARK_WWW", &www);
    command::run(&mut vite)
}
