//! Encodings that collectors want around a text: percent, Base64, hundredths, OTLP's types.

use crate::engine::json::push_text;

/// Appends `text` with everything but ASCII letters, digits, `-._~` and `kept` as `%XX`.
///
/// https://datatracker.ietf.org/doc/html/rfc3986#section-2.3
pub(crate) fn push_percent(out: &mut String, text: &str, kept: &str) {
    for byte in text.bytes() {
        let is_plain = byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'~')
            || kept.bytes().any(|it| it == byte);
        if is_plain {
            out.push(char::from(byte));
            continue;
        }
        out.push('%');
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from(if digit < 10 {
                b'0' + digit
            } else {
                b'A' + digit - 10
            }));
        }
    }
}

/// Base64 with its padding: https://datatracker.ietf.org/doc/html/rfc4648#section-4.
pub(crate) fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() / 3 * 4 + 4);
    for group in bytes.chunks(3) {
        let mut bits = 0_u32;
        for place in 0..3 {
            bits = bits << 8 | u32::from(group.get(place).copied().unwrap_or(0));
        }
        for place in 0..4 {
            let digit = (bits >> (18 - 6 * place) & 63) as u8;
            out.push(match digit {
                _ if group.len() < place => '=',
                0..=25 => char::from(b'A' + digit),
                26..=51 => char::from(b'a' + digit - 26),
                52..=61 => char::from(b'0' + digit - 52),
                62 => '+',
                _ => '/',
            });
        }
    }
    out
}

/// Appends a decimal number times 100, without what is less than one; whether it is a number.
pub(crate) fn push_minor(out: &mut String, price: &str) -> bool {
    let (sign, size) = match price.strip_prefix("-") {
        Some(size) => ("-", size),
        None => ("", price),
    };
    let mut after_point = None;
    let mut minor = 0_u64;
    for byte in size.bytes() {
        match (byte, after_point) {
            (b'0'..=b'9', Some(2)) => {}
            (b'0'..=b'9', _) => {
                minor = minor
                    .saturating_mul(10)
                    .saturating_add(u64::from(byte - b'0'));
                after_point = after_point.map(|digits| digits + 1);
            }
            (b'.', None) => after_point = Some(0),
            _ => return false,
        }
    }
    for _ in after_point.unwrap_or(0)..2 {
        minor = minor.saturating_mul(10);
    }
    if 0 < minor {
        out.push_str(sign);
    }
    crate::engine::text::push_scaled(out, minor, 0);
    !size.is_empty()
}

/// Appends a JSON value as the member of OTLP's `AnyValue` that has its type.
pub(crate) fn push_typed(out: &mut String, json: &str) {
    let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b'-';
    match json.bytes().next() {
        Some(b'"') => {
            out.push_str("\"stringValue\":");
            out.push_str(json);
        }
        Some(b't' | b'f') => {
            out.push_str("\"boolValue\":");
            out.push_str(json);
        }
        Some(first) if is_digit(first) && json.bytes().all(is_digit) => {
            out.push_str("\"intValue\":\"");
            out.push_str(json);
            out.push('"');
        }
        Some(first) if is_digit(first) => {
            out.push_str("\"doubleValue\":");
            out.push_str(json);
        }
        _ => {
            out.push_str("\"stringValue\":");
            push_text(out, json);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stands_in_a_query_as_it_is_or_encoded() {
        let check = |text: &str, kept: &str, expected: &str| {
            let mut out = String::new();
            push_percent(&mut out, text, kept);
            assert_eq!(out, expected);
        };
        check("WS-1001_M.~", "", "WS-1001_M.~");
        check("a b&c=d+é", "", "a%20b%26c%3Dd%2B%C3%A9");
        check("/p/{slug}", "/", "/p/%7Bslug%7D");
    }

    #[test]
    fn base64_is_padded() {
        let check = |text: &str, expected: &str| assert_eq!(base64(text.as_bytes()), expected);
        check("", "");
        check("f", "Zg==");
        check("fo", "Zm8=");
        check("foo", "Zm9v");
        check("foob", "Zm9vYg==");
        check("<<???>>", "PDw/Pz8+Pg==");
    }

    #[test]
    fn a_price_is_told_in_hundredths() {
        let check = |price: &str, expected: Option<&str>| {
            let mut out = String::new();
            let is_price = push_minor(&mut out, price);
            assert_eq!(is_price.then_some(out.as_str()), expected, "{price}");
        };
        check("1299.9", Some("129990"));
        check("0.5", Some("50"));
        check("12", Some("1200"));
        check("-3.999", Some("-399"));
        check("-0", Some("0"));
        check("0.005", Some("0"));
        check("tent", None);
        check("", None);
    }

    #[test]
    fn a_value_is_told_with_its_type() {
        let check = |json: &str, expected: &str| {
            let mut out = String::new();
            push_typed(&mut out, json);
            assert_eq!(out, expected);
        };
        check("\"tent\"", "\"stringValue\":\"tent\"");
        check("-2", "\"intValue\":\"-2\"");
        check("12.5", "\"doubleValue\":12.5");
        check("true", "\"boolValue\":true");
        check("{\"a\":1}", "\"stringValue\":\"{\\\"a\\\":1}\"");
    }
}
