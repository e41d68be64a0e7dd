//! An adversary who knows the rule of `nth` and nothing else.

use serde_json::Value;

/// The share of pairs that are found by comparing the names that a second batch says came before with
/// those of the first batch, and guessing among all that fit.
pub(crate) fn paired_by_counts(firsts: &[String], seconds: &[String]) -> f64 {
    let seen: Vec<Vec<String>> = firsts
        .iter()
        .map(|body| marks(body).into_iter().map(|(name, _)| name).collect())
        .collect();
    let begins: Vec<Vec<(String, bool)>> = seconds.iter().map(|body| marks(body)).collect();
    let fits = |seen: &[String], begin: &[(String, bool)]| {
        let mut begin = begin.iter();
        begin.all(|(name, is_first)| seen.contains(name) != *is_first)
    };
    let mut found = 0.0;
    for (own, seen) in seen.iter().enumerate() {
        let fitting = begins.iter().filter(|begin| fits(seen, begin)).count();
        if fits(seen, &begins[own]) {
            found += 1.0 / fitting as f64;
        }
    }
    found / firsts.len() as f64
}

/// Each name of a batch that tells it, and whether its first event there is the session's first.
fn marks(body: &str) -> Vec<(String, bool)> {
    let body: Value = serde_json::from_str(body).unwrap();
    let mut marks: Vec<(String, bool)> = Vec::new();
    for event in body["events"].as_array().unwrap() {
        if event.get("nth").is_none() {
            continue;
        }
        let name = event["name"].as_str().unwrap().to_owned();
        if !marks.iter().any(|(known, _)| *known == name) {
            marks.push((name, event["nth"] == 1));
        }
    }
    marks
}
