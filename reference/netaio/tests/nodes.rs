//! Requests, peers and time: what a node does besides answering.

use taut_netaio::node::Address;
use taut_netaio::node::handler::{Action, Event, Output};
use taut_netaio::node::manage::Management;
use taut_netaio::node::routes::{Key, Times};
use taut_netaio::node::send::{Call, Sent};
use taut_netaio::node::settings::{Role, Settings};
use taut_netaio::node::state::Node;
use taut_netaio::wire::kind::{
    ADVERTISE_PEER, CREATE_URI, DISCONNECT, ERROR, NOT_FOUND, OK, PEER_DISCOVERED, REQUEST_URI, RESPOND_URI,
};
use taut_netaio::wire::peer::Record;
use taut_netaio::{Body, Layer, Message, Misuse, Supply, Types};

fn address(port: u16) -> Address {
    Address::from(format!("192.0.2.1:{port}").as_str())
}

/// A node with a connection to the ports 1 and 2.
fn node(role: Role) -> Node {
    let local = Record { id: b"me".to_vec(), data: b"mine".to_vec() };
    let mut node =
        Node::new(Settings { local: Some(local), ..Settings::new(role) }).expect("no plugins clash");
    for port in [1, 2] {
        node.connected(&address(port), 0, &mut Supply::system());
    }
    node
}

fn receive(node: &mut Node, port: u16, message: &Message, now_ms: u64) -> Output {
    let bytes = message.encode(&Types::default()).expect("a message");
    node.receive(&address(port), &bytes, now_ms, &mut Supply::system())
}

fn request(node: &mut Node, kind: u8, now_ms: u64) -> u64 {
    let message = Message::new(kind, b"u", b"");
    let made = node.request(&address(1), &message, Layer::default(), 500, now_ms, &mut Supply::system());
    made.expect("it is connected").0
}

fn notice(kind: u8, id: &[u8]) -> Message {
    let record = Record { id: id.to_vec(), data: b"data".to_vec() };
    Message::new(kind, b"netaio", &record.pack())
}

fn manage(node: &mut Node, now_ms: u64) -> Sent {
    node.manage(Management::default(), now_ms, &mut Supply::system()).expect("it has an ID")
}

/// Where messages go, and their types.
fn kinds(sent: &Sent) -> Vec<(&str, u8)> {
    sent.iter().map(|(to, bytes)| (to.as_str(), bytes.first().copied().unwrap_or_default())).collect()
}

fn ids(node: &Node) -> Vec<&[u8]> {
    node.peers().iter().map(|(id, _)| id).collect()
}

#[test]
fn a_request_takes_the_first_answer_from_its_address() {
    for role in [Role::Client, Role::Udp] {
        let mut node = node(role);
        for (kind, answer) in [(REQUEST_URI, RESPOND_URI), (CREATE_URI, OK), (REQUEST_URI, NOT_FOUND)] {
            let number = request(&mut node, kind, 0);
            let message = Message::new(answer, b"u", b"answer");
            let other_uri = Message::new(answer, b"v", b"answer");
            for (port, message) in [(2, &message), (1, &other_uri)] {
                let output = receive(&mut node, port, message, 1);
                assert!(!matches!(output.events.as_slice(), [Event::Answered(..)]), "{output:?}");
            }
            let answered = [Event::Answered(number, answer, Body::new(b"u", b"answer"))];
            assert_eq!(receive(&mut node, 1, &message, 1).events, answered);
            assert_eq!(node.next_deadline(), None);
            for again in [&message, &Message::new(ERROR, b"u", b"")] {
                let output = receive(&mut node, 1, again, 1);
                assert!(!matches!(output.events.as_slice(), [Event::Answered(..)]), "{output:?}");
            }
        }
    }
}

#[test]
fn a_request_ends_when_its_time_is_over() {
    let mut node = node(Role::Client);
    let (first, second) = (request(&mut node, CREATE_URI, 100), request(&mut node, REQUEST_URI, 200));
    assert_eq!(node.next_deadline(), Some(600));
    let mut at = |now_ms| node.tick(now_ms, &mut Supply::system()).events;
    assert_eq!(at(599), []);
    assert_eq!(at(600), [Event::TimedOut(first)]);
    assert_eq!(at(900), [Event::TimedOut(second)]);
    assert_eq!(at(900), []);
    let late = receive(&mut node, 1, &Message::new(OK, b"u", b""), 901);
    assert_eq!(late.events, [Event::Received(address(1), OK, Body::new(b"u", b""))]);
}

#[test]
fn a_second_request_takes_the_place_of_the_first_and_outlives_it() {
    let mut node = node(Role::Client);
    let (first, second) = (request(&mut node, REQUEST_URI, 0), request(&mut node, REQUEST_URI, 100));
    assert_eq!(node.tick(500, &mut Supply::system()).events, [Event::TimedOut(first)]);
    let output = receive(&mut node, 1, &Message::new(RESPOND_URI, b"u", b""), 501);
    assert_eq!(output.events, [Event::Answered(second, RESPOND_URI, Body::new(b"u", b""))]);
}

#[test]
fn a_part_of_a_message_ends_its_connection_in_time() {
    let mut node = node(Role::Server);
    assert_eq!(node.receive(&address(1), &[7], 10, &mut Supply::system()), Output::default());
    assert_eq!(node.receive(&address(2), &[7], 5, &mut Supply::system()), Output::default());
    assert_eq!(node.next_deadline(), Some(30_006));
    assert_eq!(node.tick(30_005, &mut Supply::system()), Output::default());
    let output = node.tick(30_011, &mut Supply::system());
    assert_eq!(output.events, [Event::Closed(address(1)), Event::Closed(address(2))]);
    assert_eq!((node.next_deadline(), node.connections().count()), (None, 0));
}

#[test]
fn a_client_says_who_it_is_and_when_it_goes() {
    let mut node = node(Role::Client);
    let (one, two) = (address(1), address(2));
    assert_eq!(
        kinds(&manage(&mut node, 0)),
        [(one.as_str(), ADVERTISE_PEER), (two.as_str(), ADVERTISE_PEER)]
    );
    let three = address(3);
    let greeting = node.connected(&three, 1, &mut Supply::system());
    assert_eq!(kinds(&greeting), [(three.as_str(), ADVERTISE_PEER)]);
    assert_eq!(receive(&mut node, 1, &notice(PEER_DISCOVERED, b"you"), 2), Output::default());
    assert_eq!(receive(&mut node, 2, &notice(ADVERTISE_PEER, b"them"), 2), Output::default());
    let parting = node.close(&two, 3, &mut Supply::system()).unwrap();
    assert_eq!(kinds(&parting.sent), [(two.as_str(), DISCONNECT)]);
    assert_eq!((parting.events, ids(&node)), (vec![Event::Closed(two.clone())], vec![b"you".as_slice()]));
    assert_eq!(node.close(&two, 3, &mut Supply::system()), Err(Misuse::NotConnected));
    let parting = node.unmanage(b"netaio", 4, &mut Supply::system());
    assert_eq!(kinds(&parting), [(one.as_str(), DISCONNECT)]);
    assert!(node.unmanage(b"netaio", 4, &mut Supply::system()).is_empty());
    assert_eq!(
        receive(&mut node, 1, &notice(ADVERTISE_PEER, b"new"), 5).events.len(),
        1,
        "it has no handler"
    );
}

#[test]
fn a_server_answers_who_it_is_and_says_nothing_unasked() {
    let mut node = node(Role::Server);
    assert!(manage(&mut node, 0).is_empty());
    node.handle(
        Key { kind: REQUEST_URI, uri: None, address: None },
        Times::Always,
        Layer::default(),
        Action::Subscribe,
    )
    .unwrap();
    let answer = receive(&mut node, 1, &notice(ADVERTISE_PEER, b"you"), 1);
    let own = Record { id: b"me".to_vec(), data: b"mine".to_vec() };
    assert_eq!(answer.sent.len(), 1);
    assert_eq!(
        Message::decode(&Types::default(), &answer.sent[0].1),
        Ok(Message::new(PEER_DISCOVERED, b"netaio", &own.pack()))
    );
    receive(&mut node, 1, &Message::new(REQUEST_URI, b"u", b""), 2);
    assert_eq!(receive(&mut node, 2, &notice(DISCONNECT, b"you"), 3), Output::default());
    assert_eq!((ids(&node).len(), node.subscriptions().iter().count()), (1, 1));
    assert_eq!(receive(&mut node, 1, &notice(DISCONNECT, b"you"), 3), Output::default());
    assert_eq!((ids(&node).len(), node.subscriptions().iter().count()), (0, 0));
    receive(&mut node, 1, &notice(ADVERTISE_PEER, b"you"), 4);
    node.disconnected(&address(1));
    assert_eq!(ids(&node).len(), 0);
    assert!(node.unmanage(b"netaio", 5, &mut Supply::system()).is_empty());
}

#[test]
fn a_udp_node_advertises_and_forgets_in_time() {
    let mut node = node(Role::Udp);
    let group = Address::multicast();
    let advertised = [(group.as_str(), ADVERTISE_PEER)];
    assert_eq!(kinds(&manage(&mut node, 0)), advertised);
    receive(&mut node, 1, &notice(ADVERTISE_PEER, b"old"), 1000);
    receive(&mut node, 2, &notice(PEER_DISCOVERED, b"new"), 30_000);
    assert_eq!(node.next_deadline(), Some(20_000));
    let mut at = |now_ms| {
        let sent = node.tick(now_ms, &mut Supply::system()).sent;
        (sent.len(), ids(&node).len())
    };
    assert_eq!((at(19_999), at(20_000), at(20_000)), ((0, 2), (1, 2), (0, 2)));
    assert_eq!(
        (at(61_999), at(62_001), at(81_998)),
        ((1, 2), (0, 2), (0, 2)),
        "late once, then in its interval"
    );
    assert_eq!(at(81_999), (1, 1));
    let parting = node.unmanage(b"netaio", 82_000, &mut Supply::system());
    assert_eq!(kinds(&parting), [(group.as_str(), DISCONNECT)]);
    assert_eq!(node.next_deadline(), None);
}

#[test]
fn peers_are_managed_by_who_is_one() {
    let mut nobody = Node::new(Settings::new(Role::Udp)).unwrap();
    let refused = nobody.manage(Management::default(), 0, &mut Supply::system());
    assert_eq!(refused, Err(Misuse::NoLocalPeer.into()));
    let local = Some(Record { id: b"me".to_vec(), data: vec![0; 65_422] });
    let mut large = Node::new(Settings { local, ..Settings::new(Role::Server) }).unwrap();
    let refused = large.manage(Management::default(), 0, &mut Supply::system());
    assert_eq!(refused.unwrap_err().code(), "too-large");
    let unhandled = receive(&mut node(Role::Server), 1, &notice(ADVERTISE_PEER, b"you"), 0);
    assert_eq!(unhandled.sent[0].1[0], NOT_FOUND);
}

#[test]
fn the_group_and_the_peers_of_a_udp_node_are_reached() {
    let mut node = node(Role::Udp);
    manage(&mut node, 0);
    receive(&mut node, 2, &notice(PEER_DISCOVERED, b"a"), 1);
    receive(&mut node, 1, &notice(PEER_DISCOVERED, b"b"), 1);
    let (message, call) = (Message::new(REQUEST_URI, b"u", b""), Call::default());
    let sent = node.broadcast(&message, &call, 2, &mut Supply::system()).unwrap();
    assert_eq!(kinds(&sent), [(address(1).as_str(), REQUEST_URI), (address(2).as_str(), REQUEST_URI)]);
    let sent = node.multicast(&message, &call, 2, &mut Supply::system()).unwrap();
    assert_eq!(kinds(&sent), [(Address::multicast().as_str(), REQUEST_URI)]);
    let large = Message::new(REQUEST_URI, b"", &vec![0; 65_422]);
    assert!(node.multicast(&large, &call, 2, &mut Supply::system()).is_ok(), "65,436 bytes");
}
