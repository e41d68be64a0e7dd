//! Knows phone numbers: international ones, and the national forms that people write.
//!
//! A number counts by how it begins (`+`, `00`, a trunk `0`), by the lengths of its groups, or by
//! the word before it. Prices, sizes, dates, versions, part numbers and whatever has a right
//! GTIN check digit are no phone numbers; neither is a number of up to eight digits without a
//! separator.

use super::digits::{Number, Verdict, is_gtin, words_before};
use super::scan::{has, is_among, is_digit, is_letter, run, run_back};
use super::{Field, Kind};
use crate::engine::text::has_word;

/// Fewest and most digits of a phone number: E.164, section 6.2.1, and what is worth finding.
const MIN_DIGITS: usize = 7;
const MIN_NAMED_DIGITS: usize = 6;
const MAX_DIGITS: usize = 15;

/// Words before a number that say that it is one, or that it is none, and what may stand between. Cyrillic
/// ones as `fold` leaves them, most letters Latin.
const PHONE_WORDS: &str = "tel telefon* telephone phone* mobil* handy* cell call calling ring fax sms whatsapp \
    viber signal text teléfono movil móvil celular telem* tlf tfn puh puhelin gsm kontakt contact \
    anrufen ruf appeler llamar dzwoń тeл* teл* 电话 手机 電話 msisdn";
const PRODUCT_WORDS: &str = "isbn ean gtin upc asin sku* mpn art arti* artnr item ref reference référence \
    model* modèle part parts partno pn oem oe code prod* order orders \
    bestel* auftrag* commande* pedido* ordine barcode lot batch fits toner cartridge filter teilenummer teile ersatzteil \
    catalog* cat style invoice rechnung* serial seriennummer sn pzn variant* réf varen* tuote* katalog* \
    kat cikkszám zboží artículo codice código apтикyл* apт тoвapa кoд koд 品番 商品番号 po rma \
    receipt lego stihl playmobil schleich bosch nokia casio voucher gift coupon factu* fattura faktura zamówien* objednávka ordre beställning bestilling \
    tilaus sipariş зaкaз* Зaкaз* 注文番号 订单号";
const FILLERS: &str = "no nr num number nummer numero número numéro nº n° № id at on me us is under my to the is by card";

/// Makers whose articles have numbers as long as phone numbers, and units of what they make; none that is a name of
/// people or of a town. Behind them a number with a trunk 0 is a phone number all the same.
const MAKERS: &str = "renault peugeot citroen citroën bmw toyota varta wabco husqvarna \
    metabo electrolux whirlpool bauknecht siemens philips beko saeco duravit buderus wmf osram";
const UNITS: &str = "a ah v w wh";

/// Signs and words beside a number that say that it is a price or a share.
const PRICE_SIGNS: &str = "$ % € £ ¥ ₹ ₩ ₽ ₺ ₫ ฿ ₪ ₴ 円 元 원";
const PRICE_WORDS: &str = "eur euro euros usd gbp chf sek nok dkk pln czk huf ron try jpy cny inr rub uah brl aud cad mxn \
    zł zl kr kč kc ft lei лв pyб rp rs idr vnd krw mm cm m ml mah inch zoll";

/// Codes of countries behind 00, after a letter for the number of digits with them: `k` for 10, `l` for 11.
const DIALED: &str = "k32 k36 k45 k47 k65 k354 k372 l31 l32 l33 l346 l347 l349 l36 l41 l46 l48 l216 l356 l357 \
    l370 l371 l372 l386 l598 l852 m30 m39 m43 m44 m49 m52 m54 m55 m57 m62 m63 m81 m82 m90 m91 m92 m98 m20 m212 m254 m351 \
    m352 m353 m358 m359 m380 m381 m385 m420 m421 m593 m886 m966 m971 m972";

/// How articles' numbers are grouped in print: EAN-13 and UPC-A.
pub(super) const PRODUCT_SHAPES: &str = "9 8 166 76 1551";

/// Lengths of the groups of national numbers, after a letter for the first digit: `a` for 1, `b`
/// for 2 to 4, `c` for 5 to 9, `x` for a trunk 0 that stands alone.
///
/// North America 555-010-9999, 1-800-555-0199; Russia 8 800 555-35-35; China 138 1234 5678;
/// Australia 1300 123 456; Spain, Portugal, Poland, Turkey 612 345 678, 612 34 56 78,
/// 532 123 45 67, 22 123 45 67; India 98765 43210; Italy 347 1234567; Brazil 11 91234-5678; Norway
/// 412 34 567; Denmark 20 12 34 56; Singapore 9123 4567; Greece 6912 345678; Thailand 0 2123 4567;
/// and some with a country's code. Source: ITU-T E.123 and the numbering plans.
const SHAPES: &str = "b334 c334 a1334 c1334 b13322 c13322 a344 a433 b433 c433 b333 c333 b3222 c3222 b3322 c3322 c55 b37 c37 \
    a254 b254 c254 b523 b323 c323 b2222 c2222 a2322 b2322 c2322 c44 c46 b23322 c23322 b237 c237 b246 c246 b2334 c2334 c2344 \
    b46 b3334 b3333 b2254 c2254 x144 x12322 x127 x18 b3223 x135 a244 b244 b234 c15122";

/// Those of them that are grouped with dashes, dots or a slash only.
const DASHED_SHAPES: &str = "c244 a234 b234 c234 a334 b144";

/// A phone number with its `+` or bracket and its extension: where it starts and ends.
pub(super) fn whole(bytes: &[u8], start: usize, end: usize) -> (usize, usize) {
    let before = bytes.get(..start).unwrap_or_default();
    let after = bytes.get(end..).unwrap_or_default();
    (without_opening(before).len(), end + extension(after))
}

/// The text without a `+` or `(` at its end, which belongs to the number behind it.
fn without_opening(mut before: &[u8]) -> &[u8] {
    while let [rest @ .., b'+' | b'('] | [rest @ .., b'+', b' '] = before {
        before = rest;
    }
    before
}

/// How long the extension is that begins `after`: "x123", " ext. 12".
fn extension(after: &[u8]) -> usize {
    let mut rest = after.strip_prefix(b" ").unwrap_or(after);
    rest = match rest {
        [b'e' | b'E', b'x' | b'X', b't' | b'T', behind @ ..] => behind,
        [b'x' | b'X', behind @ ..] => behind,
        _ => return 0,
    };
    while let [b'.' | b' ' | b':', behind @ ..] = rest {
        rest = behind;
    }
    let digits = run(rest, 7, is_digit);
    let ends = !rest.get(digits).is_some_and(u8::is_ascii_alphanumeric);
    if !ends || !(1..=6).contains(&digits) {
        return 0;
    }
    after.len() - rest.len() + digits
}

/// Whether a word before a number says that it is somebody's phone number.
pub(super) fn is_named(before: &[u8]) -> bool {
    words_before(without_opening(before), PHONE_WORDS, FILLERS)
}

/// Whether what stands before a number says that it is an article's or an order's number; a maker and a
/// measure say so only of one without a trunk 0.
pub(super) fn is_article(before: &[u8], has_trunk: bool) -> bool {
    // Part and serial numbers: "P/N", "S/N:".
    let slashed = matches!(
        before,
        [.., b'/', b'N' | b'n', b' '] | [.., b'/', b'N' | b'n', b':' | b'.', b' ']
    );
    slashed
        || matches!(before, [.., b'#'] | [.., b'#', b' '])
        || is_lettered(before)
        || words_before(without_opening(before), PRODUCT_WORDS, FILLERS)
        || !has_trunk && (is_measured(before) || words_before(before, MAKERS, ""))
}

/// Whether a measure ends the text: "12 v 74 ah ".
fn is_measured(before: &[u8]) -> bool {
    let before = before.strip_suffix(b" ").unwrap_or(before);
    let (rest, unit) = before.split_at(before.len() - run_back(before, 3, is_letter));
    is_among(UNITS, unit) && matches!(rest, [.., b'0'..=b'9'] | [.., b'0'..=b'9', b' '])
}

/// Whether a capital stands alone before a number, as of a part ("A 222 401 27 00"): none of those that stand for
/// telephone, mobile, fax, phone, work, home, office, direct, cell.
fn is_lettered(before: &[u8]) -> bool {
    let [rest @ .., letter @ b'A'..=b'Z', b' '] = before else {
        return false;
    };
    matches!(rest, [] | [.., b' ']) && !b"TMFPWHODCI".contains(letter)
}

pub(super) fn judge(number: &Number) -> Verdict {
    let values = &number.values;
    let before = without_opening(number.before);
    let opening = number.before.get(before.len()..).unwrap_or_default();
    let named = number.is_phone;
    let international = has(opening, b'+') && values.first() != Some(&0);
    if !named && !has(opening, b'+') && is_product(number) {
        return Verdict::Product;
    }
    let near = |byte: Option<&u8>| byte.copied().unwrap_or(b' ');
    let (before_near, before_far) = (near(before.last()), near(before.iter().nth_back(1)));
    let (after_near, after_far) = (near(number.after.first()), near(number.after.get(1)));
    let ends =
        !(after_far.is_ascii_digit() && matches!(after_near, b'-' | b'.' | b'/' | b'(' | b')'));
    let least = if named { MIN_NAMED_DIGITS } else { MIN_DIGITS };
    if !(least..=MAX_DIGITS).contains(&values.len()) {
        return Verdict::Unknown;
    }
    let certain = (international || named) && ends;
    let extended = 9 <= values.len() && 0 < extension(number.after);
    let free = !touches(before_near, before_far)
        && (extended || !touches(after_near, after_far))
        && !is_price(before, number.after);
    let bracketed = has(opening, b'(');
    if certain
        || free && number.field == Field::FreeText && (extended || is_national(number, bracketed))
    {
        return Verdict::Hit(Kind::Phone);
    }
    Verdict::Unknown
}

/// Whether it is an article's number: the word before says so, or its check digit and its form.
fn is_product(number: &Number) -> bool {
    let book = matches!(number.values.as_slice(), [9, 7, 8 | 9, ..]);
    let printed = book || has_word(PRODUCT_SHAPES, &number.shape);
    printed && is_gtin(&number.values) && !is_dialed(&number.values) || number.is_article
}

/// Whether it is 00, a country's code, and as many digits as its numbers have: an article has such a number
/// rarely. Source: the ITU's list of codes and the national numbering plans.
fn is_dialed(values: &[u8]) -> bool {
    let [0, 0, number @ ..] = values else {
        return false;
    };
    let mut key = String::from(char::from(b'a' + number.len() as u8 % 16));
    let mut digits = number.iter().map(|value| char::from(b'0' + value));
    key.extend(digits.by_ref().take(2));
    let two = has_word(DIALED, &key);
    key.extend(digits.next());
    two || has_word(DIALED, &key)
}

/// Whether a number beside these two characters is part of a word ("WS-1001-2002-M", "205/55
/// 1600R") or of a longer number.
fn touches(near: u8, far: u8) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    word(near)
        || near == b'-' && word(far)
        || far.is_ascii_digit() && matches!(near, b'.' | b'/' | b',' | b')')
}

/// Whether a price's sign stands beside it.
pub(super) fn is_price(before: &[u8], after: &[u8]) -> bool {
    let before = before.strip_suffix(b" ").unwrap_or(before);
    let after = after.strip_prefix(b" ").unwrap_or(after);
    let mut signs = PRICE_SIGNS.split_ascii_whitespace();
    if signs.any(|sign| before.ends_with(sign.as_bytes()) || after.starts_with(sign.as_bytes())) {
        return true;
    }
    let letters = run(after, 8, is_letter);
    words_before(after.get(..letters).unwrap_or_default(), PRICE_WORDS, "")
        || words_before(before, PRICE_WORDS, "")
}

/// Whether the groups are one number as people of some country write it.
fn is_national(number: &Number, in_brackets: bool) -> bool {
    let values = number.values.as_slice();
    let shape = number.shape.as_bytes();
    let has = |separator: u8| has(number.text, separator);
    if let [_] = shape {
        return match values {
            [0, 0, ..] => 11 <= values.len(),
            [0, ..] => 9 <= values.len() && values.len() <= 13,
            // No country's numbers begin with 1 but those of North America, with it, China, and the
            // largest cities of South America; ten digits are the seconds since 1970.
            [1, 1..=4, ..] if values.len() == 10 => true,
            [1, ..] => values.len() == 11,
            _ => (9..=12).contains(&values.len()),
        };
    }
    // Days with a year: 21.11.2026.
    if let [b'1' | b'2', b'1' | b'2', b'4', ..] = shape {
        return false;
    }
    if shape.iter().all(|length| *length == b'2') {
        // Sizes ("36 38 40 42", "06-12 12-18 18-24") and days ("21.11.26"); in France, five pairs
        // with a trunk 0 are a number.
        let french = shape.len() == 5 && values.first() == Some(&0);
        if is_ascending(values, 2) && !french || shape.len().is_multiple_of(3) {
            return false;
        }
    }
    match values {
        // Parts: "07 51 8 402 175", "012-34-5678", "03-914-598", "052302-015", "0005/227/89".
        _ if has_word("2133 324 233 63", &number.shape) || is_slashed_twice(number.text) => {
            return false;
        }
        [0, 0, ..] if 9 <= values.len() => return true,
        [0, 1..=9, ..] if shape.first() != Some(&b'1') => {
            let least = if has(b'.') || 3 < shape.len() { 9 } else { 8 };
            return (least..=13).contains(&values.len());
        }
        _ => {}
    }
    let year = matches!(values, [1, 9, ..] | [2, 0, ..]);
    if in_brackets && has(b')') && 8 <= values.len() {
        // An area code, and no year.
        let right = matches!(shape, [b'2' | b'3' | b'5', ..] | [b'1', b'4', b'4']);
        if right || matches!(shape, [b'4', ..] if !year) {
            return true;
        }
    }
    let class = match values {
        [0, ..] | [] => 'x',
        [1, ..] => 'a',
        [2..=4, ..] => 'b',
        _ => 'c',
    };
    let mut key = String::from(class);
    key.push_str(&number.shape);
    let dashed = has(b'-') || has(b'/') || has(b'.') && !has(b' ');
    if dashed && has_word(DASHED_SHAPES, &key) {
        return true;
    }
    let in_a_row = matches!(number.before, [.., b'0'..=b'9', b' '])
        || matches!(number.after, [b' ', b'0'..=b'9', ..]);
    let gtin = number.shape == "44" && is_gtin(values);
    let part = in_a_row && matches!(shape, b"44" | b"55" | b"244" | b"234");
    // A part, "0 986 494 104", "8 511 995 384", but "size 40 612 345 678", Georgia's "0 347 123 456", "1 800 555 019".
    let before = number.before.strip_suffix(b" ").unwrap_or_default();
    let dialed = before.ends_with(b"1") || matches!(number.text, [b'3', b'4', b'5'..=b'9', ..]);
    let part = part || shape == b"333" && run_back(before, 2, is_digit) == 1 && !dialed;
    // "nokia 6310 2021".
    let part =
        part || shape == b"44" && matches!(values, [_, _, _, _, 1, 9, ..] | [_, _, _, _, 2, 0, ..]);
    if gtin || part || shape.first() == Some(&b'4') && year {
        return false;
    }
    // Decimal numbers and thousands have dots, too; no degrees are above 199, and no price has seven decimals.
    let right_dots = matches!(class, 'c' | 'x')
        || 3 < shape.len() && 9 <= values.len()
        || shape.ends_with(b"4")
        || shape == b"333";
    let dotted_right = !has(b'.') || shape == b"37" || 2 < shape.len() && right_dots;
    // A screen: "27 2560 1440".
    let screen = number.shape == "244" && is_round(number.text.get(2..).unwrap_or_default(), b"0");
    let sizes = is_round(number.text, b"0") && shape != b"334"
        || screen
        || number.shape == "333" && is_ascending(values, 3) && is_fifth(values)
        || are_lengths(number.text);
    dotted_right && !has(b'/') && !sizes && has_word(SHAPES, &key)
}

/// Whether more than one slash is between the groups, as in no country's numbers.
fn is_slashed_twice(text: &[u8]) -> bool {
    let is_other = |byte: u8| byte != b'/';
    run(text, text.len(), is_other) + 1 + run_back(text, text.len(), is_other) < text.len()
}

/// Whether all groups end in one of some digits, as those of prices and measures do in 0.
#[inline(never)]
pub(super) fn is_round(text: &[u8], ends: &[u8]) -> bool {
    let mut last = b'0';
    for byte in text {
        if !byte.is_ascii_digit() && last.is_ascii_digit() && !has(ends, last) {
            return false;
        }
        last = *byte;
    }
    has(ends, last)
}

/// Whether the groups are three lengths below 300: "120 240 75".
pub(super) fn are_lengths(text: &[u8]) -> bool {
    let mut groups = 0;
    for group in text.split(|byte| !byte.is_ascii_digit()) {
        groups += 1;
        if !matches!(group, [_] | [_, _] | [b'1' | b'2', _, _]) {
            return false;
        }
    }
    groups == 3
}

/// Whether every third digit is 0 or 5.
fn is_fifth(values: &[u8]) -> bool {
    values.chunks(3).all(|group| matches!(group, [_, _, 0 | 5]))
}

/// Whether no group of `length` digits is larger than the one after it.
fn is_ascending(values: &[u8], length: usize) -> bool {
    values.chunks(length).is_sorted()
}
