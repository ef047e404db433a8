//! Who writes to whom: entities of the captures, with their metas and private keys.

use serde_json::{Value, json};

use super::rsa::Rsa;
use crate::model::outcome::Expect;
use crate::vectors::generate::Author;

/// An entity of a capture.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) id: String,
    /// As cases have it.
    pub(super) meta: String,
    /// What a writer makes of the private key and the seed.
    pub(super) made_meta: String,
    /// The dictionary, as cases have it.
    pub(super) private_key: String,
    pub(super) rsa: Rsa,
}

impl Person {
    fn of(author: &Author<'_>, case: &str) -> Self {
        let of = |id: &str, member: &str| {
            let input = author.input(id).unwrap_or_else(|why| panic!("{id}: {why}"));
            input
                .get(member)
                .and_then(Value::as_str)
                .unwrap_or_else(|| panic!("{id} has no {member}"))
                .to_owned()
        };
        let private_key = of(&format!("{case}-make"), "private_key");
        let made_meta = match author.base(&format!("{case}-make")).map(|made| made.expect.clone()) {
            Ok(Some(Expect::Accept(made))) => {
                made.get("meta").and_then(Value::as_str).unwrap_or_default().to_owned()
            }
            _ => panic!("{case}-make is not accepted"),
        };
        let bytes = |hex: &str| hex::decode(hex).expect("it is hex");
        let id = String::from_utf8(bytes(&of(case, "id"))).expect("an ID is UTF-8");
        let rsa = Rsa::of(&serde_json::from_slice(&bytes(&private_key)).expect("a key is JSON"));
        Self { id, meta: of(case, "meta"), made_meta, private_key, rsa }
    }

    /// The ID as cases have it.
    pub(super) fn hex(&self) -> String {
        hex::encode(&self.id)
    }

    pub(super) fn meta_value(&self) -> Value {
        serde_json::from_slice(&hex::decode(&self.meta).expect("it is hex")).expect("a meta is JSON")
    }

    /// The public key of the meta.
    pub(super) fn key(&self) -> Value {
        self.meta_value().get("key").cloned().expect("a meta has a key")
    }

    /// What another needs to open what this one writes: all but the message.
    pub(super) fn read_by(&self, user: &Person) -> Value {
        json!({ "meta": self.meta, "user": user.hex(), "private_keys": [user.private_key] })
    }

    /// The same meta in a network of another number.
    pub(super) fn in_network(&self, network: u8) -> String {
        let (name, address) = self.id.split_once('@').expect("the ID has a name");
        format!("{name}@{}", super::address::in_network(address, network))
    }
}

/// All of them.
pub(super) struct Cast {
    pub(super) hulk: Person,
    pub(super) moki: Person,
    pub(super) alice: Person,
    /// With a modulus of 2,048 bits.
    pub(super) bob: Person,
    pub(super) station: Person,
    pub(super) provider: Person,
    /// A polylogue that moki has founded.
    pub(super) group: Person,
    /// A chatroom that moki has founded.
    pub(super) chatroom: Person,
}

impl Cast {
    pub(super) fn of(author: &Author<'_>) -> Self {
        let person = |case: &str| Person::of(author, case);
        Self {
            hulk: person("dimp/published/meta-hulk"),
            moki: person("dimp/published/meta-moki"),
            alice: person("dimp/meta/alice"),
            bob: person("dimp/meta/bob"),
            station: person("dimp/meta/station"),
            provider: person("dimp/meta/provider"),
            group: person("dimp/meta/polylogue"),
            chatroom: person("dimp/meta/chatroom"),
        }
    }

    /// What a reader needs to open what moki writes to hulk: all but the message.
    pub(super) fn hulk_reads(&self) -> Value {
        self.moki.read_by(&self.hulk)
    }
}
