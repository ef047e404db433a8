//! What holds for every session, message and state.

use proptest::collection::vec;
use proptest::prelude::*;
use taut_omemo::Reject;
use taut_omemo::format::Format;
use taut_omemo::keys::{Ed25519Key, Identity, IdentityForm, KeyPair, PrivateKey, PublicKey, sign};
use taut_omemo::party::{Draws, Limits, Party, Sealed, Setup, StartDraws};
use taut_omemo::seal::payload;
use taut_omemo::supply::Supply;
use taut_omemo::wire::bundle::Bundle;
use taut_omemo::wire::devices::{DeviceList, Label};
use taut_omemo::wire::element::{Encrypted, Key};

fn party(format: Format, seed: u8, limits: Limits) -> Party {
    let draws = Draws {
        identity: [seed; 32],
        signed_pre_key: [seed + 1; 32],
        signature_nonce: [seed + 2; 64],
        pre_keys: Supply::new([seed + 3; 32]),
    };
    Party::new(format, Setup { pool: Some(4), limits, ..Setup::default() }, draws, 0)
}

fn pair(format: Format, limits: Limits) -> (Party, Party) {
    let (mut alice, bob) = (party(format, 1, limits), party(format, 11, limits));
    begin(&mut alice, "bob", &bob, 21);
    (alice, bob)
}

fn begin(party: &mut Party, name: &str, other: &Party, seed: u8) {
    let draws =
        StartDraws { choice: [seed; 8], ephemeral: [seed; 32].into(), ratchet: [seed + 1; 32].into() };
    party.start(name, &other.bundle(), draws, &mut ()).expect("an honest step succeeds");
}

fn send(party: &mut Party, name: &str, number: u8) -> Sealed {
    party.encrypt(name, &[number; 48], &mut ()).expect("an honest step succeeds")
}

fn read(party: &mut Party, name: &str, sealed: &Sealed, seed: &mut u8) -> Result<Vec<u8>, Reject> {
    let mut ratchet = || {
        *seed = seed.wrapping_add(1);
        KeyPair::from([*seed; 32])
    };
    party.decrypt(name, &sealed.message, sealed.key_exchange, &mut ratchet, &mut ())
}

fn format() -> impl Strategy<Value = Format> {
    prop_oneof![Just(Format::Legacy), Just(Format::Omemo2)]
}

#[test]
fn a_thousand_skipped_messages_arrive_late_and_the_next_is_too_many() {
    for format in [Format::Legacy, Format::Omemo2] {
        let (mut alice, mut bob) = pair(format, Limits::default());
        let sent: Vec<_> = (0..=1001).map(|_| send(&mut alice, "bob", 5)).collect();
        let mut seed = 100;
        assert_eq!(read(&mut bob, "alice", &sent[1001], &mut seed), Err(Reject::TooManySkipped));
        assert_eq!(bob.status("alice").sessions, 0);
        assert!(read(&mut bob, "alice", &sent[1000], &mut seed).is_ok());
        assert_eq!(bob.status("alice").skipped, 1000);
        for late in sent.iter().take(1000) {
            assert!(read(&mut bob, "alice", late, &mut seed).is_ok());
            assert_eq!(read(&mut bob, "alice", late, &mut seed), Err(Reject::Duplicate));
        }
        assert_eq!(bob.status("alice").skipped, 0);
    }
}

#[test]
fn the_last_message_of_a_chain_arrives_late_whatever_pn_says() {
    let (mut alice, mut bob) = pair(Format::Omemo2, Limits::default());
    let mut seed = 100;
    let first: Vec<_> = (0..3).map(|number| send(&mut alice, "bob", number)).collect();
    read(&mut bob, "alice", &first[0], &mut seed).unwrap();
    let answer = send(&mut bob, "alice", 9);
    read(&mut alice, "bob", &answer, &mut seed).unwrap();
    let next = send(&mut alice, "bob", 10);
    assert!(!next.key_exchange);
    read(&mut bob, "alice", &next, &mut seed).unwrap();
    // Messages 1 and 2, and the key of number 3, which is that of no message.
    assert_eq!(bob.status("alice").skipped, 3);
    for late in [&first[2], &first[1]] {
        read(&mut bob, "alice", late, &mut seed).unwrap();
    }
    assert_eq!(bob.status("alice").skipped, 1);
}

#[test]
fn the_key_of_no_message_goes_first() {
    let limits = Limits { max_skip: 1000, max_kept: 2 };
    let (mut alice, mut bob) = pair(Format::Legacy, limits);
    let mut seed = 100;
    let first: Vec<_> = (0..3).map(|number| send(&mut alice, "bob", number)).collect();
    read(&mut bob, "alice", &first[0], &mut seed).unwrap();
    let answer = send(&mut bob, "alice", 9);
    read(&mut alice, "bob", &answer, &mut seed).unwrap();
    let next = send(&mut alice, "bob", 10);
    read(&mut bob, "alice", &next, &mut seed).unwrap();
    for late in [&first[2], &first[1]] {
        read(&mut bob, "alice", late, &mut seed).unwrap();
    }
}

#[test]
fn sessions_that_both_begin_at_once_settle() {
    for format in [Format::Legacy, Format::Omemo2] {
        let (mut alice, mut bob) = pair(format, Limits::default());
        begin(&mut bob, "alice", &alice, 31);
        let mut seed = 100;
        let (to_bob, to_alice) = (send(&mut alice, "bob", 1), send(&mut bob, "alice", 2));
        read(&mut bob, "alice", &to_bob, &mut seed).unwrap();
        read(&mut alice, "bob", &to_alice, &mut seed).unwrap();
        for _ in 0..3 {
            let (to_bob, to_alice) = (send(&mut alice, "bob", 3), send(&mut bob, "alice", 4));
            read(&mut bob, "alice", &to_bob, &mut seed).unwrap();
            read(&mut alice, "bob", &to_alice, &mut seed).unwrap();
        }
        assert_eq!((alice.status("bob").sessions, bob.status("alice").sessions), (2, 2));
    }
}

#[test]
fn four_sessions_are_archived() {
    let (mut alice, bob) = pair(Format::Legacy, Limits::default());
    for seed in 30..40 {
        begin(&mut alice, "bob", &bob, seed);
    }
    assert_eq!(alice.status("bob").sessions, 5);
}

#[test]
fn a_weak_key_begins_no_session() {
    let (mut alice, bob) =
        (party(Format::Omemo2, 1, Limits::default()), party(Format::Omemo2, 11, Limits::default()));
    let mut bundle = bob.bundle();
    bundle.pre_keys = vec![(1, vec![0; 32])];
    let before = alice.clone();
    let draws = StartDraws { choice: [0; 8], ephemeral: [5; 32].into(), ratchet: [6; 32].into() };
    assert_eq!(alice.start("bob", &bundle, draws, &mut ()).unwrap_err(), Reject::WeakKey);
    assert_eq!(alice, before);
}

#[test]
fn an_identity_of_small_order_is_refused() {
    for (byte, code) in [(0, Reject::WeakKey), (1, Reject::WeakKey), (2, Reject::BadKey)] {
        let mut key = [0; 32];
        key[0] = byte;
        assert_eq!(Ed25519Key::read(&key).unwrap_err(), code, "{byte}");
    }
}

#[test]
fn rotation_keeps_one_signed_pre_key() {
    let (mut alice, mut bob) = pair(Format::Legacy, Limits::default());
    let first = send(&mut alice, "bob", 1);
    assert!(bob.changed() && !bob.changed());
    assert_eq!(bob.rotate([50; 32], &[51; 64], 1), 2);
    assert!(bob.changed());
    let mut later = bob.clone();
    later.rotate([52; 32], &[53; 64], 2);
    assert!(read(&mut bob, "alice", &first, &mut 100).is_ok());
    assert_eq!(read(&mut later, "alice", &first, &mut 100), Err(Reject::UnknownSignedPreKey));
    assert!(bob.changed());
    assert_eq!(bob.refill(&mut Supply::new([1; 32])).len(), 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn messages_arrive_once_in_whatever_order(format in format(), acts in vec((any::<bool>(), 0_u8..4, any::<prop::sample::Index>()), 1..60)) {
        let (mut alice, mut bob) = pair(format, Limits::default());
        let first = send(&mut alice, "bob", 0);
        let mut seed = 100;
        read(&mut bob, "alice", &first, &mut seed).unwrap();
        let (mut to_bob, mut to_alice) = (Vec::new(), Vec::new());
        for (number, (of_alice, act, index)) in (1_u8..).zip(acts) {
            let (own, name, sent, inbox) = if of_alice {
                (&mut alice, "bob", &mut to_bob, &mut to_alice)
            } else {
                (&mut bob, "alice", &mut to_alice, &mut to_bob)
            };
            if act == 0 || inbox.is_empty() {
                sent.push((number, send(own, name, number)));
                continue;
            }
            let (number, sealed) = inbox.swap_remove(index.index(inbox.len()));
            let mut changed = sealed.clone();
            let at = index.index(changed.message.len());
            changed.message[at] ^= 1 << act;
            let before = own.clone();
            // The wrapper of a key exchange is covered by no MAC; a first message of a session that is known is.
            if !sealed.key_exchange {
                prop_assert!(read(own, name, &changed, &mut seed).is_err());
                prop_assert_eq!(&*own, &before);
            }
            prop_assert_eq!(read(own, name, &sealed, &mut seed), Ok(vec![number; 48]));
            let after = own.clone();
            prop_assert!(read(own, name, &sealed, &mut seed).is_err());
            prop_assert_eq!(&*own, &after);
            let restored = Party::restore(&own.save()).unwrap();
            prop_assert_eq!(&restored, &*own);
        }
    }

    #[test]
    fn no_part_of_a_message_is_a_message(format in format(), at in any::<prop::sample::Index>()) {
        let (mut alice, mut bob) = pair(format, Limits::default());
        let mut sealed = send(&mut alice, "bob", 0);
        sealed.message.truncate(at.index(sealed.message.len()));
        let before = bob.clone();
        prop_assert!(read(&mut bob, "alice", &sealed, &mut 100).is_err());
        prop_assert_eq!(bob, before);
    }

    #[test]
    fn a_damaged_state_is_refused(format in format(), at in any::<prop::sample::Index>(), bit in 0_u8..8, cut in any::<bool>()) {
        let (alice, _) = pair(format, Limits::default());
        let mut state = alice.save();
        prop_assert_eq!(&Party::restore(&state).unwrap(), &alice);
        let at = at.index(state.len());
        if cut { state.truncate(at) } else { state[at] ^= 1 << bit }
        prop_assert!(Party::restore(&state).is_err());
    }

    #[test]
    fn no_bytes_make_a_reader_panic(format in format(), bytes in vec(any::<u8>(), 0..200), key_exchange in any::<bool>()) {
        let mut bob = party(format, 11, Limits::default());
        let sealed = Sealed { message: bytes.clone(), key_exchange };
        prop_assert!(read(&mut bob, "alice", &sealed, &mut 100).is_err());
        prop_assert!(Bundle::read(format, &bytes).is_err());
        prop_assert!(Party::restore(&bytes).is_err());
    }

    #[test]
    fn signatures_verify_and_changed_ones_do_not(seed in any::<[u8; 32]>(), nonce in any::<[u8; 32]>(), message in vec(any::<u8>(), 0..80), at in 0_usize..64, bit in 0_u8..8) {
        let identity = Identity::new(IdentityForm::Seed, seed);
        let key = Ed25519Key::read(identity.ed25519()).unwrap();
        prop_assert_eq!(&key.to_x25519(), identity.x25519());
        let nonce: Vec<u8> = [nonce, nonce].concat();
        for signature in [
            sign::sign(identity.scalar(), &message, &nonce.try_into().unwrap(), &mut ()),
            sign::sign_seed(&PrivateKey::from(seed), &message),
        ] {
            prop_assert_eq!(sign::verify(&key, &message, &signature), Ok(()));
            let mut changed = signature;
            changed[at] ^= 1 << bit;
            prop_assert_eq!(sign::verify(&key, &message, &changed), Err(Reject::BadSignature));
        }
    }

    #[test]
    fn payloads_open(plaintext in vec(any::<u8>(), 0..100), key in any::<[u8; 32]>(), iv in any::<[u8; 12]>(), at in any::<prop::sample::Index>()) {
        let sealed = payload::seal_2(&key, &plaintext, &mut ());
        prop_assert_eq!(payload::open_2(&sealed.payload, &sealed.material, &mut ()), Ok(plaintext.clone()));
        let mut changed = sealed.payload.clone();
        changed[at.index(sealed.payload.len())] ^= 1;
        prop_assert_eq!(payload::open_2(&changed, &sealed.material, &mut ()), Err(Reject::BadPayload));
        let [key, _] = key.as_chunks::<16>().0 else { unreachable!("32 bytes are twice 16") };
        let sealed = payload::seal_legacy(key, &iv, &plaintext);
        prop_assert_eq!(payload::open_legacy(&sealed.payload, &iv, &sealed.material), Ok(plaintext));
        let mut material = sealed.material.clone();
        material[at.index(32)] ^= 1;
        prop_assert_eq!(payload::open_legacy(&sealed.payload, &iv, &material), Err(Reject::BadPayload));
        prop_assert_eq!(payload::open_legacy(&sealed.payload, &iv, &material[..16]), Err(Reject::BadLength));
    }

    #[test]
    fn xml_that_is_written_is_read(format in format(), ids in proptest::collection::btree_set(1..0x8000_0000_u32, 0..5), text in "[ -~\\t\\né]{0,20}", data in vec(any::<u8>(), 0..40)) {
        let label = |text: &str| Label { text: text.to_owned(), signature: [9; 64] };
        let labels = ids.iter().map(|id| (*id, (format == Format::Omemo2).then(|| label(&text))));
        let list = DeviceList(labels.collect());
        prop_assert_eq!(DeviceList::read(format, &list.write(format)), Ok(list));
        let jid = if format == Format::Omemo2 { text } else { String::new() };
        let key = |id: &u32| Key { jid: jid.clone(), rid: *id, key_exchange: id.is_multiple_of(2), data: data.clone() };
        let iv = (format == Format::Legacy).then(|| data.clone());
        let element = Encrypted { sid: 1, keys: ids.iter().map(key).collect(), iv, payload: Some(data.clone()) };
        if format == Format::Legacy || !ids.is_empty() {
            prop_assert_eq!(Encrypted::read(format, &element.write(format)), Ok(element));
        }
    }

    #[test]
    fn conversions_of_public_keys_are_inverse(bytes in any::<[u8; 32]>(), sign in any::<bool>()) {
        let mut bytes = bytes;
        bytes[31] &= 0x3f;
        let key = PublicKey::from(bytes);
        if let Ok(ed25519) = Ed25519Key::of_x25519(&key, sign) {
            prop_assert_eq!(&key.to_ed25519(sign), ed25519.as_bytes());
            prop_assert_eq!(ed25519.to_x25519(), key);
        }
    }
}
