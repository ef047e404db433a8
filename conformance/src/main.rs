//! `taut`: runs an implementation of a messaging protocol against the cases of the specification.

mod cli;
mod engine;
mod event;
mod model;
mod registry;
mod report;
mod scaffold;
mod select;
mod show;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
