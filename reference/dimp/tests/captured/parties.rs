//! Who writes and who reads in captured cases: moki and hulk, with the keys that upstream publishes.

use std::sync::LazyLock;

use taut_dimp::wire::content::Content;
use taut_dimp::wire::json::{self, Value, write};
use taut_dimp::wire::message::{Draws, Envelope, Given, Message, Opened, Receiver, Sealed, Sealing};
use taut_dimp::{Dict, Id, MessageKey, Padding, PrivateKey, PublicKey, Refused, Reject};
use taut_wire::Refusal;

use crate::case::{self, Case};

pub(crate) const MOKI: &str = "moki@4WDfe3zZ4T7opFSi3iDAKiuTnUHjxmXekk";
pub(crate) const HULK: &str = "hulk@4YeVEN3aUnvC1DNUufCq1bs9zoBSJTzVEj";
pub(crate) const GROUP: &str = "Group-1587100000@7W3hf2faDTpsLJnUKDDt4z2TLx3QdsAk5z";
pub(crate) const TEXT: &str = r#"{"text": "Hello world!", "sn": 3862846817, "type": 1}"#;

/// A captured case by its ID.
pub(crate) fn captured(operation: &str, id: &str) -> &'static Case {
    case::of(operation).into_iter().find(|case| case.id() == id).expect("the case was captured")
}

pub(crate) fn id(text: &str) -> Id {
    Id::read(text.as_bytes()).expect("an ID")
}

pub(crate) fn dict(text: &[u8]) -> Dict {
    match json::read::read(text) {
        Ok(Value::Dict(dict)) => dict,
        other => panic!("no object: {other:?}"),
    }
}

/// Keys and metas of both, and the message of `dimp/published/personal-open`.
pub(crate) struct Parties {
    pub(crate) moki: PrivateKey,
    pub(crate) moki_meta: Vec<u8>,
    pub(crate) hulk: PrivateKey,
    pub(crate) hulk_meta: Vec<u8>,
    pub(crate) message: Dict,
}

impl Parties {
    pub(crate) fn captured() -> &'static Self {
        static PARTIES: LazyLock<Parties> = LazyLock::new(Parties::read);
        &PARTIES
    }

    fn read() -> Self {
        let to_hulk = captured("dimp.message.open", "dimp/published/personal-open");
        let to_moki = captured("dimp.message.open", "dimp/published/unicode");
        let key = |case: &Case| {
            let keys = case.list("/in/private_keys");
            PrivateKey::read(keys.first().expect("a key")).expect("a private key")
        };
        Self {
            moki: key(to_moki),
            moki_meta: to_hulk.bytes("/in/meta"),
            hulk: key(to_hulk),
            hulk_meta: to_moki.bytes("/in/meta"),
            message: dict(&to_hulk.bytes("/in/message")),
        }
    }

    /// What moki writes.
    pub(crate) fn seal(
        &self,
        receiver: &str,
        content: &str,
        receivers: &[Receiver],
        message_key: Option<&MessageKey>,
    ) -> Result<Sealed, Refused> {
        let (sender, receiver) = (id(MOKI), id(receiver));
        let read = Content::read(content.as_bytes()).expect("a content");
        let draws = Draws { key: [3; 32], iv: [5; 16], padding: [7; 512], k: [9; 32] };
        let sealing = Sealing {
            private_key: &self.moki,
            receivers,
            message_key,
            meta: None,
            profile: None,
            time: 1_587_100_007,
            draws,
        };
        Envelope::new(&sender, &receiver, &read)?.seal(content.as_bytes(), sealing)
    }

    /// The receiver hulk, as a member of a group too.
    pub(crate) fn for_hulk(&self) -> Receiver {
        Receiver { id: Some(id(HULK)), key: Some(self.hulk.public().clone()) }
    }

    /// What moki writes to hulk, with a text of the caller's in the key block.
    pub(crate) fn with_key_text(&self, text: &[u8]) -> Dict {
        let block = self.encrypt_for_hulk(text);
        changed(&self.message, &[("key", Some(&format!("{:?}", taut_dimp::wire::base64::encode(&block))))])
    }

    pub(crate) fn encrypt_for_hulk(&self, text: &[u8]) -> Vec<u8> {
        let public: &PublicKey = self.hulk.public();
        public.encrypt(text, &mut Padding::new(&[7; 512])).expect("a block of hulk's")
    }

    /// hulk's reading of a message by moki.
    pub(crate) fn open(
        &self,
        message: &Dict,
        message_key: Option<&MessageKey>,
    ) -> Result<Opened, Refusal<Reject>> {
        let given = Given { meta: Some(&self.moki_meta), profile: None };
        let verified = Message::read(write::dict(message).as_bytes())?.verify(&given)?;
        verified.open(&id(HULK), std::slice::from_ref(&self.hulk), message_key)
    }
}

/// The message with members set to what a JSON text says, or taken out.
pub(crate) fn changed(message: &Dict, changes: &[(&str, Option<&str>)]) -> Dict {
    let mut message = message.clone();
    for (name, text) in changes {
        match text {
            Some(text) => message.set(name, json::read::read(text.as_bytes()).expect("JSON")),
            None => message.remove(name),
        }
    }
    message
}
