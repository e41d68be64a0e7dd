//! A wall clock's seconds as ISO 8601 text, and ids as UUIDs.

use crate::engine::text::push_scaled;

/// Appends whole seconds since 1970 as `2026-11-21T04:00:00Z`.
///
/// Days to a civil date: https://howardhinnant.github.io/date_algorithms.html#civil_from_days.
/// Years up to 9999; later seconds are written as the last of them.
pub(crate) fn push_iso(out: &mut String, seconds: u64) {
    let seconds = seconds.min(253_402_300_799);
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Months from March on, so that the leap day is the last of its year.
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + 400 * era + u64::from(month <= 2);
    let second = seconds % 86_400;
    let parts = [
        (year, '-'),
        (month, '-'),
        (day, 'T'),
        (second / 3600, ':'),
        (second / 60 % 60, ':'),
        (second % 60, 'Z'),
    ];
    for (number, end) in parts {
        if number < 10 {
            out.push('0');
        }
        push_scaled(out, number, 0);
        out.push(end);
    }
}

/// Appends 32 hex digits in the form of a random UUID: https://www.rfc-editor.org/rfc/rfc9562#section-5.4.
pub(crate) fn push_uuid(out: &mut String, id: &str) {
    for (place, digit) in id.chars().enumerate() {
        if matches!(place, 8 | 12 | 16 | 20) {
            out.push('-');
        }
        out.push(match (place, digit) {
            (12, _) => '4',
            (16, '0' | '4' | '8' | 'c') => '8',
            (16, '1' | '5' | '9' | 'd') => '9',
            (16, '2' | '6' | 'a' | 'e') => 'a',
            (16, _) => 'b',
            _ => digit,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_is_told_as_a_date() {
        let check = |seconds, expected: &str| {
            let mut out = String::new();
            push_iso(&mut out, seconds);
            assert_eq!(out, expected);
        };
        check(0, "1970-01-01T00:00:00Z");
        check(951_782_400, "2000-02-29T00:00:00Z");
        check(1_709_251_199, "2024-02-29T23:59:59Z");
        check(1_709_251_200, "2024-03-01T00:00:00Z");
        check(1_798_761_599, "2026-12-31T23:59:59Z");
        check(4_107_542_400, "2100-03-01T00:00:00Z");
        check(u64::MAX, "9999-12-31T23:59:59Z");
    }

    #[test]
    fn a_batch_id_is_told_as_a_random_uuid() {
        let check = |id: &str, expected: &str| {
            let mut out = String::new();
            push_uuid(&mut out, id);
            assert_eq!(out, expected);
        };
        check(
            "e1c88646000000098ff3478100000007",
            "e1c88646-0000-4009-8ff3-478100000007",
        );
        check(
            "ffffffffffffffffffffffffffffffff",
            "ffffffff-ffff-4fff-bfff-ffffffffffff",
        );
        check(
            "00000000000000001000000000000000",
            "00000000-0000-4000-9000-000000000000",
        );
    }
}
