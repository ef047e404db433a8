//! Two participants of a mailbox, its service and whoever stands between them, played by a script.
//!
//! The script is the input: its first byte chooses the text form, then one byte says what happens, and what follows it,
//! how. `table.rs` holds what happens against the specification.

use arbitrary::{Error, Unstructured};
use taut_dweeter::Form;

use super::people;
use super::table::{Side, Table};
use crate::corpus;

/// A longer script shows nothing new.
const MOST_ACTS: usize = 64;

const SAY: u8 = 0;
const ASK: u8 = 1;
const DELIVER: u8 = 2;
const REPEAT: u8 = 3;
const DROP: u8 = 4;
const CORRUPT: u8 = 5;
const FORGE: u8 = 6;
const INJECT: u8 = 7;
const POST_AGAIN: u8 = 8;
const POST_ELSEWHERE: u8 = 9;
const ASK_ELSEWHERE: u8 = 10;
const CLOCK: u8 = 11;
const REQUEST: u8 = 12;

const HEX: &[u8] = &[0];
const BASE64: &[u8] = &[1];

/// The left one says `hi` by the common clock.
const SAY_HI: &[u8] = &[SAY, 0, 0, 0, 0, 0, 2, b'h', b'i'];
/// The right one asks, and the oldest answer arrives.
const POLL: &[u8] = &[ASK, 1, DELIVER, 0, 1];

/// Scripts of a post and a poll with one mishap each, and scripts with the bodies of the cases.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let with = |mishap: &[u8]| script(&[HEX, SAY_HI, mishap, POLL, SAY_HI, POLL]);
    let mut seeds = vec![
        with(&[]),
        script(&[BASE64, POLL, SAY_HI, POLL, POLL, SAY_HI, SAY_HI, POLL]),
        with(&[ASK, 1, REPEAT, 0, 1, REPEAT, 0, 1]),
        with(&[ASK, 1, DROP, 0]),
        with(&[ASK, 1, CORRUPT, 0, 90, 0, 1, DELIVER, 0, 1]),
        with(&[POST_AGAIN, 0]),
        with(&[POST_ELSEWHERE, 0, 1, ASK_ELSEWHERE, 1, DELIVER, 0, 1]),
        with(&[POST_ELSEWHERE, 0, 1, POST_ELSEWHERE, 0, 2, POST_ELSEWHERE, 0, 3]),
        with(&[CLOCK, 0, 0, 0, 0xf0]),
        with(&[REQUEST, 4, b'/', b'g', b'e', b't']),
        with(&SAY_HI.repeat(6)),
    ];
    for body in corpus::members("dweeter", &["body"]) {
        if let Ok(length) = u16::try_from(body.len()) {
            let length = length.to_le_bytes();
            seeds.push(with(&script(&[&[FORGE], &length, &body, &[DELIVER, 0, 1]])));
            seeds.push(with(&script(&[&[INJECT], &length, &body])));
        }
    }
    seeds
}

fn script(acts: &[&[u8]]) -> Vec<u8> {
    acts.concat()
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
    let is_hex = script.arbitrary::<u8>().is_ok_and(|byte| byte & 1 == 0);
    let mut table = Table::new(if is_hex { Form::Hex } else { Form::Base64 });
    for _ in 0..MOST_ACTS {
        if script.is_empty() || act(&mut table, &mut script).is_err() {
            break;
        }
    }
    table
}

/// Takes one act from the script.
fn act(table: &mut Table, script: &mut Unstructured<'_>) -> Result<(), Error> {
    match script.int_in_range(SAY..=REQUEST)? {
        SAY => {
            let (from, clock, length) = (side(script)?, script.arbitrary()?, script.arbitrary::<u8>()?);
            table.say(from, clock, &String::from_utf8_lossy(script.bytes(length.into())?));
        }
        ASK => table.ask(side(script)?),
        FORGE => table.forge(body(script)?),
        INJECT => table.inject(body(script)?),
        POST_AGAIN => table.post_again(index(script)?, None),
        POST_ELSEWHERE => table.post_again(index(script)?, Some(script.arbitrary()?)),
        ASK_ELSEWHERE => table.ask_elsewhere(script.arbitrary()?),
        CLOCK => table.board.now = people::NOW_MS + i64::from(script.arbitrary::<i32>()?),
        REQUEST => {
            let length = script.arbitrary::<u8>()?;
            table.board.request("GET", script.bytes(length.into())?);
        }
        tampering => tamper(table, tampering, script)?,
    }
    Ok(())
}

/// What the network does with one of the answers on their way.
fn tamper(table: &mut Table, act: u8, script: &mut Unstructured<'_>) -> Result<(), Error> {
    let Some(index) = index(script)?.checked_rem(table.wire.len()) else { return Ok(()) };
    match act {
        DROP => drop(table.wire.remove(index)),
        CORRUPT => {
            let (at, mask) = script.arbitrary::<(u16, u8)>()?;
            table.corrupt(index, at.into(), mask);
        }
        _ => {
            let to = side(script)?;
            let kept = table.wire.get(index).filter(|_| act == REPEAT).cloned();
            let flight = kept.unwrap_or_else(|| table.wire.remove(index));
            table.deliver(&flight, to);
        }
    }
    Ok(())
}

/// As many bytes as the first two say.
fn body<'a>(script: &mut Unstructured<'a>) -> Result<&'a [u8], Error> {
    let length = script.arbitrary::<u16>()?;
    script.bytes(length.into())
}

fn index(script: &mut Unstructured<'_>) -> Result<usize, Error> {
    Ok(script.arbitrary::<u8>()?.into())
}

fn side(script: &mut Unstructured<'_>) -> Result<Side, Error> {
    Ok(if script.arbitrary()? { Side::Right } else { Side::Left })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_seed_is_read_twice() {
        let table = played(&seeds()[0]);
        assert_eq!(table.mark(), "2024-01-01T00:00:00.001Z");
        assert!(table.wire.is_empty());
    }

    #[test]
    fn a_replayed_content_is_a_new_message() {
        let table = played(&script(&[HEX, SAY_HI, POLL, &[POST_AGAIN, 0], POLL]));
        assert_eq!(table.mark(), "2024-01-01T00:00:00.001Z");
    }

    #[test]
    fn a_corrupted_answer_is_not_taken_for_an_honest_one() {
        let table = played(&script(&[HEX, SAY_HI, &[ASK, 1, CORRUPT, 0, 2, 0, 1, DELIVER, 0, 1]]));
        assert_eq!(table.mark(), "");
    }
}
