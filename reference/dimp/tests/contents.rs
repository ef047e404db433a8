//! Contents: near misses, what is kept, and what a writer refuses.

use taut_dimp::wire::content::{Content, Kind, given, make};
use taut_dimp::wire::json::{read, write};
use taut_dimp::{Dict, Id, Misuse, Reject, Value};

const GROUP: &str = "Group-1280719982@7oMeWadRw4qat2sL4mTdcQSDAqZSo7LH5G";

#[test]
fn near_misses_have_the_code_of_their_rule() {
    use Reject::{BadContent, BadFileName, BadNumber, BadUrl, LaterVersion, NotObject};
    let group = format!(r#""group": "{GROUP}""#);
    let user = r#""group": "hulk@4YeVEN3aUnvC1DNUufCq1bs9zoBSJTzVEj""#;
    let history = |rest: &str| format!(r#"{{{group}, "type": 137, "sn": 1, {rest}}}"#);
    for (text, reject) in [
        ("[]".to_owned(), NotObject),
        (r#"{"T": "1", "N": 1}"#.to_owned(), LaterVersion),
        (r#"{"sn": 1}"#.to_owned(), BadContent),
        (r#"{"type": 256, "sn": 1}"#.to_owned(), BadNumber),
        (r#"{"type": "1", "sn": 1}"#.to_owned(), BadNumber),
        (r#"{"type": 0}"#.to_owned(), BadNumber),
        (r#"{"type": 0, "sn": 0}"#.to_owned(), BadNumber),
        (r#"{"type": 0, "sn": 9223372036854775808}"#.to_owned(), BadNumber),
        (r#"{"type": 137, "sn": 1}"#.to_owned(), BadContent),
        (r#"{"type": 136, "sn": 1, "command": null}"#.to_owned(), BadContent),
        (r#"{"type": 0, "sn": 1, "group": null}"#.to_owned(), BadContent),
        (format!(r#"{{"type": 0, "sn": 1, {user}}}"#), BadContent),
        (r#"{"type": 1, "sn": 1}"#.to_owned(), BadContent),
        (r#"{"type": 255, "sn": 1, "forward": "x"}"#.to_owned(), BadContent),
        (r#"{"type": 136, "sn": 1, "command": "meta"}"#.to_owned(), BadContent),
        (r#"{"type": 136, "sn": 1, "command": "login", "ID": "x"}"#.to_owned(), BadContent),
        (r#"{"type": 136, "sn": 1, "command": "login", "ID": "x", "time": -1}"#.to_owned(), BadNumber),
        (history(r#""command": "quit""#), BadContent),
        (history(r#""command": "quit", "time": 9007199254740992"#), BadNumber),
        (history(r#""command": "reset", "time": 1, "member": "x""#), BadContent),
        (history(r#""command": "expel", "time": 1"#), BadContent),
        (history(r#""command": "invite", "time": 1, "member": "x", "members": [1]"#), BadContent),
        (r#"{"type": 16, "sn": 1, "filename": ""}"#.to_owned(), BadFileName),
        (r#"{"type": 16, "sn": 1, "filename": ".."}"#.to_owned(), BadFileName),
        (r#"{"type": 16, "sn": 1, "filename": "a\\b"}"#.to_owned(), BadFileName),
        (r#"{"type": 18, "sn": 1, "filename": "a\u001f"}"#.to_owned(), BadFileName),
        (r#"{"type": 20, "sn": 1, "filename": "a\u007f"}"#.to_owned(), BadFileName),
        (format!(r#"{{"type": 22, "sn": 1, "filename": "{}"}}"#, "n".repeat(256)), BadFileName),
        (r#"{"type": 16, "sn": 1, "filename": "a", "URL": "HTTP://x"}"#.to_owned(), BadUrl),
        (r#"{"type": 16, "sn": 1, "URL": null}"#.to_owned(), BadUrl),
    ] {
        assert_eq!(Content::read(text.as_bytes()).map(|_| ()), Err(reject), "{text:.90}");
    }
}

#[test]
fn what_is_not_known_is_kept() {
    let text = r#"{"x": [1], "type": 55, "sn": 9223372036854775807, "a": {"b": null}, "command": 1}"#;
    let content = Content::read(text.as_bytes()).unwrap();
    assert_eq!((content.kind(), content.sn(), content.command()), (Kind::Unknown, i64::MAX, None));
    assert_eq!(write::dict(content.members()), text);
    for (text, kind) in [
        (r#"{"type": 136, "sn": 1, "command": "contacts"}"#, Kind::Storage),
        (r#"{"type": 136, "sn": 1, "command": "documents"}"#, Kind::Command),
        (r#"{"type": 136, "sn": 1, "command": "invite"}"#, Kind::Command),
        (r#"{"type": 137, "sn": 1, "command": "invite"}"#, Kind::History),
        (r#"{"type": 137, "sn": 1, "command": "meta"}"#, Kind::History),
    ] {
        assert_eq!(Content::read(text.as_bytes()).unwrap().kind(), kind, "{text}");
    }
}

#[test]
fn a_profile_command_holds_its_own_profile() {
    let hulk = "hulk@4YeVEN3aUnvC1DNUufCq1bs9zoBSJTzVEj";
    let read = |id: &str, profile: &str| {
        let text =
            format!(r#"{{"type": 136, "sn": 1, "command": "profile", "ID": "{id}", "profile": {profile}}}"#);
        Content::read(text.as_bytes()).map(|content| content.kind())
    };
    let own = format!(r#"{{"ID": "{hulk}/phone"}}"#);
    assert_eq!(read(hulk, &own), Ok(Kind::Profile));
    assert_eq!(read(hulk, "{}"), Ok(Kind::Profile));
    assert_eq!(read(hulk, r#""{}""#), Ok(Kind::Profile));
    assert_eq!(read(&hulk.replace("hulk", "moki"), &own), Err(Reject::BadContent));
    assert_eq!(read(hulk, r#"{"ID": null}"#), Err(Reject::BadContent));
    assert_eq!(read("x", r#"{"ID": "x"}"#), Err(Reject::BadContent));
}

#[test]
fn only_the_members_of_a_row_are_written() {
    let group = Id::read(GROUP.as_bytes()).unwrap();
    let dict = |text: &str| match read::read(text.as_bytes()) {
        Ok(Value::Dict(members)) => members,
        other => panic!("{other:?}"),
    };
    let made = |kind, members: &str, group: Option<&Id>| {
        make(kind, dict(members), group, [0; 4], 1).map(|made| write::dict(&made))
    };
    for (kind, members) in [
        (Kind::Text, "{}"),
        (Kind::Text, r#"{"text": "a", "sn": 2}"#),
        (Kind::File, r#"{"text": "a"}"#),
        (Kind::Invite, r#"{"member": "a"}"#),
        (Kind::Command, r#"{"command": "a", "sn": 2}"#),
        (Kind::Command, r#"{"a": 1}"#),
        (Kind::History, r#"{"command": "a", "group": "x"}"#),
        (Kind::Storage, r#"{"title": "a", "time": 1}"#),
        (Kind::Unknown, "{}"),
    ] {
        assert_eq!(made(kind, members, None), Err(Misuse::BadData), "{kind:?} {members}");
    }
    for members in ["{}", r#"{"member": "a", "members": ["b"]}"#, r#"{"member": "a", "group": "b"}"#] {
        assert_eq!(made(Kind::Expel, members, Some(&group)), Err(Misuse::BadData), "{members}");
    }
    assert_eq!(given(Value::List(Vec::new())), Err(Misuse::BadData));
    let twice = Dict::from_iter([("text", "a"), ("text", "b")]);
    assert_eq!(make(Kind::Text, twice, None, [0; 4], 0), Err(Misuse::BadData));
    let receipt = made(Kind::Receipt, r#"{"sn": "7", "message": 1}"#, Some(&group)).unwrap();
    assert_eq!(
        receipt,
        format!(r#"{{"message": 1, "sn": "7", "type": 136, "command": "receipt", "group": "{GROUP}"}}"#)
    );
    let history = made(Kind::History, r#"{"b": 1, "command": "meta", "a": 2}"#, None).unwrap();
    assert_eq!(history, r#"{"type": 137, "time": 1, "command": "meta", "sn": 1, "b": 1, "a": 2}"#);
    let login = made(Kind::Login, r#"{"agent": "x", "time": null, "ID": "y"}"#, None).unwrap();
    let expected = r#"{"command": "login", "ID": "y", "time": null, "type": 136, "sn": 1, "agent": "x"}"#;
    assert_eq!(login, expected);
    let contacts = made(Kind::Storage, r#"{"title": "contacts", "data": "x"}"#, None).unwrap();
    assert_eq!(contacts, r#"{"type": 136, "command": "contacts", "sn": 1, "data": "x"}"#);
}
