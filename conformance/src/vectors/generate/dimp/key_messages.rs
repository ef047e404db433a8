//! Message keys that are read, their sizes and their base64: DI-DICT-6 and DI-TEXT-2.

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::super::Draft;
use super::keys::{MESSAGE, dictionary, reads};
use super::refusal::{Own, choice, measured, refuse};
use super::value::hex;

/// A message key of the captures, and its IV.
pub(super) const KEY: &str = "nAj0wcfg5iNHPpbcf+5MRyYIhCinhAm9nU4T5XmnWbs=";
pub(super) const IV: &str = "h0/ZzIevpI9eWqHcdaD44Q==";

/// All cases of message keys.
pub(super) fn drafts() -> Vec<Draft> {
    [sizes(), wrong_sizes(), message_texts(), loose()].concat()
}

pub(super) fn aes(data: &str, iv: &str) -> String {
    format!("{{\"algorithm\": \"AES\", \"data\": \"{data}\", \"iv\": \"{iv}\"}}")
}

pub(super) fn read_aes(key: &[u8], iv: &[u8]) -> Value {
    json!({ "algorithm": "AES", "data": hex(key), "iv": hex(iv) })
}

pub(super) fn of_base64(text: &str) -> Vec<u8> {
    BASE64.decode(text.as_bytes()).expect("it is written here")
}

fn sized(name: &str, about: &str, rule: &str, key: &[u8], iv: &[u8]) -> Draft {
    reads(name, about, rule, "message", aes(&BASE64.encode(key), &BASE64.encode(iv)))
}

fn sizes() -> Vec<Draft> {
    let row = |size: usize| {
        let (key, iv) = (vec![b'k'; size], of_base64(IV));
        let (name, about) = (format!("aes-{size}"), format!("a key of {size} bytes"));
        let read = read_aes(&key, &iv);
        measured(sized(&name, &about, "DI-DICT-6", &key, &iv).accept(read.clone()), "N 38", Own::Took(read))
    };
    let no_iv = read_aes(&of_base64(KEY), &[0; 16]);
    vec![
        reads("message", "a key with its IV", "DI-DICT-6", "message", aes(KEY, IV))
            .accept(read_aes(&of_base64(KEY), &of_base64(IV))),
        row(16),
        row(24),
        row(32),
        measured(
            reads("aes-no-iv", "without an IV it is zero", "DI-DICT-6", "message", dictionary("AES", KEY))
                .accept(no_iv.clone()),
            "N 39",
            Own::Took(no_iv),
        ),
        reads("aes-iv-first", "the IV before the key", "DI-DICT-6", "message", {
            format!("{{\"iv\": \"{IV}\", \"keySize\": 16, \"data\": \"{KEY}\", \"algorithm\": \"AES\"}}")
        })
        .accept(read_aes(&of_base64(KEY), &of_base64(IV))),
    ]
}

fn wrong_sizes() -> Vec<Draft> {
    let row = |name: &str, about: &str, key: &[u8], iv: &[u8]| {
        let draft = refuse(sized(name, about, "DI-DICT-6", key, iv), MESSAGE, "bad-key");
        // Upstream takes every size here, and fails when it encrypts.
        measured(draft, "N 38", Own::Took(read_aes(key, iv)))
    };
    let key = |size: usize| {
        row(&format!("aes-{size}"), &format!("a key of {size} bytes"), &vec![b'k'; size], &of_base64(IV))
    };
    let iv = |size: usize| {
        let (name, about) = (format!("iv-{size}"), format!("an IV of {size} bytes"));
        let draft = sized(&name, &about, "DI-DICT-6", &of_base64(KEY), &vec![b'i'; size]);
        let draft = refuse(draft, MESSAGE, "bad-key");
        let own = json!({ "algorithm": "AES", "data": hex(of_base64(KEY)) });
        measured(draft, "N 38", Own::Took(own))
    };
    vec![key(0), key(15), key(20), key(33), iv(0), iv(8), iv(17)]
}

/// What is no base64 that any reader takes.
fn message_texts() -> Vec<Draft> {
    let row = |name: &str, about: &str, text: &str| {
        refuse(reads(name, about, "DI-DICT-6", "message", text), MESSAGE, "bad-key")
    };
    let cut = KEY.trim_end_matches('=');
    vec![
        row("aes-no-padding", "base64 of the key that ends within a group", &aes(cut, IV)),
        row("aes-not-ascii", "a character outside ASCII in the key", &aes(&format!("{KEY}é"), IV)),
        row(
            "iv-no-padding",
            "base64 of the IV that ends within a group",
            &aes(KEY, IV.trim_end_matches('=')),
        ),
        row("iv-null", "null for the IV", &aes(KEY, "X").replace("\"X\"", "null")),
        row("iv-list", "an array for the IV", &aes(KEY, "X").replace("\"X\"", "[]")),
    ]
}

fn loose() -> Vec<Draft> {
    let read = || read_aes(&of_base64(KEY), &of_base64(IV));
    let lenient = ("base64-text", "lenient");
    let row = |name: &str, about: &str, key: &str, iv: &str| {
        choice(
            reads(name, about, "DI-TEXT-2", "message", aes(key, iv)),
            MESSAGE,
            "loose-text",
            lenient,
            read(),
        )
    };
    let (first, rest) = KEY.split_at(10);
    let ends = |from: &str, to: &str| KEY.replace(from, to);
    vec![
        row("aes-line-end", "a line end within the key", &format!("{first}\\n{rest}"), IV),
        row("aes-space", "a space within it", &format!("{first} {rest}"), IV),
        row("aes-junk", "a character outside the alphabet", &format!("{first}*{rest}"), IV),
        row(
            "aes-url-alphabet",
            "the other alphabet, whose characters are passed over",
            &format!("{first}-_{rest}"),
            IV,
        ),
        row("aes-tail-bits", "bits at the end that no byte needs", &ends("Wbs=", "Wbt="), IV),
        row("aes-padding-inside", "a `=` within a group", &format!("{first}={rest}"), IV),
        row("aes-padding-more", "a `=` too many", &format!("{KEY}="), IV),
        row("aes-tail", "a second text behind the end", &format!("{KEY}AAAA"), IV),
        row("iv-line-end", "a line end behind the IV", KEY, &format!("{IV}\\n")),
        row("iv-between-padding", "a space between two `=`", KEY, &IV.replace("==", "= =")),
        row("iv-tail-bits", "bits at the end of the IV", KEY, &IV.replace("44Q==", "44R==")),
    ]
}
