//! How sure a difference of two shares is, from the counts alone.

/// 97.5 % of a normal distribution lies below: for intervals of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// A difference of two shares, and the interval in which it lies with 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Difference {
    pub(super) difference: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// Newcombe's interval for `part / whole` less `other_part / other_whole`, from two Wilson
/// intervals; it holds for small counts and never leaves -1 to 1.
///
/// R. G. Newcombe, "Interval estimation for the difference between independent
/// proportions", Statistics in Medicine 17 (1998), method 10.
pub(super) fn difference(
    part: i64,
    whole: i64,
    other_part: i64,
    other_whole: i64,
) -> Option<Difference> {
    let (share, low, high) = wilson(part, whole)?;
    let (other_share, other_low, other_high) = wilson(other_part, other_whole)?;
    let difference = share - other_share;
    Some(Difference {
        difference,
        low: difference - (share - low).hypot(other_high - other_share),
        high: difference + (high - share).hypot(other_share - other_low),
    })
}

fn wilson(part: i64, whole: i64) -> Option<(f64, f64, f64)> {
    if whole <= 0 {
        return None;
    }
    let count = whole as f64;
    let share = part.clamp(0, whole) as f64 / count;
    let middle = share + Z * Z / (2.0 * count);
    let half = Z * (share * (1.0 - share) / count + Z * Z / (4.0 * count * count)).sqrt();
    let scale = 1.0 + Z * Z / count;
    Some((share, (middle - half) / scale, (middle + half) / scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newcombes_own_example_comes_out() {
        // The paper's table II, (a) 56/70 - 48/80: 0.0524 to 0.3339.
        let found = difference(56, 70, 48, 80).unwrap();
        assert!((found.difference - 0.2).abs() < 1e-9);
        assert!((found.low - 0.0524).abs() < 5e-5, "{found:?}");
        assert!((found.high - 0.3339).abs() < 5e-5, "{found:?}");
    }

    #[test]
    fn without_one_of_the_groups_nothing_is_said() {
        assert_eq!(difference(1, 2, 0, 0), None);
        assert_eq!(difference(0, 0, 1, 2), None);
    }
}
