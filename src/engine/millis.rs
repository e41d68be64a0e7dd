//! Time as the engine sees it: handed in, never asked for.

/// A point or a span of time in milliseconds.
///
/// Points are on the page's monotonic clock (`performance.now()`), so they say nothing about the
/// hour and never jump with the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Millis(pub f64);

impl Millis {
    /// The point `span_ms` later.
    pub fn plus(self, span_ms: f64) -> Millis {
        Millis(self.0 + span_ms)
    }

    /// The earlier of two points.
    pub fn earlier(self, other: Millis) -> Millis {
        if other.0 < self.0 { other } else { self }
    }

    /// The earlier of two points, of which there may be one or none.
    #[inline(never)]
    pub fn sooner(one: Option<Millis>, other: Option<Millis>) -> Option<Millis> {
        match (one, other) {
            (Some(one), Some(other)) => Some(one.earlier(other)),
            (one, None) => one,
            (None, other) => other,
        }
    }

    /// Milliseconds since `earlier`; 0 if the clock went backwards.
    pub fn since(self, earlier: Millis) -> f64 {
        (self.0 - earlier.0).max(0.0)
    }
}

/// What the engine may know of time and chance while it handles one signal.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The page's monotonic clock.
    pub now: Millis,
    /// The wall clock, milliseconds since 1970: only to bridge two page loads.
    pub wall: f64,
    /// Fresh random bits, for a batch id and for jitter; never used twice.
    pub chance: [u32; 4],
}
