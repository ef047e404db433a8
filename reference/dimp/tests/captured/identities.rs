//! Metas and profiles of released implementations.

use taut_dimp::wire::json::write;
use taut_dimp::wire::profile::{self, Properties};
use taut_dimp::{Id, Meta, PrivateKey, Refused};

use crate::case::{self, Case};

fn code(case: &Case) -> Option<&str> {
    case.part("/expect/reject").map(|code| code.as_str().expect("a code is text"))
}

#[test]
fn captured_metas_match_their_ids() {
    let cases = case::of("dimp.meta.check");
    assert_eq!(cases.len(), 23);
    for case in cases {
        let meta = Meta::read(&case.bytes("/in/meta"));
        assert_eq!(meta.as_ref().err().map(|reject| reject.code()), code(case), "{}", case.id());
        let Ok(meta) = meta else { continue };
        assert_eq!(meta.hashed(), case.bytes("/intermediate/hashed"), "{}", case.id());
        assert_eq!(meta.check(&Id::read(&case.bytes("/in/id")).unwrap()), Ok(()), "{}", case.id());
        assert!(meta.check(&Id::read(b"hulk@4WDfe3zZ4T7opFSi3iDAKiuTnUHjxmXekk").unwrap()).is_err());
    }
}

#[test]
fn captured_metas_give_their_ids() {
    let cases = case::of("dimp.meta.id");
    assert_eq!(cases.len(), 23);
    for case in cases {
        let network = case.part("/in/network").unwrap().as_i64().unwrap();
        let id = Meta::read(&case.bytes("/in/meta")).map_err(Refused::from).and_then(|meta| meta.id(network));
        assert_eq!(id.as_ref().err().map(|refused| refused.code()), code(case), "{}", case.id());
        let Ok(id) = id else { continue };
        assert_eq!(id.to_text().into_bytes(), case.bytes("/expect/accept/id"), "{}", case.id());
        let number = case.part("/expect/accept/number").unwrap().as_u64();
        assert_eq!(Some(u64::from(id.address().number())), number, "{}", case.id());
    }
}

#[test]
fn captured_metas_are_made() {
    let cases = case::of("dimp.meta.make");
    assert_eq!(cases.len(), 19);
    for case in cases {
        let private = PrivateKey::read(&case.bytes("/in/private_key")).unwrap();
        let version = case.part("/in/version").map(|version| version.as_i64().unwrap());
        let seed = case.optional_bytes("/in/seed");
        let meta = Meta::make(&private, version, seed.as_deref(), &case.draw("k"));
        assert_eq!(meta.as_ref().err().map(|refused| refused.code()), code(case), "{}", case.id());
        let Ok(meta) = meta else { continue };
        assert_eq!(meta.to_text().into_bytes(), case.bytes("/expect/accept/meta"), "{}", case.id());
        assert_eq!(Meta::read(meta.to_text().as_bytes()), Ok(meta));
    }
}

#[test]
fn captured_profiles_are_read() {
    let cases = case::of("dimp.profile.read");
    assert_eq!(cases.len(), 7);
    for case in cases {
        let signer = case.optional_bytes("/in/signer");
        let profile = profile::read(
            &case.bytes("/in/profile"),
            &case.bytes("/in/id"),
            &case.bytes("/in/meta"),
            signer.as_deref(),
        );
        assert_eq!(profile.as_ref().err().map(|reject| reject.code()), code(case), "{}", case.id());
        let Ok(profile) = profile else { continue };
        assert_eq!(profile.data(), case.bytes("/intermediate/data"), "{}", case.id());
        assert_eq!(*profile.properties(), case.dict("/expect/accept/properties"), "{}", case.id());
        let key = profile.key_text().map(String::into_bytes);
        assert_eq!(key, case.optional_bytes("/expect/accept/key"), "{}", case.id());
    }
}

#[test]
fn captured_profiles_are_made() {
    let cases = case::of("dimp.profile.make");
    assert_eq!(cases.len(), 5);
    for case in cases {
        let id = Id::read(&case.bytes("/in/id")).unwrap();
        let properties = Properties::new(case.dict("/in/properties")).unwrap();
        let private = PrivateKey::read(&case.bytes("/in/private_key")).unwrap();
        let made = profile::make(&id, &properties, &private, &case.draw("k")).unwrap();
        assert_eq!(made.data.into_bytes(), case.bytes("/intermediate/data"), "{}", case.id());
        let expected = case.bytes("/expect/accept/profile");
        assert_eq!(write::dict(&made.profile).into_bytes(), expected, "{}", case.id());
    }
}
