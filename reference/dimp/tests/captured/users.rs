//! Users of a node, and what is saved of it.

use taut_dimp::session::{BadState, Registration};
use taut_dimp::{Dict, Misuse, Node, Refused, Reject, Value};

use crate::parties::{GROUP, HULK, MOKI, captured};
use crate::people::{People, hear, pack, text};

fn registration(key: &[u8]) -> Registration<'_> {
    Registration { private_key: key, seed: Some(b"moki"), ..Registration::default() }
}

#[test]
fn a_user_is_registered_as_it_was_captured() {
    let people = People::captured();
    let mut node = Node::default();
    let mut register = |registration| node.register(registration, &[1; 32], &[2; 32]);
    let made = register(registration(&people.moki_key)).unwrap();
    assert_eq!((made.id.as_str(), made.profile), (MOKI, None));
    let case = captured("dimp.meta.make", "dimp/published/meta-moki-make");
    assert_eq!(made.meta.into_bytes(), case.bytes("/expect/accept/meta"));
    let of = |network, version, properties| Registration {
        network,
        version,
        properties,
        ..registration(&people.moki_key)
    };
    let (wrong_id, bad_data) = (Refused::Reject(Reject::WrongId), Refused::Misuse(Misuse::BadData));
    assert_eq!(register(of(Some(16), None, None)), Err(wrong_id));
    assert_eq!(register(of(Some(9), None, None)), Err(Reject::UnknownNetwork.into()));
    assert_eq!(register(of(Some(256), None, None)), Err(bad_data));
    assert_eq!(register(of(None, Some(4), None)), Err(bad_data));
    let key = Dict::from_iter([("key", Value::Null)]);
    assert_eq!(register(of(None, None, Some(key))), Err(Reject::BadProfile.into()));
    let properties = Dict::from_iter([("name", "a")]);
    assert!(register(of(Some(136), None, Some(properties))).unwrap().profile.is_some());
    pack(&mut node, MOKI, &text(1), 1).unwrap();
}

#[test]
fn a_user_has_the_key_of_its_meta() {
    let people = People::captured();
    let mut node = people.moki();
    let before = node.save();
    let mut add = |id: &str, keys: &[&[u8]]| {
        let keys: Vec<Vec<u8>> = keys.iter().map(|key| key.to_vec()).collect();
        let meta = if id == GROUP { &people.group_meta } else { &people.moki_meta };
        node.add_user(id.as_bytes(), meta, &keys).map_err(Refused::code)
    };
    assert_eq!(add(MOKI, &[]), Err("bad-data"));
    assert_eq!(add(MOKI, &[&people.hulk_key, &people.moki_key]), Err("bad-data"));
    assert_eq!(add(MOKI, &[&people.moki_key, b"{}"]), Err("bad-key"));
    assert_eq!(add(HULK, &[&people.hulk_key]), Err("meta-mismatch"));
    assert_eq!(add(GROUP, &[&people.moki_key]), Err("wrong-id"));
    assert_eq!(node.save(), before);
    let keys = [people.moki_key.clone(), people.hulk_key.clone()];
    node.add_user(MOKI.as_bytes(), &people.moki_meta, &keys).unwrap();
    assert_ne!(node.save(), before);
}

#[test]
fn a_node_is_saved_with_all_that_it_knows() {
    let people = People::captured();
    let (mut moki, mut hulk) = (people.moki(), people.hulk());
    let message = pack(&mut moki, HULK, &text(1), 1).unwrap();
    hear(&mut hulk, &message).unwrap();
    let state = hulk.save();
    assert_eq!(Node::restore(&state).unwrap().save(), state);
    for size in (0..state.len()).step_by(7) {
        assert_eq!(Node::restore(&state[..size]).map(drop), Err(BadState), "{size} bytes");
    }
    assert_eq!(Node::restore(&[&state[..], b"\0"].concat()).map(drop), Err(BadState));
}

#[test]
fn no_secret_is_shown() {
    let people = People::captured();
    let (mut moki, mut hulk) = (people.moki(), people.hulk());
    hear(&mut hulk, &pack(&mut moki, HULK, &text(1), 0x5a).unwrap()).unwrap();
    let shown = format!("{hulk:?}");
    assert!(shown.contains(HULK) && !shown.contains("PRIVATE KEY") && !shown.contains("Wlpa"));
    let shown = format!("{:?}", registration(&people.moki_key));
    assert!(!shown.contains("PRIVATE") && !shown.contains("[123, "), "{shown}");
}
