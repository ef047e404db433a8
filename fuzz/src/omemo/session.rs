//! Two devices and whoever stands between them, played by a script.
//!
//! The script is the input: its first byte chooses format and limits, then one byte says what happens, and what follows
//! it, how. `table.rs` holds what happens against the specification.

use arbitrary::{Error, Unstructured};
use taut_omemo::format::Format;
use taut_omemo::party::Limits;
use taut_omemo::wire::exchange::KeyExchange;

use super::table::{Side, Table};
use crate::corpus;

/// A longer script shows nothing new.
const MOST_ACTS: usize = 48;

const START: u8 = 0;
const SAY: u8 = 1;
const DELIVER: u8 = 2;
const REPEAT: u8 = 3;
const DROP: u8 = 4;
const CORRUPT: u8 = 5;
const INJECT: u8 = 6;
const TURN: u8 = 7;
const MISNAME: u8 = 8;
const MANAGE: u8 = 9;
const RESTART: u8 = 10;

/// The left one begins a session, says something, and is answered, twice.
const MEET: &[u8] = &[START, 0, 0, SAY, 0, 1, b'a'];
const TALK: &[u8] = &[DELIVER, 0, SAY, 1, 1, b'b', DELIVER, 0, SAY, 0, 1, b'c', DELIVER, 0];

/// Scripts of a talk with one mishap each, and scripts with the messages of the cases.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mishaps: &[&[u8]] = &[
        &[],
        &[DROP, 0, SAY, 0, 1, b'd'],
        &[REPEAT, 0, REPEAT, 0],
        &[CORRUPT, 0, 60, 0, 1],
        &[CORRUPT, 0, 60, 0, 1, CORRUPT, 0, 60, 0, 1],
        &[SAY, 0, 1, b'd', SAY, 0, 1, b'e', DELIVER, 2, DELIVER, 1],
        &[START, 1, 0, SAY, 1, 1, b'd', DELIVER, 1],
        &[START, 0, 1, START, 0, 1, SAY, 0, 1, b'd', DELIVER, 1],
        &[TURN, 0, SAY, 0, 1, b'd'],
        &[MISNAME, 0],
        &[MANAGE, 1, 0, MANAGE, 1, 1, MANAGE, 1, 0, START, 0, 0, SAY, 0, 1, b'd'],
        &[DELIVER, 0, MANAGE, 1, 2, SAY, 0, 1, b'd'],
        &[RESTART, 0, RESTART, 1],
    ];
    let with = |mode: u8, mishap: &[u8]| [&[mode], MEET, mishap, TALK].concat();
    let mut seeds: Vec<Vec<u8>> =
        mishaps.iter().flat_map(|mishap| (0..4).map(|mode| with(mode, mishap))).collect();
    for message in corpus::members("omemo", &["message", "key_exchange"]) {
        if let Ok(size) = u16::try_from(message.len()) {
            let format = if message.first() == Some(&0x33) { Format::Legacy } else { Format::Omemo2 };
            let key_exchange = u8::from(KeyExchange::decode(format, &message).is_ok());
            let act = [[INJECT, 1, key_exchange].as_slice(), &size.to_le_bytes(), &message].concat();
            seeds.push(with(u8::from(format == Format::Omemo2), &act));
        }
    }
    seeds
}

/// Plays the script, then lets everything arrive.
///
/// # Panics
/// When an outcome is not the one that the specification gives it.
pub fn check_session(data: &[u8]) {
    played(data).settle();
}

fn played(data: &[u8]) -> Table {
    let mut script = Unstructured::new(data);
    let mode = script.arbitrary::<u8>().unwrap_or_default();
    let format = if mode & 1 == 0 { Format::Legacy } else { Format::Omemo2 };
    let few = Limits { max_skip: 2, max_kept: 3 };
    let mut table = Table::new(format, if mode & 2 == 0 { Limits::default() } else { few });
    for _ in 0..MOST_ACTS {
        if script.is_empty() || act(&mut table, &mut script).is_err() {
            break;
        }
    }
    table
}

/// Takes one act from the script.
fn act(table: &mut Table, script: &mut Unstructured<'_>) -> Result<(), Error> {
    match script.int_in_range(START..=RESTART)? {
        START => table.start(side(script)?, script.arbitrary::<u8>()? & 1 == 1),
        SAY => {
            let (from, size) = (side(script)?, script.arbitrary::<u8>()?);
            table.say(from, script.bytes(size.into())?);
        }
        INJECT => {
            let (to, key_exchange) = (side(script)?, script.arbitrary::<u8>()? & 1 == 1);
            let size = script.arbitrary::<u16>()?;
            table.inject(to, script.bytes(size.into())?, key_exchange);
        }
        MANAGE => {
            let side = side(script)?;
            match script.arbitrary::<u8>()? % 3 {
                0 => table.rotate(side),
                1 => table.refill(side),
                _ => table.forget(side),
            }
        }
        RESTART => table.restart(side(script)?),
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
                TURN => table.turn(index),
                MISNAME => table.misname(index),
                _ => table.deliver(index, false),
            }
        }
    }
    Ok(())
}

fn side(script: &mut Unstructured<'_>) -> Result<Side, Error> {
    Ok(if script.arbitrary()? { Side::Right } else { Side::Left })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_seeds_are_read_in_whole() {
        for seed in seeds().iter().take(4) {
            assert_eq!(played(seed).heard, 3, "{seed:?}");
        }
    }

    #[test]
    fn a_changed_message_is_not_heard_until_it_is_as_it_was() {
        let changed: &[u8] = &[CORRUPT, 0, 60, 0, 1, REPEAT, 0];
        assert_eq!(played(&[&[0], MEET, changed].concat()).heard, 0);
        assert_eq!(played(&[&[0], MEET, changed, changed].concat()).heard, 1);
    }

    #[test]
    fn a_late_message_is_heard() {
        let late: &[u8] = &[SAY, 0, 1, b'd', DELIVER, 1, DELIVER, 0];
        assert_eq!(played(&[&[1], MEET, late].concat()).heard, 2);
    }
}
