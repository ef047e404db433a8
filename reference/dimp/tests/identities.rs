//! IDs and addresses that released implementations made, and near misses.

use taut_dimp::wire::address::{Address, Entity, Kind, btc_digest};
use taut_dimp::wire::id::Roles;
use taut_dimp::{Id, Misuse, Reject};

const HULK: &str = "hulk@4YeVEN3aUnvC1DNUufCq1bs9zoBSJTzVEj";

#[test]
fn an_address_is_made_and_read_as_published() {
    let digest = hex::decode("cfc8bde708626a3e0e2663d11115f59874175071").unwrap().try_into().unwrap();
    let made = Address::of_digest(8, &digest);
    assert_eq!(made.as_str(), "4YeVEN3aUnvC1DNUufCq1bs9zoBSJTzVEj");
    assert_eq!(made.number(), 1_951_839_394);
    assert_eq!(Address::read(made.as_str()), Ok(made));
    assert_eq!(hex::encode(btc_digest(b"")), "b472a266d0bd89c13706a4132ccfb16f7c3b9fcb");
}

#[test]
fn an_eth_address_has_the_case_of_its_hash() {
    // The public key of the secret 1: the generator of the group.
    let point = hex::decode(concat!(
        "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
    ))
    .unwrap();
    let made = Address::of_point(&point).unwrap();
    assert_eq!(made.as_str(), "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
    assert_eq!((made.kind(), made.network(), made.number()), (Kind::Eth, 8, 9527));
    assert_eq!(Address::read(made.as_str()), Ok(made));
    assert_eq!(Address::of_point(&point[..63]), Err(Misuse::BadData));
    for wrong in [
        "0x",
        "0xzz",
        "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf",
        "0x7E5F4552091A69125d5DfCb7b8C2659029395BdF",
    ] {
        assert_eq!(Address::read(wrong), Err(Reject::BadAddress), "{wrong}");
    }
}

#[test]
fn an_id_is_split_at_its_first_signs() {
    let id = Id::read(format!("{HULK}/a/b@c").as_bytes()).unwrap();
    assert_eq!((id.name(), id.terminal()), (Some("hulk"), Some("a/b@c")));
    assert_eq!((id.to_text(), id.bare()), (format!("{HULK}/a/b@c"), HULK.to_owned()));
    assert_eq!(id, Id::read(HULK.as_bytes()).unwrap());
    assert_ne!(id, Id::read(HULK.replace("hulk", "moki").as_bytes()).unwrap());
    assert_eq!(Id::read(b"@4YeVEN3aUnvC1DNUufCq1bs9zoBSJTzVEj/").unwrap().to_text(), &HULK[5..]);
    let everywhere = |text: &[u8]| Id::read(text).unwrap();
    assert_eq!(everywhere(b"a1@EveryWhere"), everywhere(b"a1@everywhere"));
    assert_ne!(everywhere(b"Everyone@everywhere"), everywhere(b"everyone@everywhere"));
}

#[test]
fn near_misses_have_the_code_of_their_rule() {
    let address = &HULK[5..];
    for (id, reject) in [
        (String::new(), Reject::BadId),
        ("hulk@".to_owned(), Reject::BadId),
        ("/".to_owned(), Reject::BadId),
        (format!("h@{address}"), Reject::BadName),
        (format!("{}@{address}", "n".repeat(33)), Reject::BadName),
        (format!("hu lk@{address}"), Reject::BadName),
        (format!("hulk@moki@{address}"), Reject::BadAddress),
        (format!("{HULK}\n"), Reject::LooseText),
        (format!(" {address}"), Reject::BadAddress),
        (format!("1{address}"), Reject::BadAddress),
        (address.replace('Y', "Z"), Reject::BadAddress),
        (address.replace('Y', "0"), Reject::BadAddress),
        (address.repeat(10_000), Reject::BadAddress),
        (Address::of_digest(24, &[0; 20]).as_str().to_owned(), Reject::UnknownNetwork),
    ] {
        assert_eq!(Id::read(id.as_bytes()).unwrap_err(), reject, "{id:.80}");
    }
    assert_eq!(Id::read(b"\xff").unwrap_err(), Reject::BadId);
}

#[test]
fn a_network_says_what_an_entity_is() {
    for (network, entity) in [
        (0, Entity::User),
        (8, Entity::User),
        (16, Entity::Group),
        (48, Entity::Group),
        (118, Entity::Group),
        (128, Entity::Neither),
        (136, Entity::User),
        (200, Entity::User),
    ] {
        let address = Address::of_digest(network, &[7; 20]);
        assert_eq!(Address::read(address.as_str()).unwrap().entity(), entity, "{network}");
    }
}

#[test]
fn broadcast_groups_have_their_roles() {
    let roles = |id: &str| Roles::of(&Id::read(id.as_bytes()).unwrap());
    let everyone = roles("everyone@everywhere").unwrap();
    assert_eq!((everyone.founder.as_str(), everyone.owner.as_str()), ("moky@anywhere", "anyone@anywhere"));
    assert_eq!(everyone.members, ["anyone@anywhere"]);
    let named = roles("Everyone@EVERYWHERE").unwrap();
    assert_eq!(named.founder, "Everyone.founder@anywhere");
    assert_eq!(named.members, ["Everyone.owner@anywhere", "Everyone.member@anywhere"]);
    assert_eq!(roles("anyone@anywhere"), Err(Reject::WrongId));
    assert_eq!(roles(HULK), Err(Reject::WrongId));
}
