//! `open.json`: key blocks, each of which fails in its own way and all with one code.

use super::super::refusal::{Own, measured, refuse};
use super::super::value::hex;
use super::cast::Cast;
use super::layout::Object;
use super::letter::{MESSAGE_KEY, base64, letter, with_block};
use super::open::{CONTENT, opened, opens};
use super::verify::{GOOD, message};
use crate::vectors::generate::{Author, Draft};

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

pub(super) const NO_TEXT: &str = "AttributeError: 'str' object has no attribute 'decode'";

pub(super) fn lengths(cast: &Cast) -> Vec<Draft> {
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
pub(super) fn paddings(cast: &Cast) -> Vec<Draft> {
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
pub(super) fn dictionaries(cast: &Cast) -> Vec<Draft> {
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
pub(super) fn block_texts(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
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
