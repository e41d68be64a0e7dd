//! Puts the built dashboard into the program, if `TALLYMARK_DASHBOARD_ASSETS` says where it is.
//!
//! Without it the program is built all the same, and `--dashboard` says at its start where they are.

use std::path::PathBuf;
use std::{env, error, fs};

/// What the dashboard's page asks for.
const NAMES: [&str; 2] = ["dashboard.css", "dashboard.js"];

fn main() -> Result<(), Box<dyn error::Error>> {
    println!("cargo:rerun-if-env-changed=TALLYMARK_DASHBOARD_ASSETS");
    let folder = env::var_os("TALLYMARK_DASHBOARD_ASSETS").map(PathBuf::from);
    let mut list = String::from("&[\n");
    for name in NAMES.iter().filter(|_| folder.is_some()) {
        let path = folder.clone().unwrap_or_default().join(name);
        println!("cargo:rerun-if-changed={}", path.display());
        list += &format!("    ({name:?}, include_bytes!({path:?})),\n");
    }
    list += "]\n";
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    fs::write(out.join("assets.rs"), list)?;
    Ok(())
}
