//! `attack.json`: one case for each limit that needs no node, and what an attacker is kept from.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, case, scenario, step};
use super::attack_scripts::scripts;
use super::boxes::{self, ALICE, BOB, data_of};
use super::crypt::versioned;
use super::decode_fields;
use super::frame::{body, part, raw, with};
use super::hmac::{self, SECRET};
use super::hmac_make::NOW;
use super::layers::{hmac as hmac_plugin, stream};
use super::locks::{ONE, lock_of, push, signature};
use super::outcome::refuse;
use super::tape::{self, stamped};
use super::value::{Value as Packify, bytes, fields, hex, int, packed, tagged};
use crate::model::case::{BugClass, Severity};

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = vec![decode_fields::nested_fields()];
    cases.extend(hmac_splices(author));
    cases.extend(tapescript_splices(author));
    cases.extend(rewritten());
    cases.extend(boxed(author));
    cases.extend(streams(author));
    cases.extend(scripts(author));
    cases
}

pub(super) fn attack(
    name: &str,
    about: &str,
    rules: &[&str],
    op: &str,
    version: &str,
    input: Value,
) -> Draft {
    versioned(&format!("netaio/attack/{name}"), about, rules, op, version, input)
}

pub(super) fn measured(draft: Draft, line: u32, upstream: Value) -> Draft {
    draft.source_ref(&format!("N {line}")).upstream(upstream)
}

pub(super) fn of(hex: &str) -> Packify {
    bytes(raw(hex))
}

pub(super) fn yes() -> Value {
    json!({ "accept": {} })
}

/// A genuine MAC over time and body, between which the attacker moves bytes.
fn hmac_splices(author: &Author<'_>) -> Vec<Draft> {
    let check = |name: &str,
                 about: &str,
                 version: &str,
                 nonce: &str,
                 time: Packify,
                 mac: &str,
                 body: &str,
                 base: &str| {
        let input = json!({ "secret": SECRET, "fields": tagged(&fields(&[("nonce", of(nonce)), ("ts", time), ("hmac", of(mac))])), "body": body });
        let draft = attack(name, about, &["NA-HMAC-5"], "netaio.hmac.check", version, input);
        refuse(draft, "bad-field").bug(BugClass::Forgery, Severity::Critical).edit_of(base)
    };
    let any = |draft: Draft| draft.variant(&[("hmac-fields", "any")], Wanted::Accept(json!({})));
    let (nonce, time) = (hmac::NONCE, hmac::TIME);
    // The body of the genuine message ends with what is to be read as a body of its own.
    let cut = body("", "DELETE EVERYTHING");
    let genuine = format!("{}{cut}", body("note", "please do not "));
    let mac = hmac::mac(author, "0.0.9", nonce, time, &genuine);
    let moved = format!("{time}{}", genuine.strip_suffix(&cut).unwrap_or_default());
    // The time stands before a long body: it becomes the length of a URI and the first two bytes of that.
    let long = body("", vec![0x61; 30_000]);
    let long_mac = hmac::mac(author, "0.0.9", nonce, time, &long);
    let old = hmac::mac(author, "0.0.8", nonce, time, &hmac::plain_body());
    vec![
        measured(
            any(check(
                "hmac-splice",
                "the front of the body is moved into the time",
                "0.0.9",
                nonce,
                of(&moved),
                &mac,
                &cut,
                "netaio/hmac/check-default",
            )),
            55,
            yes(),
        ),
        measured(
            any(check(
                "hmac-splice-long",
                "the time is moved in front of a long body",
                "0.0.9",
                nonce,
                of(""),
                &long_mac,
                &format!("{time}{long}"),
                "netaio/hmac/check-default",
            )),
            56,
            yes(),
        ),
        // In the old version nonce, time and body stand one after the other; the time alone has one size.
        any(check(
            "hmac-splice-0-0-8",
            "the time and the front of the body are moved: nonce and time begin elsewhere",
            "0.0.8",
            &format!("{nonce}{}", &time[..2]),
            int(&u32::from_str_radix(&format!("{}{}", &time[2..], &hmac::plain_body()[..2]), 16)
                .unwrap_or_default()
                .to_string()),
            &old,
            &hmac::plain_body()[2..],
            "netaio/hmac/check-0-0-8-made",
        )),
    ]
}

/// A genuine signature over body, nonce and time.
fn tapescript_splices(author: &Author<'_>) -> Vec<Draft> {
    let genuine = body("", "pay 1000 to bob");
    let nonce = tape::NONCE;
    let witness = push(&signature(author, &ONE, "00", &[&genuine, nonce, tape::TIME]));
    let check = |name: &str, about: &str, nonce: &str, body: &str| {
        let input = json!({ "lock": lock_of(&ONE, "00"), "lock_from": "own", "fields": tagged(&stamped(of(nonce), of(tape::TIME), of(&witness))), "body": body });
        let draft = attack(name, about, &["NA-TAPE-6"], "netaio.tapescript.check", "0.0.9", input);
        refuse(draft, "bad-field")
            .bug(BugClass::Forgery, Severity::Critical)
            .edit_of("netaio/tapescript/check-single")
            .variant(&[("tapescript-fields", "any")], Wanted::Accept(json!({})))
    };
    let cut = |bytes: usize| {
        let (front, end) = genuine.split_at(genuine.len() - 2 * bytes);
        (format!("{end}{nonce}"), front.to_owned())
    };
    let ((seven, pay_1000), (ten, pay_1)) = (cut(7), cut(10));
    vec![
        measured(
            check(
                "tapescript-splice-shorter",
                "the end of the body is moved into the nonce: \"pay 1000\"",
                &seven,
                &pay_1000,
            ),
            93,
            yes(),
        ),
        measured(
            check(
                "tapescript-splice-shortest",
                "more of the end of the body is moved into the nonce: \"pay 1\"",
                &ten,
                &pay_1,
            ),
            94,
            yes(),
        ),
        measured(
            check(
                "tapescript-splice-longer",
                "the nonce is moved to the end of the body",
                "",
                &format!("{genuine}{nonce}"),
            ),
            95,
            yes(),
        ),
    ]
}

/// NA-LIMIT-2: what is covered by no MAC and no signature. Played as an attacker who has seen one message.
fn rewritten() -> Vec<Draft> {
    let story = |name: &str, about: &str, rules: &[&str], plugins: &Value, edit: Value, expect: Value| {
        let sent = with(
            &json!({ "version": "0.0.9", "type": 7, "uri": hex("uri"), "content": hex("hello") }),
            plugins.clone(),
        );
        let open = with(&json!({ "version": "0.0.9", "message": { "$ref": "edited" } }), plugins.clone());
        scenario(&format!("netaio/attack/{name}"))
            .about(about)
            .rules(rules)
            .bug(BugClass::Malleability, Severity::High)
            .needs("netaio-0.0.9")
            .peer("alice")
            .peer("bob")
            .attacker("eve")
            .step(step("alice", "netaio.seal", sent).now(NOW).save("genuine", "/message"))
            .step(
                step("eve", "netaio.forge.edit", with(&json!({ "message": { "$ref": "genuine" } }), edit))
                    .save("edited", "/message"),
            )
            .step(step("bob", "netaio.open", open).accept(expect))
    };
    let auth = json!({ "outer_auth": hmac_plugin("secret", "hmac") });
    let both = json!({ "outer_cipher": ["stream", { "key": hex("key"), "encrypt_uri": false }], "outer_auth": hmac_plugin("secret", "hmac") });
    let witness = json!({ "outer_auth": ["tapescript", { "lock": lock_of(&ONE, "00"), "seed": ONE.seed }] });
    let sent = |kind: u8| json!({ "type": kind, "uri": hex("uri"), "content": hex("hello") });
    let deleted = || json!({ "type": 4 });
    let mut cases = vec![
        story(
            "type-changed",
            "PUBLISH_URI becomes DELETE_URI under a genuine MAC",
            &["NA-LIMIT-2"],
            &auth,
            deleted(),
            sent(4),
        ),
        story(
            "type-changed-witness",
            "PUBLISH_URI becomes DELETE_URI under a genuine signature",
            &["NA-LIMIT-2"],
            &witness,
            deleted(),
            sent(4),
        )
        .needs("netaio-tapescript"),
        story(
            "field-added",
            "a field that the MAC does not cover",
            &["NA-LIMIT-2"],
            &auth,
            json!({ "set": [[hex("more"), "00"]] }),
            sent(7),
        ),
        story(
            "iv-replaced",
            "another IV under a genuine MAC: the content is garbage",
            &["NA-LIMIT-2"],
            &both,
            json!({ "set": [[hex("iv"), "00".repeat(16)]] }),
            json!({ "type": 7, "uri": hex("uri") }),
        ),
    ];
    for (draft, line, upstream) in
        [(0, 57, sent(4)), (1, 96, sent(4)), (3, 59, json!({ "type": 7, "uri": hex("uri") }))]
    {
        if let Some(draft) = cases.get_mut(draft) {
            *draft = draft.clone().source_ref(&format!("N {line}")).upstream(json!({ "accept": upstream }));
        }
    }
    cases.push(peer_chosen_lock());
    cases
}

fn peer_chosen_lock() -> Draft {
    let input = json!({
        "lock": lock_of(&ONE, "00"),
        "lock_from": "peer-lock",
        "peer_data": packed(&fields(&[("lock", bytes([1]))])),
        "fields": tagged(&stamped(of(tape::NONCE), of(tape::TIME), bytes(""))),
        "body": body("123", "anything"),
    });
    let draft = attack(
        "peer-chosen-lock",
        "a peer has chosen a lock that anybody opens",
        &["NA-LIMIT-5"],
        "netaio.tapescript.check",
        "0.0.9",
        input,
    )
    .needs("netaio-peer-lock")
    .bug(BugClass::AuthBypass, Severity::High)
    .accept(json!({}));
    measured(draft, 126, yes())
}

fn boxed(author: &Author<'_>) -> Vec<Draft> {
    let ciphertext = boxes::sealed(author, &hex("hello"));
    let decrypt = |name: &str, about: &str, rule: &str, seed: &str, peer: &str, uri: &str| {
        case(&format!("netaio/attack/{name}")).about(about).rules(&[rule]).op(
            "netaio.x25519.decrypt",
            json!({ "seed": seed, "peer_data": data_of(author, peer), "encrypt_uri": false, "uri": hex(uri), "content": ciphertext }),
        )
    };
    let hello = |uri: &str| json!({ "uri": hex(uri), "content": hex("hello") });
    vec![
        measured(
            decrypt(
                "box-reflected",
                "the sender takes its own body back as one from the receiver",
                "NA-LIMIT-4",
                ALICE,
                BOB,
                "uri",
            )
            .bug(BugClass::Confusion, Severity::High)
            .accept(hello("uri")),
            85,
            json!({ "accept": hello("uri") }),
        ),
        measured(
            decrypt(
                "box-uri-changed",
                "another URI in clear beside a genuine box",
                "NA-LIMIT-7",
                BOB,
                ALICE,
                "evil",
            )
            .bug(BugClass::Malleability, Severity::High)
            .accept(hello("evil")),
            86,
            json!({ "accept": hello("evil") }),
        ),
    ]
}

/// NA-LIMIT-3.
fn streams(author: &Author<'_>) -> Vec<Draft> {
    let iv = "96".repeat(16);
    let drawn = json!({ "iv": iv, "split": "0000" });
    let plain = |content: &str| json!({ "version": "0.0.9", "key": hex("key"), "encrypt_uri": false, "fields": tagged(&fields(&[])), "uri": "", "content": hex(content) });
    let ciphertext = part(author, "netaio.stream.encrypt", &plain("hello"), &drawn, "content");
    let mut flipped = raw(&ciphertext);
    if let Some(last) = flipped.last_mut() {
        *last ^= b'o' ^ b'0';
    }
    let input = json!({ "key": hex("key"), "encrypt_uri": false, "fields": tagged(&fields(&[("iv", of(&iv))])), "uri": "", "content": hex(flipped) });
    let forged: Vec<u8> = raw(&ciphertext)
        .iter()
        .zip(b"hello")
        .zip(b"howdy")
        .map(|((byte, known), wanted)| byte ^ known ^ wanted)
        .collect();
    let same_iv = with(&input, json!({ "content": hex(forged) }));
    let sealed = json!({ "version": "0.0.9", "type": 7, "uri": hex("uri"), "content": hex("hello"), "outer_cipher": stream("key", "iv") });
    let open =
        json!({ "version": "0.0.9", "message": { "$ref": "message" }, "outer_cipher": stream("key", "iv") });
    let replayed = || {
        step("bob", "netaio.open", open.clone())
            .accept(json!({ "type": 7, "uri": hex("uri"), "content": hex("hello") }))
    };
    vec![
        measured(
            attack(
                "stream-bit-flip",
                "one byte of the ciphertext is changed, and so is that of the content",
                &["NA-LIMIT-3"],
                "netaio.stream.decrypt",
                "0.0.9",
                input,
            )
            .bug(BugClass::Malleability, Severity::High)
            .accept(json!({ "uri": "", "content": hex("hell0") })),
            70,
            json!({ "accept": { "uri": "", "content": hex("hell0") } }),
        ),
        measured(
            attack(
                "stream-same-iv",
                "who knows one text under an IV writes and reads any other under it",
                &["NA-LIMIT-3"],
                "netaio.stream.decrypt",
                "0.0.9",
                same_iv,
            )
            .bug(BugClass::Forgery, Severity::High)
            .accept(json!({ "uri": "", "content": hex("howdy") })),
            77,
            json!({ "accept": { "uri": "", "content": hex("howdy") } }),
        ),
        scenario("netaio/attack/opened-twice")
            .about("a message is opened as often as it comes")
            .rules(&["NA-LIMIT-1"])
            .bug(BugClass::Replay, Severity::Medium)
            .needs("netaio-0.0.9")
            .peer("alice")
            .peer("bob")
            .step(step("alice", "netaio.seal", sealed).now(NOW).save("message", "/message"))
            .step(replayed())
            .step(replayed()),
    ]
}
