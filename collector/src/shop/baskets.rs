//! What each shopper has in hand: cart, wishlist and the order just placed.
//!
//! In memory only and bounded; the oldest is forgotten first. Nothing a shopper types at the
//! checkout comes here: the demo delivers nothing, so it keeps no name and no address.

use super::coupon::Coupon;
use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Most shoppers that are remembered at a time.
const MAX_BASKETS: usize = 10_000;

/// Most different things in one cart.
const MAX_LINES: usize = 40;

/// Most different things on one wishlist.
const MAX_WISHES: usize = 60;

/// Most products that can be compared at a time.
pub(crate) const MAX_COMPARED: usize = 4;

/// Most products that the shop remembers a shopper to have looked at.
const MAX_RECENT: usize = 5;

/// Most pieces of one thing in a cart.
pub(crate) const MAX_QUANTITY: u32 = 20;

/// All shoppers' baskets, by the value of the shop's cookie.
#[derive(Debug, Default)]
pub(crate) struct Baskets {
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    by_id: HashMap<String, Basket>,
    /// Oldest first.
    order: VecDeque<String>,
}

/// One shopper's basket.
#[derive(Debug, Default, Clone)]
pub(crate) struct Basket {
    pub(crate) lines: Vec<Line>,
    /// SKUs of products in one colour, without a size.
    pub(crate) wishes: Vec<String>,
    /// SKUs of products in one colour, as for `wishes`.
    pub(crate) compared: Vec<String>,
    /// Slugs of the products looked at last, newest first.
    pub(crate) recent: Vec<String>,
    pub(crate) coupon: Option<Coupon>,
    /// What the next page says, once.
    pub(crate) notes: Vec<Note>,
    /// Whether anything was ever added: before that the page's counter is empty, not "0".
    pub(crate) used: bool,
    pub(crate) reached: Reached,
    pub(crate) delivery: Delivery,
    pub(crate) order: Option<Order>,
}

/// Some pieces of one variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) sku: String,
    pub(crate) quantity: u32,
}

/// The furthest checkout step that is open.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reached {
    #[default]
    Contact,
    Shipping,
    Payment,
}

/// How an order travels.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    #[default]
    Standard,
    Express,
    Pickup,
}

/// An order that was placed.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) number: String,
    pub(crate) lines: Vec<Line>,
    pub(crate) delivery: Delivery,
    pub(crate) coupon: Option<Coupon>,
}

/// A message for the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Note {
    Good(String),
    Bad(String),
}

/// The cart holds as much as it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full;

impl Baskets {
    /// A copy of a shopper's basket; an empty one for somebody new.
    pub(crate) fn read(&self, id: Option<&str>) -> Basket {
        let shelf = self.lock();
        id.and_then(|id| shelf.by_id.get(id))
            .cloned()
            .unwrap_or_default()
    }

    /// Changes a shopper's basket and gives the id under which it lies from now on.
    pub(crate) fn change<T>(
        &self,
        id: Option<&str>,
        change: impl FnOnce(&mut Basket) -> T,
    ) -> (String, T) {
        let mut shelf = self.lock();
        let known = id.filter(|id| shelf.by_id.contains_key(*id));
        let id = known.map_or_else(random_id, str::to_owned);
        if known.is_none() {
            shelf.make_room();
            shelf.order.push_back(id.clone());
        }
        let changed = change(shelf.by_id.entry(id.clone()).or_default());
        (id, changed)
    }

    /// A panic elsewhere leaves whole values behind, so a poisoned lock is still good.
    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn make_room(&mut self) {
        while self.order.len() >= MAX_BASKETS {
            let Some(oldest) = self.order.pop_front() else {
                return;
            };
            self.by_id.remove(&oldest);
        }
    }
}

impl Basket {
    /// Pieces in the cart.
    pub(crate) fn count(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity).sum()
    }

    /// The text of the header's counter.
    pub(crate) fn count_text(&self) -> String {
        if self.used {
            self.count().to_string()
        } else {
            String::new()
        }
    }

    /// Lays pieces of one variant into the cart.
    ///
    /// # Errors
    /// `Full` when there is no room for them; the cart is then as it was.
    pub(crate) fn add(&mut self, sku: &str, quantity: u32) -> Result<(), Full> {
        if let Some(line) = self.lines.iter_mut().find(|line| line.sku == sku) {
            let sum = line.quantity.saturating_add(quantity);
            if sum > MAX_QUANTITY {
                return Err(Full);
            }
            line.quantity = sum;
            return Ok(());
        }
        if self.lines.len() >= MAX_LINES || quantity > MAX_QUANTITY {
            return Err(Full);
        }
        self.lines.push(Line {
            sku: sku.to_owned(),
            quantity,
        });
        self.used = true;
        Ok(())
    }

    /// Takes all pieces of one variant out; says whether there were any.
    pub(crate) fn remove(&mut self, sku: &str) -> bool {
        let before = self.lines.len();
        self.lines.retain(|line| line.sku != sku);
        self.lines.len() < before
    }

    /// Puts something on the wishlist or takes it off; says whether it is on it now.
    pub(crate) fn toggle_wish(&mut self, sku: &str) -> bool {
        let before = self.wishes.len();
        self.wishes.retain(|wish| wish != sku);
        let is_on = self.wishes.len() == before && before < MAX_WISHES;
        if is_on {
            self.wishes.push(sku.to_owned());
        }
        is_on
    }

    /// Puts something into the comparison or takes it out; says whether it is in it now, and
    /// nothing when there is no room.
    pub(crate) fn toggle_compared(&mut self, sku: &str) -> Option<bool> {
        let before = self.compared.len();
        self.compared.retain(|compared| compared != sku);
        if self.compared.len() < before {
            return Some(false);
        }
        if before >= MAX_COMPARED {
            return None;
        }
        self.compared.push(sku.to_owned());
        Some(true)
    }

    /// Remembers that a product was looked at.
    pub(crate) fn looked_at(&mut self, slug: &str) {
        self.recent.retain(|recent| recent != slug);
        self.recent.insert(0, slug.to_owned());
        self.recent.truncate(MAX_RECENT);
    }

    /// Turns the cart into an order and leaves it empty.
    pub(crate) fn place_order(&mut self) {
        let number = random_id().to_uppercase().chars().take(8).collect();
        let lines = std::mem::take(&mut self.lines);
        self.order = Some(Order {
            number,
            lines,
            delivery: self.delivery,
            coupon: self.coupon.take(),
        });
        self.reached = Reached::Contact;
        self.delivery = Delivery::default();
    }
}

impl Delivery {
    /// All ways, in the order of the page.
    pub(crate) const ALL: [Delivery; 3] = [Delivery::Standard, Delivery::Express, Delivery::Pickup];

    /// As it stands in a form.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Delivery::Standard => "standard",
            Delivery::Express => "express",
            Delivery::Pickup => "pickup",
        }
    }

    /// As it stands on the page, with what it means.
    pub(crate) fn says(self) -> (&'static str, &'static str) {
        match self {
            Delivery::Standard => ("Standard", "At your door in three to five days"),
            Delivery::Express => ("Express", "At your door tomorrow, if you order before two"),
            Delivery::Pickup => (
                "Collect it yourself",
                "Ready at the Waystone hut from ten tomorrow",
            ),
        }
    }

    /// What it costs for a cart of that worth.
    pub(crate) fn cents(self, subtotal_cents: u32) -> u32 {
        match self {
            Delivery::Standard if subtotal_cents >= FREE_DELIVERY_CENTS => 0,
            Delivery::Standard => 490,
            Delivery::Express => 1290,
            Delivery::Pickup => 0,
        }
    }
}

/// From here on standard delivery costs nothing.
pub(crate) const FREE_DELIVERY_CENTS: u32 = 15_000;

/// 128 bits from the standard library's randomly keyed hasher, as 32 lowercase hex digits.
///
/// Enough to keep the carts of a demo apart; it guards neither money nor a person.
fn random_id() -> String {
    format!(
        "{:016x}{:016x}",
        RandomState::new().hash_one("basket"),
        RandomState::new().hash_one("cookie")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shopper_has_a_basket_of_their_own() {
        let baskets = Baskets::default();
        let (ina, _) = baskets.change(None, |basket| basket.add("A", 2));
        let (per, _) = baskets.change(None, |basket| basket.add("B", 1));
        assert_ne!(ina, per);
        assert_eq!(baskets.read(Some(&ina)).count(), 2);
        assert_eq!(baskets.read(Some(&per)).count(), 1);
        assert_eq!(baskets.read(None).count_text(), "");
    }

    #[test]
    fn an_id_that_was_made_up_is_not_taken_over() {
        let baskets = Baskets::default();
        let (id, _) = baskets.change(Some("mine"), |basket| basket.add("A", 1));
        assert_ne!(id, "mine");
        assert_eq!(id.len(), 32);
    }

    #[test]
    fn the_oldest_basket_is_forgotten_first() {
        let baskets = Baskets::default();
        let (first, _) = baskets.change(None, |basket| basket.add("A", 1));
        let (second, _) = baskets.change(None, |basket| basket.add("A", 1));
        for _ in 2..=MAX_BASKETS {
            baskets.change(None, |_| ());
        }
        assert_eq!(baskets.read(Some(&first)).count(), 0);
        assert_eq!(baskets.read(Some(&second)).count(), 1);
    }

    #[test]
    fn the_counter_is_empty_until_something_was_added_and_zero_after_it_went() {
        let mut basket = Basket::default();
        assert_eq!(basket.count_text(), "");
        basket.add("A", 3).unwrap();
        assert_eq!(basket.count_text(), "3");
        assert!(basket.remove("A"));
        assert!(!basket.remove("A"));
        assert_eq!(basket.count_text(), "0");
    }

    #[test]
    fn four_products_can_be_compared_and_five_are_remembered() {
        let mut basket = Basket::default();
        for sku in ["A", "B", "C", "D"] {
            assert_eq!(basket.toggle_compared(sku), Some(true));
        }
        assert_eq!(basket.toggle_compared("E"), None);
        assert_eq!(basket.toggle_compared("B"), Some(false));
        assert_eq!(basket.compared, ["A", "C", "D"]);
        for slug in ["a", "b", "c", "a", "d", "e", "f"] {
            basket.looked_at(slug);
        }
        assert_eq!(basket.recent, ["f", "e", "d", "a", "c"]);
    }

    #[test]
    fn a_full_cart_takes_nothing_more() {
        let mut basket = Basket::default();
        basket.add("A", MAX_QUANTITY).unwrap();
        assert_eq!(basket.add("A", 1), Err(Full));
        assert_eq!(basket.add("B", MAX_QUANTITY + 1), Err(Full));
        for number in 1..MAX_LINES {
            basket.add(&number.to_string(), 1).unwrap();
        }
        assert_eq!(basket.add("one more", 1), Err(Full));
    }

    #[test]
    fn an_order_empties_the_cart_and_starts_the_checkout_afresh() {
        let mut basket = Basket {
            reached: Reached::Payment,
            delivery: Delivery::Express,
            ..Basket::default()
        };
        basket.add("A", 1).unwrap();
        basket.place_order();
        let order = basket.order.clone().unwrap();
        assert_eq!(
            (order.number.len(), order.lines.len(), order.delivery),
            (8, 1, Delivery::Express)
        );
        assert_eq!(
            (basket.count_text().as_str(), basket.reached),
            ("0", Reached::Contact)
        );
    }
}
