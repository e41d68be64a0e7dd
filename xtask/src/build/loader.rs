//! Bundles the JavaScript of pkg-template: the npm entry and the script-tag build.
//!
//! What the loader needs late goes to the end of engine.js: both are loaded when the page is idle.
//!
//! Both entries leave engine.js and tallymark.wasm outside: `import('./engine.js')` and `new URL('./tallymark.wasm',
//! import.meta.url)` are how every bundler finds a chunk and an asset.

use std::path::Path;

use anyhow::{Result, ensure};

use super::{minify, read, scratch, write};
use crate::command;
use crate::project::Project;

/// Helpers that esbuild puts in for module shapes we don't use. They read inherited properties, so that they break
/// on a page whose Object.prototype somebody has extended.
const HELPERS: [&str; 2] = ["var __", "__export("];

/// One entry of pkg-template and what becomes of it.
struct Bundle {
    entry: &'static str,
    output: &'static str,
    format: &'static str,
    /// Texts that bundlers and browsers look for, quoted as terser quotes.
    must_keep: &'static [&'static str],
}

const BUNDLES: [Bundle; 2] = [
    Bundle {
        entry: "index.js",
        output: "index.js",
        format: "esm",
        must_keep: &[
            "import(\"./engine.js\")",
            "new URL(\"./tallymark.wasm\",import.meta.url)",
        ],
    },
    Bundle {
        entry: "script.js",
        output: "tallymark.iife.js",
        format: "iife",
        must_keep: &["document.currentScript", "engine.js", "tallymark.wasm"],
    },
];

/// Writes index.js and tallymark.iife.js into `dist`.
///
/// # Errors
/// If a tool fails or warns, or a bundle isn't what bundlers and pages need.
pub(super) fn build(project: &Project, dist: &Path) -> Result<()> {
    let bundled = scratch(project, "loader")?;
    for bundle in &BUNDLES {
        let unminified = bundled.join(bundle.output);
        bundle_one(project, bundle, &unminified)?;
        check_helpers(bundle, &read(&unminified)?)?;
        let minified = dist.join(bundle.output);
        minify(project, &unminified, &minified, bundle.format == "esm")?;
        check_kept(bundle, &read(&minified)?)?;
    }
    append_late(project, &bundled, &dist.join("engine.js"))
}

/// The glue has all its names in one function, so that those of the bundle can stand beside it.
fn append_late(project: &Project, bundled: &Path, engine: &Path) -> Result<()> {
    let bundle = Bundle {
        entry: "late.js",
        output: "late.js",
        format: "esm",
        must_keep: &["createOutbox", "addParts", "wordsAbove"],
    };
    let unminified = bundled.join(bundle.output);
    bundle_one(project, &bundle, &unminified)?;
    check_helpers(&bundle, &read(&unminified)?)?;
    let minified = bundled.join("late.min.js");
    minify(project, &unminified, &minified, true)?;
    let late = read(&minified)?;
    check_kept(&bundle, &late)?;
    write(engine, [read(engine)?, late].concat())
}

fn bundle_one(project: &Project, bundle: &Bundle, output: &Path) -> Result<()> {
    let mut esbuild = project.npm_tool("esbuild");
    esbuild.arg(project.root.join("pkg-template").join(bundle.entry));
    esbuild.args([
        "--bundle",
        "--target=es2021",
        "--external:./engine.js",
        "--log-level=warning",
    ]);
    // A warning (an import.meta in a classic script, a helper for old browsers) is a mistake here.
    esbuild.arg("--log-override:empty-import-meta=error");
    esbuild.arg(format!("--format={}", bundle.format));
    command::run(esbuild.arg(format!("--outfile={}", output.display())))
}

fn check_helpers(bundle: &Bundle, code: &str) -> Result<()> {
    for helper in HELPERS {
        ensure!(
            !code.contains(helper),
            "pkg-template/{} makes esbuild add a helper (`{helper}…`); write it without namespace imports, \
             CommonJS and syntax newer than ES2021",
            bundle.entry
        );
    }
    Ok(())
}

fn check_kept(bundle: &Bundle, code: &str) -> Result<()> {
    for text in bundle.must_keep {
        ensure!(
            code.contains(text),
            "dist/{} no longer contains `{text}`, by which the other files are found",
            bundle.output
        );
    }
    Ok(())
}
