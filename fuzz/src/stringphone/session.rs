//! Two participants and a hostile network, played by a script.
//!
//! The script is the input: one byte says what happens, and what follows it, how. `table.rs` holds what happens against
//! the specification.

use arbitrary::{Error, Unstructured};
use taut_stringphone::Mode;

use super::people;
use super::table::{Flight, Side, Table};
use crate::corpus;

/// A longer script shows nothing new.
const MOST_ACTS: usize = 64;

const SAY: u8 = 0;
const INTRODUCE: u8 = 1;
const DELIVER: u8 = 2;
const REPEAT: u8 = 3;
const DROP: u8 = 4;
const CORRUPT: u8 = 5;
const INJECT: u8 = 6;
const TRUST: u8 = 7;
const DISTRUST: u8 = 8;

/// The oldest message arrives, in strict mode.
const TO_MEMBER: &[u8] = &[DELIVER, 0, 1, 0];
const TO_NEWCOMER: &[u8] = &[DELIVER, 0, 0, 0];

/// Scripts of a whole discovery with one mishap each, and scripts that inject the messages of the cases.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let join = script(&[&[INTRODUCE, 0], TO_MEMBER, TO_NEWCOMER, &[TRUST, 0, TRUST, 1]]);
    let talk = script(&[&[SAY, 0, 2, b'h', b'i'], TO_MEMBER, &[SAY, 1, 2, b'y', b'o'], TO_NEWCOMER]);
    let with = |mishap: &[u8]| script(&[&join, &[SAY, 0, 2, b'h', b'i'], mishap, &talk]);
    let mut seeds = vec![
        script(&[&join, &talk]),
        with(&[DROP, 0]),
        with(&[REPEAT, 0, 1, 0]),
        with(&[REPEAT, 0, 1, 2]),
        with(&[CORRUPT, 0, 100, 1]),
        with(&[DISTRUST, 1]),
        script(&[&[INTRODUCE, 0, CORRUPT, 0, 70, 1], TO_MEMBER, &join]),
        script(&[&[INTRODUCE, 0], TO_MEMBER, &[CORRUPT, 0, 60, 1], TO_NEWCOMER, &talk]),
        script(&[&[INTRODUCE, 0, INTRODUCE, 1], TO_NEWCOMER, TO_MEMBER]),
    ];
    for message in corpus::members("stringphone", &["message"]).into_iter().chain(people::messages()) {
        if let Ok(length) = u8::try_from(message.len()) {
            seeds.push(script(&[&[INJECT, length], &message, TO_NEWCOMER, &join]));
            seeds.push(script(&[&[INJECT, length], &message, TO_MEMBER, &join]));
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
    let mut table = Table::new();
    let mut script = Unstructured::new(data);
    for _ in 0..MOST_ACTS {
        if script.is_empty() || act(&mut table, &mut script).is_err() {
            break;
        }
    }
    table
}

/// Takes one act from the script.
fn act(table: &mut Table, script: &mut Unstructured<'_>) -> Result<(), Error> {
    match script.int_in_range(SAY..=DISTRUST)? {
        SAY => table.say(side(script)?, text(script)?),
        INTRODUCE => table.introduce(side(script)?),
        INJECT => table.wire.push(Flight { bytes: text(script)?.to_vec(), honest: None }),
        TRUST => table.trust(side(script)?, true),
        DISTRUST => table.trust(side(script)?, false),
        tampering => tamper(table, tampering, script)?,
    }
    Ok(())
}

/// What the network does with one of the messages on their way.
fn tamper(table: &mut Table, act: u8, script: &mut Unstructured<'_>) -> Result<(), Error> {
    let index = usize::from(script.arbitrary::<u8>()?);
    let Some(index) = index.checked_rem(table.wire.len()) else { return Ok(()) };
    match act {
        DROP => drop(table.wire.remove(index)),
        CORRUPT => {
            let (at, mask) = script.arbitrary::<(u8, u8)>()?;
            let flight = table.wire.get_mut(index);
            if let Some(byte) = flight.and_then(|flight| flight.bytes.get_mut(usize::from(at))) {
                *byte ^= mask;
            }
        }
        _ => {
            let (to, mode) = (side(script)?, mode(script)?);
            let kept = table.wire.get(index).filter(|_| act == REPEAT).cloned();
            let flight = kept.unwrap_or_else(|| table.wire.remove(index));
            table.deliver(&flight, to, mode);
        }
    }
    Ok(())
}

/// As many bytes as the first one says.
fn text<'a>(script: &mut Unstructured<'a>) -> Result<&'a [u8], Error> {
    let length = script.arbitrary::<u8>()?;
    script.bytes(usize::from(length))
}

fn side(script: &mut Unstructured<'_>) -> Result<Side, Error> {
    Ok(if script.arbitrary()? { Side::Member } else { Side::Newcomer })
}

fn mode(script: &mut Unstructured<'_>) -> Result<Mode, Error> {
    Ok(match script.int_in_range(0..=2_u8)? {
        0 => Mode::Strict,
        1 => Mode::IgnoreUntrusted,
        _ => Mode::Naive,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stringphone::people::topic_key;

    #[test]
    fn the_first_seed_is_a_whole_discovery() {
        let table = played(&seeds()[0]);
        assert_eq!(table.newcomer.topic.topic_key(), Some(&topic_key()));
        assert!(table.member.trusts && table.newcomer.trusts);
        assert_eq!(table.talk.len(), 3, "one is of the seeds");
        assert!(table.wire.is_empty());
    }

    #[test]
    fn a_stranger_is_let_in_with_a_signature_of_its_own() {
        let stranger = people::topic(&people::Keys::new(0x53, 0x73), None).introduce();
        let length = u8::try_from(stranger.len()).unwrap();
        let mut table = played(&script(&[&[INJECT, length], &stranger, TO_MEMBER]));
        assert_eq!(table.wire.len(), 1, "the member replies");
        assert!(act(&mut table, &mut Unstructured::new(TO_NEWCOMER)).is_ok());
        assert_eq!(table.newcomer.topic.topic_key(), None, "the reply is for the stranger");
        table.settle();
    }

    #[test]
    fn a_corrupted_message_is_not_taken_for_an_honest_one() {
        let table = played(&script(&[&seeds()[0], &[SAY, 0, 1, b'a', CORRUPT, 0, 1, 0x80]]));
        let [flight] = table.wire.as_slice() else { panic!("one message is on its way") };
        assert_ne!(flight.bytes, flight.honest.as_ref().unwrap().made);
    }
}
