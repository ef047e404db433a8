//! Forging operations of stringphone: what an attacker can make with keys of its own (`spec/stringphone.md`
//! section 9). They lay out messages by hand, because the reference makes none that lie.

use taut_stringphone::EncryptionPublicKey;
use taut_stringphone::seal::{BoxKey, secret_box};
use taut_wire::Writer;

use super::{Call, Failure, Members, Operation, accepted, encryption_private_key, nonce, signing_seed};

pub(in super::super) const FORGING: [Operation; 3] = [
    Operation { name: "stringphone.forge.simple", run: simple },
    Operation { name: "stringphone.forge.introduction", run: introduction },
    Operation { name: "stringphone.forge.reply", run: reply },
];

/// A simple message with any sender ID, honestly signed and boxed in everything else.
fn simple(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (signing_seed, nonce) = (signing_seed(call)?, nonce(call)?);
    let (topic_key, plaintext) = (call.input.array::<32>("topic_key")?, call.input.bytes("plaintext")?);
    let sender_id = call.input.bytes("sender_id")?;
    let boxed = secret_box(&topic_key, &nonce, &plaintext);
    let signed_part = [&sender_id, nonce.as_bytes().as_slice(), &boxed].concat();
    let signature = signing_seed.sign(&signed_part);
    Ok(message(Writer::with_capacity(65 + signed_part.len()).put(b"s").put(&signature).put(&signed_part)))
}

/// An introduction with anything in the place of the encryption key, honestly signed.
fn introduction(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (signing_seed, encryption_key) = (signing_seed(call)?, call.input.bytes("encryption_key")?);
    let (signing_key, signature) = (signing_seed.public_key(), signing_seed.sign(&encryption_key));
    Ok(message(
        Writer::with_capacity(97 + encryption_key.len())
            .put(b"i")
            .put(signing_key.as_bytes())
            .put(&signature)
            .put(&encryption_key),
    ))
}

/// A reply for any recipient, with anything as topic key, and with anybody's signing key.
fn reply(call: &mut Call<'_>) -> Result<Members, Failure> {
    let (own, nonce) = (encryption_private_key(call)?, nonce(call)?);
    let newcomer = EncryptionPublicKey::from(call.input.array::<32>("encryption_key")?);
    let box_key = BoxKey::between(&own, &newcomer);
    let boxed = secret_box(box_key.as_bytes(), &nonce, &call.input.bytes("topic_key")?);
    Ok(message(
        Writer::with_capacity(153)
            .put(b"r")
            .put(&call.input.bytes("recipient_id")?)
            .put(nonce.as_bytes())
            .put(&boxed)
            .put(own.public_key().as_bytes())
            .put(&call.input.bytes("claimed_key")?),
    ))
}

fn message(writer: Writer) -> Members {
    accepted([("message", &writer.finish())])
}
