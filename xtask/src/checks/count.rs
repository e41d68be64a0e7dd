//! Counts tests from what their runners print: cargo's and wasm-bindgen's `test result:` lines, node's summary.
//! What a runner says about its failed tests is kept, so that it can stand at the end of the whole run too.

use std::fmt;

/// Lines that are kept of what one runner says about its failed tests.
const MOST_LINES: usize = 60;

/// How many tests passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Count {
    /// Both together.
    pub(crate) fn plus(self, other: Count) -> Count {
        Count {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }

    /// Whether nothing failed.
    pub(crate) fn is_success(self) -> bool {
        self.failed == 0
    }

    /// Adds what a line of a runner's output says, if it says anything.
    pub(crate) fn read(&mut self, line: &str) {
        if let Some(count) = cargo_line(line).or_else(|| node_line(line)) {
            *self = self.plus(count);
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; …`
fn cargo_line(line: &str) -> Option<Count> {
    let (_, counts) = line.split_once("test result: ")?.1.split_once(". ")?;
    let number = |what: &str| {
        let counted = counts
            .split(';')
            .find_map(|part| part.trim().strip_suffix(what));
        counted?.trim().parse::<u64>().ok()
    };
    Some(Count {
        passed: number("passed")?,
        failed: number("failed")?,
    })
}

/// `ℹ pass 3` of the spec reporter, `# pass 3` of TAP; a cancelled test is a failed one.
fn node_line(line: &str) -> Option<Count> {
    let rest = line
        .strip_prefix("ℹ ")
        .or_else(|| line.strip_prefix("# "))?;
    let (what, number) = rest.split_once(' ')?;
    let number = number.trim().parse().ok()?;
    match what {
        "pass" => Some(Count {
            passed: number,
            failed: 0,
        }),
        "fail" | "cancelled" => Some(Count {
            passed: 0,
            failed: number,
        }),
        _ => None,
    }
}

/// What a runner says about its failed tests: node after `✖ failing tests:`, cargo after `failures:`.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    lines: Vec<String>,
    listed: bool,
}

impl Failures {
    /// Keeps the line if it belongs to the list of failed tests.
    pub(crate) fn read(&mut self, line: &str) {
        let line = line.trim_end();
        if line == "✖ failing tests:" || line == "failures:" {
            self.listed = true;
        } else if line.starts_with("test result: ") {
            self.listed = false;
        } else if self.listed && !line.is_empty() && self.lines.len() < MOST_LINES {
            self.lines.push(line.to_owned());
        }
    }

    /// The lines, each with this before it.
    pub(crate) fn labelled(self, label: &str) -> Vec<String> {
        let lines = self.lines.into_iter();
        lines.map(|line| format!("{label}{line}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, Failures};

    fn read(output: &str) -> (u64, u64) {
        let mut count = Count::default();
        output.lines().for_each(|line| count.read(line));
        (count.passed, count.failed)
    }

    #[test]
    fn results_of_all_test_binaries_are_summed() {
        let output = "running 2 tests\ntest a ... ok\n\
            test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 10 passed; 3 failed; 0 ignored; 0 measured; 1 filtered out; finished in 1.00s";
        assert_eq!(read(output), (12, 3));
    }

    #[test]
    fn nodes_summary_is_counted_once_in_either_form() {
        assert_eq!(
            read("ℹ tests 6\nℹ suites 1\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1"),
            (3, 2)
        );
        assert_eq!(
            read("ok 1 - a\n# tests 1\n# pass 1\n# fail 0\n# duration_ms 12.5"),
            (1, 0)
        );
    }

    #[test]
    fn other_output_counts_nothing() {
        assert_eq!(
            read("# pass the salt\nℹ passing 3\ntest result: pending\n"),
            (0, 0)
        );
    }

    #[test]
    fn what_a_runner_says_about_failed_tests_is_kept_and_nothing_else() {
        let output = "✔ a product page\n✖ a cart (5 ms)\nℹ fail 1\n\n✖ failing tests:\n\n\
            test at tests/e2e/cart.test.mjs:3:1\n✖ a cart (5 ms)\n  AssertionError: 2 is not 1\n";
        let cargo = "test cart ... FAILED\n\nfailures:\n    cart\n\ntest result: FAILED. 1 passed; 1 failed\nother";
        let kept = |output: &str| {
            let mut failures = Failures::default();
            output.lines().for_each(|line| failures.read(line));
            failures.labelled("firefox ")
        };
        assert_eq!(
            kept(output),
            [
                "firefox test at tests/e2e/cart.test.mjs:3:1",
                "firefox ✖ a cart (5 ms)",
                "firefox   AssertionError: 2 is not 1",
            ]
        );
        assert_eq!(kept(cargo), ["firefox     cart"]);
    }
}
