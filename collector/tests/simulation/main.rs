//! 20,000 shoppers of whom everything is known, through the real engine and into the collector's
//! figures: what is exact is asserted, what isn't is printed with its size and its reason.
//!
//! `cargo test -p tallymark-collector --test simulation -- --nocapture` shows the table;
//! `TALLYMARK_SHOPPERS=200000` sends more of them, `TALLYMARK_SEED=2` sends others.

#[cfg(test)]
mod browser;
#[cfg(test)]
#[path = "../support/chance.rs"]
mod chance;
#[cfg(test)]
mod shoppers;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};
    use tallymark_collector::figures;

    use super::browser::Post;
    use super::chance::number_from;
    use super::shoppers::{FUNNEL, Habits, OFFER, Truth, visit};

    const SHOPPERS: u32 = 20_000;
    const SEED: u64 = 1;
    /// One in five opens a further tab, sooner or later.
    const TABS: u32 = 15;

    fn config(storage: &str) -> Value {
        let navigation = json!({ "navigation": { "back": false } });
        json!({ "version": 1, "site": "waystone", "storage": storage,
            "collector": { "url": "https://collect.example/v1/events" },
            "pages": {
                "product": { "path": "/p/{slug}" },
                "checkout": { "path": "/checkout" },
                "done": { "path": "/done" },
            },
            "funnel": FUNNEL,
            "definitions": [
                { "name": "view_item", "trigger": navigation, "when": [{ "page": "product" }] },
                { "name": "add_to_cart", "trigger": { "click": { "selector": ".add" } },
                    "confirm": { "any": [{ "response": { "url": "/cart/add*", "status": "2xx" } }] },
                    "refuse": { "any": [{ "response": { "url": "/cart/add*", "status": "4xx" } }] },
                    "otherwise": "add_to_cart_failed" },
                { "name": "begin_checkout", "trigger": navigation, "when": [{ "page": "checkout" }] },
                { "name": "purchase", "trigger": navigation, "when": [{ "page": "done" }] },
                { "name": OFFER, "trigger": { "tracked": {} }, "holdout": 0.5 },
            ] })
    }

    /// What the collector's dashboard would show of it.
    fn measured(config: &Value, post: Post) -> Value {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tallymark.json");
        std::fs::write(&path, config.to_string()).unwrap();
        let now_ms = post.iter().map(|(_, at_ms)| *at_ms).max().unwrap();
        figures(&path, &folder.path().join("tally.sqlite"), post, now_ms).unwrap()
    }

    fn simulated(storage: &str, shoppers: u32, habits: Habits) -> (Truth, Value) {
        let config = config(storage);
        let (truth, post) = visit(&config.to_string(), shoppers, habits, seed());
        let each = |sum: usize| sum as f64 / f64::from(shoppers);
        println!(
            "\na shopper: {:.1} events, {:.1} requests, {:.0} bytes in bodies (\"storage\": \"{storage}\")",
            each(truth.events.values().sum::<i64>() as usize),
            each(post.len()),
            each(post.iter().map(|(body, _)| body.len()).sum()),
        );
        (truth, measured(&config, post))
    }

    fn seed() -> u64 {
        number_from("TALLYMARK_SEED").map_or(SEED, u64::from)
    }

    fn shoppers() -> u32 {
        number_from("TALLYMARK_SHOPPERS").unwrap_or(SHOPPERS)
    }

    /// Rows of a summary as counts by their names.
    fn counts<'a>(
        rows: &'a Value,
        names: impl Fn(&'a Value) -> String,
        count: &str,
    ) -> BTreeMap<String, i64> {
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| (names(row), row[count].as_i64().unwrap()))
            .collect()
    }

    fn text(value: &Value) -> String {
        value.as_str().unwrap_or("-").to_owned()
    }

    fn sessions(summary: &Value) -> BTreeMap<String, i64> {
        counts(
            &summary["funnel"]["steps"],
            |step| text(&step["name"]),
            "sessions",
        )
    }

    fn of_funnel(truth: &BTreeMap<String, i64>) -> BTreeMap<String, i64> {
        let steps = FUNNEL.iter().map(|step| ((*step).to_owned(), truth[*step]));
        steps.collect()
    }

    /// Everything that the fields of an event say of their own tab.
    fn check_exact(truth: &Truth, summary: &Value) {
        let events = counts(
            &summary["counts"]["series"],
            |row| text(&row["name"]),
            "total",
        );
        assert_eq!(events, truth.events, "events by name");
        assert_eq!(
            sessions(summary),
            of_funnel(&truth.tabs),
            "sessions by step"
        );

        let pair = |row: &Value| [text(&row["from"]), text(&row["name"])].join(" > ");
        let transitions = counts(&summary["transitions"], pair, "count");
        let known = truth.transitions.iter().map(|((from, name), count)| {
            let from = from.as_deref().unwrap_or("-");
            ([from, name].join(" > "), *count)
        });
        assert_eq!(transitions, known.collect(), "the ways to each step");

        let reasons = &summary["attempts"][0]["reasons"];
        let reasons = counts(reasons, |row| text(&row["reason"]), "count");
        assert_eq!(reasons, truth.failures, "failed adds by reason");

        for channel in summary["channels"].as_array().unwrap() {
            for (step, sessions) in FUNNEL.iter().zip(channel["sessions"].as_array().unwrap()) {
                let key = (text(&channel["channel"]), (*step).to_owned());
                let known = truth.tabs_by_channel.get(&key).copied().unwrap_or_default();
                assert_eq!(sessions, known, "{key:?}");
            }
        }
        let offer = &summary["popups"][0];
        for uplift in offer["uplift"].as_array().unwrap() {
            for (arm, is_shown) in [("shown", true), ("held_out", false)] {
                let known = |name: &str| {
                    let key = (is_shown, name.to_owned());
                    truth.arms.get(&key).copied().unwrap_or_default()
                };
                assert_eq!(uplift[arm]["sessions"], known(OFFER), "{arm}");
                let step = text(&uplift["step"]);
                assert_eq!(uplift[arm]["reached"], known(&step), "{arm} {step}");
            }
        }
    }

    fn print_funnel(title: &str, truth: &Truth, summary: &Value) {
        println!(
            "\n{title}\n{:<22}{:>9}{:>10}{:>9}",
            "sessions with", "shoppers", "measured", "error"
        );
        let found = sessions(summary);
        for step in FUNNEL {
            let (known, found) = (truth.shoppers[step], found[step]);
            let error = (found - known) as f64 / known as f64 * 100.0;
            println!("{step:<22}{known:>9}{found:>10}{error:>8.1}%");
        }
        let (known, found) = (
            conversion(&truth.shoppers),
            &summary["funnel"]["conversion"],
        );
        let found = found.as_f64().unwrap() * 100.0;
        println!(
            "{:<22}{known:>8.1}%{found:>9.1}%{:>6.1} points",
            "conversion",
            found - known
        );
        for channel in summary["channels"].as_array().unwrap() {
            let name = text(&channel["channel"]);
            let key = (name.clone(), FUNNEL[0].to_owned());
            let known = truth
                .shoppers_by_channel
                .get(&key)
                .copied()
                .unwrap_or_default();
            let found = channel["sessions"][0].as_i64().unwrap();
            let error = (found - known) as f64 / known as f64 * 100.0;
            println!(
                "{:<22}{known:>9}{found:>10}{error:>8.1}%",
                format!("view_item, {name}")
            );
        }
    }

    fn conversion(sessions: &BTreeMap<String, i64>) -> f64 {
        sessions["purchase"] as f64 / sessions["view_item"] as f64 * 100.0
    }

    #[test]
    fn with_one_tab_each_every_figure_is_the_truth_about_shoppers() {
        let habits = Habits { tabs: 0, kills: 0 };
        let (truth, summary) = simulated("session", shoppers(), habits);
        check_exact(&truth, &summary);
        assert_eq!(sessions(&summary), of_funnel(&truth.shoppers));
        assert_eq!(truth.tabs_by_channel, truth.shoppers_by_channel);
        print_funnel("One tab each: exact", &truth, &summary);
        let uplift = &summary["popups"][0]["uplift"][2];
        println!(
            "\nuplift of begin_checkout by the offer: 15 points in truth, {:.1} measured, {:.1} to {:.1}",
            uplift["difference"].as_f64().unwrap() * 100.0,
            uplift["low"].as_f64().unwrap() * 100.0,
            uplift["high"].as_f64().unwrap() * 100.0,
        );
    }

    #[test]
    fn with_several_tabs_every_figure_is_the_truth_about_tabs() {
        let habits = Habits {
            tabs: TABS,
            kills: 0,
        };
        let (truth, summary) = simulated("session", shoppers() / 2, habits);
        check_exact(&truth, &summary);
        let title =
            "Several tabs: a tab that begins with nothing is a session of its own, and direct";
        print_funnel(title, &truth, &summary);
    }

    #[test]
    fn of_tabs_that_the_system_ends_only_what_was_held_is_missing() {
        let habits = Habits {
            tabs: TABS,
            kills: 50,
        };
        let (truth, summary) = simulated("session", shoppers() / 8, habits);
        let happened: i64 = truth.events.values().sum();
        let counted = summary["totals"]["events"].as_i64().unwrap();
        assert_eq!(counted + truth.killed_events, happened);
        assert!(0 < truth.killed_events);
        print_funnel(
            "One tab in 50 killed with its last events held",
            &truth,
            &summary,
        );
        println!(
            "events: {happened} happened, {counted} counted, {} died held",
            truth.killed_events
        );
    }

    #[test]
    fn in_memory_alone_events_are_exact_and_each_page_is_a_session() {
        let habits = Habits { tabs: 0, kills: 0 };
        let (truth, summary) = simulated("memory", shoppers() / 8, habits);
        let events = counts(
            &summary["counts"]["series"],
            |row| text(&row["name"]),
            "total",
        );
        assert_eq!(events, truth.events);
        assert!(truth.shoppers["view_item"] < sessions(&summary)["view_item"]);
        print_funnel(
            "\"storage\": \"memory\": each page is a session",
            &truth,
            &summary,
        );
    }
}
