//! Devices, and words that all checks use.

use taut_omemo::Party;
use taut_omemo::format::Format;
use taut_omemo::keys::KeyPair;
use taut_omemo::manager::{Manager, ManagerDraws, ManagerSetup, Trust};
use taut_omemo::party::{Draws, Limits, Setup, StartDraws};
use taut_omemo::supply::Supply;
use taut_omemo::wire::devices::DeviceList;

use crate::codes::assert_omemo;

pub(super) const FORMATS: [Format; 2] = [Format::Legacy, Format::Omemo2];

/// Codes of protobuf, and of the keys in it.
pub(super) const OF_MESSAGE: &[&str] = &[
    "short",
    "unknown-version",
    "bad-protobuf",
    "loose-varint",
    "wrong-type",
    "duplicate-field",
    "wide-number",
    "missing-field",
    "bad-key",
    "bad-length",
];
/// What a key exchange has besides.
pub(super) const OF_EXCHANGE: &[&str] = &["bad-id", "weak-key"];
/// Codes of XML.
pub(super) const OF_XML: &[&str] =
    &["too-large", "bad-xml", "bad-element", "bad-id", "bad-base64", "duplicate-id", "bad-length"];
/// What a bundle has besides.
pub(super) const OF_BUNDLE: &[&str] = &["no-pre-key", "bad-key", "weak-key", "bad-signature"];
/// What a Party has besides.
pub(super) const OF_PARTY: &[&str] = &[
    "no-session",
    "own-identity",
    "identity-changed",
    "mismatch",
    "unknown-signed-pre-key",
    "unknown-pre-key",
    "weak-key",
    "duplicate",
    "too-many-skipped",
    "chain-end",
    "bad-mac",
    "bad-padding",
];

/// Panics unless a code is one of omemo, and of these.
pub(super) fn assert_code(code: &str, lists: &[&[&str]]) {
    assert_omemo(code);
    assert!(lists.iter().any(|list| list.contains(&code)), "`{code}` is not to be expected here");
}

pub(super) fn party(format: Format, seed: u8, limits: Limits) -> Party {
    let draws = Draws {
        identity: [seed; 32],
        signed_pre_key: [seed + 1; 32],
        signature_nonce: [seed + 2; 64],
        pre_keys: Supply::new([seed + 3; 32]),
    };
    Party::new(format, Setup { pool: Some(4), limits, ..Setup::default() }, draws, 0)
}

/// Random bytes of a session; no two sessions have the same.
pub(super) fn start_draws(supply: &mut Supply) -> StartDraws {
    let choice = supply.take();
    let ephemeral = KeyPair::from(supply.take::<32>());
    StartDraws { choice, ephemeral, ratchet: KeyPair::from(supply.take::<32>()) }
}

pub(super) const ALICE: &str = "alice@example.org";
pub(super) const BOB: &str = "bob@example.org";
/// The ID of every device: each account has one.
pub(super) const DEVICE: u32 = 7;

/// A device of each of the two accounts, which know and trust each other.
pub(super) fn managers() -> (Manager, Manager) {
    let (mut alice, mut bob) = (manager(ALICE, 1), manager(BOB, 2));
    introduce(&mut alice, BOB, &bob);
    introduce(&mut bob, ALICE, &alice);
    (alice, bob)
}

fn manager(jid: &str, seed: u8) -> Manager {
    let setup = ManagerSetup {
        jid: jid.to_owned(),
        device_id: Some(DEVICE),
        formats: FORMATS.to_vec(),
        identity: None,
        pool: Some(4),
        refill_at: None,
        label: Some("a device".to_owned()),
    };
    let draws = ManagerDraws { identity: [seed; 32], device_id: [0; 4], random: Supply::new([seed; 32]) };
    Manager::new(setup, draws, 0).0
}

fn introduce(to: &mut Manager, jid: &str, other: &Manager) {
    for format in FORMATS {
        let list = DeviceList(vec![(DEVICE, None)]).write(format);
        to.devices(format, jid, &list).expect("the list is honest");
        let bundle = other.party(format).map(Party::bundle).unwrap_or_default();
        to.bundle(format, jid, DEVICE, &bundle.write(format)).expect("the bundle is honest");
    }
    to.trust(jid, *other.identity().x25519(), Trust::Trusted);
}

/// Names of elements and attributes, heads of messages and fields, and what a saved state begins with.
pub(super) fn words() -> Vec<Vec<u8>> {
    let texts = [
        "eu.siacs.conversations.axolotl",
        "urn:xmpp:omemo:2",
        "encrypted",
        "header",
        "sid",
        "keys",
        "jid",
        "key",
        "rid",
        "prekey",
        "kex",
        "iv",
        "payload",
        "list",
        "devices",
        "device",
        "label",
        "labelsig",
        "bundle",
        "spk",
        "spks",
        "ik",
        "prekeys",
        "pk",
        "signedPreKeyPublic",
        "signedPreKeySignature",
        "identityKey",
        "preKeyPublic",
        "preKeyId",
        "xmlns",
        "OMST",
        "<!DOCTYPE",
        "&amp;",
    ];
    let mut words: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    words.extend([
        vec![0x33],
        vec![0x33, 0x0a, 0x21, 0x05],
        vec![0x33, 0x08],
        vec![0x0a, 0x10],
        vec![0x1a, 0x20],
        vec![0x22, 0x10],
        vec![0x12, 0x21, 0x05],
        vec![0x22, 0x20],
        vec![0xff, 0xff, 0xff, 0xff, 0x0f],
        [&[0xff; 9][..], &[0x01]].concat(),
    ]);
    words
}
