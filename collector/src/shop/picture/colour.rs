//! Shades of one colour.

/// The tones in which a thing is drawn, as `#rrggbb`.
#[derive(Debug)]
pub(crate) struct Palette {
    pub(crate) base: String,
    pub(crate) light: String,
    pub(crate) dark: String,
    pub(crate) deep: String,
}

impl Palette {
    /// The tones of `#rrggbb`; of a grey if it is written in another way.
    pub(crate) fn of(hex: &str) -> Self {
        let parts = parts(hex).unwrap_or([128, 128, 128]);
        Self {
            base: write(parts),
            light: write(parts.map(|part| toward(part, 255, 26))),
            dark: write(parts.map(|part| toward(part, 20, 26))),
            deep: write(parts.map(|part| toward(part, 16, 52))),
        }
    }
}

fn parts(hex: &str) -> Option<[u8; 3]> {
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}

fn write([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// A part of the way from one tone to another.
fn toward(from: u8, to: u8, percent: i32) -> u8 {
    let (from, to) = (i32::from(from), i32::from(to));
    u8::try_from(from + (to - from) * percent / 100).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tones_stand_around_the_colour() {
        let palette = Palette::of("#5d7a4f");
        assert_eq!(palette.base, "#5d7a4f");
        assert_eq!(
            (palette.light.as_str(), palette.dark.as_str()),
            ("#879c7c", "#4b6040")
        );
        assert_eq!(Palette::of("moss").base, "#808080");
    }
}
