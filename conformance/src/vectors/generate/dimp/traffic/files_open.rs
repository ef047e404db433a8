//! `file.json`: files that are opened with what a store gave.

use super::super::refusal::{Own, measured, refuse};
use super::super::value::hex;
use super::contents_files::file;
use super::files::{STORE, inline};
use super::layout::{Object, hexed};
use super::letter::{MESSAGE_KEY, base64, encrypt, encrypt_blocks};
use crate::vectors::generate::{Draft, Wanted, case};
use serde_json::{Value, json};

/// MD5 of `hello`, and of nothing.
const MD5_OF_HELLO: &str = "5d41402abc4b2a76b9719d911017c592";

const MD5_OF_NOTHING: &str = "d41d8cd98f00b204e9800998ecf8427e";

const OPENED: &str = "dimp/file-open/file";

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

/// A file of this name after it was opened.
fn renamed(extension: &str, data: &[u8], md5: &str) -> Value {
    let after = file().set("filename", format!("{md5}{extension}")).without("URL").set("data", base64(data));
    json!({ "content": after.hex() })
}

/// The extension of a name: name of the case, file name, extension, whether strict readers take the name.
pub(super) fn extensions() -> Vec<Draft> {
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

pub(super) fn opens() -> Vec<Draft> {
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
pub(super) fn downloads() -> Vec<Draft> {
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

pub(super) fn open_refusals() -> Vec<Draft> {
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
pub(super) fn passwords() -> Vec<Draft> {
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
