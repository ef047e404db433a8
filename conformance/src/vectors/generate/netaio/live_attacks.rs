//! What was done to upstream over sockets, section 9.
//!
//! Whoever is refused ends its side of the connection and hears all that the server has to say: so nobody waits for
//! what does not come.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, Wanted};
use super::live::{Play, closed, connected, handled, handles, hears, live, sends, starts, told as heard};
use super::live_client::wrong_checksum;
use super::live_ends::knows;
use super::live_peers::{key_data, manages, person, played, seed};
use super::live_stream::{answers_requests, asked, told};
use super::live_wire::{
    Conversation, OrBytes, hears_all, puts, takes, takes_datagram, takes_size, udp_to, wires,
};
use super::node::{
    CREATE, ERROR, HMAC_FAILED, INVALID_MESSAGE, NOTIFY, OK, PUBLISH, REQUEST, RESPOND, TAPESCRIPT_FAILED,
    UDP_NOT_FOUND, echo, hex, hmac, inner_hmac, on, peer_message, plain, sealed, with,
};
use crate::model::case::{BugClass, Severity};

/// All cases of them.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    vec![
        hmac_splice(author),
        tapescript_splice(author),
        reflected_box(author),
        inner_auth_bypass(author),
        overwritten(author),
        evicted(author),
        ping_pong(author),
        two_nodes(author),
        return_bypass(author),
        signed_error(author),
    ]
}

/// Begins a case with a server.
fn attacked(name: &str, about: &str, rules: &[&str], bug: (BugClass, Severity), server: Value) -> Draft {
    live(name, about, rules).bug(bug.0, bug.1).play(starts("bob", "server", server))
}

/// What bob has seen of an attack, and under another answer.
fn saw(strict: &[Value], when: &[(&str, &str)], otherwise: &[Value]) -> DraftStep {
    let otherwise = heard(otherwise);
    hears("bob", "closed", strict)
        .variant(when, Wanted::Accept(otherwise.clone()))
        .upstream(json!({ "accept": otherwise }))
}

/// A genuine message whose fields and body are others.
fn edited(author: &Author<'_>, message: &str, field: (&str, &str), body: &str) -> String {
    let (name, value) = field;
    let edit = json!({ "message": message, "set": [[hex(name), value]], "body": body });
    text(author, "netaio.forge.edit", edit, "message")
}

fn text(author: &Author<'_>, op: &str, input: Value, member: &str) -> String {
    let outputs = played(author, op, input);
    outputs.get(member).and_then(Value::as_str).expect("the operation gives it").to_owned()
}

/// The content holds a body of its own, and what stands before that is moved into the time.
fn hmac_splice(author: &Author<'_>) -> Draft {
    let secret = json!({ "outer_auth": hmac() });
    let genuine = sealed(author, &secret, CREATE, "u", "say \0\u{1}uEVIL");
    let spliced = edited(author, &genuine, ("ts", "6553f10000017573617920"), &hex("\0\u{1}uEVIL"));
    let any = [("hmac-fields", "any")];
    attacked(
        "hmac-splice",
        "the front of a genuine body moved into the time: another body under the same MAC",
        &["NA-HMAC-5", "NA-RECV-3"],
        (BugClass::Forgery, Severity::High),
        secret,
    )
    .source_ref("N 55")
    .play(handles("bob", 0, on(CREATE, "u")))
    .play(wires("bob"))
    .says_all(spliced, hears_all(HMAC_FAILED).or_bytes(&[("bob:hmac-fields", "any")], ""))
    .play(saw(&[connected(), closed()], &any, &[connected(), handled(0, CREATE, "u", "EVIL"), closed()]))
    .play(wires("bob"))
    .play(puts(genuine))
    .play(hears("bob", "handled", &[connected(), handled(0, CREATE, "u", "say \0\u{1}uEVIL")]))
}

/// The end of the body moved into the nonce.
fn tapescript_splice(author: &Author<'_>) -> Draft {
    let signed = json!({ "outer_auth": signs(&single_lock(author)) });
    let genuine = sealed(author, &signed, CREATE, "u", "pay 1000 to bob");
    let nonce = format!("{}{}", hex("000 to bob"), "5a".repeat(16));
    let spliced = edited(author, &genuine, ("nonce", &nonce), &hex("\0\u{1}upay 1"));
    let any = [("tapescript-fields", "any")];
    attacked(
        "tapescript-splice",
        "the end of a genuine body moved into the nonce: another body under the same signature",
        &["NA-TAPE-6", "NA-RECV-3"],
        (BugClass::Forgery, Severity::High),
        signed,
    )
    .needs("netaio-tapescript")
    .source_ref("N 94")
    .play(handles("bob", 0, on(CREATE, "u")))
    .play(wires("bob"))
    .says_all(spliced, hears_all(TAPESCRIPT_FAILED).or_bytes(&[("bob:tapescript-fields", "any")], ""))
    .play(saw(&[connected(), closed()], &any, &[connected(), handled(0, CREATE, "u", "pay 1"), closed()]))
    .play(wires("bob"))
    .play(puts(genuine))
    .play(hears("bob", "handled", &[connected(), handled(0, CREATE, "u", "pay 1000 to bob")]))
}

fn signs(lock: &str) -> Value {
    json!(["tapescript", { "lock": lock, "seed": seed(3) }])
}

fn verify_key(author: &Author<'_>) -> String {
    text(author, "netaio.x25519.keys", json!({ "seed": seed(3) }), "verify_key")
}

fn single_lock(author: &Author<'_>) -> String {
    let lock = json!({ "kind": "single", "keys": [verify_key(author)] });
    text(author, "netaio.tapescript.lock", lock, "lock")
}

fn record(author: &Author<'_>, kind: &str, id: &str, data: &str) -> String {
    text(author, "netaio.peer.message", json!({ "type": kind, "id": hex(id), "data": data }), "message")
}

/// Somebody who has no key sends back what was boxed for another.
fn reflected_box(author: &Author<'_>) -> Draft {
    let boxes = json!({ "inner_cipher": ["x25519", { "seed": seed(1) }] });
    let message = (NOTIFY, "u", "secret");
    attacked(
        "box-reflected",
        "a boxed message, sent back to whoever has sent it",
        &["NA-LIMIT-4"],
        (BugClass::Replay, Severity::Medium),
        person(author, "bob", &seed(1)),
    )
    .needs("netaio-x25519")
    .play(manages("bob"))
    .play(handles("bob", 0, with(on(NOTIFY, "u"), boxes.clone())))
    .play(wires("bob").save("there", "/port"))
    .play(puts(record(author, "advertise", "alice", &key_data(author, &seed(2)))))
    .play(takes(&record(author, "discovered", "bob", &key_data(author, &seed(1)))))
    .play(sends("bob", "there", message, boxes))
    .play(takes_size(9 + 3 + 2 + 1 + 40 + 6, json!({})).save("boxed", "/data"))
    .play(puts(json!({ "$ref": "boxed" })))
    .play(hears("bob", "handled", &[connected(), handled(0, NOTIFY, "u", "secret")]))
}

fn inner_auth_bypass(author: &Author<'_>) -> Draft {
    let continues = [("inner-auth-failure", "continue")];
    let asks = handled(1, REQUEST, "u", "hi");
    attacked(
        "inner-auth-bypass",
        "an error to a handler with a secret, from somebody who does not know it",
        &["NA-RECV-8", "NA-RECV-4"],
        (BugClass::AuthBypass, Severity::High),
        json!({}),
    )
    .source_ref("N 153")
    .play(handles("bob", 0, with(echo(ERROR, "u", OK), json!({ "inner_auth": inner_hmac() }))))
    .play(handles("bob", 1, echo(REQUEST, "u", RESPOND)))
    .play(wires("bob"))
    .says_all(
        format!("{}{}", plain(author, ERROR, "u", "hi"), asked(author, "hi")),
        hears_all(told(author, "hi"))
            .or_bytes(&[("bob:inner-auth-failure", "continue")], json!({ "$any": true })),
    )
    .play(saw(
        &[connected(), asks.clone(), closed()],
        &continues,
        &[connected(), handled(0, ERROR, "u", "hi"), asks, closed()],
    ))
}

/// A server that knows a victim at one connection; another one is open.
fn victim(author: &Author<'_>, name: &str, about: &str, rules: &[&str], bug: (BugClass, Severity)) -> Draft {
    let own = json!({ "peer_id": hex("bob"), "peer_data": hex("of bob") });
    attacked(name, about, rules, bug, own)
        .play(manages("bob"))
        .play(answers_requests())
        .play(wires("bob"))
        .play(puts(peer_message(author, "advertise", "victim", "key")))
        .play(takes(&peer_message(author, "discovered", "bob", "of bob")))
        .play(wires("bob"))
}

fn overwritten(author: &Author<'_>) -> Draft {
    let evil = peer_message(author, "advertise", "victim", "EVIL KEY");
    let bug = (BugClass::StateCorruption, Severity::High);
    let answered = format!("{}{}", peer_message(author, "discovered", "bob", "of bob"), told(author, "hi"));
    let replaced = knows("bob", &[("victim", "EVIL KEY")]).wanted;
    victim(
        author,
        "peer-overwritten",
        "a known peer, advertised from elsewhere with another key",
        &["NA-PEER-5"],
        bug,
    )
    .says_all(
        format!("{evil}{}", asked(author, "hi")),
        hears_all(told(author, "hi")).or_bytes(&[("bob:peer-overwrite", "anyone")], answered),
    )
    .play(knows("bob", &[("victim", "key")]).variant(&[("peer-overwrite", "anyone")], replaced))
}

fn evicted(author: &Author<'_>) -> Draft {
    let leaves = peer_message(author, "disconnect", "victim", "key");
    let bug = (BugClass::DenialOfService, Severity::Medium);
    let gone = knows("bob", &[]).wanted;
    victim(author, "peer-evicted", "a DISCONNECT in the name of another", &["NA-PEER-10"], bug)
        .says_all(format!("{leaves}{}", asked(author, "hi")), hears_all(told(author, "hi")))
        .play(knows("bob", &[("victim", "key")]).variant(&[("peer-disconnect", "anyone")], gone))
}

/// The other node is a socket that sends back what such a node would.
fn ping_pong(author: &Author<'_>) -> Draft {
    let answers = [("bob:answer-to-answer", "answer")];
    let data = |message: &str| Wanted::Accept(json!({ "data": message }));
    live("not-found-ping-pong", "a NOT_FOUND in answer to a NOT_FOUND", &["NA-RECV-13", "NA-RECV-14"])
        .bug(BugClass::DenialOfService, Severity::High)
        .source_ref("N 204")
        .play(starts("bob", "udp", json!({})))
        .play(answers_requests())
        .play(udp_to("bob"))
        .play(puts(plain(author, PUBLISH, "x", "x")))
        .play(takes_datagram(UDP_NOT_FOUND).save("answer", "/data"))
        .play(puts(json!({ "$ref": "answer" })))
        .play(puts(asked(author, "hi")))
        .play(
            takes_datagram(told(author, "hi"))
                .variant(&answers, data(UDP_NOT_FOUND))
                .upstream(json!({ "accept": { "data": UDP_NOT_FOUND } })),
        )
        .play(puts(asked(author, "last")))
        .play(takes_datagram(told(author, "last")).variant(&answers, data(&told(author, "hi"))))
}

/// Two nodes whose answers may meet; both go on to serve others.
fn two_nodes(author: &Author<'_>) -> Draft {
    let serves = |draft: Draft, name: &str| {
        draft.play(udp_to(name)).play(puts(asked(author, name))).play(takes_datagram(told(author, name)))
    };
    let request = echo(REQUEST, "u", RESPOND);
    let draft =
        live("two-nodes-unhandled", "a message that nobody handles, between two nodes", &["NA-RECV-13"])
            .bug(BugClass::DenialOfService, Severity::High)
            .play(starts("bob", "udp", json!({})))
            .play(answers_requests())
            .play(starts("alice", "udp", json!({})))
            .play(handles("alice", 0, request))
            .play(sends("alice", "bob", (PUBLISH, "x", "x"), json!({})));
    ["bob", "alice"].into_iter().fold(draft, serves)
}

/// After RETURN in the witness the lock stops at its condition, before it verifies anything.
fn return_bypass(author: &Author<'_>) -> Draft {
    let lock = format!("012b000101200320{}2300", verify_key(author));
    let fields = json!([
        "dict",
        [
            [["str", hex("ts")], ["bytes", "6553f100"]],
            [["str", hex("nonce")], ["bytes", "5a".repeat(16)]],
            [["str", hex("witness")], ["bytes", "30"]],
        ]
    ]);
    let forged = json!({ "type": CREATE, "fields": fields, "uri": hex("u"), "content": hex("x") });
    let forged = text(author, "netaio.message.encode", forged, "message");
    let all = [("vm-instructions", "all")];
    let asks = handled(1, REQUEST, "u", "hi");
    attacked(
        "return-bypasses-lock",
        "a witness of one RETURN, to a lock with a condition",
        &["NA-VM-1", "NA-RECV-3"],
        (BugClass::AuthBypass, Severity::High),
        json!({}),
    )
    .needs("netaio-tapescript")
    .source_ref("N 117")
    .play(handles("bob", 0, with(on(CREATE, "u"), json!({ "inner_auth": signs(&lock) }))))
    .play(handles("bob", 1, echo(REQUEST, "u", RESPOND)))
    .play(wires("bob"))
    .says_all(
        format!("{forged}{}", asked(author, "hi")),
        hears_all(format!("{TAPESCRIPT_FAILED}{}", told(author, "hi")))
            .or_bytes(&[("bob:vm-instructions", "all")], told(author, "hi")),
    )
    .play(saw(
        &[connected(), asks.clone(), closed()],
        &all,
        &[connected(), handled(0, CREATE, "u", "x"), asks, closed()],
    ))
}

fn signed_error(author: &Author<'_>) -> Draft {
    let secret = json!({ "outer_auth": hmac() });
    let garbage = wrong_checksum(&plain(author, CREATE, "u", "hi"));
    attacked(
        "sealed-error",
        "garbage to a server with a secret, from somebody who does not know it",
        &["NA-RECV-2", "NA-RECV-1"],
        (BugClass::Forgery, Severity::Medium),
        secret.clone(),
    )
    .play(handles("bob", 0, on(CREATE, "u")))
    .play(wires("bob"))
    .says_all(
        garbage,
        hears_all(INVALID_MESSAGE).or_bytes(&[("bob:checksum-answer", "sealed")], json!({ "$any": true })),
    )
    .play(wires("bob"))
    .play(puts(sealed(author, &secret, CREATE, "u", "hi")))
    .play(hears("bob", "handled", &[connected(), closed(), connected(), handled(0, CREATE, "u", "hi")]))
}
