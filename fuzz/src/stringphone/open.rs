//! Everything that a reader does with a message, under fixed keys.

use taut_stringphone::seal::{accept_reply, open, reply_with};
use taut_stringphone::{Message, Mode, Nonce, Participants, Refused, Reject, TopicKey};
use taut_wire::Refusal;

use super::people::{self, MEMBER, NEWCOMER, topic_key};
use crate::codes::assert_stringphone;
use crate::corpus;

const MODES: [Mode; 3] = [Mode::Strict, Mode::IgnoreUntrusted, Mode::Naive];

/// Messages of the cases and honest ones under the fixed keys.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = corpus::members("stringphone", &["message"]);
    seeds.extend(people::messages());
    seeds.extend(people::forged());
    // What follows a sender ID in a signed part: the check signs it.
    let signed_tail = |message: &Vec<u8>| message.get(81..).map(<[u8]>::to_vec);
    let tails: Vec<_> = seeds.iter().filter_map(signed_tail).collect();
    seeds.extend(tails);
    seeds
}

/// Every outcome is one that the operation has, and only the holder of a trusted key is believed.
///
/// # Panics
/// When that does not hold.
pub fn check_open(data: &[u8]) {
    for mode in MODES {
        for key in [None, Some(&topic_key())] {
            opened(mode, key, data);
        }
    }
    replied(data);
    accepted(data);
    opened_as_signed(data);
}

/// Opens as the newcomer, who trusts the member, and a key that it should not.
fn open_as_newcomer(mode: Mode, key: Option<&TopicKey>, data: &[u8]) -> Result<Vec<u8>, Refusal<Reject>> {
    let trusted = Participants::from_iter([MEMBER.seed.public_key(), people::low_order()]);
    open(&NEWCOMER.id, key, &trusted, mode, data)
}

fn opened(mode: Mode, key: Option<&TopicKey>, data: &[u8]) {
    match open_as_newcomer(mode, key, data) {
        Ok(plaintext) => {
            assert!(key.is_some(), "opened without a topic key");
            let Ok(Message::Simple(simple)) = Message::decode(data) else { panic!("not a simple message") };
            assert_eq!(plaintext.len() + 121, data.len());
            let honest = *simple.sender_id() == MEMBER.id;
            assert!(honest || mode == Mode::Naive, "believed {:?}", simple.sender_id());
        }
        Err(Refusal::Ignore) => {}
        Err(Refusal::Reject(why)) => {
            assert!(!matches!(why, Reject::LowOrderKey | Reject::WrongType), "open rejects by {why:?}");
            assert_stringphone(why.code());
        }
    }
}

fn replied(data: &[u8]) {
    match reply_with(Nonce::from([3; 24]), &MEMBER.seed, &MEMBER.own, Some(&topic_key()), data) {
        Ok(reply) => {
            let decoded = (Message::decode(data), Message::decode(&reply));
            let (Ok(Message::Introduction(introduction)), Ok(Message::Reply(reply))) = decoded else {
                panic!("a reply answers an introduction");
            };
            assert_eq!(reply.recipient_id, introduction.signing_key.id());
        }
        Err(Refused::Misuse(why)) => panic!("reply blames the caller: {why:?}"),
        Err(Refused::Reject(Reject::WrongType | Reject::BadSignature | Reject::LowOrderKey)) => {}
        Err(Refused::Reject(why)) => super::decode::assert_malformed(why),
    }
}

fn accepted(data: &[u8]) {
    match accept_reply(&NEWCOMER.id, &NEWCOMER.own, None, data) {
        Ok(_) => assert!(matches!(Message::decode(data), Ok(Message::Reply(_))), "accepted something else"),
        Err(Refusal::Ignore | Refusal::Reject(Reject::WrongType | Reject::BadBox | Reject::LowOrderKey)) => {}
        Err(Refusal::Reject(why)) => super::decode::assert_malformed(why),
    }
}

/// Lets a member whom the reader trusts sign whatever it is, so that what comes after the signature is reached.
fn opened_as_signed(data: &[u8]) {
    let signed_part = [MEMBER.id.as_bytes().as_slice(), data].concat();
    let message = [b"s".as_slice(), &MEMBER.seed.sign(&signed_part), &signed_part].concat();
    let [strict, lenient, naive] = MODES.map(|mode| open_as_newcomer(mode, Some(&topic_key()), &message));
    assert_eq!(strict, naive, "a good signature of a trusted sender is as good as none");
    assert_eq!(lenient, naive, "a good signature of a trusted sender is as good as none");
    let expected = if data.len() < 40 { Reject::Short } else { Reject::BadBox };
    match strict {
        Ok(plaintext) => assert_eq!(plaintext.len() + 40, data.len()),
        Err(why) => assert_eq!(why, Refusal::Reject(expected)),
    }
}
