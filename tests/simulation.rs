//! Thousands of sessions with the real engine in a model of browser, network and collector, under
//! random faults: every one balances, or is shrunk to a file that shows why not.
//!
//! `SESSIONS=200000 cargo test --release --test simulation` is the long run, and `SEED=7` begins at
//! another seed. A session that breaks a rule is written to `target/simulation/<seed>.json`; with
//! `REPLAY=<file>` it is lived through again. Put it into `tests/simulation/sessions` to keep it.
//!
//! The model (`tests/simulation/world.rs`) does what pkg-template/outbox.js and the browser do; that
//! they do is shown in real browsers (`tests/e2e/delivery*.test.mjs`).

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "simulation/books.rs"]
mod books;
#[cfg(test)]
#[path = "simulation/chance.rs"]
mod chance;
#[cfg(test)]
#[path = "simulation/collector.rs"]
mod collector;
#[cfg(test)]
#[path = "simulation/network.rs"]
mod network;
#[cfg(test)]
#[path = "support/outbox.rs"]
mod outbox;
#[cfg(test)]
#[path = "simulation/page.rs"]
mod page;
#[cfg(test)]
#[path = "simulation/passing.rs"]
mod passing;
#[cfg(test)]
#[path = "simulation/run.rs"]
mod run;
#[cfg(test)]
#[path = "simulation/step.rs"]
mod step;
#[cfg(test)]
#[path = "simulation/storing.rs"]
mod storing;
#[cfg(test)]
#[path = "simulation/world.rs"]
mod world;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::path::Path;

    use super::network::Sabotage;
    use super::run::{live, shrink};
    use super::step::{Session, Step};

    /// Sessions that are lived through unless `SESSIONS` says more.
    const SESSIONS: u64 = 5000;
    /// Sessions in which a broken rule must have been noticed.
    const NOTICED_WITHIN: u64 = 300;

    fn number(name: &str, default: u64) -> u64 {
        let value = std::env::var(name).ok();
        value.map_or(default, |value| value.parse().expect("a number"))
    }

    /// Writes the shortest such session down, and says what it breaks.
    fn fail(session: &Session) {
        let (shortest, broken) = shrink(session, None);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../simulation");
        let path = folder.join(format!("{}.json", session.seed));
        fs::create_dir_all(&folder).unwrap();
        fs::write(&path, shortest.to_file()).unwrap();
        let text = shortest.to_file();
        panic!(
            "{}\nREPLAY={}\n{text}",
            broken.join("\n"),
            path.canonicalize().unwrap().display()
        );
    }

    #[test]
    fn whatever_happens_nothing_is_lost_or_doubled_and_every_loss_is_told() {
        if let Ok(path) = std::env::var("REPLAY") {
            let session = Session::from_file(&fs::read_to_string(path).unwrap()).unwrap();
            assert_eq!(live(&session, None), Vec::<String>::new());
            return;
        }
        let (from, sessions) = (number("SEED", 1), number("SESSIONS", SESSIONS));
        for seed in from..from + sessions {
            let session = Session::random(seed);
            if !live(&session, None).is_empty() {
                fail(&session);
            }
        }
        // Past the test runner, which shows what is printed of failed tests alone.
        writeln!(std::io::stdout(), "{sessions} sessions, each balanced").unwrap();
    }

    #[test]
    fn sessions_that_once_broke_a_rule_balance() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/simulation/sessions");
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let session = Session::from_file(&fs::read_to_string(&path).unwrap());
            let broken = live(&session.unwrap_or_else(|| panic!("{path:?}")), None);
            assert!(broken.is_empty(), "{path:?}: {broken:?}");
        }
    }

    #[test]
    fn a_browser_that_breaks_a_rule_is_noticed_and_the_shortest_session_is_short() {
        let rules = [
            "forgot", "doubled", "losses", "order", "lost", "time", "doubled",
        ];
        for (sabotage, rule) in Sabotage::ALL.into_iter().zip(rules) {
            let mut sessions = (1..=NOTICED_WITHIN).map(Session::random);
            let is_noticed = |broken: &[String]| broken.iter().any(|it| it.starts_with(rule));
            let noticed = sessions.find(|session| is_noticed(&live(session, Some(sabotage))));
            let noticed = noticed.unwrap_or_else(|| panic!("{sabotage:?} is not noticed"));
            let (shortest, broken) = shrink(&noticed, Some(sabotage));
            assert!(!broken.is_empty(), "{sabotage:?}");
            let steps = shortest.steps.len();
            println!(
                "{sabotage:?}: seed {}, {steps} steps: {}",
                noticed.seed, broken[0]
            );
            assert!(steps <= 12, "{sabotage:?}: {}", shortest.to_file());
        }
    }

    #[test]
    fn a_copy_of_a_tab_that_is_not_told_of_halves_stores_their_events_twice() {
        let file =
            include_str!("simulation/sessions/copy_of_a_tab_that_runs_after_the_halves.json");
        let session = Session::from_file(file).unwrap();
        assert_eq!(live(&session, None), Vec::<String>::new());
        let broken = live(&session, Some(Sabotage::ForgetsHalves));
        assert_eq!(broken, ["doubled: [1]"]);
    }

    #[test]
    fn a_session_is_the_same_when_it_is_read_from_its_file() {
        for seed in 1..200 {
            let session = Session::random(seed);
            assert_eq!(Session::from_file(&session.to_file()), Some(session));
        }
        assert_eq!(Step::parse("dance 1"), None);
    }
}
