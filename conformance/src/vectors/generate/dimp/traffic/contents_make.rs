//! `content.json`: what a writer makes of each kind, and what it does not.

use serde_json::{Value, json};

use super::super::value::{hex, value};
use super::cast::Cast;
use super::contents_unmade::{refused, unwritable};
use super::layout::text;
use crate::vectors::generate::{Author, Draft, case, derive};

pub(super) const NOW: i64 = 1_587_100_007_999;
const TIME: i64 = 1_587_100_007;

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    [files(), commands(&cast), histories(&cast), numbers(), free(&cast), refused(&cast), unwritable()]
        .concat()
}

/// A content that is made; `written` is its text, in which `#` stands for the number.
fn makes(name: &str, about: &str, kind: &str, members: &Value, written: &str) -> Draft {
    let id = format!("dimp/content/{name}");
    let drawn: [u8; 4] = derive(&id, 0, "sn", 4).try_into().expect("four bytes were asked for");
    let written = written.replace('#', &u32::from_be_bytes(drawn).to_string());
    let read: Value = serde_json::from_str(&written).expect("a content is JSON");
    made(&id, about, kind, members, &written, &read)
}

fn made(id: &str, about: &str, kind: &str, members: &Value, written: &str, read: &Value) -> Draft {
    case(id)
        .about(about)
        .rules(&["DI-CONT-1", "DI-JSON-11", "DI-JSON-12", "DI-JSON-13"])
        .op("dimp.content.make", json!({ "kind": kind, "members": value(members) }))
        .now(NOW)
        .accept(json!({ "content": hex(written) }))
        .check(
            "dimp.content.read",
            json!({ "content": { "$ref": "/content" } }),
            json!({ "value": value(read) }),
        )
}

fn files() -> Vec<Draft> {
    vec![
        makes(
            "file-with-all-make",
            "a file with all members, which the writer puts in order",
            "file",
            &json!({ "URL": "https://x/y", "filename": "a.txt", "data": "aGVsbG8=" }),
            r#"{"type": 16, "data": "aGVsbG8=", "filename": "a.txt", "sn": #, "URL": "https://x/y"}"#,
        ),
        makes("file-empty-make", "a file without members", "file", &json!({}), r#"{"type": 16, "sn": #}"#),
        makes(
            "image-make",
            "an image",
            "image",
            &json!({ "filename": "a.png", "thumbnail": "AAEC", "data": "aGVsbG8=" }),
            r#"{"type": 18, "thumbnail": "AAEC", "data": "aGVsbG8=", "filename": "a.png", "sn": #}"#,
        ),
        makes(
            "audio-make",
            "an audio with text",
            "audio",
            &json!({ "data": "aGVsbG8=", "text": "speech" }),
            r#"{"type": 20, "text": "speech", "data": "aGVsbG8=", "sn": #}"#,
        ),
        makes(
            "video-make",
            "a video",
            "video",
            &json!({ "URL": "http://x/y", "snapshot": "AAEC", "filename": "a.mp4" }),
            r#"{"type": 22, "snapshot": "AAEC", "filename": "a.mp4", "sn": #, "URL": "http://x/y"}"#,
        ),
    ]
}

fn commands(cast: &Cast) -> Vec<Draft> {
    let id = &cast.moki.id;
    let login = |time: &str| {
        format!(
            r#"{{"command": "login", "ID": "{id}", "time": {time}, "type": 136, "sn": #, "device": "d", "agent": "a", "station": {{"ID": "s"}}, "provider": {{"ID": "p"}}}}"#
        )
    };
    let all =
        json!({ "provider": { "ID": "p" }, "station": { "ID": "s" }, "agent": "a", "device": "d", "ID": id });
    let mut with_time = all.clone();
    if let Some(members) = with_time.as_object_mut() {
        members.insert("time".to_owned(), 5.into());
    }
    vec![
        makes(
            "login-make",
            "a login with all members: the time is the clock's",
            "login",
            &all,
            &login(&TIME.to_string()),
        ),
        makes("login-with-time-make", "a login with a time of its own", "login", &with_time, &login("5")),
        makes(
            "mute-query-make",
            "a query for those who are mute",
            "mute",
            &json!({}),
            r#"{"type": 136, "command": "mute", "sn": #}"#,
        ),
        makes(
            "receipt-with-sn-make",
            "a receipt with the number of the message, and none of its own",
            "receipt",
            &json!({ "message": "m", "time": 3, "receiver": "r", "sender": "s", "sn": 7 }),
            r#"{"message": "m", "sn": 7, "sender": "s", "receiver": "r", "time": 3, "type": 136, "command": "receipt"}"#,
        ),
        makes(
            "receipt-alone-make",
            "a receipt with its message alone",
            "receipt",
            &json!({ "message": "m" }),
            r#"{"message": "m", "type": 136, "command": "receipt", "sn": #}"#,
        ),
        makes(
            "storage-without-title-make",
            "a storage command without title",
            "storage",
            &json!({ "key": "AAAA", "data": "AA==", "ID": id }),
            &format!(
                r#"{{"type": 136, "command": "storage", "sn": #, "ID": "{id}", "data": "AA==", "key": "AAAA"}}"#
            ),
        ),
        makes(
            "storage-other-title-make",
            "a storage command with a title of its own",
            "storage",
            &json!({ "title": "notes", "data": "AA==" }),
            r#"{"title": "notes", "type": 136, "command": "storage", "sn": #, "data": "AA=="}"#,
        ),
        makes(
            "command-make",
            "a command of a name that the chapter does not know: the members behind the number, as they were given",
            "command",
            &json!({ "z": 1, "command": "search", "a": [null, true, 1.5] }),
            r#"{"type": 136, "command": "search", "sn": #, "z": 1, "a": [null, true, 1.5]}"#,
        ),
        makes(
            "command-of-a-kind-make",
            "a command whose name has a kind of its own",
            "command",
            &json!({ "command": "mute", "list": [] }),
            r#"{"type": 136, "command": "mute", "sn": #, "list": []}"#,
        ),
        makes(
            "profile-with-all-make",
            "a profile command with all members",
            "profile",
            &json!({ "meta": { "version": 1 }, "ID": id, "signature": "AAAA", "profile": "{}" }),
            &format!(
                r#"{{"command": "profile", "profile": "{{}}", "signature": "AAAA", "ID": "{id}", "meta": {{"version": 1}}, "type": 136, "sn": #}}"#
            ),
        ),
    ]
}

fn histories(cast: &Cast) -> Vec<Draft> {
    let (group, member) = (&cast.group.id, &cast.alice.id);
    let written = |name: &str, members: &str, time: &str| {
        format!(
            r#"{{"group": "{group}", {members}"type": 137, "time": {time}, "command": "{name}", "sn": #}}"#
        )
    };
    let one = format!(r#""member": "{member}", "#);
    let list = format!(r#""members": ["{member}"], "#);
    let rows = [
        (
            "invite-member-make",
            "an invite of one",
            "invite",
            json!({ "member": member }),
            written("invite", &one, &TIME.to_string()),
        ),
        (
            "invite-members-make",
            "an invite of a list",
            "invite",
            json!({ "members": [member] }),
            written("invite", &list, &TIME.to_string()),
        ),
        (
            "expel-members-make",
            "an expel with a time of its own",
            "expel",
            json!({ "time": 5, "members": [member] }),
            written("expel", &list, "5"),
        ),
        (
            "reset-make",
            "a reset",
            "reset",
            json!({ "members": [member] }),
            written("reset", &list, &TIME.to_string()),
        ),
        (
            "quit-with-time-make",
            "a quit with a time of its own",
            "quit",
            json!({ "time": 0 }),
            written("quit", "", "0"),
        ),
        (
            "query-with-time-make",
            "a query with a time of its own",
            "query",
            json!({ "time": 5 }),
            format!(r#"{{"type": 137, "time": 5, "command": "query", "sn": #, "group": "{group}"}}"#),
        ),
        (
            "history-make",
            "a history command that has no kind: the others behind the number",
            "history",
            json!({ "b": 1, "command": "hire", "a": 2 }),
            format!(
                r#"{{"group": "{group}", "type": 137, "time": {TIME}, "command": "hire", "sn": #, "b": 1, "a": 2}}"#
            ),
        ),
    ];
    let mut drafts: Vec<Draft> = rows
        .iter()
        .map(|(name, about, kind, members, written)| {
            in_group(makes(name, about, kind, members, written), group)
        })
        .collect();
    drafts.push(makes(
        "history-without-group-make",
        "a history command of no group",
        "history",
        &json!({ "command": "register", "time": 5 }),
        r#"{"type": 137, "time": 5, "command": "register", "sn": #}"#,
    ));
    drafts
}

/// The same draft with a group.
pub(super) fn in_group(mut draft: Draft, group: &str) -> Draft {
    for step in &mut draft.steps {
        if let Some(input) = step.input.as_object_mut() {
            input.insert("group".to_owned(), hex(group).into());
        }
    }
    draft
}

/// Numbers that are drawn.
fn numbers() -> Vec<Draft> {
    [("zero", "00000000", "1"), ("one", "00000001", "1"), ("greatest", "ffffffff", "4294967295")]
        .into_iter()
        .map(|(name, drawn, sn)| {
            let written = format!(r#"{{"text": "x", "sn": {sn}, "type": 1}}"#);
            let plain: Value = serde_json::from_str(&written).expect("a content is JSON");
            let id = format!("dimp/content/drawn-{name}-make");
            made(
                &id,
                "the number that is drawn, or 1 for 0",
                "text",
                &json!({ "text": "x" }),
                &written,
                &plain,
            )
            .draws(json!({ "sn": drawn }))
        })
        .collect()
}

/// What a writer does not look at.
fn free(cast: &Cast) -> Vec<Draft> {
    let odd = case("dimp/content/text-number-make")
        .about("a number as text: the writer does not look at types")
        .rules(&["DI-CONT-1"])
        .op("dimp.content.make", json!({ "kind": "text", "members": value(&json!({ "text": 5 })) }))
        .now(NOW)
        .draws(json!({ "sn": "00000007" }))
        .accept(json!({ "content": hex(r#"{"text": 5, "sn": 7, "type": 1}"#) }))
        .check(
            "dimp.json.read",
            read_back(),
            json!({ "value": value(&json!({ "text": 5, "sn": 7, "type": 1 })) }),
        );
    let plain = json!({ "text": "x", "sn": 7, "type": 1, "group": cast.hulk.id });
    let user = case("dimp/content/group-user-make")
        .about("a user as group: the writer does not look at what it is")
        .rules(&["DI-CONT-1"])
        .op(
            "dimp.content.make",
            json!({ "kind": "text", "members": value(&json!({ "text": "x" })), "group": cast.hulk.hex() }),
        )
        .now(NOW)
        .draws(json!({ "sn": "00000007" }))
        .accept(json!({ "content": hex(text(&plain)) }))
        .check("dimp.json.read", read_back(), json!({ "value": value(&plain) }));
    let terminal = format!("{}/x", cast.group.id);
    let with_terminal = format!(r#"{{"text": "x", "sn": #, "type": 1, "group": "{terminal}"}}"#);
    let members = json!({ "text": "x" });
    vec![
        odd,
        user,
        in_group(
            makes(
                "group-terminal-make",
                "a group as it was given, with its terminal",
                "text",
                &members,
                &with_terminal,
            ),
            &terminal,
        ),
        in_group(
            makes(
                "group-broadcast-make",
                "a broadcast group in the case in which it was given",
                "text",
                &members,
                r#"{"text": "x", "sn": #, "type": 1, "group": "everyone@EveryWhere"}"#,
            ),
            "everyone@EveryWhere",
        ),
        in_group(
            makes(
                "command-in-group-make",
                "the group of a command whose row names none: the last member",
                "mute",
                &json!({}),
                &format!(r#"{{"type": 136, "command": "mute", "sn": #, "group": "{}"}}"#, cast.group.id),
            ),
            &cast.group.id,
        ),
    ]
}

fn read_back() -> Value {
    json!({ "text": { "$ref": "/content" } })
}
