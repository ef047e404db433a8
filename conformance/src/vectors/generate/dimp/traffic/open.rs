//! `open.json`: what a reader makes of key blocks and ciphertexts, section 5.18.

use serde_json::{Value, json};

use super::super::refusal::{Own, choice, measured, refuse};
use super::super::value::{hex, value};
use super::cast::Cast;
use super::layout::{Object, absent, group_of};
use super::letter::{
    MESSAGE_KEY, base64, enclosed, encrypt, encrypt_blocks, from_base64, letter, with_block,
};
use super::open_blocks::{NO_TEXT, block_texts, dictionaries, lengths, paddings};
use super::verify::{GOOD, message};
use crate::vectors::generate::{Author, Draft, case};

/// A content of sample 17.
pub(super) const CONTENT: &str = r#"{"text": "Hello world!", "sn": 3862846817, "type": 1}"#;

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    [
        lengths(&cast),
        paddings(&cast),
        dictionaries(&cast),
        block_texts(author, &cast),
        private_keys(author, &cast),
        keys_before(author, &cast),
        ciphertexts(author, &cast),
        contents(&cast),
    ]
    .concat()
}

/// A message that hulk reads, as moki's.
pub(super) fn opens(cast: &Cast, name: &str, about: &str, rules: &[&str], message: &Object) -> Draft {
    opens_with(name, about, rules, message, cast.hulk_reads())
}

pub(super) fn opens_with(
    name: &str,
    about: &str,
    rules: &[&str],
    message: &Object,
    mut reader: Value,
) -> Draft {
    if let Some(members) = reader.as_object_mut() {
        members.insert("message".to_owned(), message.hex().into());
    }
    case(&format!("dimp/{name}")).about(about).rules(rules).op("dimp.message.open", reader)
}

/// What is given of a message with this content, whose key block holds [`MESSAGE_KEY`].
pub(super) fn opened(message: &Object, content: &str) -> Value {
    let mut given = opened_content(message, content);
    if let Some(members) = given.as_object_mut() {
        members.insert("message_key".to_owned(), hex(MESSAGE_KEY).into());
    }
    given
}

/// The same of a message without key block.
pub(super) fn opened_without_block(message: &Object, content: &str) -> Value {
    let mut given = opened_content(message, content);
    if let Some(members) = given.as_object_mut() {
        members.insert("message_key".to_owned(), absent());
    }
    given
}

fn opened_content(message: &Object, content: &str) -> Value {
    let id = |name: &str| hex(message.get(name).as_str().expect("an ID is text"));
    let plain: Value = serde_json::from_str(content).expect("a content is JSON");
    let mut given = json!({ "sender": id("sender"), "receiver": id("receiver") });
    if let Some(members) = given.as_object_mut() {
        members.insert("group".to_owned(), group_of(&plain));
        members.insert("content".to_owned(), value(&plain));
    }
    given
}

/// Several private keys, and none.
fn private_keys(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let base = message(author);
    let with = |name: &str, about: &str, keys: &[&str]| {
        let mut reader = cast.hulk_reads();
        if let Some(members) = reader.as_object_mut() {
            members.insert("private_keys".to_owned(), json!(keys));
        }
        opens_with(&format!("open/{name}"), about, &["DI-OPEN-2"], &base, reader)
    };
    let given = || opened(&base, CONTENT);
    let carol = author.input("dimp/meta/carol-make").expect("it is a capture");
    let carol = carol.get("private_key").and_then(Value::as_str).expect("it has a key");
    let own = cast.hulk.private_key.as_str();
    vec![
        measured(
            with(
                "second-private-key",
                "the second private key is the right one",
                &[&cast.moki.private_key, own],
            )
            .accept(given()),
            "N 56",
            Own::Failed(NO_TEXT),
        ),
        measured(
            with(
                "second-private-key-2048-first",
                "a longer private key, and then the right one",
                &[&cast.bob.private_key, own],
            )
            .accept(given()),
            "N 56",
            Own::Took(given()),
        ),
        with("right-key-first", "the right private key, and then another", &[own, &cast.moki.private_key])
            .accept(given()),
        with("ecc-key-first", "a private key that cannot decrypt, and then the right one", &[carol, own])
            .needs("dimp-ecc")
            .accept(given()),
        refuse(with("no-private-key", "no private key", &[]), GOOD, "bad-key-block"),
        refuse(
            with("wrong-private-key", "the private key of somebody else", &[&cast.moki.private_key]),
            GOOD,
            "bad-key-block",
        ),
    ]
}

/// The message key of the direction from before.
fn keys_before(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let without = message(author).without("key");
    let with = |name: &str, about: &str, rules: &[&str], message: &Object, key: &str| {
        let mut reader = cast.hulk_reads();
        if let Some(members) = reader.as_object_mut() {
            members.insert("message_key".to_owned(), hex(key).into());
        }
        opens_with(&format!("open/{name}"), about, rules, message, reader)
    };
    let no_key = opens(cast, "open/no-key", "no key block, and no key from before", &["DI-OPEN-3"], &without);
    let failed = "ValueError: failed to get msg key: ...";
    let broken = message(author).set("key", base64([1; 128]));
    let other = MESSAGE_KEY.replace("nAj0", "oAj0");
    let plain = enclosed(&cast.moki, &cast.hulk, CONTENT.as_bytes()).without("key");
    let plain_given = opened_without_block(&plain, CONTENT);
    vec![
        measured(refuse(no_key, GOOD, "no-message-key"), "N 71", Own::Failed(failed)),
        with(
            "key-from-before",
            "no key block, and the key from before",
            &["DI-OPEN-3"],
            &without,
            MESSAGE_KEY,
        )
        .accept(opened_without_block(&without, CONTENT)),
        with(
            "key-from-before-not-needed",
            "a key block, and another key from before",
            &["DI-OPEN-3"],
            &message(author),
            &other,
        )
        .accept(opened(&message(author), CONTENT)),
        refuse(
            with(
                "block-fails-key-from-before",
                "a key block that fails, and the right key from before",
                &["DI-OPEN-2"],
                &broken,
                MESSAGE_KEY,
            ),
            GOOD,
            "bad-key-block",
        ),
        refuse(
            with(
                "wrong-key-from-before",
                "no key block, and another key from before",
                &["DI-ENC-3"],
                &without,
                &other,
            ),
            "dimp/open/key-from-before",
            "bad-padding",
        ),
        choice(
            with(
                "plain-from-before",
                "no key block, and PLAIN from before",
                &["DI-OPEN-4"],
                &plain,
                r#"{"algorithm": "PLAIN"}"#,
            ),
            "dimp/open/key-from-before",
            "plain-key",
            ("plain-key", "accepted"),
            plain_given,
        ),
        refuse(
            with(
                "bad-key-from-before",
                "no key block, and a key from before that is none",
                &["DI-DICT-5"],
                &without,
                r#"{"algorithm": "AES"}"#,
            ),
            "dimp/open/key-from-before",
            "bad-key",
        ),
    ]
}

/// What is encrypted, under a good signature.
fn ciphertexts(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let sealed = |ciphertext: &[u8]| enclosed(&cast.moki, &cast.hulk, ciphertext);
    let refused = |name: &str, about: &str, rule: &str, message: &Object, code: &str| {
        refuse(opens(cast, &format!("open/{name}"), about, &[rule], message), GOOD, code)
    };
    let whole = encrypt(CONTENT);
    let mut flipped = from_base64(&message(author).get("data"));
    if let Some(byte) = flipped.get_mut(3) {
        *byte ^= 1;
    }
    let flipped = message(author).set("data", base64(&flipped));
    let other_iv = MESSAGE_KEY.replace("h0/ZzIevpI9eWqHcdaD44Q==", &base64([0x99; 16]));
    let other_iv = with_block(&cast.moki, &cast.hulk, CONTENT, &cast.hulk.rsa.encrypt(other_iv.as_bytes()));
    let filled = |last: &[u8]| {
        let mut blocks = CONTENT.as_bytes().to_vec();
        blocks.resize(64 - last.len(), b' ');
        blocks.extend_from_slice(last);
        sealed(&encrypt_blocks(&blocks))
    };
    vec![
        measured(
            refused("data-bit-flipped", "a bit of the ciphertext", "DI-MSG-14", &flipped, "bad-signature"),
            "N 58",
            Own::Refused("not verified, or suspended until the meta is known"),
        ),
        measured(
            refused(
                "other-iv",
                "a key block with another IV: the first block is garbled",
                "DI-JSON-1",
                &other_iv,
                "not-utf8",
            ),
            "N 60",
            Own::Failed(
                "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xf4 in position 1: invalid continuation byte",
            ),
        ),
        refused("ciphertext-0", "no ciphertext", "DI-ENC-2", &sealed(&[]), "bad-length"),
        refused(
            "ciphertext-15",
            "15 bytes of ciphertext",
            "DI-ENC-2",
            &sealed(whole.get(..15).unwrap_or_default()),
            "bad-length",
        ),
        refused(
            "ciphertext-17",
            "17 bytes of ciphertext",
            "DI-ENC-2",
            &sealed(whole.get(..17).unwrap_or_default()),
            "bad-length",
        ),
        refused("ciphertext-last-255", "a last byte of 255", "DI-ENC-3", &filled(&[255]), "bad-padding"),
        refused(
            "ciphertext-last-65",
            "a last byte that is one more than the length",
            "DI-ENC-3",
            &filled(&[65]),
            "bad-padding",
        ),
        refused(
            "ciphertext-cut",
            "a ciphertext without its last block",
            "DI-ENC-3",
            &sealed(whole.get(..48).unwrap_or_default()),
            "bad-padding",
        ),
    ]
}

/// What the ciphertext holds.
fn contents(cast: &Cast) -> Vec<Draft> {
    let holds = |plaintext: &[u8]| enclosed(&cast.moki, &cast.hulk, &encrypt(plaintext));
    let refused = |name: &str, about: &str, rule: &str, plaintext: &[u8], code: &str| {
        refuse(opens(cast, &format!("open/{name}"), about, &[rule], &holds(plaintext)), GOOD, code)
    };
    let differs = letter(&cast.moki, &cast.hulk, CONTENT).set("type", 136);
    let given = opened(&differs, CONTENT);
    let member =
        letter(&cast.moki, &cast.hulk, CONTENT).set("content", json!({ "text": "evil", "sn": 1, "type": 1 }));
    let laid_out = "{\"type\":1,\n \"sn\":5,\"text\":\"\u{2600}\"}";
    let free = holds(laid_out.as_bytes());
    vec![
        measured(
            opens(
                cast,
                "open/type-differs",
                "another type in the envelope: that of the content counts",
                &["DI-CONT-14"],
                &differs,
            )
            .accept(given.clone()),
            "N 63",
            Own::Took(given),
        ),
        measured(
            opens(
                cast,
                "open/member-content",
                "a member `content`: it means nothing",
                &["DI-CONT-14"],
                &member,
            )
            .accept(opened(&member, CONTENT)),
            "N 74",
            Own::Took(opened(&member, CONTENT)),
        ),
        opens(cast, "open/other-layout", "a content of another layout and order", &["DI-CONT-14"], &free)
            .accept(opened(&free, laid_out)),
        refused("content-not-utf8", "bytes that are no UTF-8", "DI-JSON-1", b"\"\xff\"", "not-utf8"),
        refused("content-not-json", "a text that is no JSON", "DI-JSON-2", b"Hello world!", "not-json"),
        refused("content-list", "a list", "DI-CONT-3", b"[]", "not-object"),
        refused("content-empty", "an empty text", "DI-JSON-2", b"", "not-json"),
        refused(
            "content-without-type",
            "a content without type",
            "DI-CONT-5",
            br#"{"text": "x", "sn": 1}"#,
            "bad-content",
        ),
        refused(
            "content-later",
            "a content of a later generation",
            "DI-CONT-4",
            br#"{"T": "1", "N": 5}"#,
            "later-version",
        ),
    ]
}
