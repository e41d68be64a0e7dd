//! Cart, wishlist and newsletter, with all that can go wrong.

use super::*;
use serde_json::json;

#[tokio::test]
async fn what_is_added_is_counted_on_the_next_page() {
    let mut shopper = Shopper::new();
    assert_eq!(
        shopper.get("/").await.cart_count(),
        "",
        "empty, not 0, before the first add"
    );
    assert!(shopper.cookie.is_none(), "looking around needs no cookie");
    let answer = shopper
        .post("/cart/add", json!({ "sku": "WS-3001", "qty": 2 }))
        .await;
    assert_eq!(
        (answer.status, &answer.json()["ok"], &answer.json()["count"]),
        (StatusCode::OK, &json!(true), &json!(2))
    );
    assert_eq!(shopper.get("/c/packs").await.cart_count(), "2");
}

#[tokio::test]
async fn one_add_can_have_two_messages() {
    let mut shopper = Shopper::new();
    let answer = shopper
        .post("/cart/add", json!({ "sku": "WS-1001-M", "qty": 1 }))
        .await;
    assert_eq!(
        answer.json()["messages"],
        json!(["Ridge Shell Jacket (Moss, size M) is in your cart."])
    );
    let answer = shopper.post("/cart/add", json!({ "sku": "WS-3001" })).await;
    assert_eq!(
        answer.json()["messages"].as_array().unwrap().len(),
        2,
        "delivery became free"
    );
}

#[tokio::test]
async fn a_refusal_is_answered_with_200_and_changes_nothing() {
    let mut shopper = Shopper::new();
    let refused = [
        json!({ "sku": "WS-1018-M", "qty": 1 }),
        json!({ "sku": "WS-6004", "qty": 1 }),
        json!({ "sku": "WS-1001-XS", "qty": 1 }),
        json!({ "sku": "WS-1001", "qty": 1 }),
        json!({ "sku": "WS-9999", "qty": 1 }),
        json!({ "sku": "WS-3001", "qty": 0 }),
        json!({ "sku": "WS-3001", "qty": 21 }),
    ];
    for request in refused {
        let answer = shopper.post("/cart/add", request.clone()).await;
        assert_eq!(answer.status, StatusCode::OK, "{request}");
        assert_eq!(answer.json()["ok"], false, "{request}");
        assert!(!answer.json()["error"].as_str().unwrap().is_empty());
    }
    assert_eq!(shopper.get("/cart").await.cart_count(), "");
}

#[tokio::test]
async fn a_broken_back_end_answers_500() {
    let mut shopper = Shopper::new();
    let sku = "WS-2016-42";
    assert_eq!(
        Catalog::built_in()
            .unwrap()
            .variant(sku)
            .unwrap()
            .product
            .slug,
        "forest-hiking-boot"
    );
    let answer = shopper
        .post("/cart/add", json!({ "sku": sku, "qty": 1 }))
        .await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(shopper.get("/cart").await.cart_count(), "");
}

#[tokio::test]
async fn a_request_that_is_no_json_is_not_read() {
    let mut shopper = Shopper::new();
    assert_eq!(
        shopper.submit("/cart/add", "sku=WS-3001").await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        shopper.post("/cart/add", json!({ "qty": 1 })).await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        shopper
            .post("/cart/add", json!({ "sku": "x".repeat(20_000) }))
            .await
            .status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn a_form_renders_the_same_page_again() {
    let mut shopper = Shopper::new();
    let page = shopper
        .submit("/c/maps", "sku=WS-6001&sort=price&price_max=20")
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text
            .contains("class=\"alert alert-success\" role=\"alert\"")
    );
    assert_eq!(page.cart_count(), "1");
    assert_eq!(page.cards(), 5, "the filters are still on");
    assert!(page.text.contains("<option value=\"price\" selected>"));

    let page = shopper.submit("/c/maps", "sku=WS-6004").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text
            .contains("class=\"alert alert-danger\" role=\"alert\"")
    );
    assert!(!page.text.contains("alert-success"));
    assert_eq!(page.cart_count(), "1");
    assert_eq!(
        shopper.submit("/c/tents", "sku=WS-4001").await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
}

#[tokio::test]
async fn each_kind_of_card_adds_in_its_own_way() {
    let mut shopper = Shopper::new();
    let jackets = shopper.get("/c/jackets").await;
    assert_eq!(jackets.text.matches("data-add-to-cart").count(), 0);
    assert_eq!(jackets.text.matches("btn-add\" href=").count(), 10);
    let packs = shopper.get("/c/packs").await;
    assert_eq!(
        packs
            .text
            .matches("<button type=\"button\" class=\"btn btn-add\" data-add-to-cart")
            .count(),
        8
    );
    let maps = shopper.get("/c/maps").await;
    assert_eq!(
        maps.text
            .matches("<form method=\"post\" action=\"/c/maps\">")
            .count(),
        8
    );
    assert_eq!(
        maps.text
            .matches("<button type=\"submit\" class=\"btn btn-add\" data-add-to-cart>")
            .count(),
        8
    );
    let search = shopper.get("/search?q=knots").await;
    assert_eq!(
        search
            .text
            .matches("<form method=\"post\" action=\"/c/")
            .count(),
        0,
        "a form is only on its own page"
    );
    assert_eq!(search.text.matches("data-add-to-cart").count(), 1);
}

#[tokio::test]
async fn what_is_removed_is_gone() {
    let mut shopper = Shopper::new();
    shopper
        .post("/cart/add", json!({ "sku": "WS-3001", "qty": 2 }))
        .await;
    shopper
        .post("/cart/add", json!({ "sku": "WS-5001", "qty": 1 }))
        .await;
    let cart = shopper.get("/cart").await;
    assert_eq!(cart.text.matches("data-remove").count(), 2);
    assert_eq!(cart.after("class=\"subtotal\">"), "€197.90");
    let answer = shopper
        .post("/cart/remove", json!({ "sku": "WS-3001" }))
        .await
        .json();
    assert_eq!((&answer["ok"], &answer["count"]), (&json!(true), &json!(1)));
    let fragment = shopper.get_fragment("/cart").await;
    assert!(fragment.text.trim_start().starts_with("<div id=\"cart\">"));
    assert_eq!(fragment.after("class=\"subtotal\">"), "€39.90");
    assert_eq!(
        shopper
            .post("/cart/remove", json!({ "sku": "WS-3001" }))
            .await
            .json()["ok"],
        false
    );
    shopper
        .post("/cart/remove", json!({ "sku": "WS-5001" }))
        .await;
    let cart = shopper.get("/cart").await;
    assert_eq!(cart.cart_count(), "0");
    assert!(cart.text.contains("Your cart is empty"));
}

#[tokio::test]
async fn a_heart_is_kept_until_it_is_pressed_again() {
    let mut shopper = Shopper::new();
    let answer = shopper
        .post("/wishlist/toggle", json!({ "sku": "WS-1001-M" }))
        .await
        .json();
    assert_eq!(answer, json!({ "ok": true, "wished": true, "count": 1 }));
    let page = shopper.get("/wishlist").await;
    assert_eq!((page.cards(), page.after("wishlist-count\">")), (1, "1"));
    assert!(
        page.text
            .contains("data-sku=\"WS-1001\" aria-pressed=\"true\"")
    );
    let answer = shopper
        .post("/wishlist/toggle", json!({ "sku": "WS-1001" }))
        .await
        .json();
    assert_eq!(answer, json!({ "ok": true, "wished": false, "count": 0 }));
    assert!(
        shopper
            .get("/wishlist")
            .await
            .text
            .contains("Nothing on it yet")
    );
}

#[tokio::test]
async fn the_newsletter_takes_addresses_only() {
    let mut shopper = Shopper::new();
    assert_eq!(
        shopper
            .post("/newsletter", json!({ "email": "ina@example.com" }))
            .await
            .json()["ok"],
        true
    );
    for email in [
        "",
        "ina",
        "ina@",
        "@example.com",
        "ina@example",
        "a@b@c.d",
        "ina @example.com",
    ] {
        assert_eq!(
            shopper
                .post("/newsletter", json!({ "email": email }))
                .await
                .json()["ok"],
            false,
            "{email}"
        );
    }
}
