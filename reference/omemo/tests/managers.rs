//! Devices of several accounts, in both formats.

use taut_omemo::format::Format;
use taut_omemo::keys::PublicKey;
use taut_omemo::manager::{Action, Manager, ManagerDraws, ManagerSetup, ROTATE_AFTER, Received, Trust, Why};
use taut_omemo::supply::Supply;
use taut_omemo::wire::devices::DeviceList;
use taut_omemo::wire::element::Encrypted;
use taut_omemo::{Misuse, Reject};
use taut_wire::Refusal;

const BOTH: [Format; 2] = [Format::Legacy, Format::Omemo2];
const DEVICES: [(&str, u32); 5] = [("a@x", 1), ("a@x", 2), ("b@x", 3), ("b@x", 4), ("c@x", 5)];

fn manager(jid: &str, id: u32) -> (Manager, Vec<Action>) {
    let setup = ManagerSetup {
        jid: jid.to_owned(),
        device_id: Some(id),
        formats: BOTH.to_vec(),
        identity: None,
        pool: Some(6),
        refill_at: Some(5),
        label: Some(format!("device <{id}>")),
    };
    let seed = u8::try_from(id).expect("an honest step succeeds");
    let draws = ManagerDraws { identity: [seed; 32], device_id: [0; 4], random: Supply::new([seed; 32]) };
    Manager::new(setup, draws, 0)
}

/// All devices, which know the lists and bundles of all, and trust them.
fn network() -> Vec<Manager> {
    let made: Vec<_> = DEVICES.iter().map(|(jid, id)| manager(jid, *id)).collect();
    let bundles: Vec<_> = made.iter().map(|(_, actions)| actions.clone()).collect();
    let keys: Vec<PublicKey> = made.iter().map(|(manager, _)| *manager.identity().x25519()).collect();
    let mut managers: Vec<_> = made.into_iter().map(|(manager, _)| manager).collect();
    for manager in &mut managers {
        for format in BOTH {
            for jid in ["a@x", "b@x", "c@x"] {
                let ids = DEVICES.iter().filter(|(of, _)| *of == jid).map(|(_, id)| (*id, None));
                manager
                    .devices(format, jid, &DeviceList(ids.collect()).write(format))
                    .expect("an honest step succeeds");
            }
        }
        for (((jid, id), actions), key) in DEVICES.iter().zip(&bundles).zip(&keys) {
            for action in actions {
                match action {
                    Action::PublishBundle(format, xml) if *id != manager.device_id() => {
                        manager.bundle(*format, jid, *id, xml).expect("an honest step succeeds");
                    }
                    _ => {}
                }
            }
            manager.trust(jid, *key, Trust::Trusted);
        }
    }
    managers
}

fn receive(
    manager: &mut Manager,
    format: Format,
    jid: &str,
    xml: &[u8],
) -> Result<Received, Refusal<Reject>> {
    manager.decrypt(format, jid, xml, Supply::new([77; 32]))
}

#[test]
fn a_payload_reaches_every_device_and_is_answered() {
    for format in BOTH {
        let mut managers = network();
        let sent =
            managers[0].encrypt(format, &["b@x", "c@x"], Some(b"hello"), Supply::new([50; 32])).unwrap();
        assert!(sent.left_out.is_empty() && sent.actions.is_empty());
        assert!(matches!(receive(&mut managers[0], format, "a@x", &sent.xml), Err(Refusal::Ignore)));
        for place in 1..5 {
            let received = receive(&mut managers[place], format, "a@x", &sent.xml).unwrap();
            assert_eq!((received.payload.as_deref(), received.trust), (Some(&b"hello"[..]), Trust::Trusted));
            let [Action::PublishBundle(..), Action::Send(_, to, answer)] = &received.actions[..] else {
                panic!("{:?}", received.actions);
            };
            assert_eq!(to, "a@x");
            let empty = receive(&mut managers[0], format, DEVICES[place].0, answer).unwrap();
            assert_eq!((empty.payload, empty.actions), (None, vec![]));
            let again = receive(&mut managers[place], format, "a@x", &sent.xml);
            assert_eq!(again, Err(Refusal::Reject(Reject::Duplicate)));
        }
        let sent = managers[0].encrypt(format, &["c@x"], Some(b""), Supply::new([51; 32])).unwrap();
        let element = Encrypted::read(format, &sent.xml).unwrap();
        assert!(element.keys.iter().all(|key| !key.key_exchange));
        assert_eq!(receive(&mut managers[4], format, "a@x", &sent.xml).unwrap().payload, Some(vec![]));
    }
}

#[test]
fn a_state_goes_on_as_it_would_have() {
    for format in BOTH {
        let mut managers = network();
        let sent = managers[0].encrypt(format, &["c@x"], Some(b"hello"), Supply::new([50; 32])).unwrap();
        let mut restored = Manager::restore(&managers[4].save()).unwrap();
        assert_eq!(restored, managers[4]);
        let (one, other) = (
            receive(&mut restored, format, "a@x", &sent.xml),
            receive(&mut managers[4], format, "a@x", &sent.xml),
        );
        assert_eq!(one, other);
        assert_eq!(restored.save(), managers[4].save());
        for cut in 0..restored.save().len() {
            assert!(Manager::restore(&restored.save()[..cut]).is_err());
            if cut > 200 {
                break;
            }
        }
    }
}

#[test]
fn trust_decides_who_is_written_to() {
    let mut managers = network();
    let key = *managers[3].identity().x25519();
    managers[0].trust("b@x", key, Trust::Undecided);
    let before = managers[0].clone();
    let refused = managers[0].encrypt(Format::Omemo2, &["b@x"], Some(b"x"), Supply::new([50; 32]));
    assert_eq!(refused, Err(Misuse::Undecided));
    assert_eq!(managers[0], before);
    managers[0].trust("b@x", key, Trust::Distrusted);
    let sent = managers[0].encrypt(Format::Omemo2, &["b@x"], Some(b"x"), Supply::new([50; 32])).unwrap();
    assert_eq!(
        sent.left_out.iter().map(|left| (left.id, left.why)).collect::<Vec<_>>(),
        [(4, Why::Distrusted)]
    );
    assert_eq!(receive(&mut managers[3], Format::Omemo2, "a@x", &sent.xml), Err(Refusal::Ignore));
    assert_eq!(
        managers[0].encrypt(Format::Omemo2, &["d@x"], Some(b"x"), Supply::new([50; 32])),
        Err(Misuse::NoDevices)
    );
    let answer = managers[3].encrypt(Format::Omemo2, &["a@x"], Some(b"x"), Supply::new([51; 32])).unwrap();
    let refused = receive(&mut managers[0], Format::Omemo2, "b@x", &answer.xml);
    assert_eq!(refused, Err(Refusal::Reject(Reject::Untrusted)));
}

#[test]
fn a_payload_that_cannot_be_opened_changes_nothing() {
    for format in BOTH {
        let mut managers = network();
        let sent = managers[0].encrypt(format, &["c@x"], Some(b"hello"), Supply::new([50; 32])).unwrap();
        let mut element = Encrypted::read(format, &sent.xml).unwrap();
        if let Some(payload) = &mut element.payload {
            payload[0] ^= 1;
        }
        let before = managers[4].clone();
        let refused = receive(&mut managers[4], format, "a@x", &element.write(format));
        assert_eq!(refused, Err(Refusal::Reject(Reject::BadPayload)));
        assert_eq!(managers[4], before);
        assert!(receive(&mut managers[4], format, "a@x", &sent.xml).is_ok());
    }
}

#[test]
fn a_long_chain_is_answered_once() {
    let mut managers = network();
    let mut answers = Vec::new();
    for number in 0..60 {
        let sent = managers[0].encrypt(Format::Omemo2, &["c@x"], None, Supply::new([number; 32])).unwrap();
        let received = receive(&mut managers[4], Format::Omemo2, "a@x", &sent.xml).unwrap();
        answers.extend(received.actions.iter().any(|act| matches!(act, Action::Send(..))).then_some(number));
    }
    assert_eq!(answers, [0, 53]);
}

#[test]
fn lists_labels_and_time() {
    let mut managers = network();
    let (alice, bob) = managers.split_at_mut(2);
    let missing = DeviceList(vec![(2, None)]).write(Format::Omemo2);
    let actions = alice[0].devices(Format::Omemo2, "a@x", &missing).unwrap();
    let [Action::PublishDevices(_, xml)] = &actions[..] else { panic!("{actions:?}") };
    bob[0].devices(Format::Omemo2, "a@x", xml).unwrap();
    let devices = bob[0].list("a@x");
    let labels: Vec<_> = devices.iter().map(|device| (device.id, device.label.as_deref())).collect();
    assert_eq!(labels, [(1, Some("device <1>")), (2, None)]);
    assert!(bob[0].tick(Supply::new([5; 32]), ROTATE_AFTER - 1).is_empty());
    assert_eq!(bob[0].tick(Supply::new([5; 32]), ROTATE_AFTER).len(), 2);
    assert!(bob[0].tick(Supply::new([5; 32]), ROTATE_AFTER + 1).is_empty());
}
