//! Prices as shops print them.

use super::*;

#[test]
fn a_price_is_read_as_a_shopper_reads_it() {
    fn check(text: &str, amount: &str, currency: &str) {
        let money = money(text, None, None);
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
        let money = money(text, None, None).unwrap();
        assert_eq!(
            (money.amount.as_str(), money.currency.unwrap_or("")),
            (amount, currency),
            "{text}"
        );
    }
    check("€19.90 – €29.90", "19.9", "EUR");
    check("19,90 € – 29,90 €", "19.9", "EUR");
    check("€159.90 €129.90", "129.9", "EUR");
    check("129,90 € 159,90 €", "129.9", "EUR");
    check("159,90 € 129,90 €", "129.9", "EUR");
    check("159,90 € 129,90 € incl. 20,74 € VAT", "129.9", "EUR");
    check("UVP 159,90 € 129,90 €", "129.9", "EUR");
    check("CHF 159.– CHF 129.–", "129", "CHF");
    check("$159.90$129.90", "129.9", "USD");
    check("129,90 € 12,99 €/100 g", "129.9", "EUR");
    check("129,90 € 32,48 € pro Meter", "129.9", "EUR");
    check("129,90 € 30 € off", "129.9", "EUR");
    check("129,90 € -30,00 €", "129.9", "EUR");
    check("129,90 € (12,99 €/100 g)", "129.9", "EUR");
    check("129,90 € or 4 × 32,48 €", "129.9", "EUR");
    check("129,90 € 4,90 € shipping", "129.9", "EUR");
    check("19,90 – 29,90 €", "19.9", "EUR");
    check("19,90 bis 29,90 €", "19.9", "EUR");
    check("from 19.90 to 29.90 EUR", "19.9", "EUR");
    check("Size 42 – 19,90 €", "19.9", "EUR");
    check("Pack of 2 - €19.90", "19.9", "EUR");
    check("1 – 2 – 3 €", "1", "EUR");
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

#[test]
fn a_shop_says_which_of_several_amounts_and_which_dollar() {
    fn check(text: &str, pick: Option<Pick>, home: &str, amount: &str, currency: &str) {
        let money = money(text, pick, Some(home)).unwrap();
        let found = (money.amount.as_str(), money.currency.unwrap_or(""));
        assert_eq!(found, (amount, currency), "{text}");
    }
    check("$20", None, "CAD", "20", "CAD");
    check("$20", None, "EUR", "20", "USD");
    check("US$20", None, "CAD", "20", "USD");
    check("1 299,00 kr", None, "SEK", "1299", "SEK");
    check("1.299 kr.", None, "DKK", "1299", "DKK");
    check("1 299,00 kr", None, "EUR", "1299", "");
    check("¥99", None, "CNY", "99", "CNY");
    check("Rs. 1,299", None, "PKR", "1299", "PKR");
    check("129,90", None, "EUR", "129.9", "EUR");
    check(
        "€159.90 €129.90 €99.90",
        Some(Pick::First),
        "EUR",
        "159.9",
        "EUR",
    );
    check(
        "€159.90 €129.90 €99.90",
        Some(Pick::Last),
        "EUR",
        "99.9",
        "EUR",
    );
    check(
        "€129.90 €159.90 €99.90",
        Some(Pick::Largest),
        "EUR",
        "159.9",
        "EUR",
    );
    check(
        "€129.90 €99.90 €159.90",
        Some(Pick::Smallest),
        "EUR",
        "99.9",
        "EUR",
    );
    check(
        "-20 % €129.90 (2 left)",
        Some(Pick::Last),
        "EUR",
        "129.9",
        "EUR",
    );
}
