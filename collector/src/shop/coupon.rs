//! Coupons: what a code is worth, and the cart's field for it.
//!
//! The answer is 200 either way, and the code stays with the cart until the order is placed.

use super::Shop;
use super::actions::{refused, unreadable};
use super::view::with_basket;
use super::visitor::Visitor;
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// A code that the shop takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coupon {
    /// 10 % off.
    Trail10,
}

impl Coupon {
    /// As the shop prints it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Coupon::Trail10 => "TRAIL10",
        }
    }

    /// What it takes off a cart of that worth.
    pub(crate) fn off_cents(self, subtotal_cents: u32) -> u32 {
        match self {
            Coupon::Trail10 => subtotal_cents / 10,
        }
    }

    /// Reads what a shopper typed.
    fn typed(text: &str) -> Option<Self> {
        let coupon = Coupon::Trail10;
        coupon
            .code()
            .eq_ignore_ascii_case(text.trim())
            .then_some(coupon)
    }
}

/// What `/cart/coupon` is sent.
#[derive(Debug, Deserialize)]
pub(crate) struct CouponRequest {
    code: String,
}

/// `POST /cart/coupon`
pub(crate) async fn redeem(
    State(shop): State<Arc<Shop>>,
    visitor: Visitor,
    request: Result<Json<CouponRequest>, JsonRejection>,
) -> Response {
    let Ok(Json(CouponRequest { code })) = request else {
        return unreadable();
    };
    if shop.baskets.read(visitor.id()).lines.is_empty() {
        return refused("Put something into the cart first.");
    }
    let Some(coupon) = Coupon::typed(&code) else {
        return refused("This code is unknown or has run out.");
    };
    let (id, ()) = shop
        .baskets
        .change(visitor.id(), |basket| basket.coupon = Some(coupon));
    with_basket(
        &id,
        Json(json!({ "ok": true, "code": coupon.code() })).into_response(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        assert_eq!(Coupon::typed(" trail10 "), Some(Coupon::Trail10));
        for other in ["", "TRAIL100", "TRAIL 10", "SUMMER"] {
            assert_eq!(Coupon::typed(other), None, "{other}");
        }
        assert_eq!(Coupon::Trail10.off_cents(12_990), 1_299);
    }
}
