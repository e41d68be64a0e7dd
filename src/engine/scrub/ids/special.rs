//! Numbers whose check is no weighted sum.

use super::super::Kind;
use super::super::digits::words_before;
use super::super::pattern::matched;
use super::Found;
use super::schemes::Scheme;

/// Stand for rules of their own where a scheme has its modulus.
pub(super) const ISO_7064_11_10: u32 = 1;
pub(super) const VERHOEFF: u32 = 2;
pub(super) const ITALY: u32 = 3;
pub(super) const PORTUGAL: u32 = 4;
pub(super) const FRENCH_TAX: u32 = 511;

fn number(values: &[u8]) -> u64 {
    let mut number = 0;
    for value in values {
        number = number * 10 + u64::from(value & 0x0f);
    }
    number
}

/// Two check digits. 97 (France, Belgium): 97 less the remainder of the number itself; 101 (Russia):
/// the remainder of the weighted sum.
pub(super) fn two_digits(scheme: &Scheme, values: &[u8]) -> bool {
    let Some((digits, check)) = values.split_last_chunk::<2>() else {
        return false;
    };
    let check = number(check);
    if scheme.modulus == 101 {
        let mut sum = 0;
        for (weight, value) in scheme.weights.bytes().zip(digits) {
            sum += u64::from((weight - b'0') * (value - b'0'));
        }
        return sum % 101 % 100 == check;
    }
    // Corsica is 2A and 2B, which count as 19 and 18; as digits the letters here are 1 and 2.
    let less = match digits.iter().find(|value| value.is_ascii_alphabetic()) {
        None => 0,
        Some(b'A') => 2_000_000,
        Some(b'B') => 4_000_000,
        Some(_) => return false,
    };
    let digits = number(digits).wrapping_sub(less);
    let right = |number: u64| 97 - number % 97 == check;
    // Belgians born after 1999 have a 2 before the number.
    right(digits) || scheme.form.starts_with("YY") && right(digits + 2_000_000_000)
}

/// France's tax number (SPI): three check digits, the remainder of those before them. The first is 0 to 3.
pub(super) fn french_tax(values: &[u8]) -> bool {
    let Some((digits, check)) = values.split_last_chunk::<3>() else {
        return false;
    };
    values.first() <= Some(&b'3') && number(digits) % u64::from(FRENCH_TAX) == number(check)
}

/// The card of a citizen of Portugal: the formula of Luhn, in which letters count as 10 to 35. Of bare
/// digits it would prove no more than a card's does.
pub(super) fn portugal(values: &[u8]) -> bool {
    let mut sum = 0;
    for (index, value) in values.iter().rev().enumerate() {
        let number = match value {
            b'0'..=b'9' => u32::from(value - b'0'),
            _ => u32::from(value - b'A') + 10,
        };
        sum += match index % 2 {
            0 => number,
            _ if number < 5 => number * 2,
            _ => number * 2 - 9,
        };
    }
    sum % 10 == 0 && values.iter().any(u8::is_ascii_alphabetic)
}

/// ISO/IEC 7064, MOD 11,10.
pub(super) fn hybrid(values: &[u8]) -> bool {
    let mut product = 10;
    let Some((check, digits)) = values.split_last() else {
        return false;
    };
    for value in digits {
        let sum = (u32::from(value - b'0') + product) % 10;
        product = if sum == 0 { 10 } else { sum } * 2 % 11;
    }
    (11 - product) % 10 == u32::from(check - b'0')
}

/// The dihedral check of J. Verhoeff, Error Detecting Decimal Codes, 1969. India's numbers begin with
/// 2 to 9.
pub(super) fn verhoeff(values: &[u8]) -> bool {
    const PERMUTED: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let mut check = 0u8;
    for (index, value) in values.iter().rev().enumerate() {
        let mut digit = value - b'0';
        for _ in 0..index % 8 {
            digit = PERMUTED
                .get(usize::from(digit))
                .copied()
                .unwrap_or_default();
        }
        // Multiplication of the group of a pentagon's turns (0 to 4) and mirrorings (5 to 9).
        check = match (check, digit) {
            (0..5, 0..5) => (check + digit) % 5,
            (0..5, _) => (check + digit) % 5 + 5,
            (_, 0..5) => (check - digit) % 5 + 5,
            _ => (check + 5 - digit) % 5,
        };
    }
    check == 0 && b'2' <= values.first().copied().unwrap_or_default()
}

/// Italy's codice fiscale: characters at odd places count by a table, the others by their number.
/// Source: decree of the Ministry of Finance of 23 December 1976.
pub(super) fn italy(values: &[u8]) -> bool {
    const ODD: &[u8; 26] = b"BAFHJNPRTVCESULDGIMOQKWZYX";
    let Some((check, values)) = values.split_last() else {
        return false;
    };
    let mut sum = 0;
    for (index, value) in values.iter().enumerate() {
        let number = match value {
            b'0'..=b'9' => value - b'0',
            _ => value - b'A',
        };
        sum += if index % 2 == 0 {
            ODD.get(usize::from(number))
                .map_or(0, |odd| u32::from(odd - b'A'))
        } else {
            u32::from(number)
        };
    }
    sum % 26 == u32::from(check - b'A')
}

/// Words before a vehicle's number; with one of them it needs no check digit, which Europe has not.
const VEHICLE_WORDS: &str = "vin fin chassis fahrgestell* fahrzeug* vehicle telaio bastidor";

/// Where the vehicle identification number ends that begins at `at`.
///
/// Source: ISO 3779, with the check digit of 49 CFR 565.15.
pub(super) fn vehicle(bytes: &[u8], at: usize) -> Option<Found> {
    let found = matched(bytes, at, "XXXXXXXXXXXXXXXXX")?;
    let mut sum = 0;
    let mut digits = 0;
    for (value, weight) in found.values().iter().zip(b"8765432:098765432") {
        let number = match value {
            b'0'..=b'9' => {
                digits += 1;
                value - b'0'
            }
            b'I' | b'O' | b'Q' => return None,
            b'A'..=b'H' => value - b'A' + 1,
            b'J'..=b'R' => value - b'J' + 1,
            _ => value - b'S' + 2,
        };
        sum += u32::from(number) * u32::from(weight - b'0');
    }
    let check = b"0123456789X".get((sum % 11) as usize);
    let right = check == found.values().get(8);
    let named = words_before(bytes.get(..at)?, VEHICLE_WORDS, "no nr number is");
    let known = (5..=16).contains(&digits) && right || named && 3 <= digits;
    known.then_some(Found {
        end: found.end,
        kind: Kind::Vin,
        strong: true,
    })
}
