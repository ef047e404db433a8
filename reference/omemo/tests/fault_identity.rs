//! Without OM-RECV-7 and OM-START-2 a Party holds whatever identity key came last for that of the peer.

#![cfg(all(feature = "faults", taut_faults))]

use taut_omemo::format::Format;
use taut_omemo::keys::KeyPair;
use taut_omemo::party::{Draws, Party, Setup, StartDraws};
use taut_omemo::supply::Supply;

fn party(seed: u8) -> Party {
    let draws = Draws {
        identity: [seed; 32],
        signed_pre_key: [seed + 1; 32],
        signature_nonce: [seed + 2; 64],
        pre_keys: Supply::new([seed + 3; 32]),
    };
    Party::new(Format::Legacy, Setup { pool: Some(2), ..Setup::default() }, draws, 0)
}

fn key_exchange(from: &mut Party, to: &Party) -> Vec<u8> {
    let draws = StartDraws { choice: [0; 8], ephemeral: [30; 32].into(), ratchet: [31; 32].into() };
    from.start("bob", &to.bundle(), draws, &mut ()).expect("an honest step succeeds");
    from.encrypt("bob", b"text", &mut ()).expect("an honest step succeeds").message
}

/// Whether the identity key of one stands in what the other keeps.
fn knows(party: &Party, other: &Party) -> bool {
    let key = other.identity().x25519().as_bytes();
    party.save().windows(key.len()).any(|window| window == key)
}

#[test]
fn the_last_identity_key_is_kept() {
    let rules = ["OM_RECV_7", "OM_START_2"].map(str::to_owned);
    taut_wire::fault::switch_off(&rules).unwrap();
    let (mut alice, mut bob, mut mallory) = (party(1), party(11), party(21));
    let decrypt = |bob: &mut Party, message: &[u8]| {
        bob.decrypt("alice", message, true, &mut || KeyPair::from([40; 32]), &mut ())
    };
    let genuine = key_exchange(&mut alice, &bob);
    decrypt(&mut bob, &genuine).unwrap();
    assert!(knows(&bob, &alice));
    let mut forged = key_exchange(&mut mallory, &bob);
    let mac = forged.len() - 4;
    forged[mac] ^= 1;
    assert!(decrypt(&mut bob, &forged).is_err());
    assert!(knows(&bob, &mallory) && !knows(&bob, &alice));
    assert_eq!(bob.status("alice").sessions, 1);
}
