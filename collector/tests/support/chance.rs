//! Repeatable chance for tests, and how many times they try.

/// A small generator of pseudo-random numbers (xorshift64*), the same ones each time.
///
/// S. Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled" (2016).
#[derive(Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// From 0 to below `end`, which is above 0.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32;
        ((high * u64::from(end)) >> 32) as u32
    }

    /// True with a chance of 1 in `of`.
    pub(crate) fn one_in(&mut self, of: u32) -> bool {
        self.below(of) == 0
    }

    /// One of them.
    pub(crate) fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len() as u32) as usize]
    }
}

/// A number in an environment variable that makes a test longer.
pub(crate) fn number_from(variable: &str) -> Option<u32> {
    let text = std::env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable}: expected a number, found {text}")),
    )
}
