//! The steps of `cargo xtask test`, one function each.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::Selection;
use super::count::{Count, Failures};
use crate::build::{self, Flavour, Options};
use crate::fuzz::{self, Fuzzing};
use crate::project::Project;
use crate::setup::browsers::{self, Browser};
use crate::setup::python;
use crate::{command, demo, setup};

/// A test file may take this long before node ends it; single tests have shorter limits of their own.
const TEST_FILE_LIMIT_MS: u32 = 600_000;

/// A named step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Format,
    Lint,
    Native,
    Build,
    Wasm,
    Package,
    E2e,
    Fuzz,
    Receivers,
    Scale,
    Adversary,
}

impl Step {
    /// In the order in which they run.
    pub(crate) const ALL: [Step; 11] = [
        Step::Format,
        Step::Lint,
        Step::Native,
        Step::Build,
        Step::Wasm,
        Step::Package,
        Step::E2e,
        Step::Fuzz,
        Step::Receivers,
        Step::Scale,
        Step::Adversary,
    ];

    /// The word on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Step::Format => "format",
            Step::Lint => "lint",
            Step::Native => "native",
            Step::Build => "build",
            Step::Wasm => "wasm",
            Step::Package => "package",
            Step::E2e => "e2e",
            Step::Fuzz => "fuzz",
            Step::Receivers => "receivers",
            Step::Scale => "scale",
            Step::Adversary => "adversary",
        }
    }

    /// What it does, in a line.
    pub(crate) fn what(self) -> &'static str {
        match self {
            Step::Format => "is all Rust formatted by rustfmt?",
            Step::Lint => "clippy, natively and for wasm32",
            Step::Native => "unit tests, journeys, invariants and the collector's tests, natively",
            Step::Build => "the npm package, within its size budgets, and the demo",
            Step::Wasm => "the border between Rust and the browser, in headless Chromium",
            Step::Package => "the packed npm package: its files, Node, Vite, a script tag",
            Step::E2e => "the packed package on the demo shop, in each browser",
            Step::Fuzz => "libFuzzer looked for inputs that break the engine, meanwhile",
            Step::Receivers => {
                "each wire format, from Chromium to real receivers and vendors' own clients"
            }
            Step::Scale => {
                "the scale path in the real ClickHouse engine, beside the embedded collector"
            }
            Step::Adversary => "boosted trees that try to tell which batches are one shopper's",
        }
    }

    /// The step that makes what this one tests.
    pub(crate) fn needs(self) -> Option<Step> {
        match self {
            Step::Package | Step::E2e | Step::Receivers => Some(Step::Build),
            Step::Format
            | Step::Lint
            | Step::Native
            | Step::Build
            | Step::Wasm
            | Step::Fuzz
            | Step::Scale
            | Step::Adversary => None,
        }
    }

    /// Reads the word.
    ///
    /// # Errors
    /// If it is none of them.
    pub(crate) fn parse(word: &str) -> Result<Step> {
        let step = Step::ALL.into_iter().find(|step| step.name() == word);
        step.with_context(|| {
            let all = Step::ALL.map(Step::name).join(", ");
            format!("unknown step \"{word}\"; use {all} or --browser")
        })
    }

    /// Does it; gives a count where a test runner ran, and adds to the report what it says about failed tests.
    ///
    /// # Errors
    /// If it fails other than by failed tests.
    pub(crate) fn run(
        self,
        project: &Project,
        selection: &Selection,
        report: &mut Vec<String>,
        fuzzing: &mut Option<Result<Fuzzing>>,
    ) -> Result<Option<Count>> {
        match self {
            Step::Format => format(project).map(|()| None),
            Step::Lint => lint(project).map(|()| None),
            Step::Native => native(project, report).map(Some),
            Step::Build => build::all(
                project,
                Options {
                    flavour: Flavour::Small,
                },
            )
            .map(|()| None),
            Step::Wasm => wasm(project, report).map(Some),
            Step::Package => package(project, report).map(Some),
            Step::E2e => e2e(project, &selection.browsers, report).map(Some),
            Step::Fuzz => fuzz(project, fuzzing.take()).map(Some),
            Step::Receivers => receivers(project, report).map(Some),
            Step::Scale => scale(project, report).map(Some),
            Step::Adversary => adversary(project, report).map(Some),
        }
    }
}

fn format(project: &Project) -> Result<()> {
    setup::toolchain(project)?;
    command::run(project.cargo().args(["fmt", "--all", "--check"])).context("run `cargo fmt --all`")
}

fn lint(project: &Project) -> Result<()> {
    setup::toolchain(project)?;
    let deny = ["--", "-D", "warnings"];
    command::run(
        project
            .cargo()
            .args(["clippy", "--workspace", "--all-targets"])
            .args(deny),
    )?;
    let wasm = [
        "clippy",
        "--package=tallymark",
        "--lib",
        "--target=wasm32-unknown-unknown",
    ];
    command::run(project.cargo().args(wasm).args(deny))
}

fn native(project: &Project, report: &mut Vec<String>) -> Result<Count> {
    let mut cargo = project.cargo();
    counted(
        cargo.args(["test", "--workspace", "--no-fail-fast"]),
        "",
        report,
    )
}

fn wasm(project: &Project, report: &mut Vec<String>) -> Result<Count> {
    setup::toolchain(project)?;
    browsers::install(&[Browser::Chromium])?;
    let runner = ["build", "--package=xtask", "--features=test-runner"];
    let runner_name = "wasm-bindgen-test-runner";
    command::run(project.cargo().args(runner).args(["--bin", runner_name]))
        .context("the runner of the tests in the browser cannot be built")?;

    let chromium = command::find("chromium").context("there is no chromium on the PATH")?;
    let capabilities = project.target.join("xtask/webdriver.json");
    let options = json!({ "goog:chromeOptions": { "binary": chromium, "args": CHROMIUM_FLAGS } });
    fs::create_dir_all(project.target.join("xtask"))?;
    fs::write(&capabilities, options.to_string())
        .with_context(|| format!("{} cannot be written", capabilities.display()))?;

    let mut cargo = project.cargo();
    cargo.args([
        "test",
        "--package=tallymark",
        "--target=wasm32-unknown-unknown",
        "--test=wasm",
    ]);
    cargo.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
        project.target.join("debug").join(runner_name),
    );
    cargo.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities);
    cargo.env(
        "CHROMEDRIVER",
        command::find("chromedriver").context("there is no chromedriver")?,
    );
    counted(&mut cargo, "", report)
}

/// No sandbox, because CI is root; the rest keeps the browser from talking to the network on its own.
/// tests/e2e/support/browser.mjs starts Chromium with the same.
const CHROMIUM_FLAGS: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// Takes up what began with an earlier step, or begins now.
fn fuzz(project: &Project, fuzzing: Option<Result<Fuzzing>>) -> Result<Count> {
    let fuzzing = fuzzing.unwrap_or_else(|| fuzz::start(project, fuzz::SECONDS))?;
    let (passed, broken) = fuzz::finish(fuzzing)?;
    let failed = broken.len() as u64;
    Ok(Count { passed, failed })
}

/// `TALLYMARK_EVENTS` makes it longer: 10000000 takes some minutes and 1 GB of disk.
fn scale(project: &Project, report: &mut Vec<String>) -> Result<Count> {
    let mut python = Command::new(python::environment(project)?);
    demo::collector(project)?;
    // Unbuffered, so that its lines come as they are written.
    python
        .arg("-u")
        .arg(project.root.join("tests/clickhouse/scale.py"));
    python.arg("--collector").arg(project.collector());
    if let Some(events) = std::env::var_os("TALLYMARK_EVENTS") {
        python.arg("--events").arg(events);
    }
    counted(&mut python, "", report)
}

fn receivers(project: &Project, report: &mut Vec<String>) -> Result<Count> {
    setup::npm(project)?;
    let folder = project.root.join("tests/receivers");
    setup::npm_in(project, &folder)?;
    python::environment(project)?;
    browsers::install(&[Browser::Chromium])?;
    demo::collector(project)?;
    let files = test_files(&folder)?;
    let mut node = node_tests(project, Browser::Chromium);
    counted(node.args(files), "", report)
}

/// `TALLYMARK_ASKED` makes it longer: with 1000 each of the thousand strangers is looked for.
/// `TALLYMARK_DOCS` writes what was found into docs/privacy.md.
fn adversary(project: &Project, report: &mut Vec<String>) -> Result<Count> {
    let python = python::environment(project)?;
    let mut cargo = project.cargo();
    cargo.args(["build", "--quiet", "--package=tallymark"]);
    command::run(cargo.arg("--example=shoppers"))?;
    let mut python = Command::new(python);
    python
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(project.root.join("tests/adversary/adversary.py"))
        .arg(project.target.join("debug/examples/shoppers"));
    if let Some(asked) = std::env::var_os("TALLYMARK_ASKED") {
        python.arg("--asked").arg(asked);
    }
    if std::env::var_os("TALLYMARK_DOCS").is_some() {
        let page = project.root.join("docs/privacy.md");
        python.arg("--docs").arg(page);
    }
    counted(&mut python, "", report)
}

fn package(project: &Project, report: &mut Vec<String>) -> Result<Count> {
    setup::npm(project)?;
    browsers::install(&[Browser::Chromium])?;
    demo::collector(project)?;
    let files = test_files(&project.root.join("tests/package"))?;
    counted(
        node_tests(project, Browser::Chromium).args(files),
        "",
        report,
    )
}

/// Measures in Chromium what the packed package costs a page, and prints tables.
///
/// # Errors
/// If it can't be built or started, or a measurement fails.
pub(crate) fn bench(project: &Project) -> Result<()> {
    let flavour = Flavour::Small;
    build::all(project, Options { flavour })?;
    browsers::install(&[Browser::Chromium])?;
    demo::collector(project)?;
    let mut cargo = project.cargo();
    command::run(cargo.args(["build", "--release", "--quiet", "--example", "scrub"]))?;
    let files = test_files(&project.root.join("tests/bench"))?;
    command::run(node_tests(project, Browser::Chromium).args(files))
}

fn e2e(project: &Project, chosen: &[Browser], report: &mut Vec<String>) -> Result<Count> {
    setup::npm(project)?;
    browsers::install(chosen)?;
    demo::collector(project)?;
    let files = test_files(&project.root.join("tests/e2e"))?;
    // One after the other: an add has four seconds to be proven, and three browsers on two cores
    // can need as long to load a page.
    let run = |&browser| in_engine(project, browser, &files, report);
    let counts: Vec<Count> = chosen.iter().map(run).collect();
    for (browser, count) in chosen.iter().zip(&counts) {
        println!("{:<9} {count}", browser.name());
    }
    Ok(counts.into_iter().fold(Count::default(), Count::plus))
}

/// An engine whose runner found or counted nothing.
const ENGINE_FAILED: Count = Count {
    passed: 0,
    failed: 1,
};

/// All end-to-end tests in one engine.
fn in_engine(
    project: &Project,
    browser: Browser,
    files: &[OsString],
    report: &mut Vec<String>,
) -> Count {
    let label = format!("{:<9} ", browser.name());
    let mut node = node_tests(project, browser);
    match counted(node.args(files), &label, report) {
        Ok(count) if count != Count::default() => count,
        Ok(_) => {
            println!("{label}no test ran");
            ENGINE_FAILED
        }
        Err(error) => {
            println!("{label}{error:#}");
            ENGINE_FAILED
        }
    }
}

/// Node's test runner, told where the package, the site and the collector are.
fn node_tests(project: &Project, browser: Browser) -> Command {
    let mut node = project.node();
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=1"]);
    node.arg(format!("--test-timeout={TEST_FILE_LIMIT_MS}"));
    node.env("BROWSER", browser.name())
        .env("TALLYMARK_TARGET", &project.target);
    node
}

fn test_files(directory: &Path) -> Result<Vec<OsString>> {
    let entries = fs::read_dir(directory)
        .with_context(|| format!("{} cannot be listed", directory.display()))?;
    let is_test = |path: &PathBuf| path.to_string_lossy().ends_with(".test.mjs");
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(is_test)
        .collect();
    files.sort();
    if files.is_empty() {
        bail!("there is no *.test.mjs in {}", directory.display());
    }
    Ok(files.into_iter().map(PathBuf::into_os_string).collect())
}

/// Runs a test runner and counts; one that fails without a failed test is an error. What it says about failed
/// tests goes into the report too.
fn counted(runner: &mut Command, label: &str, report: &mut Vec<String>) -> Result<Count> {
    let mut count = Count::default();
    let mut failures = Failures::default();
    let status = command::watch(runner, label, &mut |line| {
        count.read(line);
        failures.read(line);
    })?;
    report.extend(failures.labelled(label));
    if !status.success() && count.is_success() {
        bail!("the runner failed before or after its tests ({count}); what it said stands above");
    }
    Ok(count)
}
