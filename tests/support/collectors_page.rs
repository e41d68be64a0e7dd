//! docs/collectors.md, for the tests that hold it against the formats.

/// The page.
pub(crate) fn page() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/collectors.md");
    std::fs::read_to_string(path).expect("docs/collectors.md")
}

/// The text of a fenced block of the page that begins with this line.
pub(crate) fn block<'a>(page: &'a str, opening: &str) -> &'a str {
    let begin = page.find(opening).unwrap_or_else(|| panic!("no {opening}"));
    let text = &page[begin + opening.len()..];
    text[..text.find("\n```").expect("the block's end")].trim()
}
