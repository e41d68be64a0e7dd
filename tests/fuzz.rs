//! Any input at all into the engine, natively: the inputs in `tests/fuzz`, and inputs made of the repository's own by
//! repeatable chance.
//!
//! `SEED=7` makes others. One that breaks something is written to `target/fuzz-found`; put it into `tests/fuzz/KIND` to
//! keep it. `cargo xtask fuzz` does the same things (fuzz/src/lib.rs), for longer and with what libFuzzer makes by looking
//! at the engine's branches.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "../fuzz/src/lib.rs"]
pub mod bodies;
#[cfg(test)]
#[path = "support/chance.rs"]
mod chance;
#[cfg(test)]
#[path = "support/fuzz_seeds.rs"]
mod fuzz_seeds;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::panic::catch_unwind;
    use std::path::{Path, PathBuf};

    use super::bodies;
    use super::chance::Chance;
    use super::fuzz_seeds::{KINDS, MAX_BYTES, seeds};

    /// Inputs of each kind.
    const INPUTS: u32 = 5000;
    /// Pieces that parsers stumble over.
    const PIECES: [&str; 20] = [
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "-1",
        "1e308",
        "0.1e-9999",
        "\\u0000",
        "\\ud800",
        "$event.",
        "*",
        "\u{2}",
        "999999999999999999999",
        "\u{1f600}",
        "é\u{301}",
        "|",
    ];

    fn root() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
    }

    /// A place between two letters.
    fn place(chance: &mut Chance, text: &str) -> usize {
        let wanted = chance.below(text.len() as u32 + 1) as usize;
        (0..=wanted)
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or(0)
    }

    /// A text of these, changed in a few places.
    fn changed(chance: &mut Chance, seeds: &[String]) -> String {
        let mut text = seeds[chance.below(seeds.len() as u32) as usize].clone();
        for _ in 0..=chance.below(5) {
            let (one, other) = (place(chance, &text), place(chance, &text));
            let (from, to) = (one.min(other), one.max(other));
            let near = (from..=to.min(from + 12)).rev();
            let near = near
                .clone()
                .find(|at| text.is_char_boundary(*at))
                .unwrap_or(from);
            match chance.below(6) {
                0 => text.replace_range(from..near, ""),
                1 => text.replace_range(from..to, ""),
                2 => text.insert_str(
                    near,
                    &text[from..near].repeat(1 + chance.below(40) as usize),
                ),
                3 => {
                    let piece = PIECES[chance.below(PIECES.len() as u32) as usize];
                    text.insert_str(from, &piece.repeat(1 + chance.below(3) as usize));
                }
                4 => {
                    let other = &seeds[chance.below(seeds.len() as u32) as usize];
                    text.replace_range(from..near, &other[place(chance, other)..]);
                }
                _ => text.insert_str(from, &"[".repeat(chance.below(300) as usize)),
            }
            let end = (0..=MAX_BYTES.min(text.len()))
                .rev()
                .find(|at| text.is_char_boundary(*at));
            text.truncate(end.unwrap_or(0));
        }
        text
    }

    /// The kept inputs of a kind, then made ones.
    fn fuzz(kind: &str, body: fn(&[u8])) {
        let seeds = seeds(&root(), kind).unwrap();
        let kept = fs::read_dir(root().join("tests/fuzz").join(kind)).unwrap();
        for entry in kept {
            body(&fs::read(entry.unwrap().path()).unwrap());
        }
        let seed = std::env::var("SEED").map_or(0, |it| it.parse::<u32>().unwrap());
        for made in 0..INPUTS {
            let mut chance = Chance::new(seed.wrapping_mul(0x0100_0000).wrapping_add(made));
            let text = changed(&mut chance, &seeds);
            if catch_unwind(|| body(text.as_bytes())).is_err() {
                let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../fuzz-found");
                fs::create_dir_all(&folder).unwrap();
                let path = folder.join(format!("{kind}-{seed}-{made}"));
                fs::write(&path, &text).unwrap();
                panic!("{}: what it breaks stands above", path.display());
            }
        }
        writeln!(std::io::stdout(), "{kind}: {INPUTS} inputs, nothing broken").unwrap();
    }

    #[test]
    fn any_text_is_a_config_or_has_problems() {
        fuzz("config", bodies::config);
    }

    #[test]
    fn any_text_is_a_wire_format_or_has_problems() {
        fuzz("templates", bodies::template);
    }

    #[test]
    fn whatever_is_signalled_the_books_balance() {
        fuzz("signals", bodies::signals);
    }

    #[test]
    fn whatever_is_stored_is_taken_up_or_dropped() {
        fuzz("outbox", bodies::outbox);
    }

    #[test]
    fn any_text_of_a_shopper_leaves_in_one_line_or_not_at_all() {
        fuzz("scrub", bodies::scrub);
    }

    #[test]
    fn every_kind_is_tried_here_and_has_a_target() {
        let folder = root().join("tests/fuzz");
        let targets = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
        let tried = include_str!("fuzz.rs");
        for kind in KINDS {
            assert!(folder.join(kind).is_dir(), "{kind}");
            assert!(targets.contains(&format!("name = \"{kind}\"")), "{kind}");
            assert!(tried.contains(&format!("fuzz(\"{kind}\", ")), "{kind}");
        }
        let kept = fs::read_dir(folder).unwrap();
        assert_eq!(kept.count(), KINDS.len(), "a folder that nobody reads");
        assert_eq!(targets.matches("[[bin]]").count(), KINDS.len());
    }
}
