//! The plain form of a character: what a reader takes for a digit, a letter, an `@` or a dot.
//!
//! Not all of NFKC, whose tables weigh more than the engine: decimal digits of every script, the
//! letters and digits that Unicode repeats for mathematics and enclosed, the Cyrillic and Greek
//! letters that look like Latin ones, dashes, dots, and all that has no width.
//! Sources: <https://www.unicode.org/Public/UCD/latest/ucd/extracted/DerivedNumericType.txt> and
//! <https://www.unicode.org/Public/security/latest/confusables.txt>.

use crate::engine::text::is_space;

/// Stands for a character that can't be seen.
pub(super) const INVISIBLE: u32 = 0;

/// First and last of characters that can't be seen or that only decorate the one before them:
/// controls, soft hyphen, combining marks, fillers, joiners, direction marks, variation selectors,
/// tags.
const UNSEEN: [(u32, u32); 19] = [
    (0x00, 0x08),
    (0x0e, 0x1f),
    (0x7f, 0x84),
    (0x86, 0x9f),
    (0xad, 0xad),
    (0x300, 0x36f),
    (0x61c, 0x61c),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x200b, 0x200f),
    (0x202a, 0x202e),
    (0x2060, 0x206f),
    (0x20d0, 0x20ff),
    (0x3164, 0x3164),
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xfff0, 0xfffb),
    (0xe0000, 0xe0fff),
];

/// The zeros of the scripts; nine digits follow each.
const ZEROS: [u16; 38] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50,
    0x1bb0, 0x1c40, 0x1c50, 0x2080, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
    0x2070,
];

/// First, last, and what the first stands for; in each the plain forms follow each other, and begin
/// again after the given number of characters.
const REPEATED: [(u32, u32, u8, u32); 20] = [
    (0xff01, 0xff5e, b'!', 94),
    (0x1d7ce, 0x1d7ff, b'0', 10),
    (0x1fbf0, 0x1fbf9, b'0', 10),
    (0x2460, 0x2468, b'1', 9),
    (0x2474, 0x247c, b'1', 9),
    (0x2488, 0x2490, b'1', 9),
    (0x2776, 0x277e, b'1', 9),
    (0x2780, 0x2788, b'1', 9),
    (0x278a, 0x2792, b'1', 9),
    (0x24ea, 0x24ea, b'0', 1),
    (0x24f5, 0x24fd, b'1', 9),
    (0x24ff, 0x24ff, b'0', 1),
    (0x249c, 0x24b5, b'a', 26),
    (0x24b6, 0x24cf, b'A', 26),
    (0x24d0, 0x24e9, b'a', 26),
    (0x1f130, 0x1f149, b'A', 26),
    (0x1f150, 0x1f169, b'A', 26),
    (0x1f170, 0x1f189, b'A', 26),
    (0x1f1e6, 0x1f1ff, b'A', 26),
    (0x2010, 0x2015, b'-', 1),
];

/// First and last of the mathematical letters: A to Z, then a to z, again and again.
const MATHEMATICAL: (u32, u32) = (0x1d400, 0x1d6a3);

/// The first character and what it and those behind it look like; a space stands for nothing.
const ALIKE: [(u32, &str); 19] = [
    (0xb2, "23    .1"),
    (0x131, "i"),
    (0x251, "a"),
    (0x261, "g"),
    (0x391, "AB  EZH IKMN O P TYX"),
    (0x3b1, "a       i    vo p  u"),
    (0x405, "SI J"),
    (0x410, "A B  E    K MHO PCTY X"),
    (0x430, "a    e        o pc y x"),
    (0x455, "si j"),
    (0x501, "d"),
    (0x6d4, "."),
    (0x2024, "."),
    (0x2043, "-/"),
    (0x2212, "-  /   ."),
    (0x2236, ":"),
    (0x3001, ",."),
    (0xfe50, ",, .;:  -()       +-       @"),
    (0xff61, "."),
];

/// More of them, in pairs.
const PAIRS: &str = "⁺+⋅.➕+➖-ー-ﬁfﬀf℡t⸱.・.●.һhᴀaᴇeԛqԝwҮYүyẞsıi";

/// The plain form of a character, a space for all white space, or [`INVISIBLE`].
pub(super) fn fold(character: char) -> u32 {
    let code = u32::from(character);
    if (0x20..0x7f).contains(&code) {
        return code;
    }
    for (first, last) in UNSEEN {
        if first <= code && code <= last {
            return INVISIBLE;
        }
    }
    if is_space(character) {
        return 0x20;
    }
    for zero in ZEROS {
        if let Some(digit @ 0..=9) = code.checked_sub(u32::from(zero)) {
            return 0x30 + digit;
        }
    }
    let (first, last) = MATHEMATICAL;
    if first <= code && code <= last {
        let letter = (code - first) % 52;
        return if letter < 26 { 0x41 } else { 0x61 - 26 } + letter;
    }
    for (first, last, plain, cycle) in REPEATED {
        if first <= code && code <= last {
            return u32::from(plain) + (code - first) % cycle;
        }
    }
    for (first, plain) in ALIKE {
        let found = code
            .checked_sub(first)
            .and_then(|index| plain.as_bytes().get(index as usize));
        if let Some(plain @ b'!'..) = found {
            return u32::from(*plain);
        }
    }
    let mut pairs = PAIRS.chars();
    while let (Some(found), Some(plain)) = (pairs.next(), pairs.next()) {
        if found == character {
            return u32::from(plain);
        }
    }
    code
}
