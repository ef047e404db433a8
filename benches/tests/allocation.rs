//! What a reader allocates: the plaintext of what it accepts, and next to nothing for what it refuses.

use allocation_counter::measure;
use taut_dweeter::seal::{MAX_BODY, open_dweets};
use taut_dweeter::{Answer, Form, KeyText, Keys};
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

fn keys() -> Keys {
    Keys::of_mailbox(&KeyText::default(), Form::Hex)
}
