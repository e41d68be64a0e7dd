//! A request of the page was answered, seen by the browser's resource timing; nothing is patched.
//!
//! The address never leaves the engine. An answer tells that the server spoke, not that it agreed:
//! real shops answer 200 for refusals. So as a proof it counts after [`SETTLE_MS`] without a
//! refusal; where the browser doesn't tell the status (WebKit), after [`UNKNOWN_SETTLE_MS`].
//!
//! ```json
//! { "response": { "url": "/cart/add*", "status": "2xx" } }
//! ```

use super::{Around, Noticed, Trigger};
use crate::engine::glob::glob;
use crate::engine::json::Json;
use crate::engine::reader::Reader;
use crate::engine::signal::Signal;
use crate::engine::text::cut;
use crate::engine::watch::ambient;

/// How long a refusal may take to show after the answer, milliseconds.
const SETTLE_MS: u32 = 500;
/// The same where the status is unknown, so that an error page has time to be drawn.
const UNKNOWN_SETTLE_MS: u32 = 1500;

const CLASSES: [&str; 4] = ["2xx", "3xx", "4xx", "5xx"];

#[derive(Debug)]
pub(super) struct Response {
    url: String,
    /// First digit of the status.
    class: u16,
}

impl Response {
    pub(super) const NAME: &'static str = "response";
    pub(super) const KEYS: &'static [&'static str] = &["url", "status"];

    pub(super) fn read(reader: &mut Reader, settings: &Json) -> Option<Response> {
        let class = reader.choice(settings, "status", &CLASSES, 0) as u16 + 2;
        let url = reader.needed_text(settings, "url", 256)?;
        Some(Response { url, class })
    }

    fn is_address(&self, url: &str) -> bool {
        if self.url.starts_with("http") {
            return glob(&self.url, url);
        }
        // Without an origin the pattern is for the path, and for the query if it names one.
        let host = cut(url, b'/').and_then(|(_, behind)| cut(behind, b'/'));
        let path = host
            .and_then(|(_, host)| cut(host, b'/'))
            .and_then(|(_, path)| url.get(url.len() - path.len() - 1..))
            .unwrap_or("/");
        let path = match cut(path, b'?') {
            Some((path, _)) if cut(&self.url, b'?').is_none() => path,
            _ => path,
        };
        glob(&self.url, path)
    }
}

impl Trigger for Response {
    fn ambient(&self) -> u8 {
        ambient::RESPONSE
    }

    fn notice(&mut self, signal: &Signal, _around: &Around<'_>) -> Noticed {
        let Signal::Responded { url, status } = signal else {
            return Noticed::No;
        };
        if !self.is_address(url) {
            return Noticed::No;
        }
        match status {
            // Most answers are good ones, so an unknown one may be; it is no error that is looked for.
            None if self.class == 2 => Noticed::Perhaps(UNKNOWN_SETTLE_MS),
            None => Noticed::No,
            Some(status) if status / 100 == self.class => Noticed::Unless(SETTLE_MS),
            Some(_) => Noticed::No,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_compared_by_path_unless_the_pattern_says_more() {
        let check = |pattern: &str, url: &str, expected| {
            let response = Response {
                url: pattern.into(),
                class: 2,
            };
            assert_eq!(response.is_address(url), expected, "{pattern} {url}");
        };
        check("/cart/add*", "https://shop.example/cart/add.js?id=7", true);
        check("/cart/add", "https://shop.example/cart/add?id=7", true);
        check("/cart/add?id=*", "https://shop.example/cart/add?id=7", true);
        check("/cart/add", "https://shop.example/cart/remove", false);
        check("https://api.example/*", "https://api.example/cart", true);
        check("https://api.example/*", "https://other.example/cart", false);
        check("/", "https://shop.example", true);
    }
}
