//! Scrubs the texts of a file as the engine does: what `cargo xtask scrub-report` runs.
//!
//! Reads a file of lines `{"field": "free_text", "text": "…"}` and writes for each what is left and
//! the kinds found, as one line of JSON; on standard error how long a text took.

use std::error::Error;
use std::io::Write;
use std::time::Instant;

use serde_json::{Value, json};
use tallymark::engine::scrub::{Field, Hits, Kind, scrub_text};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("expected a file of texts")?;
    let lines = std::fs::read_to_string(path)?;
    let texts = lines.lines().map(read).collect::<Result<Vec<_>, _>>()?;
    #[expect(clippy::disallowed_methods, reason = "measures natively")]
    let start = Instant::now();
    let results: Vec<(String, Hits)> = texts
        .iter()
        .map(|(field, text)| scrub(*field, text))
        .collect();
    let micros = start.elapsed().as_secs_f64() * 1e6 / texts.len().max(1) as f64;
    let mut out = std::io::stdout().lock();
    for (left, hits) in results {
        let found = |kind: &&Kind| 0 < hits.count(**kind);
        let kinds: Vec<&str> = Kind::ALL
            .iter()
            .filter(found)
            .map(|kind| kind.as_str())
            .collect();
        writeln!(out, "{}", json!({ "left": left, "kinds": kinds }))?;
    }
    eprintln!("{} texts, {micros:.2} µs each", texts.len());
    Ok(())
}

fn scrub(field: Field, text: &str) -> (String, Hits) {
    let mut hits = Hits::default();
    (scrub_text(text, field, &mut hits), hits)
}

fn read(line: &str) -> Result<(Field, String), Box<dyn Error>> {
    let line: Value = serde_json::from_str(line)?;
    let word = |name: &str| line.get(name).and_then(Value::as_str);
    let field = match word("field") {
        Some("code") => Field::Code,
        Some("catalogue") => Field::Catalogue,
        _ => Field::FreeText,
    };
    Ok((
        field,
        word("text").ok_or("a line without a text")?.to_owned(),
    ))
}
