//! Saved states: any bytes, bodies under a hash that fits, and states of devices with some bytes changed.

use std::sync::LazyLock;

use arbitrary::{Error, Unstructured};
use sha2::{Digest, Sha256};
use taut_omemo::manager::Manager;
use taut_omemo::party::{Limits, Party};
use taut_omemo::supply::Supply;
use taut_omemo::{Misuse, Reject};

use super::people::{self, ALICE, BOB, FORMATS, assert_code};
use crate::corpus;

/// Magic, version and kind.
const HEAD: usize = 6;
const HASH: usize = 32;
/// More changes show nothing new.
const MOST_EDITS: usize = 8;

/// States of devices with sessions, skipped keys, bundles and decisions.
static STATES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut states = Vec::new();
    for format in FORMATS {
        let limits = Limits { max_skip: 5, max_kept: 4 };
        let (mut alice, mut bob) = (people::party(format, 1, limits), people::party(format, 11, limits));
        states.push(alice.save());
        for seed in 0..2 {
            let draws = people::start_draws(&mut Supply::new([seed; 32]));
            alice.start(BOB, &bob.bundle(), draws, &mut ()).expect("the bundle is honest");
            let sent: Vec<_> = (0..3).map(|_| alice.encrypt(BOB, b"text", &mut ())).collect();
            let last = sent.last().and_then(|sealed| sealed.as_ref().ok()).expect("there is a session");
            bob.decrypt(ALICE, &last.message, true, &mut || [seed + 1; 32].into(), &mut ())
                .expect("it is honest");
        }
        bob.rotate([30; 32], &[31; 64], 1);
        states.extend([alice.save(), bob.save()]);
    }
    let (mut alice, bob) = people::managers();
    let sent = alice.encrypt(FORMATS[0], &[BOB], Some(b"text"), Supply::new([5; 32]));
    assert!(sent.is_ok());
    states.extend([alice.save(), bob.save()]);
    states
});

/// States of the cases and of devices, whole and as bodies, and scripts that change one.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut states = corpus::members("omemo", &["state"]);
    states.extend(STATES.iter().cloned());
    let mut seeds = Vec::new();
    for (number, state) in (0_u8..).zip(&states) {
        let body = state.get(HEAD..state.len().saturating_sub(HASH)).unwrap_or_default();
        seeds.push([&[0], state.as_slice()].concat());
        seeds.push([&[1], body].concat());
        seeds.push([&[2], body].concat());
        seeds.push(vec![3, number, 1, number, 0, 1]);
    }
    seeds
}

/// What is restored is saved as the same bytes, and goes on; what is refused has a known code.
///
/// # Panics
/// When that does not hold.
pub fn check_state(data: &[u8]) {
    let (mode, rest) = data.split_first().unwrap_or((&0, &[]));
    match mode % 5 {
        0 => restored(rest),
        1 => restored(&sealed(1, rest)),
        2 => restored(&sealed(2, rest)),
        mode => {
            let Ok((state, changed)) = edited(&mut Unstructured::new(rest)) else { return };
            if mode == 3 {
                assert_eq!(is_restored(&changed), changed == *state, "a mangled state is restored");
            } else {
                let body = changed.get(HEAD..changed.len().saturating_sub(HASH)).unwrap_or_default();
                restored(&sealed(state.get(HEAD - 1).copied().unwrap_or_default(), body));
            }
        }
    }
}

/// A state with this body.
fn sealed(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut state = [b"OMST".as_slice(), &[1, kind], body].concat();
    let hash = Sha256::digest(&state);
    state.extend_from_slice(&hash);
    state
}

/// A state of a device, and what the script makes of it.
fn edited(script: &mut Unstructured<'_>) -> Result<(&'static Vec<u8>, Vec<u8>), Error> {
    let state = script.choose(&STATES)?;
    let mut changed = state.clone();
    for _ in 0..MOST_EDITS {
        if script.is_empty() {
            break;
        }
        let (act, at, value) = script.arbitrary::<(u8, u16, u8)>()?;
        let Some(at) = usize::from(at).checked_rem(changed.len()) else { break };
        match act % 4 {
            0 => changed.truncate(at),
            1 => changed.insert(at, value),
            2 => drop(changed.remove(at)),
            _ => changed.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= value),
        }
    }
    Ok((state, changed))
}

fn is_restored(state: &[u8]) -> bool {
    Party::restore(state).is_ok() || Manager::restore(state).is_ok()
}

fn restored(state: &[u8]) {
    match Party::restore(state) {
        Ok(party) => {
            assert_eq!(party.save(), state, "a state has one encoding");
            used(party);
        }
        Err(why) => refused(why),
    }
    match Manager::restore(state) {
        Ok(manager) => {
            assert_eq!(manager.save(), state, "a state has one encoding");
            assert!(Party::restore(state).is_err(), "a state is of two kinds");
            used_manager(manager);
        }
        Err(why) => refused(why),
    }
}

fn refused(why: Reject) {
    assert_code(why.code(), &[&["bad-state", "unknown-version"]]);
}

/// Whatever keys and numbers there are: it sends, refuses, and is saved again.
fn used(mut party: Party) {
    for peer in [ALICE, BOB] {
        if let Err(why) = party.encrypt(peer, b"text", &mut ()) {
            assert_code(why.code(), &[&["no-session", "chain-end"]]);
        }
        let before = party.clone();
        for key_exchange in [false, true] {
            let forged = party.decrypt(peer, b"\x33\x0a", key_exchange, &mut || [1; 32].into(), &mut ());
            assert!(forged.is_err() && party == before);
        }
    }
    assert!(Party::restore(&party.save()).is_ok_and(|again| again == party));
}

fn used_manager(mut manager: Manager) {
    for format in FORMATS {
        for jid in [ALICE, BOB] {
            let _devices = manager.list(jid);
            let sent = manager.encrypt(format, &[jid], Some(b"text"), Supply::new([1; 32]));
            assert!(!matches!(sent, Err(why) if !matches!(why, Misuse::NoDevices | Misuse::Undecided)));
            assert!(manager.decrypt(format, jid, b"<encrypted/>", Supply::new([1; 32])).is_err());
        }
    }
    assert!(Manager::restore(&manager.save()).is_ok_and(|again| again == manager));
}
