//! From the cart to the order.

use super::*;
use serde_json::json;

const ADDRESS: &str =
    "email=ina%40example.com&name=Ina+Velder&street=Low+Lane+1&postcode=12345&city=Fell&phone=";

#[tokio::test]
async fn an_order_goes_through_its_steps() {
    let mut shopper = Shopper::new();
    shopper
        .post("/cart/add", json!({ "sku": "WS-1001-M", "qty": 1 }))
        .await;
    assert!(
        shopper
            .get("/checkout")
            .await
            .text
            .contains("autocomplete=\"street-address\"")
    );
    assert_eq!(
        shopper.submit("/checkout", ADDRESS).await.leads_to(),
        "/checkout/shipping"
    );
    assert_eq!(
        shopper
            .get("/checkout/shipping")
            .await
            .text
            .matches("name=\"delivery\"")
            .count(),
        3
    );
    assert_eq!(
        shopper
            .submit("/checkout/shipping", "delivery=express")
            .await
            .leads_to(),
        "/checkout/payment"
    );
    let payment = shopper.get("/checkout/payment").await;
    assert_eq!(payment.after("class=\"order-total\">"), "€142.80");
    assert!(!payment.text.contains("cc-number"), "no card is asked for");
    assert_eq!(
        shopper
            .submit("/checkout/payment", "payment=invoice")
            .await
            .leads_to(),
        "/checkout/done"
    );
    let done = shopper.get("/checkout/done").await;
    assert!(
        done.text.contains("class=\"order-done\"") && done.text.contains("data-total=\"142.80\"")
    );
    assert_eq!(done.cart_count(), "0");
    assert_eq!(
        shopper.get("/checkout").await.leads_to(),
        "/cart",
        "nothing is left to order"
    );
}

#[tokio::test]
async fn nobody_skips_a_step() {
    let mut shopper = Shopper::new();
    for path in [
        "/checkout",
        "/checkout/shipping",
        "/checkout/payment",
        "/checkout/done",
    ] {
        assert_eq!(shopper.get(path).await.leads_to(), "/cart", "{path}");
    }
    shopper
        .post("/cart/add", json!({ "sku": "WS-3001", "qty": 1 }))
        .await;
    for path in ["/checkout/shipping", "/checkout/payment"] {
        assert_eq!(shopper.get(path).await.leads_to(), "/checkout", "{path}");
        assert_eq!(
            shopper
                .submit(path, "payment=invoice&delivery=express")
                .await
                .leads_to(),
            "/checkout"
        );
    }
}

#[tokio::test]
async fn a_form_with_a_mistake_comes_back_with_what_was_typed() {
    let mut shopper = Shopper::new();
    shopper
        .post("/cart/add", json!({ "sku": "WS-3001", "qty": 1 }))
        .await;
    let page = shopper
        .submit(
            "/checkout",
            "email=ina&name=%22%3E%3Cscript%3E&street=&postcode=1&city=Fell",
        )
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.text.matches("class=\"field-error\"").count(), 2);
    assert!(page.text.contains("value=\"&quot;&gt;&lt;script&gt;\""));
    assert!(
        !shopper.get("/checkout").await.text.contains("script&gt;"),
        "what was typed is not kept"
    );
    shopper.submit("/checkout", ADDRESS).await;
    assert_eq!(
        shopper
            .submit("/checkout/shipping", "delivery=drone")
            .await
            .leads_to(),
        "/checkout/shipping"
    );
    shopper
        .submit("/checkout/shipping", "delivery=pickup")
        .await;
    assert_eq!(
        shopper
            .submit("/checkout/payment", "payment=shells")
            .await
            .leads_to(),
        "/checkout/payment"
    );
}
