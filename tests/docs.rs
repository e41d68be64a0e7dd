//! The examples in the docs: every JSON block of a page about the config is one that works.
//!
//! A block with a `version` is a whole file; one with a `trigger` is a definition, and stands in a
//! file with the page types that the docs speak of. Others (bodies, answers) are left alone.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "support/examples.rs"]
mod examples;

#[cfg(test)]
mod tests {
    use tallymark::engine::millis::{Millis, Moment};
    use tallymark::engine::{Engine, Start};

    use super::examples::{PAGES, config_of, examples};

    /// Fewer examples are not those that are meant.
    const LEAST_EXAMPLES: usize = 45;

    #[test]
    fn every_example_of_the_docs_works_as_it_stands() {
        let mut count = 0;
        for page in PAGES {
            for (line, example) in examples(page) {
                let Some(config) = config_of(&example) else {
                    continue;
                };
                count += 1;
                let start = Start {
                    config: config.to_string(),
                    ..Start::default()
                };
                let moment = Moment {
                    now: Millis(0.0),
                    wall: 0.0,
                    chance: [0; 4],
                };
                let started = Engine::start(moment, &start);
                let problems =
                    started.map_or_else(|problems| problems, |it| it.0.problems().to_vec());
                assert!(problems.is_empty(), "docs/{page}:{line}: {problems:?}");
            }
        }
        assert!(LEAST_EXAMPLES <= count, "only {count} examples");
    }
}
