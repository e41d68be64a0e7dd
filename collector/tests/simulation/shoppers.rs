//! Shoppers whose every step is known, and the truth about them.
//!
//! The truth is counted as things happen, by shopper and by tab, and never asks the engine.

use std::collections::{BTreeMap, BTreeSet};

use tallymark::engine::signal::Arrival;

use crate::browser::{Landing, Post, Tab, WITHIN};
use crate::chance::Chance;

/// Steps of the funnel.
pub(crate) const FUNNEL: [&str; 4] = ["view_item", "add_to_cart", "begin_checkout", "purchase"];
/// The offer that is held back from half of the sessions.
pub(crate) const OFFER: &str = "offer";
/// Of 100 shoppers with something in the cart, so many check out; the offer adds to it.
const CHECK_OUT: u32 = 40;
const CHECK_OUT_AFTER_OFFER: u32 = 55;

const LANDINGS: [(&str, Landing); 5] = [
    ("search", from("", Some("www.google.com"))),
    ("email", from("?utm_medium=email", None)),
    ("social", from("", Some("www.instagram.com"))),
    ("paid", from("?gclid=abc", Some("www.google.com"))),
    ("direct", from("", None)),
];

const fn from(search: &'static str, referrer_host: Option<&'static str>) -> Landing {
    Landing {
        search,
        referrer_host,
    }
}

/// What shoppers do beyond walking through one tab.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Habits {
    /// One in so many looks into a further tab; 0 is nobody.
    pub(crate) tabs: u32,
    /// One in so many tabs is ended by the system; 0 is none.
    pub(crate) kills: u32,
}

type Counts<Key> = BTreeMap<Key, i64>;

/// What really happened.
#[derive(Debug, Default)]
pub(crate) struct Truth {
    /// Events by name.
    pub(crate) events: Counts<String>,
    /// Tabs (a copied one goes on with what its origin did) by what they did at least once.
    pub(crate) tabs: Counts<String>,
    /// Shoppers by what they did at least once, in whichever tab.
    pub(crate) shoppers: Counts<String>,
    /// The same by the channel of the shopper's first tab.
    pub(crate) shoppers_by_channel: Counts<(String, String)>,
    /// Tabs by channel, where one that was opened from nowhere is direct.
    pub(crate) tabs_by_channel: Counts<(String, String)>,
    /// Tabs by the step that they came to, and the one before it.
    pub(crate) transitions: Counts<(Option<String>, String)>,
    /// Failed adds by reason.
    pub(crate) failures: Counts<String>,
    /// Tabs with the offer by side, and what they did for the first time after it.
    pub(crate) arms: Counts<(bool, String)>,
    /// Events in batches of tabs that the system ended.
    pub(crate) killed_events: i64,
}

fn add<Key: Ord>(counts: &mut Counts<Key>, key: Key) {
    *counts.entry(key).or_default() += 1;
}

/// What a tab did so far.
#[derive(Debug, Clone)]
struct Told {
    channel: &'static str,
    done: BTreeSet<String>,
    step: Option<String>,
    /// The offer was called back (true) or held out, if it came up.
    arm: Option<bool>,
}

/// A shopper on the way.
struct Shopper<'a> {
    habits: Habits,
    channel: &'static str,
    done: BTreeSet<String>,
    in_cart: bool,
    truth: &'a mut Truth,
    chance: &'a mut Chance,
    post: &'a mut Post,
}

/// Sends so many shoppers through the shop; gives what really happened and what arrived.
pub(crate) fn visit(config: &str, shoppers: u32, habits: Habits, seed: u64) -> (Truth, Post) {
    let (mut truth, mut post, mut chance) = (Truth::default(), Post::new(), Chance::new(seed));
    for number in 0..shoppers {
        let (channel, landing) = *chance.of(&LANDINGS);
        let at_ms = 1_790_000_000_000.0 + f64::from(number) * 1_000.0;
        let touch = chance.one_in(2);
        let tab = Tab::open(config, at_ms, touch, "/", landing, &mut chance);
        let mut shopper = Shopper {
            habits,
            channel,
            done: BTreeSet::new(),
            in_cart: false,
            truth: &mut truth,
            chance: &mut chance,
            post: &mut post,
        };
        let told = Told {
            channel,
            done: BTreeSet::new(),
            step: None,
            arm: None,
        };
        shopper.walk(tab, told, true);
    }
    (truth, post)
}

impl Shopper<'_> {
    /// Walks through a tab until it is closed.
    fn walk<'a>(&mut self, mut tab: Tab<'a>, mut told: Told, may_open: bool) {
        for _ in 0..=self.chance.below(5) {
            self.look_at_a_product(&mut tab, &mut told);
            if self.chance.one_in(4) {
                self.go_back(&mut tab);
            }
            if may_open && 0 < self.habits.tabs && self.chance.one_in(self.habits.tabs) {
                self.open_another(&mut tab, &told);
            }
        }
        if self.in_cart {
            self.leave_for_checkout(&mut tab, &mut told);
        }
        if 0 < self.habits.kills && self.chance.one_in(self.habits.kills) {
            // Ended while its last events wait for company.
            let (post, lost) = tab.kill();
            self.truth.killed_events += i64::from(lost);
            self.post.extend(post);
        } else {
            let chance = &mut *self.chance;
            self.post.extend(tab.close(chance));
        }
    }

    fn look_at_a_product(&mut self, tab: &mut Tab<'_>, told: &mut Told) {
        let path = format!("/p/tent-{}", self.chance.below(40));
        self.go(tab, &path);
        self.happened("view_item", told);
        self.pause(tab);
        if !self.chance.one_in(3) {
            return;
        }
        tab.click(".add", self.chance);
        match self.chance.below(20) {
            0..=1 => {
                tab.respond("/cart/add", 422, self.chance);
                self.failed("refused", told);
            }
            // The answer never comes.
            2 => self.failed("unproven", told),
            _ => {
                tab.respond("/cart/add", 200, self.chance);
                self.happened("add_to_cart", told);
                self.in_cart = true;
            }
        }
        tab.wait(6_000.0, self.chance);
    }

    /// Some use the browser's cache, for others the page is loaded again; neither is a new view.
    fn go_back(&mut self, tab: &mut Tab<'_>) {
        if self.chance.one_in(2) {
            tab.back(self.chance);
        } else if let Some(path) = tab.path_before() {
            tab.load(&path, Arrival::Again, self.chance);
        }
        self.pause(tab);
    }

    /// Half of the further tabs begin with a copy of this one's storage, half with nothing.
    fn open_another(&mut self, tab: &mut Tab<'_>, told: &Told) {
        let path = format!("/p/boot-{}", self.chance.below(40));
        let (other, mut other_told) = if self.chance.one_in(2) {
            (tab.copied(&path, self.chance), told.clone())
        } else {
            let other = tab.opened(&path, WITHIN, self.chance);
            // A link within the shop is no channel.
            let fresh = Told {
                channel: "direct",
                done: BTreeSet::new(),
                step: None,
                arm: None,
            };
            (other, fresh)
        };
        self.happened("view_item", &mut other_told);
        self.walk(other, other_told, false);
    }

    fn leave_for_checkout(&mut self, tab: &mut Tab<'_>, told: &mut Told) {
        let before = tab.called_back.len();
        tab.track(OFFER, self.chance);
        let arm = *told.arm.get_or_insert(before < tab.called_back.len());
        self.happened(OFFER, told);
        self.pause(tab);
        let will = if arm {
            CHECK_OUT_AFTER_OFFER
        } else {
            CHECK_OUT
        };
        if will <= self.chance.below(100) {
            return;
        }
        self.go(tab, "/checkout");
        self.happened("begin_checkout", told);
        self.pause(tab);
        if self.chance.below(100) < 70 {
            self.go(tab, "/done");
            self.happened("purchase", told);
            self.in_cart = false;
        }
    }

    fn go(&mut self, tab: &mut Tab<'_>, path: &str) {
        tab.load(path, Arrival::Load, self.chance);
    }

    fn pause(&mut self, tab: &mut Tab<'_>) {
        let ms = f64::from(500 + self.chance.below(20_000));
        tab.wait(ms, self.chance);
    }

    fn failed(&mut self, reason: &str, told: &mut Told) {
        add(&mut self.truth.failures, reason.to_owned());
        self.happened("add_to_cart_failed", told);
    }

    fn happened(&mut self, name: &str, told: &mut Told) {
        let truth = &mut *self.truth;
        let owned = name.to_owned();
        add(&mut truth.events, owned.clone());
        if told.done.insert(owned.clone()) {
            if FUNNEL.contains(&name) {
                add(&mut truth.transitions, (told.step.clone(), owned.clone()));
            }
            add(&mut truth.tabs, owned.clone());
            add(
                &mut truth.tabs_by_channel,
                (told.channel.to_owned(), owned.clone()),
            );
            if let Some(arm) = told.arm {
                add(&mut truth.arms, (arm, owned.clone()));
            }
        }
        if self.done.insert(owned.clone()) {
            add(&mut truth.shoppers, owned.clone());
            add(
                &mut truth.shoppers_by_channel,
                (self.channel.to_owned(), owned.clone()),
            );
        }
        if FUNNEL.contains(&name) {
            told.step = Some(owned);
        }
    }
}
