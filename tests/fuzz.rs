//! Any input at all into the engine, natively: the inputs in `tests/fuzz`, and inputs made of the repository's own by
//! repeatable chance.
//!
//! `FUZZ_SECONDS=60 cargo test --release --test fuzz` makes inputs for so long, for each kind; `SEED=7` makes others. One
//! that breaks something is written to `target/fuzz-found`; put it into `tests/fuzz/KIND` to keep it. `cargo xtask fuzz`
//! does the same things (fuzz/src/lib.rs) with what libFuzzer makes by looking at the engine's branches.

#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "../fuzz/src/lib.rs"]
pub mod bodies;
#[cfg(test)]
#[path = "support/chance.rs"]
mod chance;

#[cfg(test)]
mod tests {
    use std::fs;
    use std::panic::catch_unwind;
    use std::path::{Path, PathBuf};
    use std::time::{Duration, Instant};

    use serde_json::Value;

    use super::bodies;
    use super::chance::Chance;

    /// Inputs of each kind, unless `FUZZ_SECONDS` says how long.
    const INPUTS: u32 = 5000;
    /// Longest input, bytes: a little more than the largest config.
    const MAX_BYTES: usize = 70_000;
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

    fn read(path: &Path) -> String {
        fs::read_to_string(path).unwrap()
    }

    /// What the files of a folder have under this pointer, as text.
    fn values(folder: &str, pointer: &str) -> Vec<String> {
        let mut paths: Vec<PathBuf> = fs::read_dir(root().join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|it| it == "json"))
            .collect();
        paths.sort();
        let found = paths.iter().filter_map(|path| {
            let json: Value = serde_json::from_str(&read(path)).unwrap();
            json.pointer(pointer).map(Value::to_string)
        });
        found.collect()
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

    /// As a text: the journey, then a line for each batch: letter, note, bytes, age.
    fn outbox(text: &str) {
        let mut lines = text.split('\n');
        let saved = lines.next().unwrap_or_default();
        let entries = lines.take(100).map(|line| {
            let mut words = line.split('|');
            let letter = words.next().and_then(|it| it.bytes().next()).unwrap_or(0);
            let note = words.next().unwrap_or_default().to_owned();
            let bytes = words.next().and_then(|it| it.parse().ok()).unwrap_or(0);
            let age = words
                .next()
                .and_then(|it| it.parse().ok())
                .unwrap_or(f64::NAN);
            (letter, note, bytes, age)
        });
        bodies::outbox(saved, &entries.collect::<Vec<_>>());
    }

    /// The kept inputs of a kind, then made ones.
    #[expect(
        clippy::disallowed_methods,
        reason = "the tester says how long; the engine isn't asked"
    )]
    fn fuzz(kind: &str, seeds: &[String], body: fn(&str)) {
        let kept = fs::read_dir(root().join("tests/fuzz").join(kind)).unwrap();
        for entry in kept {
            body(&String::from_utf8_lossy(
                &fs::read(entry.unwrap().path()).unwrap(),
            ));
        }
        let number = |name: &str| {
            std::env::var(name)
                .ok()
                .map(|it| it.parse::<u32>().unwrap())
        };
        let seconds = number("FUZZ_SECONDS");
        let end = seconds.map(|seconds| Instant::now() + Duration::from_secs(u64::from(seconds)));
        let seed = number("SEED").unwrap_or(0);
        let mut made = 0;
        while end.map_or(made < INPUTS, |end| Instant::now() < end) {
            let mut chance = Chance::new(seed.wrapping_mul(0x0100_0000).wrapping_add(made));
            let text = changed(&mut chance, seeds);
            made += 1;
            if catch_unwind(|| body(&text)).is_err() {
                let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../fuzz-found");
                fs::create_dir_all(&folder).unwrap();
                let path = folder.join(format!("{kind}-{seed}-{made}"));
                fs::write(&path, &text).unwrap();
                panic!("{}: what it breaks stands above", path.display());
            }
        }
        println!("{kind}: {made} inputs");
    }

    #[test]
    fn any_text_is_a_config_or_has_problems() {
        let mut seeds = values("tests/journeys", "/config");
        seeds.push(read(&root().join("www/tallymark.json")));
        fuzz("config", &seeds, bodies::config);
    }

    #[test]
    fn any_text_is_a_wire_format_or_has_problems() {
        let seeds = values("formats", "/collector/format");
        fuzz("templates", &seeds, bodies::template);
    }

    #[test]
    fn whatever_is_signalled_the_books_balance() {
        let seeds: Vec<String> = (0..200)
            .map(|seed| {
                let mut chance = Chance::new(seed);
                let letters = 3 * (1 + chance.below(60));
                (0..letters)
                    .map(|_| char::from(chance.below(128) as u8))
                    .collect()
            })
            .collect();
        fuzz("signals", &seeds, |text| bodies::signals(text.as_bytes()));
    }

    #[test]
    fn whatever_is_stored_is_taken_up_or_dropped() {
        let seeds = [
            "{\"v\":1,\"wall\":1790000000000,\"channel\":\"direct\",\"counts\":{\"hello\":3},\"from\":\"view_item\",\"attempts\":[]}\n\
             a|3,0,1,0,0,0,0,0,0,0,0,0,0|900|20.5\nb|100|16384|86400001\nc|0,1|1|0",
            "\n0|x|16385|-1\n1|101|5|1e300\n2|1,2,3,4,5,6,7,8,9,10,11,12,13,14|5|5\n3||0|NaN\n4|4294967296|5|5",
            "[]\na|1|100|1\na|1|100|1\na|1|100|1",
        ];
        fuzz("outbox", &seeds.map(str::to_owned), outbox);
    }

    #[test]
    fn any_text_of_a_shopper_leaves_in_one_line_or_not_at_all() {
        let folder = root().join("src/engine/scrub/tests");
        let texts =
            read(&folder.join("national.txt")) + &read(&folder.join("nothing_personal.txt"));
        let lines: Vec<String> = texts.lines().map(|line| format!("note\n{line}")).collect();
        fuzz("scrub", &lines, |text| {
            let (name, text) = text.split_once('\n').unwrap_or(("note", text));
            bodies::scrub(name, text);
        });
    }
}
