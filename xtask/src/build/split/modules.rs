//! The core and the parts, each cut out of the whole module.

use std::collections::HashMap;

use anyhow::{Context, Result};
use walrus::ir::{CallIndirect, Const, Instr, InstrSeq, InstrSeqId, Value, Visitor};
use walrus::{
    ConstExpr, ElementItems, ElementKind, FunctionId, FunctionKind, GlobalKind, ImportedFunction,
    Module, TableId, ir,
};

use super::CORE;
use super::data::put;
use super::graph::{Graph, function_table};

const MEMORY: &str = "memory";

/// The whole without the parts' functions; what the parts need of it is exported.
pub(super) fn core(mut module: Module, graph: &Graph) -> Result<Module> {
    let functions = functions(&module);
    let mut needed = Needed::default();
    for part in homes(graph) {
        needed.add(graph, part);
    }
    for place in needed.functions {
        let id = *functions.get(place).context("a function is missing")?;
        module.exports.add(&function_name(place), id);
    }
    for global in module
        .globals
        .iter()
        .map(|global| global.id())
        .collect::<Vec<_>>()
    {
        if needed.globals.contains(&global.index()) {
            module.exports.add(&global_name(global.index()), global);
        }
    }
    if !module.exports.iter().any(|export| export.name == MEMORY) {
        let memory = memory(&module)?;
        module.exports.add(MEMORY, memory);
    }
    for table in tables(&module) {
        module.exports.add(&table_name(table.index()), table);
    }
    call_across(&mut module, graph, None)?;
    fill_table(&mut module, graph, None)?;
    walrus::passes::gc::run(&mut module);
    Ok(module)
}

/// One part: its functions and constants, with everything else imported.
pub(super) fn part(
    mut module: Module,
    graph: &Graph,
    part: usize,
    constants: Vec<(u32, Vec<u8>)>,
) -> Result<Module> {
    let functions = functions(&module);
    module.start = None;
    for id in module
        .exports
        .iter()
        .map(|export| export.id())
        .collect::<Vec<_>>()
    {
        module.exports.delete(id);
    }
    for id in module.data.iter().map(|data| data.id()).collect::<Vec<_>>() {
        module.data.delete(id);
    }
    call_across(&mut module, graph, Some(part))?;
    fill_table(&mut module, graph, Some(part))?;

    let mut needed = Needed::default();
    needed.add(graph, part);
    for id in module
        .imports
        .iter()
        .map(|import| import.id())
        .collect::<Vec<_>>()
    {
        module.imports.delete(id);
    }
    for place in needed.functions {
        let id = *functions.get(place).context("a function is missing")?;
        let ty = module.funcs.get(id).ty();
        let import = module.imports.add(CORE, &function_name(place), id);
        module.funcs.get_mut(id).kind = FunctionKind::Import(ImportedFunction { import, ty });
    }
    for global in module
        .globals
        .iter()
        .map(|global| global.id())
        .collect::<Vec<_>>()
    {
        if needed.globals.contains(&global.index()) {
            let import = module
                .imports
                .add(CORE, &global_name(global.index()), global);
            module.globals.get_mut(global).kind = GlobalKind::Import(import);
        }
    }
    let memory = memory(&module)?;
    let import = module.imports.add(CORE, MEMORY, memory);
    let own = module.memories.get_mut(memory);
    own.import = Some(import);
    own.data_segments = Default::default();
    put(&mut module, memory, constants)?;
    // That of functions, and that of JavaScript's values.
    for table in tables(&module) {
        let import = module.imports.add(CORE, &table_name(table.index()), table);
        module.tables.get_mut(table).import = Some(import);
    }
    walrus::passes::gc::run(&mut module);
    Ok(module)
}

fn functions(module: &Module) -> Vec<FunctionId> {
    module.funcs.iter().map(|function| function.id()).collect()
}

fn memory(module: &Module) -> Result<walrus::MemoryId> {
    let memory = module.memories.iter().next();
    Ok(memory.context("the module has no memory")?.id())
}

/// The parts that have functions.
fn homes(graph: &Graph) -> Vec<usize> {
    let mut homes: Vec<usize> = graph.homes.iter().copied().flatten().collect();
    homes.sort_unstable();
    homes.dedup();
    homes
}

fn function_name(place: usize) -> String {
    format!("f{place}")
}

fn tables(module: &Module) -> Vec<TableId> {
    module.tables.iter().map(|table| table.id()).collect()
}

fn table_name(place: usize) -> String {
    format!("t{place}")
}

fn global_name(place: usize) -> String {
    format!("g{place}")
}

/// What a part uses of the core, by place.
#[derive(Default)]
struct Needed {
    functions: Vec<usize>,
    globals: Vec<usize>,
}

impl Needed {
    fn add(&mut self, graph: &Graph, part: usize) {
        for (place, home) in graph.homes.iter().enumerate() {
            if *home != Some(part) {
                continue;
            }
            let callees = graph.calls.get(place).into_iter().flatten();
            let in_core = callees.filter(|callee| graph.homes.get(**callee) == Some(&None));
            self.functions.extend(in_core);
            let globals = graph.globals.get(place).into_iter().flatten();
            self.globals.extend(globals.map(|global| global.index()));
        }
        self.functions.sort_unstable();
        self.functions.dedup();
    }
}

/// Calls through the table whatever lives in another part than the caller.
fn call_across(module: &mut Module, graph: &Graph, home: Option<usize>) -> Result<()> {
    let functions = functions(module);
    let table = function_table(module)?;
    let mut targets = HashMap::new();
    for ((id, own), place) in functions.iter().zip(&graph.homes).zip(0..) {
        if let (true, Some(slot)) = (own.is_some() && *own != home, graph.slots.get(&place)) {
            targets.insert(*id, (i32::try_from(*slot)?, module.funcs.get(*id).ty()));
        }
    }
    for (id, own) in functions.iter().zip(&graph.homes) {
        if *own != home {
            continue;
        }
        let FunctionKind::Local(local) = &mut module.funcs.get_mut(*id).kind else {
            continue;
        };
        let mut sequences = Sequences::default();
        ir::dfs_in_order(&mut sequences, local, local.entry_block());
        for sequence in sequences.0 {
            redirect(&mut local.block_mut(sequence).instrs, &targets, table);
        }
    }
    Ok(())
}

type Targets = HashMap<FunctionId, (i32, walrus::TypeId)>;

fn redirect(instructions: &mut Vec<(Instr, ir::InstrLocId)>, targets: &Targets, table: TableId) {
    let calls_across = |instruction: &Instr| {
        let Instr::Call(call) = instruction else {
            return None;
        };
        targets.get(&call.func).copied()
    };
    if !instructions
        .iter()
        .any(|(instruction, _)| calls_across(instruction).is_some())
    {
        return;
    }
    for (instruction, location) in std::mem::take(instructions) {
        match calls_across(&instruction) {
            Some((slot, ty)) => {
                let slot = Const {
                    value: Value::I32(slot),
                };
                instructions.push((slot.into(), location));
                instructions.push((CallIndirect { ty, table }.into(), location));
            }
            None => instructions.push((instruction, location)),
        }
    }
}

/// Replaces the table's segments by those of one home, and makes room for what is called across.
fn fill_table(module: &mut Module, graph: &Graph, home: Option<usize>) -> Result<()> {
    let functions = functions(module);
    let table = function_table(module)?;
    for id in module
        .elements
        .iter()
        .map(|element| element.id())
        .collect::<Vec<_>>()
    {
        module.elements.delete(id);
    }
    let own = |function: usize| graph.homes.get(function) == Some(&home);
    let mut filled: Vec<(u64, usize)> = graph.table.clone();
    filled.extend(
        graph
            .slots
            .iter()
            .map(|(function, slot)| (*slot, *function)),
    );
    filled.retain(|(_, function)| own(*function));
    filled.sort_unstable();
    filled.dedup();
    let mut segments: Vec<(u64, Vec<FunctionId>)> = Vec::new();
    for (slot, function) in filled {
        let id = *functions.get(function).context("a function is missing")?;
        match segments.last_mut() {
            Some((start, ids)) if *start + ids.len() as u64 == slot => ids.push(id),
            _ => segments.push((slot, vec![id])),
        }
    }
    let elements: Vec<_> = segments
        .into_iter()
        .map(|(slot, ids)| {
            let offset = ConstExpr::Value(Value::I32(i32::try_from(slot)?));
            let kind = ElementKind::Active { table, offset };
            Ok(module.elements.add(kind, ElementItems::Functions(ids)))
        })
        .collect::<Result<_>>()?;
    let table = module.tables.get_mut(table);
    table.elem_segments = elements.into_iter().collect();
    table.initial = graph.table_size;
    table.maximum = Some(graph.table_size);
    Ok(())
}

#[derive(Default)]
struct Sequences(Vec<InstrSeqId>);

impl<'a> Visitor<'a> for Sequences {
    fn start_instr_seq(&mut self, sequence: &'a InstrSeq) {
        self.0.push(sequence.id());
    }
}
