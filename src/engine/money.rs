//! Reads an amount of money from the text of a price: "1.299,00 €", "CHF 12'500.–", "from €19.90".
//!
//! Knows about thirty currencies, and how a price is written around its number; the number
//! itself is read by `number`. Converts nothing and rounds nothing. Linear in the text.

use crate::engine::number::{Decimal, minus_before, next_number};
use crate::engine::text::{cut, fold_space};

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

/// An amount, and its currency where the text says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Money {
    /// The amount in whole units of the currency, with its fraction.
    pub(crate) amount: Decimal,
    /// ISO 4217, such as "EUR".
    pub(crate) currency: Option<&'static str>,
}

/// What stands beside a number: a currency, or a sign that only says that it is money.
struct Beside {
    currency: Option<&'static str>,
    negative: bool,
}

/// The first amount in `text`: the first number beside a sign or code of a currency, and if
/// there is none, the first number that is no percentage.
///
/// Of two prices the first counts, be it a range or an old price: a selector has to leave the
/// old one out. Three digits behind a single dot or comma are thousands ("1.299 €", but
/// "0.999 €"), so prices with three decimal places are not read right.
pub(crate) fn money(text: &str) -> Option<Money> {
    let text = fold_space(text);
    let text = text.as_bytes();
    let mut first = None;
    let mut from = 0;
    while let Some(found) = next_number(text, from) {
        from = found.end;
        let before = text.get(..found.start)?;
        let after = text.get(found.end..)?;
        if let Some(beside) = beside(before, after) {
            let amount = if beside.negative {
                found.value.negative()
            } else {
                found.value
            };
            return Some(Money {
                amount,
                currency: beside.currency,
            });
        }
        let percent = matches!(after, [b'%', ..] | [b' ', b'%', ..]);
        if first.is_none() && !percent {
            first = Some(Money {
                amount: found.value,
                currency: None,
            });
        }
    }
    first
}

fn beside(before: &[u8], after: &[u8]) -> Option<Beside> {
    // Between a sign and its number may stand a minus ("€ -5"), a space, and a dot ("Fr. 5").
    let mut before = before;
    for between in ["-", "\u{2212}", " ", "."] {
        before = before.strip_suffix(between.as_bytes()).unwrap_or(before);
    }
    let after = without_dashes(after);
    let after = after.strip_prefix(b" ").unwrap_or(after);
    let mut behind = None;
    for entry in CURRENCIES.split_ascii_whitespace() {
        let (sign, code) = cut(entry, b'=')?;
        let currency = if code == "---" { None } else { Some(code) };
        if let Some(rest) = before.strip_suffix(sign.as_bytes())
            && !rest.last().is_some_and(u8::is_ascii_alphabetic)
        {
            return Some(Beside {
                currency,
                negative: minus_before(rest),
            });
        }
        if let Some(rest) = after.strip_prefix(sign.as_bytes())
            && behind.is_none()
            && !rest.first().is_some_and(u8::is_ascii_alphanumeric)
        {
            behind = Some(Beside {
                currency,
                negative: false,
            });
        }
    }
    behind
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
mod tests {
    use super::*;

    #[test]
    fn a_price_is_read_as_a_shopper_reads_it() {
        fn check(text: &str, amount: &str, currency: &str) {
            let money = money(text);
            let found = money.as_ref().map_or(("", ""), |money| {
                (money.amount.as_str(), money.currency.unwrap_or(""))
            });
            assert_eq!(found, (amount, currency), "{text}");
        }
        check("", "", "");
        check("sold out", "", "");
        check("€", "", "");
        check("1.299,00 €", "1299", "EUR");
        check("1.299,00\u{a0}€", "1299", "EUR");
        check("€1,299.00", "1299", "EUR");
        check("€ 1.299,–", "1299", "EUR");
        check("€129.90", "129.9", "EUR");
        check("129,90€", "129.9", "EUR");
        check("CHF 12'500.–", "12500", "CHF");
        check("CHF 12’500.–", "12500", "CHF");
        check("12’500.– CHF", "12500", "CHF");
        check("Fr. 49.90", "49.9", "CHF");
        check("SFr. 49.90", "49.9", "");
        check("49.90 Fr.", "49.9", "CHF");
        check("₹1,23,456", "123456", "INR");
        check("Rs. 1,299", "1299", "INR");
        check("US$ 1,299", "1299", "USD");
        check("US$1,299.99", "1299.99", "USD");
        check("A$20", "20", "AUD");
        check("AU$20", "20", "AUD");
        check("CA$20", "20", "CAD");
        check("C$20", "20", "CAD");
        check("R$ 1.299,90", "1299.9", "BRL");
        check("TT$20", "20", "");
        check("1 299,00 kr", "1299", "");
        check("1\u{202f}299,00\u{202f}€", "1299", "EUR");
        check("kr 1.299,00", "1299", "");
        check("kr. 99", "99", "");
        check("1 299,00 Kč", "1299", "CZK");
        check("1 299,00 zł", "1299", "PLN");
        check("zł 99", "99", "PLN");
        check("₺1.299,90", "1299.9", "TRY");
        check("₩129,000", "129000", "KRW");
        check("¥12,800", "12800", "JPY");
        check("£0.99", "0.99", "GBP");
        check("12 990 Ft", "12990", "HUF");
        check("129,–", "129", "");
        check("129,– €", "129", "EUR");
        check("129,-€", "129", "EUR");
        check("129,-- EUR", "129", "EUR");
        check("from €19.90", "19.9", "EUR");
        check("ab 19,90 Euro", "19.9", "EUR");
        check("$0.99", "0.99", "USD");
        check("1.299 €", "1299", "EUR");
        check("0.999 €", "0.999", "EUR");
        check("12.999 €", "12999", "EUR");
        check("1299.000 €", "1299", "EUR");
        check("1.299", "1299", "");
        check("12,5", "12.5", "");
        check("129", "129", "");
        check("EUR 19.90", "19.9", "EUR");
        check("19.90 EUR", "19.9", "EUR");
        check("19.90 USD", "19.9", "USD");
        check("19.90USD", "19.9", "USD");
        check("try 5 socks", "5", "");
        check("5 socksEUR", "5", "");
        check("NEUR 5", "5", "");
        check("5 EURO", "5", "");
    }

    #[test]
    fn of_several_numbers_the_first_amount_counts() {
        fn check(text: &str, amount: &str, currency: &str) {
            let money = money(text).unwrap();
            assert_eq!(
                (money.amount.as_str(), money.currency.unwrap_or("")),
                (amount, currency),
                "{text}"
            );
        }
        check("€19.90 – €29.90", "19.9", "EUR");
        check("19,90 € – 29,90 €", "19.9", "EUR");
        check("€159.90 €129.90", "159.9", "EUR");
        check("2 for €10", "10", "EUR");
        check("Pack of 2 €19.90", "19.9", "EUR");
        check("-20% €79.90", "79.9", "EUR");
        check("20 % off: 79.90", "79.9", "");
        check("1–12 of 17: €5", "5", "EUR");
        check("Valid to 21.11.2026: 5 €", "5", "EUR");
        check("5 € until 21.11.2026", "5", "EUR");
        check("Save -€5.00", "-5", "EUR");
        check("-5,00 €", "-5", "EUR");
        check("€ -5.00", "-5", "EUR");
        check("\u{2212}€5", "-5", "EUR");
        check("Bag-€5", "5", "EUR");
        check(&("7 ".repeat(10_000) + "€5"), "5", "EUR");
    }
}
