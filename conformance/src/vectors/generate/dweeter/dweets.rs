//! `dweets.json`: the dweets of an answer, section 5.13.

use serde_json::{Value, json};

use super::super::{Author, Draft, case};
use super::answer::{JSON, NOT_FOUND, answer};
use super::boxes::{BASE64, BOX, Mailbox, joined, object};
use super::data_read::CREATED;
use super::message::needs;
use super::upstream::{failed, refused};
use super::value::{hex, list, members, text, value};
use crate::model::case::{BugClass, Severity};
use crate::model::derive::Derive;

const GOOD: &str = "dweeter/dweets-open/good";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = accepted(author);
    cases.extend(lists(author));
    cases.extend(shapes(author));
    cases.extend(super::dweet_members::drafts(author));
    cases.extend(refused_keys(author));
    cases
}

/// The body of an answer with these dweets.
pub(super) fn body(dweets: &[String]) -> String {
    let dweets = dweets.join(", ");
    format!("{{\"this\": \"succeeded\", \"by\": \"getting\", \"the\": \"dweets\", \"with\": [{dweets}]}}")
}

/// A dweet as a service gives it; `members` are those of its content, in JSON.
pub(super) fn dweet(thing: &str, created: &str, members: &str) -> String {
    format!("{{\"thing\": \"{thing}\", \"created\": \"{created}\", \"content\": {{{members}}}}}")
}

/// The members of a content, in JSON.
pub(super) fn content_members(content: &[(String, String)]) -> String {
    let members: Vec<String> =
        content.iter().map(|(name, value)| format!("\"{name}\": \"{value}\"")).collect();
    members.join(", ")
}

/// A dweet of a mailbox with this plain content.
pub(super) fn dweet_of(
    author: &Author<'_>,
    mailbox: &Mailbox,
    created: &str,
    plain: &[(&str, &str)],
) -> String {
    dweet(&mailbox.thing(author), created, &content_members(&mailbox.seal(author, plain)))
}

pub(super) fn plain_dweet(created: &str, content: Value) -> Value {
    members(&[("thing", text("BOX")), ("created", text(created)), ("content", content)])
}

pub(super) fn opens(author: &Author<'_>, name: &str, mailbox: &Mailbox, answer: Value) -> Draft {
    let given = json!({ "form": mailbox.form, "name": hex(mailbox.name) });
    let input = joined([mailbox.keys(author), object(given), object(answer)]);
    needs(case(&format!("dweeter/dweets-open/{name}")).op("dweeter.dweets.open", input), mailbox)
}

/// Reads an answer of status 200 in the mailbox of the measured behaviours.
pub(super) fn reads(author: &Author<'_>, name: &str, about: &str, rules: &[&str], body: &str) -> Draft {
    opens(author, name, &BOX, answer(200, JSON, body)).about(about).rules(rules)
}

pub(super) fn refuse(draft: Draft, code: &str) -> Draft {
    draft.edit_of(GOOD).bug(BugClass::Robustness, Severity::Low).reject(code)
}

pub(super) fn gives(dweets: &[Value]) -> Value {
    json!({ "dweets": list(dweets) })
}

pub(super) fn ab() -> Value {
    value(&json!({ "a": "b" }))
}

fn accepted(author: &Author<'_>) -> Vec<Draft> {
    let one = dweet_of(author, &BOX, CREATED, &[("a", "b")]);
    let earlier = "2024-01-01T00:00:00.500Z";
    let second = dweet_of(author, &BOX, earlier, &[("c", "d"), ("e", "")]);
    let thing = BOX.thing(author);
    let sealed = content_members(&BOX.seal(author, &[("a", "b")]));
    let mixed = format!(
        "{{\"x\": [1.5], \"content\": {{{sealed}}}, \"created\": null, \"thing\": \"{thing}\", \"y\": {{}}}}"
    );
    let mixed_plain = members(&[
        ("x", value(&json!([1.5]))),
        ("content", ab()),
        ("created", json!(["null"])),
        ("thing", text("BOX")),
        ("y", value(&json!({}))),
    ]);
    let empty_content = dweet(&thing, CREATED, "");
    vec![
        reads(
            author,
            "good",
            "one dweet",
            &["DW-DWEET-1", "DW-DWEET-2", "DW-DWEET-3", "DW-DWEET-4", "DW-DWEET-5"],
            &body(std::slice::from_ref(&one)),
        )
        .accept(gives(&[plain_dweet(CREATED, ab())]))
        .derive(bounds(&body(std::slice::from_ref(&one)))),
        reads(author, "two", "two dweets, of one and of two members", &["DW-DWEET-5"], &body(&[one, second]))
            .accept(gives(&[
                plain_dweet(CREATED, ab()),
                plain_dweet(earlier, value(&json!({ "c": "d", "e": "" }))),
            ])),
        reads(author, "none", "an empty list", &["DW-DWEET-1"], &body(&[])).accept(gives(&[])),
        reads(
            author,
            "other-members",
            "members in another order, others beside them, and a `created` that is no text",
            &["DW-DWEET-5"],
            &body(&[mixed]),
        )
        .accept(gives(&[mixed_plain])),
        reads(
            author,
            "no-content-members",
            "a content without members",
            &["DW-DWEET-3"],
            &body(&[empty_content]),
        )
        .accept(gives(&[plain_dweet(CREATED, value(&json!({})))])),
        opens(
            author,
            "base64",
            &BASE64,
            answer(200, JSON, &body(&[dweet_of(author, &BASE64, CREATED, &[("a", "b")])])),
        )
        .about("the thing is hex, the content is base64")
        .rules(&["DW-DWEET-4", "DW-TEXT-8"])
        .accept(gives(&[plain_dweet(CREATED, ab())])),
        defaults(author),
    ]
}

fn defaults(author: &Author<'_>) -> Draft {
    let keys = json!({ "key": hex("aes_cbc_key"), "iv": hex("aes_cbc_iv") });
    let none = crate::model::outcome::Members::new();
    let ask = |op: &str, more: Value| {
        let input = joined([object(keys.clone()), object(more)]);
        author.play(op, &object(input), &none).expect("the reference encrypts").0
    };
    let in_ascii = |value: &Value| {
        let bytes = hex::decode(value.as_str().unwrap_or_default()).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let thing = ask("dweeter.thing", json!({ "name": hex("t") }));
    let sealed = ask("dweeter.content.seal", json!({ "form": "hex", "content": [[hex("a"), hex("b")]] }));
    let part =
        |pointer: &str| Value::Object(sealed.clone()).pointer(pointer).map(in_ascii).unwrap_or_default();
    let content = content_members(&[(part("/content/0/0"), part("/content/0/1"))]);
    let thing = thing.get("thing").map(in_ascii).unwrap_or_default();
    let body = body(&[dweet(&thing, CREATED, &content)]);
    let plain = members(&[("thing", text("t")), ("created", text(CREATED)), ("content", ab())]);
    case("dweeter/dweets-open/defaults")
        .about("neither key nor IV is given")
        .rules(&["DW-KEY-6"])
        .op(
            "dweeter.dweets.open",
            joined([object(json!({ "form": "hex", "name": hex("t") })), object(answer(200, JSON, &body))]),
        )
        .accept(gives(&[plain]))
}

/// The words that are looked at, and the end; names and values that nothing authenticates are between them.
fn bounds(body: &str) -> Derive {
    let place = |text: &str| body.find(text).expect("the body has it");
    let (this, with, name) = (place("succeeded"), place("\"with\""), place("thing\""));
    // Who does not look at the thing needs no member of that name either.
    let (after_name, thing) = (name + "thing".len(), name + "thing\": \"".len());
    let end = thing + 32;
    let last = body.len() - 1;
    let strict = json!([[0, this + 9], [with, end], [last]]);
    let this_free = json!([[0, this], [with, end], [last]]);
    let thing_free = json!([[0, this + 9], [with, name], [after_name, thing], [last]]);
    let both_free = json!([[0, this], [with, name], [after_name, thing], [last]]);
    let variant =
        |when: Value, covers: Value| json!({ "when": when, "covers": covers, "shortest": body.len() });
    serde_json::from_value(json!({
        "member": "body", "covers": strict, "shortest": body.len(),
        "variants": [
            variant(json!({ "answer-this": "not-failed", "answer-thing": "ignored" }), both_free),
            variant(json!({ "answer-this": "not-failed" }), this_free),
            variant(json!({ "answer-thing": "ignored" }), thing_free)
        ]
    }))
    .expect("bounds are written here")
}

fn lists(author: &Author<'_>) -> Vec<Draft> {
    let one = dweet_of(author, &BOX, CREATED, &[("a", "b")]);
    let with = |json: &str| format!("{{\"this\": \"succeeded\", \"with\": {json}}}");
    let status = "basicdweet.basicdweet.BasicDweetError: HTTP 404 response";
    let row = |name: &str, about: &str, json: &str| {
        refuse(reads(author, name, about, &["DW-DWEET-1"], &with(json)), "bad-answer")
    };
    vec![
        row("with-object", "a dweet instead of a list", &one)
            .source_ref("N 16")
            .upstream(failed("builtins.TypeError: string indices must be integers, not 'str'")),
        row("with-null", "null instead of a list", "null"),
        row("with-text", "a text instead of a list", "\"dweets\""),
        row("with-empty-object", "an object without members instead of a list", "{}"),
        row("with-empty-text", "an empty text instead of a list", "\"\""),
        refuse(
            opens(author, "status-404", &BOX, answer(404, JSON, NOT_FOUND))
                .about("a CryptoDweet says that there is nothing")
                .rules(&["DW-ANSWER-2"]),
            "not-found",
        )
        .source_ref("N 79")
        .upstream(refused("not-found", status)),
        refuse(reads(author, "failed-404", "the same by the body", &["DW-ANSWER-8"], NOT_FOUND), "not-found")
            .source_ref("N 3")
            .upstream(refused("not-found", "basicdweet.basicdweet.BasicDweetError: we couldn't find this")),
    ]
}

fn shapes(author: &Author<'_>) -> Vec<Draft> {
    let thing = BOX.thing(author);
    let without = |content: &str| format!("{{\"thing\": \"{thing}\", \"created\": \"{CREATED}\"{content}}}");
    let row = |name: &str, about: &str, dweet: String| {
        refuse(reads(author, name, about, &["DW-DWEET-2"], &body(&[dweet])), "bad-dweet")
    };
    vec![
        row("dweet-number", "a number instead of a dweet", "5".to_owned()),
        row("dweet-null", "null instead of a dweet", "null".to_owned()),
        row("dweet-list", "a list instead of a dweet", "[]".to_owned()),
        row("no-content", "a dweet without content", without(""))
            .source_ref("N 19")
            .upstream(failed("builtins.KeyError: 'content'")),
        row("content-null", "its content is null", without(", \"content\": null")),
        row("content-list", "its content is a list", without(", \"content\": []")),
        row("content-text", "its content is a text", without(", \"content\": \"\"")),
    ]
}

fn refused_keys(author: &Author<'_>) -> Vec<Draft> {
    let body = body(&[dweet_of(author, &BOX, CREATED, &[("a", "b")])]);
    [("key-0", "DW-KEY-1", "empty-key", "", "41"), ("iv-0", "DW-KEY-2", "empty-iv", "41", "")]
        .into_iter()
        .map(|(name, rule, code, key, iv)| {
            let given = json!({ "key": key, "iv": iv, "form": "hex", "name": hex("BOX") });
            case(&format!("dweeter/dweets-open/{name}"))
                .about(if code == "empty-key" { "a key of no bytes" } else { "an IV of no bytes" })
                .rules(&[rule])
                .bug(BugClass::Robustness, Severity::Low)
                .op("dweeter.dweets.open", joined([object(given), object(answer(200, JSON, &body))]))
                .reject(code)
        })
        .collect()
}
