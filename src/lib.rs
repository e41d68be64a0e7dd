//! tallymark: recognises a shop's micro-conversions, confirms them, strips what is personal and
//! batches the rest.
//!
//! [`engine`] decides and knows no browser; `browser` notices and does, and exists only in the
//! wasm32 build. With the feature `tools` the wasm32 build has `tools` in its place: the engine for
//! the command line.

pub mod engine;

#[cfg(all(target_arch = "wasm32", not(feature = "tools")))]
mod browser;
#[cfg(all(target_arch = "wasm32", feature = "tools"))]
mod tools;

#[cfg(all(target_arch = "wasm32", not(feature = "tools")))]
pub use browser::Tally;
#[cfg(all(target_arch = "wasm32", feature = "tools"))]
pub use tools::{check, vocabulary};

/// Weighs a third of the standard allocator, and has bins: late in a long session it is as fast as
/// at the start.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
