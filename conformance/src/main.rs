//! `taut`: runs an implementation of a messaging protocol against the cases of the specification.

mod adapter;
mod baseline;
mod cli;
mod doctor;
mod engine;
mod event;
mod expect;
mod explain;
mod gate;
mod json;
mod live;
mod model;
mod pool;
mod prove;
mod reference;
mod registry;
mod report;
mod scaffold;
mod select;
mod show;
mod spec;
mod symptom;
mod trace;
mod vectors;

use std::process::ExitCode;

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
