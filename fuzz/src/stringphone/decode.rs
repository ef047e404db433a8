//! Reading a message and its fields, without any key.

use taut_stringphone::wire::field;
use taut_stringphone::{Field, Message, Reject};

use crate::codes::assert_stringphone;

const FIELDS: [Field; 9] = [
    Field::Type,
    Field::SignedPayload,
    Field::Ciphertext,
    Field::EncryptedTopicKey,
    Field::RecipientId,
    Field::SenderId,
    Field::SenderKey,
    Field::EncryptionKey,
    Field::SignedEncryptionKey,
];

/// What is accepted has one encoding; what is refused has the code of a decoder, and the fields have the same one.
///
/// # Panics
/// When that does not hold.
pub fn check_decode(data: &[u8]) {
    let decoded = Message::decode(data);
    match &decoded {
        Ok(message) => assert_eq!(message.encode(), data, "a message has one encoding"),
        Err(why) => assert_malformed(*why),
    }
    for name in FIELDS {
        match (field(data, name), &decoded) {
            (Ok(value), Ok(_)) => assert!(value.len() <= data.len(), "{name:?} is longer than its message"),
            (Err(why), Ok(_)) => assert_eq!(why, Reject::WrongType, "{name:?}"),
            (Err(why), Err(expected)) => assert_eq!(why, *expected, "{name:?}"),
            (Ok(value), Err(why)) => panic!("{name:?} is {value:?} in a message that is refused: {why}"),
        }
    }
}

/// Panics unless this is what a decoder refuses by.
pub(super) fn assert_malformed(why: Reject) {
    assert!(
        matches!(why, Reject::UnknownType | Reject::Short | Reject::Trailing),
        "a decoder rejects by {why:?}"
    );
    assert_stringphone(why.code());
}
