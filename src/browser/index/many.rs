//! Many selectors: looked up by what an element and those above it have. A part, for configs with [`MANY`] of them.

use super::Lists;
use crate::browser::host::Host;
use crate::browser::read::Node;
use crate::engine::watch::{MANY, WatchId};
use crate::engine::{needed_words, word};

/// Lists among which the words are spread.
const LISTS: usize = 256;

/// Spreads the selectors that need a class, an id or an attribute; the others are given back. Of few all are.
#[inline(never)]
pub(crate) fn spread<'a>(
    selectors: &[(WatchId, &'a str)],
    lists: &mut Lists,
) -> Vec<(WatchId, &'a str)> {
    if selectors.len() < MANY {
        return selectors.to_vec();
    }
    lists.resize(LISTS, Vec::new());
    let mut others = Vec::new();
    for (watch, selector) in selectors {
        let Some(words) = needed_words(selector) else {
            others.push((*watch, *selector));
            continue;
        };
        for word in words {
            if let Some(list) = lists.get_mut(word as usize % LISTS) {
                list.push((word, *watch));
            }
        }
    }
    others
}

/// Adds the watches whose selector may match at an element or above it, in their order.
#[inline(never)]
pub(crate) fn look_up(lists: &Lists, element: &Node, host: &Host, found: &mut Vec<WatchId>) {
    let mut kind = b'[';
    for name in host.words_above(element).split_ascii_whitespace() {
        match name {
            "\u{1}" => kind = b'[',
            "\u{2}" => kind = b'.',
            "\u{3}" => kind = b'#',
            _ => add(lists, word(kind, name), found),
        }
    }
}

/// Adds the watches of a word, each once and in their order.
fn add(lists: &Lists, word: u32, found: &mut Vec<WatchId>) {
    let Some(list) = lists.get(word as usize % LISTS) else {
        return;
    };
    for (own, watch) in list {
        if *own == word
            && let Err(place) = found.binary_search(watch)
        {
            found.insert(place, *watch);
        }
    }
}
