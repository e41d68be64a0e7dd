//! Who calls whom, and where each function lives.

use std::collections::HashMap;

use anyhow::{Context, Result, bail};
use walrus::ir::{self, Load, Value, Visitor};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionId, FunctionKind, GlobalId, Module,
    TableId,
};

use super::Part;

/// Functions by their place in the module, which is the same each time the module is read.
#[derive(Debug)]
pub(super) struct Graph {
    names: Vec<String>,
    /// The functions that each calls or takes the address of.
    pub(super) calls: Vec<Vec<usize>>,
    /// The numbers in each that may be addresses.
    pub(super) numbers: Vec<Vec<u32>>,
    /// The globals that each uses.
    pub(super) globals: Vec<Vec<GlobalId>>,
    /// The part that each belongs to; `None` is the core.
    pub(super) homes: Vec<Option<usize>>,
    /// Places in the table: those that the module has, and new ones for what is called across.
    pub(super) slots: HashMap<usize, u64>,
    /// All places of the table that the module fills itself: place and function.
    pub(super) table: Vec<(u64, usize)>,
    /// How large the table has to be.
    pub(super) table_size: u64,
}

impl Graph {
    /// Reads the module, and gives every function a home.
    pub(super) fn of(module: &Module, parts: &[Part]) -> Result<Graph> {
        let functions: Vec<FunctionId> =
            module.funcs.iter().map(|function| function.id()).collect();
        let places: HashMap<FunctionId, usize> = functions
            .iter()
            .enumerate()
            .map(|(place, id)| (*id, place))
            .collect();
        let mut graph = Graph {
            names: Vec::new(),
            calls: Vec::new(),
            numbers: Vec::new(),
            globals: Vec::new(),
            homes: Vec::new(),
            slots: HashMap::new(),
            table: table(module, &places)?,
            table_size: module.tables.get(function_table(module)?).initial,
        };
        for function in module.funcs.iter() {
            let mut uses = Uses::default();
            if let FunctionKind::Local(local) = &function.kind {
                ir::dfs_in_order(&mut uses, local, local.entry_block());
            }
            let mut calls: Vec<usize> = uses
                .functions
                .iter()
                .filter_map(|id| places.get(id).copied())
                .collect();
            calls.sort_unstable();
            calls.dedup();
            graph.calls.push(calls);
            graph.numbers.push(uses.numbers);
            uses.globals.sort_unstable();
            uses.globals.dedup();
            graph.globals.push(uses.globals);
            let name = without_hashes(function.name.as_deref().unwrap_or(""));
            let is_import = matches!(function.kind, FunctionKind::Import(_));
            let home = parts.iter().position(|part| {
                !is_import && part.holds.iter().any(|path| is_within(&name, path))
            });
            graph.homes.push(home);
            graph.names.push(name);
        }
        graph.settle(module, &places, parts.len());
        graph.slots = graph
            .table
            .iter()
            .map(|(slot, function)| (*function, *slot))
            .collect();
        graph.add_slots();
        Ok(graph)
    }

    pub(super) fn name(&self, function: usize) -> &str {
        self.names.get(function).map_or("?", String::as_str)
    }

    /// Functions that no path names belong to the one part that reaches them, else to the core.
    fn settle(&mut self, module: &Module, places: &HashMap<FunctionId, usize>, parts: usize) {
        let in_core = |place: &usize| self.homes.get(*place) == Some(&None);
        let exports = module
            .exports
            .iter()
            .filter_map(|export| match export.item {
                ExportItem::Function(id) => places.get(&id).copied(),
                ExportItem::Table(_)
                | ExportItem::Memory(_)
                | ExportItem::Global(_)
                | ExportItem::Tag(_) => None,
            });
        let start = module.start.and_then(|id| places.get(&id).copied());
        let in_table = self.table.iter().map(|(_, function)| *function);
        let roots: Vec<usize> = exports
            .chain(start)
            .chain(in_table)
            .filter(in_core)
            .collect();
        let core = self.reached(&roots);
        let mut owners: Vec<Vec<usize>> = vec![Vec::new(); self.homes.len()];
        for part in 0..parts {
            let own = |place: &usize| self.homes.get(*place) == Some(&Some(part));
            let own: Vec<usize> = (0..self.homes.len()).filter(own).collect();
            let reached = self.reached(&own);
            for (owners, is_reached) in owners.iter_mut().zip(reached) {
                if is_reached {
                    owners.push(part);
                }
            }
        }
        let imports: Vec<bool> = module
            .funcs
            .iter()
            .map(|function| matches!(function.kind, FunctionKind::Import(_)))
            .collect();
        let rest = self.homes.iter_mut().zip(core).zip(owners).zip(imports);
        for (((home, in_core), owners), is_import) in rest {
            if let ([owner], None, false, false) = (owners.as_slice(), &home, in_core, is_import) {
                *home = Some(*owner);
            }
        }
    }

    /// What is reached from `roots` through functions that no path names.
    fn reached(&self, roots: &[usize]) -> Vec<bool> {
        let mut reached = vec![false; self.homes.len()];
        let mut next = roots.to_vec();
        while let Some(place) = next.pop() {
            match reached.get_mut(place) {
                Some(is_reached) if !*is_reached => *is_reached = true,
                _ => continue,
            }
            let callees = self.calls.get(place).into_iter().flatten();
            next.extend(callees.filter(|callee| self.homes.get(**callee) == Some(&None)));
        }
        reached
    }

    /// What the functions of one home reach by calls, themselves included, without passing a gate of another.
    pub(super) fn reached_from(&self, home: Option<usize>, parts: &[Part]) -> Vec<usize> {
        let mut reached = vec![false; self.homes.len()];
        let own = |place: &usize| self.homes.get(*place) == Some(&home);
        let mut next: Vec<usize> = (0..self.homes.len()).filter(own).collect();
        while let Some(place) = next.pop() {
            match reached.get_mut(place) {
                Some(is_reached) if !*is_reached => *is_reached = true,
                _ => continue,
            }
            let callees = self.calls.get(place).into_iter().flatten();
            next.extend(callees.filter(|callee| own(callee) || !self.is_gate(**callee, parts)));
        }
        (0..self.homes.len())
            .filter(|place| reached.get(*place) == Some(&true))
            .collect()
    }

    /// Whether it is a function that others may call by name.
    pub(super) fn is_gate(&self, function: usize, parts: &[Part]) -> bool {
        let home = self.homes.get(function).copied().flatten();
        let part = home.and_then(|home| parts.get(home));
        let name = self.name(function);
        part.is_some_and(|part| part.gates.iter().any(|gate| name.contains(gate.as_str())))
    }

    /// A place in the table for every function of a part that somebody outside of it calls.
    fn add_slots(&mut self) {
        for (caller, callees) in self.calls.iter().enumerate() {
            for callee in callees {
                let home = self.homes.get(*callee).copied().flatten();
                let own = self.homes.get(caller).copied().flatten();
                if home.is_some() && home != own && !self.slots.contains_key(callee) {
                    self.slots.insert(*callee, self.table_size);
                    self.table_size += 1;
                }
            }
        }
    }
}

/// The one table of functions.
pub(super) fn function_table(module: &Module) -> Result<TableId> {
    let table = module.tables.main_function_table()?;
    table.context("the module has no table of functions")
}

/// What the module's own segments put into the table.
fn table(module: &Module, places: &HashMap<FunctionId, usize>) -> Result<Vec<(u64, usize)>> {
    let mut filled = Vec::new();
    for element in module.elements.iter() {
        let (ElementKind::Active { offset, .. }, ElementItems::Functions(functions)) =
            (&element.kind, &element.items)
        else {
            continue;
        };
        let ConstExpr::Value(Value::I32(offset)) = offset else {
            bail!("a segment of the table begins at no number");
        };
        for (slot, id) in (u64::try_from(*offset)?..).zip(functions) {
            filled.push((
                slot,
                *places
                    .get(id)
                    .context("the table holds a function that isn't there")?,
            ));
        }
    }
    Ok(filled)
}

/// Whether a function stands below `path` in our crate, is a method of a type there, or drops one.
fn is_within(name: &str, path: &str) -> bool {
    let name = name
        .strip_prefix("core::ptr::drop_in_place::")
        .unwrap_or(name);
    let name = name.trim_start_matches(['<', '&']);
    let Some(rest) = name
        .strip_prefix("tallymark::")
        .and_then(|name| name.strip_prefix(path))
    else {
        return false;
    };
    !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_')
}

/// A name without the hashes of crates: `tallymark[bc3c943c]::engine` is `tallymark::engine`.
pub(super) fn without_hashes(name: &str) -> String {
    let mut pieces = name.split('[');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once(']') {
            Some((hash, rest))
                if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) =>
            {
                text.push_str(rest);
            }
            _ => {
                text.push('[');
                text.push_str(piece);
            }
        }
    }
    text
}

#[derive(Default)]
struct Uses {
    functions: Vec<FunctionId>,
    numbers: Vec<u32>,
    globals: Vec<GlobalId>,
}

impl<'a> Visitor<'a> for Uses {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.functions.push(*function);
    }

    fn visit_value(&mut self, value: &Value) {
        if let Value::I32(number) = value {
            self.numbers.extend(u32::try_from(*number).ok());
        }
    }

    fn visit_load(&mut self, load: &Load) {
        self.numbers.extend(u32::try_from(load.arg.offset).ok());
    }

    fn visit_global_id(&mut self, global: &GlobalId) {
        self.globals.push(*global);
    }
}

#[cfg(test)]
mod tests {
    use super::{is_within, without_hashes};

    #[test]
    fn a_part_holds_what_stands_below_its_paths() {
        let check =
            |name, expected| assert_eq!(is_within(name, "engine::money"), expected, "{name}");
        check("tallymark::engine::money::read", true);
        check("<tallymark::engine::money::Money>::read", true);
        check(
            "<tallymark::engine::money::Money as core::clone::Clone>::clone",
            true,
        );
        check(
            "core::ptr::drop_in_place::<tallymark::engine::money::Money>",
            true,
        );
        check("tallymark::engine::money", true);
        check("tallymark::engine::moneybag::read", false);
        check(
            "tallymark::engine::property::read::<tallymark::engine::money::Money>",
            false,
        );
        check(
            "core::ptr::drop_in_place::<core::option::Option<tallymark::engine::money::Money>>",
            false,
        );
    }

    #[test]
    fn a_part_is_named_by_paths_without_the_hashes_of_crates() {
        let check = |name, expected: &str| assert_eq!(without_hashes(name), expected);
        check(
            "<tallymark[bc3c943c50fb9ff6]::engine::Engine>::start",
            "<tallymark::engine::Engine>::start",
        );
        check("<[u8]>::fill", "<[u8]>::fill");
        check(
            "a[bc3c943c50fb9ff6]::b::<[c[0123456789abcdef]::D]>",
            "a::b::<[c::D]>",
        );
    }
}
