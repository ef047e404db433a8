//! `content.json`: members that kinds require, their types, and what a name, a URL, a group may be.

use serde_json::{Value, json};

use super::super::refusal::{Own, choice, measured, refuse};
use super::super::value::hex;
use super::cast::Cast;
use super::contents_read::{read, reads, taken};
use super::layout::{Object, text};
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Author, Draft, Wanted, scenario, step};

const ANY: (&str, &str) = ("content-members", "any");
const CONVERTED: (&str, &str) = ("number-form", "converted");

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    [required(&cast), times(&cast), groups(&cast), members(&cast), profiles(&cast), many_members(&cast)]
        .concat()
}

/// A good content of each kind that requires something, and the capture of it.
fn good(cast: &Cast) -> [(&'static str, &'static str, Value); 11] {
    let (id, group, member) = (&cast.moki.id, &cast.group.id, &cast.alice.id);
    let command = |name: &str| json!({ "command": name, "ID": id, "type": 136, "sn": 1 });
    let history = |name: &str| json!({ "group": group, "type": 137, "time": 5, "command": name, "sn": 1 });
    let with = |base: Value, name: &str, value: Value| Object::of(&base).set(name, value).value();
    [
        ("text", "dimp/content/text", json!({ "text": "x", "sn": 1, "type": 1 })),
        ("forward", "dimp/content/forward", json!({ "forward": {}, "sn": 1, "type": 255 })),
        ("meta", "dimp/content/meta-query", command("meta")),
        ("profile", "dimp/content/profile-query", command("profile")),
        ("login", "dimp/content/login-whole", with(command("login"), "time", 5.into())),
        ("invite", "dimp/content/expel", with(history("invite"), "members", json!([member]))),
        ("expel", "dimp/content/expel", with(history("expel"), "member", json!(member))),
        ("join", "dimp/content/join", history("join")),
        ("quit", "dimp/content/quit", history("quit")),
        ("reset", "dimp/content/expel", with(history("reset"), "members", json!([member]))),
        ("query", "dimp/content/query", history("query")),
    ]
}

/// Refused, and read as it stands where nobody looks at members.
fn lax(name: &str, about: &str, base: &str, kind: &str, plain: &Value) -> Draft {
    let draft = reads(name, about, &["DI-CONT-10"], &text(plain));
    choice(draft, base, "bad-content", ANY, read(kind, plain))
}

/// Each required member missing, and of another type.
fn required(cast: &Cast) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (kind, base, plain) in good(cast) {
        let names: &[&str] = match kind {
            "text" | "forward" => &[kind],
            "meta" | "profile" | "login" => &["ID"],
            "invite" | "reset" => &["members"],
            "expel" => &["member"],
            _ => &[],
        };
        for name in names {
            let object = || Object::of(&plain);
            let (missing, number) = (object().without(name).value(), object().set(name, 5).value());
            let label = name.to_lowercase();
            let label = if label == kind { label } else { format!("{kind}-{label}") };
            let missing = lax(&format!("{label}-missing"), &format!("no `{name}`"), base, kind, &missing);
            let number =
                lax(&format!("{label}-number"), &format!("a number as `{name}`"), base, kind, &number);
            drafts.extend([told(missing), told(number)]);
        }
        if !matches!(kind, "text" | "forward" | "meta" | "profile") {
            let about = format!("a command `{kind}` with what it needs");
            let name = format!("{kind}-whole");
            drafts.push(taken(&name, &about, &["DI-CONT-10", "DI-CONT-14"], kind, &plain));
        }
    }
    let number = json!({ "sn": 1, "type": 136, "command": 5 });
    drafts.push(told(lax("command-number", "a number as command", "dimp/content/text", "command", &number)));
    let history = json!({ "sn": 1, "type": 137, "command": 5 });
    drafts.push(lax(
        "history-command-number",
        "a number as history command",
        "dimp/content/text",
        "history",
        &history,
    ));
    drafts
}

/// What was measured of these.
fn told(draft: Draft) -> Draft {
    let lines = ["text-missing", "text-number", "forward-missing", "command-number"];
    let name = draft.id.strip_prefix("dimp/content/").unwrap_or_default();
    if !lines.contains(&name) {
        return draft;
    }
    let accepted = draft.steps.last().and_then(|step| match step.variants.last() {
        Some((_, Wanted::Accept(members), _)) => Some(members.clone()),
        _ => None,
    });
    measured(draft, "N 83", Own::Took(accepted.expect("the other answer accepts")))
}

/// Times of logins and of group commands.
fn times(cast: &Cast) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (kind, base, plain) in good(cast) {
        if !matches!(kind, "login" | "invite" | "quit" | "query") {
            continue;
        }
        let missing = Object::of(&plain).without("time").value();
        drafts.push(lax(&format!("{kind}-time-missing"), "no time", base, kind, &missing));
    }
    let [.., login, _, _, join, _, _, _] = good(cast);
    for (kind, base, plain) in [login, join] {
        let rows = [
            ("text", "a time as text", json!("5")),
            ("fraction", "a time with a fraction", json!(5.5)),
            ("minus-1", "a negative time", json!(-1)),
            ("2-53", "the first time beyond 2^53 − 1", json!(9_007_199_254_740_992_u64)),
            ("null", "null as time", json!(null)),
        ];
        for (name, about, time) in rows {
            let plain = Object::of(&plain).set("time", time).value();
            let draft = reads(&format!("{kind}-time-{name}"), about, &["DI-NUM-1"], &text(&plain));
            let draft = refuse(draft, base, "bad-number");
            drafts.push(draft.variant(&[CONVERTED], Wanted::Accept(read(kind, &plain))));
        }
        for (name, time) in [("0", 0_u64), ("2-53-minus-1", 9_007_199_254_740_991)] {
            let plain = Object::of(&plain).set("time", time).value();
            let about = "a time at its bound";
            drafts.push(taken(&format!("{kind}-time-{name}"), about, &["DI-NUM-1"], kind, &plain));
        }
    }
    drafts
}

/// What may stand as group.
fn groups(cast: &Cast) -> Vec<Draft> {
    let with = |group: Value| json!({ "sn": 1, "type": 1, "text": "x", "group": group });
    let base = "dimp/content/group-text";
    let rule = &["DI-CONT-9"];
    let refused = |name: &str, about: &str, group: Value| {
        let plain = with(group);
        let draft = reads(name, about, rule, &text(&plain));
        (refuse(draft, base, "bad-content"), read("text", &plain))
    };
    let lax = |(draft, members): (Draft, Value)| draft.variant(&[ANY], Wanted::Accept(members));
    let taken_as =
        |name: &str, about: &str, group: &str| taken(name, about, rule, "text", &with(group.into()));
    let (number, mut read_number) = refused("group-number", "a number as group", 5.into());
    let (user, read_user) = refused("group-user", "a user as group", json!(cast.hulk.id));
    if let Some(members) = read_number.as_object_mut() {
        members.shift_remove("group");
    }
    let own = |(draft, members): (Draft, Value)| {
        measured(lax((draft, members.clone())), "N 83", Own::Took(members))
    };
    // What such a reader gives as group, if anything, is open.
    let kept = |(draft, mut members): (Draft, Value)| {
        if let Some(members) = members.as_object_mut() {
            members.shift_remove("group");
        }
        lax((draft, members))
    };
    vec![
        own((number, read_number)),
        own((user, read_user)),
        kept(refused("group-garbage", "a group that is no ID", "xyz".into())),
        kept(refused("group-thing", "a thing as group", cast.group.in_network(0x80).into())),
        kept(refused("group-empty", "an empty text as group", "".into())),
        taken_as("group-broadcast", "a broadcast group", "everyone@everywhere"),
        taken_as("group-chatroom", "a chatroom", &cast.chatroom.id),
        taken_as("group-terminal", "a group with a terminal", &format!("{}/x", cast.group.id)),
    ]
}

/// `member` and `members` side by side, and lists that are not.
fn members(cast: &Cast) -> Vec<Draft> {
    let history = |members: &Value| {
        let base = json!({ "group": cast.group.id, "type": 137, "time": 5, "command": "invite", "sn": 1 });
        members
            .as_object()
            .into_iter()
            .flatten()
            .fold(Object::of(&base), |object, (name, value)| object.set(name, value.clone()))
    };
    let lax = |name: &str, about: &str, members: &Value| {
        lax(name, about, "dimp/content/expel", "invite", &history(members).value())
    };
    let both = history(&json!({ "member": 5, "members": [cast.alice.id] })).value();
    vec![
        taken(
            "member-not-looked-at",
            "a list, and beside it a member that is none",
            &["DI-CONT-10"],
            "invite",
            &both,
        ),
        lax("members-text", "a text as list of members", &json!({ "members": cast.alice.id })),
        lax("members-of-numbers", "a list with a number", &json!({ "members": [cast.alice.id, 5] })),
        lax(
            "members-null",
            "null as list, and beside it a good member",
            &json!({ "members": null, "member": cast.alice.id }),
        ),
        taken(
            "members-none",
            "an empty list",
            &["DI-CONT-10"],
            "invite",
            &history(&json!({ "members": [] })).value(),
        ),
        taken(
            "members-not-read",
            "a list of texts that are no IDs: they are read when the command is obeyed",
            &["DI-CONT-10"],
            "invite",
            &history(&json!({ "members": ["xyz", ""] })).value(),
        ),
    ]
}

/// The ID of a profile command, and that of the profile in it.
fn profiles(cast: &Cast) -> Vec<Draft> {
    let command = |id: &str, profile: Value| json!({ "command": "profile", "profile": profile, "ID": id, "type": 136, "sn": 1 });
    let profile = |id: Value| json!({ "ID": id, "data": "{}", "signature": "AAAA" });
    let base = "dimp/content/profile-answer";
    let rule = &["DI-CONT-11"];
    let other = |name: &str, about: &str, plain: &Value| {
        let draft = reads(name, about, rule, &text(plain));
        choice(draft, base, "bad-content", ("profile-command", "inner"), read("profile", plain))
    };
    let other_id = command(&cast.hulk.id, profile(json!(cast.alice.id)));
    let measured_id = other("profile-other-id", "the profile of another ID than the command", &other_id);
    vec![
        measured(measured_id, "N 93", Own::Took(read("profile", &other_id))),
        other(
            "profile-inner-id-garbage",
            "an ID in the profile that is none",
            &command(&cast.hulk.id, profile("xyz".into())),
        ),
        other(
            "profile-inner-id-number",
            "a number as ID in the profile",
            &command(&cast.hulk.id, profile(5.into())),
        ),
        other(
            "profile-inner-id-other-name",
            "an ID in the profile of another name",
            &command(&cast.hulk.id, profile(cast.hulk.id.replace("hulk@", "hulc@").into())),
        ),
        taken(
            "profile-inner-id-missing",
            "no ID in the profile",
            rule,
            "profile",
            &command(&cast.hulk.id, json!({ "data": "{}", "signature": "AAAA" })),
        ),
        taken(
            "profile-inner-id-terminal",
            "the same ID with a terminal",
            rule,
            "profile",
            &command(&cast.hulk.id, profile(format!("{}/phone", cast.hulk.id).into())),
        ),
        taken(
            "profile-as-text",
            "data of a profile as text names no other ID",
            rule,
            "profile",
            &command(&cast.hulk.id, "{\"ID\": \"xyz\"}".into()),
        ),
    ]
}

/// A list of 65,530 members, which with those of the content are 65,537.
fn many_members(cast: &Cast) -> Vec<Draft> {
    let begin =
        Object::of(&json!({ "group": cast.group.id, "type": 137, "time": 5, "command": "reset", "sn": 1 }));
    let begin = begin.text().replace('}', ", \"members\": [\"a\"");
    let list = json!({ "$repeat": [hex(", \"a\""), 65_530] });
    let content = json!({ "$concat": [hex(begin), list, hex("]}")] });
    let given = json!({ "kind": "reset", "type": 137, "sn": "1" });
    let unlimited = Wanted::Accept(given);
    let asks = step("reader", "dimp.content.read", json!({ "content": content }))
        .reject("too-many")
        .variant(&[("json-budget", "unlimited")], unlimited);
    vec![
        scenario("dimp/content/members-65531")
            .about("more members and elements than 65,536")
            .rules(&["DI-JSON-8"])
            .edit_of("dimp/content/expel")
            .bug(BugClass::DenialOfService, Severity::Medium)
            .peer("reader")
            .step(asks),
    ]
}
