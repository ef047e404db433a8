//! What a node does and answers by itself: metas, profiles, and members of groups.

use taut_dimp::key::PrivateKey;
use taut_dimp::wire::json::write;
use taut_dimp::wire::profile::{self, Properties};
use taut_dimp::{Dict, Node, Value};

use crate::parties::{GROUP, HULK, MOKI, dict, id};
use crate::people::{People, answer};

const ALICE: &str = "alice@4J8GWGkw42be8Tcx9fRkypxysqed8J4Wa7";
const DORA: &str = "dora@4WpXBMwDxUhuRUEuSXkNwa249KTWpAUxcS";
/// Two metas of one ID: the second has the other key under which the fingerprint verifies.
const METAS_OF_DORA: [&str; 2] = [
    r#"{"version": 1, "seed": "dora", "key": {"algorithm": "ECC", "data": "8d7500dd4c12685d1f568b4c2b5048e8534b873319f3a8daa612b469132ec7f725fb9f0eb662b8319979cb64973d678eb98baff7f60df817f47f64fc91d40f60"}, "fingerprint": "MEQCIBGq4fPh2+jlhtHa1nZFEa/ByiVxMcP89X/efTZ2CbmJAiBpFu9aTnEdRJFoG/Zlk9gO95Xabl8M2C+984gvdyyjlA=="}"#,
    r#"{"version": 1, "seed": "dora", "key": {"algorithm": "ECC", "data": "b05b62c058259090781de9dff3ffb55ab0ce2e53ad1a2ef4fc9c4e78afe173ce7482c65645c88be2fb0421696bc9e3c11b315dfbf501251dff2dbdd95d354b2e"}, "fingerprint": "MEQCIBGq4fPh2+jlhtHa1nZFEa/ByiVxMcP89X/efTZ2CbmJAiBpFu9aTnEdRJFoG/Zlk9gO95Xabl8M2C+984gvdyyjlA=="}"#,
];

/// A group command.
fn command(name: &str, time: i64, members: &[&str]) -> String {
    let members = format!("{members:?}");
    format!(
        r#"{{"type": 137, "command": {name:?}, "time": {time}, "sn": 7, "group": {GROUP:?}, "members": {members}}}"#
    )
}

fn members(node: &Node) -> Vec<String> {
    node.members(GROUP.as_bytes()).expect("an ID")
}

/// What the answer says: its text, the message of a receipt, or the name of its command.
fn says(answer: Option<Dict>) -> Option<String> {
    let answer = answer?;
    let said = ["text", "message", "command"].into_iter().find_map(|name| answer.find(name)?.as_text());
    Some(String::from_utf8_lossy(said.expect("an answer says something")).into_owned())
}

#[test]
fn members_change_by_command() {
    let mut node = People::captured().stranger();
    let phone = format!("{ALICE}/phone");
    for (sender, name, time, list, expected) in [
        (HULK, "invite", 10, &[phone.as_str(), MOKI, ALICE][..], &[MOKI, HULK, ALICE][..]),
        (MOKI, "expel", 10, &[HULK, "bob@4RmQYv4DvFwNmxvQ9bpXRyGwvXDNVacKHZ"], &[MOKI, ALICE]),
        (ALICE, "quit", 11, &[], &[MOKI]),
        (MOKI, "invite", 11, &[ALICE, MOKI], &[ALICE, MOKI]),
        (MOKI, "reset", 12, &[MOKI, HULK, MOKI], &[MOKI, HULK]),
    ] {
        assert_eq!(answer(&mut node, sender, &command(name, time, list)), Ok(None), "{name}");
        assert_eq!(members(&node), expected, "{name}");
    }
    assert_eq!(answer(&mut node, MOKI, &command("reset", 11, &[MOKI])), Err("old-command"));
    assert_eq!(answer(&mut node, HULK, &command("join", 1, &[])), Ok(None));
    assert_eq!(members(&node), [MOKI, HULK]);
}

#[test]
fn not_everybody_may_do_everything() {
    let mut node = People::captured().stranger();
    let assistants = [ALICE.as_bytes().to_vec()];
    let both = [MOKI, HULK].map(|member| member.as_bytes().to_vec());
    node.save_members(GROUP.as_bytes(), &both, Some(&assistants)).unwrap();
    let bob = "bob@4RmQYv4DvFwNmxvQ9bpXRyGwvXDNVacKHZ";
    for (sender, name) in [
        (bob, "invite"),
        (bob, "query"),
        (bob, "expel"),
        (HULK, "expel"),
        (HULK, "reset"),
        (MOKI, "quit"),
        (ALICE, "quit"),
    ] {
        assert_eq!(answer(&mut node, sender, &command(name, 5, &[HULK])), Err("not-allowed"), "{name}");
    }
    assert_eq!(answer(&mut node, GROUP, &command("quit", 5, &[])), Err("wrong-id"));
    let broadcast = command("quit", 5, &[]).replace(GROUP, "everyone@everywhere");
    assert_eq!(answer(&mut node, MOKI, &broadcast), Err("wrong-id"));
    for wrong in [GROUP, "anyone@anywhere"] {
        assert_eq!(answer(&mut node, MOKI, &command("reset", 5, &[wrong])), Err("bad-content"));
    }
    assert_eq!(answer(&mut node, bob, &command("quit", 50, &[])), Ok(None));
    assert_eq!(
        answer(&mut node, ALICE, &command("expel", 5, &[HULK])),
        Ok(None),
        "bob's quit was not obeyed"
    );
    assert_eq!(members(&node), [MOKI]);
}

#[test]
fn a_list_comes_from_the_founder() {
    let mut node = People::captured().stranger();
    node.save_members(GROUP.as_bytes(), &[], None).unwrap();
    for (sender, name, list) in
        [(HULK, "reset", &[MOKI, HULK][..]), (HULK, "invite", &[MOKI, HULK]), (MOKI, "reset", &[HULK])]
    {
        let asked = answer(&mut node, sender, &command(name, 5, list)).unwrap().unwrap();
        assert_eq!(asked.find("group"), Some(&GROUP.into()));
        assert_eq!(says(Some(asked)).as_deref(), Some("query"));
    }
    for name in ["expel", "quit"] {
        assert_eq!(answer(&mut node, HULK, &command(name, 99, &[])), Ok(None));
    }
    assert_eq!(answer(&mut node, HULK, &command("query", 5, &[])), Err("not-allowed"));
    assert_eq!(answer(&mut node, MOKI, &command("invite", 5, &[MOKI, HULK])), Ok(None));
    assert_eq!(members(&node), [MOKI, HULK]);
    let told = answer(&mut node, MOKI, &command("query", 1, &[])).unwrap().unwrap();
    let expected = format!(
        r#"{{"group": {GROUP:?}, "members": ["{MOKI}", "{HULK}"], "type": 137, "time": 1587100007, "command": "invite", "sn": 5}}"#
    );
    assert_eq!(write::dict(&told), expected);
}

#[test]
fn lists_of_members_are_normal() {
    let mut node = Node::default();
    let mut save = |group: &str, members: &[&str]| {
        let members: Vec<Vec<u8>> = members.iter().map(|member| member.as_bytes().to_vec()).collect();
        node.save_members(group.as_bytes(), &members, None).map_err(taut_dimp::Reject::code)
    };
    let pad = format!("{HULK}/pad");
    assert_eq!(save(GROUP, &[MOKI, &pad, HULK]), Ok(()));
    assert_eq!(save(GROUP, &[GROUP]), Err("bad-content"));
    assert_eq!(save(GROUP, &["anyone@anywhere"]), Err("bad-content"));
    for group in [MOKI, "everyone@everywhere", "anyone@anywhere"] {
        assert_eq!(save(group, &[GROUP]), Err("wrong-id"));
    }
    assert_eq!(members(&node), [MOKI, HULK]);
    let listed = |group: &str| node.members(group.as_bytes()).unwrap();
    assert_eq!(listed("everyone@everywhere"), ["anyone@anywhere"]);
    assert_eq!((listed(MOKI), listed("anyone@anywhere")), (Vec::<String>::new(), Vec::new()));
}

#[test]
fn metas_are_asked_for_and_told() {
    let mut node = Node::default();
    let meta = |meta: &str| {
        let meta = if meta.is_empty() { String::new() } else { format!(r#", "meta": {meta}"#) };
        format!(r#"{{"type": 136, "command": "meta", "ID": {DORA:?}, "sn": 1{meta}}}"#)
    };
    let [first, second] = METAS_OF_DORA;
    let extra = first.replacen('{', r#"{"more": 1, "#, 1);
    for (content, expected) in [
        (meta(""), format!("Sorry, meta for {DORA} not found.")),
        (meta("5"), format!("Meta not match ID: {DORA}")),
        (
            meta(&first.replace("\"seed\": \"dora\"", "\"seed\": \"cora\"")),
            format!("Meta not match ID: {DORA}"),
        ),
        (meta(first), format!("Meta received: {DORA}")),
        (meta(second), format!("Meta not accept: {DORA}!")),
        (meta(&extra), format!("Meta received: {DORA}")),
    ] {
        assert_eq!(says(answer(&mut node, HULK, &content).unwrap()), Some(expected));
    }
    let told = answer(&mut node, HULK, &meta("")).unwrap().unwrap();
    assert_eq!(told.find("meta"), Some(&dict(first.as_bytes()).into()));
    let saved = |node: &mut Node, meta: &str| node.save_meta(DORA.as_bytes(), meta.as_bytes());
    assert_eq!(saved(&mut node, second), Err(taut_dimp::Reject::OtherMeta));
    assert_eq!(saved(&mut node, first), Ok(()));
    assert_eq!(saved(&mut Node::default(), second), Ok(()));
}

/// A profile of an ID, as a key signs it.
fn profile(of: &str, key: &[u8]) -> Dict {
    let properties = Properties::new(Dict::from_iter([("name", "a")])).expect("properties");
    let key = PrivateKey::read(key).expect("a private key");
    profile::make(&id(of), &properties, &key, &[1; 32]).expect("a profile").profile
}

#[test]
fn profiles_are_those_of_who_may_sign_them() {
    let people = People::captured();
    let mut node = people.stranger();
    let command = |id: &str, profile: &str| {
        format!(r#"{{"type": 136, "command": "profile", "ID": {id:?}, "sn": 1{profile}}}"#)
    };
    let whole = |profile: &Dict| format!(r#", "profile": {}"#, write::dict(profile));
    let (own, forged) = (profile(MOKI, &people.moki_key), profile(MOKI, &people.hulk_key));
    let (founded, usurped) = (profile(GROUP, &people.moki_key), profile(GROUP, &people.hulk_key));
    let said = |name: &str| write::value(own.find(name).unwrap());
    let beside = format!(r#", "profile": {}, "signature": {}"#, said("data"), said("signature"));
    let alone = format!(r#", "profile": {}"#, said("data"));
    let (refused, unknown) = ("Profile not match ID: ", "Sorry, profile for ");
    for (sender, of, profile, expected) in [
        (MOKI, MOKI, String::new(), unknown),
        (HULK, MOKI, whole(&own), "Profile received: "),
        (HULK, MOKI, beside, "Profile received: "),
        (HULK, MOKI, alone, refused),
        (HULK, MOKI, ", \"profile\": 5".to_owned(), refused),
        (HULK, MOKI, whole(&forged), refused),
        (HULK, GROUP, whole(&usurped), refused),
        (HULK, GROUP, whole(&founded), refused),
        (MOKI, GROUP, whole(&founded), "Profile received: "),
        (HULK, ALICE, whole(&profile(ALICE, &people.moki_key)), refused),
    ] {
        let said = says(answer(&mut node, sender, &command(of, &profile)).unwrap()).unwrap();
        assert!(said.starts_with(expected), "{said}");
    }
    let save = |node: &mut Node, signer: Option<&[u8]>, profile: &Dict| {
        node.save_profile(GROUP.as_bytes(), write::dict(profile).as_bytes(), signer)
            .map_err(taut_dimp::Reject::code)
    };
    assert_eq!(save(&mut node, Some(HULK.as_bytes()), &usurped), Err("not-allowed"));
    assert_eq!(save(&mut node, None, &founded), Err("not-allowed"));
    assert_eq!(save(&mut node, Some(ALICE.as_bytes()), &founded), Err("unknown-id"));
    assert_eq!(save(&mut node, Some(MOKI.as_bytes()), &founded), Ok(()));
    let told = answer(&mut node, HULK, &command(MOKI, "")).unwrap().unwrap();
    assert_eq!(told.find("profile"), own.find("data"));
    assert_eq!(told.find("meta"), Some(&Value::from(dict(&people.moki_meta))));
}

#[test]
fn nothing_else_is_answered() {
    let mut node = People::captured().stranger();
    for content in [
        r#"{"type": 1, "text": "a", "sn": 1}"#,
        r#"{"type": 77, "sn": 1}"#,
        r#"{"type": 136, "command": "receipt", "message": "a", "sn": 1}"#,
        r#"{"type": 255, "forward": {}, "sn": 1}"#,
    ] {
        assert_eq!(answer(&mut node, MOKI, content), Ok(None));
    }
    assert_eq!(answer(&mut node, "moki", "{}"), Err("bad-address"));
    assert_eq!(answer(&mut node, MOKI, "[]"), Err("not-object"));
}
