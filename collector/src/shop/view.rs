//! Templates in, HTML out.
//!
//! Every template name ends in `.html`, so that minijinja escapes whatever is put in.

use super::Shop;
use super::baskets::{Basket, Note};
use super::catalog::Category;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use minijinja::{Environment, Error};
use serde::Serialize;
use serde_json::Value;

/// The templates that are built into the binary.
const TEMPLATES: [(&str, &str); 19] = [
    (
        "layout.html",
        include_str!("../../../www/shop/templates/layout.html"),
    ),
    (
        "macros.html",
        include_str!("../../../www/shop/templates/macros.html"),
    ),
    (
        "home.html",
        include_str!("../../../www/shop/templates/home.html"),
    ),
    (
        "category.html",
        include_str!("../../../www/shop/templates/category.html"),
    ),
    (
        "results.html",
        include_str!("../../../www/shop/templates/results.html"),
    ),
    (
        "search.html",
        include_str!("../../../www/shop/templates/search.html"),
    ),
    (
        "product.html",
        include_str!("../../../www/shop/templates/product.html"),
    ),
    (
        "compare.html",
        include_str!("../../../www/shop/templates/compare.html"),
    ),
    (
        "sets.html",
        include_str!("../../../www/shop/templates/sets.html"),
    ),
    (
        "trade.html",
        include_str!("../../../www/shop/templates/trade.html"),
    ),
    (
        "contact.html",
        include_str!("../../../www/shop/templates/contact.html"),
    ),
    (
        "account.html",
        include_str!("../../../www/shop/templates/account.html"),
    ),
    (
        "wishlist.html",
        include_str!("../../../www/shop/templates/wishlist.html"),
    ),
    (
        "cart.html",
        include_str!("../../../www/shop/templates/cart.html"),
    ),
    (
        "cart_lines.html",
        include_str!("../../../www/shop/templates/cart_lines.html"),
    ),
    (
        "checkout.html",
        include_str!("../../../www/shop/templates/checkout.html"),
    ),
    (
        "checkout_steps.html",
        include_str!("../../../www/shop/templates/checkout_steps.html"),
    ),
    (
        "done.html",
        include_str!("../../../www/shop/templates/done.html"),
    ),
    (
        "message.html",
        include_str!("../../../www/shop/templates/message.html"),
    ),
];

/// All templates, ready to render.
#[derive(Debug)]
pub(crate) struct Pages {
    environment: Environment<'static>,
}

/// What the frame around every page shows.
#[derive(Debug, Serialize)]
pub(crate) struct Frame<'a> {
    categories: &'a [Category],
    /// Empty before the first add.
    cart_count: String,
    /// Empty when there are none.
    wish_count: String,
    compare_count: usize,
}

/// A message above the page's content.
#[derive(Debug, Serialize)]
pub(crate) struct Alert {
    pub(crate) kind: AlertKind,
    pub(crate) text: String,
}

/// Whether it went well; the end of the message's class name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AlertKind {
    Success,
    Danger,
}

impl From<Note> for Alert {
    fn from(note: Note) -> Self {
        let (kind, text) = match note {
            Note::Good(text) => (AlertKind::Success, text),
            Note::Bad(text) => (AlertKind::Danger, text),
        };
        Self { kind, text }
    }
}

impl Pages {
    /// Reads all templates.
    ///
    /// # Errors
    /// When one of them is no valid template.
    pub(crate) fn new() -> Result<Self, Error> {
        let mut environment = Environment::new();
        for (name, source) in TEMPLATES {
            environment.add_template(name, source)?;
        }
        Ok(Self { environment })
    }

    /// Renders one template with what it shows.
    pub(crate) fn render(&self, name: &str, content: Value) -> Response {
        match self
            .environment
            .get_template(name)
            .and_then(|template| template.render(shown(content)))
        {
            Ok(html) => Html(html).into_response(),
            Err(error) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                format!("{name}: {error}"),
            )
                .into_response(),
        }
    }
}

impl Shop {
    /// The frame for one shopper.
    pub(crate) fn frame(&self, basket: &Basket) -> Frame<'_> {
        let wishes = basket.wishes.len();
        Frame {
            categories: &self.catalog.categories,
            cart_count: basket.count_text(),
            wish_count: if wishes == 0 {
                String::new()
            } else {
                wishes.to_string()
            },
            compare_count: basket.compared.len(),
        }
    }
}

/// Adds the cookie that keeps a shopper's basket.
pub(crate) fn with_basket(id: &str, mut response: Response) -> Response {
    if let Ok(cookie) = HeaderValue::try_from(super::visitor::set_cookie(id)) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// JSON as minijinja's own values.
///
/// By hand, because the crate's conversion stands behind a feature that nothing else here needs.
fn shown(json: Value) -> minijinja::Value {
    match json {
        Value::Null => minijinja::Value::from(()),
        Value::Bool(yes) => yes.into(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.as_f64().into(),
        },
        Value::String(text) => text.into(),
        Value::Array(items) => items.into_iter().map(shown).collect(),
        Value::Object(fields) => minijinja::Value::from_pairs(
            fields.into_iter().map(|(name, field)| (name, shown(field))),
        ),
    }
}
