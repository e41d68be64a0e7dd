//! Reads from the shop's `tallymark.json` what shapes the dashboard: the site, the
//! funnel's steps, which event stands for a failed attempt, and which are popups.
//!
//! It is read again for each summary, so that an edit shows at once. It doesn't judge the
//! rest of the file: the engine does that, and says so in the browser.

use std::path::Path;

use serde_json::Value;

/// Most bytes of a config file; the engine takes no more either.
const MAX_CONFIG_BYTES: u64 = 64 * 1024;

/// What a summary needs to know of the shop's config.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Config {
    /// The site's name, as batches carry it.
    pub(crate) site: String,
    /// The funnel's steps in order.
    pub(crate) funnel: Vec<String>,
    /// The definitions that name an event for attempts that fail.
    pub(crate) attempts: Vec<Attempt>,
    /// The definitions that ask the page to show something: exit intents, and whatever is held
    /// back from some sessions.
    pub(crate) popups: Vec<String>,
}

/// An event and the one that is counted instead when the attempt fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// The event of a confirmed attempt, such as `add_to_cart`.
    pub(crate) name: String,
    /// The event of a refused or unproven one, such as `add_to_cart_failed`.
    pub(crate) failed_name: String,
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// A sentence that names the file and what is wrong with it.
    pub(crate) fn read(path: &Path) -> Result<Config, String> {
        let wrong = |what: String| format!("{}: {what}", path.display());
        let bytes = std::fs::metadata(path)
            .map_err(|error| wrong(error.to_string()))?
            .len();
        if MAX_CONFIG_BYTES < bytes {
            return Err(wrong(format!(
                "expected at most {MAX_CONFIG_BYTES} bytes, found {bytes}"
            )));
        }
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        Config::parse(&text).map_err(wrong)
    }

    fn parse(text: &str) -> Result<Config, String> {
        let config: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let Some(site) = config.get("site").and_then(Value::as_str) else {
            return Err("site: missing; expected the shop's name".to_owned());
        };
        let definitions = list(&config, "definitions");
        Ok(Config {
            site: site.to_owned(),
            funnel: list(&config, "funnel")
                .iter()
                .filter_map(owned_text)
                .collect(),
            attempts: definitions.iter().filter_map(attempt).collect(),
            popups: definitions.iter().filter_map(popup).collect(),
        })
    }
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn owned_text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn attempt(definition: &Value) -> Option<Attempt> {
    Some(Attempt {
        name: definition.get("name").and_then(owned_text)?,
        failed_name: definition.get("otherwise").and_then(owned_text)?,
    })
}

fn popup(definition: &Value) -> Option<String> {
    let is_exit_intent = definition.get("trigger")?.get("exit_intent").is_some();
    let is_held_back = definition.get("holdout").is_some();
    let name = definition.get("name").and_then(owned_text)?;
    (is_exit_intent || is_held_back).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dashboard_learns_the_funnel_the_failures_and_the_popups() {
        let config = Config::parse(
            r#"{ "site": "waystone", "funnel": ["view_item", "add_to_cart"], "definitions": [
                { "name": "add_to_cart", "trigger": { "click": {} }, "otherwise": "add_to_cart_failed" },
                { "name": "size_reminder", "trigger": { "exit_intent": {} } },
                { "name": "help", "trigger": { "dwell": {} }, "holdout": 0.5 },
                { "name": "sort", "trigger": { "change": {} } }, 7 ] }"#,
        )
        .unwrap();
        assert_eq!(config.site, "waystone");
        assert_eq!(config.funnel, ["view_item", "add_to_cart"]);
        assert_eq!(
            config.attempts,
            [Attempt {
                name: "add_to_cart".into(),
                failed_name: "add_to_cart_failed".into()
            }]
        );
        assert_eq!(config.popups, ["size_reminder", "help"]);
    }

    #[test]
    fn a_config_without_a_site_says_so() {
        let problem = Config::parse("{}").unwrap_err();
        assert_eq!(problem, "site: missing; expected the shop's name");
        assert!(Config::parse("{").is_err());
    }
}
