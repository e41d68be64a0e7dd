//! What becomes of what shoppers write into the search box.
//!
//! ```json
//! "search_terms": "vocabulary", "vocabulary": "/shop.words", "search_properties": ["search_term"]
//! ```
//!
//! No detector knows a name from a word. So a shop can send only words that its own catalogue has,
//! or no terms at all. Comes before `scrub`, which all texts pass in any case.

use super::json::Json;
use super::part::Part;
use super::reader::{Reader, is_name};
use super::signal::Scalar;
use super::text::has_name;
use super::vocabulary::Vocabulary;

/// What stands for words that the catalogue doesn't have.
const OTHER: &str = "<other>";
/// Longest text that is looked through, bytes; scrub cuts what is longer anyway.
const MAX_BYTES: usize = 400;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Scrubbed,
    Vocabulary,
    None,
}

const MODES: [Mode; 3] = [Mode::Scrubbed, Mode::Vocabulary, Mode::None];

/// The config's choice, and the catalogue's words.
#[derive(Debug)]
pub(crate) struct Terms {
    mode: Mode,
    /// Names of the properties that hold what a shopper wrote.
    properties: Vec<String>,
    vocabulary: Option<Vocabulary>,
}

impl Terms {
    /// What is done to a property of this name, if it holds terms and anything is done.
    #[cfg(any(feature = "tools", not(target_arch = "wasm32")))]
    pub(crate) fn rule(&self, name: &str) -> Option<&'static str> {
        match self.mode {
            Mode::Vocabulary if self.is_term(name) => Some("vocabulary"),
            Mode::None if self.is_term(name) => Some("left out"),
            Mode::Scrubbed | Mode::Vocabulary | Mode::None => None,
        }
    }

    /// Takes the catalogue's words; whether they are needed and can't be used.
    pub(crate) fn take(&mut self, words: Option<&[u8]>) -> bool {
        if self.mode != Mode::Vocabulary {
            return false;
        }
        self.vocabulary = words.and_then(Vocabulary::read);
        self.vocabulary.is_none()
    }

    /// Makes a property what it may be; whether it may be sent at all.
    #[inline(never)]
    pub(crate) fn allow(&self, name: &str, value: &mut Scalar) -> bool {
        if self.mode == Mode::Scrubbed || !self.is_term(name) {
            return true;
        }
        match value {
            Scalar::Text(text) if self.mode == Mode::Vocabulary => {
                *text = self.known(text);
                return !text.is_empty();
            }
            Scalar::Flag(_) => {}
            // A number in a search box is a word like any other, and no catalogue is asked for it.
            Scalar::Text(_) | Scalar::Number(_) | Scalar::List(_) => return false,
        }
        true
    }

    /// Whether of a property's value only words of the catalogue are left.
    pub(crate) fn is_known(&self, name: &str) -> bool {
        self.mode == Mode::Vocabulary && self.is_term(name)
    }

    fn is_term(&self, name: &str) -> bool {
        has_name(&self.properties, name)
    }

    /// The words that the catalogue has, in lower case; all others become `<other>`, a run of them
    /// once, so that their number says nothing.
    #[inline(never)]
    fn known(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((word, behind)) = Vocabulary::next_word(rest) {
            rest = behind;
            let is_known = self.vocabulary.as_ref().is_some_and(|it| it.has(&word));
            if MAX_BYTES < out.len() || (!is_known && out.ends_with(OTHER)) {
                continue;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(if is_known { &word } else { OTHER });
        }
        out
    }
}

/// Reads `search_terms` and `search_properties`. A mode that nobody knows sends none: a typo must
/// not send more than was meant.
#[inline(never)]
pub(crate) fn read_terms(reader: &mut Reader, config: &Json) -> Terms {
    let is_chosen = config.get("search_terms").is_some();
    let names = ["scrubbed", "vocabulary", "none"];
    let mode = reader.choice(
        config,
        "search_terms",
        &names,
        if is_chosen { 2 } else { 0 },
    );
    let mut mode = MODES.get(mode).copied().unwrap_or(Mode::None);
    if mode == Mode::Vocabulary && !reader.has(Part::Words) {
        mode = Mode::None;
    }
    let file = reader.text(config, "vocabulary", 2000);
    if mode == Mode::Vocabulary && file.is_none() {
        reader.problem_at(
            "vocabulary",
            &["\"search_terms\" needs the address of the words' file; `npx tallymark vocabulary` makes it"],
        );
    }
    let mut properties = Vec::new();
    for property in reader.items(config, "search_properties", 20) {
        match property.as_text() {
            Some(property) if is_name(property) => properties.push(property.to_owned()),
            _ => reader.problem_at("search_properties", &["expected names of properties"]),
        }
    }
    if properties.is_empty() {
        properties.push("search_term".to_owned());
    }
    Terms {
        mode,
        properties,
        vocabulary: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mode: Mode, text: &str, expected: Option<&str>) {
        let terms = Terms {
            mode,
            properties: vec!["search_term".to_owned()],
            vocabulary: Vocabulary::read(&Vocabulary::build("Rain jacket Größe M other")),
        };
        let mut value = Scalar::Text(text.to_owned());
        let is_sent = terms.allow("search_term", &mut value);
        let found = (value, is_sent);
        match expected {
            Some(expected) => {
                assert_eq!(found, (Scalar::Text(expected.to_owned()), true), "{text}")
            }
            None => assert!(!is_sent, "{text}"),
        }
        let mut other = Scalar::Text(text.to_owned());
        assert!(terms.allow("note", &mut other));
        assert_eq!(
            other,
            Scalar::Text(text.to_owned()),
            "only terms are changed"
        );
    }

    #[test]
    fn only_words_of_the_catalogue_are_sent() {
        check(Mode::Vocabulary, "RAIN Jacket", Some("rain jacket"));
        check(
            Mode::Vocabulary,
            "rain jacket anna meier",
            Some("rain jacket <other>"),
        );
        check(
            Mode::Vocabulary,
            "anna, rain; meier größe m",
            Some("<other> rain <other> größe m"),
        );
        check(Mode::Vocabulary, "anna.meier@example.org", Some("<other>"));
        check(Mode::Vocabulary, "<anna>", Some("<other>"));
        check(Mode::Vocabulary, "rain%20jacket", Some("rain <other>"));
        check(Mode::Vocabulary, " ? ", None);
        check(Mode::Vocabulary, "ra\u{200b}in", Some("<other>"));
    }

    #[test]
    fn a_shop_can_send_its_terms_as_they_are_or_not_at_all() {
        check(Mode::Scrubbed, "Anna Meier", Some("Anna Meier"));
        check(Mode::None, "rain jacket", None);
    }

    #[test]
    fn without_the_words_file_no_word_is_known() {
        let mut terms = Terms {
            mode: Mode::Vocabulary,
            properties: vec!["search_term".to_owned()],
            vocabulary: None,
        };
        assert!(terms.take(None) && terms.take(Some(b"<!doctype html>")));
        let mut value = Scalar::Text("rain jacket".to_owned());
        assert!(terms.allow("search_term", &mut value));
        assert_eq!(value, Scalar::Text(OTHER.to_owned()));
        assert!(!terms.take(Some(&Vocabulary::build("rain"))));
    }
}
