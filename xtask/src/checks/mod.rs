//! `cargo xtask test`: the named steps, fast ones first, and one count at the end.
//!
//! A failed step doesn't stop the others, except those that need what it makes. The sum counts single tests as
//! their runners report them; a step that fails without a failed test counts as one.

mod count;
mod steps;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::fuzz;
use crate::project::Project;
use crate::setup::browsers::Browser;
use crate::terminal::{now, seconds};
use count::Count;
use steps::Step;

pub(crate) use steps::bench;

/// What `test` was told to run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Selection {
    steps: Vec<Step>,
    browsers: Vec<Browser>,
}

impl Selection {
    /// Reads step names and `--browser NAME`; without names it is all steps. What a step needs is added.
    ///
    /// # Errors
    /// If a word is neither.
    pub(crate) fn read(words: &[&str]) -> Result<Selection> {
        let mut named = Vec::new();
        let mut browsers = Vec::new();
        let mut words = words.iter();
        while let Some(&word) = words.next() {
            if word == "--browser" {
                let name = words.next().context("--browser needs a name")?;
                let browser = Browser::parse(name);
                browsers.push(browser.with_context(|| {
                    format!("unknown browser \"{name}\"; use chromium, firefox or webkit")
                })?);
            } else {
                named.push(Step::parse(word)?);
            }
        }
        let is_wanted = |step: Step| {
            named.is_empty()
                || named
                    .iter()
                    .any(|named| *named == step || named.needs() == Some(step))
        };
        Ok(Selection {
            steps: Step::ALL
                .into_iter()
                .filter(|step| is_wanted(*step))
                .collect(),
            browsers: if browsers.is_empty() {
                Browser::ALL.to_vec()
            } else {
                browsers
            },
        })
    }
}

/// How a step ended.
#[derive(Debug)]
enum Outcome {
    Passed(Count),
    /// The reason, and what its runner counted before.
    Failed(String, Count),
    /// It needs this step, which failed.
    NotRun(Step),
}

/// A step that is over.
#[derive(Debug)]
struct Done {
    step: Step,
    outcome: Outcome,
    took: Duration,
}

/// Runs the steps and prints the count; the exit code says whether all is well.
///
/// # Errors
/// None of the steps' own: they are in the count.
pub(crate) fn run(project: &Project, selection: &Selection) -> Result<ExitCode> {
    let start = now();
    let mut all: Vec<Done> = Vec::new();
    let mut report = Vec::new();
    let mut fuzzing = None;
    for (index, &step) in selection.steps.iter().enumerate() {
        println!(
            "\n=== {} ({} of {}): {}",
            step.name(),
            index + 1,
            selection.steps.len(),
            step.what()
        );
        let start = now();
        if step == Step::E2e && selection.steps.contains(&Step::Fuzz) {
            // Browsers leave a processor half free, and let none of it wait for fuzzing.
            fuzzing = Some(fuzz::start(project, fuzz::SECONDS));
        }
        let outcome = match step.needs().filter(|needed| has_failed(&all, *needed)) {
            Some(needed) => Outcome::NotRun(needed),
            None => judge(step.run(project, selection, &mut report, &mut fuzzing)),
        };
        let done = Done {
            step,
            outcome,
            took: start.elapsed(),
        };
        println!("=== {}", line(&done));
        all.push(done);
    }
    if !report.is_empty() {
        println!("\nWhat failed:\n{}", report.join("\n"));
    }
    println!("\n{}", all.iter().map(line).collect::<Vec<_>>().join("\n"));
    let total = total(&all);
    println!("{} in {}", total, seconds(start.elapsed()));
    Ok(if total.is_success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// A step's own result, where tests that failed or weren't found make a failure.
fn judge(result: Result<Option<Count>>) -> Outcome {
    match result {
        Ok(None) => Outcome::Passed(Count::default()),
        Ok(Some(count)) if count == Count::default() => {
            Outcome::Failed("its runner found no test".into(), count)
        }
        Ok(Some(count)) if count.is_success() => Outcome::Passed(count),
        Ok(Some(count)) => Outcome::Failed("tests failed".into(), count),
        Err(error) => Outcome::Failed(format!("{error:#}"), Count::default()),
    }
}

fn has_failed(all: &[Done], step: Step) -> bool {
    all.iter()
        .any(|done| done.step == step && !matches!(done.outcome, Outcome::Passed(_)))
}

fn line(done: &Done) -> String {
    let name = done.step.name();
    let took = seconds(done.took);
    let counted = |count: &Count| match *count == Count::default() {
        true => String::new(),
        false => format!("   {count}"),
    };
    match &done.outcome {
        Outcome::Passed(count) => format!("✓ {name:<8} {took:>8}{}", counted(count)),
        Outcome::Failed(why, count) => format!("✗ {name:<8} {took:>8}{}   {why}", counted(count)),
        Outcome::NotRun(needed) => format!("✗ {name:<8} not run, because {} failed", needed.name()),
    }
}

fn total(all: &[Done]) -> Count {
    let counts = all.iter().map(|done| match &done.outcome {
        Outcome::Passed(count) => *count,
        Outcome::Failed(_, count) => Count {
            failed: count.failed.max(1),
            ..*count
        },
        Outcome::NotRun(_) => Count {
            passed: 0,
            failed: 1,
        },
    });
    counts.fold(Count::default(), Count::plus)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(outcome: Outcome) -> Done {
        Done {
            step: Step::Native,
            outcome,
            took: Duration::ZERO,
        }
    }

    fn names(words: &[&str]) -> Option<String> {
        let selection = Selection::read(words).ok()?;
        Some(
            selection
                .steps
                .iter()
                .map(|step| step.name())
                .collect::<Vec<_>>()
                .join(" "),
        )
    }

    #[test]
    fn steps_run_in_order_with_what_they_need() {
        assert_eq!(
            names(&[]).as_deref(),
            Some("format lint native build wasm package e2e fuzz receivers scale adversary")
        );
        assert_eq!(names(&["e2e", "lint"]).as_deref(), Some("lint build e2e"));
        assert_eq!(
            names(&["--browser", "webkit", "e2e"]).as_deref(),
            Some("build e2e")
        );
        assert_eq!(names(&["--browser", "safari"]), None);
        assert_eq!(names(&["unit"]), None);
    }

    #[test]
    fn a_runner_without_tests_fails_its_step() {
        assert!(matches!(
            judge(Ok(Some(Count::default()))),
            Outcome::Failed(_, _)
        ));
        assert!(matches!(judge(Ok(None)), Outcome::Passed(_)));
    }

    #[test]
    fn every_failure_is_in_the_sum() {
        let all = [
            done(Outcome::Passed(Count {
                passed: 5,
                failed: 0,
            })),
            done(Outcome::Failed("clippy".into(), Count::default())),
            done(Outcome::Failed(
                "tests failed".into(),
                Count {
                    passed: 1,
                    failed: 2,
                },
            )),
            done(Outcome::NotRun(Step::Build)),
        ];
        assert_eq!(
            total(&all),
            Count {
                passed: 6,
                failed: 4
            }
        );
    }
}
