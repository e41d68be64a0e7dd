//! Finds bank accounts: an IBAN of a country's length with the right check digits.

use super::Kind;
use super::draft::Draft;
use super::net::is_start;

/// Countries with the number of characters of their IBANs.
/// Source: the SWIFT IBAN registry, release 99, and national schemes in use.
const LENGTHS: &str = "AD24AE23AL28AO25AT20AZ28BA20BE16BF28BG22BH22BI27BJ28BR29BY28CF27CG27CH21CI28CM27CR22CV25CY28\
    CZ24DE22DJ27DK18DO28DZ26EE20EG29ES24FI18FK18FO18FR27GA27GB22GE22GI23GL18GQ27GR27GT28GW25HN28HR21HU28IE22IL23\
    IQ23IR26IS26IT27JO30KM27KW30KZ20LB28LC32LI21LT20LU20LV21LY25MA28MC27MD24ME22MG27MK19ML28MN20MR27MT31MU30MZ25\
    NE28NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SN28SO23ST25SV28TD27TG28TL23\
    TN24TR26UA29VA22VG24XK20YE30";

/// Fewest and most characters of an IBAN. Source: ISO 13616-1.
const MIN_LENGTH: usize = 14;
const MAX_LENGTH: usize = 34;

/// Fewest digits where a space stands behind the country, or a word before it.
const MIN_DIGITS: usize = 10;

pub(super) fn mark(draft: &mut Draft) {
    let mut at = 0;
    while at < draft.bytes.len() {
        match account(&draft.bytes, at) {
            Some(end) => {
                draft.mark(at, end, Kind::Iban);
                at = end;
            }
            None => at += 1,
        }
    }
}

/// Where the IBAN ends that begins at `at`; its characters may be apart by one separator each.
fn account(bytes: &[u8], at: usize) -> Option<usize> {
    let [first, second, ..] = bytes.get(at..)? else {
        return None;
    };
    if !first.is_ascii_alphabetic() || !second.is_ascii_alphabetic() {
        return None;
    }
    let after_word = matches!(bytes.get(..at), Some([.., b'N' | b'n']));
    let after_word = after_word && !is_start(bytes, at);
    if !is_start(bytes, at) && !after_word {
        return None;
    }
    let length = LENGTHS
        .as_bytes()
        .chunks(4)
        .find_map(|country| match country {
            [one, two, tens, ones]
                if first.eq_ignore_ascii_case(one) && second.eq_ignore_ascii_case(two) =>
            {
                Some(usize::from((tens - b'0') * 10 + (ones - b'0')))
            }
            _ => None,
        })?;
    let mut characters = [0; MAX_LENGTH];
    let mut count = 0;
    let mut end = at;
    let mut found = None;
    let mut in_fours = true;
    for slot in &mut characters {
        super::step();
        let rest = match bytes.get(end..)? {
            [b' ' | b'-' | b'.' | b'+' | b'_', rest @ ..] if 0 < count => {
                in_fours &= count % 4 == 0;
                rest
            }
            rest => rest,
        };
        let [byte, rest @ ..] = rest else {
            break;
        };
        if !byte.is_ascii_alphanumeric() {
            break;
        }
        *slot = *byte;
        count += 1;
        end = bytes.len() - rest.len();
        // Not of the country's length, but whole: a slip, or a country that isn't listed right.
        let slip = in_fours
            && MIN_LENGTH <= count
            && !matches!(rest, [b' ' | b'-' | b'.' | b'+', next, ..] if next.is_ascii_alphanumeric());
        if (count == length || slip) && !rest.first().is_some_and(u8::is_ascii_alphanumeric) {
            found = found.or(Some((count, end)));
        }
    }
    let [_, _, b'0'..=b'9', b'0'..=b'9', ..] = characters else {
        return None;
    };
    let (count, end) = found?;
    // "DE 89 3704", "IBANDE89": words that begin so are short, and have few digits.
    let whole = !after_word && bytes.get(at + 2).is_some_and(u8::is_ascii_digit);
    let digits = characters.iter().filter(|byte| byte.is_ascii_digit());
    if !whole && digits.count() < MIN_DIGITS {
        return None;
    }
    (remainder(characters.get(4..count)?, characters.get(..4)?) == 1).then_some(end)
}

/// The account and then its country and check digits as one number, modulo 97.
///
/// Source: ISO 13616, with ISO/IEC 7064 MOD 97-10.
fn remainder(account: &[u8], head: &[u8]) -> u32 {
    let mut remainder = 0;
    for byte in account.iter().chain(head) {
        remainder = match byte {
            b'0'..=b'9' => remainder * 10 + u32::from(byte - b'0'),
            _ => remainder * 100 + u32::from((byte & 0x1f) + 9),
        } % 97;
    }
    remainder
}
