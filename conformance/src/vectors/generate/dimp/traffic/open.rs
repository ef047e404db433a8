//! `open.json`: what a reader makes of key blocks and ciphertexts, section 5.18.

use serde_json::{Value, json};

use super::super::refusal::{Own, choice, measured, refuse};
use super::super::value::{hex, value};
use super::cast::Cast;
use super::layout::Object;
use super::letter::{
    MESSAGE_KEY, base64, enclosed, encrypt, encrypt_blocks, from_base64, letter, with_block,
};
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
    let mut given = opened_without_block(message, content);
    if let Some(members) = given.as_object_mut() {
        members.insert("message_key".to_owned(), hex(MESSAGE_KEY).into());
    }
    given
}

/// The same of a message without key block.
pub(super) fn opened_without_block(message: &Object, content: &str) -> Value {
    let id = |name: &str| hex(message.get(name).as_str().expect("an ID is text"));
    let plain: Value = serde_json::from_str(content).expect("a content is JSON");
    let mut given = json!({ "sender": id("sender"), "receiver": id("receiver") });
    if let Some(members) = given.as_object_mut() {
        if let Some(group) = plain.get("group").and_then(Value::as_str) {
            members.insert("group".to_owned(), hex(group).into());
        }
        members.insert("content".to_owned(), value(&plain));
    }
    given
}

/// A good message to hulk with another block.
fn blocked(cast: &Cast, name: &str, about: &str, block: &[u8]) -> Draft {
    let message = with_block(&cast.moki, &cast.hulk, CONTENT, block);
    let draft = opens(cast, &format!("open/{name}"), about, &["DI-OPEN-2"], &message);
    refuse(draft, GOOD, "bad-key-block")
}

/// A block that holds this text.
fn holding(cast: &Cast, name: &str, about: &str, text: &str) -> Draft {
    blocked(cast, name, about, &cast.hulk.rsa.encrypt(text.as_bytes()))
}

const NO_TEXT: &str = "AttributeError: 'str' object has no attribute 'decode'";

fn lengths(cast: &Cast) -> Vec<Draft> {
    let block = cast.hulk.rsa.encrypt(MESSAGE_KEY.as_bytes());
    let twice = [block.as_slice(), &block].concat();
    let mut drafts: Vec<Draft> = [100, 127, 129, 256]
        .into_iter()
        .map(|length| {
            let about = format!("a key block of {length} bytes");
            let draft =
                blocked(cast, &format!("key-block-{length}"), &about, twice.get(..length).unwrap_or(&twice));
            measured(draft, "N 54", Own::Failed("AssertionError: failed to decrypt key in msg: ..."))
        })
        .collect();
    drafts.push(blocked(cast, "key-block-0", "an empty key block", &[]));
    let junk = blocked(cast, "key-block-junk", "a key block that decrypts to no padding", &[1; 128]);
    drafts.push(measured(junk, "N 53", Own::Failed(NO_TEXT)));
    drafts.push(blocked(
        cast,
        "key-block-above-modulus",
        "a key block whose number is not below the modulus",
        &[0xff; 128],
    ));
    drafts
}

/// Blocks under wrong padding, all of which hold a good message key.
fn paddings(cast: &Cast) -> Vec<Draft> {
    let raised = |parts: &[&[u8]]| {
        let block = parts.concat();
        assert_eq!(block.len(), cast.hulk.rsa.size(), "a block is as long as the modulus");
        cast.hulk.rsa.raise_publicly(&block)
    };
    let key = MESSAGE_KEY.as_bytes();
    let rows: [(&str, &str, Vec<u8>, &str); 5] = [
        ("padding-7", "seven bytes of padding", raised(&[&[0, 2], &[0x55; 7], &[0], &[b'm'; 118]]), NO_TEXT),
        ("padding-no-zero", "padding without end", raised(&[&[0, 2], &[0x55; 126]]), NO_TEXT),
        ("padding-type-1", "the padding of a signature", raised(&[&[0, 1], &[0xff; 15], &[0], key]), NO_TEXT),
        (
            "padding-first-byte-1",
            "a first byte that is not zero",
            raised(&[&[1, 2], &[0x55; 15], &[0], key]),
            NO_TEXT,
        ),
        (
            "empty-message",
            "a good padding, and nothing behind it",
            raised(&[&[0, 2], &[0x55; 125], &[0]]),
            "JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
        ),
    ];
    rows.iter()
        .map(|(name, about, block, raised)| {
            measured(blocked(cast, name, about, block), "N 55", Own::Failed(raised))
        })
        .collect()
}

/// Texts in a key block that are no message key.
fn dictionaries(cast: &Cast) -> Vec<Draft> {
    let key = || Object::of(&serde_json::from_str(MESSAGE_KEY).expect("the key is JSON"));
    let short = r#"{"A": "AES", "D": "nAj0wcfg5iNHPpbcf+5MRyYIhCinhAm9nU4T5XmnWbs="}"#;
    let good = opened(&letter(&cast.moki, &cast.hulk, CONTENT), CONTENT);
    let taken = |draft: Draft, when: (&str, &str), text: &str| {
        let mut given = good.clone();
        if let Some(members) = given.as_object_mut() {
            members.insert("message_key".to_owned(), hex(text).into());
        }
        draft.variant(&[when], crate::vectors::generate::Wanted::Accept(given))
    };
    let twice = MESSAGE_KEY.replace(": ", ":").replace(", ", ",").replace("\"data\"", "\"iv\":\"\",\"data\"");
    let loose = MESSAGE_KEY.replace("44Q==", "44Q== ");
    let old = cast.hulk.rsa.encrypt(br#"{"algorithm": "AES", "passphrase": "12345678"}"#);
    let old = with_block(&cast.moki, &cast.hulk, CONTENT, &old);
    vec![
        measured(
            holding(cast, "short-names-in-key", "a message key with names of a later generation", short),
            "N 42",
            Own::Failed("KeyError: 'algorithm'"),
        ),
        holding(cast, "key-number", "a number in the key block", "5"),
        holding(cast, "key-list", "a list in the key block", "[]"),
        holding(cast, "key-empty-object", "an empty object in the key block", "{}"),
        holding(
            cast,
            "key-rsa",
            "another algorithm in the key block",
            r#"{"algorithm": "RSA", "data": "x"}"#,
        ),
        holding(
            cast,
            "key-unknown",
            "an algorithm that nobody knows",
            r#"{"algorithm": "DES", "data": "AAAAAAAAAAA="}"#,
        ),
        holding(cast, "key-algorithm-number", "a number as algorithm", r#"{"algorithm": 5}"#),
        holding(
            cast,
            "key-15-bytes",
            "a message key of 15 bytes",
            &key().set("data", base64([7; 15])).text(),
        ),
        holding(cast, "key-iv-8-bytes", "an IV of 8 bytes", &key().set("iv", base64([7; 8])).text()),
        holding(cast, "key-not-base64", "a message key that is no base64", &key().set("data", "AAA").text()),
        taken(
            holding(cast, "key-loose-base64", "a space behind the IV", &loose),
            ("base64-text", "lenient"),
            &loose,
        ),
        taken(
            holding(cast, "key-iv-twice", "two IVs, of which the second is good", &twice),
            ("duplicate-members", "last"),
            &twice,
        ),
        refuse(
            opens(
                cast,
                "open/old-key-in-block",
                "a message key in the form of 2018",
                &["DI-DICT-4", "DI-OPEN-2"],
                &old,
            ),
            GOOD,
            "old-key",
        ),
    ]
}

/// The member `key` is base64.
fn block_texts(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let base = message(author);
    let block = base.get("key").as_str().expect("it is text").to_owned();
    let with = |name: &str, about: &str, text: &str| {
        let draft =
            opens(cast, &format!("open/{name}"), about, &["DI-OPEN-2"], &base.clone().set("key", text));
        refuse(draft, GOOD, "bad-key-block")
    };
    let (head, tail) = block.split_at(20);
    vec![
        with("block-not-base64", "a key block that is no base64", block.trim_end_matches('=')),
        with("block-line-end", "a line end within the key block", &format!("{head}\n{tail}")).variant(
            &[("base64-text", "lenient")],
            crate::vectors::generate::Wanted::Accept(opened(&base, CONTENT)),
        ),
    ]
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
