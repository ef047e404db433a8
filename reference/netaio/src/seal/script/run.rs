//! A witness and a lock, run one after the other: `spec/netaio.md` section 5.12 (revision 1.0.0).

use taut_wire::require;

use super::machine::Machine;
use crate::error::Reject;

/// The cost that a witness and a lock may have.
pub const MAX_COST: u32 = 4096;
/// The size of an item of the stack.
pub const MAX_ITEM: usize = 1024;
/// How many items the stack has.
pub const MAX_ITEMS: usize = 1024;
/// How deep EVAL may be nested.
pub const MAX_EVAL_DEPTH: usize = 128;

/// How a run went that came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// 1 for each instruction, 4 for each verification and each root.
    pub cost: u32,
    /// The items that are left, the top last.
    pub stack: Vec<Vec<u8>>,
}

/// Runs a witness and then a lock, and says whether the witness opens it.
///
/// # Errors
/// [`Reject::UnsupportedInstruction`], [`Reject::Budget`], [`Reject::ScriptFailed`], [`Reject::ScriptFalse`].
pub fn run(witness: &[u8], lock: &[u8], sigfields: &[&[u8]]) -> Result<Run, Reject> {
    let mut machine = Machine::new(sigfields);
    machine.run(witness, 0)?;
    machine.run(lock, 0)?;
    let run = machine.finish();
    require!(NA_VM_6, run.stack == [[0xff]], Reject::ScriptFalse);
    Ok(run)
}
