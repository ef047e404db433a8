//! `open.json`: simple messages, introductions and replies, as `stringphone.open` sees them.

use serde_json::{Value, json};

use super::super::{Author, Draft, case};
use super::ed25519;
use super::edit::{cut, flip, input, join, message_of, nonce, overwrite, slice, wanted};
use super::people::{ALICE, BOB, CAROL, DAVE, K1, K2, Person, id_of, open_in};
use crate::model::case::{BugClass, Severity};

const TRUSTED: &str = "stringphone/open/trusted";
const CAPTURED: &str = "stringphone/open/introduction";
const INTRODUCTION: &str = "stringphone/introduce/carol";
const REPLY: &str = "stringphone/reply/alice-to-bob";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = positive(author);
    cases.extend(types(author));
    cases.extend(lengths(author));
    cases.extend(signatures(author));
    cases.extend(boxes(author));
    cases.extend(introductions(author));
    cases.extend(replies(author));
    cases
}

/// Carol's message of sample 24, which bob trusts.
fn carols(author: &Author<'_>) -> String {
    input(author, TRUSTED, "message")
}

/// Bob, who trusts carol, opens a message.
fn bob_opens(message: &str, mode: &str) -> Value {
    open_in(&BOB, Some(K1), &[CAROL.public_key], mode, message)
}

fn needs(draft: Draft, mode: &str) -> Draft {
    if mode == "strict" { draft } else { draft.needs(&format!("stringphone-{mode}")) }
}

fn seal(author: &Author<'_>, id: &str, sender: &Person, key: &str, plaintext: &str) -> String {
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

fn signatures(author: &Author<'_>) -> Vec<Draft> {
    let message = carols(author);
    let bad = |name: &str, about: &str, source: &str, input: Value| {
        case(&format!("stringphone/open/{name}"))
            .about(about)
            .rules(&["SP-OPEN-10"])
            .edited(TRUSTED, source)
            .bug(BugClass::AuthBypass, Severity::High)
            .op("stringphone.open", input)
            .reject("bad-signature")
            .upstream(
                json!({ "reject": "bad-signature", "raised": "stringphone.exceptions.BadSignatureError" }),
            )
    };
    let zeroed = overwrite(&message, 1, &"00".repeat(64));
    let s_plus_l = ed25519::with_s_plus_l(&message, 33);
    let small = ed25519::small_order_message(&message);
    let small_in = open_in(&BOB, Some(K1), &[ed25519::IDENTITY], "strict", &small);
    let mut cases = vec![
        bad(
            "signature-zeroed",
            "the signature replaced by zero bytes",
            "sample 24; N 10",
            bob_opens(&zeroed, "strict"),
        ),
        bad(
            "signature-zeroed-ignore-untrusted",
            "the same in mode ignore-untrusted",
            "sample 24",
            bob_opens(&zeroed, "ignore-untrusted"),
        )
        .needs("stringphone-ignore-untrusted"),
        bad(
            "signature-s-plus-l",
            "S replaced by S + L, the same number modulo L",
            "sample 24; N 29",
            bob_opens(&s_plus_l, "strict"),
        )
        .bug(BugClass::Malleability, Severity::Medium),
        bad(
            "small-order-key",
            "the trusted key is the identity point, and R and S are chosen to fit",
            "sample 24; N 30",
            small_in,
        ),
        bad(
            "flip-tag",
            "bit 0 of the first byte of the tag",
            "sample 24",
            bob_opens(&flip(&message, 105, 0), "strict"),
        ),
        bad(
            "flip-last-byte",
            "bit 7 of the last byte",
            "sample 24",
            bob_opens(&flip(&message, 125, 7), "strict"),
        ),
    ];
    cases.extend(torsion(author));
    cases.extend(senders(author, &message, &zeroed));
    cases
}

/// Signatures on which verifiers with and without the cofactor, and with the challenge reduced or not, disagree.
fn torsion(author: &Author<'_>) -> Vec<Draft> {
    let honest = seal(author, "stringphone/open/torsioned-r", &ALICE, K1, "68656c6c6f");
    let signed_part = slice(&honest, 65, 126);
    let torsioned = ed25519::sign_with_torsioned_r(ALICE.seed, &signed_part);
    let judged = |name: &str, about: &str, key: &str, signature: &str, part: &str| {
        let message = join(&["73", signature, part]);
        case(&format!("stringphone/open/{name}"))
            .about(about)
            .rules(&["SP-OPEN-10"])
            .op("stringphone.open", open_in(&BOB, Some(K1), &[key], "strict", &message))
    };
    let mixed = |name: &str, about: &str, reduced: bool, unreduced: bool| {
        let sealed = |key: &str| {
            let input = json!({ "signing_seed": ALICE.seed, "topic_key": K1, "sender_id": id_of(key), "plaintext": "68656c6c6f" });
            let draws = json!({ "nonce": nonce(&format!("stringphone/open/{name}")) });
            slice(&message_of(author, "stringphone.forge.simple", input, draws), 65, 126)
        };
        let cancels = ed25519::Cancels { reduced, unreduced };
        let (key, part, signature) = ed25519::sign_with_mixed_key(ALICE.seed, sealed, &cancels);
        judged(name, about, &key, &signature, &part)
    };
    let refused = |draft: Draft| {
        draft.edit_of(TRUSTED).bug(BugClass::Malleability, Severity::Medium).reject("bad-signature")
    };
    vec![
        refused(judged(
            "torsioned-r",
            "R has a part of order 8: valid only for a verifier that multiplies by the cofactor",
            ALICE.public_key,
            &torsioned,
            &signed_part,
        )),
        refused(mixed(
            "mixed-order-key",
            "the trusted key has a part of order 8, which the challenge does not cancel",
            false,
            false,
        )),
        refused(mixed(
            "mixed-order-key-unreduced",
            "a part of order 8 that only a challenge that is not reduced would cancel",
            false,
            true,
        )),
        mixed(
            "mixed-order-key-cancels",
            "a part of order 8 that the challenge cancels, once it is reduced",
            true,
            false,
        )
        .accept(json!({ "plaintext": "68656c6c6f" })),
    ]
}

fn senders(author: &Author<'_>, message: &str, zeroed: &str) -> Vec<Draft> {
    let forged = json!({ "signing_seed": DAVE.seed, "topic_key": K1, "sender_id": CAROL.id, "plaintext": "4920616d206361726f6c" });
    let impostor = message_of(
        author,
        "stringphone.forge.simple",
        forged,
        json!({ "nonce": nonce("stringphone/open/impostor") }),
    );
    let bobs_id = overwrite(message, 65, BOB.id);
    let garbage = join(&[&cut(message, 65), DAVE.id, &"ff".repeat(45)]);
    vec![
        case("stringphone/open/impostor")
            .about("a holder of the topic key signs with its own key under the ID of a trusted participant")
            .rules(&["SP-OPEN-10"])
            .edited(TRUSTED, "N 15")
            .bug(BugClass::Forgery, Severity::Critical)
            .op("stringphone.open", bob_opens(&impostor, "strict"))
            .reject("bad-signature")
            .upstream(
                json!({ "reject": "bad-signature", "raised": "stringphone.exceptions.BadSignatureError" }),
            ),
        case("stringphone/open/signature-zeroed-naive")
            .about("mode naive opens a message whose signature is zero bytes")
            .rules(&["SP-LIMIT-6", "SP-OPEN-10"])
            .edited(TRUSTED, "sample 24; N 11")
            .bug(BugClass::Forgery, Severity::Medium)
            .needs("stringphone-naive")
            .op("stringphone.open", bob_opens(zeroed, "naive"))
            .accept(json!({ "plaintext": "68656c6c6f" }))
            .upstream(json!({ "accept": { "plaintext": "68656c6c6f" } })),
        case("stringphone/open/untrusted-ignored-garbage")
            .about("mode ignore-untrusted drops an unknown sender whatever follows its ID")
            .rules(&["SP-OPEN-8"])
            .edited(TRUSTED, "sample 24; N 21")
            .bug(BugClass::Robustness, Severity::Low)
            .needs("stringphone-ignore-untrusted")
            .op("stringphone.open", bob_opens(&garbage, "ignore-untrusted"))
            .ignore()
            .upstream(json!({ "ignore": {} })),
        own_id("own-id-strict", "strict", "sample 24; N 14", &bobs_id),
        own_id("own-id-naive", "naive", "sample 24; N 13", &bobs_id),
        own_id("own-id-ignore-untrusted", "ignore-untrusted", "sample 24", &bobs_id),
    ]
}

fn own_id(name: &str, mode: &str, source: &str, message: &str) -> Draft {
    let draft = case(&format!("stringphone/open/{name}"))
        .about(&format!(
            "the reader's own ID over the sender ID, mode {mode}: dropped before anything is verified"
        ))
        .rules(&["SP-OPEN-1"])
        .edited(TRUSTED, source)
        .bug(BugClass::Confusion, Severity::Low)
        .op("stringphone.open", bob_opens(message, mode))
        .ignore()
        .upstream(json!({ "ignore": {} }));
    needs(draft, mode)
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

fn introductions(author: &Author<'_>) -> Vec<Draft> {
    let message = input(author, CAPTURED, "message");
    let other_signer = overwrite(&message, 1, DAVE.public_key);
    let other_key = flip(&message, 97, 0);
    let reported = |name: &str,
                    about: &str,
                    source: &str,
                    rule: &str,
                    choice: &str,
                    answer: &str,
                    code: &str,
                    bytes: &str| {
        case(&format!("stringphone/open/{name}"))
            .about(about)
            .rules(&[rule])
            .edited(INTRODUCTION, source)
            .bug(BugClass::Confusion, Severity::Medium)
            .op("stringphone.open", open_in(&BOB, Some(K1), &[], "strict", bytes))
            .reject(code)
            .variant(&[(choice, answer)], wanted(json!({ "reject": "introduction" })))
            .upstream(
                json!({ "reject": "introduction", "raised": "stringphone.exceptions.IntroductionError" }),
            )
    };
    let long = join(&[&message, "00"]);
    let unsigned = |name: &str, about: &str, source: &str, bytes: &str| {
        reported(
            name,
            about,
            source,
            "SP-OPEN-3",
            "introduction-report",
            "unverified",
            "bad-signature",
            bytes,
        )
    };
    let length = |name: &str, about: &str, source: &str, rule: &str, code: &str, bytes: &str| {
        case(&format!("stringphone/open/{name}"))
            .about(about)
            .rules(&[rule])
            .edited(INTRODUCTION, source)
            .bug(BugClass::Confusion, Severity::Medium)
            .op("stringphone.open", open_in(&BOB, Some(K1), &[], "strict", bytes))
            .reject(code)
            .variant(
                &[("introduction-length", "unchecked"), ("introduction-report", "unverified")],
                wanted(json!({ "reject": "introduction" })),
            )
            .variant(&[("introduction-length", "unchecked")], wanted(json!({ "reject": "bad-signature" })))
            .upstream(
                json!({ "reject": "introduction", "raised": "stringphone.exceptions.IntroductionError" }),
            )
    };
    vec![
        unsigned(
            "introduction-other-signer",
            "the signing key replaced: the signature is not its",
            "sample 31; N 42",
            &other_signer,
        ),
        unsigned("introduction-flipped-key", "one bit of the encryption key", "sample 31", &other_key),
        length(
            "introduction-cut-to-1",
            "only the type byte of an introduction",
            "sample 31; N 6",
            "SP-MSG-3",
            "short",
            "69",
        ),
        length(
            "introduction-cut-to-128",
            "an introduction without its last byte",
            "sample 31",
            "SP-MSG-3",
            "short",
            &cut(&message, 128),
        ),
        length(
            "introduction-trailing-byte",
            "an introduction and one byte more",
            "sample 31; N 45",
            "SP-MSG-4",
            "trailing",
            &long,
        ),
        keyless_introduction(
            "introduction-cut-to-1-no-topic-key",
            "sample 31; N 7",
            "SP-MSG-3",
            "short",
            "69",
        ),
        keyless_introduction(
            "introduction-trailing-no-topic-key",
            "sample 31",
            "SP-MSG-4",
            "trailing",
            &long,
        ),
    ]
}

fn keyless_introduction(name: &str, source: &str, rule: &str, code: &str, message: &str) -> Draft {
    case(&format!("stringphone/open/{name}"))
        .about("the length of an introduction is checked also where introductions are ignored")
        .rules(&[rule])
        .edited(INTRODUCTION, source)
        .bug(BugClass::Robustness, Severity::Low)
        .op("stringphone.open", open_in(&BOB, None, &[], "strict", message))
        .reject(code)
        .variant(&[("introduction-length", "unchecked")], wanted(json!({ "ignore": {} })))
        .upstream(json!({ "ignore": {} }))
}

fn replies(author: &Author<'_>) -> Vec<Draft> {
    let message = input(author, "stringphone/accept-reply/topic-key-known", "message");
    let newcomer = |draft: Draft, reader: &Person, bytes: &str| {
        draft.op("stringphone.open", open_in(reader, None, &[], "strict", bytes))
    };
    let both = [("reply-length", "unchecked"), ("foreign-reply", "report")];
    let reported = json!({ "reject": "introduction-reply" });
    let raised =
        json!({ "reject": "introduction-reply", "raised": "stringphone.exceptions.IntroductionReplyError" });
    let draft = |name: &str, about: &str, source: &str, rule: &str| {
        case(&format!("stringphone/open/{name}"))
            .about(about)
            .rules(&[rule])
            .source_ref(source)
            .bug(BugClass::Confusion, Severity::Low)
    };
    let longer = join(&[&message, "00"]);
    vec![
        newcomer(
            draft("reply", "a reply to the reader, who has no topic key yet", "sample 81", "SP-OPEN-7"),
            &BOB,
            &message,
        )
        .edit_of(REPLY)
        .reject("introduction-reply")
        .upstream(raised.clone()),
        draft(
            "reply-topic-key-known",
            "a reply, to somebody who has the topic key",
            "sample 81",
            "SP-OPEN-5",
        )
        .edit_of(REPLY)
        .op("stringphone.open", open_in(&BOB, Some(K1), &[], "strict", &message))
        .ignore()
        .upstream(json!({ "ignore": {} })),
        newcomer(
            draft("foreign-reply", "a reply to somebody else", "sample 81; N 53", "SP-OPEN-6"),
            &DAVE,
            &message,
        )
        .edit_of(REPLY)
        .ignore()
        .variant(&[("foreign-reply", "report")], wanted(reported.clone()))
        .upstream(raised.clone()),
        newcomer(
            draft("reply-cut-to-1", "only the type byte of a reply", "sample 81; N 8", "SP-MSG-5"),
            &BOB,
            "72",
        )
        .edit_of(REPLY)
        .reject("short")
        .variant(&both, wanted(reported.clone()))
        .variant(&[("reply-length", "unchecked")], wanted(json!({ "ignore": {} })))
        .upstream(raised.clone()),
        newcomer(
            draft("reply-cut-to-152", "a reply without its last byte", "sample 81", "SP-MSG-5"),
            &BOB,
            &cut(&message, 152),
        )
        .edit_of(REPLY)
        .reject("short")
        .variant(&[("reply-length", "unchecked")], wanted(reported.clone()))
        .upstream(raised.clone()),
        newcomer(
            draft("reply-trailing-byte", "a reply and one byte more", "sample 81", "SP-MSG-6"),
            &BOB,
            &longer,
        )
        .edit_of(REPLY)
        .reject("trailing")
        .variant(&[("reply-length", "unchecked")], wanted(reported))
        .upstream(raised),
    ]
}
