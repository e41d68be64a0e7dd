//! Shoppers' visits to the whole router, without a socket.

mod adding;
mod browsing;
mod checkout;
mod service;

use super::catalog::Catalog;
use super::{ShopOptions, router};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use serde_json::Value;
use std::path::PathBuf;

/// A shopper whose browser keeps the shop's cookie.
struct Shopper {
    shop: Router,
    cookie: Option<String>,
}

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Shopper {
    fn new() -> Self {
        let options = ShopOptions {
            assets: PathBuf::from("no-such-folder"),
            config: PathBuf::from("no-such-folder/tallymark.json"),
            collector_url: "http://127.0.0.1:4000/v1/events".to_owned(),
        };
        Self::with(options)
    }

    fn with(options: ShopOptions) -> Self {
        Self {
            shop: router(options),
            cookie: None,
        }
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    async fn get_fragment(&mut self, path: &str) -> Answer {
        self.send(
            Request::get(path).header("X-Requested-With", "fetch"),
            Body::empty(),
        )
        .await
    }

    async fn post(&mut self, path: &str, json: Value) -> Answer {
        let request = Request::post(path).header(CONTENT_TYPE, "application/json");
        self.send(request, Body::from(json.to_string())).await
    }

    async fn submit(&mut self, path: &str, form: &'static str) -> Answer {
        let request = Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(form)).await
    }

    async fn send(&mut self, mut request: axum::http::request::Builder, body: Body) -> Answer {
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        let service = TowerToHyperService::new(self.shop.clone());
        let response = service.call(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        if let Some(cookie) = parts.headers.get(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            assert!(
                cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"),
                "{cookie}"
            );
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text,
        }
    }
}

impl Answer {
    /// The text that follows a piece of markup, up to the next tag.
    fn after(&self, markup: &str) -> &str {
        let (_, rest) = self
            .text
            .split_once(markup)
            .unwrap_or_else(|| panic!("no {markup} in {}", self.text));
        rest.split('<').next().unwrap_or_default()
    }

    fn cart_count(&self) -> &str {
        self.after("cart-count\">")
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    fn leads_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER);
        self.headers.get(LOCATION).unwrap().to_str().unwrap()
    }

    fn cards(&self) -> usize {
        self.text.matches("class=\"product-card").count()
    }
}
