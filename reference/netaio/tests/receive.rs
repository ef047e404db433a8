//! What a node does with what it receives, and what it sends.

use taut_netaio::node::Address;
use taut_netaio::node::handler::{Action, Event, Output};
use taut_netaio::node::routes::{Key, Times};
use taut_netaio::node::send::Call;
use taut_netaio::node::settings::{Role, Settings};
use taut_netaio::node::state::Node;
use taut_netaio::seal::hmac::Hmac;
use taut_netaio::seal::stream::StreamCipher;
use taut_netaio::wire::kind::{
    AUTH_ERROR, CONFIRM_SUBSCRIBE, ERROR, NOT_FOUND, OK, REQUEST_URI, RESPOND_URI, SUBSCRIBE_URI,
};
use taut_netaio::{Auth, Body, Cipher, Layer, Layers, Message, Misuse, Reject, Supply, Types, Version};

fn from() -> Address {
    Address::from("192.0.2.1:5000")
}

fn hmac(secret: &[u8]) -> Layer {
    Layer { auth: Some(Auth::Hmac(Hmac::new(Version::V009, secret))), ..Layer::default() }
}

fn node(role: Role, outer: Layer) -> Node {
    node_of(Settings { outer, ..Settings::new(role) })
}

fn node_of(settings: Settings) -> Node {
    let mut node = Node::new(settings).expect("no plugins clash");
    node.connected(&from(), 0, &mut Supply::system());
    node
}

fn key(kind: u8, uri: Option<&[u8]>) -> Key {
    Key { kind, uri: uri.map(<[u8]>::to_vec), address: None }
}

fn reply(kind: u8) -> Action {
    Action::Reply { kind, uri: None, content: None }
}

fn sealed(layers: &Layers, message: &Message) -> Vec<u8> {
    layers.seal(&Types::default(), message, None, 1, &mut Supply::system()).expect("it is sealed").message
}

fn plain(message: &Message) -> Vec<u8> {
    message.encode(&Types::default()).expect("a message")
}

fn receive(node: &mut Node, data: &[u8]) -> Output {
    node.receive(&from(), data, 1000, &mut Supply::system())
}

/// The one message that was sent, in clear.
fn answer(output: &Output) -> Message {
    let [(to, bytes)] = output.sent.as_slice() else { panic!("{output:?}") };
    assert_eq!(*to, from());
    Message::decode(&Types::default(), bytes).expect("a message in clear")
}

#[test]
fn a_handler_replies_through_both_layers() {
    for role in [Role::Server, Role::Udp] {
        let mut node = node(role, hmac(b"outer"));
        let inner = Layer {
            cipher: Some(Cipher::Stream(StreamCipher::new(Version::V009, b"key"))),
            ..Layer::default()
        };
        let layers = Layers { inner: inner.clone(), outer: hmac(b"outer") };
        node.handle(key(REQUEST_URI, None), Times::Always, inner, reply(RESPOND_URI)).unwrap();
        let output = receive(&mut node, &sealed(&layers, &Message::new(REQUEST_URI, b"u", b"hello")));
        assert_eq!(output.events, [Event::Handled(0, from(), REQUEST_URI, Body::new(b"u", b"hello"))]);
        let opened = layers.open(&Types::default(), None, &output.sent[0].1).unwrap();
        assert_eq!((opened.kind, opened.body), (RESPOND_URI, Body::new(b"u", b"hello")));
    }
}

#[test]
fn what_is_not_authentic_is_told_so_in_clear() {
    let mut node = node(Role::Server, hmac(b"secret"));
    node.handle(key(REQUEST_URI, None), Times::Once, Layer::default(), Action::None).unwrap();
    let request = Message::new(REQUEST_URI, b"u", b"");
    let other = Layers { outer: hmac(b"another"), ..Layers::default() };
    for (bytes, code) in [(plain(&request), "missing-field"), (sealed(&other, &request), "bad-mac")] {
        let output = receive(&mut node, &bytes);
        assert_eq!(
            (output.events.as_slice(), output.refusals.as_slice()),
            ([].as_slice(), [code].as_slice())
        );
        assert_eq!(answer(&output), Message::new(AUTH_ERROR, b"ERROR", b"HMAC auth failed"));
    }
    let error = receive(&mut node, &plain(&Message::new(ERROR, b"", b"")));
    assert!(error.sent.is_empty(), "errors are not answered");
    let mut silent =
        node_of(Settings { is_silent: true, outer: hmac(b"secret"), ..Settings::new(Role::Server) });
    assert!(receive(&mut silent, &plain(&request)).sent.is_empty());
    // The one-time handler is still there, once.
    let own = Layers { outer: hmac(b"secret"), ..Layers::default() };
    assert_eq!(receive(&mut node, &sealed(&own, &request)).events.len(), 1);
    assert_eq!(receive(&mut node, &sealed(&own, &request)).events.len(), 0);
}

#[test]
fn a_wrong_checksum_is_answered_and_the_next_message_read() {
    let mut node = node(Role::Server, Layer::default());
    node.handle(key(REQUEST_URI, None), Times::Always, Layer::default(), Action::None).unwrap();
    let good = plain(&Message::new(REQUEST_URI, b"u", b"hello"));
    let mut bad = good.clone();
    *bad.last_mut().unwrap() ^= 1;
    let output = receive(&mut node, &[bad.as_slice(), &good].concat());
    assert_eq!(answer(&output), Message::new(ERROR, b"ERROR", b"invalid message"));
    assert_eq!((output.events.len(), output.refusals.as_slice()), (1, ["bad-checksum"].as_slice()));
}

#[test]
fn nobody_there_is_answered_unless_by_an_answer() {
    for (role, uri) in [(Role::Server, b"".as_slice()), (Role::Udp, b"ERROR")] {
        let mut node = node(role, Layer::default());
        let output = receive(&mut node, &plain(&Message::new(REQUEST_URI, b"u", b"")));
        assert_eq!(answer(&output), Message::new(NOT_FOUND, uri, b"not found"));
        assert_eq!(receive(&mut node, &output.sent[0].1), Output::default());
    }
}

#[test]
fn a_client_hears_and_says_nothing() {
    let mut node = node(Role::Client, hmac(b"secret"));
    let own = Layers { outer: hmac(b"secret"), ..Layers::default() };
    node.handle(key(OK, None), Times::Always, Layer::default(), reply(OK)).unwrap();
    let ok = receive(&mut node, &sealed(&own, &Message::new(OK, b"u", b"")));
    assert_eq!((ok.events.len(), ok.sent.len()), (1, 0));
    let unknown = receive(&mut node, &sealed(&own, &Message::new(RESPOND_URI, b"u", b"")));
    assert_eq!(unknown.events, [Event::Received(from(), RESPOND_URI, Body::new(b"u", b""))]);
    let forged = receive(&mut node, &plain(&Message::new(OK, b"u", b"")));
    assert_eq!((forged.events.len(), forged.sent.len()), (0, 0));
}

#[test]
fn subscriptions_end_with_their_connection() {
    let mut node = node(Role::Server, Layer::default());
    node.handle(key(SUBSCRIBE_URI, None), Times::Always, Layer::default(), Action::Subscribe).unwrap();
    let output = receive(&mut node, &plain(&Message::new(SUBSCRIBE_URI, b"u", b"x")));
    assert_eq!(answer(&output), Message::new(CONFIRM_SUBSCRIBE, b"u", b""));
    assert_eq!(node.subscriptions().of(b"u").collect::<Vec<_>>(), [&from()]);
    let output = receive(&mut node, &[14; 9]);
    assert_eq!(output.refusals, [Reject::UnknownType.code()]);
    assert_eq!(output.events, [Event::Closed(from())]);
    assert_eq!(node.subscriptions().iter().count(), 0);
    assert_eq!(receive(&mut node, &[14; 9]), Output::default(), "the connection is gone");
}

#[test]
fn a_handler_that_fails_closes_a_connection_but_no_udp_node() {
    for (role, closed) in [(Role::Server, true), (Role::Udp, false)] {
        let mut node = node(role, Layer::default());
        node.handle(key(REQUEST_URI, Some(b"u")), Times::Always, Layer::default(), Action::Fail).unwrap();
        let output = receive(&mut node, &plain(&Message::new(REQUEST_URI, b"u", b"")));
        assert_eq!(output.events.contains(&Event::Closed(from())), closed);
        assert!(output.sent.is_empty());
    }
}

#[test]
fn datagrams_of_ones_own_and_long_ones_are_dropped() {
    let request = plain(&Message::new(REQUEST_URI, b"u", b""));
    let with_own_ip =
        |ip: &str| node_of(Settings { own_ip: Some(ip.to_owned()), ..Settings::new(Role::Udp) });
    let mut own = with_own_ip("192.0.2.1");
    assert_eq!(receive(&mut own, &request), Output::default());
    let mut other = with_own_ip("192.0.2.2");
    let longer = receive(&mut other, &[request.as_slice(), &[0]].concat());
    assert_eq!((longer.refusals.as_slice(), longer.sent.len()), (["trailing"].as_slice(), 0));
    assert_eq!(receive(&mut other, &request).sent.len(), 1);
}

#[test]
fn plugins_that_clash_are_refused() {
    let mut node = node(Role::Server, hmac(b"outer"));
    let clash = node.handle(key(REQUEST_URI, None), Times::Always, hmac(b"inner"), Action::None);
    assert_eq!(clash, Err(Misuse::FieldClash));
}

#[test]
fn a_notification_is_made_once_and_sent_to_each() {
    let mut node = node(Role::Server, hmac(b"secret"));
    let other = Address::from("192.0.2.1:5001");
    let call = Call::default();
    let message = Message::new(REQUEST_URI, b"u", b"");
    let to_other = node.send(&other, &message, &call, 1000, &mut Supply::system());
    assert_eq!(to_other, Err(Misuse::NotConnected.into()));
    node.connected(&other, 0, &mut Supply::system());
    let sent = node.broadcast(&message, &call, 1000, &mut Supply::system()).unwrap();
    let [(first, one), (second, two)] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!((first, second, one), (&from(), &other, two));
    assert!(node.notify(b"u", &message, &call, 1000, &mut Supply::system()).unwrap().is_empty());
    let clear = Call { uses_outer: false, ..call };
    let sent = node.send(&other, &message, &clear, 1000, &mut Supply::system()).unwrap();
    assert_eq!(sent, [(other, plain(&message))]);
}
