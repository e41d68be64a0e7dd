//! The checkout: contact and address, delivery, a pretended payment, and the order.
//!
//! Each step is a form that posts to its own address and goes on by a redirect. What a shopper
//! types is checked and let go: the demo delivers nothing, so it keeps nothing.

use super::Shop;
use super::actions::looks_like_email;
use super::baskets::{Basket, Delivery, Note, Reached};
use super::cards::{Bill, subtotal_cents};
use super::money::money;
use super::view::Alert;
use super::visitor::Visitor;
use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// Most characters of a field.
const MAX_FIELD_CHARS: usize = 120;

/// The fields of the first step: name, label, `autocomplete`, type.
const FIELDS: [(&str, &str, &str, &str); 6] = [
    ("email", "E-mail", "email", "email"),
    ("name", "Full name", "name", "text"),
    ("street", "Street and number", "street-address", "text"),
    ("postcode", "Postcode", "postal-code", "text"),
    ("city", "Town", "address-level2", "text"),
    ("phone", "Phone (for the driver, optional)", "tel", "tel"),
];

/// The way to pay that never works.
const REFUSED_PAYMENT: &str = "bank_card";

/// The pretended ways to pay: value, label, what it means.
const PAYMENTS: [(&str, &str, &str); 4] = [
    ("invoice", "On invoice", "Pay within 30 days of delivery"),
    (
        "transfer",
        "Bank transfer",
        "We send the goods when the money is here",
    ),
    ("hut", "At the hut", "Cash or card, when you collect"),
    (
        REFUSED_PAYMENT,
        "Card of your bank",
        "In this demonstration the bank always refuses",
    ),
];

/// A field of the first step as the page shows it.
#[derive(Debug, Serialize)]
struct Field {
    name: &'static str,
    label: &'static str,
    autocomplete: &'static str,
    kind: &'static str,
    is_required: bool,
    /// What was typed, when the form comes back with a mistake.
    value: String,
    error: Option<&'static str>,
}

/// A way to choose as the page shows it.
#[derive(Debug, Serialize)]
struct Choice {
    value: &'static str,
    label: &'static str,
    note: &'static str,
    price: Option<String>,
    chosen: bool,
}

type Pairs = Vec<(String, String)>;

/// `GET /checkout`
pub(crate) async fn contact(State(shop): State<Arc<Shop>>, visitor: Visitor) -> Response {
    match open(&shop, &visitor, Reached::Contact) {
        Ok(basket) => contact_page(&shop, &basket, fields(None)),
        Err(elsewhere) => elsewhere.into_response(),
    }
}

/// `POST /checkout`: the same page again with what is missing, or on to the delivery.
pub(crate) async fn contact_given(
    State(shop): State<Arc<Shop>>,
    visitor: Visitor,
    Form(form): Form<Pairs>,
) -> Response {
    let basket = match open(&shop, &visitor, Reached::Contact) {
        Ok(basket) => basket,
        Err(elsewhere) => return elsewhere.into_response(),
    };
    let fields = fields(Some(&form));
    if fields.iter().any(|field| field.error.is_some()) {
        return contact_page(&shop, &basket, fields);
    }
    shop.baskets.change(visitor.id(), |basket| {
        basket.reached = basket.reached.max(Reached::Shipping)
    });
    Redirect::to("/checkout/shipping").into_response()
}

/// `GET /checkout/shipping`
pub(crate) async fn shipping(State(shop): State<Arc<Shop>>, visitor: Visitor) -> Response {
    let basket = match open(&shop, &visitor, Reached::Shipping) {
        Ok(basket) => basket,
        Err(elsewhere) => return elsewhere.into_response(),
    };
    let worth_cents = subtotal_cents(&shop.catalog, &basket.lines);
    let choice = |delivery: Delivery| {
        let (label, note) = delivery.says();
        let cents = delivery.cents(worth_cents);
        let price = if cents == 0 {
            "Free".to_owned()
        } else {
            money(cents)
        };
        Choice {
            value: delivery.name(),
            label,
            note,
            price: Some(price),
            chosen: delivery == basket.delivery,
        }
    };
    let choices: Vec<Choice> = Delivery::ALL.into_iter().map(choice).collect();
    choices_page(&shop, &basket, 2, "delivery", choices, &[])
}

/// `POST /checkout/shipping`
pub(crate) async fn shipping_chosen(
    State(shop): State<Arc<Shop>>,
    visitor: Visitor,
    Form(form): Form<Pairs>,
) -> Response {
    if let Err(elsewhere) = open(&shop, &visitor, Reached::Shipping) {
        return elsewhere.into_response();
    }
    let chosen = value(&form, "delivery");
    let Some(delivery) = Delivery::ALL
        .into_iter()
        .find(|delivery| delivery.name() == chosen)
    else {
        return Redirect::to("/checkout/shipping").into_response();
    };
    shop.baskets.change(visitor.id(), |basket| {
        basket.delivery = delivery;
        basket.reached = Reached::Payment;
    });
    Redirect::to("/checkout/payment").into_response()
}

/// `GET /checkout/payment`
pub(crate) async fn payment(State(shop): State<Arc<Shop>>, visitor: Visitor) -> Response {
    match open(&shop, &visitor, Reached::Payment) {
        Ok(basket) => payment_page(&shop, &basket, &[]),
        Err(elsewhere) => elsewhere.into_response(),
    }
}

fn payment_page(shop: &Shop, basket: &Basket, alerts: &[Alert]) -> Response {
    let choices = PAYMENTS.into_iter().enumerate();
    let choice = |(index, (value, label, note))| Choice {
        value,
        label,
        note,
        price: None,
        chosen: index == 0,
    };
    choices_page(
        shop,
        basket,
        3,
        "payment",
        choices.map(choice).collect(),
        alerts,
    )
}

/// `POST /checkout/payment`: places the order.
pub(crate) async fn payment_chosen(
    State(shop): State<Arc<Shop>>,
    visitor: Visitor,
    Form(form): Form<Pairs>,
) -> Response {
    let basket = match open(&shop, &visitor, Reached::Payment) {
        Ok(basket) => basket,
        Err(elsewhere) => return elsewhere.into_response(),
    };
    let chosen = value(&form, "payment");
    if !PAYMENTS.iter().any(|(value, ..)| *value == chosen) {
        return Redirect::to("/checkout/payment").into_response();
    }
    if chosen == REFUSED_PAYMENT {
        let text = "The bank did not agree. Please choose another way to pay.".to_owned();
        return payment_page(&shop, &basket, &[Alert::from(Note::Bad(text))]);
    }
    shop.baskets.change(visitor.id(), Basket::place_order);
    Redirect::to("/checkout/done").into_response()
}

/// `GET /checkout/done`
pub(crate) async fn done(State(shop): State<Arc<Shop>>, visitor: Visitor) -> Response {
    let basket = shop.baskets.read(visitor.id());
    let Some(order) = &basket.order else {
        return Redirect::to("/cart").into_response();
    };
    let bill = Bill::new(&shop.catalog, &order.lines, order.delivery, order.coupon);
    let (_, promise) = order.delivery.says();
    shop.pages.render(
        "done.html",
        json!({ "frame": shop.frame(&basket), "bill": bill, "promise": promise, "number": order.number }),
    )
}

/// The basket, if this step is open; otherwise the way to the step that is.
fn open(shop: &Shop, visitor: &Visitor, step: Reached) -> Result<Basket, Redirect> {
    let basket = shop.baskets.read(visitor.id());
    if basket.lines.is_empty() {
        return Err(Redirect::to("/cart"));
    }
    if basket.reached < step {
        return Err(Redirect::to("/checkout"));
    }
    Ok(basket)
}

fn fields(form: Option<&Pairs>) -> Vec<Field> {
    let field = |(name, label, autocomplete, kind): (&'static str, _, _, _)| {
        let is_required = name != "phone";
        let value: String = form
            .map_or("", |form| value(form, name))
            .trim()
            .chars()
            .take(MAX_FIELD_CHARS)
            .collect();
        let error = match form {
            Some(_) if is_required && value.is_empty() => Some("Please fill this in."),
            Some(_) if name == "email" && !looks_like_email(&value) => {
                Some("Please check this address.")
            }
            Some(_) | None => None,
        };
        Field {
            name,
            label,
            autocomplete,
            kind,
            is_required,
            value,
            error,
        }
    };
    FIELDS.into_iter().map(field).collect()
}

fn value<'a>(form: &'a Pairs, name: &str) -> &'a str {
    form.iter()
        .find(|(known, _)| known == name)
        .map_or("", |(_, value)| value.as_str())
}

fn contact_page(shop: &Shop, basket: &Basket, fields: Vec<Field>) -> Response {
    let bill = Bill::new(&shop.catalog, &basket.lines, basket.delivery, basket.coupon);
    shop.pages.render(
        "checkout.html",
        json!({ "frame": shop.frame(basket), "bill": bill, "step": 1, "fields": fields }),
    )
}

fn choices_page(
    shop: &Shop,
    basket: &Basket,
    step: u32,
    name: &str,
    choices: Vec<Choice>,
    alerts: &[Alert],
) -> Response {
    let bill = Bill::new(&shop.catalog, &basket.lines, basket.delivery, basket.coupon);
    shop.pages.render("checkout.html", json!({ "frame": shop.frame(basket), "bill": bill, "step": step, "name": name, "choices": choices, "alerts": alerts }))
}
