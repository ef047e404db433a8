//! `attack_messages.json`: what a store can do with files, and a file with its reader.

use super::super::refusal::{Own, measured};
use super::super::value::hex;
use super::attack::limit;
use super::contents_files::{file, named};
use super::files_open::asks_to_open;
use super::layout::Object;
use super::letter::{MESSAGE_KEY, base64, encrypt};
use super::open::CONTENT;
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Author, Draft};
use serde_json::{Value, json};

/// What lies in a store is authenticated by nothing.
pub(super) fn stored(author: &Author<'_>) -> Vec<Draft> {
    let input = author.input("dimp/file-open/audio").expect("it is a capture");
    let audio = Object::of_hex(input.get("content").and_then(Value::as_str).expect("it has a content"));
    let mut flipped = encrypt([b'A'; 40]);
    if let Some(byte) = flipped.get_mut(3) {
        *byte ^= 1;
    }
    let garbled = hex::decode(GARBLED).expect("it is hex");
    let mut data = [garbled.as_slice(), &[b'A'; 24]].concat();
    if let Some(byte) = data.get_mut(19) {
        *byte ^= 1;
    }
    let gives = |content: &Object, name: &str, data: &[u8]| {
        let after = content.clone().set("filename", name).without("URL").set("data", base64(data));
        json!({ "content": after.hex() })
    };
    let ask = |name: &str, about: &str, content: &Object, bytes: &[u8], given: Value| {
        let draft = asks_to_open(&format!("attack/{name}"), about, &["DI-LIMIT-8"], content, Some(bytes));
        limit(draft.accept(given), BugClass::Malleability, Severity::High)
    };
    let flipped_given = gives(&audio, FLIPPED_NAME, &data);
    let exchanged = gives(&file(), "50e55790ffe629eab86d207fc98bf710.txt", b"another file");
    let lost = gives(&file(), LOST_NAME, &lost_data());
    vec![
        measured(
            ask(
                "file-flipped",
                "a bit of a stored file: a block is garbled, and a bit of the next one is another",
                &audio,
                &flipped,
                flipped_given.clone(),
            ),
            "N 58",
            Own::Took(flipped_given),
        ),
        measured(
            ask(
                "file-exchanged",
                "another file under the same message key",
                &file(),
                &encrypt("another file"),
                exchanged.clone(),
            ),
            "N 99",
            Own::Took(exchanged),
        ),
        measured(
            ask(
                "file-first-block-lost",
                "a file without its first block",
                &file(),
                encrypt([b'B'; 40]).get(16..).unwrap_or_default(),
                lost.clone(),
            ),
            "N 99",
            Own::Took(lost),
        ),
    ]
}

/// What the first block of the flipped file becomes, and its name.
const GARBLED: &str = "9c398cf20df2561bff9fd129b3235805";

const FLIPPED_NAME: &str = "1176c93234d234abf9c34f5ec9249015.mp3";

const LOST_NAME: &str = "851c0294df62b17a4e54487993dbd9a7.txt";

/// Without its first block the second is read against another one before it: the IV.
fn lost_data() -> Vec<u8> {
    hex::decode("287efe9fc670bae40cd4a09953e545474242424242424242").expect("it is hex")
}

/// Data of a file has the key and the IV of the message that names it.
pub(super) fn equal_blocks_of_file() -> Draft {
    let content = json!({ "type": 16, "data": base64(CONTENT), "filename": "a.txt", "sn": 1 });
    let content = Object::of(&content);
    let after = content.clone().without("data").set("URL", "https://x/y");
    let given = json!({ "content": after.hex(), "upload": hex(encrypt(CONTENT)) });
    let input =
        json!({ "content": content.hex(), "message_key": hex(MESSAGE_KEY), "url": hex("https://x/y") });
    let reader = json!({ "content": { "$ref": "/content" }, "message_key": hex(MESSAGE_KEY), "download": { "$ref": "/upload" } });
    let draft = crate::vectors::generate::case("dimp/attack/file-equal-blocks")
        .about("a file that holds what a message holds has its ciphertext: that of sample 17")
        .rules(&["DI-LIMIT-9"])
        .op("dimp.file.seal", input)
        .accept(given.clone())
        .check("dimp.file.open", reader, json!({}));
    measured(limit(draft, BugClass::Disclosure, Severity::Low), "N 99", Own::Took(given))
}

pub(super) fn file_name() -> Draft {
    let (draft, members) =
        named("file-name-path", "a file name that leads out of its folder", "../../x".into());
    let draft = Draft { id: "dimp/attack/file-name-path".to_owned(), ..draft };
    measured(draft, "N 98", Own::Took(members))
}
