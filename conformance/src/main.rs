//! `taut`: runs an implementation of a messaging protocol against the cases of the specification.

mod adapter;
mod doctor;
mod engine;
mod event;
mod model;

fn main() {}
