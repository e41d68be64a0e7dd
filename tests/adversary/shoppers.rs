//! Writes down two batches each of simulated shoppers, for the adversary of `cargo xtask test adversary`.
//!
//! Arguments: how many shoppers, and the first one's number. Each shopper is a line of JSON:
//! `{"way": "loads", "batches": ["{…}", "{…}"]}`, bodies as they are sent.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the tests' shoppers, in a program of their own"
)]

#[path = "../support/chance.rs"]
mod chance;
#[path = "../support/visitors.rs"]
mod visitors;

use std::error::Error;
use std::io::Write;

use serde_json::json;
use visitors::{Crowd, Way, visit};

fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = std::env::args().skip(1).map(|word| word.parse::<u32>());
    let mut number = || {
        numbers
            .next()
            .ok_or("expected two numbers")?
            .map_err(Box::<dyn Error>::from)
    };
    let (visitors, first) = (number()?, number()?);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for way in Way::ALL {
        for visitor in first..first + visitors {
            let (one, two) = visit(visitor, Crowd::OneWay, way);
            writeln!(
                out,
                "{}",
                json!({ "way": way.name(), "batches": [one, two] })
            )?;
        }
    }
    Ok(())
}
