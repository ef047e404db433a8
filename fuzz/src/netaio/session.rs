//! A client and its server, two UDP nodes, and whoever stands between them, played by a script.
//!
//! The script is the input: one byte says what happens, and what follows it, how. `table.rs` holds what happens against
//! the specification.

use arbitrary::{Error, Unstructured};

use super::table::{Table, Who};
use crate::corpus;

/// A longer script shows nothing new.
const MOST_ACTS: usize = 48;

const ASK: u8 = 0;
const DELIVER: u8 = 1;
const DROP: u8 = 2;
const REPEAT: u8 = 3;
const CORRUPT: u8 = 4;
const INJECT: u8 = 5;
const SPLIT: u8 = 6;
const MANAGE: u8 = 7;
const CLOCK: u8 = 8;
const TURN: u8 = 9;

/// Scripts of a question and its answer with one mishap each, and scripts with the messages of the cases.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let ask: &[u8] = &[ASK, 0, 2, b'h', b'i'];
    let deliver: &[u8] = &[DELIVER, 0, DELIVER, 0];
    let with = |mishap: &[u8]| [ask, mishap, deliver, ask, deliver].concat();
    let mut seeds = vec![
        with(&[]),
        with(&[DROP, 0]),
        with(&[REPEAT, 0, REPEAT, 0]),
        with(&[CORRUPT, 0, 5, 0, 1]),
        with(&[CORRUPT, 0, 60, 0, 1]),
        with(&[CORRUPT, 0, 60, 0, 1, CORRUPT, 0, 60, 0, 1]),
        with(&[SPLIT, 0, 7]),
        with(&[MANAGE, 0, MANAGE, 1, MANAGE, 2, DELIVER, 0, DELIVER, 0]),
        with(&[CLOCK, 0xff, 0xff]),
        with(&[TURN, 0, DELIVER, 0]),
        with(&ask.repeat(6)),
    ];
    for message in corpus::members("netaio", &["message", "data"]) {
        if let Ok(size) = u16::try_from(message.len()) {
            for who in 0..4 {
                seeds.push(with(&[[INJECT, who].as_slice(), &size.to_le_bytes(), &message].concat()));
            }
        }
    }
    seeds
}

/// Plays the script, then asks once more.
///
/// # Panics
/// When an outcome is not the one that the specification gives it.
pub fn check_session(data: &[u8]) {
    played(data).settle();
}

fn played(data: &[u8]) -> Table {
    let (mut script, mut table) = (Unstructured::new(data), Table::new());
    for _ in 0..MOST_ACTS {
        if script.is_empty() || act(&mut table, &mut script).is_err() {
            break;
        }
    }
    table
}

/// Takes one act from the script.
fn act(table: &mut Table, script: &mut Unstructured<'_>) -> Result<(), Error> {
    match script.int_in_range(ASK..=TURN)? {
        ASK => {
            let (who, size) = (who(script)?, script.arbitrary::<u8>()?);
            table.ask(who, script.bytes(size.into())?);
        }
        INJECT => {
            let (who, size) = (who(script)?, script.arbitrary::<u16>()?);
            table.inject(who, script.bytes(size.into())?);
        }
        MANAGE => table.manage(who(script)?),
        CLOCK => table.pass(script.arbitrary::<u16>()?.into()),
        act => {
            let index: u8 = script.arbitrary()?;
            let Some(index) = usize::from(index).checked_rem(table.wire.len()) else { return Ok(()) };
            match act {
                DROP => drop(table.wire.remove(index)),
                REPEAT => table.deliver(index, true),
                CORRUPT => {
                    let (at, mask) = script.arbitrary::<(u16, u8)>()?;
                    table.corrupt(index, at.into(), mask);
                }
                SPLIT => table.deliver_in_pieces(index, script.arbitrary::<u8>()?.into()),
                TURN => table.turn(index),
                _ => table.deliver(index, false),
            }
        }
    }
    Ok(())
}

fn who(script: &mut Unstructured<'_>) -> Result<Who, Error> {
    Ok(match script.arbitrary::<u8>()? % 4 {
        0 => Who::Client,
        1 => Who::Server,
        2 => Who::Near,
        _ => Who::Far,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_seed_is_answered_twice() {
        assert_eq!(played(&seeds()[0]).answered, 2);
    }

    #[test]
    fn a_changed_message_is_not_answered() {
        assert_eq!(played(&[ASK, 0, 2, b'h', b'i', CORRUPT, 0, 60, 0, 1, DELIVER, 0]).answered, 0);
    }
}
