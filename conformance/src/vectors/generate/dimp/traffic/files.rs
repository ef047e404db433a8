//! `file.json`: contents whose data lies in a store, section 5.15.

use serde_json::json;

use super::super::refusal::{misuse, refuse};
use super::super::value::hex;
use super::files_open::{downloads, extensions, open_refusals, opens, passwords};
use super::layout::Object;
use super::letter::{MESSAGE_KEY, base64, encrypt};
use crate::vectors::generate::{Author, Draft, Wanted, case};

const SEALED: &str = "dimp/file-seal/file";
pub(super) const STORE: &str = "https://x/y";

pub(super) fn drafts(_: &Author<'_>) -> Vec<Draft> {
    [seals(), seal_refusals(), urls(), extensions(), opens(), downloads(), open_refusals(), passwords()]
        .concat()
}

fn asks_to_seal(name: &str, about: &str, rules: &[&str], content: &str, key: &str, url: &str) -> Draft {
    case(&format!("dimp/file-seal/{name}"))
        .about(about)
        .rules(rules)
        .op("dimp.file.seal", json!({ "content": hex(content), "message_key": hex(key), "url": hex(url) }))
}

/// What is made, which the reader of files takes.
fn made(draft: Draft, key: &str, content: &Object, upload: &str) -> Draft {
    let reader = json!({
        "content": { "$ref": "/content" },
        "message_key": hex(key),
        "download": { "$ref": "/upload" },
    });
    let accept = json!({ "content": content.hex(), "upload": upload });
    draft.accept(accept).check("dimp.file.open", reader, json!({}))
}

pub(super) fn inline() -> Object {
    Object::of(&json!({ "type": 16, "data": "aGVsbG8=", "filename": "a.txt", "sn": 1 }))
}

fn seals() -> Vec<Draft> {
    let rules = &["DI-FILE-2"];
    let sealed = |name: &str, about: &str, content: &Object, after: &Object, data: &[u8]| {
        let upload = encrypt(data);
        let draft = asks_to_seal(name, about, rules, &content.text(), MESSAGE_KEY, STORE);
        made(draft, MESSAGE_KEY, after, &hex(upload))
    };
    let behind = || inline().without("data").set("URL", STORE);
    let front = Object::of(&json!({ "URL": "http://old/", "type": 16, "data": "aGVsbG8=", "sn": 1 }));
    let in_place = Object::of(&json!({ "URL": STORE, "type": 16, "sn": 1 }));
    let image = Object::of(&json!({ "type": 18, "thumbnail": "AAEC", "data": "", "sn": 1, "x": [1] }));
    let image_after = image.clone().without("data").set("URL", STORE);
    let block = inline().set("data", base64([b'B'; 16]));
    let no_iv = r#"{"algorithm": "AES", "data": "AAAAAAAAAAAAAAAAAAAAAA=="}"#;
    let layout = "{\"type\":16,\n\"data\":\"aGVsbG8=\",\"sn\":1}";
    let laid_out = Object::of(&json!({ "type": 16, "sn": 1, "URL": STORE }));
    vec![
        sealed("inline", "a file becomes a URL and an upload", &inline(), &behind(), b"hello"),
        sealed("url-in-place", "a URL that is there already gives its place", &front, &in_place, b"hello"),
        sealed("image-of-nothing", "an image without bytes: a block of padding", &image, &image_after, b""),
        sealed("whole-block", "data of a block: another one of padding", &block, &behind(), &[b'B'; 16]),
        made(
            asks_to_seal(
                "other-layout",
                "a content of another layout is written anew",
                rules,
                layout,
                MESSAGE_KEY,
                STORE,
            ),
            MESSAGE_KEY,
            &laid_out,
            &hex(encrypt(b"hello")),
        ),
        made(
            asks_to_seal(
                "zero-iv",
                "a message key of 16 bytes without IV",
                &["DI-FILE-2", "DI-DICT-6"],
                &inline().text(),
                no_iv,
                STORE,
            ),
            no_iv,
            &behind(),
            ZERO_KEY_UPLOAD,
        ),
    ]
}

/// `hello` under a key and an IV of zeros, from another implementation of AES.
const ZERO_KEY_UPLOAD: &str = "9834ed518cbc8fbe9af3c6ecb75eb8c0";

fn seal_refusals() -> Vec<Draft> {
    let ask = |name: &str, about: &str, rule: &str, content: &str| {
        asks_to_seal(name, about, &[rule], content, MESSAGE_KEY, STORE)
    };
    let bad =
        |name: &str, about: &str, content: &str| misuse(ask(name, about, "DI-FILE-1", content), "bad-data");
    let key = |name: &str, about: &str, rule: &str, key: &str, code: &str| {
        refuse(asks_to_seal(name, about, &[rule], &inline().text(), key, STORE), SEALED, code)
    };
    let loose = inline().set("data", "aGVsbG8=\n").text();
    let no_base64 = inline().set("data", "aGVsbG8").text();
    let behind = inline().without("data").set("URL", STORE);
    let loose_accepted = json!({ "content": behind.hex(), "upload": hex(encrypt(b"hello")) });
    vec![
        bad("text", "a text is no file", r#"{"text": "x", "sn": 1, "type": 1, "data": "AA=="}"#),
        bad("unknown-type", "a type without kind is no file", r#"{"type": 32, "sn": 1, "data": "AA=="}"#),
        bad("no-data", "a file without data", r#"{"type": 16, "sn": 1}"#),
        bad("data-number", "a number as data", r#"{"type": 16, "sn": 1, "data": 5}"#),
        bad("data-null", "null as data", r#"{"type": 16, "sn": 1, "data": null}"#),
        refuse(
            ask("data-not-base64", "data that is no base64", "DI-TEXT-1", &no_base64),
            SEALED,
            "bad-base64",
        ),
        refuse(ask("data-line-end", "a line end behind the data", "DI-TEXT-2", &loose), SEALED, "loose-text")
            .variant(&[("base64-text", "lenient")], Wanted::Accept(loose_accepted)),
        refuse(
            ask("content-not-object", "a content that is no object", "DI-CONT-3", "[]"),
            SEALED,
            "not-object",
        ),
        refuse(
            ask(
                "content-without-type",
                "a content without type",
                "DI-CONT-5",
                r#"{"sn": 1, "data": "AA=="}"#,
            ),
            SEALED,
            "bad-content",
        ),
        key("plain", "PLAIN encrypts nothing", "DI-DICT-3", r#"{"algorithm": "PLAIN"}"#, "unknown-algorithm"),
        key(
            "rsa",
            "a key of another use",
            "DI-DICT-3",
            r#"{"algorithm": "RSA", "data": "x"}"#,
            "unknown-algorithm",
        ),
        key(
            "key-15-bytes",
            "a message key of 15 bytes",
            "DI-DICT-6",
            r#"{"algorithm": "AES", "data": "AAAAAAAAAAAAAAAAAAAA"}"#,
            "bad-key",
        ),
    ]
}

fn urls() -> Vec<Draft> {
    let ask = |name: &str, about: &str, url: &str| {
        let draft = asks_to_seal(name, about, &["DI-CONT-13"], &inline().text(), MESSAGE_KEY, url);
        let after = inline().without("data").set("URL", url);
        let accepted = json!({ "content": after.hex(), "upload": hex(encrypt(b"hello")) });
        refuse(draft, SEALED, "bad-url").variant(&[("file-url", "any")], Wanted::Accept(accepted))
    };
    let bytes = json!({ "content": inline().hex(), "message_key": hex(MESSAGE_KEY), "url": "ff" });
    let not_utf8 = case("dimp/file-seal/url-not-utf8")
        .about("a URL that is no text")
        .rules(&["DI-CONT-13"])
        .op("dimp.file.seal", bytes);
    vec![
        ask("url-file", "the URL of a local file", "file:///x"),
        ask("url-empty", "an empty URL", ""),
        refuse(not_utf8, SEALED, "bad-url"),
    ]
}
