//! The README's sizes: written by `cargo xtask sizes --readme`, and compared with the build each time.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::project::Project;

const BEGIN: &str = "<!-- sizes -->\n";
const END: &str = "<!-- /sizes -->";

/// Rows of the README's table: line of the report, and what it is.
const ROWS: [(&str, &str); 5] = [
    ("loader", "loader: all that a page loads before it is idle"),
    ("base", "every page: loader, glue, core"),
    (
        "texts",
        "one whose config reads texts: the detectors too, once the engine runs",
    ),
    ("demo", "the demo shop, whose config uses all five kinds"),
    ("all", "every part, which no page needs"),
];

/// How far the README may be from the build, as a share: a few bytes change with every commit.
const TOLERANCE: f64 = 0.02;

/// Writes the sizes into the README.
///
/// # Errors
/// If the README has no place for them.
pub(crate) fn write(project: &Project, report: &Value) -> Result<()> {
    let path = path(project);
    let readme = fs::read_to_string(&path).context("README.md cannot be read")?;
    let (before, _, after) = parts(&readme)?;
    let readme = [before, BEGIN, &block(report)?, END, after].concat();
    fs::write(&path, readme).context("README.md cannot be written")
}

/// Compares the README's sizes with those of this build.
///
/// # Errors
/// If one is more than 2 % off.
pub(crate) fn check(project: &Project, report: &Value) -> Result<()> {
    let readme = fs::read_to_string(path(project)).context("README.md cannot be read")?;
    compare(&readme, report)
}

fn path(project: &Project) -> PathBuf {
    project.root.join("README.md")
}

fn parts(readme: &str) -> Result<(&str, &str, &str)> {
    let (before, rest) = readme
        .split_once(BEGIN)
        .context("README.md has no `<!-- sizes -->`")?;
    let (block, after) = rest
        .split_once(END)
        .context("README.md has no `<!-- /sizes -->`")?;
    Ok((before, block, after))
}

fn bytes(report: &Value, line: &str, what: &str) -> Result<u64> {
    let bytes = report.get(line).and_then(|line| line.get(what)?.as_u64());
    bytes.with_context(|| format!("{line} has not been measured"))
}

fn block(report: &Value) -> Result<String> {
    let kilobytes = |line| Ok::<_, anyhow::Error>(bytes(report, line, "brotli")? as f64 / 1000.0);
    let mut block = format!(
        "Counts what shoppers do in a shop and not who they are, confirmed and without identifiers, by one JSON file and {:.1} kB\n\
         of JavaScript and WebAssembly, {:.1} kB where it reads texts, and parts that its config needs. Before it is idle a page\n\
         loads {:.1} kB of them.\n\n\
         | bytes | raw | gzip 9 | brotli 11 |\n| --- | --- | --- | --- |\n",
        kilobytes("base")?,
        kilobytes("texts")?,
        kilobytes("loader")?
    );
    for (line, what) in ROWS {
        let sizes = ["raw", "gzip", "brotli"].map(|size| Ok(grouped(bytes(report, line, size)?)));
        let sizes: Vec<String> = sizes.into_iter().collect::<Result<_>>()?;
        block.push_str(&format!("| {what} | {} |\n", sizes.join(" | ")));
    }
    Ok(block)
}

/// A number with commas between the thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if 0 < place && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn compare(readme: &str, report: &Value) -> Result<()> {
    let (_, block, _) = parts(readme)?;
    for (line, what) in ROWS {
        let row = block
            .lines()
            .find(|row| row.starts_with(&format!("| {what} |")));
        let row = row.with_context(|| format!("README.md has no row \"{what}\""))?;
        let said = row
            .trim_end_matches(" |")
            .rsplit(" | ")
            .next()
            .unwrap_or_default();
        let said: f64 = said
            .replace(',', "")
            .parse()
            .with_context(|| format!("README.md: {said}"))?;
        let is = bytes(report, line, "brotli")? as f64;
        ensure!(
            (said - is).abs() <= is * TOLERANCE,
            "README.md says {said} bytes for \"{what}\", and it is {is}; run `cargo xtask sizes --readme`"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{BEGIN, END, block, compare, grouped};

    fn report(base: u64) -> Value {
        let size = |bytes: u64| json!({ "raw": bytes * 3, "gzip": bytes + 100, "brotli": bytes });
        let (loader, texts) = (size(2500), size(90_000));
        json!({ "loader": loader, "base": size(base), "texts": texts, "demo": size(95_000), "all": size(107_000) })
    }

    #[test]
    fn what_is_written_agrees_until_the_build_has_changed_by_more_than_a_little() {
        let readme = [BEGIN, &block(&report(86_000)).unwrap(), END].concat();
        assert!(readme.contains("one JSON file and 86.0 kB\n"), "{readme}");
        compare(&readme, &report(86_000)).unwrap();
        compare(&readme, &report(87_000)).unwrap();
        let error = compare(&readme, &report(90_000)).unwrap_err().to_string();
        assert!(error.contains("says 86000 bytes"), "{error}");
        assert!(compare("no sizes", &report(86_000)).is_err());
    }

    #[test]
    fn thousands_are_grouped() {
        let written = [7, 999, 1000, 86_344, 1_234_567].map(grouped);
        assert_eq!(written, ["7", "999", "1,000", "86,344", "1,234,567"]);
    }
}
