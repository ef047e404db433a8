//! What a reader allocates: the plaintext of what it accepts, and next to nothing for what it refuses.

use allocation_counter::measure;
use taut_dimp::Message;
use taut_dimp::wire::json;
use taut_dweeter::seal::{MAX_BODY, open_dweets};
use taut_dweeter::{Answer, Form, KeyText, Keys};
use taut_netaio::node::Address;
use taut_netaio::node::settings::{Role, Settings};
use taut_netaio::node::state::Node;
use taut_netaio::seal::script::run;
use taut_netaio::wire::packify::unpack;
use taut_netaio::{Reject, Supply};
use taut_stringphone::{EncryptionPrivateKey, Mode, Nonce, Participants, SigningSeed, Topic, TopicKey};

fn topic(seed: [u8; 32], trusted: Participants) -> Topic {
    Topic::new(
        SigningSeed::from(seed),
        EncryptionPrivateKey::from([1; 32]),
        Some(TopicKey::from([2; 32])),
        trusted,
    )
}

/// A reader, and a message that it accepts.
fn reader_and_message(size: usize) -> (Topic, Vec<u8>) {
    let sender = topic([3; 32], Participants::default());
    let reader = topic([4; 32], Participants::from_iter([sender.public_key()]));
    (reader, sender.seal_with(Nonce::from([5; 24]), &vec![6; size]).expect("there is a topic key"))
}

#[test]
fn a_message_that_is_too_short_allocates_nothing() {
    let (reader, message) = reader_and_message(0);
    for size in 0..message.len() {
        let counted = measure(|| assert!(reader.open(Mode::Strict, &message[..size]).is_err()));
        assert_eq!(counted.count_total, 0, "{size} bytes");
    }
}

#[test]
fn an_unbelieved_message_allocates_nothing_of_its_length() {
    let (reader, mut message) = reader_and_message(65_536);
    message[200] ^= 1;
    let counted = measure(|| assert!(reader.open(Mode::Strict, &message).is_err()));
    // ed25519-dalek boxes its error.
    assert!(counted.bytes_total < 64, "a wrong signature: {} bytes", counted.bytes_total);
    message[70] ^= 1;
    let counted = measure(|| assert!(reader.open(Mode::Strict, &message).is_err()));
    assert_eq!(counted.count_total, 0, "an unknown sender");
}

#[test]
fn an_accepted_message_allocates_its_plaintext() {
    let (reader, message) = reader_and_message(1000);
    let counted = measure(|| assert!(reader.open(Mode::Strict, &message).is_ok()));
    assert_eq!((counted.count_total, counted.bytes_total), (1, 1000));
}

/// Bodies of a mebibyte: what is read, and what it may take while it is read.
#[test]
fn an_answer_allocates_a_small_multiple_of_its_body() {
    let read = |status, body: &[u8]| {
        let media_type = Some(b"application/json".as_slice());
        let answer = Answer { status, media_type, body };
        let read = || {
            assert!(open_dweets(&keys(), Form::Hex, "t", &answer).is_err());
        };
        measure(read)
    };
    let bodies = [b"[".repeat(MAX_BODY), b"[0,".repeat(MAX_BODY / 3), b"0,".repeat(MAX_BODY / 2)];
    for body in bodies.iter().chain([&b"[[],[],[]".repeat(MAX_BODY / 9)]) {
        assert!(read(200, body).bytes_max < 65_536, "what is no JSON");
        assert!(read(500, body).bytes_max < 1024, "what is not looked at");
    }
    let list = [b"[".as_slice(), &b"0,".repeat(MAX_BODY / 2 - 1), b"0]"].concat();
    let most = u64::try_from(MAX_BODY).unwrap() * 100;
    assert!(read(200, &list).bytes_max < most, "one value for each two bytes");
    assert!(read(200, &[list.as_slice(), b" "].concat()).bytes_max < 1024, "what is too large");
}

/// Texts of a mebibyte that DI-JSON-1 to DI-JSON-9 refuse: no value of them is kept.
#[test]
fn hostile_json_allocates_less_than_four_times_its_size() {
    const SIZE: usize = 1 << 20;
    let of = |piece: &[u8]| piece.repeat(SIZE / piece.len());
    let members = (0..65_000).map(|n| format!("\"{n:09}\":[],")).collect::<Vec<_>>().concat();
    let hostile = [
        of(b"["),
        of(b"{\"\":"),
        of(b"[[],"),
        of(b"1"),
        [b"[".as_slice(), &of(b"0,")[2..]].concat(),
        [b"[".as_slice(), &of(b"\"\",")[2..]].concat(),
        [b"\"".as_slice(), &of(b"\\u00e9")[8..]].concat(),
        format!("{{{members}\"000000000\":[]}}").into_bytes(),
        [b"[1e999, ".as_slice(), &of(b"0.5,")[8..]].concat(),
        of(b"\xff"),
        of(b" ").repeat(2),
    ];
    for text in hostile {
        let least = u64::try_from(text.len().max(SIZE) * 4).unwrap();
        let counted = measure(|| assert!(json::read::read(&text).is_err()));
        assert!(counted.bytes_max < least, "{} bytes: {:?}", counted.bytes_max, text.get(..9));
        let counted = measure(|| assert!(Message::read(&text).is_err()));
        assert!(counted.bytes_max < least, "{} bytes: {:?}", counted.bytes_max, text.get(..9));
    }
}

#[test]
fn a_length_that_a_value_states_allocates_nothing() {
    for packed in [
        [0xca, 0x40, 0xff, 0xff, 0xff, 0xff],
        [0xc1, 0xff, 0xff, 0xff, 0xff, 0],
        [0x0e, 0xff, 0xff, 0xff, 0xff, 1],
    ] {
        let counted = measure(|| assert_eq!(unpack(&packed), Err(Reject::Short)));
        assert_eq!(counted.count_total, 0, "{packed:02x?}");
    }
}

#[test]
fn a_length_that_a_header_states_allocates_nothing() {
    let (mut node, from) = (Node::new(Settings::new(Role::Server)).unwrap(), Address::from("192.0.2.1:1"));
    node.connected(&from, 0, &mut Supply::system());
    let header = [7, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];
    let counted = measure(|| {
        node.receive(&from, &header, 0, &mut Supply::system());
    });
    assert!(counted.bytes_total < 1024, "{} bytes", counted.bytes_total);
}

#[test]
fn programs_that_run_each_other_allocate_little() {
    // Forty programs, of which each runs the next one twice: refused when their cost has come to its bound.
    let doubled = (0..40_u8).fold(vec![0x5c, 0x00], |inner: Vec<u8>, _| {
        let size = u8::try_from(inner.len()).unwrap();
        [&[0x03, size], inner.as_slice(), &[0x1d, 0x2d, 0x2d]].concat()
    });
    let counted = measure(|| assert_eq!(run(&doubled, &[0x01], &[]), Err(Reject::Budget)));
    assert!(counted.bytes_max < 1 << 20, "{} bytes", counted.bytes_max);
}

fn keys() -> Keys {
    Keys::of_mailbox(&KeyText::default(), Form::Hex)
}
