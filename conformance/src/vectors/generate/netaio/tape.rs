//! `tapescript.json`, third part: the plugin. Section 5.13.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted};
use super::crypt::versioned;
use super::frame::{body, raw, with};
use super::hmac_make::NOW;
use super::locks::{ONE, lock_of, push, raised, signature};
use super::outcome::{failed, refuse, refused};
use super::tape_open::{opened, peer_locks};
use super::value::{Value as Packify, bytes, fields, int, tagged, text};
use crate::model::case::{BugClass, Severity};

pub(super) const NONCE: &str = "dd56761a6d3143060695ebf4fad5c509";
pub(super) const TIME: &str = "6553f100";
pub(super) const CHECK: &str = "netaio/tapescript/check-single";
const MAKE: &str = "netaio/tapescript/make-single";
const ANY: [(&str, &str); 1] = [("tapescript-fields", "any")];

/// All cases of this part.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = made(author);
    cases.extend(refused_makes());
    cases.extend(accepted(author));
    cases.extend(missing(author));
    cases.extend(fields_of_any_kind(author));
    cases.extend(opened(author));
    cases.extend(peer_locks(author));
    cases
}

pub(super) fn plain() -> String {
    body("123", "hello world")
}

pub(super) fn measured(draft: Draft, line: u32, upstream: Value) -> Draft {
    draft.source_ref(&format!("N {line}")).upstream(upstream)
}

fn makes(name: &str, about: &str, rules: &[&str], version: &str, more: Value) -> Draft {
    let base = json!({ "seed": ONE.seed, "fields": tagged(&fields(&[])), "body": plain() });
    versioned(
        &format!("netaio/tapescript/make-{name}"),
        about,
        rules,
        "netaio.tapescript.make",
        version,
        with(&base, more),
    )
    .now(NOW)
    .draws(json!({ "nonce": NONCE }))
}

/// How the reader checks what was made.
fn checked(draft: Draft, version: &str, more: &Value) -> Draft {
    let base =
        json!({ "version": version, "lock": lock_of(&ONE, "00"), "lock_from": "own", "body": plain() });
    let input = with(&with(&base, more.clone()), json!({ "fields": { "$ref": "/fields" } }))
        .as_object()
        .cloned()
        .unwrap_or_default();
    let known =
        ["version", "lock", "lock_from", "fields", "body", "witness_field", "nonce_field", "ts_field"];
    let input: serde_json::Map<_, _> =
        input.into_iter().filter(|(name, _)| known.contains(&name.as_str())).collect();
    draft.check("netaio.tapescript.check", Value::Object(input), json!({}))
}

fn good(name: &str, about: &str, rules: &[&str], version: &str, more: &Value) -> Draft {
    checked(makes(name, about, rules, version, more.clone()).played(), version, more)
}

fn made(author: &Author<'_>) -> Vec<Draft> {
    let of = |name: &str, value: Packify| json!({ "fields": tagged(&fields(&[(name, value)])) });
    let rules = &["NA-TAPE-4"];
    let names = json!({ "witness_field": "w2", "nonce_field": "n2", "ts_field": "t2" });
    let mut cases = vec![
        good("names", "other names of all three fields", rules, "0.0.9", &names),
        good(
            "witness-there",
            "a witness that is there already is replaced, other fields stay",
            rules,
            "0.0.9",
            &json!({ "fields": tagged(&fields(&[("witness", bytes("old")), ("a", int("1"))])) }),
        ),
        good(
            "nonce-there",
            "a nonce of 16 bytes is kept",
            &["NA-TAPE-2", "NA-TAPE-4"],
            "0.0.9",
            &of("nonce", bytes([0x6e; 16])),
        ),
        good("time-int", "a time that is an int is kept, as bytes", rules, "0.0.9", &of("ts", int("5"))),
        good(
            "time-8-bytes",
            "a time of eight bytes is kept, as four",
            rules,
            "0.0.9",
            &of("ts", bytes(raw("000000006553f101"))),
        ),
        good("0-0-8", "the old version: the time is an int", &["NA-TAPE-4", "NA-VER-1"], "0.0.8", &json!({})),
        good(
            "0-0-8-kept",
            "the old version keeps nonce and time",
            &["NA-TAPE-4", "NA-VER-1"],
            "0.0.8",
            &json!({ "fields": tagged(&fields(&[("nonce", bytes([0x6e; 16])), ("ts", int("5"))])) }),
        ),
    ];
    for (name, about, nonce) in [
        ("nonce-10", "a nonce of 10 bytes is replaced", "616e79206c656e677468"),
        ("nonce-0", "a nonce of no bytes is replaced", ""),
        ("nonce-17", "a nonce of 17 bytes is replaced", "6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e6e"),
    ] {
        let more = json!({ "fields": tagged(&fields(&[("nonce", bytes(raw(nonce))), ("ts", bytes(raw("00000007")))])) });
        let witness = push(&signature(author, &ONE, "00", &[&plain(), nonce, "00000007"]));
        let kept = fields(&[
            ("nonce", bytes(raw(nonce))),
            ("ts", bytes(raw("00000007"))),
            ("witness", bytes(raw(&witness))),
        ]);
        let kept = json!({ "fields": tagged(&kept) });
        // Under the other answer no strict reader takes the fields: they are asked for no more than being fields.
        let message = json!({ "type": 7, "fields": { "$ref": "/fields" }, "uri": "", "content": "" });
        let draft = makes(name, about, &["NA-TAPE-2"], "0.0.9", more)
            .played()
            .check("netaio.message.encode", message, json!({}))
            .variant(&ANY, Wanted::Accept(kept.clone()));
        cases.push(if name == "nonce-10" {
            draft.source_ref("sample 203").upstream(json!({ "accept": kept }))
        } else {
            draft
        });
    }
    cases
}

fn refused_makes() -> Vec<Draft> {
    let time = |name: &str, about: &str, time: Packify| {
        refuse(
            makes(
                name,
                about,
                &["NA-TAPE-1"],
                "0.0.9",
                json!({ "fields": tagged(&fields(&[("ts", time)])) }),
            ),
            "bad-field",
        )
        .edit_of(MAKE)
    };
    let large = |name: &str, about: &str, count: usize| {
        refuse(
            makes(name, about, &["NA-TAPE-3"], "0.0.9", json!({ "body": body("", vec![0; count]) })),
            "too-large",
        )
        .edit_of(MAKE)
    };
    vec![
        time("time-2-to-32", "a time of 2^32", int("4294967296")),
        time("time-minus-1", "a negative time", int("-1")),
        time("time-str", "a time that is a str", text("now")),
        time("time-none", "a time that is none", Packify::None),
        time("time-5-bytes", "a time of five bytes", bytes(raw("0100000000"))),
        measured(
            large("1005", "a body that is too large by one", 1003),
            91,
            raised("Stack item size too large"),
        ),
        large("65424", "the largest body", 65_422),
    ]
}

/// Auth fields with the usual names.
pub(super) fn stamped(nonce: Packify, time: Packify, witness: Packify) -> Packify {
    fields(&[("nonce", nonce), ("ts", time), ("witness", witness)])
}

/// Fields whose witness is a signature of the plain body with this nonce and time.
fn signed(author: &Author<'_>, nonce: &str, time: Packify, number: &str) -> Packify {
    let witness = push(&signature(author, &ONE, "00", &[&plain(), nonce, number]));
    stamped(bytes(raw(nonce)), time, bytes(raw(&witness)))
}

fn checks(name: &str, about: &str, rules: &[&str], version: &str, fields: &Packify) -> Draft {
    let input =
        json!({ "lock": lock_of(&ONE, "00"), "lock_from": "own", "fields": tagged(fields), "body": plain() });
    versioned(
        &format!("netaio/tapescript/check-{name}"),
        about,
        rules,
        "netaio.tapescript.check",
        version,
        input,
    )
}

pub(super) fn time() -> Packify {
    bytes(raw(TIME))
}

pub(super) fn nonce() -> Packify {
    bytes(raw(NONCE))
}

fn seconds() -> Packify {
    int(&u32::from_str_radix(TIME, 16).unwrap_or_default().to_string())
}

pub(super) fn genuine(author: &Author<'_>) -> Packify {
    let witness = push(&signature(author, &ONE, "00", &[&plain(), NONCE, TIME]));
    bytes(raw(&witness))
}

fn accepted(author: &Author<'_>) -> Vec<Draft> {
    let rules = &["NA-TAPE-6", "NA-TAPE-9"];
    vec![
        measured(
            checks(
                "20-years-old",
                "a time twenty years ago: no bound is agreed on",
                &["NA-TAPE-9", "NA-LIMIT-1"],
                "0.0.9",
                &signed(author, NONCE, bytes(raw("3ec2dd80")), "3ec2dd80"),
            )
            .bug(BugClass::Replay, Severity::Medium)
            .accept(json!({})),
            97,
            json!({ "accept": {} }),
        ),
        checks(
            "time-1",
            "the smallest time",
            &["NA-TAPE-7"],
            "0.0.9",
            &signed(author, NONCE, bytes([0, 0, 0, 1]), "00000001"),
        )
        .accept(json!({})),
        checks("0-0-8", "the time is an int", rules, "0.0.8", &signed(author, NONCE, seconds(), TIME))
            .accept(json!({})),
    ]
}

fn missing(author: &Author<'_>) -> Vec<Draft> {
    let all = [("nonce", nonce()), ("ts", time()), ("witness", genuine(author))];
    let mut cases: Vec<Draft> = [("no-nonce", "nonce"), ("no-time", "ts"), ("no-witness", "witness")]
        .into_iter()
        .map(|(name, left_out)| {
            let rest =
                fields(&all.iter().filter(|(field, _)| *field != left_out).cloned().collect::<Vec<_>>());
            refuse(checks(name, "a field is missing", &["NA-TAPE-5"], "0.0.9", &rest), "missing-field")
                .edit_of(CHECK)
        })
        .collect();
    cases.push(
        refuse(
            checks("no-fields", "no auth field at all", &["NA-TAPE-5"], "0.0.9", &fields(&[])),
            "missing-field",
        )
        .edit_of(CHECK),
    );
    cases.push(
        refuse(
            checks(
                "missing-before-bad",
                "the witness is missing, and the nonce is an int",
                &["NA-TAPE-5", "NA-TAPE-6"],
                "0.0.9",
                &fields(&[("nonce", int("5")), ("ts", time())]),
            ),
            "missing-field",
        )
        .edit_of(CHECK),
    );
    cases
}

fn fields_of_any_kind(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, fields: &Packify| {
        refuse(checks(name, about, &[rule], "0.0.9", fields), "bad-field").edit_of(CHECK)
    };
    let typed = |name: &str, about: &str, fields: &Packify| row(name, about, "NA-TAPE-6", fields);
    let lenient = |draft: Draft| draft.variant(&ANY, Wanted::Accept(json!({})));
    let with_time = |time: Packify| stamped(nonce(), time, genuine(author));
    let with_witness = |witness: Packify| stamped(nonce(), time(), witness);
    let yes = || json!({ "accept": {} });
    let returned = || refused("bad-field", "check returned False");
    let mut cases = vec![
        lenient(typed("nonce-0", "a nonce of no bytes", &signed(author, "", time(), TIME))),
        lenient(typed(
            "nonce-17",
            "a nonce of 17 bytes",
            &signed(author, &format!("{NONCE}00"), time(), TIME),
        )),
        measured(
            lenient(typed(
                "time-8-bytes",
                "a time of eight bytes",
                &with_time(bytes(raw(&format!("00000000{TIME}")))),
            )),
            99,
            yes(),
        ),
        measured(lenient(typed("time-int", "a time that is an int", &with_time(seconds()))), 100, yes()),
        lenient(typed(
            "time-3-bytes",
            "a time of three bytes",
            &signed(author, NONCE, bytes(raw("53f100")), "0053f100"),
        )),
        measured(
            typed("time-5-bytes", "a time of five bytes above 2^32", &with_time(bytes(raw("0100000000")))),
            101,
            failed("builtins.OverflowError: int too big to convert"),
        ),
        measured(
            typed("time-str", "a time that is a str", &with_time(text("time"))),
            102,
            failed("builtins.TypeError: cannot convert 'str' object to bytes"),
        ),
        typed("time-none", "a time that is none", &with_time(Packify::None)),
        measured(
            typed("witness-str", "a witness that is a str", &with_witness(text("w"))),
            105,
            failed("builtins.TypeError: string argument without an encoding"),
        ),
        measured(
            typed("witness-int", "a witness that is the int 3", &with_witness(int("3"))),
            106,
            returned(),
        ),
        typed("witness-none", "a witness that is none", &with_witness(Packify::None)),
        typed("nonce-str", "a nonce that is a str", &stamped(text(&"n".repeat(16)), time(), genuine(author))),
        typed("nonce-int", "a nonce that is an int", &stamped(int("5"), time(), genuine(author))),
        measured(
            row("time-0", "a time that is 0", "NA-TAPE-7", &signed(author, NONCE, bytes([0; 4]), "00000000")),
            98,
            returned(),
        ),
    ];
    let old = |name: &str, about: &str, rule: &str, fields: &Packify| {
        refuse(checks(name, about, &[rule], "0.0.8", fields), "bad-field")
            .edit_of("netaio/tapescript/check-0-0-8")
    };
    cases.push(old(
        "0-0-8-time-0",
        "a time that is 0",
        "NA-TAPE-7",
        &signed(author, NONCE, int("0"), "00000000"),
    ));
    cases.push(old(
        "0-0-8-time-bytes",
        "a time of four bytes",
        "NA-TAPE-6",
        &signed(author, NONCE, time(), TIME),
    ));
    cases.push(old("0-0-8-time-2-to-32", "a time of 2^32", "NA-TAPE-6", &with_time(int("4294967296"))));
    cases.push(
        old(
            "0-0-8-nonce-15",
            "a nonce of 15 bytes",
            "NA-TAPE-6",
            &signed(author, &NONCE[..30], seconds(), TIME),
        )
        .variant(&ANY, Wanted::Accept(json!({}))),
    );
    cases
}
