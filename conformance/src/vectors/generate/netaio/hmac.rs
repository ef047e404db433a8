//! `hmac.json`, second half: what the plugin `hmac` checks. Section 5.8.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted};
use super::crypt::versioned;
use super::frame::{body, part, raw, with};
use super::outcome::{failed, refuse, refused};
use super::value::{Value as Packify, bytes, fields, hex, int, list, tagged, text};
use crate::model::case::{BugClass, Severity};

/// Secret, nonce, time and body of the first capture.
pub(super) const SECRET: &str = "74657374";
pub(super) const NONCE: &str = "4b0ad61779a0f55efb4f45d37e1086cb";
pub(super) const TIME: &str = "6553f100";
const CHECK: &str = "netaio/hmac/check-default";
const ANY: [(&str, &str); 1] = [("hmac-fields", "any")];

pub(super) fn plain_body() -> String {
    body("123", "hello world, caesar is dead")
}

/// The MAC that a holder of the secret can compute.
pub(super) fn mac(author: &Author<'_>, version: &str, nonce: &str, time: &str, body: &str) -> String {
    let input = json!({ "version": version, "secret": SECRET, "nonce": nonce, "ts": time, "body": body });
    part(author, "netaio.forge.mac", &input, &json!({}), "mac")
}

/// Auth fields with these names.
fn stamped(nonce: Packify, time: Packify, mac: Packify) -> Packify {
    fields(&[("nonce", nonce), ("ts", time), ("hmac", mac)])
}

fn of(hex: &str) -> Packify {
    bytes(raw(hex))
}

fn genuine(author: &Author<'_>) -> Packify {
    of(&mac(author, "0.0.9", NONCE, TIME, &plain_body()))
}

/// All cases of this half.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = accepted(author);
    cases.extend(missing(author));
    cases.extend(typed(author));
    cases.extend(sized(author));
    cases.extend(changed(author));
    cases.extend(old(author));
    cases
}

fn checks(name: &str, about: &str, rules: &[&str], version: &str, fields: &Packify) -> Draft {
    let input = json!({ "secret": SECRET, "fields": tagged(fields), "body": plain_body() });
    versioned(&format!("netaio/hmac/check-{name}"), about, rules, "netaio.hmac.check", version, input)
}

fn measured(draft: Draft, line: u32, upstream: Value) -> Draft {
    draft.source_ref(&format!("N {line}")).upstream(upstream)
}

fn accepted(author: &Author<'_>) -> Vec<Draft> {
    let yes = || json!({ "accept": {} });
    let old = mac(author, "0.0.9", NONCE, "3ec2dd80", &plain_body());
    let zero = mac(author, "0.0.9", NONCE, "ffffffff", &plain_body());
    let extra =
        fields(&[("nonce", of(NONCE)), ("ts", of(TIME)), ("hmac", genuine(author)), ("more", bytes("x"))]);
    vec![
        measured(
            checks(
                "20-years-old",
                "a time twenty years ago: no bound is agreed on",
                &["NA-HMAC-6", "NA-LIMIT-1"],
                "0.0.9",
                &stamped(of(NONCE), of("3ec2dd80"), of(&old)),
            )
            .bug(BugClass::Replay, Severity::Medium)
            .accept(json!({})),
            38,
            yes(),
        ),
        measured(
            checks(
                "extra-field",
                "a field that was added: the MAC covers no field",
                &["NA-HMAC-6", "NA-LIMIT-2"],
                "0.0.9",
                &extra,
            )
            .bug(BugClass::Malleability, Severity::Medium)
            .accept(json!({})),
            58,
            yes(),
        ),
        checks(
            "time-u32-max",
            "the last time that there is",
            &["NA-HMAC-5"],
            "0.0.9",
            &stamped(of(NONCE), of("ffffffff"), of(&zero)),
        )
        .accept(json!({})),
    ]
}

fn missing(author: &Author<'_>) -> Vec<Draft> {
    let all = [("nonce", of(NONCE)), ("ts", of(TIME)), ("hmac", genuine(author))];
    let without =
        |name: &str| fields(&all.iter().filter(|(field, _)| *field != name).cloned().collect::<Vec<_>>());
    let returned = || refused("missing-field", "check returned False");
    let row = |name: &str, about: &str, fields: &Packify| {
        refuse(checks(name, about, &["NA-HMAC-4"], "0.0.9", fields), "missing-field").edit_of(CHECK)
    };
    vec![
        measured(row("no-nonce", "the nonce is missing", &without("nonce")), 44, returned()),
        measured(row("no-time", "the time is missing", &without("ts")), 48, returned()),
        row("no-mac", "the MAC is missing", &without("hmac")),
        row("no-fields", "no auth field at all", &fields(&[])),
        row("missing-before-bad", "the MAC is missing, and the nonce is a str", &fields(&[("nonce", text("x")), ("ts", of(TIME))])),
        refuse(
            versioned(
                "netaio/hmac/check-other-names",
                "the fields have other names than the plugin knows",
                &["NA-HMAC-4"],
                "netaio.hmac.check",
                "0.0.9",
                json!({ "secret": SECRET, "hmac_field": "camh", "fields": tagged(&fields(&all)), "body": plain_body() }),
            ),
            "missing-field",
        )
        .edit_of(CHECK),
    ]
}

/// Values of other types than bytes.
fn typed(author: &Author<'_>) -> Vec<Draft> {
    let with_nonce = |nonce: Packify| stamped(nonce, of(TIME), genuine(author));
    let with_time = |time: Packify| stamped(of(NONCE), time, genuine(author));
    let with_mac = |mac: Packify| stamped(of(NONCE), of(TIME), mac);
    let row = |name: &str, about: &str, fields: &Packify| {
        refuse(checks(name, about, &["NA-HMAC-5"], "0.0.9", fields), "bad-field").edit_of(CHECK)
    };
    let lenient = |draft: Draft| draft.variant(&ANY, Wanted::Accept(json!({})));
    let returned = || refused("bad-field", "check returned False");
    let seconds = u32::from_str_radix(TIME, 16).unwrap_or_default().to_string();
    let digits: Vec<Packify> = raw(&mac(author, "0.0.9", NONCE, TIME, &plain_body()))
        .iter()
        .map(|byte| int(&byte.to_string()))
        .collect();
    let overflow = "builtins.OverflowError: int too big to convert";
    vec![
        measured(
            lenient(row("mac-list", "a MAC that is a list of ints", &with_mac(list(&digits)))),
            42,
            json!({ "accept": {} }),
        ),
        measured(
            row("mac-str", "a MAC that is a str of 32 characters", &with_mac(text(&"m".repeat(32)))),
            43,
            failed("builtins.TypeError: unsupported operand type(s) for ^: 'str' and 'int'"),
        ),
        row("mac-none", "a MAC that is none", &with_mac(Packify::None)),
        row("mac-int", "a MAC that is an int", &with_mac(int("5"))),
        measured(
            row("nonce-str", "a nonce that is a str", &with_nonce(text(&"n".repeat(16)))),
            45,
            failed("builtins.TypeError: Strings must be encoded before hashing"),
        ),
        row("nonce-none", "a nonce that is none", &with_nonce(Packify::None)),
        row("nonce-int", "a nonce that is an int", &with_nonce(int("5"))),
        measured(row("time-int-0", "a time that is the int 0", &with_time(int("0"))), 49, returned()),
        measured(
            lenient(row("time-int", "a time that is an int, of the same number", &with_time(int(&seconds)))),
            50,
            json!({ "accept": {} }),
        ),
        measured(row("time-2-to-32", "a time of 2^32", &with_time(int("4294967296"))), 51, failed(overflow)),
        measured(
            row("time-minus-1", "a negative time", &with_time(int("-1"))),
            52,
            failed("builtins.OverflowError: can't convert negative int to unsigned"),
        ),
        measured(
            row("time-none", "a time that is none", &with_time(Packify::None)),
            53,
            failed("builtins.TypeError: unsupported operand type(s) for +: 'NoneType' and 'bytes'"),
        ),
        measured(row("time-false", "a time that is false", &with_time(Packify::Bool(false))), 54, returned()),
        row("time-str", "a time that is a str", &with_time(text("time"))),
    ]
}

/// Bytes of another size, with the MAC that a holder of the secret makes over them.
fn sized(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, fields: &Packify| {
        refuse(checks(name, about, &["NA-HMAC-5"], "0.0.9", fields), "bad-field").edit_of(CHECK)
    };
    let lenient = |draft: Draft| draft.variant(&ANY, Wanted::Accept(json!({})));
    let nonce =
        |nonce: &str| stamped(of(nonce), of(TIME), of(&mac(author, "0.0.9", nonce, TIME, &plain_body())));
    let time =
        |time: &str| stamped(of(NONCE), of(time), of(&mac(author, "0.0.9", NONCE, time, &plain_body())));
    let cut = |bytes: usize| {
        let mac = mac(author, "0.0.9", NONCE, TIME, &plain_body());
        stamped(of(NONCE), of(TIME), of(mac.get(..2 * bytes).unwrap_or_default()))
    };
    let longer = format!("{}00", mac(author, "0.0.9", NONCE, TIME, &plain_body()));
    let returned = || refused("bad-field", "check returned False");
    let yes = || json!({ "accept": {} });
    vec![
        measured(row("mac-31", "a MAC of 31 bytes", &cut(31)), 40, returned()),
        measured(row("mac-0", "a MAC of no bytes", &cut(0)), 41, returned()),
        row("mac-33", "a MAC of 33 bytes", &stamped(of(NONCE), of(TIME), of(&longer))),
        measured(lenient(row("nonce-1", "a nonce of 1 byte", &nonce("01"))), 46, yes()),
        measured(lenient(row("nonce-0", "a nonce of no bytes", &nonce(""))), 47, yes()),
        lenient(row("nonce-15-made", "a nonce of 15 bytes", &nonce(&NONCE[..30]))),
        lenient(row("nonce-17", "a nonce of 17 bytes", &nonce(&format!("{NONCE}00")))),
        lenient(row("time-3", "a time of 3 bytes", &time("53f100"))),
        lenient(row("time-5", "a time of 5 bytes", &time("006553f100"))),
        lenient(row("time-0-bytes", "a time of no bytes", &time(""))),
    ]
}

/// What a MAC does protect.
fn changed(author: &Author<'_>) -> Vec<Draft> {
    let good = |nonce: &str, time: &str| stamped(of(nonce), of(time), genuine(author));
    let fields = tagged(&good(NONCE, TIME));
    let returned = || refused("bad-mac", "check returned False");
    let row = |name: &str, about: &str, more: Value| {
        let base = json!({ "secret": SECRET, "fields": fields, "body": plain_body() });
        let draft = versioned(
            &format!("netaio/hmac/check-{name}"),
            about,
            &["NA-HMAC-6"],
            "netaio.hmac.check",
            "0.0.9",
            with(&base, more),
        );
        refuse(draft, "bad-mac").edit_of(CHECK)
    };
    let flipped = {
        let mut mac = raw(&mac(author, "0.0.9", NONCE, TIME, &plain_body()));
        if let Some(last) = mac.last_mut() {
            *last ^= 1;
        }
        stamped(of(NONCE), of(TIME), bytes(mac))
    };
    vec![
        measured(
            row(
                "content-changed",
                "another content",
                json!({ "body": body("123", "hello world, caesar is alive") }),
            ),
            39,
            returned(),
        ),
        row("uri-changed", "another URI", json!({ "body": body("124", "hello world, caesar is dead") })),
        row(
            "uri-moved",
            "a byte of the URI belongs to the content",
            json!({ "body": body("12", "3hello world, caesar is dead") }),
        ),
        row("empty-body", "an empty body", json!({ "body": "" })),
        row("nonce-changed", "another nonce", json!({ "fields": tagged(&good(&"00".repeat(16), TIME)) })),
        row("time-changed", "another time", json!({ "fields": tagged(&good(NONCE, "6553f101")) })),
        row("mac-flipped", "one bit of the MAC is flipped", json!({ "fields": tagged(&flipped) })),
        row(
            "mac-zeros",
            "a MAC of zeros",
            json!({ "fields": tagged(&stamped(of(NONCE), of(TIME), bytes([0; 32]))) }),
        ),
        row("other-secret", "another secret", json!({ "secret": hex("tset") })),
        row("empty-secret", "a secret of no bytes", json!({ "secret": "" })),
        row(
            "secret-hash",
            "the hash of the secret in its place",
            json!({ "secret": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }),
        ),
    ]
}

/// Version 0.0.8.
fn old(author: &Author<'_>) -> Vec<Draft> {
    let seconds = u32::from_str_radix(TIME, 16).unwrap_or_default().to_string();
    let genuine = || of(&mac(author, "0.0.8", NONCE, TIME, &plain_body()));
    let good = stamped(of(NONCE), int(&seconds), genuine());
    let base = "netaio/hmac/check-0-0-8-made";
    let row = |name: &str, about: &str, rule: &str, code: &str, fields: &Packify| {
        refuse(checks(name, about, &[rule, "NA-VER-1"], "0.0.8", fields), code).edit_of(base)
    };
    let largest =
        stamped(of(NONCE), int("4294967295"), of(&mac(author, "0.0.8", NONCE, "ffffffff", &plain_body())));
    vec![
        checks(
            "0-0-8-made",
            "the body of the new version's first capture",
            &["NA-VER-1", "NA-HMAC-6"],
            "0.0.8",
            &good,
        )
        .accept(json!({})),
        checks("0-0-8-time-u32-max", "the last time that there is", &["NA-HMAC-5"], "0.0.8", &largest)
            .accept(json!({})),
        row(
            "0-0-8-new-mac",
            "the MAC of the new version",
            "NA-HMAC-6",
            "bad-mac",
            &stamped(of(NONCE), int(&seconds), of(&mac(author, "0.0.9", NONCE, TIME, &plain_body()))),
        ),
        row(
            "0-0-8-time-0",
            "a time that is 0",
            "NA-HMAC-5",
            "bad-field",
            &stamped(of(NONCE), int("0"), of(&mac(author, "0.0.8", NONCE, "00000000", &plain_body()))),
        ),
        row(
            "0-0-8-time-2-to-32",
            "a time of 2^32",
            "NA-HMAC-5",
            "bad-field",
            &stamped(of(NONCE), int("4294967296"), genuine()),
        ),
        row(
            "0-0-8-no-mac",
            "the MAC is missing",
            "NA-HMAC-4",
            "missing-field",
            &fields(&[("nonce", of(NONCE)), ("ts", int(&seconds))]),
        ),
        row(
            "0-0-8-time-bytes",
            "a time of four bytes, as in the new version",
            "NA-HMAC-5",
            "bad-field",
            &stamped(of(NONCE), of(TIME), genuine()),
        ),
        row(
            "0-0-8-mac-31",
            "a MAC of 31 bytes",
            "NA-HMAC-5",
            "bad-field",
            &stamped(of(NONCE), int(&seconds), bytes(vec![0; 31])),
        ),
        row("0-0-8-nonce-15", "a nonce of 15 bytes", "NA-HMAC-5", "bad-field", &{
            let nonce = &NONCE[..30];
            stamped(of(nonce), int(&seconds), of(&mac(author, "0.0.8", nonce, TIME, &plain_body())))
        })
        .variant(&ANY, Wanted::Accept(json!({}))),
    ]
}
