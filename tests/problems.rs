//! Wrong configs: each gives exactly the problems that `tests/problems.json` says, place and text.
//!
//! A row is `{ "says", "config", "problems", "counts" }`: the config as JSON, or as text where it is
//! none; `counts` are the definitions that work all the same, absent where nothing runs.
//! `UPDATE_EXPECT=1 cargo test --test problems` writes the problems into the file; read the diff.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "support/layout.rs"]
mod layout;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use serde_json::{Value, json};
    use tallymark::engine::millis::{Millis, Moment};
    use tallymark::engine::problem::Problem;
    use tallymark::engine::{Engine, Start};

    use super::layout::lay_out;

    /// A table with fewer rows is not the one that is meant.
    const LEAST_ROWS: usize = 80;

    fn table() -> (PathBuf, Vec<Value>) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/problems.json");
        let rows: Vec<Value> = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        assert!(LEAST_ROWS <= rows.len(), "only {} rows", rows.len());
        (path, rows)
    }

    /// The row as it really is.
    fn actual(row: &Value) -> Value {
        let config = &row["config"];
        let config = config
            .as_str()
            .map_or_else(|| config.to_string(), str::to_owned);
        let moment = Moment {
            now: Millis(0.0),
            wall: 0.0,
            chance: [0; 4],
        };
        let started = Engine::start(
            moment,
            &Start {
                config,
                ..Start::default()
            },
        );
        let mut actual = row.clone();
        let members = actual.as_object_mut().unwrap();
        members.shift_remove("counts");
        match started {
            Ok((engine, _)) => {
                actual["problems"] = engine.problems().iter().map(line).collect();
                actual["counts"] = json!(engine.watches().len());
            }
            Err(problems) => actual["problems"] = problems.iter().map(line).collect(),
        }
        actual
    }

    /// `definitions[2].trigger: unknown trigger "clik"; did you mean "click"?`
    fn line(problem: &Problem) -> Value {
        let separator = if problem.place.is_empty() { "" } else { ": " };
        Value::from([problem.place.as_str(), separator, problem.text.as_str()].concat())
    }

    #[test]
    fn a_wrong_config_gets_exactly_these_problems_and_the_rest_works() {
        let (path, rows) = table();
        let rows_now: Vec<Value> = rows.iter().map(actual).collect();
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, lay_out(&Value::from(rows_now))).unwrap();
            return;
        }
        for (row, now) in rows.iter().zip(&rows_now) {
            assert_eq!(now["problems"], row["problems"], "{}", row["says"]);
            assert_eq!(now["counts"], row["counts"], "{}", row["says"]);
        }
    }

    #[test]
    fn every_problem_says_what_to_write_in_lower_case_without_a_full_stop() {
        for row in table().1 {
            let problems = row["problems"].as_array().unwrap();
            assert!(
                !problems.is_empty(),
                "nothing is wrong with {}",
                row["says"]
            );
            for problem in problems {
                let problem = problem.as_str().unwrap();
                let text = problem.split_once(": ").map_or(problem, |(place, text)| {
                    if place.contains(' ') { problem } else { text }
                });
                let first = text.chars().next().unwrap();
                assert!(!first.is_uppercase() && !text.ends_with('.'), "{problem}");
            }
        }
    }
}
