//! How many bytes of a part come from which of its Rust modules.
//!
//! Of the module before it is split, in which functions have names; what wasm-opt has inlined counts where it was inlined.
//! A constant counts for the module whose functions use it.

use std::collections::BTreeMap;

use anyhow::Result;
use walrus::FunctionKind;

use super::data::Constants;
use super::graph::Graph;
use super::{Part, Stages, parse};

/// What several modules use, or none that has a name.
const SHARED: &str = "shared";

/// Bytes of functions and constants by the module right below `path`, of one part.
///
/// # Errors
/// If a stage is no module.
pub(in crate::build) fn weights(
    stages: &Stages,
    parts: &[Part],
    part: &str,
    path: &str,
) -> Result<BTreeMap<String, u64>> {
    let module = parse(&stages.whole)?;
    let graph = Graph::of(&module, parts)?;
    let place = parts.iter().position(|other| other.name == part);
    let mut weights: BTreeMap<String, u64> = BTreeMap::new();
    for (function, index) in module.funcs.iter().zip(0..) {
        let home = graph.homes.get(index).copied().flatten();
        let (FunctionKind::Local(local), true) = (&function.kind, home == place) else {
            continue;
        };
        let bytes = local.original_range.clone().map_or(0, |range| range.len());
        let name = below(graph.name(index), path).unwrap_or(SHARED);
        *weights.entry(name.to_owned()).or_default() += u64::try_from(bytes)?;
    }
    let bound = Graph::of(&parse(&stages.bound)?, parts)?;
    let constants = Constants::read(&stages.linked)?;
    for moved in constants.moved(&bound, parts) {
        if Some(moved.part) != place {
            continue;
        }
        for address in moved.at {
            let users = constants.users(address);
            let mut names = users.filter_map(|name| below(name, path));
            let name = names.next().unwrap_or(SHARED).to_owned();
            let name = if names.all(|other| other == name) {
                name
            } else {
                SHARED.to_owned()
            };
            *weights.entry(name).or_default() += 1;
        }
    }
    Ok(weights)
}

/// The module right below `path` that a function's name begins with: `card` of `tallymark::engine::scrub::card::judge`.
fn below<'a>(name: &'a str, path: &str) -> Option<&'a str> {
    let (_, rest) = name.split_once(path)?;
    let rest = rest.strip_prefix("::")?;
    let (module, _) = rest.split_once("::")?;
    Some(module)
}

#[cfg(test)]
mod tests {
    use super::below;

    #[test]
    fn a_function_is_its_detectors() {
        let check = |name, expected| assert_eq!(below(name, "engine::scrub"), expected, "{name}");
        check("tallymark::engine::scrub::card::judge", Some("card"));
        check("tallymark::engine::scrub::ids::special::italy", Some("ids"));
        check(
            "<tallymark::engine::scrub::draft::Draft>::push",
            Some("draft"),
        );
        check("tallymark::engine::scrub::look", None);
        check("core::str::from_utf8", None);
    }
}
