//! Reading values, messages, peer records and programs.

use taut_netaio::seal::script::{MAX_COST, run};
use taut_netaio::wire::message::frame;
use taut_netaio::wire::packify::{MAX_DEPTH, pack, unpack};
use taut_netaio::wire::peer::Record;
use taut_netaio::{Message, Reject, Types, Value};

use super::people::{OF_MESSAGE, OF_RUN, OF_VALUE, assert_code};
use crate::corpus;

/// Values, messages and programs of the cases, and what is nested on both sides of the limit.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let names = ["message", "packed", "data", "witness", "lock", "auth", "body", "record"];
    let mut seeds = corpus::members("netaio", &names);
    for depth in [MAX_DEPTH, MAX_DEPTH + 1, 300] {
        seeds.push(pack(&(0..depth).fold(Value::None, |inner, _| Value::List(vec![inner]))));
    }
    let values = seeds.iter().filter(|seed| unpack(seed).is_ok());
    let framed: Vec<Vec<u8>> = values.map(|value| frame(7, value, b"\x00\x01uri")).collect();
    seeds.extend(framed);
    seeds
}

/// What is accepted has one encoding, and what is refused has a known code.
///
/// # Panics
/// When that does not hold.
pub fn check_decode(data: &[u8]) {
    unpacked(data);
    decoded(data);
    let middle = data.len() / 2;
    let (witness, lock) = data.split_at(middle);
    for (witness, lock) in [(witness, lock), (data, &[0x01][..]), (&[0x01][..], data)] {
        match run(witness, lock, &[b"body", b"nonce", b"time"]) {
            Ok(run) => assert!(run.cost <= MAX_COST && run.stack == [[0xff]]),
            Err(why) => assert_code(why.code(), &[OF_RUN]),
        }
    }
}

fn unpacked(data: &[u8]) {
    match unpack(data) {
        Ok(value) => {
            let packed = pack(&value);
            assert_eq!(packed.len(), data.len(), "a value has one size");
            assert!(packed == data || has_set(&value), "a value has one encoding, but for its sets");
            assert_eq!(unpack(&packed).as_ref(), Ok(&value), "what is written is read");
        }
        Err(why) => assert_code(why.code(), &[OF_VALUE]),
    }
    if let Some(record) = Record::unpack(data) {
        assert_eq!(record.pack(), data, "a record has one encoding");
    }
}

fn has_set(value: &Value) -> bool {
    match value {
        Value::Set(_) => true,
        Value::List(items) | Value::Tuple(items) => items.iter().any(has_set),
        Value::Dict(dict) => dict.pairs().iter().any(|(_, value)| has_set(value)),
        _ => false,
    }
}

fn decoded(data: &[u8]) {
    let types = Types::default();
    match Message::decode(&types, data) {
        Ok(message) => {
            assert_eq!(Message::decode(&types, &[data, &[0]].concat()), Err(Reject::Trailing));
            // A body may be longer than one may write.
            if let Ok(encoded) = message.encode(&types) {
                let has_set = message.fields.pairs().iter().any(|(_, value)| has_set(value));
                assert!(encoded == data || has_set, "a message has one encoding");
                assert_eq!(Message::decode(&types, &encoded), Ok(message), "what is written is read");
            }
        }
        Err(why) => assert_code(why.code(), &[OF_VALUE, OF_MESSAGE]),
    }
}
