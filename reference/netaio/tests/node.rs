//! What the parts of a node keep, and what they say.

use taut_netaio::node::Address;
use taut_netaio::node::inbox::{Arrived, Inbox};
use taut_netaio::node::peers::Peers;
use taut_netaio::node::routes::{Key, Routes, Times};
use taut_netaio::node::subscriptions::Subscriptions;
use taut_netaio::wire::peer::Record;
use taut_netaio::{Message, Reject, Types};
use taut_wire::Refusal;

fn address(port: u16) -> Address {
    Address::from(format!("192.0.2.1:{port}").as_str())
}

fn message(content: &[u8]) -> Message {
    Message::new(7, b"uri", content)
}

fn bytes(content: &[u8]) -> Vec<u8> {
    message(content).encode(&Types::default()).expect("a message")
}

/// Gives an inbox pieces of this size, and collects what comes out.
fn in_pieces(stream: &[u8], size: usize) -> Result<Vec<Arrived>, Reject> {
    let (mut inbox, mut arrived) = (Inbox::default(), Vec::new());
    for piece in stream.chunks(size) {
        inbox.receive(piece, 1);
        while let Some(next) = inbox.take(&Types::default(), 1)? {
            arrived.push(next);
        }
    }
    Ok(arrived)
}

#[test]
fn messages_arrive_in_whatever_pieces() {
    let mut wrong = bytes(b"wrong");
    *wrong.last_mut().unwrap() ^= 1;
    let stream = [bytes(b"one"), wrong, bytes(b"two")].concat();
    let expected =
        [Arrived::Message(message(b"one")), Arrived::BadChecksum, Arrived::Message(message(b"two"))];
    for size in 1..=stream.len() {
        assert_eq!(in_pieces(&stream, size).unwrap(), expected, "pieces of {size}");
    }
}

#[test]
fn what_cannot_become_a_message_is_refused_at_once() {
    let whole = bytes(b"");
    let mut unknown = whole.clone();
    unknown[0] = 14;
    assert_eq!(in_pieces(&unknown[..8], 1), Ok(Vec::new()));
    assert_eq!(in_pieces(&unknown[..9], 1), Err(Reject::UnknownType));
    let mut not_a_dict = whole;
    not_a_dict[9] = 0x4a;
    assert_eq!(in_pieces(&not_a_dict[..11], 1), Ok(Vec::new()));
    assert_eq!(in_pieces(&not_a_dict[..12], 1), Err(Reject::BadFields));
}

#[test]
fn a_part_of_a_message_has_its_time() {
    let (whole, types) = (bytes(b"content"), Types::default());
    let mut inbox = Inbox::default();
    let mut at = |piece: &[u8], now_ms| {
        inbox.receive(piece, now_ms);
        while let Ok(Some(Arrived::Message(_))) = inbox.take(&types, now_ms) {}
        inbox.since_ms()
    };
    assert_eq!(at(b"", 99), None);
    assert_eq!(at(&whole[..4], 100), Some(100));
    assert_eq!(at(&whole[4..8], 109), Some(100));
    assert_eq!(at(&[&whole[8..], &whole[..2]].concat(), 110), Some(110), "the next message has begun");
    assert_eq!(at(&whole[2..], 115), None);
}

#[test]
fn the_narrowest_key_and_the_one_time_handler_come_first() {
    let key = |uri: Option<&[u8]>, port: Option<u16>| Key {
        kind: 7,
        uri: uri.map(<[u8]>::to_vec),
        address: port.map(address),
    };
    let mut routes = Routes::default();
    routes.set(key(None, None), Times::Always, "type");
    routes.set(key(Some(b"u"), None), Times::Always, "uri");
    routes.set(key(Some(b"u"), Some(1)), Times::Always, "address");
    routes.set(key(Some(b"u"), Some(1)), Times::Once, "once");
    let find = |routes: &Routes<&'static str>, uri: &[u8], port| {
        routes.find(7, uri, &address(port)).map(|route| (*route.handler, route.times))
    };
    assert_eq!(find(&routes, b"u", 1), Some(("once", Times::Once)));
    routes.remove(&key(Some(b"u"), Some(1)), Times::Once);
    assert_eq!(find(&routes, b"u", 1), Some(("address", Times::Always)));
    assert_eq!(find(&routes, b"u", 2), Some(("uri", Times::Always)));
    assert_eq!(find(&routes, b"v", 1), Some(("type", Times::Always)));
    assert_eq!(routes.find(8, b"u", &address(1)), None);
}

#[test]
fn subscriptions_name_each_address_once() {
    let mut subscriptions = Subscriptions::default();
    subscriptions.add(b"key", &address(2));
    subscriptions.add(b"key", &address(1));
    subscriptions.add(b"key", &address(1));
    subscriptions.add(b"other", &address(1));
    subscriptions.remove(b"key", &address(3));
    assert_eq!(subscriptions.of(b"key").collect::<Vec<_>>(), [&address(1), &address(2)]);
    subscriptions.forget(&address(1));
    assert_eq!(subscriptions.of(b"key").collect::<Vec<_>>(), [&address(2)]);
    assert_eq!(subscriptions.iter().count(), 1);
}

#[test]
fn a_peer_speaks_for_itself_alone() {
    let record = |id: &[u8], data: &[u8]| Record { id: id.to_vec(), data: data.to_vec() }.pack();
    let mut peers = Peers::new(Some(b"me"), 2);
    let nothing = Err(Refusal::Ignore);
    assert_eq!(peers.keep(&address(1), b"\x00", 0), nothing);
    assert_eq!(peers.keep(&address(1), &record(b"me", b""), 0), nothing);
    assert!(peers.keep(&address(1), &record(b"a", b"1"), 0).unwrap().is_empty());
    assert_eq!(peers.keep(&address(2), &record(b"a", b"2"), 0), nothing);
    assert!(peers.keep(&address(1), &record(b"a", b"3"), 0).unwrap().is_empty());
    assert_eq!(peers.data_at(&address(1)), Some(b"3".as_slice()));
    assert!(peers.keep(&address(2), &record(b"b", b""), 0).unwrap().is_empty());
    assert_eq!(peers.keep(&address(3), &record(b"c", b""), 0), nothing, "there is no room");
    assert_eq!(peers.leave(&address(2), &record(b"a", b"")), nothing);
    assert_eq!(peers.leave(&address(2), &record(b"b", b"")), Ok([address(2)].into()));
    assert_eq!(peers.keep(&address(1), &record(b"d", b""), 0), Ok([address(1)].into()), "a has gone");
    assert_eq!(peers.iter().map(|(id, _)| id).collect::<Vec<_>>(), [b"d"]);
}

#[test]
fn a_peer_that_is_not_heard_goes() {
    let record = Record { id: b"a".to_vec(), data: Vec::new() }.pack();
    let mut peers = Peers::new(None, 2);
    peers.keep(&address(1), &record, 999).unwrap();
    assert!(peers.expire(2, 2999).is_empty(), "the seconds of 0.999 and 2.999 are not more than two apart");
    peers.heard(&address(1), 1000);
    assert!(peers.expire(2, 3999).is_empty());
    assert_eq!(peers.expire(2, 4000), [address(1)].into());
    assert_eq!(peers.data_at(&address(1)), None);
}
