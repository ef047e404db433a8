//! Messages made by hand of the captures' keys: also those that no writer makes.

use aes::Aes256;
use cbc::cipher::{BlockModeEncrypt, KeyIvInit};
use data_encoding::BASE64;
use serde_json::Value;

use super::cast::Person;
use super::layout::{Object, text};

/// The message key of sample 17, as its key block holds it.
pub(super) const MESSAGE_KEY: &str = r#"{"algorithm": "AES", "data": "nAj0wcfg5iNHPpbcf+5MRyYIhCinhAm9nU4T5XmnWbs=", "iv": "h0/ZzIevpI9eWqHcdaD44Q=="}"#;
const KEY: &str = "nAj0wcfg5iNHPpbcf+5MRyYIhCinhAm9nU4T5XmnWbs=";
const IV: &str = "h0/ZzIevpI9eWqHcdaD44Q==";
const TIME: i64 = 1_587_100_007;

pub(super) fn base64(bytes: impl AsRef<[u8]>) -> String {
    BASE64.encode(bytes.as_ref())
}

pub(super) fn from_base64(value: &Value) -> Vec<u8> {
    BASE64.decode(value.as_str().expect("base64 is text").as_bytes()).expect("it is base64")
}

/// Encrypted with the message key.
pub(super) fn encrypt(plaintext: impl AsRef<[u8]>) -> Vec<u8> {
    let bytes = |text: &str| BASE64.decode(text.as_bytes()).expect("it is base64");
    encrypt_with(&bytes(KEY), &bytes(IV), plaintext)
}

/// Encrypted with another one, of 32 bytes.
pub(super) fn encrypt_with(key: &[u8], iv: &[u8], plaintext: impl AsRef<[u8]>) -> Vec<u8> {
    let mut padded = plaintext.as_ref().to_vec();
    let padding = 16 - padded.len() % 16;
    padded.extend(std::iter::repeat_n(u8::try_from(padding).expect("it is 16 at most"), padding));
    blocks_with(key, iv, &padded)
}

/// Whole blocks, without padding.
pub(super) fn encrypt_blocks(blocks: impl AsRef<[u8]>) -> Vec<u8> {
    let bytes = |text: &str| BASE64.decode(text.as_bytes()).expect("it is base64");
    blocks_with(&bytes(KEY), &bytes(IV), blocks.as_ref())
}

fn blocks_with(key: &[u8], iv: &[u8], blocks: &[u8]) -> Vec<u8> {
    let mut cipher = cbc::Encryptor::<Aes256>::new_from_slices(key, iv).expect("key and IV have their sizes");
    let (blocks, rest) = blocks.as_chunks::<16>();
    assert!(rest.is_empty(), "blocks are whole");
    let encrypted = blocks.iter().flat_map(|block| {
        let mut block = (*block).into();
        cipher.encrypt_block(&mut block);
        <[u8; 16]>::from(block)
    });
    encrypted.collect()
}

/// A message to a user.
pub(super) fn letter(sender: &Person, receiver: &Person, content: &str) -> Object {
    enclosed(sender, receiver, &encrypt(content)).set("type", kind_of(content))
}

/// A message to a user with this ciphertext, whatever it is.
pub(super) fn enclosed(sender: &Person, receiver: &Person, ciphertext: &[u8]) -> Object {
    signed(sender, &receiver.id, ciphertext)
        .set("key", base64(receiver.rsa.encrypt(MESSAGE_KEY.as_bytes())))
        .set("type", 1)
        .last("signature")
}

/// A good message to a user with this as key block.
pub(super) fn with_block(sender: &Person, receiver: &Person, content: &str, block: &[u8]) -> Object {
    letter(sender, receiver, content).set("key", base64(block))
}

/// A message to a group, with a key block for each of these.
pub(super) fn group_letter(sender: &Person, group: &str, members: &[&Person], content: &str) -> Object {
    let blocks = members
        .iter()
        .map(|member| (member.id.clone(), Value::from(base64(member.rsa.encrypt(MESSAGE_KEY.as_bytes())))));
    signed(sender, group, &encrypt(content))
        .set("keys", Value::Object(blocks.collect()))
        .set("type", kind_of(content))
        .last("signature")
}

/// A message that is not encrypted.
pub(super) fn broadcast(sender: &Person, receiver: &str, data: &str) -> Object {
    head(sender, receiver)
        .set("data", data)
        .set("type", 1)
        .set("signature", base64(sender.rsa.sign(data.as_bytes())))
}

/// The same message, signed anew by somebody, its data being base64.
pub(super) fn signed_by(message: Object, signer: &Person) -> Object {
    let data = from_base64(&message.get("data"));
    message.set("signature", base64(signer.rsa.sign(&data)))
}

fn head(sender: &Person, receiver: &str) -> Object {
    Object::of(&serde_json::json!({ "sender": sender.id, "receiver": receiver, "time": TIME }))
}

fn signed(sender: &Person, receiver: &str, ciphertext: &[u8]) -> Object {
    head(sender, receiver)
        .set("data", base64(ciphertext))
        .set("signature", base64(sender.rsa.sign(ciphertext)))
}

fn kind_of(content: &str) -> Value {
    let plain: Value = serde_json::from_str(content).expect("a content is JSON");
    plain.get("type").cloned().expect("a content has a type")
}

/// A profile, signed by somebody.
pub(super) fn profile(id: &str, properties: &Value, signer: &Person) -> Object {
    let data = text(properties);
    let signature = base64(signer.rsa.sign(data.as_bytes()));
    Object::of(&serde_json::json!({ "ID": id, "data": data, "signature": signature }))
}
