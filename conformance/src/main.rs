//! `taut`: runs an implementation of a messaging protocol against the cases of the specification.

mod model;

fn main() {}
