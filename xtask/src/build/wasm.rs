//! Rust → tallymark.wasm and engine.js: compile, bind, shrink, rename.
//!
//! Measured reasons for each choice: a standard library compiled along with `immediate-abort` saves 13 to 19 % of
//! the bytes, wasm-opt -Oz a tenth, short import and export names (see `glue`) about 5 % more.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::glue::{self, Names};
use super::{Flavour, minify, order, read, scratch, split, write};
use crate::command;
use crate::project::Project;
use crate::terminal::step;

pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// 2 MiB: a runaway engine must fail in itself, not take the page's memory.
const MAX_MEMORY_PAGES: u64 = 32;
const PAGE_BYTES: u64 = 65_536;

/// The stack needs little: nothing in the engine recurses deeper than the config's nesting limit. It lies below the
/// data, so that an overflow traps instead of overwriting.
const STACK_BYTES: u64 = 65_536;

/// What rustc 1.95 uses by default for this target; every browser with externref has all of it.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
];

/// What makes the brotli file smallest, measured one by one: 3 % less than `-Oz` alone.
///
/// Functions with one caller stay functions, and common subexpressions are left as they stand: both repeat bytes, which
/// brotli folds. Nothing lies below the address 1024 but the end of the stack, so an offset can be part of a load.
const SHRINKING: [&str; 7] = [
    "--one-caller-inline-max-function-size=20",
    "--skip-pass=local-cse",
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
];

/// The same of files that are shipped: they are shrunk a second time, once they are cut.
///
/// What a function may do is worked out over all of them, which lets a little more be left out; loads and stores don't say
/// how they are aligned, which no engine of a browser asks.
const FINISHING: [&str; 2] = ["--generate-global-effects", "--dealign"];

/// Writes tallymark.wasm and engine.js into `dist`.
///
/// # Errors
/// If a tool fails, or the module does not declare its largest memory.
pub(super) fn build(project: &Project, flavour: Flavour, dist: &Path) -> Result<()> {
    let compiled = step(
        &format!("build: compile Rust to WebAssembly ({})", kind(flavour)),
        || compile(project, flavour),
    )?;
    step(
        "build: bind and shrink (wasm-bindgen, wasm-opt -Oz, terser)",
        || {
            let bound = scratch(project, "bindgen")?;
            bind(&compiled, &bound)?;
            let parts = split::read_parts(&read(&project.root.join("src/parts.json"))?)?;
            let whole = bound.join("whole.wasm");
            let mut keep = vec![
                "--debuginfo".to_owned(),
                // Of equal functions one would stay, and perhaps the one in a part that is absent.
                "--skip-pass=duplicate-function-elimination".to_owned(),
            ];
            let gates = parts.iter().flat_map(|part| &part.gates);
            keep.extend(gates.map(|gate| format!("--no-inline=*{gate}")));
            shrink(project, &bound.join("tallymark_bg.wasm"), &whole, &keep)?;
            let stages = split::Stages {
                linked: bytes(&compiled)?,
                bound: bytes(&bound.join("tallymark_bg.wasm"))?,
                whole: bytes(&whole)?,
            };
            let weights = split::weights(&stages, &parts, "scrub", "engine::scrub")?;
            let weights = serde_json::to_string_pretty(&weights)? + "\n";
            write(&project.target.join("scrub-weights.json"), weights)?;
            let split = split::split(&stages, &parts)?;
            let core = bound.join("core.wasm");
            write(&core, &split.core)?;
            let ordered = bound.join("ordered.wasm");
            write(&ordered, order::named_by_order(&split.core)?)?;
            let wasm = dist.join("tallymark.wasm");
            let names = name(project, &ordered, &wasm)?;
            check_memory(&wasm)?;
            for (part, module) in parts.iter().zip(split.parts) {
                let cut = bound.join(part.file());
                write(&cut, split::finish(module, |name| names.export(name))?)?;
            }
            // Each takes a second, most of it for the start of wasm-opt.
            thread::scope(|scope| {
                let one = |part: &split::Part| {
                    let (cut, part) = (bound.join(part.file()), dist.join(part.file()));
                    scope.spawn(move || shrink(project, &cut, &part, &FINISHING))
                };
                let all: Vec<_> = parts.iter().map(one).collect();
                all.into_iter().try_for_each(|shrinking| {
                    let Ok(shrunk) = shrinking.join() else {
                        bail!("a part could not be shrunk");
                    };
                    shrunk.map(drop)
                })
            })?;
            let glue = read(&bound.join("tallymark.js"))?;
            let factory = glue::factory(&glue, &names, &parts)?;
            let unminified = bound.join("engine.js");
            write(&unminified, factory)?;
            minify(project, &unminified, &dist.join("engine.js"), true)
        },
    )
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

fn kind(flavour: Flavour) -> &'static str {
    match flavour {
        Flavour::Small => "with its own standard library: about a minute when cold",
        Flavour::Plain => "plain stable Rust",
    }
}

fn compile(project: &Project, flavour: Flavour) -> Result<PathBuf> {
    let mut flags = vec![
        format!("-Clink-arg=--max-memory={}", MAX_MEMORY_PAGES * PAGE_BYTES),
        format!("-Clink-arg=-zstack-size={STACK_BYTES}"),
        // Where each constant lies and who uses it, for `split`.
        "-Clink-arg=--emit-relocs".into(),
    ];
    let mut cargo = project.cargo();
    cargo.args(["build", "--package=tallymark", "--lib", "--profile=size"]);
    cargo.args(["--target", TARGET]);
    if flavour == Flavour::Small {
        // The pinned stable compiler takes these when asked so. It is not supported officially: hence the pin in
        // rust-toolchain.toml, hence `--plain`, and hence the end-to-end tests run on exactly this file.
        cargo
            .env("RUSTC_BOOTSTRAP", "1")
            .arg("-Zbuild-std=std,panic_abort");
        flags.push("-Zunstable-options".into());
        flags.push("-Cpanic=immediate-abort".into());
        // Small functions that many call are cheaper as calls; a little above the 5 of `opt-level = "z"` more of them vanish
        // than grow. Measured from -20 to 50: 0.8 % of the bytes.
        flags.push("-Cllvm-args=-inline-threshold=15".into());
        // A function that several share would be called through the part that gave it its name.
        flags.push("-Zmerge-functions=disabled".into());
        // Nobody reads where a panic came from, nor a `Debug` text: saves 0.4 KB.
        flags.push("-Zlocation-detail=none".into());
        flags.push("-Zfmt-debug=none".into());
    }
    cargo
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("RUSTFLAGS", flags.join(" "));
    // A directory of its own each: one's flags would make cargo build the other's crates again.
    let directory = project.target.join(match flavour {
        Flavour::Small => "small",
        Flavour::Plain => "plain",
    });
    command::run(cargo.arg("--target-dir").arg(&directory))?;
    Ok(directory.join(TARGET).join("size/tallymark.wasm"))
}

pub(super) fn bind(wasm: &Path, into: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name("tallymark")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        // `split` goes by the names of functions; wasm-opt takes them out afterwards.
        .remove_name_section(false)
        .remove_producers_section(true);
    bindgen.generate(into).context("wasm-bindgen failed")
}

/// Shrinks the module, puts its functions into the order of their names, and shortens the others' names.
pub(super) fn name(project: &Project, from: &Path, to: &Path) -> Result<Names> {
    let naming = [
        "--reorder-functions-by-name",
        "--minify-imports-and-exports-and-modules",
    ];
    let more = [FINISHING, naming].concat();
    Names::parse(&shrink(project, from, to, &more)?)
}

/// Shrinks the module; gives what wasm-opt prints.
fn shrink(project: &Project, from: &Path, to: &Path, more: &[impl AsRef<OsStr>]) -> Result<String> {
    let mut wasm_opt = project.npm_tool("wasm-opt");
    wasm_opt.arg(from).args(SHRINKING).args(more);
    command::capture(wasm_opt.args(FEATURES).arg("--output").arg(to))
}

fn check_memory(wasm: &Path) -> Result<()> {
    let bytes = fs::read(wasm).with_context(|| format!("{} cannot be read", wasm.display()))?;
    match declared_max_pages(&bytes) {
        Some(pages) if pages <= MAX_MEMORY_PAGES => Ok(()),
        found => bail!(
            "tallymark.wasm must declare at most {MAX_MEMORY_PAGES} pages of memory, found {found:?}: \
             does the linker still take --max-memory?"
        ),
    }
}

/// The largest memory that a module declares, in pages.
///
/// The binary format: https://webassembly.github.io/spec/core/binary/modules.html#memory-section
fn declared_max_pages(wasm: &[u8]) -> Option<u64> {
    const MEMORY_SECTION: u8 = 5;
    const HEADER_BYTES: usize = 8;
    let mut rest = wasm.get(HEADER_BYTES..)?;
    loop {
        let (&section, after) = rest.split_first()?;
        rest = after;
        let length = usize::try_from(leb128(&mut rest)?).ok()?;
        let (mut body, after) = rest.split_at_checked(length)?;
        if section == MEMORY_SECTION {
            let _count = leb128(&mut body)?;
            let has_maximum = leb128(&mut body)? & 1 == 1;
            let _minimum = leb128(&mut body)?;
            return if has_maximum { leb128(&mut body) } else { None };
        }
        rest = after;
    }
}

fn leb128(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..u64::BITS).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::declared_max_pages;

    const HEADER: [u8; 8] = *b"\0asm\x01\0\0\0";

    fn module(sections: &[&[u8]]) -> Vec<u8> {
        [HEADER.as_slice(), &sections.concat()].concat()
    }

    #[test]
    fn the_largest_memory_is_read_behind_other_sections() {
        let types = [1, 2, 0xaa, 0xbb];
        assert_eq!(
            declared_max_pages(&module(&[&types, &[5, 4, 1, 1, 2, 32]])),
            Some(32)
        );
        assert_eq!(
            declared_max_pages(&module(&[&[5, 5, 1, 1, 2, 0x80, 0x02]])),
            Some(256)
        );
    }

    #[test]
    fn a_memory_without_bound_has_none() {
        assert_eq!(declared_max_pages(&module(&[&[5, 3, 1, 0, 2]])), None);
        assert_eq!(declared_max_pages(&module(&[])), None);
        assert_eq!(declared_max_pages(&[]), None);
    }
}
