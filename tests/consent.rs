//! Nothing leaves without consent: 1,000 random orders of yes, no, events, flushes, page loads and
//! time in two tabs of one shop.
//!
//! Each event carries a number of its own, so that whatever is sent or stored can be traced to the
//! moment when it was counted. Repeatable: order `n` is seed `n`.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "support/chance.rs"]
mod chance;
#[cfg(test)]
#[path = "support/two_tabs.rs"]
mod two_tabs;

#[cfg(test)]
mod tests {
    use super::chance::Chance;
    use super::two_tabs::{Shop, Tally};

    const ORDERS: u32 = 1000;
    const STEPS: u32 = 60;

    #[test]
    fn in_no_order_of_choices_events_and_pages_does_anything_leave_without_consent() {
        let mut tally = Tally::default();
        for seed in 1..=ORDERS {
            let mut shop = Shop::open(Chance::new(seed));
            for _ in 0..STEPS {
                shop.step();
                shop.expect_nothing_kept_without_consent();
            }
            shop.add_to(&mut tally);
        }
        println!("{tally:?}");
        // The orders must reach what they are to test.
        assert!(5000 < tally.sent, "{tally:?}");
        assert!(2000 < tally.withdrawn_unsent, "{tally:?}");
        assert!(2000 < tally.while_denied, "{tally:?}");
        assert!(500 < tally.told_by_the_other_tab, "{tally:?}");
        assert!(500 < tally.pages_while_denied, "{tally:?}");
    }
}
