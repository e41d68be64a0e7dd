//! The words of a shop's own catalogue, as a filter that tells whether it has a word.
//!
//! A Bloom filter (<https://doi.org/10.1145/362686.362692>) of 16 bits a word and 11 probes, so
//! 50,000 words take 100,004 bytes. It never misses a word of the catalogue; of other words it
//! takes (1 − e^(−11/16))^11, one in 2,200, for one. The file: `tmw1`, then the bits.

use super::text::ascii_lower;

/// What a file of words begins with.
const MAGIC: &[u8] = b"tmw1";
/// Most bytes of a file: 50,000 words and some more.
const MAX_BYTES: usize = 131_072;
#[cfg(any(feature = "tools", not(target_arch = "wasm32")))]
const BITS_PER_WORD: usize = 16;
/// The best number for 16 bits a word: 16 × ln 2.
const PROBES: u32 = 11;

/// The words of a catalogue.
#[derive(Debug)]
pub(crate) struct Vocabulary(Vec<u8>);

impl Vocabulary {
    /// Reads a file; None where it is none, or too large.
    #[inline(never)]
    pub(crate) fn read(file: &[u8]) -> Option<Vocabulary> {
        let bits = file.strip_prefix(MAGIC)?;
        if bits.is_empty() || MAX_BYTES < bits.len() {
            return None;
        }
        Some(Vocabulary(bits.to_vec()))
    }

    /// Whether the catalogue has the word, as [`Vocabulary::next_word`] gives it.
    pub(crate) fn has(&self, word: &str) -> bool {
        places(word, self.0.len())
            .all(|(byte, bit)| self.0.get(byte).is_some_and(|it| it & bit != 0))
    }

    /// The next word of a text, folded, and what stands behind it.
    ///
    /// A word is a run of ASCII letters and digits and of characters outside ASCII that are no
    /// spaces or punctuation. Languages without spaces have long words.
    pub(crate) fn next_word(text: &str) -> Option<(String, &str)> {
        let start = text.find(is_of_word)?;
        let word = text.get(start..)?;
        let end = word.find(|character| !is_of_word(character));
        let (word, rest) = word.split_at_checked(end.unwrap_or(word.len()))?;
        Some((fold(word), rest))
    }

    /// The file for all words of a text, each once.
    #[cfg(any(feature = "tools", not(target_arch = "wasm32")))]
    pub(crate) fn build(text: &str) -> Vec<u8> {
        let mut words = Vec::new();
        let mut rest = text;
        while let Some((word, behind)) = Vocabulary::next_word(rest) {
            words.push(word);
            rest = behind;
        }
        words.sort_unstable();
        words.dedup();
        // A filter of few bits would say yes too often by bad luck.
        let bytes = (words.len() * BITS_PER_WORD / 8).max(64);
        let mut file = MAGIC.to_vec();
        file.resize(MAGIC.len() + bytes, 0);
        for word in &words {
            for (byte, bit) in places(word, bytes) {
                if let Some(byte) = file.get_mut(MAGIC.len() + byte) {
                    *byte |= bit;
                }
            }
        }
        file
    }
}

/// The byte and the bit of each probe, by double hashing:
/// <https://www.eecs.harvard.edu/~michaelm/postscripts/rsa2008.pdf>.
fn places(word: &str, bytes: usize) -> impl Iterator<Item = (usize, u8)> {
    // FNV-1a, then the finish of MurmurHash3: short words differ in few bits only.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in word.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    }
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^= hash >> 33;
    let (first, step) = (hash as u32, (hash >> 32) as u32 | 1);
    let bits = bytes as u64 * 8;
    (0..PROBES).map(move |probe| {
        let probe = first.wrapping_add(probe.wrapping_mul(step));
        let place = (u64::from(probe) * bits) >> 32;
        ((place / 8) as usize, 1 << (place % 8))
    })
}

fn is_of_word(character: char) -> bool {
    match character {
        '\0'..='\u{7f}' => character.is_ascii_alphanumeric(),
        // Spaces, signs and punctuation outside ASCII, general and of East Asia.
        '\u{80}'..='\u{bf}' | '×' | '÷' | '\u{2000}'..='\u{2bff}' | '\u{3000}'..='\u{303f}' => {
            false
        }
        _ => true,
    }
}

/// Lower case, in the scripts where it is one step away. What it misses only makes a word unknown.
fn fold(word: &str) -> String {
    let mut out = String::new();
    for character in ascii_lower(word).chars() {
        let code = u32::from(character);
        let lower = match code {
            // Latin-1, Greek, Cyrillic.
            0xc0..=0xde | 0x391..=0x3a9 | 0x410..=0x42f => code + 32,
            0x400..=0x40f => code + 80,
            // Latin Extended-A: pairs that begin at an even number, at an odd one in between.
            0x139..=0x148 | 0x179..=0x17e => code + (code & 1),
            0x100..=0x137 | 0x14a..=0x177 if code != 0x130 && code != 0x131 => code | 1,
            _ => code,
        };
        out.push(char::from_u32(lower).unwrap_or(character));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_word_is_known_in_every_writing() {
        let file =
            Vocabulary::build("Größe ŁÓDŹ ΩΜΈΓΑ Куртка Ещё ŽLUTÝ x-Ray 42 日本語 Tent, 3.5m");
        let vocabulary = Vocabulary::read(&file).unwrap();
        let check = |text: &str, expected| {
            let mut rest = text;
            while let Some((word, behind)) = Vocabulary::next_word(rest) {
                assert_eq!(vocabulary.has(&word), expected, "{word}");
                rest = behind;
            }
        };
        check("größe GRÖSSE".split(' ').next().unwrap(), true);
        check(
            "łódź куртка КУРТКА ещё ЕЩЁ žlutý X-RAY ray 42 日本語 tent 3 5m",
            true,
        );
        check("groesse meier anna xray 43 日本", false);
    }

    #[test]
    fn fifty_thousand_words_fit_into_100_kb_and_few_others_pass() {
        let words: String = (0..50_000)
            .map(|number| format!("wort{number:x} "))
            .collect();
        let file = Vocabulary::build(&words);
        let vocabulary = Vocabulary::read(&file).unwrap();
        assert!(file.len() <= 100 * 1024, "{} bytes", file.len());
        let mut rest = words.as_str();
        while let Some((word, behind)) = Vocabulary::next_word(rest) {
            assert!(vocabulary.has(&word), "{word}");
            rest = behind;
        }
        let others = 1_000_000;
        let passed = (0..others)
            .filter(|number| vocabulary.has(&format!("name{number:x}")))
            .count();
        println!(
            "{} bytes, {passed} of {others} other words pass",
            file.len()
        );
        // One in 2,200 is 455 of a million, with a deviation of 21.
        assert!((300..=600).contains(&passed), "{passed} of {others}");
    }

    #[test]
    fn a_file_of_something_else_is_no_vocabulary() {
        for file in [&b""[..], b"tmw1", b"tmw2abc", b"<!doctype html>"] {
            assert!(Vocabulary::read(file).is_none());
        }
        assert!(Vocabulary::read(&[MAGIC, &[0; MAX_BYTES + 1]].concat()).is_none());
        assert!(!Vocabulary::read(&Vocabulary::build("")).unwrap().has("a"));
    }
}
