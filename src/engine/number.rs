//! Exact decimal numbers, kept as their text.
//!
//! So a price arrives at the collector as the shop wrote it, and no floating-point formatting
//! is needed. Everything is linear in the text. How people write numbers is known to [`prose`].

mod prose;

pub(crate) use prose::{Pick, minus_before, next_number, number_in_prose};

use crate::engine::text;

/// The smallest whole number of 18 digits.
const TOO_LARGE: u64 = 100_000_000_000_000_000;

/// Most digits after the point.
const MAX_FRACTION_DIGITS: i32 = 12;

/// A decimal number as canonical text: "1299.5", "-3", "0".
///
/// At most 17 significant digits, at most 12 of them after the point; no exponent, no
/// trailing zeros after the point, no "-0".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal(String);

impl Decimal {
    /// Reads a number by the grammar of JSON; see [`Decimal::from_plain`] for what fits.
    ///
    /// Source: RFC 8259, section 6.
    pub(crate) fn from_json_number(text: &str) -> Option<Decimal> {
        let mut before = b'-';
        let unsigned = text.strip_prefix("-").unwrap_or(text);
        for byte in unsigned.bytes() {
            // A point stands between digits; `from_plain` sees to the rest.
            let digit = byte.is_ascii_digit();
            if before == b'.' && !digit || byte == b'.' && !before.is_ascii_digit() {
                return None;
            }
            before = byte;
        }
        match unsigned.as_bytes() {
            [b'0', b'0'..=b'9', ..] => None,
            [b'0'..=b'9', .., b'0'..=b'9'] | [b'0'..=b'9'] => Decimal::from_plain(text),
            _ => None,
        }
    }

    /// Reads "1299.5", "-3", ".5" or "1e3", with white space around it.
    ///
    /// Digits after the twelfth decimal place, and after the seventeenth digit, are rounded
    /// away (prices that are floating-point sums look like 19.990000000000002). None if it is
    /// no number, or has more than 17 digits before the point.
    pub fn from_plain(text: &str) -> Option<Decimal> {
        let text = text.trim_ascii();
        let unsigned = text.strip_prefix("-").unwrap_or(text);
        let mut bytes = unsigned.as_bytes();
        let mut digits = 0u64;
        let mut exponent = 0i32;
        let mut any_digit = false;
        let mut after_point = false;
        while let [byte, rest @ ..] = bytes {
            bytes = rest;
            match byte {
                b'0'..=b'9' => {
                    any_digit = true;
                    // An 18th digit is kept for rounding; later ones change nothing.
                    let kept = digits < TOO_LARGE;
                    if kept {
                        digits = digits * 10 + u64::from(byte - b'0');
                    }
                    exponent = exponent.saturating_add(i32::from(!kept) - i32::from(after_point));
                }
                b'.' if !after_point => after_point = true,
                b'e' | b'E' if any_digit => {
                    exponent = exponent.saturating_add(read_exponent(rest)?);
                    bytes = &[];
                }
                _ => return None,
            }
        }
        if !any_digit {
            return None;
        }
        from_parts(unsigned.len() < text.len(), digits, exponent)
    }

    /// The canonical text, which is also the number's JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest binary number; exact rounding up to 15 digits, one unit off at most above.
    pub fn to_f64(&self) -> f64 {
        let mut digits = 0u64;
        let mut divisor = 1.0;
        let mut after_point = false;
        for byte in self.0.bytes() {
            match byte {
                b'0'..=b'9' => {
                    digits = digits * 10 + u64::from(byte - b'0');
                    if after_point {
                        divisor *= 10.0;
                    }
                }
                b'.' => after_point = true,
                _ => {}
            }
        }
        let size = digits as f64 / divisor;
        if self.is_negative() { -size } else { size }
    }

    /// Nothing.
    pub(crate) fn zero() -> Decimal {
        Decimal("0".to_owned())
    }

    /// Whether nothing stands after the point.
    pub(crate) fn is_integer(&self) -> bool {
        !self.0.bytes().any(|byte| byte == b'.')
    }

    /// Whether it is below zero.
    pub(crate) fn is_negative(&self) -> bool {
        self.0.starts_with("-")
    }

    /// The number below zero of the same size; zero stays zero.
    pub(crate) fn negative(self) -> Decimal {
        if self.is_negative() || self.0 == "0" {
            return self;
        }
        let mut out = String::from("-");
        out.push_str(&self.0);
        Decimal(out)
    }
}

/// A decimal exponent with its sign, held within ±9999.
fn read_exponent(bytes: &[u8]) -> Option<i32> {
    let (sign, digits) = match bytes {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        _ => (1, bytes),
    };
    let mut exponent = 0;
    for byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        exponent = i32::min(exponent * 10 + i32::from(byte - b'0'), 9999);
    }
    if digits.is_empty() {
        None
    } else {
        Some(sign * exponent)
    }
}

/// `digits` × 10^`exponent`, rounded half up to what fits.
fn from_parts(negative: bool, mut digits: u64, mut exponent: i32) -> Option<Decimal> {
    let mut cut = 0;
    while exponent < 0 && digits > 0 && (exponent < -MAX_FRACTION_DIGITS || TOO_LARGE <= digits) {
        cut = digits % 10;
        digits /= 10;
        exponent += 1;
    }
    // When all digits went away before the twelfth place was reached, the last one cut off
    // stands too far behind to be rounded up.
    if 5 <= cut && -MAX_FRACTION_DIGITS <= exponent {
        digits += 1;
    }
    while exponent < 0 && digits > 0 && digits.is_multiple_of(10) {
        digits /= 10;
        exponent += 1;
    }
    while exponent > 0 && 0 < digits && digits < TOO_LARGE {
        digits *= 10;
        exponent -= 1;
    }
    if TOO_LARGE <= digits {
        return None;
    }
    let mut out = String::new();
    if negative && digits > 0 {
        out.push('-');
    }
    let fraction_digits = if digits == 0 {
        0
    } else {
        exponent.unsigned_abs()
    };
    text::push_scaled(&mut out, digits, fraction_digits);
    Some(Decimal(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_text() {
        fn check(text: &str, expected: Option<&str>) {
            let number = Decimal::from_plain(text);
            assert_eq!(number.as_ref().map(Decimal::as_str), expected, "{text}");
        }
        check("0", Some("0"));
        check("-0", Some("0"));
        check("-0.00", Some("0"));
        check("007", Some("7"));
        check(" 1299.50 ", Some("1299.5"));
        check("-3", Some("-3"));
        check("-0.5", Some("-0.5"));
        check(".5", Some("0.5"));
        check("5.", Some("5"));
        check("1000", Some("1000"));
        check("1e3", Some("1000"));
        check("1.5E+2", Some("150"));
        check("12.5e-1", Some("1.25"));
        check("1e-12", Some("0.000000000001"));
        check("5e-13", Some("0.000000000001"));
        check("4e-13", Some("0"));
        check("9e-99999999999", Some("0"));
        check("0e99999999999", Some("0"));
        check("1e16", Some("10000000000000000"));
        check("1e17", None);
        check("1e99999999999", None);
        check("12345678901234567", Some("12345678901234567"));
        check("99999999999999999", Some("99999999999999999"));
        check("100000000000000000", None);
        check("99999999999999999.9", None);
        check("19.990000000000002", Some("19.99"));
        check("0.30000000000000004", Some("0.3"));
        check("0.1234567890126", Some("0.123456789013"));
        check("0.9999999999996", Some("1"));
        check("1234567.8901234567891", Some("1234567.8901234568"));
        check("0.000000000000000000000001", Some("0"));
        check(&("0.".to_owned() + &"0".repeat(50_000) + "1"), Some("0"));
        check(&("1".to_owned() + &"0".repeat(50_000)), None);
        check("", None);
        check("-", None);
        check(".", None);
        check("1e", None);
        check("1e+", None);
        check("1e1.5", None);
        check("--1", None);
        check("1 2", None);
        check("1,5", None);
        check("NaN", None);
        check("0x10", None);
        check("１２", None);
    }

    #[test]
    fn a_number_in_json_follows_the_grammar() {
        fn check(text: &str, right: bool) {
            assert_eq!(Decimal::from_json_number(text).is_some(), right, "{text}");
        }
        for text in ["0", "-0", "10", "0.5", "-1.5e+10", "1E-2", "0e1"] {
            check(text, true);
        }
        for text in [
            "", "-", "01", "-01", "1.", ".5", "1.e1", "1e", "1e+", "1e1.", "1e.1", "+1", " 1",
            "1 ", "--1",
        ] {
            check(text, false);
        }
    }

    #[test]
    fn a_number_is_compared_as_the_standard_library_reads_it() {
        for text in [
            "0",
            "0.1",
            "1299.5",
            "-3",
            "0.000000000001",
            "99999999999999.9",
            "123.456",
            "-0.07",
        ] {
            let number = Decimal::from_plain(text).unwrap();
            assert_eq!(number.to_f64(), text.parse::<f64>().unwrap(), "{text}");
        }
        assert!(Decimal::from_plain(&42.to_string()).unwrap().is_integer());
        assert!(!Decimal::from_plain("4.2").unwrap().is_integer());
        assert_eq!(
            Decimal::from_plain("4294967295").unwrap().as_str(),
            "4294967295"
        );
        assert_eq!(
            Decimal::from_plain(&5.to_string())
                .unwrap()
                .negative()
                .as_str(),
            "-5"
        );
        assert_eq!(
            Decimal::from_plain(&5.to_string())
                .unwrap()
                .negative()
                .negative()
                .as_str(),
            "-5"
        );
        assert_eq!(
            Decimal::from_plain(&0.to_string())
                .unwrap()
                .negative()
                .as_str(),
            "0"
        );
    }
}
