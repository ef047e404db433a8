//! Operations of stringphone: `vectors/stringphone/operations.json` to `taut_stringphone`, each written once.

mod forge;

use serde_json::Value;
use taut_stringphone::seal::{self, BoxKey};
use taut_stringphone::{
    EncryptionPrivateKey, Field, Message, Misuse, Mode, Nonce, Participants, Refused, Reject,
    SigningPublicKey, SigningSeed, TopicKey, wire,
};

use super::Operation;
use super::call::{Call, Failure, rejects_with};
use crate::model::outcome::Members;

pub(super) use forge::FORGING;
/// What an actor keeps between operations.
pub(super) use taut_stringphone::Topic;

/// The features of operations.json; the reference offers them all.
pub(super) const FEATURES: [&str; 2] = ["stringphone-ignore-untrusted", "stringphone-naive"];

pub(super) const OPERATIONS: [Operation; 15] = [
    Operation { name: "stringphone.id", run: id },
    Operation { name: "stringphone.message", run: message },
    Operation { name: "stringphone.seal", run: seal },
    Operation { name: "stringphone.open", run: open },
    Operation { name: "stringphone.introduce", run: introduce },
    Operation { name: "stringphone.reply", run: reply },
    Operation { name: "stringphone.accept_reply", run: accept_reply },
    Operation { name: "stringphone.topic.new", run: topic_new },
    Operation { name: "stringphone.topic.trust", run: topic_trust },
    Operation { name: "stringphone.topic.distrust", run: topic_distrust },
    Operation { name: "stringphone.topic.seal", run: topic_seal },
    Operation { name: "stringphone.topic.open", run: topic_open },
    Operation { name: "stringphone.topic.introduce", run: topic_introduce },
    Operation { name: "stringphone.topic.reply", run: topic_reply },
    Operation { name: "stringphone.topic.accept_reply", run: topic_accept_reply },
];

const FIELDS: [(&str, Field); 9] = [
    ("type", Field::Type),
    ("signed_payload", Field::SignedPayload),
    ("ciphertext", Field::Ciphertext),
    ("encrypted_topic_key", Field::EncryptedTopicKey),
    ("recipient_id", Field::RecipientId),
    ("sender_id", Field::SenderId),
    ("sender_key", Field::SenderKey),
    ("encryption_key", Field::EncryptionKey),
    ("signed_encryption_key", Field::SignedEncryptionKey),
];

const MODES: [(&str, Mode); 3] =
    [("strict", Mode::Strict), ("naive", Mode::Naive), ("ignore-untrusted", Mode::IgnoreUntrusted)];

fn id(call: &mut Call<'_>) -> Result<Members, Failure> {
    let id = public_key(&call.input.bytes("public_key")?)?.id();
    Ok(accepted([("id", id.as_bytes())]))
}

fn message(call: &mut Call<'_>) -> Result<Members, Failure> {
    let field = call.input.choice("field", &FIELDS)?;
    let value = wire::field(&call.input.bytes("message")?, field)?;
    Ok(accepted([("value", &value)]))
}

fn seal(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (signing_seed, topic_key) = (signing_seed(call)?, topic_key(call)?);
    let plaintext = call.input.bytes("plaintext")?;
    let sealed = seal::seal_with(nonce(call)?, &signing_seed, topic_key.as_ref(), &plaintext)?;
    if let Ok(Message::Simple(simple)) = Message::decode(&sealed) {
        call.note("sender_id", simple.sender_id().as_bytes());
        call.note("box", simple.boxed());
        call.note("signed_part", simple.signed_part());
        call.note("signature", simple.signature());
    }
    Ok(accepted([("message", &sealed)]))
}

fn open(call: &mut Call<'_>) -> Result<Members, Failure> {
    let own_id = public_key(&call.input.bytes("own_public_key")?)?.id();
    let topic_key = topic_key(call)?;
    let participants = participants(&call.input.list("participants")?)?;
    let mode = call.input.choice("mode", &MODES)?;
    let message = call.input.bytes("message")?;
    if let Ok(decoded) = Message::decode(&message) {
        call.note("sender_id", decoded.sender_id().as_bytes());
        if let Message::Simple(simple) = &decoded {
            call.note("signed_part", simple.signed_part());
        }
    }
    let plaintext = seal::open(&own_id, topic_key.as_ref(), &participants, mode, &message)?;
    Ok(accepted([("plaintext", &plaintext)]))
}

fn introduce(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (signing_seed, own) = (signing_seed(call)?, encryption_private_key(call)?);
    let message = seal::introduce(&signing_seed, &own);
    if let Ok(Message::Introduction(introduction)) = Message::decode(&message) {
        call.note("public_key", introduction.signing_key.as_bytes());
        call.note("encryption_public_key", introduction.encryption_key.as_bytes());
        call.note("signature", &introduction.signature);
    }
    Ok(accepted([("message", &message)]))
}

fn reply(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (signing_seed, own, topic_key) =
        (signing_seed(call)?, encryption_private_key(call)?, topic_key(call)?);
    let message = call.input.bytes("message")?;
    if let Ok(Message::Introduction(introduction)) = Message::decode(&message) {
        call.note("recipient_id", introduction.signing_key.id().as_bytes());
        call.note("box_key", BoxKey::between(&own, &introduction.encryption_key).as_bytes());
    }
    let reply = seal::reply_with(nonce(call)?, &signing_seed, &own, topic_key.as_ref(), &message)?;
    Ok(accepted([("message", &reply)]))
}

fn accept_reply(call: &mut Call<'_>) -> Result<Members, Failure> {
    let own_id = public_key(&call.input.bytes("own_public_key")?)?.id();
    let (own, topic_key) = (encryption_private_key(call)?, topic_key(call)?);
    let message = call.input.bytes("message")?;
    if let Ok(Message::Reply(reply)) = Message::decode(&message) {
        call.note("recipient_id", reply.recipient_id.as_bytes());
        call.note("box_key", BoxKey::between(&own, &reply.encryption_key).as_bytes());
    }
    let taken = seal::accept_reply(&own_id, &own, topic_key.as_ref(), &message)?;
    Ok(accepted([("topic_key", taken.to_bytes().as_slice())]))
}

fn topic_new(call: &mut Call<'_>) -> Result<Members, Failure> {
    let signing_seed = match call.input.optional_bytes("signing_seed")? {
        Some(given) => SigningSeed::try_from(given.as_slice())?,
        None => {
            call.draws.optional_array::<32>("signing_seed")?.map_or_else(SigningSeed::generate, Into::into)
        }
    };
    let own = match call.input.optional_bytes("encryption_private_key")? {
        Some(given) => EncryptionPrivateKey::try_from(given.as_slice())?,
        None => call
            .draws
            .optional_array::<32>("encryption_private_key")?
            .map_or_else(EncryptionPrivateKey::generate, Into::into),
    };
    let participants = participants(&call.input.optional_list("participants")?.unwrap_or_default())?;
    let topic = Topic::new(signing_seed, own, topic_key(call)?, participants);
    let out = accepted([
        ("public_key", topic.public_key().as_bytes().as_slice()),
        ("id", topic.id().as_bytes()),
        ("encryption_public_key", topic.encryption_public_key().as_bytes()),
    ]);
    call.new_actor()?.stringphone = Some(topic);
    Ok(out)
}

fn topic_trust(call: &mut Call<'_>) -> Result<Members, Failure> {
    let public_key = call.input.bytes("public_key")?;
    let id = topic(call)?.trust(self::public_key(&public_key)?);
    Ok(accepted([("id", id.as_bytes())]))
}

fn topic_distrust(call: &mut Call<'_>) -> Result<Members, Failure> {
    let id = call.input.bytes("id")?;
    topic(call)?.distrust(&id)?;
    Ok(Members::new())
}

fn topic_seal(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (nonce, plaintext) = (nonce(call)?, call.input.bytes("plaintext")?);
    let message = topic(call)?.seal_with(nonce, &plaintext)?;
    Ok(accepted([("message", &message)]))
}

fn topic_open(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (mode, message) = (call.input.choice("mode", &MODES)?, call.input.bytes("message")?);
    let plaintext = topic(call)?.open(mode, &message)?;
    Ok(accepted([("plaintext", &plaintext)]))
}

fn topic_introduce(call: &mut Call<'_>) -> Result<Members, Failure> {
    let message = topic(call)?.introduce();
    Ok(accepted([("message", &message)]))
}

fn topic_reply(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (nonce, introduction) = (nonce(call)?, call.input.bytes("message")?);
    let message = topic(call)?.reply_with(nonce, &introduction)?;
    Ok(accepted([("message", &message)]))
}

fn topic_accept_reply(call: &mut Call<'_>) -> Result<Members, Failure> {
    let reply = call.input.bytes("message")?;
    let taken = topic(call)?.accept_reply(&reply)?.to_bytes();
    Ok(accepted([("topic_key", taken.as_slice())]))
}

fn topic<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Topic, Failure> {
    call.actor().and_then(|actor| actor.stringphone.as_mut()).ok_or_else(|| {
        Failure::Error(
            "this actor has no Topic in this session; make it with stringphone.topic.new".to_owned(),
        )
    })
}

fn signing_seed(call: &Call<'_>) -> Result<SigningSeed, Failure> {
    Ok(SigningSeed::try_from(call.input.bytes("signing_seed")?.as_slice())?)
}

fn encryption_private_key(call: &Call<'_>) -> Result<EncryptionPrivateKey, Failure> {
    Ok(EncryptionPrivateKey::try_from(call.input.bytes("encryption_private_key")?.as_slice())?)
}

fn topic_key(call: &Call<'_>) -> Result<Option<TopicKey>, Failure> {
    let given = call.input.optional_bytes("topic_key")?;
    Ok(given.map(|bytes| TopicKey::try_from(bytes.as_slice())).transpose()?)
}

fn participants(keys: &[Vec<u8>]) -> Result<Participants, Failure> {
    keys.iter().map(|key| public_key(key)).collect()
}

fn public_key(bytes: &[u8]) -> Result<SigningPublicKey, Failure> {
    Ok(SigningPublicKey::try_from(bytes)?)
}

/// The nonce that the request gives, or a new one.
fn nonce(call: &Call<'_>) -> Result<Nonce, Failure> {
    Ok(call.draws.optional_array::<24>("nonce")?.map_or_else(Nonce::generate, Nonce::from))
}

fn accepted<const N: usize>(members: [(&str, &[u8]); N]) -> Members {
    members.into_iter().map(|(name, bytes)| (name.to_owned(), Value::String(hex::encode(bytes)))).collect()
}

rejects_with!(Misuse, Reject, Refused);
