//! Contents that released implementations wrote.

use taut_dimp::Id;
use taut_dimp::wire::content::{Content, Kind, make};
use taut_dimp::wire::json::write;

use crate::case;

#[test]
fn captured_contents_are_read() {
    let cases = case::of("dimp.content.read");
    assert_eq!(cases.len(), 27);
    for case in cases {
        let content = Content::read(&case.bytes("/in/content")).unwrap();
        assert_eq!(content.kind().name(), case.text("/expect/accept/kind"), "{}", case.id());
        assert_eq!(Some(u64::from(content.number())), case.part("/expect/accept/type").unwrap().as_u64());
        assert_eq!(content.sn().to_string(), case.part("/expect/accept/sn").unwrap().as_str().unwrap());
        let group = content.group().map(|group| group.to_text().into_bytes());
        assert_eq!(group, case.optional_bytes("/expect/accept/group"), "{}", case.id());
        assert_eq!(content.into_members(), case.dict("/expect/accept/value"), "{}", case.id());
    }
}

#[test]
fn captured_contents_are_made() {
    let cases = case::of("dimp.content.make");
    assert_eq!(cases.len(), 25);
    for case in cases {
        let kind = Kind::from_name(case.text("/in/kind")).unwrap();
        let group = case.optional_bytes("/in/group").map(|group| Id::read(&group).unwrap());
        let members = case.dict("/in/members");
        let made = make(kind, members, group.as_ref(), case.draw("sn"), case.time()).unwrap();
        let expected = case.bytes("/expect/accept/content");
        assert_eq!(write::dict(&made), String::from_utf8(expected).unwrap(), "{}", case.id());
        assert_eq!(Content::read(write::dict(&made).as_bytes()).unwrap().members(), &made);
    }
}
