//! What `Debug` shows: never a secret.

use insta::assert_compact_debug_snapshot;
use taut_omemo::format::Format;
use taut_omemo::keys::{Identity, IdentityForm, KeyPair, PrivateKey};
use taut_omemo::party::{Draws, Party, Setup, StartDraws};
use taut_omemo::seal::kdf::{ChainKey, MessageKey, MessageKeys, RootKey};
use taut_omemo::supply::Supply;

#[test]
fn secrets_are_not_shown() {
    assert_compact_debug_snapshot!(PrivateKey::from([7; 32]), @"PrivateKey(..)");
    assert_compact_debug_snapshot!(RootKey::from([7; 32]), @"RootKey(..)");
    assert_compact_debug_snapshot!(ChainKey::from([7; 32]), @"ChainKey(..)");
    assert_compact_debug_snapshot!(MessageKeys::of_message(Format::Legacy, &MessageKey::from([7; 32])), @"MessageKeys(..)");
    assert_compact_debug_snapshot!(Supply::new([7; 32]), @"Supply(..)");
    let shown = format!("{:?}", Identity::new(IdentityForm::Private, [0xab; 32]));
    assert!(!shown.contains("abab"), "{shown}");
}

#[test]
fn a_party_shows_none_of_its_secrets() {
    let supply = Supply::new([4; 32]);
    let draws =
        Draws { identity: [1; 32], signed_pre_key: [2; 32], signature_nonce: [3; 64], pre_keys: supply };
    let mut party = Party::new(Format::Legacy, Setup::default(), draws.clone(), 0);
    let other = Party::new(Format::Legacy, Setup::default(), Draws { identity: [9; 32], ..draws }, 0);
    let begin = StartDraws {
        choice: [0; 8],
        ephemeral: KeyPair::from([0xab; 32]),
        ratchet: KeyPair::from([0xcd; 32]),
    };
    party.start("peer", &other.bundle(), begin, &mut ()).expect("the bundle is a good one");
    let shown = format!("{party:?} {:?}", party.secrets("peer"));
    for secret in ["1, 1, 1", "2, 2, 2", "171, 171", "205, 205", "abab", "cdcd"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
