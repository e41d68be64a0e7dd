//! `cargo xtask`: builds, runs, measures and tests tallymark with one command each.
//!
//! Here is only which words the command line knows; each command is a module. Nothing here is shipped.

mod build;
#[path = "../../tests/support/chance.rs"]
mod chance;
mod checks;
mod command;
mod demo;
mod fuzz;
#[path = "../../tests/support/fuzz_seeds.rs"]
mod fuzz_seeds;
mod project;
mod readme;
mod scrub_report;
mod setup;
mod sizes;
mod terminal;

use std::process::ExitCode;

use anyhow::{Result, bail};

use build::{Flavour, Options};
use project::Project;
use sizes::WritesReadme;

const HELP: &str = "\
Usage: cargo xtask COMMAND

  build [--plain]   the npm package (target/npm), the demo shop and the dashboard (target/www);
                    --plain: with the toolchain's own standard library, without nightly features
  demo [--port N] [--collector-port N]
                    build all, then run the demo shop and the dashboard on 127.0.0.1
  test [STEP…] [--browser NAME]
                    every check, fast ones first; or only the steps named:
                    format lint native build wasm package e2e fuzz receivers scale adversary
                    --browser limits e2e to chromium, firefox or webkit
  bench             what a click and a page that changes cost with tallymark, in Chromium
  fuzz [SECONDS]    libFuzzer looks for inputs that break the engine, 60 s for each target unless more is said
  sizes [--readme]  what a page loads, in bytes, against size-budgets.json and the README;
                    --readme: write them into the README
  scrub-report [--seed N]… [--quick] [--docs]
                    what scrub finds and leaves of 90,000 generated texts, beside redact-pii and Presidio
  help              this text

A fresh clone needs rustup, Node 20 or newer with npm, and for `test` Debian's browsers. What is missing is
installed where that is possible (npm packages, Rust targets; Debian packages when root), else named.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Result<ExitCode> {
    let mut words = words.iter().map(String::as_str);
    let command = words.next().unwrap_or("help");
    let rest: Vec<&str> = words.collect();
    match command {
        "help" | "--help" | "-h" => println!("{HELP}"),
        "build" => build::all(&Project::find()?, read_build_options(&rest)?)?,
        "demo" => demo::run(&Project::find()?, demo::Ports::read(&rest)?)?,
        "test" => return checks::run(&Project::find()?, &checks::Selection::read(&rest)?),
        "bench" => checks::bench(&Project::find()?)?,
        "scrub-report" => scrub_report::run(&Project::find()?, &rest)?,
        "fuzz" => fuzz::run(&Project::find()?, &rest)?,
        "sizes" => sizes::report(&Project::find()?, read_sizes_options(&rest)?)?,
        other => bail!("unknown command \"{other}\"; `cargo xtask help` lists them"),
    }
    Ok(ExitCode::SUCCESS)
}

fn read_build_options(words: &[&str]) -> Result<Options> {
    match words {
        [] => Ok(Options {
            flavour: Flavour::Small,
        }),
        ["--plain"] => Ok(Options {
            flavour: Flavour::Plain,
        }),
        _ => bail!("build takes only --plain, not \"{}\"", words.join(" ")),
    }
}

fn read_sizes_options(words: &[&str]) -> Result<WritesReadme> {
    match words {
        [] => Ok(WritesReadme::No),
        ["--readme"] => Ok(WritesReadme::Yes),
        _ => bail!("sizes takes only --readme, not \"{}\"", words.join(" ")),
    }
}
