//! Two batches of one shopper can't be told from two batches of two: an adversary who has all bytes
//! tries to pair the batches of 1,000 simulated shoppers.
//!
//! Each shopper has a tempo, a clock, a referrer, a landing address with a click id, and randomness
//! of their own, and sends two batches through the real engine. What a shopper chooses to look at is
//! drawn anew each time: who looks twice for the same rare thing is known by that, in any system.
//! A stronger adversary, which learns, is `cargo xtask test adversary` (`tests/adversary`).

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "support/chance.rs"]
mod chance;
#[cfg(test)]
#[path = "support/counts.rs"]
mod counts;
#[cfg(test)]
#[path = "support/neighbours.rs"]
mod neighbours;
#[cfg(test)]
#[path = "support/visitors.rs"]
mod visitors;

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::counts::paired_by_counts;
    use super::neighbours::paired_by_nearest;
    use super::visitors::{Crowd, Way, visit};

    /// Shoppers, with two batches each.
    const VISITORS: u32 = 1000;

    /// How much better than chance an adversary may be: one of a hundred.
    const MAX_GAIN: f64 = 0.01;

    fn batches(crowd: Crowd, way: Way) -> (Vec<String>, Vec<String>) {
        (1..=VISITORS)
            .map(|visitor| visit(visitor, crowd, way))
            .unzip()
    }

    #[test]
    fn of_a_thousand_shoppers_on_the_same_way_nobody_finds_the_other_batch() {
        let chance = 1.0 / f64::from(VISITORS);
        for way in Way::ALL {
            let (firsts, seconds) = batches(Crowd::OneWay, way);
            let found = paired_by_nearest(&firsts, &seconds);
            println!(
                "{}: chance {:.2} %, nearest neighbour {:.2} %",
                way.name(),
                chance * 100.0,
                found * 100.0
            );
            assert!(found <= chance + MAX_GAIN, "{found}");
        }
    }

    #[test]
    fn what_tells_shoppers_apart_is_what_the_privacy_page_says_and_no_more() {
        let (firsts, seconds) = batches(Crowd::Mixed, Way::Loads);
        let (coarse_firsts, coarse_seconds) = (
            firsts.iter().map(|body| coarse(body)).collect::<Vec<_>>(),
            seconds.iter().map(|body| coarse(body)).collect::<Vec<_>>(),
        );
        let (known, found) = (
            paired_by_nearest(&coarse_firsts, &coarse_seconds),
            paired_by_nearest(&firsts, &seconds),
        );
        println!(
            "by channel and device alone {:.2} %, by all bytes {:.2} %",
            known * 100.0,
            found * 100.0
        );
        assert!(
            found <= known + MAX_GAIN,
            "{found} by all bytes, {known} by channel and device"
        );
    }

    #[test]
    fn an_adversary_who_is_given_an_identifier_pairs_everybody() {
        // Else the tests above would say nothing.
        let (mut firsts, mut seconds) = batches(Crowd::OneWay, Way::Loads);
        for (visitor, (first, second)) in firsts.iter_mut().zip(&mut seconds).enumerate() {
            let id = format!(
                "\"visitor\":\"{:08x}\",",
                (visitor as u32).wrapping_mul(0x9e37_79b9)
            );
            first.insert_str(1, &id);
            second.insert_str(1, &id);
        }
        let found = paired_by_nearest(&firsts, &seconds);
        assert!(0.9 < found, "{found}");
    }

    #[test]
    fn that_something_came_before_leaves_a_thousand_shoppers_to_choose_from() {
        // Who knows that `nth` is 1 once in a session can rule out second batches: this is what
        // funnels without identifiers cost.
        let (firsts, seconds) = batches(Crowd::OneWay, Way::Funnel);
        let chance = 1.0 / f64::from(VISITORS);
        let found = paired_by_counts(&firsts, &seconds);
        println!(
            "by the counts {:.2} % of the pairs, chance {:.2} %",
            found * 100.0,
            chance * 100.0
        );
        assert!(chance < found && found <= chance + MAX_GAIN, "{found}");
    }

    /// Only what docs/privacy.md says that a shopper's batches share: channel and device.
    fn coarse(body: &str) -> String {
        let body: Value = serde_json::from_str(body).unwrap();
        let event = &body["events"][0];
        format!("{} {}", event["channel"], event["device"])
    }
}
