//! `open.json`: whatever arrives on the topic. Simple messages here; signatures and discovery in files of their own.

use serde_json::{Value, json};

use super::super::{Author, Draft, case};
use super::edit::{cut, input, message_of, nonce, overwrite, wanted};
use super::people::{ALICE, BOB, CAROL, DAVE, K1, K2, Person, open_in};
use super::{open_discovery, open_signatures};
use crate::model::case::{BugClass, Severity};

pub(super) const TRUSTED: &str = "stringphone/open/trusted";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = positive(author);
    cases.extend(types(author));
    cases.extend(lengths(author));
    cases.extend(open_signatures::drafts(author));
    cases.extend(boxes(author));
    cases.extend(open_discovery::drafts(author));
    cases
}

/// Carol's message of sample 24, which bob trusts.
pub(super) fn carols(author: &Author<'_>) -> String {
    input(author, TRUSTED, "message")
}

/// Bob, who trusts carol, opens a message.
pub(super) fn bob_opens(message: &str, mode: &str) -> Value {
    open_in(&BOB, Some(K1), &[CAROL.public_key], mode, message)
}

pub(super) fn needs(draft: Draft, mode: &str) -> Draft {
    if mode == "strict" { draft } else { draft.needs(&format!("stringphone-{mode}")) }
}

pub(super) fn seal(author: &Author<'_>, id: &str, sender: &Person, key: &str, plaintext: &str) -> String {
    let input = json!({ "signing_seed": sender.seed, "topic_key": key, "plaintext": plaintext });
    message_of(author, "stringphone.seal", input, json!({ "nonce": nonce(id) }))
}

fn positive(author: &Author<'_>) -> Vec<Draft> {
    let sizes =
        [("empty-plaintext", 0), ("plaintext-of-8", 8), ("plaintext-of-32", 32), ("plaintext-of-33", 33)];
    let mut cases: Vec<Draft> = sizes
        .iter()
        .map(|(name, size)| {
            let id = format!("stringphone/open/{name}");
            let plaintext = "5a".repeat(*size);
            let message = seal(author, &id, &ALICE, K1, &plaintext);
            case(&id)
                .about(&format!("a plaintext of {size} bytes, {} bytes in all", 121 + size))
                .rules(&["SP-MSG-2", "SP-OPEN-9", "SP-OPEN-10", "SP-OPEN-12"])
                .op("stringphone.open", open_in(&BOB, Some(K1), &[ALICE.public_key], "strict", &message))
                .accept(json!({ "plaintext": plaintext }))
        })
        .collect();
    let message = carols(author);
    cases.push(
        case("stringphone/open/trusted-ignore-untrusted")
            .about("mode ignore-untrusted opens what a trusted sender wrote")
            .rules(&["SP-OPEN-8", "SP-OPEN-10"])
            .source_ref("sample 24")
            .needs("stringphone-ignore-untrusted")
            .op("stringphone.open", bob_opens(&message, "ignore-untrusted"))
            .accept(json!({ "plaintext": "68656c6c6f" })),
    );
    let many = [ALICE.public_key, CAROL.public_key, DAVE.public_key];
    cases.push(
        case("stringphone/open/one-of-three")
            .about("the sender is one of three trusted participants")
            .rules(&["SP-OPEN-9", "SP-OPEN-10"])
            .source_ref("sample 24")
            .op("stringphone.open", open_in(&BOB, Some(K1), &many, "strict", &message))
            .accept(json!({ "plaintext": "68656c6c6f" })),
    );
    cases
}

fn types(author: &Author<'_>) -> Vec<Draft> {
    let message = carols(author);
    let rows = [("type-upper-case-s", "53", "an upper-case S", 3), ("type-00", "00", "a zero byte", 4)];
    rows.iter()
        .map(|(name, byte, what, line)| {
            case(&format!("stringphone/open/{name}"))
                .about(&format!("{what} in place of the type byte"))
                .rules(&["SP-MSG-1"])
                .edited(TRUSTED, &format!("sample 24; N {line}"))
                .bug(BugClass::Robustness, Severity::Low)
                .op("stringphone.open", bob_opens(&overwrite(&message, 0, byte), "strict"))
                .reject("unknown-type")
                .upstream(json!({ "reject": "unknown-type", "raised": "builtins.ValueError" }))
        })
        .collect()
}

/// What upstream, which checks no length, makes of a simple message that is cut short.
struct Cut {
    size: usize,
    mode: &'static str,
    about: &'static str,
    source: &'static str,
    /// The outcome under `simple-length: unchecked`, where upstream announces one.
    unchecked: Option<Value>,
}

fn lengths(author: &Author<'_>) -> Vec<Draft> {
    let untrusted = || Some(json!({ "reject": "untrusted-sender" }));
    let forged = || Some(json!({ "reject": "bad-signature" }));
    let ignored = || Some(json!({ "ignore": {} }));
    let rows = [
        Cut {
            size: 64,
            mode: "strict",
            about: "inside the signature",
            source: "sample 24",
            unchecked: untrusted(),
        },
        Cut {
            size: 64,
            mode: "naive",
            about: "inside the signature",
            source: "sample 24; N 24",
            unchecked: None,
        },
        Cut {
            size: 64,
            mode: "ignore-untrusted",
            about: "inside the signature",
            source: "sample 24",
            unchecked: ignored(),
        },
        Cut {
            size: 80,
            mode: "strict",
            about: "inside the sender ID",
            source: "sample 24",
            unchecked: untrusted(),
        },
        Cut { size: 82, mode: "strict", about: "inside the nonce", source: "sample 24", unchecked: forged() },
        Cut {
            size: 104,
            mode: "strict",
            about: "inside the nonce",
            source: "sample 24",
            unchecked: forged(),
        },
        Cut { size: 106, mode: "strict", about: "inside the tag", source: "sample 24", unchecked: forged() },
        Cut { size: 110, mode: "naive", about: "inside the tag", source: "sample 24; N 26", unchecked: None },
    ];
    let message = carols(author);
    let mut cases: Vec<Draft> = rows.into_iter().map(|row| cut_short(&message, row)).collect();
    for size in [121, 125] {
        cases.push(
            case(&format!("stringphone/open/cut-to-{size}"))
                .about(&format!("cut to {size} bytes: long enough, but no longer what was signed"))
                .rules(&["SP-OPEN-10"])
                .edited(TRUSTED, "sample 24")
                .bug(BugClass::Forgery, Severity::High)
                .op("stringphone.open", bob_opens(&cut(&message, size), "strict"))
                .reject("bad-signature"),
        );
    }
    cases
}

fn cut_short(message: &str, row: Cut) -> Draft {
    let suffix = if row.mode == "strict" { String::new() } else { format!("-{}", row.mode) };
    let draft = case(&format!("stringphone/open/cut-to-{}{suffix}", row.size))
        .about(&format!("cut {}, mode {}", row.about, row.mode))
        .rules(&["SP-MSG-2"])
        .edited(TRUSTED, row.source)
        .bug(BugClass::Malleability, Severity::Low)
        .op("stringphone.open", bob_opens(&cut(message, row.size), row.mode))
        .reject("short");
    let draft = match row.unchecked {
        Some(outcome) => {
            draft.variant(&[("simple-length", "unchecked")], wanted(outcome.clone())).upstream(outcome)
        }
        None => draft.upstream(json!({ "error": "an exception of the library beneath" })),
    };
    needs(draft, row.mode)
}

fn boxes(author: &Author<'_>) -> Vec<Draft> {
    let message = carols(author);
    let other_key = seal(author, "stringphone/open/wrong-topic-key", &CAROL, K2, "68656c6c6f");
    let unannounced =
        json!({ "error": "nacl.exceptions.CryptoError: Decryption failed. Ciphertext failed verification" });
    let wrong = |name: &str, mode: &str, source: &str| {
        let draft = case(&format!("stringphone/open/{name}"))
            .about(&format!("well signed, but sealed on another topic, mode {mode}"))
            .rules(&["SP-OPEN-12"])
            .edited(TRUSTED, source)
            .bug(BugClass::Forgery, Severity::High)
            .op("stringphone.open", bob_opens(&other_key, mode))
            .reject("bad-box")
            .upstream(unannounced.clone());
        needs(draft, mode)
    };
    let keyless = |name: &str, mode: &str, trusted: &[&str], code: &str, rule: &str, upstream: Value| {
        let draft = case(&format!("stringphone/open/{name}"))
            .about(&format!("a reader without a topic key, mode {mode}"))
            .rules(&[rule])
            .edited(TRUSTED, "sample 24; N 18")
            .bug(BugClass::Robustness, Severity::Medium)
            .op("stringphone.open", open_in(&BOB, None, trusted, mode, &message))
            .reject(code)
            .upstream(upstream);
        needs(draft, mode)
    };
    let crash = json!({ "error": "builtins.AttributeError: 'NoneType' object has no attribute 'decrypt'" });
    let stranger = json!({ "reject": "untrusted-sender" });
    vec![
        wrong("wrong-topic-key", "strict", "N 17"),
        wrong("wrong-topic-key-naive", "naive", "N 17"),
        keyless("no-topic-key", "strict", &[CAROL.public_key], "no-topic-key", "SP-OPEN-11", crash.clone()),
        keyless("no-topic-key-naive", "naive", &[], "no-topic-key", "SP-OPEN-11", crash),
        keyless("no-topic-key-untrusted", "strict", &[], "untrusted-sender", "SP-OPEN-9", stranger),
    ]
}
