//! Each number is checked as its issuer does; the numbers are examples of python-stdnum and of the
//! issuers, or drawn and checked with it.

use super::*;

/// Kind and number.
const NUMBERS: &str = include_str!("national.txt");

fn found(text: &str) -> Option<Kind> {
    find(text.as_bytes(), 0, 0)
        .filter(|found| found.end == text.len())
        .map(|found| found.kind)
}

#[test]
fn the_numbers_of_forty_countries_are_known() {
    let mut countries: Vec<&str> = Vec::new();
    for line in NUMBERS.lines() {
        let (issuer, number) = line.split_once('\t').expect("a tab");
        let expected = match issuer {
            "imei" => Kind::Imei,
            "vin" => Kind::Vin,
            _ => {
                countries.push(issuer.get(..2).expect("a country"));
                Kind::Id
            }
        };
        assert_eq!(found(number), Some(expected), "{line}");
    }
    countries.sort_unstable();
    countries.dedup();
    assert!(40 <= countries.len(), "{}", countries.len());
}

/// With another last digit or letter most are no numbers any more; those without a check are.
#[test]
fn a_number_with_a_slip_is_rarely_one() {
    let mut wrong = 0;
    let mut still = 0;
    for line in NUMBERS.lines() {
        let (issuer, number) = line.split_once('\t').expect("a tab");
        if [
            "dk.cpr", "in_.pan", "mx.curp", "mx.rfc", "my.nric", "gb.nino", "de.svnr",
        ]
        .contains(&issuer)
        {
            continue;
        }
        let (body, last) = number.split_at(number.len() - 1);
        for replacement in if last.as_bytes()[0].is_ascii_digit() {
            '0'..='9'
        } else {
            'A'..='Z'
        } {
            if last.starts_with(replacement) {
                continue;
            }
            wrong += 1;
            still += usize::from(found(&format!("{body}{replacement}")).is_some());
        }
    }
    assert!(1_000 < wrong);
    // Other countries have numbers of the same form.
    assert!(still * 3 < wrong, "{still} of {wrong}");
}

#[test]
fn what_only_looks_like_a_number_is_none() {
    for text in [
        "4006381333931",
        "36 38 40 42 44",
        "98 104 110 116",
        "2026-11-21",
        "20261121",
        "12345678",
        "1HGCM82633A004353",
        "00000000000",
    ] {
        assert_eq!(found(text), None, "{text}");
    }
    // Right, but a part of something longer, or a price.
    for text in [
        "85073003328-1",
        "85073003328.50",
        "85073003328 €",
        "85073003328%",
    ] {
        assert!(find(text.as_bytes(), 0, 0).is_none(), "{text}");
    }
    let product = "8001015009087".len();
    assert!(
        find(b"8001015009087", 0, product).is_some(),
        "it proves more than a GTIN does"
    );
    assert!(find(b"1101700230705", 0, product).is_none());
}
