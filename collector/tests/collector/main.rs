//! The collector as a client, a browser and an operator meet it: the real router on a real
//! socket, a real HTTP client, a real SQLite file.
//!
//! One binary for all, so that it is linked once. No test waits for time to pass: each waits
//! for what it is about.

#[cfg(test)]
#[path = "../support/chance.rs"]
mod chance;
#[cfg(test)]
mod dashboard;
#[cfg(test)]
mod durability;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod forward;
#[cfg(test)]
mod forward_formats;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod intake;
#[cfg(test)]
mod malformed;
#[cfg(test)]
mod operation;
#[cfg(test)]
mod receiver;
#[cfg(test)]
mod slow;
#[cfg(test)]
mod stream;
#[cfg(test)]
mod support;
