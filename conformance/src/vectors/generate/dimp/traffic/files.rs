//! `file.json`: contents whose data lies in a store, section 5.15.

use serde_json::{Value, json};

use super::super::refusal::{Own, measured, misuse, refuse};
use super::super::value::hex;
use super::contents_files::file;
use super::layout::{Object, hexed};
use super::letter::{MESSAGE_KEY, base64, encrypt, encrypt_blocks};
use crate::vectors::generate::{Author, Draft, Wanted, case};

/// MD5 of `hello`, and of nothing.
const MD5_OF_HELLO: &str = "5d41402abc4b2a76b9719d911017c592";
const MD5_OF_NOTHING: &str = "d41d8cd98f00b204e9800998ecf8427e";

const OPENED: &str = "dimp/file-open/file";
const SEALED: &str = "dimp/file-seal/file";
const STORE: &str = "https://x/y";

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

/// What a reader of files is given.
pub(super) fn asks_to_open(
    name: &str,
    about: &str,
    rules: &[&str],
    content: &Object,
    download: Option<&[u8]>,
) -> Draft {
    let mut input = json!({ "content": content.hex(), "message_key": hex(MESSAGE_KEY) });
    if let (Some(members), Some(download)) = (input.as_object_mut(), download) {
        members.insert("download".to_owned(), hex(download).into());
    }
    case(&format!("dimp/{name}")).about(about).rules(rules).op("dimp.file.open", input)
}

fn inline() -> Object {
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

/// A file of this name after it was opened.
fn renamed(extension: &str, data: &[u8], md5: &str) -> Value {
    let after = file().set("filename", format!("{md5}{extension}")).without("URL").set("data", base64(data));
    json!({ "content": after.hex() })
}

/// The extension of a name: name of the case, file name, extension, whether strict readers take the name.
fn extensions() -> Vec<Draft> {
    let rows = [
        ("a-txt", "a.txt", ".txt", true),
        ("path", "../../x", "", false),
        ("none", "noext", "", true),
        ("hidden", ".hidden", "", true),
        ("two", "a.b.c", ".c", true),
        ("long", &format!("a.{}", "x".repeat(30)), ".xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", true),
        ("space", "a.t xt/..", "", false),
        ("dot-last", "a.", "", true),
        ("dots-last", "a..", "", true),
        ("dots-first", "..b", "", true),
        ("hidden-two", ".a.b", ".b", true),
        ("in-folder", "x/.a", "", false),
    ];
    rows.iter()
        .map(|(name, file_name, extension, is_taken)| {
            let content = file().set("filename", *file_name);
            let about = format!("the name `{file_name}`");
            let draft = asks_to_open(
                &format!("file-open/extension-{name}"),
                &about,
                &["DI-FILE-6"],
                &content,
                Some(&encrypt(b"hello")),
            );
            let given = renamed(extension, b"hello", MD5_OF_HELLO);
            let draft = if *is_taken {
                draft.accept(given.clone())
            } else {
                refuse(draft, OPENED, "bad-file-name")
                    .variant(&[("file-name", "any")], Wanted::Accept(given.clone()))
            };
            measured(draft, "N 98", Own::Took(given))
        })
        .collect()
}

fn opens() -> Vec<Draft> {
    let hello = encrypt(b"hello");
    let nameless = file().without("filename");
    let after = nameless.clone().without("URL").set("data", "aGVsbG8=").set("filename", MD5_OF_HELLO);
    let nameless = asks_to_open(
        "file-open/no-name",
        "a file without name gets one as last member",
        &["DI-FILE-6"],
        &nameless,
        Some(&hello),
    );
    let given = json!({ "content": after.hex() });
    let with_data = file().set("data", "AAEC");
    let data_after = with_data
        .clone()
        .set("data", "aGVsbG8=")
        .without("URL")
        .set("filename", format!("{MD5_OF_HELLO}.txt"));
    let longest = format!("a.{}", "x".repeat(253));
    let long_after = file()
        .set("filename", format!("{MD5_OF_HELLO}.{}", "x".repeat(253)))
        .without("URL")
        .set("data", "aGVsbG8=");
    let video = Object::of(&json!({ "URL": STORE, "type": 22, "x": 1, "sn": 1, "filename": "v.mp4" }));
    let video_after = Object::of(
        &json!({ "type": 22, "x": 1, "sn": 1, "filename": format!("{MD5_OF_HELLO}.mp4"), "data": "aGVsbG8=" }),
    );
    let ask = |name: &str, about: &str, rules: &[&str], content: &Object, after: &Object| {
        asks_to_open(&format!("file-open/{name}"), about, rules, content, Some(&hello))
            .accept(json!({ "content": after.hex() }))
    };
    vec![
        measured(nameless.accept(given.clone()), "N 98", Own::Took(given)),
        ask(
            "data-there",
            "data that is there already gives its place",
            &["DI-FILE-5"],
            &with_data,
            &data_after,
        ),
        ask(
            "name-grows",
            "a name becomes longer than a reader takes",
            &["DI-FILE-6"],
            &file().set("filename", longest),
            &long_after,
        ),
        ask(
            "video",
            "a video, and the order of its members",
            &["DI-FILE-5", "DI-FILE-6"],
            &video,
            &video_after,
        ),
        asks_to_open(
            "file-open/nothing",
            "a file without bytes",
            &["DI-FILE-5"],
            &file(),
            Some(&encrypt(b"")),
        )
        .accept(renamed(".txt", b"", MD5_OF_NOTHING)),
    ]
}

/// What a store gives.
fn downloads() -> Vec<Draft> {
    let long = encrypt([b'B'; 40]);
    let ask = |name: &str, about: &str, rule: &str, bytes: &[u8]| {
        asks_to_open(&format!("file-open/{name}"), about, &[rule], &file(), Some(bytes))
    };
    let filled = |last: &[u8]| {
        encrypt_blocks([b"hello, hello!!!!".get(..16 - last.len()).unwrap_or_default(), last].concat())
    };
    let cut = |length: usize| long.get(..length).unwrap_or_default().to_vec();
    let last_byte = filled(&[7, 3]);
    let taken = renamed(".txt", b"hello, hello!", MD5_OF_CUT);
    vec![
        measured(
            refuse(ask("empty", "no bytes", "DI-ENC-2", b""), OPENED, "bad-length"),
            "N 99",
            Own::Failed("AssertionError: data empty"),
        ),
        measured(
            refuse(ask("cut-to-15", "15 bytes", "DI-ENC-2", &cut(15)), OPENED, "bad-length"),
            "N 99",
            Own::Failed("ValueError: Data must be padded to 16 byte boundary in CBC mode"),
        ),
        measured(
            refuse(
                ask("cut-to-block", "all blocks but the last", "DI-ENC-3", &cut(32)),
                OPENED,
                "bad-padding",
            ),
            "N 99",
            Own::Failed("AssertionError: "),
        ),
        refuse(
            ask("last-17-of-16", "a last byte of 17 in one block", "DI-ENC-3", &filled(&[17])),
            OPENED,
            "bad-padding",
        ),
        refuse(
            ask("unequal", "a padding whose bytes are not equal", "DI-ENC-4", &last_byte),
            OPENED,
            "bad-padding",
        )
        .variant(&[("padding", "last-byte")], Wanted::Accept(taken)),
        refuse(ask("last-0", "a last byte of 0", "DI-ENC-4", &filled(&[0])), OPENED, "bad-padding")
            .variant(&[("padding", "last-byte")], Wanted::Accept(renamed(".txt", b"", MD5_OF_NOTHING))),
    ]
}

/// MD5 of `hello, hello!`.
const MD5_OF_CUT: &str = "b588032ce8a960d98a8b58ebf47afc7e";

fn open_refusals() -> Vec<Draft> {
    let hello = encrypt(b"hello");
    let ask = |name: &str, about: &str, rule: &str, content: &Object| {
        asks_to_open(&format!("file-open/{name}"), about, &[rule], content, Some(&hello))
    };
    let text_content = Object::of(&json!({ "text": "x", "sn": 1, "type": 1, "URL": STORE }));
    let page = Object::of(&json!({ "type": 32, "sn": 1, "URL": STORE }));
    let plain = json!({ "content": file().hex(), "message_key": hex(r#"{"algorithm": "PLAIN"}"#), "download": hex(&hello) });
    let plain = case("dimp/file-open/plain")
        .about("PLAIN decrypts nothing")
        .rules(&["DI-DICT-3"])
        .op("dimp.file.open", plain);
    vec![
        refuse(ask("text", "a text is no file", "DI-FILE-3", &text_content), OPENED, "bad-content"),
        refuse(
            ask("unknown-type", "a type without kind is no file", "DI-FILE-3", &page),
            OPENED,
            "bad-content",
        ),
        refuse(ask("no-url", "a file without URL", "DI-FILE-3", &inline()), OPENED, "bad-content"),
        refuse(plain, OPENED, "unknown-algorithm"),
        refuse(
            asks_to_open(
                "file-open/no-url-no-download",
                "a file without URL, and no download",
                &["DI-FILE-3"],
                &inline(),
                None,
            ),
            "dimp/file-open/no-download",
            "bad-content",
        ),
    ]
}

/// The message key is kept when the store gives nothing.
fn passwords() -> Vec<Draft> {
    let no_iv = json!({ "algorithm": "AES", "x": 1, "data": "AAAAAAAAAAAAAAAAAAAAAA==" });
    let with_iv = Object::of(&no_iv).set("iv", "AAAAAAAAAAAAAAAAAAAAAA==").value();
    let there = Object::of(&json!({ "password": "old", "type": 16, "sn": 1, "URL": STORE }));
    let in_place = there.clone().set("password", with_iv.clone());
    let behind = file().set("password", with_iv);
    let ask = |name: &str, about: &str, content: &Object, after: &Object| {
        case(&format!("dimp/file-open/{name}"))
            .about(about)
            .rules(&["DI-FILE-4", "DI-BLOCK-1"])
            .op("dimp.file.open", json!({ "content": content.hex(), "message_key": hexed(&no_iv) }))
            .accept(json!({ "content": after.hex() }))
    };
    vec![
        ask("no-download-no-iv", "a message key without IV is completed", &file(), &behind),
        ask(
            "no-download-password-there",
            "a password that is there already gives its place",
            &there,
            &in_place,
        ),
    ]
}
