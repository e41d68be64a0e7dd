//! Which page of the shop this is: its type and its template, never its address.

use super::glob::{PathPattern, glob};
use super::json::Json;
use super::reader::{Reader, is_name};
use super::scrub::path_template;
use super::signal::Location;
use super::text::{percent_decode, query_pairs};

/// Keys of a page type.
pub(crate) const PAGE_KEYS: &[&str] = &["path", "query"];
/// Most page types in a config.
const MAX_PAGES: usize = 50;

/// One entry of the config's `pages`.
#[derive(Debug)]
pub(crate) struct PageType {
    pub(crate) name: String,
    path: PathPattern,
    query: Vec<(String, String)>,
}

impl PageType {
    /// The path's pattern, as it is sent.
    pub(crate) fn template(&self) -> &str {
        self.path.as_str()
    }
}

/// The page that the shopper is on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    /// Its type, if the config has one for it.
    pub(crate) kind: Option<String>,
    /// Its path as a template.
    pub(crate) template: String,
    /// The raw path; never leaves the engine.
    pub(crate) path: String,
    /// What the type's `{names}` stand for.
    pub(crate) captures: Vec<(String, String)>,
    /// The query's pairs; only those that a definition names are used.
    pub(crate) query: Vec<(String, String)>,
}

impl Page {
    /// The page at `location`: the first type that matches wins.
    pub(crate) fn at(location: &Location, types: &[PageType]) -> Page {
        let query = query_pairs(&location.search);
        for page_type in types {
            let Some(captures) = page_type.path.captures(&location.path) else {
                continue;
            };
            if !page_type
                .query
                .iter()
                .all(|(key, pattern)| has_query(&query, key, pattern))
            {
                continue;
            }
            let mut decoded = Vec::new();
            for (name, segment) in captures {
                decoded.push((name.to_owned(), percent_decode(segment)));
            }
            return Page {
                kind: Some(page_type.name.clone()),
                template: page_type.path.as_str().to_owned(),
                path: location.path.clone(),
                captures: decoded,
                query,
            };
        }
        Page {
            kind: None,
            template: path_template(&location.path),
            path: location.path.clone(),
            captures: Vec::new(),
            query,
        }
    }
}

/// Whether the query has `key` with a value that is not empty and matches.
pub(crate) fn has_query(query: &[(String, String)], key: &str, pattern: &str) -> bool {
    query
        .iter()
        .any(|(name, value)| name == key && !value.is_empty() && glob(pattern, value))
}

/// Reads `"pages": { "<type>": { "path": "/p/{slug}", "query": { "q": "*" } } }`.
pub(crate) fn read_pages(reader: &mut Reader, json: &Json) -> Vec<PageType> {
    let mut pages = Vec::new();
    let Some(members) = json.as_object() else {
        reader.expected("an object", json);
        return pages;
    };
    if MAX_PAGES < members.len() {
        reader.problem(&["too many; write at most 50"]);
        return pages;
    }
    for (name, settings) in members {
        let mark = reader.enter(name);
        if let Some(page) = read_page(reader, name, settings) {
            pages.push(page);
        }
        reader.leave(mark);
    }
    pages
}

fn read_page(reader: &mut Reader, name: &str, settings: &Json) -> Option<PageType> {
    reader.object(settings, PAGE_KEYS)?;
    if !is_name(name) {
        reader.problem(&["expected a name of lower case letters, digits and _, a letter first"]);
    }
    let path = reader.needed_text(settings, "path", 256)?;
    let query = read_query(reader, settings);
    let Some(path) = PathPattern::parse(&path) else {
        reader.problem_at(
            "path",
            &["expected a path such as \"/p/{slug}\" or \"/help/*\""],
        );
        return None;
    };
    Some(PageType {
        name: name.to_owned(),
        path,
        query,
    })
}

/// Reads `"query": { "q": "*" }`: keys with patterns for their values.
pub(crate) fn read_query(reader: &mut Reader, json: &Json) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let Some(query) = json.get("query") else {
        return pairs;
    };
    let mark = reader.enter("query");
    match query.as_object() {
        None => reader.expected("an object such as { \"q\": \"*\" }", query),
        Some(members) => {
            for (key, _) in members.iter().take(16) {
                if let Some(pattern) = reader.text(query, key, 256) {
                    pairs.push((key.clone(), pattern));
                }
            }
        }
    }
    reader.leave(mark);
    pairs
}
