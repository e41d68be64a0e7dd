//! Parts of the engine that a page loads only if its config needs them.
//!
//! The config's reader asks [`Parts::has`] before anything of a part is made, so nothing of an absent part is ever
//! called. Which functions are a part's is said in src/parts.json; natively all parts are there.

/// A part, in the order of src/parts.json.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Exit intent, by mouse.
    Exit,
    /// What is written for machines: JSON-LD, microdata, meta, data layers.
    Structured,
    /// Amounts of money in text.
    Money,
    /// Other wire formats than tallymark's own.
    Formats,
    /// Events of the shop's code and its jQuery, and its data layer.
    Layers,
    /// What is looked at, and what comes onto the screen.
    Screen,
    /// Films, copying, sharing, printing, scrolling, idling and returning.
    Acts,
    /// The detectors of what is personal: nothing waits for them but the texts that need them.
    Scrub,
    /// Lists of things.
    Lists,
    /// The words of the shop's catalogue.
    Words,
    /// Shadow roots and frames that are looked into.
    Inside,
    /// Many selectors.
    Many,
}

/// Names of all parts, in their order.
pub const PART_NAMES: [&str; 12] = [
    "exit",
    "structured",
    "money",
    "formats",
    "layers",
    "screen",
    "acts",
    "scrub",
    "lists",
    "words",
    "inside",
    "many",
];

/// Which parts are there; sets of parts are bits by their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Parts that aren't there.
    pub absent: u32,
    /// Absent parts that can't be had.
    pub failed: u32,
    /// Absent parts that the config needs and that may be had.
    pub lacking: u32,
}

impl Parts {
    /// Whether a part is there; one that isn't is noted as lacking.
    pub(crate) fn has(&mut self, part: Part) -> bool {
        let bit = 1 << part as u32;
        if self.absent & bit == 0 {
            return true;
        }
        self.lacking |= bit & !self.failed;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::{PART_NAMES, Part, Parts};

    #[test]
    fn a_part_that_is_absent_is_lacking_until_it_cannot_be_had() {
        let mut parts = Parts {
            absent: 0b110,
            failed: 0b100,
            lacking: 0,
        };
        assert!(parts.has(Part::Exit));
        assert_eq!(parts.lacking, 0);
        assert!(!parts.has(Part::Money));
        assert_eq!(parts.lacking, 0);
        assert!(!parts.has(Part::Structured));
        assert_eq!(parts.lacking, 0b010);
    }

    #[test]
    fn the_last_part_has_the_last_name() {
        assert_eq!(PART_NAMES.get(Part::Many as usize + 1), None);
    }
}
