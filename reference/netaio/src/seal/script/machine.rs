//! The virtual machine: `spec/netaio.md` section 5.12 (revision 1.0.0).

use std::collections::BTreeSet;

use taut_wire::{Reader, require, require_ok};

use super::run::{MAX_COST, MAX_EVAL_DEPTH, MAX_ITEM, MAX_ITEMS, Run};
use super::{code, root, shake, signed};
use crate::error::Reject;
use crate::keys::VerifyKey;
use crate::seal::crypt::hash;

const VERIFICATION: u32 = 4;
const ROOT: u32 = 4;

/// What a run takes at most in a build that does without NA-VM-2, NA-VM-4 and NA-VM-5.
const HARD_MAX: usize = 8192;
const HARD_MAX_DEPTH: usize = 200;

type Item = Vec<u8>;

/// One stack, and what has been spent.
pub(super) struct Machine<'a> {
    sigfields: &'a [&'a [u8]],
    stack: Vec<Item>,
    cost: u32,
}

/// The rest of a program.
struct Program<'a>(&'a [u8]);

impl<'a> Program<'a> {
    fn take(&mut self, size: usize) -> Result<&'a [u8], Reject> {
        require!(NA_VM_3, self.0.len() >= size, Reject::ScriptFailed);
        let (taken, rest) = self.0.split_at(size.min(self.0.len()));
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Reject> {
        Ok(u8::from_be_bytes(Reader::new(self.take(1)?).array()))
    }

    fn u16(&mut self) -> Result<u16, Reject> {
        Ok(u16::from_be_bytes(Reader::new(self.take(2)?).array()))
    }
}

impl<'a> Machine<'a> {
    pub(super) const fn new(sigfields: &'a [&'a [u8]]) -> Self {
        Self { sigfields, stack: Vec::new(), cost: 0 }
    }

    pub(super) fn finish(self) -> Run {
        Run { cost: self.cost, stack: self.stack }
    }

    /// Runs a program that is nested in so many EVAL.
    pub(super) fn run(&mut self, program: &[u8], depth: usize) -> Result<(), Reject> {
        let mut program = Program(program);
        while let Some((code, rest)) = program.0.split_first() {
            program.0 = rest;
            self.step(*code, &mut program, depth)?;
        }
        Ok(())
    }

    fn step(&mut self, code: u8, program: &mut Program<'_>, depth: usize) -> Result<(), Reject> {
        require!(NA_VM_1, is_known(code), Reject::UnsupportedInstruction);
        self.charge(1)?;
        match code {
            code::FALSE => self.push(vec![0x00]),
            code::TRUE => self.push(vec![0xff]),
            code::PUSH0 | code::PUSH1 | code::PUSH2 => self.push_from(code, program),
            code::DUP => self.dup(),
            code::SHA256 | code::SHAKE256 => self.hash(code, program),
            code::VERIFY => self.verify(),
            code::EQUAL | code::EQUAL_VERIFY => {
                let equal = self.pop()? == self.pop()?;
                self.answer(equal, code == code::EQUAL_VERIFY)
            }
            code::CHECK_SIG | code::CHECK_SIG_VERIFY => {
                let allowed = program.byte()?;
                let (key, signature) = (self.pop()?, self.pop()?);
                let verifies = self.check_sig(&key, &signature, allowed)?;
                self.answer(verifies, code == code::CHECK_SIG_VERIFY)
            }
            code::CHECK_MULTISIG | code::CHECK_MULTISIG_VERIFY => {
                let verifies = self.check_multisig(program)?;
                self.answer(verifies, code == code::CHECK_MULTISIG_VERIFY)
            }
            code::EVAL => {
                let script = self.pop()?;
                self.eval(&script, depth)
            }
            code::TAPROOT => self.taproot(program, depth),
            code::FIRST_NOP.. => self.nop(program),
            _ => Ok(()),
        }
    }

    fn charge(&mut self, cost: u32) -> Result<(), Reject> {
        require!(NA_VM_2, self.cost + cost <= MAX_COST, Reject::Budget);
        if self.cost + cost > 16 * MAX_COST {
            return Err(Reject::Budget);
        }
        self.cost += cost;
        Ok(())
    }

    fn pop(&mut self) -> Result<Item, Reject> {
        Ok(require_ok!(NA_VM_3, self.stack.pop().ok_or(()), Reject::ScriptFailed))
    }

    fn push(&mut self, item: Item) -> Result<(), Reject> {
        self.check_item(&item)?;
        self.stack.push(item);
        Ok(())
    }

    fn check_item(&self, item: &[u8]) -> Result<(), Reject> {
        let fits = item.len() <= MAX_ITEM && self.stack.len() < MAX_ITEMS;
        require!(NA_VM_4, fits, Reject::ScriptFailed);
        if item.len() > HARD_MAX || self.stack.len() > HARD_MAX {
            return Err(Reject::ScriptFailed);
        }
        Ok(())
    }

    fn push_from(&mut self, code: u8, program: &mut Program<'_>) -> Result<(), Reject> {
        let size = match code {
            code::PUSH0 => 1,
            code::PUSH1 => program.byte()?.into(),
            _ => program.u16()?.into(),
        };
        let item = program.take(size)?.to_vec();
        self.push(item)
    }

    fn dup(&mut self) -> Result<(), Reject> {
        let item = self.pop()?;
        self.push(item.clone())?;
        self.push(item)
    }

    fn hash(&mut self, code: u8, program: &mut Program<'_>) -> Result<(), Reject> {
        let size = if code == code::SHAKE256 { program.byte()? } else { 0 };
        let item = self.pop()?;
        self.push(if code == code::SHAKE256 { shake(&item, size.into()) } else { hash(&[&item]).to_vec() })
    }

    fn verify(&mut self) -> Result<(), Reject> {
        let item = self.pop()?;
        require!(NA_VM_3, item.iter().any(|byte| *byte != 0), Reject::ScriptFailed);
        Ok(())
    }

    /// Pushes a bool, and takes it away again if it is to be verified.
    fn answer(&mut self, truth: bool, verify: bool) -> Result<(), Reject> {
        self.push(vec![if truth { 0xff } else { 0x00 }])?;
        if verify { self.verify() } else { Ok(()) }
    }

    fn check_sig(&mut self, key: &[u8], signature: &[u8], allowed: u8) -> Result<bool, Reject> {
        require!(NA_VM_3, key.len() == 32 && matches!(signature.len(), 64 | 65), Reject::ScriptFailed);
        let mut reader = Reader::new(signature);
        let (signature, flags) = (reader.array(), u8::from_be_bytes(reader.array()));
        require!(NA_VM_3, flags & !allowed == 0, Reject::ScriptFailed);
        let signed = signed(self.sigfields, flags);
        self.check_item(&signed)?;
        self.charge(VERIFICATION)?;
        Ok(VerifyKey::from(Reader::new(key).array::<32>()).verify(&signed, &signature))
    }

    fn check_multisig(&mut self, program: &mut Program<'_>) -> Result<bool, Reject> {
        let (allowed, quorum, count) = (program.byte()?, program.byte()?, program.byte()?);
        let mut keys = self.pop_many(count)?;
        let signatures = self.pop_many(quorum)?;
        let mut verified = BTreeSet::new();
        for signature in signatures {
            if let Some(n) = self.find_key(&keys, &signature, allowed)? {
                keys.remove(n);
                verified.insert(signature);
            }
        }
        Ok(verified.len() == usize::from(quorum))
    }

    /// The first of the keys that a signature verifies under.
    fn find_key(&mut self, keys: &[Item], signature: &[u8], allowed: u8) -> Result<Option<usize>, Reject> {
        for (n, key) in keys.iter().enumerate() {
            if self.check_sig(key, signature, allowed)? {
                return Ok(Some(n));
            }
        }
        Ok(None)
    }

    fn pop_many(&mut self, count: u8) -> Result<Vec<Item>, Reject> {
        (0..count).map(|_| self.pop()).collect()
    }

    fn eval(&mut self, script: &[u8], depth: usize) -> Result<(), Reject> {
        require!(NA_VM_3, !script.is_empty(), Reject::ScriptFailed);
        let depth = depth + 1;
        require!(NA_VM_5, depth <= MAX_EVAL_DEPTH, Reject::ScriptFailed);
        if depth > HARD_MAX_DEPTH {
            return Err(Reject::ScriptFailed);
        }
        self.run(script, depth)
    }

    fn taproot(&mut self, program: &mut Program<'_>, depth: usize) -> Result<(), Reject> {
        let allowed = program.byte()?;
        let committed = self.pop()?;
        require!(NA_VM_3, committed.len() == 32, Reject::ScriptFailed);
        let next = self.pop()?;
        if next.len() != 32 {
            let verifies = self.check_sig(&committed, &next, allowed)?;
            return self.answer(verifies, false);
        }
        let script = self.pop()?;
        self.charge(ROOT)?;
        let root = root(&Reader::new(&next).array(), &script).ok_or(());
        let root = require_ok!(NA_VM_3, root, Reject::ScriptFailed);
        if root.as_slice() != committed {
            return self.answer(false, false);
        }
        self.eval(&script, depth)
    }

    fn nop(&mut self, program: &mut Program<'_>) -> Result<(), Reject> {
        let count = i8::from_be_bytes([program.byte()?]);
        require!(NA_VM_3, count >= 0, Reject::ScriptFailed);
        self.pop_many(count.max(0).unsigned_abs()).map(drop)
    }
}

const fn is_known(code: u8) -> bool {
    matches!(
        code,
        code::FALSE..=code::PUSH2
            | code::DUP..=code::CHECK_SIG_VERIFY
            | code::EVAL
            | code::CHECK_MULTISIG
            | code::CHECK_MULTISIG_VERIFY
            | code::TAPROOT..
    )
}
