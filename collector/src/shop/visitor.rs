//! The shop's own cookie: which basket a request belongs to.
//!
//! A shop needs one to keep a cart; tallymark never reads it, and being HttpOnly it can't.

use axum::extract::FromRequestParts;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use std::convert::Infallible;

/// The cookie's name.
const NAME: &str = "waystone_cart";

/// Length of an id as `baskets` makes it.
const ID_CHARS: usize = 32;

/// Who asks, as far as the shop knows.
#[derive(Debug)]
pub(crate) struct Visitor {
    id: Option<String>,
}

impl Visitor {
    /// The basket's id, if the request brought one.
    pub(crate) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }
}

/// The header's value that gives a browser its basket, until it is closed.
///
/// Without `Secure`: the demo is served over plain HTTP on the loopback address.
pub(crate) fn set_cookie(id: &str) -> String {
    format!("{NAME}={id}; Path=/; HttpOnly; SameSite=Lax")
}

impl<State: Sync> FromRequestParts<State> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Infallible> {
        let cookies = parts
            .headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok());
        let id = cookies
            .flat_map(|cookies| cookies.split(';'))
            .find_map(id_in)
            .map(str::to_owned);
        Ok(Self { id })
    }
}

fn id_in(cookie: &str) -> Option<&str> {
    let id = cookie.trim().strip_prefix(NAME)?.strip_prefix('=')?;
    let is_ours = id.len() == ID_CHARS && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_ours.then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_cookie_of_the_shops_own_making_is_read() {
        let id = "0123456789abcdef0123456789abcdef";
        assert_eq!(id_in(&format!(" {NAME}={id}")), Some(id));
        for other in [
            "waystone_cart=",
            "waystone_cart=../../etc",
            "waystone_cartx=1",
            "theme=dark",
        ] {
            assert_eq!(id_in(other), None, "{other}");
        }
    }
}
