//! Reads an amount of money from the text of a price: "1.299,00 €", "CHF 12'500.–", "from €19.90".
//!
//! Knows about thirty currencies, and how a price is written around its number; the number
//! itself is read by `number`. Converts nothing and rounds nothing. Linear in the text.

use crate::engine::number::{Decimal, Pick, minus_before, next_number};
use crate::engine::text::{cut, fold_space, has_word};

/// Signs and codes of currencies, each followed by `=` and its ISO 4217 code; `---` is none.
///
/// A sign that ends in another one stands before it ("US$" before "$"). `$` alone is taken for
/// US, `£` for British and `¥` for Japanese; a Danish, a Norwegian and a Swedish krona look
/// alike, so `kr` says that it is money but not which.
const CURRENCIES: &str = "US$=USD CA$=CAD C$=CAD AU$=AUD A$=AUD NZ$=NZD HK$=HKD S$=SGD MX$=MXN R$=BRL $=USD \
    €=EUR Euro=EUR euro=EUR £=GBP ¥=JPY ₹=INR Rs=INR ₩=KRW ₺=TRY TL=TRY zł=PLN kr=--- Kč=CZK Ft=HUF lei=RON Fr=CHF \
    EUR=EUR USD=USD GBP=GBP CHF=CHF JPY=JPY CNY=CNY INR=INR KRW=KRW TRY=TRY PLN=PLN CZK=CZK HUF=HUF RON=RON \
    BGN=BGN SEK=SEK NOK=NOK DKK=DKK ISK=ISK CAD=CAD AUD=AUD NZD=NZD HKD=HKD SGD=SGD MXN=MXN BRL=BRL ZAR=ZAR \
    AED=AED SAR=SAR ILS=ILS UAH=UAH THB=THB";

/// Signs that several currencies share, each with those that it may stand for.
const SHARED: [(&str, &str); 5] = [
    ("$", "USD CAD AUD NZD HKD SGD MXN ARS CLP COP TWD"),
    ("\u{a5}", "JPY CNY"),
    ("kr", "SEK NOK DKK ISK"),
    ("Rs", "INR PKR LKR NPR MUR"),
    ("\u{a3}", "GBP EGP GIP"),
];

/// A price beside another one that is lower than this share of it is no new price.
const LEAST_SHARE: f64 = 0.1;
/// What follows an amount that is no price of the whole.
const NO_PRICES: [&str; 5] = ["/", "per ", "pro ", "je ", "off"];

/// An amount, and its currency where the text or the shop says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Money<'a> {
    /// The amount in whole units of the currency, with its fraction.
    pub(crate) amount: Decimal,
    /// ISO 4217, such as "EUR".
    pub(crate) currency: Option<&'a str>,
}

/// An amount in a text, and where it stands, its signs included.
struct Candidate<'a> {
    money: Money<'a>,
    start: usize,
    end: usize,
    side: Side,
}

/// Where the currency stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    Behind,
    /// There is none.
    Nowhere,
}

/// The amount in `text` that a shopper pays; `home` is the shop's currency, for signs that several
/// currencies share and for amounts without any.
///
/// Amounts beside a sign or code of a currency come before others, and percentages are none. Of
/// several the first counts, unless `pick` says which: the lower end of a range, and a price
/// before the price of a unit. But of two that stand beside each other with nothing between them
/// the lower one, which is the new price beside the old. Three digits behind a single dot or
/// comma are thousands ("1.299 €", but "0.999 €"), so prices with three decimal places are not
/// read right.
#[inline(never)]
pub(crate) fn money<'a>(
    text: &str,
    pick: Option<Pick>,
    home: Option<&'a str>,
) -> Option<Money<'a>> {
    let text = fold_space(text);
    let text = text.as_bytes();
    let mut candidates = candidates(text, home);
    of_ranges(text, &mut candidates);
    if candidates.iter().any(|it| it.side != Side::Nowhere) {
        candidates.retain(|it| it.side != Side::Nowhere);
    }
    let chosen = match (candidates.as_slice(), pick) {
        ([old, new, ..], None) if is_new_price(text, old, new) => 1,
        (_, None | Some(Pick::First)) => 0,
        (all, Some(Pick::Last)) => all.len().saturating_sub(1),
        (all, Some(Pick::Largest)) => extreme(all, 1.0),
        (all, Some(Pick::Smallest)) => extreme(all, -1.0),
    };
    candidates.into_iter().nth(chosen).map(|it| it.money)
}

/// The place of the largest amount times `sign`; of equal ones the first.
fn extreme(all: &[Candidate<'_>], sign: f64) -> usize {
    let mut best = (0, f64::NEG_INFINITY);
    for (place, candidate) in all.iter().enumerate() {
        let size = sign * candidate.money.amount.to_f64();
        if best.1 < size {
            best = (place, size);
        }
    }
    best.0
}

/// All amounts in their order; percentages are left out.
fn candidates<'a>(text: &[u8], home: Option<&'a str>) -> Vec<Candidate<'a>> {
    let mut candidates = Vec::new();
    let (mut from, mut taken) = (0, 0);
    while let Some(found) = next_number(text, from) {
        from = found.end;
        let before = text.get(..found.start).unwrap_or_default();
        let after = text.get(found.end..).unwrap_or_default();
        if matches!(after, [b'%', ..] | [b' ', b'%', ..]) {
            continue;
        }
        let mut candidate = Candidate {
            money: Money {
                amount: found.value,
                currency: home,
            },
            start: found.start,
            end: found.end,
            side: Side::Nowhere,
        };
        beside(before, after, taken, home, &mut candidate);
        taken = candidate.end;
        candidates.push(candidate);
    }
    candidates
}

/// In "19,90 – 29,90 €" both are prices although one sign is enough.
fn of_ranges(text: &[u8], candidates: &mut [Candidate<'_>]) {
    let mut place = candidates.len();
    while let Some([low, high]) = place
        .checked_sub(2)
        .and_then(|at| candidates.get_mut(at..place))
    {
        let between = text
            .get(low.end..high.start)
            .unwrap_or_default()
            .trim_ascii();
        let is_range = matches!(between, b"-" | [0xe2, 0x80, 0x93 | 0x94] | b"to" | b"bis");
        let (least, most) = (low.money.amount.to_f64(), high.money.amount.to_f64());
        let is_alike = most * LEAST_SHARE < least && least < most;
        if is_range && is_alike && low.side == Side::Nowhere && high.side == Side::Behind {
            low.side = Side::Behind;
            low.money.currency = high.money.currency;
        }
        place -= 1;
    }
}

/// Whether the second of two amounts is the new price beside the old one.
fn is_new_price(text: &[u8], old: &Candidate<'_>, new: &Candidate<'_>) -> bool {
    let between = text.get(old.end..new.start).unwrap_or_default();
    let after = text.get(new.end..).unwrap_or_default().trim_ascii_start();
    let (was, is) = (old.money.amount.to_f64(), new.money.amount.to_f64());
    between.trim_ascii().is_empty()
        && was * LEAST_SHARE < is
        && is < was
        && !NO_PRICES
            .iter()
            .any(|word| after.starts_with(word.as_bytes()))
}

/// Notes the currency that stands beside the number of the candidate, and a minus before it.
fn beside<'a>(
    before: &[u8],
    after: &[u8],
    taken: usize,
    home: Option<&'a str>,
    candidate: &mut Candidate<'a>,
) {
    // Between a sign and its number may stand a minus ("€ -5"), a space, and a dot ("Fr. 5").
    let mut before = before;
    for between in ["-", "\u{2212}", " ", "."] {
        before = before.strip_suffix(between.as_bytes()).unwrap_or(before);
    }
    let dashless = without_dashes(after);
    let after_sign = dashless.strip_prefix(b" ").unwrap_or(dashless);
    for entry in CURRENCIES.split_ascii_whitespace() {
        let Some((sign, code)) = cut(entry, b'=') else {
            return;
        };
        if let Some(rest) = before.strip_suffix(sign.as_bytes())
            // Not the sign behind the amount before.
            && taken <= rest.len()
            && !rest.last().is_some_and(u8::is_ascii_alphabetic)
        {
            candidate.money.currency = currency(sign, code, home);
            candidate.start = rest.len();
            candidate.side = Side::Before;
            if minus_before(rest) {
                let amount = std::mem::replace(&mut candidate.money.amount, Decimal::zero());
                candidate.money.amount = amount.negative();
            }
            candidate.end += after.len() - dashless.len();
            return;
        }
        if let Some(rest) = after_sign.strip_prefix(sign.as_bytes())
            && candidate.side == Side::Nowhere
            && !rest.first().is_some_and(u8::is_ascii_alphanumeric)
        {
            candidate.money.currency = currency(sign, code, home);
            candidate.end += after.len() - rest.len();
            candidate.side = Side::Behind;
        }
    }
}

/// What a sign stands for in a shop of the currency `home`.
fn currency<'a>(sign: &str, code: &'static str, home: Option<&'a str>) -> Option<&'a str> {
    let shared = SHARED.iter().find(|(other, _)| *other == sign);
    let is_shared = |home: &&str| shared.is_some_and(|(_, codes)| has_word(codes, home));
    home.filter(is_shared).or((code != "---").then_some(code))
}

/// What follows the dashes that stand for "no cents": ".–", ",-", ",--".
fn without_dashes(after: &[u8]) -> &[u8] {
    let [b'.' | b',', dashes @ ..] = after else {
        return after;
    };
    let mut rest = dashes;
    // U+2013 and U+2014, the longer dashes.
    while let [b'-', behind @ ..] | [0xe2, 0x80, 0x93 | 0x94, behind @ ..] = rest {
        rest = behind;
    }
    if rest.len() < dashes.len() {
        rest
    } else {
        after
    }
}

#[cfg(test)]
mod tests;
