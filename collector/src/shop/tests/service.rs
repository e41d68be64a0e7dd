//! Comparison, sets, coupons, letters to the shop, downloads.

use super::*;
use axum::http::header::{CONTENT_RANGE, LOCATION, RANGE};
use serde_json::json;

#[tokio::test]
async fn the_comparison_counts_in_a_label_only() {
    let mut shopper = Shopper::new();
    let label = "aria-label=\"Compare: 0 products\"";
    assert!(shopper.get("/").await.text.contains(label));
    let answer = shopper
        .post("/compare/toggle", json!({ "sku": "WS-4001" }))
        .await
        .json();
    assert_eq!(answer, json!({ "ok": true, "compared": true, "count": 1 }));
    let page = shopper.get("/compare").await;
    assert!(page.text.contains("aria-label=\"Compare: 1 products\""));
    assert_eq!(page.text.matches("class=\"compared\"").count(), 1);
    for number in 2..=4 {
        let sku = format!("WS-400{number}");
        shopper.post("/compare/toggle", json!({ "sku": sku })).await;
    }
    let fifth = shopper
        .post("/compare/toggle", json!({ "sku": "WS-4005" }))
        .await;
    assert_eq!(
        (fifth.status, &fifth.json()["ok"]),
        (StatusCode::OK, &json!(false))
    );
}

#[tokio::test]
async fn a_set_is_added_whole_with_several_messages_and_a_302() {
    let mut shopper = Shopper::new();
    let answer = shopper.submit("/sets/weekend", "").await;
    assert_eq!(answer.status, StatusCode::FOUND);
    assert_eq!(answer.headers[LOCATION], "/cart");
    let cart = shopper.get("/cart").await;
    assert_eq!(cart.cart_count(), "3");
    assert!(4 <= cart.text.matches("alert-success").count());
    assert_eq!(
        shopper
            .get("/cart")
            .await
            .text
            .matches("alert-success")
            .count(),
        0,
        "said once"
    );
}

#[tokio::test]
async fn a_set_of_which_a_part_is_sold_out_adds_nothing() {
    let mut shopper = Shopper::new();
    let answer = shopper.submit("/sets/reading", "").await;
    assert_eq!(
        (answer.status, &answer.headers[LOCATION]),
        (StatusCode::FOUND, &"/sets".parse().unwrap())
    );
    let page = shopper.get("/sets").await;
    assert_eq!(
        (page.text.matches("alert-danger").count(), page.cart_count()),
        (1, "")
    );
    assert_eq!(
        shopper.submit("/sets/unicorn", "").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_coupon_comes_off_the_order_and_no_other() {
    let mut shopper = Shopper::new();
    let redeem = |code: &str| json!({ "code": code });
    let early = shopper.post("/cart/coupon", redeem("TRAIL10")).await;
    assert_eq!(early.json()["ok"], false, "the cart is empty");
    shopper
        .post("/cart/add", json!({ "sku": "WS-1001-M" }))
        .await;
    let wrong = shopper.post("/cart/coupon", redeem("TRAIL99")).await;
    assert_eq!(
        (wrong.status, &wrong.json()["ok"]),
        (StatusCode::OK, &json!(false))
    );
    let right = shopper.post("/cart/coupon", redeem("trail10")).await;
    assert_eq!(right.json(), json!({ "ok": true, "code": "TRAIL10" }));
    let cart = shopper.get_fragment("/cart").await;
    assert!(cart.text.contains("−€12.99") && cart.text.contains("coupon-done"));
    assert_eq!(cart.after("class=\"order-total\">"), "€121.81");
}

#[tokio::test]
async fn a_bank_that_refuses_leaves_the_order_open() {
    let mut shopper = Shopper::new();
    shopper.post("/cart/add", json!({ "sku": "WS-3001" })).await;
    let address =
        "email=ina%40example.com&name=Ina&street=Low+Lane+1&postcode=12345&city=Fell&phone=";
    shopper.submit("/checkout", address).await;
    shopper
        .submit("/checkout/shipping", "delivery=pickup")
        .await;
    let refused = shopper
        .submit("/checkout/payment", "payment=bank_card")
        .await;
    assert_eq!(refused.status, StatusCode::OK);
    assert!(refused.text.contains("payment-error"));
    assert_eq!(refused.cart_count(), "1");
    assert_eq!(shopper.get("/checkout/done").await.leads_to(), "/cart");
}

#[tokio::test]
async fn letters_to_the_shop_are_checked_and_thanked_for() {
    let mut shopper = Shopper::new();
    let review = |stars: &str, text: &str| json!({ "stars": stars, "text": text });
    let path = "/p/wren-headlamp/reviews";
    for wrong in [review("", "long enough, surely"), review("5", "good")] {
        assert_eq!(shopper.post(path, wrong).await.json()["ok"], false);
    }
    let written = review("5", "long enough, surely");
    assert_eq!(shopper.post(path, written).await.json()["ok"], true);
    let wrong = shopper.submit("/contact", "email=ina&message=hello").await;
    assert!(wrong.text.contains("field-error"));
    assert_eq!(
        shopper
            .submit("/contact", "email=ina%40example.com&message=hello")
            .await
            .leads_to(),
        "/contact/thanks"
    );
    let taken = shopper
        .submit("/account", "email=taken%40example.com&password=long-enough")
        .await;
    assert!(taken.text.contains("field-error") && !taken.text.contains("account-done"));
    let made = shopper
        .submit("/account", "email=ina%40example.com&password=long-enough")
        .await;
    assert!(made.text.contains("account-done"));
}

#[tokio::test]
async fn an_articles_number_leads_straight_to_it() {
    let mut shopper = Shopper::new();
    let answer = shopper.get("/search?q=ws-3001").await;
    assert!(answer.leads_to().starts_with("/p/"));
}

#[tokio::test]
async fn a_shopper_with_a_cart_sees_what_they_looked_at() {
    let mut shopper = Shopper::new();
    shopper.get("/p/wren-headlamp").await;
    let page = shopper.get("/p/tawny-headlamp").await;
    assert!(!page.text.contains("recent-list"));
    assert!(shopper.cookie.is_none(), "looking around needs no cookie");
    shopper.post("/cart/add", json!({ "sku": "WS-3001" })).await;
    shopper.get("/p/wren-headlamp").await;
    let page = shopper.get("/p/tawny-headlamp").await;
    let (_, list) = page.text.split_once("recent-list").unwrap();
    assert!(list.contains("wren-headlamp"));
}

#[tokio::test]
async fn new_arrivals_only_is_a_filter_like_any_other() {
    let mut shopper = Shopper::new();
    let all = shopper.get("/c/jackets").await.cards();
    let page = shopper.get("/c/jackets?new=1&size=M").await;
    assert!(0 < page.cards() && page.cards() < all);
    assert!(page.text.contains("data-undo=\"new\""));
    assert!(page.text.contains("name=\"new\" value=\"1\" checked"));
    let classic = shopper.get("/c/maps").await;
    assert!(classic.text.contains("class=\"filter-link\""));
}

#[tokio::test]
async fn what_is_fetched_has_the_type_that_it_says() {
    let mut shopper = Shopper::new();
    for (path, kind) in [
        ("/brochures/wren-headlamp.pdf", "application/pdf"),
        ("/feed.xml", "application/rss+xml; charset=utf-8"),
    ] {
        let answer = shopper.get(path).await;
        assert_eq!(answer.headers[CONTENT_TYPE], kind, "{path}");
    }
    let request = Request::get("/videos/pitching.webm").header(RANGE, "bytes=0-3");
    let service = TowerToHyperService::new(shopper.shop.clone());
    let answer = service
        .call(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::PARTIAL_CONTENT);
    assert!(
        answer.headers()[CONTENT_RANGE]
            .to_str()
            .unwrap()
            .starts_with("bytes 0-3/")
    );
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    assert_eq!(
        bytes[..],
        [0x1a, 0x45, 0xdf, 0xa3],
        "Matroska's first bytes"
    );
}
