//! `content.json`: what a writer refuses to make.

use super::super::refusal::misuse;
use super::super::value::{dict, float, hex, nested, raw_text, value};
use super::cast::Cast;
use super::contents_make::{NOW, in_group};
use crate::vectors::generate::{Draft, Wanted, case};
use serde_json::{Value, json};

pub(super) fn asked(name: &str, about: &str, rule: &str, kind: &str, members: &Value) -> Draft {
    case(&format!("dimp/content/{name}"))
        .about(about)
        .rules(&[rule])
        .op("dimp.content.make", json!({ "kind": kind, "members": members }))
        .now(NOW)
}

/// Members too many, and members that lack.
pub(super) fn refused(cast: &Cast) -> Vec<Draft> {
    let rows = [
        ("text-without-text", "no text", "text", json!({})),
        (
            "text-with-more",
            "a member that the row does not name",
            "text",
            json!({ "text": "x", "data": "AA==" }),
        ),
        ("text-with-sn", "a number that is drawn, not given", "text", json!({ "text": "x", "sn": 5 })),
        ("forward-without-forward", "nothing that is forwarded", "forward", json!({})),
        ("meta-without-id", "no ID", "meta", json!({ "meta": {} })),
        ("receipt-without-message", "no message", "receipt", json!({ "sn": 5 })),
        ("file-with-thumbnail", "a thumbnail of a file", "file", json!({ "thumbnail": "AA==" })),
        ("image-with-snapshot", "a snapshot of an image", "image", json!({ "snapshot": "AA==" })),
        ("command-without-command", "a command without name", "command", json!({ "x": 1 })),
        ("command-with-sn", "a command with a number", "command", json!({ "command": "x", "sn": 5 })),
        ("command-with-type", "a command with a type", "command", json!({ "command": "x", "type": 136 })),
        (
            "command-with-group",
            "a command with a group among its members",
            "command",
            json!({ "command": "x", "group": "y" }),
        ),
        (
            "history-with-type",
            "a history command with a type",
            "history",
            json!({ "command": "x", "type": 137 }),
        ),
        ("mute-with-command", "a command that follows from the kind", "mute", json!({ "command": "mute" })),
        ("query-with-members", "a query with members", "query", json!({ "members": [] })),
    ];
    let mut drafts: Vec<Draft> = rows
        .iter()
        .map(|(name, about, kind, members)| {
            let name = format!("{name}-make");
            let draft = asked(&name, about, "DI-CONT-2", kind, &value(members));
            let draft = misuse(draft, "bad-data");
            if matches!(*kind, "query" | "history") { in_group(draft, &cast.group.id) } else { draft }
        })
        .collect();
    let group_rows = [
        ("invite-without-members", "an invite of nobody", json!({})),
        ("invite-with-both", "a member, and a list of members", json!({ "member": "a", "members": [] })),
    ];
    for (name, about, members) in group_rows {
        let draft = asked(&format!("{name}-make"), about, "DI-CONT-2", "invite", &value(&members));
        drafts.push(in_group(misuse(draft, "bad-data"), &cast.group.id));
    }
    let lonely = asked(
        "invite-without-group-make",
        "an invite to no group",
        "DI-CONT-2",
        "invite",
        &value(&json!({ "member": "a" })),
    );
    drafts.push(misuse(lonely, "bad-data"));
    let no_dict = asked(
        "members-list-make",
        "a list in the place of members",
        "DI-CONT-2",
        "text",
        &value(&json!(["x"])),
    );
    drafts.push(misuse(no_dict, "bad-data"));
    for (name, group, rule, code) in [
        ("group-garbage", "xyz", "DI-ADDR-4", "bad-address"),
        ("group-empty", "", "DI-ID-1", "bad-id"),
        ("group-bad-name", "x@everywhere", "DI-ID-2", "bad-name"),
    ] {
        let about = "a group that is no ID: it is read before the members";
        let draft = asked(&format!("{name}-make"), about, rule, "text", &value(&json!({ "x": 1 })));
        let draft = in_group(misuse(draft, code), group).edit_of("dimp/content/group-text-make");
        let any = code == "bad-name";
        drafts.push(if any { draft.variant(&[("names", "any")], Wanted::reject("bad-data")) } else { draft });
    }
    drafts
}

/// Values that no JSON text holds.
pub(super) fn unwritable() -> Vec<Draft> {
    let with = |name: &str, about: &str, rule: &str, inner: Value| {
        misuse(asked(name, about, rule, "text", &dict(&[("text", inner)])), "bad-data")
            .draws(json!({ "sn": "00000007" }))
    };
    let takes = |draft: Draft, choice: &str, answer: &str, written: &str| {
        let content = format!(r#"{{"text": {written}, "sn": 7, "type": 1}}"#);
        draft.variant(&[(choice, answer)], Wanted::Accept(json!({ "content": hex(content) })))
    };
    let twice = dict(&[("text", raw_text("61")), ("text", raw_text("62"))]);
    let twice = asked("text-twice-make", "two texts", "DI-JSON-16", "text", &twice);
    vec![
        takes(with("text-nan-make", "NaN", "DI-JSON-14", float(f64::NAN)), "non-finite", "accepted", "NaN"),
        takes(
            with("text-surrogate-make", "half of a surrogate pair", "DI-JSON-15", raw_text("eda080")),
            "lone-surrogates",
            "accepted",
            r#""\ud800""#,
        ),
        takes(
            with("text-deep-make", "128 levels within the content", "DI-JSON-17", nested(128)),
            "json-depth",
            "deeper",
            &format!("{}{}", "[".repeat(128), "]".repeat(128)),
        ),
        takes(
            misuse(twice, "bad-data").draws(json!({ "sn": "00000007" })),
            "duplicate-members",
            "last",
            "\"b\"",
        ),
    ]
}
