//! What holds for every node, whatever arrives and in whatever pieces.

use proptest::collection::vec;
use proptest::prelude::*;
use taut_netaio::node::Address;
use taut_netaio::node::handler::{Action, Event, Output};
use taut_netaio::node::manage::Management;
use taut_netaio::node::routes::{Key, Times};
use taut_netaio::node::settings::{Role, Settings};
use taut_netaio::node::state::Node;
use taut_netaio::seal::hmac::Hmac;
use taut_netaio::seal::layers::seal;
use taut_netaio::wire::kind::{
    ADVERTISE_PEER, PUBLISH_URI, REQUEST_URI, RESPOND_URI, SUBSCRIBE_URI, is_answer,
};
use taut_netaio::wire::peer::Record;
use taut_netaio::{Auth, Layer, Message, Supply, Types, Version};

const NOW_MS: u64 = 1_700_000_000_000;

fn address(port: u16) -> Address {
    Address::from(format!("192.0.2.1:{port}").as_str())
}

fn hmac() -> Layer {
    Layer { auth: Some(Auth::Hmac(Hmac::new(Version::V009, b"secret"))), ..Layer::default() }
}

fn record(id: &[u8]) -> Record {
    Record { id: id.to_vec(), data: Vec::new() }
}

/// A node that answers requests, takes subscribers, and manages peers.
fn node(role: Role, outer: Layer) -> Node {
    let settings = Settings { outer, local: Some(record(b"me")), max_peers: 2, ..Settings::new(role) };
    let mut node = Node::new(settings).expect("no plugins clash");
    node.connected(&address(1), NOW_MS, &mut Supply::system());
    node.manage(Management::default(), NOW_MS, &mut Supply::system()).expect("it has an ID");
    let reply = Action::Reply { kind: RESPOND_URI, uri: None, content: None };
    for (kind, action) in [(REQUEST_URI, reply), (SUBSCRIBE_URI, Action::Subscribe)] {
        let key = Key { kind, uri: None, address: None };
        node.handle(key, Times::Always, Layer::default(), action).expect("no plugins clash");
    }
    node
}

fn receive(node: &mut Node, data: &[u8]) -> Output {
    node.receive(&address(1), data, NOW_MS, &mut Supply::given(&[7; 128]))
}

fn bytes(message: &Message) -> Vec<u8> {
    message.encode(&Types::default()).expect("a message")
}

/// All that a node keeps and shows.
fn kept(node: &Node) -> String {
    let peers: Vec<_> = node.peers().iter().collect();
    let subscriptions: Vec<_> = node.subscriptions().iter().collect();
    format!("{peers:?} {subscriptions:?}")
}

/// A message of any known type, perhaps with a wrong checksum.
fn frame() -> impl Strategy<Value = Vec<u8>> {
    let kind = prop_oneof![0..14_u8, Just(20), Just(23), Just(24), Just(30)];
    let content = prop_oneof![vec(any::<u8>(), 0..40), any::<[u8; 1]>().prop_map(|id| record(&id).pack()),];
    let uri = prop_oneof![Just(b"netaio".to_vec()), vec(any::<u8>(), 0..4)];
    (kind, uri, content, any::<bool>()).prop_map(|(kind, uri, content, is_wrong)| {
        let mut message = bytes(&Message::new(kind, &uri, &content));
        if let Some(checksum) = message.get_mut(5).filter(|_| is_wrong) {
            *checksum ^= 1;
        }
        message
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn pieces_make_no_difference(frames in vec(frame(), 1..6), sizes in vec(1..60_usize, 1..20)) {
        for role in [Role::Server, Role::Client] {
            let stream = frames.concat();
            let (mut whole, mut pieces) = (node(role, Layer::default()), node(role, Layer::default()));
            let expected = receive(&mut whole, &stream);
            let (mut output, mut rest) = (Output::default(), stream.as_slice());
            for size in sizes.iter().cycle() {
                let (piece, behind) = rest.split_at((*size).min(rest.len()));
                let more = receive(&mut pieces, piece);
                output.events.extend(more.events);
                output.sent.extend(more.sent);
                output.refusals.extend(more.refusals);
                rest = behind;
                if rest.is_empty() {
                    break;
                }
            }
            prop_assert_eq!(output, expected);
            prop_assert_eq!(kept(&pieces), kept(&whole));
            prop_assert_eq!(whole.next_deadline(), None);
        }
    }

    #[test]
    fn whatever_arrives_nothing_panics_and_a_good_message_follows(
        garbage in vec(prop_oneof![frame(), vec(any::<u8>(), 0..60)], 0..5),
    ) {
        for role in [Role::Server, Role::Client, Role::Udp] {
            let mut node = node(role, Layer::default());
            for data in &garbage {
                receive(&mut node, data);
            }
            node.tick(NOW_MS + 99_999, &mut Supply::system());
            node.connected(&address(1), NOW_MS, &mut Supply::system());
            let output = receive(&mut node, &bytes(&Message::new(REQUEST_URI, b"u", b"hello")));
            prop_assert!(matches!(output.events.as_slice(), [Event::Handled(0, ..)]), "{:?}", output);
            prop_assert_eq!(output.sent.len(), usize::from(role != Role::Client));
        }
    }

    #[test]
    fn what_is_not_authentic_changes_nothing(frames in vec(frame(), 1..8)) {
        for role in [Role::Server, Role::Client, Role::Udp] {
            let mut node = node(role, hmac());
            let before = kept(&node);
            for frame in &frames {
                prop_assert_eq!(receive(&mut node, frame).events, []);
            }
            prop_assert_eq!(kept(&node), before);
        }
    }

    #[test]
    fn answers_are_never_answered(frames in vec(frame(), 1..8)) {
        let (mut one, mut other) = (node(Role::Udp, hmac()), node(Role::Udp, Layer::default()));
        for frame in &frames {
            for node in [&mut one, &mut other] {
                let said = receive(node, frame).sent;
                let answers: Vec<_> = said.iter().flat_map(|(_, bytes)| receive(node, bytes).sent).collect();
                // An answer that is not authentic is told so, and that is the end of it.
                let ends = answers.iter().all(|(_, bytes)| receive(node, bytes).sent.is_empty());
                prop_assert!(ends && said.len() <= 1);
            }
        }
    }
}

#[test]
fn an_authentic_message_is_taken_by_every_role() {
    for role in [Role::Server, Role::Client, Role::Udp] {
        let mut node = node(role, hmac());
        let supply = &mut Supply::system();
        for message in [
            Message::new(REQUEST_URI, b"u", b"hello"),
            Message::new(SUBSCRIBE_URI, b"u", b""),
            Message::new(ADVERTISE_PEER, b"netaio", &record(b"you").pack()),
        ] {
            let sealed = seal([&Layer::default(), &hmac()], &Types::default(), &message, None, 1, supply);
            let output = receive(&mut node, &sealed.unwrap());
            assert_eq!(output.sent.len(), usize::from(role != Role::Client), "{output:?}");
            let answered = output.sent.iter().all(|(_, bytes)| bytes.first().copied().is_some_and(is_answer));
            assert!(answered);
        }
        assert_eq!((node.peers().iter().count(), node.subscriptions().iter().count()), (1, 1));
        let unhandled = receive(&mut node, &bytes(&Message::new(PUBLISH_URI, b"u", b"")));
        assert_eq!(unhandled.refusals, ["missing-field"]);
    }
}
