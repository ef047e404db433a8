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
    let thing = BOX.thing(author);
    let sealed = BOX.seal(author, &[("a", "b")]);
    let (name, sealed_value) = sealed.first().cloned().expect("one member was sealed");
    let good = content_members(&sealed);
    let with = |value: &str| body(&[dweet(&thing, CREATED, &format!("\"{name}\": {value}"))]);
    let no_text = |id: &str, about: &str, json: &str| {
        refuse(reads(author, id, about, &["DW-DWEET-3"], &with(json)), "bad-dweet")
    };
    let type_error =
        |kind: &str| failed(&format!("builtins.TypeError: fromhex() argument must be str, not {kind}"));
    let garbage = dweet(&thing, CREATED, "\"zz\": \"zz\"");
    let one = dweet(&thing, CREATED, &good);
    let second_number = format!("{good}, \"00\": 5");
    vec![
        no_text("value-number", "a value that is a number", "5")
            .source_ref("N 44")
            .upstream(type_error("int")),
        no_text("value-null", "a value that is null", "null").source_ref("N 45").upstream(type_error("None")),
        no_text("value-list", "a value that is a list", &format!("[\"{sealed_value}\"]")),
        no_text("value-true", "a value that is truth", "true"),
        refuse(
            reads(
                author,
                "second-value-number",
                "the second value is a number",
                &["DW-DWEET-3"],
                &body(&[dweet(&thing, CREATED, &second_number)]),
            ),
            "bad-dweet",
        ),
        refuse(
            reads(
                author,
                "second-not-hex",
                "a good dweet, and an older one that is no hex",
                &["DW-TEXT-4"],
                &body(&[one.clone(), garbage]),
            ),
            "not-hex",
        )
        .source_ref("N 18")
        .upstream(failed("builtins.ValueError: non-hexadecimal number found in fromhex() arg at position 0")),
        refuse(
            reads(
                author,
                "second-no-object",
                "a good dweet, and an older one that is none",
                &["DW-DWEET-2"],
                &body(&[one, "5".to_owned()]),
            ),
            "bad-dweet",
        ),
        refuse(
            reads(
                author,
                "value-not-utf8",
                "a value that is not UTF-8",
                &["DW-CONTENT-2"],
                &with(&format!("\"{}\"", BOX.encrypt(author, b"\xff"))),
            ),
            "not-utf8",
        ),
        refuse(
            reads(
                author,
                "value-short",
                "a value of 15 bytes",
                &["DW-CIPHER-3"],
                &with(&format!("\"{}\"", "00".repeat(15))),
            ),
            "bad-length",
        ),
        refuse(
            reads(
                author,
                "value-upper-case",
                "hex in upper case",
                &["DW-TEXT-5"],
                &with(&format!("\"{}\"", sealed_value.to_uppercase())),
            ),
            "loose-text",
        )
        .variant(&[("hex-text", "lenient")], Wanted::Accept(gives(&[plain_dweet(CREATED, ab())]))),
        refuse(
            reads(
                author,
                "value-space",
                "hex with a space",
                &["DW-TEXT-6"],
                &with(&format!("\" {sealed_value}\"")),
            ),
            "loose-text",
        )
        .variant(&[("hex-text", "lenient")], Wanted::Accept(gives(&[plain_dweet(CREATED, ab())]))),
        base64_space(author),
        refuse(
            reads(
                author,
                "padding-byte-0",
                "a value whose last byte is 0",
                &["DW-CIPHER-5"],
                &with(&format!("\"{}\"", BOX.forge(author, b"b\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"))),
            ),
            "bad-padding",
        )
        .variant(
            &[("padding", "last-byte")],
            Wanted::Accept(gives(&[plain_dweet(CREATED, value(&json!({ "a": "" })))])),
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
