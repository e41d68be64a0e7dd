//! Globs for texts and patterns for paths: the only wildcards a config can hold.
//!
//! No regular expressions: a pattern is untrusted, and these cost at most pattern × text
//! byte comparisons with a pattern of at most 256 bytes. Nothing is decoded or lowered here.

use super::text::is_all;

/// Most bytes of a path pattern.
const MAX_PATTERN_BYTES: usize = 256;

/// Most segments of a path pattern.
const MAX_SEGMENTS: usize = 16;

/// Whether the whole `text` matches `pattern`, in which `*` stands for any run, also an empty one.
///
/// All other characters stand for themselves.
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    let mut pattern = pattern.as_bytes();
    let mut text = text.as_bytes();
    // What to try again from when a comparison fails: behind the last `*`, one byte later in
    // the text. Earlier stars need no second try, since the shortest run leaves the most.
    let mut again: Option<(&[u8], &[u8])> = None;
    loop {
        match (pattern, text) {
            ([b'*', rest @ ..], _) => {
                pattern = rest;
                again = Some((rest, text));
            }
            ([], []) => return true,
            ([wanted, pattern_rest @ ..], [found, text_rest @ ..]) if wanted == found => {
                pattern = pattern_rest;
                text = text_rest;
            }
            _ => {
                let Some((star_pattern, [_, star_text @ ..])) = again else {
                    return false;
                };
                pattern = star_pattern;
                text = star_text;
                again = Some((star_pattern, star_text));
            }
        }
    }
}

/// A pattern for the path of a URL: "/", "/c/{category}", "/p/{slug}", "/checkout/*".
///
/// Segments are literal (with `*` as a glob), or a `{name}` that captures one segment. A last
/// segment `*` stands for one segment or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PathPattern(String);

impl PathPattern {
    /// Reads a pattern; a slash at its end is left off.
    ///
    /// None unless it begins with `/`, has at most 256 bytes and 16 segments, none of them
    /// empty, no `?` or `#`, and names of `[a-z_][a-z0-9_]*` in its braces.
    pub(crate) fn parse(text: &str) -> Option<PathPattern> {
        let mut rest = text;
        let mut count = 0;
        while let Some((segment, behind)) = next_segment(rest) {
            count += 1;
            rest = behind;
            if !is_segment(segment) {
                return None;
            }
        }
        if !text.starts_with("/") || text.len() > MAX_PATTERN_BYTES || count > MAX_SEGMENTS {
            return None;
        }
        let pattern = text.strip_suffix("/").filter(|_| count > 0).unwrap_or(text);
        Some(PathPattern(String::from(pattern)))
    }

    /// The names and the raw segments of `path` that they stand for, or None if it does not match.
    ///
    /// A slash at the end of the path is ignored; a query has to be cut off before.
    pub(crate) fn captures<'a>(&'a self, path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
        if !path.starts_with("/") {
            return None;
        }
        let mut captures = Vec::new();
        let mut wanted_rest = self.as_str();
        let mut found_rest = path;
        let mut rest_matches = false;
        loop {
            let Some((found, found_behind)) = next_segment(found_rest) else {
                let all = next_segment(wanted_rest).is_none();
                return if all { Some(captures) } else { None };
            };
            let Some((wanted, wanted_behind)) = next_segment(wanted_rest) else {
                return if rest_matches { Some(captures) } else { None };
            };
            match capture_name(wanted) {
                Some(name) if !found.is_empty() => captures.push((name, found)),
                None if glob(wanted, found) => {}
                Some(_) | None => return None,
            }
            rest_matches = wanted == "*";
            wanted_rest = wanted_behind;
            found_rest = found_behind;
        }
    }

    /// The pattern as it is written, which is also the template that is sent.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The segment behind the slash that `path` begins with, and the slash after it with the rest.
///
/// None at the end, where a last slash counts for nothing.
fn next_segment(path: &str) -> Option<(&str, &str)> {
    let segment = path
        .strip_prefix("/")
        .filter(|segment| !segment.is_empty())?;
    let end = segment
        .bytes()
        .position(|byte| byte == b'/')
        .unwrap_or(segment.len());
    Some((segment.get(..end)?, segment.get(end..)?))
}

fn capture_name(segment: &str) -> Option<&str> {
    segment.strip_prefix("{")?.strip_suffix("}")
}

fn is_segment(segment: &str) -> bool {
    match capture_name(segment) {
        Some(name) => {
            let starts_right = name
                .bytes()
                .next()
                .is_some_and(|byte| !byte.is_ascii_digit());
            starts_right
                && is_all(
                    name,
                    |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'),
                )
        }
        None => {
            !segment.is_empty()
                && is_all(segment, |byte| !matches!(byte, b'{' | b'}' | b'?' | b'#'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_run() {
        fn check(pattern: &str, text: &str, expected: bool) {
            assert_eq!(glob(pattern, text), expected, "{pattern} on {text}");
        }
        check("", "", true);
        check("", "a", false);
        check("*", "", true);
        check("*", "anything", true);
        check("**", "x", true);
        check("/cart/add*", "/cart/add", true);
        check("/cart/add*", "/cart/add?sku=1", true);
        check("/cart/add*", "/cart/remove", false);
        check("*.css", "a.css.css", true);
        check("*.css", "a.css.cs", false);
        check("a*b*c", "a-b-b-c", true);
        check("a*b*c", "a-c-b", false);
        check("*ab", "aab", true);
        check("a?c", "abc", false);
        check("a?c", "a?c", true);
        check("größe*", "größe-m", true);
        check("*é", "è", false);
    }

    #[test]
    fn a_hostile_glob_ends_soon() {
        let pattern = "*a".repeat(128);
        assert!(!glob(
            &pattern,
            &"a".repeat(10_000).replace("aa", "ab")[..127]
        ));
        assert!(!glob(
            &("*".to_owned() + &"a".repeat(250) + "b"),
            &"a".repeat(100_000)
        ));
    }

    #[test]
    fn a_path_pattern_names_its_segments() {
        fn check(pattern: &str, path: &str, expected: Option<&[(&str, &str)]>) {
            let pattern = PathPattern::parse(pattern).unwrap();
            assert_eq!(
                pattern.captures(path).as_deref(),
                expected,
                "{} on {path}",
                pattern.as_str()
            );
        }
        check("/", "/", Some(&[]));
        check("/", "", None);
        check("/", "/c", None);
        check("/cart", "/cart", Some(&[]));
        check("/cart", "/cart/", Some(&[]));
        check("/cart", "/Cart", None);
        check("/cart/", "/cart", Some(&[]));
        check(
            "/c/{category}",
            "/c/jackets",
            Some(&[("category", "jackets")]),
        );
        check(
            "/c/{category}",
            "/c/jackets/",
            Some(&[("category", "jackets")]),
        );
        check("/c/{category}", "/c/j%20k", Some(&[("category", "j%20k")]));
        check("/c/{category}", "/c", None);
        check("/c/{category}", "/c/", None);
        check("/c/{category}", "/c/jackets/rain", None);
        check("/c/{category}", "c/jackets", None);
        check(
            "/{lang}/p/{slug}",
            "/de/p/zelt",
            Some(&[("lang", "de"), ("slug", "zelt")]),
        );
        check("/checkout/*", "/checkout/payment", Some(&[]));
        check("/checkout/*", "/checkout/payment/card", Some(&[]));
        check("/checkout/*", "/checkout", None);
        check("/checkout/*", "/checkout-help/x", None);
        check("/*/cart", "/de/cart", Some(&[]));
        check("/*/cart", "/de/at/cart", None);
        check("/p/*-sale", "/p/tent-sale", Some(&[]));
        check("/p/*-sale", "/p/tent", None);
        check("/c/{category}/*", "/c/a/b/c", Some(&[("category", "a")]));
        check("/*", "/", None);
    }

    #[test]
    fn a_wrong_path_pattern_is_refused() {
        fn check(pattern: &str, expected: Option<&str>) {
            let parsed = PathPattern::parse(pattern);
            assert_eq!(
                parsed.as_ref().map(PathPattern::as_str),
                expected,
                "{pattern}"
            );
        }
        check("/", Some("/"));
        check("/c/", Some("/c"));
        check("/a/{b_2}", Some("/a/{b_2}"));
        check("", None);
        check("c", None);
        check("https://x.example/c", None);
        check("//", None);
        check("/a//b", None);
        check("/{}", None);
        check("/{2a}", None);
        check("/{Name}", None);
        check("/{a}{b}", None);
        check("/a{b}", None);
        check("/{a", None);
        check("/a?b=1", None);
        check("/a#b", None);
        check(&"/a".repeat(16), Some(&"/a".repeat(16)));
        check(&"/a".repeat(17), None);
        check(&("/".to_owned() + &"a".repeat(256)), None);
    }
}
