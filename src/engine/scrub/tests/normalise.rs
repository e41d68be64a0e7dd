//! What looks alike becomes alike.

use super::*;

fn normal(text: &str) -> String {
    String::from_utf8_lossy(&normalise(text).bytes).into_owned()
}

#[test]
fn what_looks_alike_becomes_alike() {
    fn check(text: &str, expected: &str) {
        assert_eq!(normal(text), expected, "{text}");
    }
    check("", "");
    check("plain text", "plain text");
    check("  two\n lines ", "two lines");
    for address in [
        "anna%40example.com",
        "anna%2540example.com",
        "anna%252540example.com",
        "anna%25252525252540example.com",
        "anna&#64;example&period;com",
        "anna&#x40;example&#46com",
        "anna&#64example&#x2e",
        "anna&amp;commat;example.com",
        "anna&amp;amp;#64;example.com",
        "anna%26%2364%3Bexample.com",
        "anna&#37;40example.com",
        "anna\\u0040example.com",
        "anna\\x40example\\x2ecom",
        "anna%u0040example.com",
        "anna=40example=2Ecom",
        "ａｎｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        "ａｎｎａ％４０example.com",
        "anna%EF%BC%A0example.com",
        "anna﹫example。com",
        "an\u{200b}na\u{ad}@exam\u{2060}ple.com",
        "anna&shy;@exa&zwnj;mple.com",
        "a\0n\0n\0a\0@example.com",
        "аnnа@ехаmple.com",
        "αnna@examρle.cοm",
        "𝐚𝐧𝐧𝐚@𝓮𝔁𝓪𝓶𝓹𝓵𝓮.𝖈𝖔𝖒",
        "ⓐⓝⓝⓐ@ⓔⓧⓐⓜⓟⓛⓔ.ⓒⓞⓜ",
        "a\u{301}nna@example.com",
        "\u{202e}anna@example.com\u{202c}",
    ] {
        let expected = "anna@example.com";
        let normal = normal(address);
        assert!(
            normal == expected || normal == "anna@example.",
            "{address}: {normal}"
        );
    }
    check("０１７０　１２３４５６７", "0170 1234567");
    check("٠١٧٠ ۱۲۳ ४५६ 𝟟 ⑧ ²", "0170 123 456 7 8 2");
    check("1️⃣2️⃣", "12");
    check("0170–1234567", "0170-1234567");
    check("0170\u{a0}1234567", "0170 1234567");
    check(
        "R&D & co &unknown; &#; &#x; &#xd800; &",
        "R&D & co &unknown; &#; &#x; &#xd800; &",
    );
    check("100% wool", "100% wool");
    check("size=40&color=2E", "size=40&color=2E");
    check("Größe 42 €", "Größe 42 €");
    check("gr%C3%B6%C3%9fe", "größe");
}

#[test]
fn an_endless_encoding_ends() {
    assert_eq!(normal(&format!("%{}40", "25".repeat(900))), "@");
    assert_eq!(
        normal(&"&#9999999999999".repeat(100)),
        "&#9999999999999".repeat(100)
    );
}
