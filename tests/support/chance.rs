//! Repeatable chance for simulations: the same seed gives the same days.

/// A xorshift generator: <https://www.jstatsoft.org/article/view/v008i14>.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u32);

impl Chance {
    /// Seeds that are near each other give sequences that are not.
    pub(crate) fn new(seed: u32) -> Chance {
        Chance(seed.wrapping_mul(0x9e37_79b9) | 1)
    }

    /// The next 32 bits.
    pub(crate) fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        ((u64::from(self.next()) * u64::from(end)) >> 32) as u32
    }
}
