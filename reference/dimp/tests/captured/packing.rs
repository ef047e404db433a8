//! What a node sends.

use taut_dimp::session::Packing;
use taut_dimp::wire::json::write;
use taut_dimp::wire::message::Draws;
use taut_dimp::{Misuse, Node, Refused, Reject};

use crate::parties::{GROUP, HULK, MOKI, captured};
use crate::people::{People, TIME, draws, group_text, hear, pack, packing, text};

#[test]
fn what_was_captured_is_packed_bit_by_bit() {
    let case = captured("dimp.message.seal", "dimp/seal/personal");
    let (sender, receiver, content) =
        (case.bytes("/in/sender"), case.bytes("/in/receiver"), case.bytes("/in/content"));
    let packing = Packing { sender: &sender, receiver: &receiver, content: &content, ..Packing::default() };
    let drawn = Draws {
        key: case.draw("key"),
        iv: case.draw("iv"),
        padding: case.draw("padding"),
        k: case.draw("k"),
    };
    let packed = People::captured().moki().pack(&packing, drawn, case.time()).unwrap();
    let message = write::dict(packed.messages.first().unwrap());
    assert_eq!(message.into_bytes(), case.bytes("/expect/accept/message"));
}

#[test]
fn sender_and_receiver_are_known() {
    let people = People::captured();
    let mut moki = people.moki();
    let refused = |node: &mut Node, receiver: &str| pack(node, receiver, &text(1), 1).unwrap_err();
    assert_eq!(refused(&mut people.hulk(), HULK), Refused::Misuse(Misuse::UnknownUser));
    assert_eq!(
        refused(&mut people.hulk(), "alice@4J8GWGkw42be8Tcx9fRkypxysqed8J4Wa7"),
        Misuse::UnknownUser.into()
    );
    assert_eq!(refused(&mut moki, "alice@4J8GWGkw42be8Tcx9fRkypxysqed8J4Wa7"), Reject::UnknownId.into());
    assert_eq!(refused(&mut moki, GROUP), Reject::GroupMismatch.into());
    assert_eq!(refused(&mut moki, "alice"), Reject::BadAddress.into());
    moki.save_members(GROUP.as_bytes(), &[], None).unwrap();
    assert_eq!(pack(&mut moki, GROUP, &group_text(2), 2).unwrap().find("keys"), None);
}

#[test]
fn each_message_has_a_key_of_its_own() {
    let mut moki = People::captured().moki();
    let mut data = |number: u8| pack(&mut moki, HULK, &text(1), number).unwrap().find("data").cloned();
    assert_eq!(data(1), data(1));
    assert_ne!(data(1), data(2));
}

#[test]
fn a_group_is_written_to_at_once_or_one_by_one() {
    let people = People::captured();
    let mut moki = people.moki();
    let alice = "alice@4J8GWGkw42be8Tcx9fRkypxysqed8J4Wa7";
    let members = [MOKI, alice, HULK].map(|member| member.as_bytes().to_vec());
    moki.save_members(GROUP.as_bytes(), &members, None).unwrap();
    let at_once = pack(&mut moki, GROUP, &group_text(1), 1).unwrap();
    let keys = at_once.find("keys").unwrap().as_dict().unwrap();
    let names: Vec<_> = keys.0.iter().map(|(name, _)| name.as_bytes()).collect();
    assert_eq!(names, [MOKI.as_bytes(), HULK.as_bytes()], "alice's meta is not known");

    let content = group_text(2);
    let packing = Packing { split: true, ..packing(GROUP, &content) };
    let split = moki.pack(&packing, draws(2), TIME).unwrap().messages;
    let receivers: Vec<_> = split.iter().map(|message| message.find("receiver").unwrap().as_text()).collect();
    assert_eq!(receivers, members.each_ref().map(|member| Some(member.as_slice())));
    hear(&mut people.hulk(), &split[2]).unwrap();

    let content = text(3);
    let everyone = Packing { receiver: b"club@everywhere", content: content.as_bytes(), ..packing };
    let split = moki.pack(&everyone, draws(3), TIME).unwrap().messages;
    let receivers: Vec<_> = split.iter().map(|message| message.find("receiver").unwrap().as_text()).collect();
    assert_eq!(receivers, [&b"club.owner@anywhere"[..], b"club.member@anywhere"].map(Some));
}

#[test]
fn only_files_go_to_a_store() {
    let mut moki = People::captured().moki();
    let mut refused = |receiver: &str, content: &str, url: &str| {
        let packing = Packing { url: Some(url.as_bytes()), ..packing(receiver, content) };
        moki.pack(&packing, draws(1), TIME).map(|packed| packed.upload.is_some()).map_err(Refused::code)
    };
    let file = r#"{"type": 16, "data": "aGVsbG8=", "sn": 7}"#;
    let storage = r#"{"type": 136, "command": "storage", "data": "aGVsbG8=", "sn": 7}"#;
    assert_eq!(refused(HULK, file, "https://store"), Ok(true));
    assert_eq!(refused(HULK, file, "ftp://store"), Err("bad-url"));
    assert_eq!(refused(HULK, storage, "https://store"), Err("bad-data"));
    assert_eq!(refused("everyone@everywhere", file, "ftp://store"), Err("unknown-algorithm"));
    assert_eq!(refused(HULK, &text(1), "ftp://store"), Ok(false));
}
