//! Numbers made of groups of digits, and their check sums: what `card` and `phone` share.
//!
//! Linear in the text: from each group at most 19 digits are tried.

/// Most digits of anything that is looked for.
const MAX_DIGITS: usize = 19;

/// Most characters between two groups, as in "(030) / 12".
const MAX_SEPARATORS: usize = 3;

/// Some groups of digits with what is between and around them.
#[derive(Debug)]
pub(super) struct Number<'a> {
    /// The text before it, from the last hit on.
    pub(super) before: &'a [u8],
    /// From its first digit to its last.
    pub(super) text: &'a [u8],
    /// The text after it.
    pub(super) after: &'a [u8],
    /// The values of its digits.
    pub(super) values: Vec<u8>,
    /// The length of each group as a digit; 9 stands for more, too.
    pub(super) shape: String,
}

/// What a detector says about a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is what is looked for.
    Hit,
    /// It is certainly something else, as are its parts.
    Product,
    /// Neither.
    Unknown,
}

/// The first number at or after byte `from` that `judge` takes for a hit; where it starts and ends.
///
/// Of several that begin alike the longest counts. Groups may be up to three of ` -./()` apart.
pub(super) fn find(
    bytes: &[u8],
    from: usize,
    judge: fn(&Number) -> Verdict,
) -> Option<(usize, usize)> {
    let mut start = from;
    loop {
        start += bytes.get(start..)?.iter().position(u8::is_ascii_digit)?;
        let mut number = Number {
            before: bytes.get(from..start)?,
            text: &[],
            after: bytes.get(start..)?,
            values: Vec::new(),
            shape: String::new(),
        };
        let mut hit = None;
        let mut more = take_group(&mut number);
        let mut next = bytes.len() - number.after.len();
        while more {
            let end = bytes.len() - number.after.len();
            number.text = bytes.get(start..end)?;
            match judge(&number) {
                Verdict::Hit => hit = Some((start, end)),
                Verdict::Product => next = end,
                Verdict::Unknown => {}
            }
            more = take_group(&mut number);
        }
        if hit.is_some() {
            return hit;
        }
        start = next;
    }
}

/// Adds the next group to a number; false if none follows, or if there are too many digits.
fn take_group(number: &mut Number) -> bool {
    let mut rest = number.after;
    if !number.values.is_empty() {
        for _ in 0..MAX_SEPARATORS {
            if let [b' ' | b'-' | b'.' | b'/' | b'(' | b')', behind @ ..] = rest {
                rest = behind;
            }
        }
    }
    let mut length = 0;
    while let [digit @ b'0'..=b'9', behind @ ..] = rest {
        // One digit too many is enough to know that it is none.
        if number.values.len() <= MAX_DIGITS {
            number.values.push(digit - b'0');
        }
        length = u8::min(length + 1, 9);
        rest = behind;
    }
    number.shape.push(char::from(b'0' + length));
    number.after = rest;
    length > 0 && number.values.len() <= MAX_DIGITS
}

/// Whether it is a GTIN-8, -12, -13 or -14 (EAN, UPC, ISBN-13) with the right check digit.
///
/// Source: GS1 General Specifications, section 7.9.
pub(super) fn is_gtin(values: &[u8]) -> bool {
    matches!(values.len(), 8 | 12 | 13 | 14)
        && sum_from_the_right(values, [0, 3, 6, 9, 2, 5, 8, 1, 4, 7]) == 0
}

/// Whether the check digit is right by the Luhn formula.
///
/// Source: ISO/IEC 7812-1, annex B.
pub(super) fn is_luhn(values: &[u8]) -> bool {
    sum_from_the_right(values, [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]) == 0
}

/// The last digit of the sum, to which every second digit from the right adds its `weighted` value.
fn sum_from_the_right(values: &[u8], weighted: [u8; 10]) -> u8 {
    let mut sum = 0;
    let mut second = false;
    for value in values.iter().rev() {
        let value = if second {
            weighted.get(usize::from(*value))
        } else {
            Some(value)
        };
        sum = (sum + value.copied().unwrap_or_default()) % 10;
        second = !second;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<u8> {
        text.bytes()
            .filter(u8::is_ascii_digit)
            .map(|byte| byte - b'0')
            .collect()
    }

    #[test]
    fn a_check_digit_is_told_from_a_wrong_one() {
        for right in [
            "4006381333931",
            "036000291452",
            "96385074",
            "10614141000415",
            "9783161484100",
        ] {
            assert!(is_gtin(&values(right)), "{right}");
        }
        for wrong in [
            "4006381333932",
            "036000291453",
            "96385075",
            "400638133393",
            "0",
        ] {
            assert!(!is_gtin(&values(wrong)), "{wrong}");
        }
        assert!(is_luhn(&values("4111 1111 1111 1111")));
        assert!(!is_luhn(&values("4111 1111 1111 1112")));
    }

    #[test]
    fn a_number_ends_where_something_else_stands() {
        fn check(text: &str, expected: &str) {
            let found = find(text.as_bytes(), 0, |_| Verdict::Hit);
            assert_eq!(
                found.map_or("", |(start, end)| &text[start..end]),
                expected,
                "{text}"
            );
        }
        check("", "");
        check("none", "");
        check("size 42", "42");
        check("(030) / 12-34 x 5", "030");
        check("(030)/ 12-34 x 5", "030)/ 12-34");
        check("1 - 2", "1 - 2");
        check("1,2", "1");
        check("1 ", "1");
        check(&"1 ".repeat(100), "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1");
        check(&"1".repeat(20), "");
    }
}
