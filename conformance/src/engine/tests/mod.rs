//! The engine against the adapters of `tests/adapters/`: a correct one and the broken ones.

mod broken;
mod derived;
mod judgement;
mod live;
mod placements;
mod plays;
pub(crate) mod toy;
mod wired;
