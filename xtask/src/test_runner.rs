//! Runs the crate's `#[wasm_bindgen_test]`s in a browser: cargo starts it for each wasm32 test binary.
//!
//! It is wasm-bindgen's own runner under its own name, built from this workspace's lock file, so that its version
//! and wasm-bindgen's cannot differ. Which browser it takes is told by `checks/wasm.rs`.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
