//! `tapescript.json`, third part: which witness opens which lock for the plugin. Section 5.13.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted};
use super::crypt::versioned;
use super::frame::{body, raw, with};
use super::locks::{ONE, Signer, TWO, lock_of, push, signature};
use super::outcome::{failed, refuse, refused};
use super::tape::{CHECK, NONCE, TIME, genuine, measured, nonce, plain, stamped, time};
use super::value::{Value as Packify, bytes, fields, int, list, packed, tagged, text};

pub(super) fn opened(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, code: &str, more: Value| {
        let base = json!({ "lock": lock_of(&ONE, "00"), "lock_from": "own", "fields": tagged(&stamped(nonce(), time(), genuine(author))), "body": plain() });
        let draft = versioned(
            &format!("netaio/tapescript/check-{name}"),
            about,
            &["NA-TAPE-9"],
            "netaio.tapescript.check",
            "0.0.9",
            with(&base, more),
        );
        refuse(draft, code).edit_of(CHECK)
    };
    let witness = |program: &str| json!({ "fields": tagged(&stamped(nonce(), time(), bytes(raw(program)))) });
    let returned = |code: &str| refused(code, "check returned False");
    let flags =
        |signer: &Signer, flags: &str| push(&signature(author, signer, flags, &[&plain(), NONCE, TIME]));
    let multi = format!("{}{}46000202", push(ONE.key), push(TWO.key));
    let large = body("", vec![0; 1003]);
    let mut cases = vec![
        row(
            "body-changed",
            "another content",
            "script-false",
            json!({ "body": body("123", "hello worlds") }),
        ),
        row(
            "nonce-changed",
            "another nonce",
            "script-false",
            json!({ "fields": tagged(&stamped(bytes([0; 16]), time(), genuine(author))) }),
        ),
        row(
            "time-changed",
            "another time",
            "script-false",
            json!({ "fields": tagged(&stamped(nonce(), bytes([1; 4]), genuine(author))) }),
        ),
        measured(
            row("witness-empty", "an empty witness", "script-failed", witness("")),
            103,
            returned("script-failed"),
        ),
        measured(
            row("witness-true", "a witness that pushes TRUE", "script-failed", witness("01")),
            104,
            returned("script-failed"),
        ),
        measured(
            row(
                "witness-extra",
                "a witness that leaves one item more",
                "script-false",
                witness(&format!("01{}", flags(&ONE, "00"))),
            ),
            111,
            returned("script-false"),
        ),
        row("witness-loop", "a witness with a loop", "unsupported-instruction", witness("0145000101")),
        row("other-signer", "the signature of somebody else", "script-false", witness(&flags(&TWO, "00"))),
        measured(
            row(
                "multi-default",
                "the witness that one of two makes",
                "script-failed",
                json!({ "lock": multi }),
            ),
            121,
            returned("script-failed"),
        ),
        measured(
            row(
                "1005",
                "a body that is too large by one to be signed",
                "script-failed",
                json!({ "body": large, "fields": tagged(&stamped(nonce(), time(), bytes(raw(&push(&"00".repeat(64)))))) }),
            ),
            92,
            returned("script-failed"),
        ),
    ];
    let free = json!({ "lock": lock_of(&ONE, "01"), "lock_from": "own", "fields": tagged(&stamped(nonce(), time(), bytes(raw(&flags(&ONE, "01"))))), "body": body("123", "anything") });
    cases.push(measured(
        versioned(
            "netaio/tapescript/check-body-free",
            "the lock allows a signature without the body, which is free then",
            &["NA-TAPE-9"],
            "netaio.tapescript.check",
            "0.0.9",
            free,
        )
        .accept(json!({})),
        109,
        json!({ "accept": {} }),
    ));
    cases
}

/// The peer's lock, and what takes its place.
pub(super) fn peer_locks(author: &Author<'_>) -> Vec<Draft> {
    let of_two = push(&signature(author, &TWO, "00", &[&plain(), NONCE, TIME]));
    let base = |witness: Packify, data: Option<String>| {
        let input = json!({ "lock": lock_of(&ONE, "00"), "lock_from": "peer-lock", "fields": tagged(&stamped(nonce(), time(), witness)), "body": plain() });
        data.map_or(input.clone(), |data| with(&input, json!({ "peer_data": data })))
    };
    let data = |lock: Packify| packed(&fields(&[("lock", lock)]));
    let case = |name: &str, about: &str, rule: &str, input: Value| {
        versioned(
            &format!("netaio/tapescript/check-{name}"),
            about,
            &[rule],
            "netaio.tapescript.check",
            "0.0.9",
            input,
        )
        .needs("netaio-peer-lock")
    };
    let theirs = || data(bytes(raw(&lock_of(&TWO, "00"))));
    let yes = |draft: Draft| draft.accept(json!({}));
    let base_case = "netaio/tapescript/check-peer-lock";
    let bad = |name: &str, about: &str, data: String| {
        refuse(case(name, about, "NA-TAPE-8", base(genuine(author), Some(data))), "bad-peer-data")
            .edit_of(base_case)
    };
    let own = json!({ "lock": lock_of(&ONE, "00"), "lock_from": "own", "peer_data": theirs(), "fields": tagged(&stamped(nonce(), time(), genuine(author))), "body": plain() });
    vec![
        yes(case(
            "peer-lock",
            "the lock of the peer",
            "NA-TAPE-9",
            base(bytes(raw(&of_two)), Some(theirs())),
        )),
        yes(case("peer-unknown", "an unknown peer: the own lock", "NA-TAPE-9", base(genuine(author), None))),
        yes(case(
            "peer-no-lock",
            "data without a lock: the own lock",
            "NA-TAPE-9",
            base(genuine(author), Some(packed(&fields(&[])))),
        )),
        yes(case(
            "peer-list",
            "data that is no dict: the own lock",
            "NA-TAPE-9",
            base(genuine(author), Some(packed(&list(&[])))),
        )),
        yes(case("peer-lock-not-asked", "the own lock counts, whatever the peer's is", "NA-TAPE-9", own)),
        refuse(
            case(
                "peer-lock-own-witness",
                "what opens the own lock does not open the peer's",
                "NA-TAPE-9",
                base(genuine(author), Some(theirs())),
            ),
            "script-false",
        )
        .edit_of(base_case),
        measured(
            bad("peer-lock-int", "a lock that is an int", data(int("1000000000000000"))),
            127,
            failed("builtins.MemoryError"),
        ),
        bad("peer-lock-str", "a lock that is a str", data(text("lock"))),
        bad("peer-lock-none", "a lock that is none", data(Packify::None)),
        bad("peer-data-empty", "data of no bytes", String::new()),
        bad("peer-data-unknown-code", "data of no type", "09".to_owned()),
        bad("peer-data-not-canonical", "a byte behind the dict", format!("{}00", theirs()))
            .variant(&[("packify-canonical", "unchecked")], Wanted::reject("script-false")),
    ]
}
