//! Prices as shoppers read them. Cents in, text out; no arithmetic on floats.

/// Such as `€129.90`.
pub(crate) fn money(cents: u32) -> String {
    format!("€{}.{:02}", cents / 100, cents % 100)
}

/// Such as `129.90`, for machines.
pub(crate) fn decimal(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// The next whole euro that pays it.
pub(crate) fn whole_euros_up(cents: u32) -> u32 {
    cents.div_ceil(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_always_shows_two_digits() {
        assert_eq!(money(12990), "€129.90");
        assert_eq!(money(5), "€0.05");
        assert_eq!(decimal(24900), "249.00");
        assert_eq!(
            (whole_euros_up(0), whole_euros_up(1), whole_euros_up(100)),
            (0, 1, 1)
        );
    }
}
