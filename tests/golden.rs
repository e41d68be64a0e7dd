//! Bodies of requests, byte for byte: what a collector of the wire format `tallymark` receives.
//!
//! `tests/golden/<case>.json` is a journey (see `tests/journeys.rs`), `<case>.body` the bodies that are
//! held at its end, one a line, with 0 for the time that they waited. `UPDATE_EXPECT=1` writes them.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    dead_code,
    reason = "journeys use all of support, golden bodies a part"
)]

#[cfg(test)]
#[path = "support/filled.rs"]
mod filled;
#[cfg(test)]
#[path = "support/keeping.rs"]
mod keeping;
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
    use std::path::Path;

    use serde_json::Value;
    use tallymark::engine::encode::{CUT, WAITED};

    use super::steps::live;

    fn check(case: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
        let text = fs::read_to_string(folder.join(format!("{case}.json"))).unwrap();
        let mut journey: Value = serde_json::from_str(&text).unwrap();
        let tab = live(&mut journey);
        let mut actual = String::new();
        for batch in &tab.document.outbox {
            actual.push_str(&batch.body.replace(CUT, "").replace(WAITED, "0"));
            actual.push('\n');
        }
        let path = folder.join(format!("{case}.body"));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, actual).unwrap();
            return;
        }
        assert_eq!(
            actual,
            fs::read_to_string(&path).unwrap(),
            "{}",
            path.display()
        );
    }

    #[test]
    fn a_click_in_the_smallest_shop_is_a_short_body() {
        check("smallest");
    }

    #[test]
    fn a_body_with_every_field_is_written_as_the_wire_format_says() {
        check("every_field");
    }

    #[test]
    fn a_session_with_two_holdouts_says_on_which_sides_it_is() {
        check("arm");
    }

    #[test]
    fn what_an_earlier_page_lost_and_a_second_page_counted_is_told() {
        check("losses");
    }
}
