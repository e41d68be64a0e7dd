//! Addresses as they may be sent: a host and the template of a path, or the scheme alone.
//!
//! Never a query, a fragment, a user, a port, or what stands behind `mailto:`.

use crate::engine::scrub::path_template;
use crate::engine::text::{ascii_lower, cut, is_all, until};

/// The class of an address: `www.example.com/share/{x}`, `/p/{x}`, `mailto:`; nothing of an empty
/// one.
pub(crate) fn class(address: &str) -> Option<String> {
    if address.is_empty() {
        return None;
    }
    let (address, _) = until(address, |byte| matches!(byte, b'?' | b'#'));
    let mut rest = address;
    if let Some((scheme, behind)) = cut(address, b':').filter(|(scheme, _)| is_scheme(scheme)) {
        let scheme = ascii_lower(scheme);
        if scheme != "https" && scheme != "http" {
            return Some(scheme + ":");
        }
        rest = behind;
    }
    let Some(rest) = rest.strip_prefix("//") else {
        return Some(path_template(rest));
    };
    let (host, path) = cut(rest, b'/').unwrap_or((rest, ""));
    let host = cut(host, b'@').map_or(host, |(_, host)| host);
    let host = cut(host, b':').map_or(host, |(host, _)| host);
    let mut class = ascii_lower(host);
    if !path.is_empty() {
        class.push_str(&path_template(path));
    }
    Some(class)
}

/// Source: RFC 3986, section 3.1.
fn is_scheme(text: &str) -> bool {
    let first = text.as_bytes().first();
    first.is_some_and(u8::is_ascii_alphabetic)
        && is_all(text, |byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_where_it_leads_and_nothing_of_the_shopper() {
        fn check(address: &str, expected: &str) {
            assert_eq!(class(address).unwrap_or_default(), expected, "{address}");
        }
        check("", "");
        check("https://www.Example.com", "www.example.com");
        check("https://www.example.com/", "www.example.com");
        check(
            "https://www.example.com/sharer/share.php?u=https%3A%2F%2Fshop",
            "www.example.com/sharer/{x}",
        );
        check(
            "https://anna:word@social.example:8443/u/anna.meier",
            "social.example/u/{x}",
        );
        check("//cdn.example/files", "cdn.example/files");
        check("/p/tent?mail=anna.meier@example.org#size", "/p/tent");
        check("p/tent-2", "/p/{x}");
        check("?q=tent", "/");
        check("#reviews", "/");
        check("mailto:anna.meier@example.org", "mailto:");
        check("TEL:+491712345678", "tel:");
        check("javascript:alert(1)", "javascript:");
        check("data:text/plain,anna.meier@example.org", "data:");
        check("/a:b/anna@example.org", "/{x}/{x}");
    }
}
