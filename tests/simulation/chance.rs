//! Repeatable chance: the same seed gives the same numbers.

/// A stream of numbers (SplitMix64: https://prng.di.unimi.it/splitmix64.c).
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to `most`, without it.
    pub(crate) fn below(&mut self, most: u32) -> u32 {
        (((self.next() >> 32) * u64::from(most)) >> 32) as u32
    }

    /// Four words, for a batch id.
    pub(crate) fn words(&mut self) -> [u32; 4] {
        let (one, two) = (self.next(), self.next());
        [
            one as u32,
            (one >> 32) as u32,
            two as u32,
            (two >> 32) as u32,
        ]
    }
}
