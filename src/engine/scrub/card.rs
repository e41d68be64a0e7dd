//! Finds numbers of payment cards: 12 to 19 digits of an issuer, with the right check digit.
//!
//! A number that is also a valid GTIN is a product, unless its length or issuer says more. The digits
//! stand together, in groups, or each alone.

use super::digits::{Number, Verdict, is_gtin, is_luhn, words_before};
use super::phone::PRODUCT_SHAPES;
use super::{Field, Kind};
use crate::engine::text::has_word;

/// Words before a number that say that it is a card's.
const CARD_WORDS: &str = "card cards karte kreditkarte carte tarjeta carta kaart kort karta visa mastercard amex maestro cc pan";

pub(super) fn judge(number: &Number) -> Verdict {
    let values = number.values.as_slice();
    let shape = number.shape.as_bytes();
    // Orders are grouped in sevens, toys have five digits.
    let size = |length: &u8| matches!(length, b'3' | b'4' | b'6' | b'8');
    let grouped = shape.iter().rev().skip(1).all(size) && !shape.starts_with(b"3");
    let even = shape
        .iter()
        .all(|length| Some(length) == shape.first() && *length <= b'2');
    let right_form = match shape {
        // An article's code can be a bare number with a right check digit by chance.
        [_] => number.field != Field::Code,
        _ => grouped || even && !is_sizes(values, shape),
    };
    // Maestro's short numbers stand together.
    let right_form = right_form && (values.len() != 12 || shape.len() == 1);
    if !right_form || !is_luhn(values) {
        return Verdict::Unknown;
    }
    let Some(issued) = issued(values) else {
        return Verdict::Unknown;
    };
    // Short numbers of the right form are many.
    if number.is_article && values.len() < 15 {
        return Verdict::Unknown;
    }
    let certain = issued == Issuer::Certain
        || shape.len() == 1 && words_before(number.before, CARD_WORDS, "no nr number is my");
    if certain || !is_gtin(values) || !has_word(PRODUCT_SHAPES, &number.shape) {
        return Verdict::Hit(Kind::Card);
    }
    Verdict::Unknown
}

/// Pairs that ascend are sizes: "38 40 42".
fn is_sizes(values: &[u8], shape: &[u8]) -> bool {
    shape.first() == Some(&b'2') && values.chunks(2).is_sorted()
}

/// How sure the first digits and the length are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Issuer {
    /// Rather a card than a product with that GTIN.
    Certain,
    /// A GTIN is likelier.
    Likely,
}

/// Whether a card of this length can begin like this.
///
/// Source: the ranges that the card networks publish; ISO/IEC 7812-1 allows up to 19 digits.
fn issued(values: &[u8]) -> Option<Issuer> {
    let prefix = values
        .iter()
        .take(4)
        .fold(0, |prefix, value| prefix * 10 + u32::from(*value));
    let right = match (prefix, values.len()) {
        // Diners Club with 14 digits; few GTINs have as many, and fewer of them begin like this.
        (3000..=3059 | 3095 | 3600..=3699 | 3800..=3999, 14) => return Some(Issuer::Certain),
        // Maestro with 12: as UPCs these would be coupons or foreign.
        (604 | 5018 | 5020 | 5038 | 5600..=5899 | 6304 | 6390 | 6759 | 6761..=6763, 12) => {
            return Some(Issuer::Certain);
        }
        // Visa's old numbers, where GS1 has given the prefix to no country.
        (4410..=4499 | 4720..=4739, 13) => return Some(Issuer::Certain),
        // Visa.
        (4000..=4999, 13 | 16 | 19) => true,
        // American Express, JCB.
        (3400..=3499 | 3700..=3799 | 1800 | 2131, 15) => true,
        (3000..=3059 | 3095 | 3600..=3699 | 3800..=3999, 16..) => true,
        // Mastercard, Mir, Maestro, Discover, UnionPay, RuPay, JCB, Troy.
        (
            2200..=2204
            | 2221..=2720
            | 3500..=3599
            | 5000..=5899
            | 6000..=6999
            | 8100..=8299
            | 9792,
            16..,
        ) => true,
        _ => false,
    };
    right.then_some(Issuer::Likely)
}
