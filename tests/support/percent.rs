//! A text in an address or a form, decoded by another code than the engine's.

/// The text without `%XX`; panics where there is something else behind a `%`.
pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next().unwrap_or(0), rest.next().unwrap_or(0)];
        let code = std::str::from_utf8(&digits)
            .ok()
            .and_then(|it| u8::from_str_radix(it, 16).ok());
        bytes.push(code.expect("two hexadecimal digits"));
    }
    String::from_utf8(bytes).expect("UTF-8")
}
