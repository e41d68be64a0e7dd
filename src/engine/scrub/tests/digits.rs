//! Check digits and groups of numbers.

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
fn the_words_before_a_number_say_what_it_is() {
    fn check(before: &str, expected: bool) {
        let found = words_before(before.as_bytes(), "tel phone*", "no is my");
        assert_eq!(found, expected, "{before}");
    }
    check("tel ", true);
    check("Tel.: ", true);
    check("{\"tel\":\"", true);
    check("my phone no. is ", true);
    check("phonenumber=", true);
    check("tel 12 ", false);
    check("hotel ", false);
    check("tel size ", false);
    check("", false);
}
