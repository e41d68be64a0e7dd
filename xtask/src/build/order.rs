//! The order of functions by which the file compresses best: those that are alike follow each other.
//!
//! A compressor says where in the file the same bytes stood before, and near is said in fewer bits than far. Linkers order
//! functions so too (`--bp-compression-sort` of LLVM's); the likeness by shared runs of bytes is of "Optimizing Function
//! Layout for Mobile Applications", Hoag, Lee, Mestre and Pupyrev, 2023: https://arxiv.org/abs/2211.09285.

use std::cmp::Reverse;
use std::collections::HashMap;

use anyhow::{Context, Result};
use walrus::Module;
use wasmparser::{Parser, Payload};

/// Bytes of a run that two functions may share. From 4 to 6 it makes 0.4 % of the core, now one better and now the other.
const RUN: usize = 5;
/// The next function is one that is like the last so many; from 4 to 16 it makes as little.
const LAST: usize = 8;

/// The module with each function named by its place in the order, for `wasm-opt --reorder-functions-by-name`.
///
/// # Errors
/// If the module can't be read.
pub(super) fn named_by_order(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::CodeSectionEntry(body) = payload.context("the core cannot be read")? {
            bodies.push(body.as_bytes());
        }
    }
    let mut module = Module::from_buffer(wasm).context("the core cannot be read")?;
    let functions: Vec<_> = module.funcs.iter_local().map(|(id, _)| id).collect();
    for (place, function) in order(&bodies).into_iter().enumerate() {
        let id = functions
            .get(function)
            .context("a body is of no function")?;
        module.funcs.get_mut(*id).name = Some(format!("{place:05}"));
    }
    Ok(module.emit_wasm())
}

/// A function's body, as far as likeness goes.
struct Body {
    /// Its place among the bodies.
    index: usize,
    /// Bytes.
    length: usize,
    /// Its different runs that another function has too, as numbers.
    runs: Vec<usize>,
}

/// From the largest on always the one that shares most of its runs with the last ones.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let (mut left, count) = with_runs(bodies);
    left.sort_by_key(|body| Reverse(body.length));
    let mut order: Vec<Body> = Vec::new();
    while !left.is_empty() {
        let mut near = vec![false; count];
        for run in order.iter().rev().take(LAST).flat_map(|body| &body.runs) {
            if let Some(is_near) = near.get_mut(*run) {
                *is_near = true;
            }
        }
        let likeness = |body: &Body| {
            let common = body
                .runs
                .iter()
                .filter(|run| near.get(**run) == Some(&true))
                .count();
            common as f64 / (1 + body.length) as f64
        };
        let mut best = (0, -1.0);
        for (place, body) in left.iter().enumerate() {
            let likeness = likeness(body);
            if best.1 < likeness {
                best = (place, likeness);
            }
        }
        order.push(left.remove(best.0));
    }
    order.iter().map(|body| body.index).collect()
}

/// The bodies, and how many different runs there are.
fn with_runs(bodies: &[&[u8]]) -> (Vec<Body>, usize) {
    let mut numbers: HashMap<&[u8], (usize, u32)> = HashMap::new();
    let mut all = Vec::new();
    for body in bodies {
        let mut runs: Vec<&[u8]> = body.windows(RUN).collect();
        runs.sort_unstable();
        runs.dedup();
        for run in &runs {
            let number = numbers.len();
            numbers.entry(*run).or_insert((number, 0)).1 += 1;
        }
        all.push((body.len(), runs));
    }
    let number = |run: &&[u8]| numbers.get(run).filter(|it| 1 < it.1).map(|it| it.0);
    let body = |(index, (length, runs)): (usize, (usize, Vec<&[u8]>))| Body {
        index,
        length,
        runs: runs.iter().filter_map(number).collect(),
    };
    (
        all.into_iter().enumerate().map(body).collect(),
        numbers.len(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_that_are_alike_follow_each_other() {
        let bodies: [&[u8]; 5] = [
            b"the cart really changed, twice",
            b"0123456789",
            b"the cart really changed",
            b"012345678",
            b"a search had no results",
        ];
        assert_eq!(order(&bodies), [0, 2, 4, 1, 3]);
        assert_eq!(order(&[]), Vec::<usize>::new());
    }

    #[test]
    fn the_order_is_written_into_the_names() {
        let mut module = Module::default();
        for value in [1, 2] {
            let mut function = walrus::FunctionBuilder::new(&mut module.types, &[], &[]);
            for _ in 0..value {
                function.func_body().i32_const(value).drop();
            }
            let id = function.finish(Vec::new(), &mut module.funcs);
            module.exports.add(&format!("of_{value}"), id);
        }
        let named = Module::from_buffer(&named_by_order(&module.emit_wasm()).unwrap()).unwrap();
        let name = |export: &str| {
            let id = named.exports.get_func(export).unwrap();
            named.funcs.get(id).name.clone().unwrap()
        };
        assert_eq!(
            (name("of_2"), name("of_1")),
            ("00000".to_owned(), "00001".to_owned())
        );
    }
}
