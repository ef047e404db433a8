//! Messages of an unusual form with a right MAC: whoever has a session can send them.

use serde_json::{Value, json};

use super::super::Draft;
use super::forged::{ByHand, begun, exchanges_on, goes_on, met};
use super::raised;
use super::talk::{Form, Talk, both, only};
use crate::model::case::{BugClass, Severity};
use crate::model::derive::{Derive, DeriveVariant, Range};

pub(super) fn drafts() -> Vec<Draft> {
    [good(), versions(), omitted(), ciphertexts(), changed(), associated_data()].concat()
}

fn good() -> Vec<Draft> {
    let ascending = [1, 2, 3, 4];
    [
        both(|form| {
            let rules = ["OM-OPEN-7", "OM-OPEN-8", "OM-MSG-9"];
            let talk = met(form, "message", "a message in a session", &rules).source("N 4");
            goes_on(talk).upstream_accepts().change_last(|step| step.derive(bounds(form)))
        }),
        both(|form| {
            let about = "fields in falling order under the MAC";
            let talk = met(form, "reversed-under-mac", about, &["OM-PROTO-10", "OM-MSG-8"]).source("N 9");
            let order = [4, 3, 2, 1];
            let forged = ByHand { form, n: 0, pn: 1, order, name: "reversed", swapped: false }.make(talk);
            let read = forged.reads("bob", "mallory", "reversed").upstream_accepts();
            goes_on(read.writes("mallory", "bob", "lost"))
        }),
        both(|form| {
            let about = "an unknown field under the MAC";
            let talk = met(form, "unknown-field-under-mac", about, &["OM-PROTO-11", "OM-MSG-8"]);
            let talk = talk.source("N 10").forges("mallory", "bob", "more", json!({ "append": "7a0101" }));
            goes_on(talk.reads("bob", "mallory", "more").upstream_accepts())
        }),
        both(|form| {
            let about = "a message made field by field is as good as any";
            let talk = met(form, "by-hand", about, &["OM-MSG-2", "OM-SIGN-8"]);
            let hand = ByHand { form, n: 0, pn: 1, order: ascending, name: "by hand", swapped: false };
            let talk = hand.make(talk).reads("bob", "mallory", "by hand");
            goes_on(talk.writes("mallory", "bob", "lost"))
        }),
    ]
    .concat()
}

/// A MAC covers all of a message that has no wrapper.
fn bounds(form: Form) -> Derive {
    let when = |choice: &str, answer: &str| [(choice.to_owned(), answer.to_owned())].into();
    let (shortest, variant) = match form {
        // There the MAC covers 33, whatever the version is.
        Form::L => {
            let except = [0, 1, 6, 7].map(|bit| (0, bit)).to_vec();
            let when = when("version-byte", "at-least-3");
            (98, DeriveVariant { when, covers: None, except, shortest: 98 })
        }
        Form::T => {
            let covers = Some(vec![Range::Between([0, 124])]);
            let when = when("field-zero", "skipped");
            (124, DeriveVariant { when, covers, except: Vec::new(), shortest: 124 })
        }
    };
    let member = "message".to_owned();
    Derive { member, covers: None, except: Vec::new(), shortest, variants: vec![variant] }
}

/// Refused in a session in which everything else is good.
fn refused(form: Form, name: &str, about: &str, rules: &[&str], faults: Value, code: &str) -> Talk {
    met(form, name, about, rules)
        .edit_of("party/message")
        .forges("mallory", "bob", "forged", faults)
        .refuses("bob", "mallory", "forged", code)
}

fn versions() -> Vec<Draft> {
    let message = |version: &str| {
        let name = format!("version-{version}-with-mac");
        let about = format!("version {version} under the MAC");
        let faults = json!({ "version": version });
        only(Form::L, |form| {
            let talk = refused(form, &name, &about, &["OM-MSG-5"], faults.clone(), "unknown-version")
                .source("N 2")
                .bug(BugClass::Confusion, Severity::Low)
                .read_under(&[("version-byte", "high-nibble")]);
            // There the MAC covers 33.
            let talk = match version {
                "30" | "32" => talk.refused_under(&[("version-byte", "at-least-3")], "bad-mac"),
                _ => talk,
            };
            goes_on(talk.upstream_refuses("unknown-version", raised::VERSION))
        })
    };
    let within = only(Form::L, |form| {
        let about = "a key exchange of version 33 with a message of version 34";
        let talk = begun(form, "inner-version-34-under-mac", about, &["OM-MSG-5"])
            .source("N 14")
            .edit_of("party/exchange")
            .bug(BugClass::Confusion, Severity::Low)
            .forges_exchange("mallory", "bob", "forged", json!({ "version": "34" }))
            .refuses("bob", "mallory", "forged", "unknown-version")
            .read_under(&[("version-byte", "high-nibble")])
            .upstream_refuses("unknown-version", raised::VERSION);
        exchanges_on(talk)
    });
    let around = only(Form::L, |form| {
        let about = "a key exchange of version 34 with a message of version 33";
        let talk = begun(form, "outer-34-inner-33", about, &["OM-MSG-5"])
            .source("N 14")
            .edit_of("party/exchange")
            .bug(BugClass::Confusion, Severity::Low)
            .exchanges("mallory", "bob", "hello")
            .rewraps("mallory", "hello", "forged", json!({ "version": "34" }))
            .refuses("bob", "mallory", "forged", "unknown-version")
            .read_under(&[("version-byte", "high-nibble")])
            .upstream_refuses("unknown-version", raised::VERSION);
        exchanges_on(talk)
    });
    [["30", "32", "34", "3f"].map(message).concat(), within, around].concat()
}

fn omitted() -> Vec<Draft> {
    [("n", "OM-PROTO-13"), ("pn", "OM-PROTO-14")]
        .map(|(field, rule)| {
            both(|form| {
                let (name, choice) = (format!("no-{field}-under-mac"), format!("omitted-{field}"));
                let about = format!("{field} is left out under the MAC");
                let faults = json!({ "omit": [field] });
                goes_on(
                    refused(form, &name, &about, &[rule], faults, "missing-field")
                        .source("N 12")
                        .bug(BugClass::Malleability, Severity::Low)
                        .read_under(&[(&choice, "zero")])
                        .upstream_accepts(),
                )
            })
        })
        .concat()
}

fn ciphertexts() -> Vec<Draft> {
    let case = |line: &'static str, name: &'static str, about: &'static str, rule: &'static str| {
        move |faults: Value, code: &'static str| {
            both(|form| {
                let talk = refused(form, name, about, &[rule], faults.clone(), code)
                    .source(line)
                    .bug(BugClass::Robustness, Severity::Medium);
                let (fits, raised) = match code {
                    "bad-length" if name == "ciphertext-15" => (code, raised::NO_BLOCKS),
                    _ => ("bad-padding", raised::BAD_PADDING),
                };
                goes_on(talk.upstream_refuses(fits, raised))
            })
        }
    };
    let blocks = |last: &str| format!("{}{last}", "5a".repeat(32 - last.len() / 2));
    [
        case("N 63", "no-ciphertext-under-mac", "no ciphertext under the MAC", "OM-PROTO-12")(
            json!({ "omit": ["ciphertext"] }),
            "missing-field",
        ),
        case("N 62", "ciphertext-0", "a ciphertext of no bytes", "OM-MSG-7")(
            json!({ "ciphertext": "" }),
            "bad-length",
        ),
        case("N 62", "ciphertext-15", "a ciphertext of 15 bytes", "OM-MSG-7")(
            json!({ "ciphertext": "5a".repeat(15) }),
            "bad-length",
        ),
        case("N 62", "padding-00", "padding 00", "OM-CHAIN-2")(
            json!({ "padded": blocks("00") }),
            "bad-padding",
        ),
        case("N 62", "padding-11", "padding of 17 bytes", "OM-CHAIN-2")(
            json!({ "padded": blocks(&"11".repeat(17)) }),
            "bad-padding",
        ),
        case("N 62", "padding-uneven", "three bytes of padding that are not equal", "OM-CHAIN-2")(
            json!({ "padded": blocks("030203") }),
            "bad-padding",
        ),
    ]
    .concat()
}

/// One bit of the header is another one on the way.
fn changed() -> Vec<Draft> {
    [("n", 37, 21), ("pn", 39, 23), ("ratchet-key", 10, 30)]
        .map(|(field, in_l, in_t)| {
            both(|form| {
                let (size, place) = match form {
                    Form::L => (98, in_l),
                    Form::T => (124, in_t),
                };
                let mask = format!("{}01{}", "00".repeat(place), "00".repeat(size - place - 1));
                let (name, about) =
                    (format!("{field}-changed"), format!("one bit of {field} is changed on the way"));
                met(form, &name, &about, &["OM-MSG-9"])
                    .source("N 64")
                    .edit_of("party/message")
                    .bug(BugClass::Malleability, Severity::High)
                    .writes("mallory", "bob", "genuine")
                    .becomes("genuine", "changed", |message| json!({ "$xor": [message, mask] }))
                    .refuses("bob", "mallory", "changed", "bad-mac")
                    .upstream_refuses("bad-mac", raised::BAD_MAC)
                    .reads("bob", "mallory", "genuine")
            })
        })
        .concat()
}

fn associated_data() -> Vec<Draft> {
    let order = [1, 2, 3, 4];
    let of_initiator = both(|form| {
        let about = "identity keys in the wrong order in the MAC of the initiator";
        let talk = met(form, "associated-data-swapped", about, &["OM-SIGN-8", "OM-MSG-9"])
            .source("N 47")
            .edit_of("party/by-hand")
            .bug(BugClass::Confusion, Severity::Medium);
        let talk = ByHand { form, n: 0, pn: 1, order, name: "swapped", swapped: true }.make(talk);
        let talk =
            talk.refuses("bob", "mallory", "swapped", "bad-mac").upstream_refuses("bad-mac", raised::BAD_MAC);
        goes_on(talk.writes("mallory", "bob", "lost"))
    });
    let of_responder = both(|form| {
        let about = "identity keys in the wrong order in the MAC of an answer";
        let talk = Talk::new(form, "party/reply-associated-data", about, &["OM-SIGN-8", "OM-MSG-9"])
            .source("N 47")
            .edit_of("party/by-hand")
            .bug(BugClass::Interop, Severity::High)
            .party("bob")
            .attacker("mallory")
            .starts("bob", "mallory")
            .exchanges("bob", "mallory", "hello")
            .reads("mallory", "bob", "hello");
        let talk = ByHand { form, n: 0, pn: 0, order, name: "swapped", swapped: true }.make(talk);
        let talk =
            talk.refuses("bob", "mallory", "swapped", "bad-mac").upstream_refuses("bad-mac", raised::BAD_MAC);
        goes_on(talk)
    });
    [of_initiator, of_responder].concat()
}
