//! `state.json`: saved states, most of them made up. Section 6.9; how they go on is in [`super::state_talks`].

use serde_json::{Value, json};
use taut_omemo::keys::{Identity, IdentityForm};

use super::super::{Draft, case, scenario, step};
use super::message_bytes::format as wire_format;
use super::refusal::{refuse, whole};
use super::state_bytes::{
    Chain, MANAGER, Manager, PARTY, Party, Peer, Record, Session, VERSION, drawn, hashed, present, sealed,
};
use super::talk::Form;
use super::{points, state_manager, state_talks};
use crate::model::case::{BugClass, Severity};

const FORMS: [Form; 2] = [Form::L, Form::T];
const BOB: &str = "bob";
const GOOD: &str = "omemo/state/party";

/// All cases of the file.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = good();
    cases.extend(state_manager::good());
    cases.extend(outside());
    cases.extend(bytes());
    cases.extend(orders());
    cases.extend(sessions());
    cases.extend(identity_keys());
    cases.extend(state_manager::drafts());
    cases.extend(state_talks::drafts());
    cases
}

/// The identity that made-up Parties have.
pub(super) fn own() -> Identity {
    Identity::new(IdentityForm::Seed, drawn("identity", 32).try_into().expect("so many bytes were asked for"))
}

fn identity_key(form: Form) -> Value {
    json!({ "identity_key": hex::encode(own().to_wire(wire_format(form))) })
}

/// Taken in, and written again as it was.
pub(super) fn round(id: &str, about: &str, kind: u8, state: &[u8], members: Value) -> Draft {
    let (restore, save) = operations(kind);
    let state_text = hex::encode(state);
    scenario(id)
        .about(about)
        .rules(&["OM-STATE-1", "OM-STATE-6"])
        .needs("state-format")
        .peer(BOB)
        .step(
            step(BOB, restore, json!({ "state": state_text })).accept(members).derive(whole("state", state)),
        )
        .step(step(BOB, save, json!({})).accept(json!({ "state": state_text })))
}

const fn operations(kind: u8) -> (&'static str, &'static str) {
    if kind == PARTY {
        ("omemo.party.restore", "omemo.party.save")
    } else {
        ("omemo.manager.restore", "omemo.manager.save")
    }
}

/// A state that is refused.
pub(super) fn rejects(name: &str, about: &str, rules: &[&str], kind: u8, state: &[u8]) -> Draft {
    let base = if kind == PARTY { GOOD } else { state_manager::GOOD };
    let (restore, _) = operations(kind);
    let code = if rules == ["OM-STATE-3"] { "unknown-version" } else { "bad-state" };
    let draft = case(&format!("omemo/state/{name}")).about(about).rules(rules).needs("state-format");
    refuse(draft.op(restore, json!({ "state": hex::encode(state) })), code).edit_of(base)
}

fn bad(name: &str, about: &str, state: &[u8]) -> Draft {
    rejects(name, about, &["OM-STATE-5"], PARTY, state)
}

/// A Party of L after an edit.
fn bad_party(name: &str, about: &str, edit: impl FnOnce(&mut Party)) -> Draft {
    let mut party = Party::made(Form::L);
    edit(&mut party);
    bad(name, about, &party.state())
}

/// A Party of L with a peer after an edit.
fn bad_peer(name: &str, about: &str, edit: impl FnOnce(&mut Peer)) -> Draft {
    let mut peer = Peer::made(Form::L, "alice", &[Session::made("current")]);
    edit(&mut peer);
    bad(name, about, &Party::with(Form::L, peer).state())
}

/// A Party of L with a session after an edit.
fn bad_session(name: &str, about: &str, edit: impl FnOnce(&mut Session)) -> Draft {
    let mut session = Session::made("current");
    edit(&mut session);
    bad_peer(name, about, |peer| peer.sessions = vec![session])
}

fn good() -> Vec<Draft> {
    let accepts = |form: Form, name: &str, about: &str, party: &Party| {
        let id = form.id(&format!("state/{name}"));
        round(&id, about, PARTY, &party.state(), identity_key(form))
    };
    let of = |sessions: &[Session]| Party::with(Form::L, Peer::made(Form::L, "alice", sessions));
    let five: Vec<Session> = (0..5).map(|number| Session::made(&format!("session {number}"))).collect();
    let most = Party { max_kept: 2, ..of(&[Session::made("current").skipping(&[1, 3])]) };
    let again = of(&[Session::made("current").skipping(&[1, 1])]);
    let none = Party { pre_keys: Vec::new(), pool: 0, changed: 0, ..Party::made(Form::L) };
    let scalar = Party { is_scalar: 1, ..Party::made(Form::L) };
    let scalar_key = Identity::new(IdentityForm::Private, own().given().1.as_bytes().to_owned());
    let in_order = ["a", "aa", "b", "\u{e9}"]
        .map(|name| Peer { name: name.into(), ..Peer::made(Form::L, "alice", &[]) });
    let named = Party { peers: in_order.to_vec(), ..Party::made(Form::L) };
    let mut cases: Vec<Draft> = FORMS
        .into_iter()
        .flat_map(|form| {
            [
                accepts(form, "party", "a Party that knows nobody", &Party::made(form)),
                accepts(
                    form,
                    "busy-party",
                    "a Party with sessions of both roles, skipped keys and a previous signed prekey",
                    &Party::busy(form),
                ),
            ]
        })
        .collect();
    cases.extend([
        accepts(Form::L, "5-sessions", "a current session and four archived ones", &of(&five)),
        accepts(Form::L, "most-skipped", "as many skipped keys as are kept", &most),
        accepts(Form::L, "skipped-twice", "two skipped keys of one number", &again),
        accepts(Form::L, "no-pre-keys", "no one-time prekeys, and none wanted", &none),
        accepts(Form::L, "names", "names in the order of their bytes, the shorter one first", &named),
    ]);
    let members = json!({ "identity_key": hex::encode(scalar_key.to_wire(wire_format(Form::L))) });
    cases.push(round("omemo/state/scalar", "an identity that is a scalar", PARTY, &scalar.state(), members));
    cases
}

/// What surrounds the body.
fn outside() -> Vec<Draft> {
    let party = Party::made(Form::L);
    let (state, body) = (party.state(), party.body());
    let mut flipped = state.clone();
    if let Some(last) = flipped.last_mut() {
        *last ^= 1;
    }
    let magic = hashed([b"OMSU\x01\x01".as_slice(), &body].concat());
    let version = |version: u8| sealed(version, PARTY, &body);
    let rejects =
        |name: &str, about: &str, rules: &[&str], state: &[u8]| rejects(name, about, rules, PARTY, state);
    let numbered = |number: u8| {
        rejects(&format!("version-{number}"), "another version", &["OM-STATE-3"], &version(number))
    };
    vec![
        rejects("empty", "no bytes", &["OM-STATE-2", "OM-STATE-4", "OM-STATE-5"], &[]),
        rejects(
            "38-bytes",
            "no body, under the right hash",
            &["OM-STATE-2", "OM-STATE-5"],
            &sealed(VERSION, PARTY, &[]),
        ),
        rejects("magic", "another magic, under the right hash", &["OM-STATE-2"], &magic),
        numbered(0),
        numbered(2),
        numbered(255),
        rejects("hash-flipped", "a bit of the hash flipped", &["OM-STATE-4"], &flipped),
        rejects(
            "trailing-behind-hash",
            "a byte behind the hash",
            &["OM-STATE-4"],
            &[state.as_slice(), &[0]].concat(),
        ),
        bad("kind-0", "the kind 0", &sealed(VERSION, 0, &body)),
        bad("kind-3", "the kind 3", &sealed(VERSION, 3, &body)),
        bad("kind-of-manager", "a Party that says it is a Manager", &sealed(VERSION, MANAGER, &body)),
        bad("manager-for-party", "a Manager in the place of a Party", &Manager::made().state()),
    ]
}

/// Bodies that end early or go on, and bytes that mean nothing.
fn bytes() -> Vec<Draft> {
    let body = Party::made(Form::L).body();
    let cut = body.split_last().map(|(_, rest)| rest).unwrap_or_default();
    let sealed = |body: &[u8]| sealed(VERSION, PARTY, body);
    let (start, peers) = body.split_at(body.len() - 4);
    let (until_keys, _) = start.split_at(start.len() - 4 - 2 * 36);
    let many = Record::default().put(until_keys).number(u32::MAX).put(peers).bytes();
    let long_name = Record::default().put(start).number(1).number(u32::MAX).put(b"alice").bytes();
    let chain = || Some(Chain { key: drawn("chain", 32), next: 1 });
    vec![
        bad("body-cut", "a body without its last byte, under the right hash", &sealed(cut)),
        bad("body-1-byte", "a body of one byte", &sealed(&[1])),
        bad(
            "trailing",
            "a byte behind the body, under the right hash",
            &sealed(&[body.as_slice(), &[0]].concat()),
        ),
        bad("list-without-entries", "a list that says it had 2^32 − 1 entries", &sealed(&many)),
        bad("data-without-bytes", "a name that says it had 2^32 − 1 bytes", &sealed(&long_name))
            .bug(BugClass::Robustness, Severity::Medium),
        bad_party("format-0", "the format 0", |party| party.format = 0),
        bad_party("format-3", "the format 3", |party| party.format = 3),
        bad_party("scalar-2", "a truth that is 2", |party| party.is_scalar = 2),
        bad_party("changed-2", "a truth that is 2, behind numbers", |party| party.changed = 2),
        bad_party("previous-2", "a flag that is 2", |party| party.previous.0 = 2),
        bad_session("role-0", "the role 0", |session| session.role = 0),
        bad_session("role-3", "the role 3", |session| session.role = 3),
        bad_session("confirmed-2", "a session that is confirmed by 2", |session| session.confirmed = 2),
        bad_session("receiving-2", "a flag that is 2 before a chain", |session| {
            session.receiving = (2, chain());
        }),
    ]
}

fn orders() -> Vec<Draft> {
    let peer = |name: &str| Peer::made(Form::L, name, &[]);
    let peers =
        |name: &str, about: &str, peers: Vec<Peer>| bad_party(name, about, |party| party.peers = peers);
    vec![
        bad_party("pre-keys-falling", "one-time prekeys that are not in order", |party| {
            party.pre_keys.reverse();
        }),
        bad_party("pre-key-twice", "one ID of two one-time prekeys", |party| {
            party.pre_keys.iter_mut().for_each(|(id, _)| *id = 7);
        }),
        peers("names-falling", "names that are not in order", vec![peer("carol"), peer("alice")]),
        peers("name-twice", "one name of two peers", vec![peer("alice"), peer("alice")]),
        peers(
            "longer-name-first",
            "a name before a shorter one that it begins with",
            vec![peer("alice"), peer("alic")],
        ),
        bad_peer("name-no-utf-8", "a name that is no UTF-8", |peer| peer.name = vec![0xc3, 0x28]),
    ]
}

fn sessions() -> Vec<Draft> {
    let six = (0..6).map(|number| Session::made(&format!("session {number}"))).collect();
    let skipped = Session::made("current").skipping(&[0, 1, 3]);
    let kept = |max_kept: u32, session: &Session| {
        let peer = Peer::made(Form::L, "alice", std::slice::from_ref(session));
        Party { max_kept, ..Party::with(Form::L, peer) }.state()
    };
    vec![
        bad_peer("6-sessions", "a current session and five archived ones", |peer| peer.sessions = six),
        bad("too-many-skipped", "one skipped key more than are kept", &kept(2, &skipped)),
        bad(
            "skipped-but-none-kept",
            "a skipped key where none is kept",
            &kept(0, &Session::made("current").skipping(&[1])),
        ),
        bad_session("no-other", "a session without the ratchet key of the other side", |session| {
            session.other = (0, None);
        }),
        bad_session("no-sending", "a session without sending chain", |session| session.sending = (0, None)),
    ]
}

fn identity_keys() -> Vec<Draft> {
    let of_t = |name: &str, about: &str, key: Vec<u8>| {
        let peer = Peer { identity_key: key, ..Peer::made(Form::T, "alice", &[]) };
        let draft = bad(name, about, &Party::with(Form::T, peer).state());
        draft.edit_of("omemo/state/party-t")
    };
    vec![
        bad_peer("identity-key-empty", "a peer with an identity key of no bytes", |peer| {
            peer.identity_key.clear();
        })
        .bug(BugClass::Robustness, Severity::Medium),
        bad_peer("identity-key-type", "a peer whose identity key begins with 06", |peer| {
            peer.identity_key.first_mut().into_iter().for_each(|first| *first = 6);
        })
        .rules(&["OM-STATE-5", "OM-KEY-9"]),
        bad_peer("identity-key-bit-255", "a peer whose identity key has bit 255 set", |peer| {
            peer.identity_key.last_mut().into_iter().for_each(|last| *last |= 0x80);
        })
        .rules(&["OM-STATE-5", "OM-KEY-10"]),
        of_t("identity-key-order-8", "a peer whose identity key is of order 8", points::of_order(8))
            .rules(&["OM-STATE-5", "OM-KEY-12"]),
        of_t("identity-key-off-curve", "a peer whose identity key is of no point", points::off_curve())
            .rules(&["OM-STATE-5", "OM-KEY-11"]),
    ]
}

/// A present value, for other parts of the file.
pub(super) fn flagged<T>(flag: u8, value: T) -> super::state_bytes::Flag<T> {
    (flag, present(value).1)
}
