//! What the wall takes out of real texts, and what it leaves alone.

use super::*;

mod properties;

pub(super) use properties::STEPS;

fn scrub(text: &str, field: Field) -> String {
    scrub_text(text, field, &mut Hits::default())
}

#[test]
fn what_is_personal_leaves_as_a_mark() {
    fn check(text: &str, expected: &str) {
        assert_eq!(scrub(text, Field::FreeText), expected, "{text}");
    }
    // Addresses.
    check("anna@example.com", "<email>");
    check("anna.schmidt+shop@mail.example.co.uk", "<email>");
    check("ANNA@EXAMPLE.COM", "<email>");
    check("a@b.de", "<email>");
    check("mailto:anna@example.com?x", "mailto:<email>?x");
    check(
        "write to anna@example.com, please",
        "write to <email>, please",
    );
    check("<anna@example.com>", "<<email>>");
    check(
        "anna@example.com and ben@example.org",
        "<email> and <email>",
    );
    check("anna @ example.com", "<email>");
    check("anna @example.com", "<email>");
    check("anna@ example.com", "<email>");
    check("anna%40example.com", "<email>");
    check("anna%2540example%252Ecom", "<email>");
    check("anna%252540example.com", "<email>");
    check("anna&#64;example.com", "<email>");
    check("anna&#x40;example&#46;com", "<email>");
    check("anna&commat;example&period;com", "<email>");
    check("anna&amp;#64;example.com", "<email>");
    check("ａｎｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "<email>");
    check("anna﹫example.com", "<email>");
    check("an\u{200b}na@exam\u{200d}ple.com", "<email>");
    check("anna\u{ad}@example.com", "<email>");
    check("\u{202e}anna@example.com\u{202c}", "<email>");
    check("jörg@müller.de", "<email>");
    check("o'neil_{x}@example.com", "<email>");
    check("anna@xn--mller-kva.de", "<email>");
    check("tent anna@example.com 42", "tent <email> 42");
    check("anna@example.com-2026", "<email>");
    check("123456@qq.com", "<email>");
    check("anna@\u{a0}example.com", "<email>");
    // Phone numbers.
    check("+49 170 1234567", "<phone>");
    check("+491701234567", "<phone>");
    check("+49 (0)170 1234567", "<phone>");
    check("(+49) 170 1234567", "<phone>");
    check("+1 (555) 010-9999", "<phone>");
    check("+1-555-010-9999", "<phone>");
    check("+1.555.010.9999", "<phone>");
    check("+33 6 12 34 56 78", "<phone>");
    check("+44 20 7946 0958", "<phone>");
    check("+886 2 2345 6789", "<phone>");
    check("%2B49 170 1234567", "<phone>");
    check("&#43;491701234567", "<phone>");
    check("＋４９　１７０　１２３４５６７", "<phone>");
    check("+49\u{200b}1701234567", "<phone>");
    check("+49%20170%201234567", "<phone>");
    check("0049 170 1234567", "<phone>");
    check("00 49 170 1234567", "<phone>");
    check("0170 1234567", "<phone>");
    check("0170/1234567", "<phone>");
    check("0170-123 45 67", "<phone>");
    check("0170–1234567", "<phone>");
    check("030 / 12 34 56 78", "<phone>");
    check("(030) 123456", "<phone>");
    check("030 123456", "<phone>");
    check("020 7946 0958", "<phone>");
    check("06 12 34 56 78", "<phone>");
    check("06.12.34.56.78", "<phone>");
    check("0612345678", "<phone>");
    check("08-123 456 78", "<phone>");
    check("03-1234-5678", "<phone>");
    check("0412 345 678", "<phone>");
    check("555-010-9999", "<phone>");
    check("555.010.9999", "<phone>");
    check("555 010 9999", "<phone>");
    check("(555) 010-9999", "<phone>");
    check("(555)010-9999", "<phone>");
    check("6135550145", "<phone>");
    check("1-800-555-0199", "<phone>");
    check("612 345 678", "<phone>");
    check("612 34 56 78", "<phone>");
    check("532 123 45 67", "<phone>");
    check("98765 43210", "<phone>");
    check("138 1234 5678", "<phone>");
    check("347 1234567", "<phone>");
    check("(11) 91234-5678", "<phone>");
    check("8 912 345-67-89", "<phone>");
    check("20 12 34 56", "<phone>");
    check("٠١٧٠ ١٢٣٤٥٦٧", "<phone>");
    check("tel 5550199", "tel <phone>");
    check("Tel.: 555-0199", "Tel.: <phone>");
    check("WhatsApp: 81234567", "WhatsApp: <phone>");
    check("size 42 0170 1234567 please", "size 42 <phone> please");
    check("from 21.11.2026 0170 1234567", "from 21.11.2026 <phone>");
    check("size 40 612 345 678", "size 40 <phone>");
    check("410.770.7270", "<phone>");
    check("321.1002936", "<phone>");
    check("1 800 555 019", "1 <phone>");
    check("0 347 123 456", "0 <phone>");
    check("llamar a 612 345 678", "llamar a <phone>");
    check("bmw 0170 1234567", "bmw <phone>");
    check("call me:0170 1234567.", "call me:<phone>.");
    check("0170 1234567, 0171 7654321", "<phone>, <phone>");
    check("电话13812345678谢谢", "电话<phone>谢谢");
    // Cards.
    check("4111111111111111", "<card>");
    check("4111 1111 1111 1111", "<card>");
    check("4111-1111-1111-1111", "<card>");
    check("4111%201111%201111%201111", "<card>");
    check("４１１１　１１１１　１１１１　１１１１", "<card>");
    check("41111111\u{200b}11111111", "<card>");
    check("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "<card>");
    check("5555555555554444", "<card>");
    check("2223003122003222", "<card>");
    check("3782 822463 10005", "<card>");
    check("6011111111111117", "<card>");
    check("3530111333300000", "<card>");
    check("30569309025904", "<card>");
    check("6200 0000 0000 0005", "<card>");
    check("my card 4111 1111 1111 1111 12/27", "my card <card> 12/27");
    check("12 4111 1111 1111 1111", "12 <card>");
    check("card4111111111111111x", "card<card>x");
    // National numbers: no UPC begins with 5, and no lengths are so odd.
    check("504888138645", "<id>");
    check("266 171 176", "<id>");
    // Several kinds, and the form of what is left.
    check(
        "anna@example.com 0170 1234567 4111111111111111",
        "<email> <phone> <card>",
    );
    check("  Größe\n 42,\tanna@example.com ", "Größe 42, <email>");
}

#[test]
fn what_a_shop_sells_leaves_as_it_is() {
    let mut count = 0;
    for text in NOTHING_PERSONAL
        .lines()
        .filter(|line| !line.starts_with("##"))
    {
        assert_eq!(scrub(text, Field::FreeText), text);
        assert_eq!(scrub(text, Field::Catalogue), text);
        count += 1;
    }
    assert!(100 <= count, "{count}");
}

/// Searches, labels, prices, numbers and codes of shops; lines with `##` are headings.
const NOTHING_PERSONAL: &str = include_str!("tests/nothing_personal.txt");

#[test]
fn in_a_catalogue_field_numbers_are_numbers() {
    fn check(text: &str, expected: &str) {
        assert_eq!(scrub(text, Field::Catalogue), expected, "{text}");
    }
    check("5550109999", "5550109999");
    check("0170 1234567", "0170 1234567");
    check("4006381333931", "4006381333931");
    check("anna@example.com", "<email>");
    check("4111111111111111", "<card>");
    check("+49 170 1234567", "<phone>");
    check("tel 5550199", "tel <phone>");
    check(
        "550e8400-e29b-41d4-a716-446655440000",
        "550e8400-e29b-41d4-a716-446655440000",
    );
    check("85073003328", "85073003328");
    // Diners Club and a GTIN-14 at once.
    check("30000000000004", "<card>");
    check("36000000000008", "<card>");
}

#[test]
fn hits_are_counted_by_kind() {
    let mut hits = Hits::default();
    scrub_text(
        "anna@example.com, ben@example.com, 0170 1234567",
        Field::FreeText,
        &mut hits,
    );
    scrub_text("4111 1111 1111 1111", Field::Code, &mut hits);
    scrub_text("tent", Field::FreeText, &mut hits);
    let counts: Vec<(&str, u32)> = Kind::ALL
        .iter()
        .map(|kind| (kind.as_str(), hits.count(*kind)))
        .filter(|(_, count)| 0 < *count)
        .collect();
    assert_eq!(counts, [("email", 2), ("phone", 1), ("card", 1)]);
    assert_eq!(hits.total(), 4);
}

#[test]
fn a_text_is_one_line_of_at_most_200_characters() {
    assert_eq!(scrub("  a\u{a0}\n b ", Field::FreeText), "a b");
    assert_eq!(
        scrub(&"ä".repeat(500), Field::FreeText).chars().count(),
        200
    );
    let late = "x".repeat(180) + " anna.schmidt@example.com";
    assert_eq!(scrub(&late, Field::FreeText), "x".repeat(180) + " <email>");
    let cut = "x".repeat(190) + " anna.schmidt@example.com";
    assert_eq!(scrub(&cut, Field::FreeText), "x".repeat(190) + " <email>");
    let longer = "x ".repeat(92) + "41111111111111112222";
    assert_eq!(scrub(&longer, Field::FreeText), "x ".repeat(92) + "<card>");
}

#[test]
fn an_unknown_page_is_known_by_its_words_only() {
    fn check(path: &str, expected: &str) {
        assert_eq!(path_template(path), expected, "{path}");
    }
    check("", "/");
    check("/", "/");
    check("//", "/");
    check("/help", "/help");
    check("/Help/Size-Guide/", "/help/size-guide");
    check("/orders/1001", "/orders/{x}");
    check("/u/anna%40example.com", "/u/{x}");
    check("/u/anna@example.com", "/u/{x}");
    check("/reset/5f3c9a", "/reset/{x}");
    check("/größe", "/{x}");
    check("/a_b/c.html/d~e", "/{x}/{x}/{x}");
    check("/aaaaaaaaaaaaaaaaaaaaaaaa/x", "/aaaaaaaaaaaaaaaaaaaaaaaa/x");
    check("/aaaaaaaaaaaaaaaaaaaaaaaaa/x", "/{x}/x");
    check("/a/b/c/d/e/f", "/a/b/c/d/e/f");
    check("/a/b/c/d/e/f/g/h", "/a/b/c/d/e/f/{x}");
    check(&"/a".repeat(10_000), "/a/a/a/a/a/a/{x}");
}
