//! What the linker says about data: segments, symbols, and where their addresses stand.
//!
//! Only of a module that was linked with `--emit-relocs`:
//! https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md

use std::collections::HashMap;
use std::ops::Range;

use anyhow::{Context, Result, bail};
use wasmparser::{
    KnownCustom, Linking, Name, NameMap, Operator, Parser, Payload, RelocationType, SymbolInfo,
    TypeRef,
};

use super::graph::without_hashes;

/// A module as the linker wrote it, as far as it is about data.
#[derive(Default)]
pub(super) struct Linked<'a> {
    /// Ranges in the file: of function bodies with the functions' indices, and of sections.
    pub(super) bodies: Vec<(Range<usize>, u32)>,
    sections: Vec<usize>,
    /// Of each segment where its bytes stand in the file, and its address.
    pub(super) segments: Vec<(Range<usize>, u32)>,
    pub(super) segment_names: Vec<&'a str>,
    pub(super) symbols: Vec<SymbolInfo<'a>>,
    pub(super) names: HashMap<u32, String>,
    /// The place in the file that holds a symbol's address.
    pub(super) addresses: Vec<(usize, u32)>,
}

impl<'a> Linked<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Linked<'a>> {
        let mut linked = Linked::default();
        let mut imported = 0;
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload.context("the linked module cannot be read")?;
            if let Some((_, range)) = payload.as_section() {
                linked.sections.push(range.start);
            }
            if let Payload::ImportSection(imports) = payload {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            } else if let Payload::CodeSectionEntry(body) = payload {
                let index = imported + u32::try_from(linked.bodies.len())?;
                linked.bodies.push((body.range(), index));
            } else if let Payload::DataSection(segments) = payload {
                for segment in segments {
                    let segment = segment?;
                    let start = segment.range.end - segment.data.len();
                    let address = address(&segment.kind)?;
                    linked.segments.push((start..segment.range.end, address));
                }
            } else if let Payload::CustomSection(section) = payload {
                linked.custom(section.as_known())?;
            }
        }
        Ok(linked)
    }

    fn custom(&mut self, section: KnownCustom<'a>) -> Result<()> {
        if let KnownCustom::Name(names) = section {
            for names in names {
                if let Name::Function(names) = names? {
                    self.name(names)?;
                }
            }
        } else if let KnownCustom::Linking(linking) = section {
            for section in linking.subsections() {
                let section = section?;
                if let Linking::SegmentInfo(segments) = section {
                    for segment in segments {
                        self.segment_names.push(segment?.name);
                    }
                } else if let Linking::SymbolTable(symbols) = section {
                    self.symbols = symbols.into_iter().collect::<Result<_, _>>()?;
                }
            }
        } else if let KnownCustom::Reloc(entries) = section {
            let section = usize::try_from(entries.section_index())?;
            let start = self.sections.get(section).context("a section is missing")?;
            for entry in entries.entries() {
                let entry = entry?;
                if is_address(entry.ty) {
                    let place = start + usize::try_from(entry.offset)?;
                    self.addresses.push((place, entry.index));
                }
            }
        }
        Ok(())
    }

    fn name(&mut self, names: NameMap<'a>) -> Result<()> {
        for naming in names {
            let naming = naming?;
            let name = rustc_demangle::demangle(naming.name).to_string();
            self.names.insert(naming.index, without_hashes(&name));
        }
        Ok(())
    }
}

/// Whether it stands for the address of data; anything unknown does.
fn is_address(ty: RelocationType) -> bool {
    !matches!(
        ty,
        RelocationType::FunctionIndexLeb
            | RelocationType::FunctionIndexI32
            | RelocationType::TableIndexSleb
            | RelocationType::TableIndexI32
            | RelocationType::TableNumberLeb
            | RelocationType::TypeIndexLeb
            | RelocationType::GlobalIndexLeb
            | RelocationType::GlobalIndexI32
            | RelocationType::EventIndexLeb
            | RelocationType::FunctionOffsetI32
            | RelocationType::SectionOffsetI32
    )
}

fn address(kind: &wasmparser::DataKind<'_>) -> Result<u32> {
    let wasmparser::DataKind::Active { offset_expr, .. } = kind else {
        bail!("a segment of data has no address");
    };
    let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
        bail!("a segment of data begins at no number");
    };
    Ok(u32::try_from(value)?)
}
