//! Saved states in the making: section 6.9.

use sha2::{Digest, Sha256};

use super::super::derive;
use super::bundles::Bundle;
use super::message_bytes::{identity, key};
use super::talk::Form;

/// What a state is of.
pub(super) const PARTY: u8 = 1;
pub(super) const MANAGER: u8 = 2;
pub(super) const VERSION: u8 = 1;

/// A flag as it stands, and what it announces if anything.
pub(super) type Flag<T> = (u8, Option<T>);

/// Bytes in the making.
#[derive(Clone, Default)]
pub(super) struct Record(Vec<u8>);

#[derive(Clone)]
pub(super) struct Signed {
    pub(super) id: u32,
    pub(super) private: Vec<u8>,
    pub(super) signature: Vec<u8>,
    pub(super) made: u64,
}

#[derive(Clone)]
pub(super) struct Chain {
    pub(super) key: Vec<u8>,
    pub(super) next: u32,
}

#[derive(Clone)]
pub(super) struct Session {
    pub(super) role: u8,
    pub(super) confirmed: u8,
    pub(super) ephemeral_key: Vec<u8>,
    pub(super) signed_pre_key_id: u32,
    pub(super) pre_key_id: u32,
    pub(super) root: Vec<u8>,
    pub(super) own: Vec<u8>,
    pub(super) other: Flag<Vec<u8>>,
    pub(super) sending: Flag<Chain>,
    pub(super) receiving: Flag<Chain>,
    pub(super) pn: u32,
    /// Ratchet key, number, message key.
    pub(super) skipped: Vec<(Vec<u8>, u32, Vec<u8>)>,
}

#[derive(Clone)]
pub(super) struct Peer {
    pub(super) name: Vec<u8>,
    pub(super) identity_key: Vec<u8>,
    pub(super) sessions: Vec<Session>,
}

#[derive(Clone)]
pub(super) struct Party {
    pub(super) format: u8,
    pub(super) is_scalar: u8,
    pub(super) identity: Vec<u8>,
    pub(super) next_signed: u32,
    pub(super) next_pre_key: u32,
    pub(super) pool: u32,
    pub(super) max_skip: u32,
    pub(super) max_kept: u32,
    pub(super) changed: u8,
    pub(super) signed: Signed,
    pub(super) previous: Flag<Signed>,
    pub(super) pre_keys: Vec<(u32, Vec<u8>)>,
    pub(super) peers: Vec<Peer>,
}

/// A label and its signature.
pub(super) type Label = (Vec<u8>, Vec<u8>);

/// Device, label.
type Devices = Vec<(u32, Flag<Label>)>;

#[derive(Clone)]
pub(super) struct Manager {
    pub(super) jid: Vec<u8>,
    pub(super) device_id: u32,
    pub(super) label: Flag<Label>,
    pub(super) pool: u32,
    pub(super) refill_at: u32,
    pub(super) parties: Vec<Party>,
    /// Format, JID, devices.
    pub(super) lists: Vec<(u8, Vec<u8>, Devices)>,
    /// Format, JID, device, bundle.
    pub(super) bundles: Vec<(u8, Vec<u8>, u32, Bundle)>,
    pub(super) keys: Vec<(Vec<u8>, u32, Vec<u8>)>,
    pub(super) decisions: Vec<(Vec<u8>, Vec<u8>, u8)>,
}

pub(super) fn present<T>(value: T) -> Flag<T> {
    (1, Some(value))
}

pub(super) fn drawn(name: &str, size: usize) -> Vec<u8> {
    derive("omemo/state/party", 0, name, size)
}

/// The byte of a format.
pub(super) const fn format(form: Form) -> u8 {
    match form {
        Form::L => 1,
        Form::T => 2,
    }
}

impl Record {
    pub(super) fn put(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(super) fn byte(self, byte: u8) -> Self {
        self.put(&[byte])
    }

    pub(super) fn number(self, number: u32) -> Self {
        self.put(&number.to_be_bytes())
    }

    pub(super) fn data(self, data: &[u8]) -> Self {
        self.number(count(data)).put(data)
    }

    fn flag<T>(self, (flag, value): &Flag<T>, put: impl FnOnce(Self, &T) -> Self) -> Self {
        let begun = self.byte(*flag);
        match value {
            Some(value) => put(begun, value),
            None => begun,
        }
    }

    fn list<T>(self, entries: &[T], put: impl Fn(Self, &T) -> Self) -> Self {
        entries.iter().fold(self.number(count(entries)), put)
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        self.0
    }
}

fn count<T>(entries: &[T]) -> u32 {
    u32::try_from(entries.len()).unwrap_or(u32::MAX)
}

/// The body with what stands around it.
pub(super) fn sealed(version: u8, kind: u8, body: &[u8]) -> Vec<u8> {
    hashed([b"OMST".as_slice(), &[version, kind], body].concat())
}

/// With the hash that belongs to it.
pub(super) fn hashed(mut state: Vec<u8>) -> Vec<u8> {
    let hash = Sha256::digest(&state);
    state.extend(hash);
    state
}

impl Session {
    /// One that was begun by the other side, in which both have written.
    pub(super) fn made(name: &str) -> Self {
        let of = |part: &str, size: usize| drawn(&format!("{name} {part}"), size);
        Self {
            role: 2,
            confirmed: 1,
            ephemeral_key: key(&format!("{name} ephemeral key")),
            signed_pre_key_id: 5,
            pre_key_id: 7,
            root: of("root", 32),
            own: of("own", 32),
            other: present(key(&format!("{name} other"))),
            sending: present(Chain { key: of("sending", 32), next: 3 }),
            receiving: present(Chain { key: of("receiving", 32), next: 4 }),
            pn: 2,
            skipped: Vec::new(),
        }
    }

    /// The same with skipped keys of its receiving chain, by their numbers.
    pub(super) fn skipping(mut self, numbers: &[u32]) -> Self {
        let other = self.other.1.clone().unwrap_or_default();
        let skipped = |n: &u32| (other.clone(), *n, drawn(&format!("skipped {n}"), 32));
        self.skipped = numbers.iter().map(skipped).collect();
        self
    }

    fn write(&self, out: Record) -> Record {
        let chain = |out: Record, chain: &Chain| out.put(&chain.key).number(chain.next);
        out.byte(self.role)
            .byte(self.confirmed)
            .put(&self.ephemeral_key)
            .number(self.signed_pre_key_id)
            .number(self.pre_key_id)
            .put(&self.root)
            .put(&self.own)
            .flag(&self.other, |out, key| out.put(key))
            .flag(&self.sending, chain)
            .flag(&self.receiving, chain)
            .number(self.pn)
            .list(&self.skipped, |out, (ratchet_key, n, key)| out.put(ratchet_key).number(*n).put(key))
    }
}

impl Peer {
    pub(super) fn made(form: Form, name: &str, sessions: &[Session]) -> Self {
        let identity_key = identity(name).to_wire(super::message_bytes::format(form));
        Self { name: name.into(), identity_key, sessions: sessions.to_vec() }
    }
}

impl Signed {
    fn made(id: u32) -> Self {
        let of = |part: &str, size: usize| drawn(&format!("signed {id} {part}"), size);
        Self { id, private: of("private", 32), signature: of("signature", 64), made: 1_700_000_000_000 }
    }

    fn write(&self, out: Record) -> Record {
        out.number(self.id).put(&self.private).put(&self.signature).put(&self.made.to_be_bytes())
    }
}

impl Party {
    /// One that knows nobody, with two one-time prekeys.
    pub(super) fn made(form: Form) -> Self {
        Self {
            format: format(form),
            is_scalar: 0,
            identity: drawn("identity", 32),
            next_signed: 6,
            next_pre_key: 10,
            pool: 2,
            max_skip: 1000,
            max_kept: 1000,
            changed: 1,
            signed: Signed::made(5),
            previous: (0, None),
            pre_keys: [7, 9].map(|id| (id, drawn(&format!("pre key {id}"), 32))).to_vec(),
            peers: Vec::new(),
        }
    }

    /// One with a previous signed prekey, a peer with two sessions, and one without any.
    pub(super) fn busy(form: Form) -> Self {
        let current = Session::made("current").skipping(&[1, 3]);
        let begun = Session { role: 1, confirmed: 0, receiving: (0, None), ..Session::made("archived") };
        let peers = vec![Peer::made(form, "alice", &[current, begun]), Peer::made(form, "carol", &[])];
        Self { previous: present(Signed::made(4)), peers, ..Self::made(form) }
    }

    /// One with a single peer.
    pub(super) fn with(form: Form, peer: Peer) -> Self {
        Self { peers: vec![peer], ..Self::made(form) }
    }

    pub(super) fn write(&self, out: Record) -> Record {
        out.byte(self.format)
            .byte(self.is_scalar)
            .put(&self.identity)
            .number(self.next_signed)
            .number(self.next_pre_key)
            .number(self.pool)
            .number(self.max_skip)
            .number(self.max_kept)
            .byte(self.changed)
            .put(&self.signed.write(Record::default()).bytes())
            .flag(&self.previous, |out, signed| signed.write(out))
            .list(&self.pre_keys, |out, (id, key)| out.number(*id).put(key))
            .list(&self.peers, |out, peer| {
                out.data(&peer.name)
                    .data(&peer.identity_key)
                    .list(&peer.sessions, |out, session| session.write(out))
            })
    }

    pub(super) fn body(&self) -> Vec<u8> {
        self.write(Record::default()).bytes()
    }

    pub(super) fn state(&self) -> Vec<u8> {
        sealed(VERSION, PARTY, &self.body())
    }
}

impl Manager {
    /// One of both formats that knows nobody.
    pub(super) fn made() -> Self {
        Self {
            jid: b"bob@example.org".to_vec(),
            device_id: 31415,
            label: (0, None),
            pool: 2,
            refill_at: 1,
            parties: vec![Party::made(Form::L), Party::made(Form::T)],
            lists: Vec::new(),
            bundles: Vec::new(),
            keys: Vec::new(),
            decisions: Vec::new(),
        }
    }

    /// One with everything that a Manager can have.
    pub(super) fn busy() -> Self {
        let jid = |name: &str| format!("{name}@example.org").into_bytes();
        let label = || (b"Gajim".to_vec(), drawn("label", 64));
        let plain = |id: u32| (id, (0, None));
        let form_key = |name: &str| identity(name).x25519().as_bytes().to_vec();
        Self {
            label: present(label()),
            lists: vec![
                (1, jid("alice"), vec![plain(31415), plain(1)]),
                (1, jid("bob"), Vec::new()),
                (2, jid("alice"), vec![plain(2), (1, present(label()))]),
            ],
            bundles: vec![
                (1, jid("alice"), 1, Bundle::plain(Form::L)),
                (2, jid("alice"), 1, Bundle::plain(Form::T)),
                (2, jid("alice"), 2, Bundle::plain(Form::T)),
            ],
            keys: vec![(jid("alice"), 1, form_key("identity")), (jid("alice"), 2, form_key("identity"))],
            decisions: vec![(jid("alice"), form_key("identity"), 1), (jid("carol"), form_key("other"), 2)],
            ..Self::made()
        }
    }

    pub(super) fn body(&self) -> Vec<u8> {
        let label = |out: Record, (text, signature): &Label| out.data(text).put(signature);
        Record::default()
            .data(&self.jid)
            .number(self.device_id)
            .flag(&self.label, label)
            .number(self.pool)
            .number(self.refill_at)
            .list(&self.parties, |out, party| party.write(out))
            .list(&self.lists, |out, (format, jid, devices)| {
                out.byte(*format).data(jid).list(devices, |out, (id, own)| out.number(*id).flag(own, label))
            })
            .list(&self.bundles, |out, (format, jid, id, bundle)| {
                out.byte(*format)
                    .data(jid)
                    .number(*id)
                    .data(&bundle.identity_key)
                    .number(bundle.signed_pre_key_id)
                    .data(&bundle.signed_pre_key)
                    .put(&bundle.signature)
                    .list(&bundle.pre_keys, |out, (id, key)| out.number(*id).data(key))
            })
            .list(&self.keys, |out, (jid, id, key)| out.data(jid).number(*id).put(key))
            .list(&self.decisions, |out, (jid, key, decision)| out.data(jid).put(key).byte(*decision))
            .bytes()
    }

    pub(super) fn state(&self) -> Vec<u8> {
        sealed(VERSION, MANAGER, &self.body())
    }
}
