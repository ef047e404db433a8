//! `taut`: runs an implementation of a messaging protocol against the cases of the specification.

mod engine;
mod event;
mod model;
mod spec;
mod trace;
mod vectors;

fn main() {}
