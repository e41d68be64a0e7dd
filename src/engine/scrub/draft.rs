//! A text on its way through the detectors: its normal form, and where each byte of it came from.
//!
//! Detectors read the normal form and mark what they find in it; what leaves is the text as it was
//! written, with each find replaced. So an encoding that hides nothing stays as it was.

use super::{Hits, Kind};

/// Stands for each further byte of a find; the first holds its kind. No normal form contains bytes
/// below the space.
const REST: u8 = 0x1f;

/// A text in its normal form.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// ASCII where the text can be read as ASCII, else UTF-8; no control characters.
    pub(super) bytes: Vec<u8>,
    /// For each byte the place in the source at which its character begins.
    pub(super) sources: Vec<u16>,
    /// How many finds are marked.
    pub(super) finds: usize,
}

impl Draft {
    pub(super) fn push(&mut self, byte: u8, source: u16) {
        self.bytes.push(byte);
        self.sources.push(source);
    }

    /// Takes the last bytes away; gives the place in the source at which they began.
    pub(super) fn pop(&mut self, count: usize) -> u16 {
        let left = self.bytes.len().saturating_sub(count);
        let source = self.sources.get(left).copied().unwrap_or_default();
        self.bytes.truncate(left);
        self.sources.truncate(left);
        source
    }

    /// Marks a find. Its bytes are neither letters nor digits for whoever looks next.
    #[inline(never)]
    pub(super) fn mark(&mut self, start: usize, end: usize, kind: Kind) {
        let mut mark = kind as u8 + 1;
        for byte in self.bytes.get_mut(start..end).unwrap_or_default() {
            *byte = mark;
            mark = REST;
        }
        self.finds += 1;
    }

    /// The source with every find replaced by the name of its kind, and counted.
    pub(super) fn finish(&self, source: &str, hits: &mut Hits) -> String {
        let mut out = String::new();
        let mut copied = 0;
        let mut inside = false;
        for (byte, place) in self.bytes.iter().zip(&self.sources) {
            let place = usize::from(*place);
            if inside && *byte != REST {
                copied = place;
                inside = false;
            }
            let Some(kind) = Kind::ALL.get(usize::from(byte.wrapping_sub(1))) else {
                continue;
            };
            out.push_str(source.get(copied..place).unwrap_or_default());
            out.push('<');
            out.push_str(kind.as_str());
            out.push('>');
            hits.add(*kind);
            inside = true;
        }
        if !inside {
            out.push_str(source.get(copied..).unwrap_or_default());
        }
        out
    }
}
