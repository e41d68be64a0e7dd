//! Two batches of one shopper can't be told from two batches of two: an adversary who has all bytes
//! tries to pair the batches of 1,000 simulated shoppers.
//!
//! Each shopper has a tempo, a clock, a referrer, a landing address with a click id, and randomness
//! of their own, and sends two batches through the real engine. What a shopper chooses to look at is
//! drawn anew each time: who looks twice for the same rare thing is known by that, in any system.
//! `TALLYMARK_BATCHES=file` writes the batches down for other adversaries: first all first ones, a
//! line each, then the second ones in the same order.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "support/chance.rs"]
mod chance;
#[cfg(test)]
#[path = "support/neighbours.rs"]
mod neighbours;
#[cfg(test)]
#[path = "support/visitors.rs"]
mod visitors;

#[cfg(test)]
mod tests {
    use super::neighbours::paired_by_nearest;
    use super::visitors::{Crowd, VISITORS, paired_by_counts, visit};

    /// How much better than chance an adversary may be: one of a hundred.
    const MAX_GAIN: f64 = 0.01;

    fn batches(crowd: Crowd) -> (Vec<String>, Vec<String>) {
        (1..=VISITORS).map(|visitor| visit(visitor, crowd)).unzip()
    }

    #[test]
    fn of_a_thousand_shoppers_on_the_same_way_nobody_finds_the_other_batch() {
        let (firsts, seconds) = batches(Crowd::OneWay);
        if let Some(path) = std::env::var_os("TALLYMARK_BATCHES") {
            let lines: Vec<&str> = firsts.iter().chain(&seconds).map(String::as_str).collect();
            std::fs::write(path, lines.join("\n")).unwrap();
        }
        let (chance, found) = (
            1.0 / f64::from(VISITORS),
            paired_by_nearest(&firsts, &seconds),
        );
        println!(
            "chance {:.2} %, nearest neighbour {:.2} %",
            chance * 100.0,
            found * 100.0
        );
        assert!(found <= chance + MAX_GAIN, "{found}");
    }

    #[test]
    fn what_tells_shoppers_apart_is_what_the_privacy_page_says_and_no_more() {
        let (firsts, seconds) = batches(Crowd::Mixed);
        let coarse = |body: &String| visitors_coarse(body);
        let (coarse_firsts, coarse_seconds) = (
            firsts.iter().map(coarse).collect::<Vec<_>>(),
            seconds.iter().map(coarse).collect::<Vec<_>>(),
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
        let (mut firsts, mut seconds) = batches(Crowd::OneWay);
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
    fn the_counts_of_a_journey_leave_many_shoppers_to_choose_from() {
        // Who knows that `nth` goes on where it stopped can rule out most second batches. This is
        // what funnels without identifiers cost; docs/privacy.md says so, with this figure.
        let (firsts, seconds) = batches(Crowd::OneWay);
        let chance = 1.0 / f64::from(VISITORS);
        let found = paired_by_counts(&firsts, &seconds);
        println!(
            "by the counts {:.2} % of the pairs, chance {:.2} %",
            found * 100.0,
            chance * 100.0
        );
        assert!(chance < found && found < 0.05, "{found}");
    }

    fn visitors_coarse(body: &str) -> String {
        super::visitors::coarse(body)
    }
}
