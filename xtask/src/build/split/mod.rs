//! One module → a core and parts: functions that only some configs need go into modules of their own.
//!
//! The parts share the core's memory and table. What the core calls in a part it calls through the table, at places
//! that are empty until the part is there: whoever reads the config asks for a part before anything of it is called.
//! What a part calls in the core it imports. Which functions are a part's is said by module path in src/parts.json:
//! a function below such a path, and whatever only those functions call; and the constants that only they use.
//!
//! The idea is that of Binaryen's wasm-split, which npm's binaryen doesn't hold; there functions are chosen by a
//! profile: https://github.com/WebAssembly/binaryen/blob/main/src/tools/wasm-split/wasm-split.cpp

mod data;
mod graph;
mod linked;
mod modules;
mod weights;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use walrus::Module;

use data::{Constants, Moved};
use graph::Graph;
pub(super) use weights::weights;

/// A part as src/parts.json describes it.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Its file is `tallymark.<name>.wasm`.
    pub(super) name: String,
    /// Paths of Rust modules, types or functions, without the crate's name.
    pub(super) holds: Vec<String>,
    /// What the core may call by name; anything else that it calls fails the build.
    pub(super) gates: Vec<String>,
}

impl Part {
    /// The name of its file in the package.
    pub(super) fn file(&self) -> String {
        format!("tallymark.{}.wasm", self.name)
    }
}

/// What came of one module.
pub(super) struct Split {
    /// With all data, the memory and the table.
    pub(super) core: Vec<u8>,
    /// In the order of the parts that were asked for.
    pub(super) parts: Vec<Module>,
}

/// The module from which the parts import: the core's exports.
pub(super) const CORE: &str = "c";

/// Reads src/parts.json.
///
/// # Errors
/// If it isn't a list of parts.
pub(super) fn read_parts(json: &str) -> Result<Vec<Part>> {
    let json: Value = serde_json::from_str(json).context("src/parts.json isn't JSON")?;
    let rows = json.get("parts").and_then(Value::as_array);
    let rows = rows.context("src/parts.json has no list \"parts\"")?;
    let texts = |row: &Value, key: &str| -> Result<Vec<String>> {
        let list = row.get(key).and_then(Value::as_array);
        let list = list.with_context(|| format!("a part in src/parts.json has no \"{key}\""))?;
        Ok(list
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect())
    };
    let part = |row: &Value| {
        Ok(Part {
            name: row
                .get("name")
                .and_then(Value::as_str)
                .context("a part in src/parts.json has no \"name\"")?
                .to_owned(),
            holds: texts(row, "holds")?,
            gates: texts(row, "gates")?,
        })
    };
    rows.iter().map(part).collect()
}

/// One module at three times, each with the names of its functions.
pub(super) struct Stages {
    /// As the linker wrote it, told `--emit-relocs`.
    pub(super) linked: Vec<u8>,
    /// With wasm-bindgen's glue.
    pub(super) bound: Vec<u8>,
    /// Shrunk: this one is split.
    pub(super) whole: Vec<u8>,
}

/// Splits a module.
///
/// # Errors
/// If the core calls a function of a part that is no gate, or the module has an unexpected shape.
pub(super) fn split(stages: &Stages, parts: &[Part]) -> Result<Split> {
    let bound = Graph::of(&parse(&stages.bound)?, parts)?;
    let moved = Constants::read(&stages.linked)?.moved(&bound, parts);
    cut(&stages.whole, parts, &moved)
}

fn cut(wasm: &[u8], parts: &[Part], moved: &[Moved]) -> Result<Split> {
    let module = parse(wasm)?;
    let graph = Graph::of(&module, parts)?;
    check_gates(&graph, parts)?;
    check_constants(&graph, parts, moved)?;
    for (place, part) in parts.iter().enumerate() {
        ensure!(
            graph.homes.contains(&Some(place)),
            "no function belongs to the part \"{}\"; see src/parts.json",
            part.name
        );
    }
    let taken: Vec<_> = (0..parts.len())
        .map(|part| data::taken(&module, moved, part))
        .collect::<Result<_>>()?;
    let mut core = modules::core(module, &graph)?;
    data::take_out(&mut core, moved)?;
    let core = core.emit_wasm();
    let parts = taken
        .into_iter()
        .zip(0..)
        .map(|(taken, part)| modules::part(parse(wasm)?, &graph, part, taken))
        .collect::<Result<_>>()?;
    Ok(Split { core, parts })
}

/// Gives a part's imports the names that the core's exports have got, and writes it out.
///
/// # Errors
/// If the core has no export of an import's name.
pub(super) fn finish(
    mut part: Module,
    renamed: impl Fn(&str) -> Option<String>,
) -> Result<Vec<u8>> {
    for import in part.imports.iter_mut() {
        let name = renamed(&import.name);
        import.name = name.with_context(|| format!("the core exports no {}", import.name))?;
    }
    Ok(part.emit_wasm())
}

fn parse(wasm: &[u8]) -> Result<Module> {
    let mut config = walrus::ModuleConfig::new();
    config.generate_producers_section(false);
    let mut module = config
        .parse(wasm)
        .context("wasm-bindgen's module cannot be read")?;
    // What the linker says is true of its own module only.
    for section in ["linking", "reloc.CODE", "reloc.DATA"] {
        module.customs.remove_raw(section);
    }
    Ok(module)
}

/// A call from the core into a part that may be absent is right only where the config's reader has asked for the part:
/// each such place is known by name.
fn check_gates(graph: &Graph, parts: &[Part]) -> Result<()> {
    let mut strays = Vec::new();
    for (caller, callees) in graph.calls.iter().enumerate() {
        for callee in callees {
            let (Some(Some(home)), own) = (graph.homes.get(*callee), graph.homes.get(caller))
            else {
                continue;
            };
            let Some(part) = parts.get(*home).filter(|_| own != Some(&Some(*home))) else {
                continue;
            };
            let name = graph.name(*callee);
            if !graph.is_gate(*callee, parts) {
                strays.push(format!(
                    "{} calls {name} ({})",
                    graph.name(caller),
                    part.name
                ));
            }
        }
    }
    if strays.is_empty() {
        return Ok(());
    }
    bail!(
        "calls into parts that are no gates; make them gates in src/parts.json once the config's reader asks for the \
         part first, or move the code:\n  {}",
        strays.join("\n  ")
    )
}

/// No function but a part's own holds an address of its constants: a second look, at what is really shipped.
fn check_constants(graph: &Graph, parts: &[Part], moved: &[Moved]) -> Result<()> {
    let mut strays = Vec::new();
    for (user, numbers) in graph.numbers.iter().enumerate() {
        for number in numbers {
            let stray = moved.iter().find(|moved| {
                moved.at.contains(number) && graph.homes.get(user) != Some(&Some(moved.part))
            });
            if let Some(part) = stray.and_then(|moved| parts.get(moved.part)) {
                strays.push(format!("{} has {number} ({})", graph.name(user), part.name));
            }
        }
    }
    if strays.is_empty() {
        return Ok(());
    }
    bail!(
        "numbers that are addresses of a part's constants, in functions that aren't the part's:\n  {}",
        strays.join("\n  ")
    )
}

#[cfg(test)]
mod tests {
    use walrus::ir::Value;
    use walrus::{ConstExpr, DataKind, FunctionBuilder, Module, ModuleConfig, RefType};

    use super::{Moved, Part, cut, finish, parse};

    const NAMES: [&str; 3] = [
        "tallymark::engine::video::deep",
        "tallymark::engine::video::watch",
        "tallymark::engine::text::cut",
    ];

    /// An export that calls `watch`, which calls `deep` and `cut`; `cut` is called by the export too.
    fn whole() -> Vec<u8> {
        let mut module = Module::with_config(ModuleConfig::new());
        module.memories.add_local(false, false, 1, Some(2), None);
        module.tables.add_local(false, 1, Some(1), RefType::FUNCREF);
        let mut made = Vec::new();
        for (name, calls) in [NAMES[0], NAMES[2], NAMES[1], "start"].iter().zip([
            vec![],
            vec![],
            vec![0, 1],
            vec![2, 1],
        ]) {
            let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
            builder.name((*name).into());
            for callee in calls {
                builder.func_body().call(made[callee]);
            }
            made.push(builder.finish(vec![], &mut module.funcs));
        }
        module.exports.add("start", made[3]);
        module.emit_wasm()
    }

    fn video(gates: &[&str]) -> Part {
        Part {
            name: "video".into(),
            holds: vec!["engine::video".into()],
            gates: gates.iter().map(|gate| (*gate).into()).collect(),
        }
    }

    fn names(module: &Module) -> Vec<&str> {
        let local = module.funcs.iter_local();
        let mut names: Vec<&str> = local
            .filter_map(|(id, _)| module.funcs.get(id).name.as_deref())
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn a_part_takes_its_functions_along_and_imports_the_rest() {
        let made = cut(&whole(), &[video(&["engine::video::watch"])], &[]).unwrap();
        let core = parse(&made.core).unwrap();
        assert_eq!(names(&core), ["start", NAMES[2]]);
        // What the core calls stands in the table from now on, and is empty without the part.
        assert_eq!(core.tables.iter().next().unwrap().initial, 2);
        assert_eq!(core.elements.iter().count(), 0);
        let [part] = <[Module; 1]>::try_from(made.parts).unwrap();
        let part = parse(&finish(part, |name| Some(name.to_uppercase())).unwrap()).unwrap();
        assert_eq!(names(&part), [NAMES[0], NAMES[1]]);
        assert_eq!(part.elements.iter().count(), 1);
        // `cut` and the table; of memory nothing here is used.
        let imports: Vec<&str> = part.imports.iter().map(|it| it.name.as_str()).collect();
        assert!(
            matches!(imports.as_slice(), [cut, "T0"] if cut.starts_with('F')),
            "{imports:?}"
        );
    }

    #[test]
    fn a_call_into_a_part_that_may_be_absent_fails_the_build() {
        let error = cut(&whole(), &[video(&[])], &[]).err().unwrap().to_string();
        assert!(
            error.contains("start calls tallymark::engine::video::watch (video)"),
            "{error}"
        );
    }

    /// Eight bytes at 16, of which `watch` reads the last four, and `start` those at `read`.
    fn with_constants(read: i32) -> Vec<u8> {
        let mut module = Module::with_config(ModuleConfig::new());
        let memory = module.memories.add_local(false, false, 1, Some(2), None);
        module.tables.add_local(false, 1, Some(1), RefType::FUNCREF);
        let offset = ConstExpr::Value(Value::I32(16));
        let kind = DataKind::Active { memory, offset };
        module.data.add(kind, b"corepart".to_vec());
        let mut watch = FunctionBuilder::new(&mut module.types, &[], &[]);
        watch.name(NAMES[1].into());
        watch.func_body().i32_const(20).drop();
        let watch = watch.finish(vec![], &mut module.funcs);
        let mut start = FunctionBuilder::new(&mut module.types, &[], &[]);
        start.name("start".into());
        start.func_body().call(watch).i32_const(read).drop();
        let start = start.finish(vec![], &mut module.funcs);
        module.exports.add("start", start);
        module.emit_wasm()
    }

    const MOVED: Moved = Moved {
        part: 0,
        at: 20..24,
    };

    #[test]
    fn a_part_takes_its_constants_along() {
        let parts = [video(&["engine::video::watch"])];
        let made = cut(&with_constants(16), &parts, &[MOVED]).unwrap();
        let core = parse(&made.core).unwrap();
        let data = core.data.iter().next().unwrap();
        assert_eq!(data.value, b"core\0\0\0\0");
        let data: Vec<&[u8]> = made.parts[0]
            .data
            .iter()
            .map(|it| it.value.as_slice())
            .collect();
        assert_eq!(data, [b"part"]);
    }

    #[test]
    fn a_constant_that_the_core_reads_too_stays_or_fails_the_build() {
        let parts = [video(&["engine::video::watch"])];
        let error = cut(&with_constants(22), &parts, &[MOVED]).err().unwrap();
        assert!(
            error.to_string().contains("start has 22 (video)"),
            "{error}"
        );
    }

    #[test]
    fn a_part_without_functions_is_a_mistake() {
        let mut part = video(&[]);
        part.holds = vec!["engine::vidoe".into()];
        let error = cut(&whole(), &[part], &[]).err().unwrap().to_string();
        assert!(error.contains("no function belongs"), "{error}");
    }
}
