//! The members of a dweet: contents that cannot be opened, and things that were not asked for.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted};
use super::answer::{JSON, answer};
use super::boxes::{BASE64, BOX};
use super::data_read::CREATED;
use super::dweets::{ab, body, content_members, dweet, gives, opens, plain_dweet, reads, refuse};
use super::upstream::{failed, wanted};
use super::value::{members, text, value};
use crate::model::case::{BugClass, Severity};

/// All cases of members.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = things(author);
    cases.extend(contents(author));
    cases
}

fn contents(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = no_texts(author);
    cases.extend(older_dweets(author));
    cases.extend(unreadable(author));
    cases.push(base64_space(author));
    cases
}

/// The one member of a content in JSON: its name, and its value.
fn member(author: &Author<'_>) -> (String, String) {
    BOX.seal(author, &[("a", "b")]).first().cloned().expect("one member was sealed")
}

/// The body with a dweet whose content has this value, in JSON.
fn with(author: &Author<'_>, value: &str) -> String {
    let (name, _) = member(author);
    body(&[dweet(&BOX.thing(author), CREATED, &format!("\"{name}\": {value}"))])
}

fn no_texts(author: &Author<'_>) -> Vec<Draft> {
    let (name, sealed) = member(author);
    let row = |id: &str, about: &str, json: &str| {
        refuse(reads(author, id, about, &["DW-DWEET-3"], &with(author, json)), "bad-dweet")
    };
    let type_error =
        |kind: &str| failed(&format!("builtins.TypeError: fromhex() argument must be str, not {kind}"));
    let second = body(&[dweet(&BOX.thing(author), CREATED, &format!("\"{name}\": \"{sealed}\", \"00\": 5"))]);
    vec![
        row("value-number", "a value that is a number", "5").source_ref("N 44").upstream(type_error("int")),
        row("value-null", "a value that is null", "null").source_ref("N 45").upstream(type_error("None")),
        row("value-list", "a value that is a list", &format!("[\"{sealed}\"]")),
        row("value-true", "a value that is truth", "true"),
        refuse(
            reads(author, "second-value-number", "the second value is a number", &["DW-DWEET-3"], &second),
            "bad-dweet",
        ),
    ]
}

/// A good dweet, and another behind it.
fn older_dweets(author: &Author<'_>) -> Vec<Draft> {
    let thing = BOX.thing(author);
    let one = dweet(&thing, CREATED, &content_members(&BOX.seal(author, &[("a", "b")])));
    let garbage = body(&[one.clone(), dweet(&thing, CREATED, "\"zz\": \"zz\"")]);
    let number = body(&[one, "5".to_owned()]);
    let raised = "builtins.ValueError: non-hexadecimal number found in fromhex() arg at position 0";
    let row = |name: &str, about: &str, rule: &str, body: &str, code: &str| {
        refuse(reads(author, name, about, &[rule], body), code)
    };
    vec![
        row(
            "second-not-hex",
            "a good dweet, and an older one that is no hex",
            "DW-TEXT-4",
            &garbage,
            "not-hex",
        )
        .source_ref("N 18")
        .upstream(failed(raised)),
        row(
            "second-no-object",
            "a good dweet, and an older one that is none",
            "DW-DWEET-2",
            &number,
            "bad-dweet",
        ),
    ]
}

/// A value that is a text, but cannot be opened.
fn unreadable(author: &Author<'_>) -> Vec<Draft> {
    let (_, sealed) = member(author);
    let row = |name: &str, about: &str, rule: &str, value: &str, code: &str| {
        refuse(reads(author, name, about, &[rule], &with(author, &format!("\"{value}\""))), code)
    };
    let lenient = |draft: Draft, choice: (&str, &str), content: Value| {
        draft.variant(&[choice], Wanted::Accept(gives(&[plain_dweet(CREATED, content)])))
    };
    let no_utf8 = BOX.encrypt(author, b"\xff");
    let zero = BOX.forge(author, b"b\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    let loose = ("hex-text", "lenient");
    vec![
        row("value-not-utf8", "a value that is not UTF-8", "DW-CONTENT-2", &no_utf8, "not-utf8"),
        row("value-short", "a value of 15 bytes", "DW-CIPHER-3", &"00".repeat(15), "bad-length"),
        lenient(
            row("value-upper-case", "hex in upper case", "DW-TEXT-5", &sealed.to_uppercase(), "loose-text"),
            loose,
            ab(),
        ),
        lenient(
            row("value-space", "hex with a space", "DW-TEXT-6", &format!(" {sealed}"), "loose-text"),
            loose,
            ab(),
        ),
        lenient(
            row("padding-byte-0", "a value whose last byte is 0", "DW-CIPHER-5", &zero, "bad-padding"),
            ("padding", "last-byte"),
            value(&json!({ "a": "" })),
        ),
    ]
}

fn base64_space(author: &Author<'_>) -> Draft {
    let sealed: Vec<_> = BASE64
        .seal(author, &[("a", "b")])
        .into_iter()
        .map(|(name, value)| (name, format!("{value} ")))
        .collect();
    let body = body(&[dweet(&BASE64.thing(author), CREATED, &content_members(&sealed))]);
    opens(author, "base64-space", &BASE64, answer(200, JSON, &body))
        .about("base64 with a space")
        .rules(&["DW-TEXT-8"])
        .edit_of("dweeter/dweets-open/base64")
        .bug(BugClass::Robustness, Severity::Low)
        .reject("loose-text")
        .variant(&[("base64-text", "lenient")], Wanted::Accept(gives(&[plain_dweet(CREATED, ab())])))
}

fn things(author: &Author<'_>) -> Vec<Draft> {
    let thing = BOX.thing(author);
    let sealed = content_members(&BOX.seal(author, &[("a", "b")]));
    let row = |name: &str, about: &str, member: &str, plain: Value| {
        let dweet = format!("{{{member}\"created\": \"{CREATED}\", \"content\": {{{sealed}}}}}");
        let accepted = json!({ "accept": gives(&[plain]) });
        let draft = refuse(reads(author, name, about, &["DW-DWEET-4"], &body(&[dweet])), "wrong-thing")
            .bug(BugClass::Confusion, Severity::Medium)
            .variant(&[("answer-thing", "ignored")], wanted(&accepted));
        (draft, accepted)
    };
    let plain = || plain_dweet(CREATED, ab());
    let last = members(&[("created", text(CREATED)), ("content", ab()), ("thing", text("BOX"))]);
    let other = BASE64.thing(author);
    let (measured, accepted) =
        row("other-thing", "a dweet of another thing", &format!("\"thing\": \"{other}\", "), plain());
    vec![
        measured.source_ref("N 21").upstream(accepted),
        row("no-thing", "a dweet without `thing`", "", last).0,
        row(
            "thing-upper-case",
            "the thing in upper case",
            &format!("\"thing\": \"{}\", ", thing.to_uppercase()),
            plain(),
        )
        .0,
        row("thing-space", "the thing and a space", &format!("\"thing\": \"{thing} \", "), plain()).0,
        row("thing-plain", "the plain name", "\"thing\": \"BOX\", ", plain()).0,
        row("thing-null", "null", "\"thing\": null, ", plain()).0,
        row("thing-list", "a list with the thing in it", &format!("\"thing\": [\"{thing}\"], "), plain()).0,
    ]
}
