//! Which constants only one part uses, so that they can go with it.
//!
//! The linker says where each constant lies and which functions and constants hold its address (`--emit-relocs`); an
//! address alone would not tell, since compilers also write addresses beside a constant. wasm-opt moves code between
//! functions afterwards, but never out of a part but by inlining what its callers call directly, so whoever can reach
//! a user without passing a gate counts as a user.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use anyhow::{Context, Result, bail};
use walrus::ir::Value;
use walrus::{ConstExpr, DataKind, MemoryId, Module};
use wasmparser::SymbolInfo;

use super::Part;
use super::graph::Graph;
use super::linked::Linked;

/// Constants; what can be written to stays in the core.
const SEGMENT: &str = ".rodata";

/// Shorter gaps between a part's constants are filled with what stands there: a segment of its own is no shorter.
const GAP_BYTES: u32 = 16;

/// The homes of functions; `None` is the core.
type Homes = BTreeSet<Option<usize>>;

/// A constant by its address.
#[derive(Debug, Default)]
struct Constant {
    at: Range<u32>,
    /// Names of the functions that use it.
    functions: BTreeSet<String>,
    /// Places of the constants that hold its address.
    constants: BTreeSet<usize>,
}

/// All constants of a linked module.
#[derive(Debug)]
pub(super) struct Constants(Vec<Constant>);

/// What goes with a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moved {
    pub(super) part: usize,
    /// Addresses.
    pub(super) at: Range<u32>,
}

impl Constants {
    /// Reads them from a module that was linked with `--emit-relocs`.
    ///
    /// # Errors
    /// If it wasn't, or isn't a module.
    pub(super) fn read(linked: &[u8]) -> Result<Constants> {
        let linked = Linked::read(linked)?;
        let mut constants: Vec<Constant> = Vec::new();
        let mut places = HashMap::new();
        for (symbol, index) in linked.symbols.iter().zip(0_u32..) {
            let SymbolInfo::Data {
                symbol: Some(defined),
                ..
            } = symbol
            else {
                continue;
            };
            let segment = usize::try_from(defined.index)?;
            let name = linked.segment_names.get(segment);
            if name.is_some_and(|name| name.starts_with(SEGMENT)) {
                let (_, address) = linked
                    .segments
                    .get(segment)
                    .context("a segment is missing")?;
                let start = address + defined.offset;
                places.insert(index, constants.len());
                constants.push(Constant {
                    at: start..start + defined.size,
                    ..Constant::default()
                });
            }
        }
        if linked.addresses.is_empty() {
            bail!("the linker has not said who uses which constant; was it told --emit-relocs?");
        }
        for (place, symbol) in &linked.addresses {
            let Some(constant) = places
                .get(symbol)
                .and_then(|place| constants.get_mut(*place))
            else {
                continue;
            };
            let body = linked.bodies.iter().find(|(body, _)| body.contains(place));
            if let Some((_, function)) = body {
                let name = linked.names.get(function);
                constant.functions.insert(name.cloned().unwrap_or_default());
                continue;
            }
            let segment = linked
                .segments
                .iter()
                .find(|(bytes, _)| bytes.contains(place));
            let (bytes, address) = segment.context("an address outside of code and data")?;
            let address = address + u32::try_from(place - bytes.start)?;
            // What can be written to is the core's, and so is what it points to.
            let holders: Vec<usize> = places_of(&constants, address);
            let to = places
                .get(symbol)
                .and_then(|place| constants.get_mut(*place));
            let to = to.context("a constant is missing")?;
            if holders.is_empty() {
                to.functions.insert(String::new());
            }
            to.constants.extend(holders);
        }
        Ok(Constants(constants))
    }

    /// What can go with each part: used by nobody else in `bound`, which is the module before wasm-opt.
    pub(super) fn moved(&self, bound: &Graph, parts: &[Part]) -> Vec<Moved> {
        let users = homes_by_name(bound, parts);
        let core = Homes::from([None]);
        let mut homes: Vec<Homes> = self
            .0
            .iter()
            .map(|constant| {
                let homes = constant
                    .functions
                    .iter()
                    .map(|name| users.get(name).unwrap_or(&core));
                homes.flatten().copied().collect()
            })
            .collect();
        loop {
            let before = homes.clone();
            for (constant, place) in self.0.iter().zip(0_usize..) {
                let more: Vec<_> = constant
                    .constants
                    .iter()
                    .filter_map(|holder| before.get(*holder))
                    .flatten()
                    .copied()
                    .collect();
                if let Some(homes) = homes.get_mut(place) {
                    homes.extend(more);
                }
            }
            if before == homes {
                break;
            }
        }
        self.runs(&homes)
    }

    /// Names of the functions that use what lies at an address.
    pub(super) fn users(&self, address: u32) -> impl Iterator<Item = &str> {
        let there = self.0.iter().filter(move |it| it.at.contains(&address));
        there.flat_map(|it| it.functions.iter().map(String::as_str))
    }

    /// Byte by byte, since constants may share bytes; what nobody is known to use stays.
    fn runs(&self, homes: &[Homes]) -> Vec<Moved> {
        let mut owners: HashMap<u32, Option<usize>> = HashMap::new();
        for (constant, homes) in self.0.iter().zip(homes) {
            let home = match Vec::from_iter(homes).as_slice() {
                [home] => **home,
                _ => None,
            };
            for address in constant.at.clone() {
                let owner = owners.entry(address).or_insert(home);
                if *owner != home {
                    *owner = None;
                }
            }
        }
        let mut bytes: Vec<(usize, u32)> = owners
            .into_iter()
            .filter_map(|(address, owner)| Some((owner?, address)))
            .collect();
        bytes.sort_unstable();
        let mut runs: Vec<Moved> = Vec::new();
        for (part, address) in bytes {
            match runs.last_mut() {
                Some(last) if last.part == part && last.at.end == address => last.at.end += 1,
                _ => runs.push(Moved {
                    part,
                    at: address..address + 1,
                }),
            }
        }
        runs
    }
}

fn places_of(constants: &[Constant], address: u32) -> Vec<usize> {
    let places = constants.iter().zip(0..);
    places
        .filter(|(constant, _)| constant.at.contains(&address))
        .map(|(_, place)| place)
        .collect()
}

/// The homes from which each function may be reached without passing a gate, by its name.
fn homes_by_name(graph: &Graph, parts: &[Part]) -> HashMap<String, Homes> {
    let mut homes: HashMap<String, Homes> = HashMap::new();
    for home in (0..parts.len()).map(Some).chain([None]) {
        for function in graph.reached_from(home, parts) {
            let name = without_number(graph.name(function));
            homes.entry(name.to_owned()).or_default().insert(home);
        }
    }
    homes
}

/// wasm-bindgen numbers functions of one name: `f[1]`.
fn without_number(name: &str) -> &str {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts = name
        .strip_suffix(']')
        .and_then(|name| name.rsplit_once('['));
    parts
        .filter(|(_, text)| number(text))
        .map_or(name, |(name, _)| name)
}

/// Takes out of the core's data what has moved.
pub(super) fn take_out(module: &mut Module, moved: &[Moved]) -> Result<()> {
    let all: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for id in all {
        let data = module.data.get_mut(id);
        let start = offset(&data.kind)?;
        for (byte, address) in data.value.iter_mut().zip(start..) {
            if moved.iter().any(|moved| moved.at.contains(&address)) {
                *byte = 0;
            }
        }
    }
    Ok(())
}

/// The bytes of a part's constants by their addresses, in the whole module.
pub(super) fn taken(module: &Module, moved: &[Moved], part: usize) -> Result<Vec<(u32, Vec<u8>)>> {
    let mut runs: Vec<Range<u32>> = Vec::new();
    for own in moved.iter().filter(|moved| moved.part == part) {
        match runs.last_mut() {
            Some(last) if own.at.start < last.end + GAP_BYTES => last.end = own.at.end,
            _ => runs.push(own.at.clone()),
        }
    }
    let mut image: HashMap<u32, u8> = HashMap::new();
    for data in module.data.iter() {
        image.extend((offset(&data.kind)?..).zip(data.value.iter().copied()));
    }
    // wasm-opt leaves out zeros.
    let byte = |address: u32| image.get(&address).copied().unwrap_or_default();
    Ok(runs
        .into_iter()
        .map(|run| (run.start, run.map(byte).collect()))
        .collect())
}

/// Gives a part its constants.
pub(super) fn put(module: &mut Module, memory: MemoryId, taken: Vec<(u32, Vec<u8>)>) -> Result<()> {
    for (address, bytes) in taken {
        let offset = ConstExpr::Value(Value::I32(i32::try_from(address)?));
        let data = module.data.add(DataKind::Active { memory, offset }, bytes);
        module.memories.get_mut(memory).data_segments.insert(data);
    }
    Ok(())
}

fn offset(kind: &DataKind) -> Result<u32> {
    match kind {
        DataKind::Active {
            offset: ConstExpr::Value(Value::I32(offset)),
            ..
        } => Ok(u32::try_from(*offset)?),
        DataKind::Active { .. } | DataKind::Passive => bail!("a segment of data has no address"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Constant, Constants, Homes, Moved, without_number};

    #[test]
    fn a_constant_moves_only_as_far_as_nobody_else_reads_it() {
        let constant = |at| Constant {
            at,
            ..Constant::default()
        };
        let constants = Constants(vec![constant(8..16), constant(12..20), constant(20..24)]);
        let [own, shared] =
            [[Some(0)].as_slice(), &[Some(0), None]].map(|it| Homes::from_iter(it.to_vec()));
        let moved = |part, at| Moved { part, at };
        let check = |homes: [&Homes; 3], expected: &[Moved]| {
            assert_eq!(constants.runs(&homes.map(Clone::clone)), expected);
        };
        check([&own, &own, &own], &[moved(0, 8..24)]);
        check([&own, &shared, &own], &[moved(0, 8..12), moved(0, 20..24)]);
        // Nobody is known to use it.
        check([&Homes::new(), &own, &shared], &[moved(0, 16..20)]);
    }

    #[test]
    fn functions_of_one_name_are_numbered() {
        assert_eq!(without_number("a::b[12]"), "a::b");
        assert_eq!(without_number("<[u8]>"), "<[u8]>");
        assert_eq!(without_number("a[bc3c943c50fb9ff6]"), "a[bc3c943c50fb9ff6]");
    }
}
