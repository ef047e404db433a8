//! Reading messages, key exchanges and XML.

use taut_omemo::Reject;
use taut_omemo::format::Format;
use taut_omemo::wire::bundle::Bundle;
use taut_omemo::wire::devices::DeviceList;
use taut_omemo::wire::element::{Encrypted, Key};
use taut_omemo::wire::exchange::{self, KeyExchange};
use taut_omemo::wire::message::{self, Message};

use super::people::{FORMATS, OF_BUNDLE, OF_EXCHANGE, OF_MESSAGE, OF_XML, assert_code};
use crate::corpus;

/// Messages, key exchanges and XML of the cases.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = corpus::members("omemo", &["message", "key_exchange", "xml"]);
    for format in FORMATS {
        let key = |rid| Key { jid: "a&b".to_owned(), rid, key_exchange: rid == 1, data: vec![7; 20] };
        let element = Encrypted { sid: 1, keys: vec![key(1), key(2)], iv: Some(vec![1; 12]), payload: None };
        seeds.push(element.write(format));
        seeds.push(DeviceList::default().write(format));
    }
    seeds
}

/// What is accepted is written again as the same, and what is refused has a known code.
///
/// # Panics
/// When that does not hold.
pub fn check_decode(data: &[u8]) {
    for format in FORMATS {
        decoded(format, data);
        exchanged(format, data);
        documents(format, data);
    }
}

fn decoded(format: Format, data: &[u8]) {
    let message = match Message::decode(format, data) {
        Ok(message) => message,
        Err(why) => return assert_code(why.code(), &[OF_MESSAGE]),
    };
    assert!(data.windows(message.covered.len()).any(|window| window == message.covered));
    assert!(data.windows(message.mac.len()).any(|window| window == message.mac));
    let written = written(format, &message);
    let again = Message::decode(format, &written).expect("what is written is read");
    assert_eq!((again.header, again.ciphertext), (message.header, message.ciphertext));
    assert_shortest(message.covered, again.covered);
}

fn written(format: Format, message: &Message<'_>) -> Vec<u8> {
    let outgoing = message::Outgoing { format, header: message.header, ad: &[], auth_key: &[0; 32] };
    outgoing.encode(message.ciphertext, &mut ())
}

/// Only the order of fields and unknown fields are left to who writes.
fn assert_shortest(came: &[u8], written: &[u8]) {
    assert!(came.len() >= written.len(), "a field can be written with fewer bytes");
    if came.len() == written.len() {
        let sorted = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            bytes.sort_unstable();
            bytes
        };
        assert_eq!(sorted(came), sorted(written), "a field can be written in two ways");
    }
}

fn exchanged(format: Format, data: &[u8]) {
    let read = match KeyExchange::decode(format, data) {
        Ok(read) => read,
        Err(why) => return assert_code(why.code(), &[OF_MESSAGE, OF_EXCHANGE]),
    };
    let KeyExchange { exchange, identity_key, registration_id, bytes, message } = &read;
    assert!(Message::decode(format, bytes).is_ok_and(|alone| alone.header == message.header));
    let (exchange, identity_key) = (*exchange, identity_key.wire());
    let outgoing = exchange::Outgoing { format, exchange, identity_key, registration_id: *registration_id };
    let written = outgoing.encode(bytes);
    let again = KeyExchange::decode(format, &written).expect("what is written is read");
    assert_eq!((again.exchange, again.identity_key.wire(), again.bytes), (exchange, identity_key, *bytes));
    assert_shortest(data, &written);
}

fn documents(format: Format, data: &[u8]) {
    same(data, |data| Encrypted::read(format, data), |element| element.write(format), &[OF_XML]);
    same(data, |data| DeviceList::read(format, data), |list| list.write(format), &[OF_XML]);
    same(data, |data| Bundle::read(format, data), |bundle| bundle.write(format), &[OF_XML, OF_BUNDLE]);
}

fn same<T: PartialEq + std::fmt::Debug>(
    data: &[u8],
    read: impl Fn(&[u8]) -> Result<T, Reject>,
    write: impl Fn(&T) -> Vec<u8>,
    codes: &[&[&str]],
) {
    match read(data) {
        Ok(document) => {
            let written = write(&document);
            assert_eq!(read(&written).as_ref(), Ok(&document), "what is written is read");
            assert_eq!(write(&read(&written).expect("it was read")), written, "there is one way to write");
        }
        Err(why) => assert_code(why.code(), codes),
    }
}
