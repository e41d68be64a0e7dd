//! Days in a shop, replayed: every `tests/journeys/*.json` goes through the engine, and its effects
//! must be those that the file says.
//!
//! `UPDATE_EXPECT=1 cargo test --test journeys` writes the effects into the files; read the diff.
//!
//! ```json
//! { "says": "a sentence about a shop",
//!   "config": { "definitions": […] },
//!   "start": { "location": "/c/tents?size=M", "page": { ".cart-count": "" } },
//!   "steps": [ { "at": 1200, "click": "add_to_cart", "on": { "@data-sku": "WS-1", ".price": "€ 5" } },
//!              { "at": 1500, "page": { ".cart-count": "1" } } ],
//!   "end": { … } }
//! ```
//!
//! - **config**: the config, in which `version`, `site` and `collector` may be left out, a path
//!   in the repository, or `docs/recipes.md#add_to_cart`: that page's frame with that recipe. `luck` (0 to 1) is the jitter of each retry, 0.5 unless said; `chance`
//!   is a number out of which arms and samples are drawn, 7 unless said;
//!   `"notices": "in full"` tells what callbacks get.
//! - **start**, and a step's **load**: `location`, `page`, `referrer_host`, `arrival` (`load`, or
//!   `again` for back and reload), `visible`, `focused`. Only `start`: `touch`, `gpc`, `dnt`, `saved`
//!   (what the tab stored), `visits` (what all tabs share), `held` (batches that the tab stored: id, events, bytes, age_ms), `words`
//!   (texts of the catalogue, for `"search_terms": "vocabulary"`).
//! - **page**: what the browser finds for each selector (`tests/support/view.rs`). The runner answers
//!   the engine's looks from it, and looks again at what is observed whenever it changes.
//! - **at**: milliseconds since the start. Before each step the engine is woken at every deadline
//!   that it asked for; a step with nothing but `at` lets time pass.
//! - **click, submit, change, copy, play, dom_event, data_layer**: a definition's name, or `add_to_cart.confirm[0]`; **on** is what
//!   stands in and around the element. **look** reads again for a watch, or says `watch` and `values`.
//! - **shown**, **hidden**: a definition's name; its **element** of this number (1 unless said) comes onto
//!   the screen, with **on** in and around it, or leaves it.
//! - **navigated** (`location`, `arrival`: push, replace, traverse, restore), **attention**, **active**,
//!   **pointer**, **pointer_left**, **pointer_back**, **scrolled**, **responded**, **track**,
//!   **respond**, **consent**, **flush** are signals as they are; **answered** names a batch by its
//!   number (with `"stored": true` the collector has it although the answer was lost).
//! - **leave** is what the browser layer does when the page is hidden or left; **load** does it too
//!   and starts a new engine with what the tab stored; **come_back** takes the page before out of the
//!   back-forward cache. **unusable** reports a selector, **status** and **definitions** (`[matched, limited]` by name) compare.
//! - **effects**: `halve` (number of the batch, and how many events go into each), `hold` (number of the batch, and the events that are new in it; an age of 0,
//!   the channel `direct` and the device `mouse` are left out), `send`, `forget`, `notify`, `observe`, `unobserve`, `purge`, each batch checked against the wire format.
//!   `woke` says at which deadline those behind it came.
//! - **end**: `status()`, what the collector has (each batch once), what the tab stored, problems.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "support/filled.rs"]
mod filled;
#[cfg(test)]
#[path = "support/keeping.rs"]
mod keeping;
#[cfg(test)]
#[path = "support/layout.rs"]
mod layout;
#[cfg(test)]
#[path = "support/leaves.rs"]
mod leaves;
#[cfg(test)]
#[path = "support/outbox.rs"]
mod outbox;
#[cfg(test)]
#[path = "support/percent.rs"]
mod percent;
#[cfg(test)]
#[path = "support/post.rs"]
mod post;
#[cfg(test)]
#[path = "support/relayed.rs"]
mod relayed;
#[cfg(test)]
#[path = "support/scalars.rs"]
mod scalars;
#[cfg(test)]
#[path = "support/screen.rs"]
mod screen;
#[cfg(test)]
#[path = "support/shipped.rs"]
mod shipped;
#[cfg(test)]
#[path = "support/start.rs"]
mod start;
#[cfg(test)]
#[path = "support/steps.rs"]
mod steps;
#[cfg(test)]
#[path = "support/tab.rs"]
mod tab;
#[cfg(test)]
#[path = "support/telling.rs"]
mod telling;
#[cfg(test)]
#[path = "support/view.rs"]
mod view;
#[cfg(test)]
#[path = "support/wire.rs"]
mod wire;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::path::{Path, PathBuf};

    use serde_json::Value;

    use super::layout::{lay_out, on_one_line};
    use super::steps::replay;

    /// A directory with fewer is not the one that is meant.
    const LEAST_JOURNEYS: usize = 45;

    fn journeys() -> Vec<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journeys");
        let entries = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> = entries
            .filter(|path| path.extension().is_some_and(|it| it == "json"))
            .collect();
        files.sort();
        assert!(
            LEAST_JOURNEYS <= files.len(),
            "only {} journeys",
            files.len()
        );
        files
    }

    fn read(path: &Path) -> Value {
        let text = fs::read_to_string(path).unwrap();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
    }

    #[test]
    fn every_day_in_the_shop_goes_as_it_is_written() {
        let updates = std::env::var_os("UPDATE_EXPECT").is_some();
        let mut failures = Vec::new();
        for path in journeys() {
            let expected = read(&path);
            let replayed = catch_unwind(AssertUnwindSafe(|| replay(&expected)));
            let Ok(actual) = replayed else {
                failures.push(format!("{}: failed, see above", path.display()));
                continue;
            };
            if updates {
                fs::write(&path, lay_out(&actual)).unwrap();
            } else if actual != expected {
                failures.push(difference(&path, &expected, &actual));
            }
        }
        assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    }

    #[test]
    fn every_journey_says_in_a_sentence_what_it_is_about() {
        let mut sentences = Vec::new();
        for path in journeys() {
            let journey = read(&path);
            let says = journey["says"].as_str().unwrap_or_default().to_owned();
            assert!(
                20 < says.len() && !says.ends_with('.'),
                "{path:?}: write \"says\", a sentence"
            );
            assert!(
                !sentences.contains(&says),
                "{path:?}: another journey says the same"
            );
            sentences.push(says);
        }
    }

    /// What differs first, with the step that it belongs to.
    fn difference(path: &Path, expected: &Value, actual: &Value) -> String {
        let steps = |journey: &Value| journey["steps"].as_array().cloned().unwrap_or_default();
        let says = expected["says"].as_str().unwrap_or_default();
        let mut places = vec![(
            "start".to_owned(),
            expected["start"].clone(),
            actual["start"].clone(),
        )];
        for (index, pair) in steps(expected).into_iter().zip(steps(actual)).enumerate() {
            places.push((format!("step {index}"), pair.0, pair.1));
        }
        places.push((
            "end".to_owned(),
            expected["end"].clone(),
            actual["end"].clone(),
        ));
        let found = places
            .into_iter()
            .find(|(_, expected, actual)| expected != actual);
        let Some((place, expected, actual)) = found else {
            return format!("{}: {says}", path.display());
        };
        let (expected, actual) = (on_one_line(&expected), on_one_line(&actual));
        format!(
            "{}: {says}\n{place}\n  expected {expected}\n    actual {actual}",
            path.display()
        )
    }
}
