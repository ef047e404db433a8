//! The specification and the cases of Taut, embedded, so that one binary carries all of it.
//!
//! The data is the product: `operations.json` and the case files of each protocol can be used without
//! this crate. Formats: `spec/cases.md`.

use include_dir::{Dir, include_dir};

/// One folder for each protocol, as in the checkout.
pub static VECTORS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR");

/// The chapters of the specification, as Markdown.
pub static SPEC: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../spec");

/// For each protocol the index of its case files, made by `build.rs`: the head of each case, and where it stands.
pub static INDEX: Dir<'static> = include_dir!("$OUT_DIR/index");
