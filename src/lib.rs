//! tallymark: recognises a shop's micro-conversions, confirms them, strips what is personal and
//! batches the rest.
//!
//! [`engine`] decides and knows no browser; `browser` notices and does, and exists only in the
//! wasm32 build.

pub mod engine;

#[cfg(target_arch = "wasm32")]
mod browser;

#[cfg(target_arch = "wasm32")]
pub use browser::Tally;

/// Weighs a third of the standard allocator, and has bins: late in a long session it is as fast as
/// at the start.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
