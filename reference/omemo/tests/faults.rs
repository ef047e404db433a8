//! With any rule switched off, and with all of them, nothing panics: a wrong answer is what `taut prove` looks for.

#![cfg(all(feature = "faults", taut_faults))]

#[path = "../../wire/tests/without/mod.rs"]
mod without;

use taut_omemo::format::Format;
use taut_omemo::keys::{
    Ed25519Key, Identity, IdentityForm, IdentityKey, KeyPair, PrivateKey, PublicKey, sign,
};
use taut_omemo::manager::{Manager, ManagerDraws, ManagerSetup, ROTATE_AFTER, Trust};
use taut_omemo::party::{Draws, Limits, Party, Sealed, Setup, StartDraws};
use taut_omemo::seal::payload;
use taut_omemo::supply::Supply;
use taut_omemo::wire::bundle::Bundle;
use taut_omemo::wire::devices::{DeviceList, Label, check_label};
use taut_omemo::wire::element::Encrypted;
use taut_omemo::wire::exchange::KeyExchange;
use taut_omemo::wire::message::Message;

const BOTH: [Format; 2] = [Format::Legacy, Format::Omemo2];

#[test]
fn nothing_panics_without_a_rule() {
    without::each_rule("nothing_panics_without_a_rule", 120, play_everything);
}

fn play_everything() {
    keys();
    payloads();
    for format in BOTH {
        sessions(format);
        documents(format);
        managers(format);
    }
}

fn keys() {
    for size in [0, 1, 31, 32, 33, 34] {
        for fill in [0, 1, 2, 5, 0x7f, 0xff] {
            let key = vec![fill; size];
            let _ = PublicKey::read(Format::Legacy, &key);
            let _ = IdentityKey::read(Format::Omemo2, &key);
            if let Ok(key) = Ed25519Key::read(&key) {
                let _ = key.to_x25519();
                for signature in [vec![0; 64], vec![0xff; 64], vec![fill; 63], Vec::new()] {
                    let _ = sign::verify(&key, b"message", &signature);
                    let _ = sign::from_legacy(&signature);
                }
            }
            let _ = check_label(&key, b"label", None);
        }
    }
    let private = PrivateKey::from([0xff; 32]);
    let _ = private.agree(&PublicKey::from([0; 32]));
    let _ = sign::sign(&private, b"", &[1; 64], &mut ());
    let _ = Identity::new(IdentityForm::Private, [0xff; 32]);
}

fn payloads() {
    for payload in [&[][..], &[0; 15], &[0; 16], &[0; 33]] {
        for material in [0, 15, 16, 31, 32, 33, 48, 49] {
            let _ = payload::open_2(payload, &vec![0; material], &mut ());
            for iv in [0, 7, 8, 12, 13, 16, 128, 129] {
                let _ = payload::open_legacy(payload, &vec![0; iv], &vec![0; material]);
            }
        }
    }
}

fn party(format: Format, seed: u8) -> Party {
    let draws = Draws {
        identity: [seed; 32],
        signed_pre_key: [seed + 1; 32],
        signature_nonce: [seed + 2; 64],
        pre_keys: Supply::new([seed + 3; 32]),
    };
    let limits = Limits { max_skip: 10, max_kept: 5 };
    Party::new(format, Setup { pool: Some(3), limits, ..Setup::default() }, draws, 0)
}

fn begin(party: &mut Party, bundle: &Bundle) {
    let draws = StartDraws { choice: [9; 8], ephemeral: [30; 32].into(), ratchet: [31; 32].into() };
    let _ = party.start("peer", bundle, draws, &mut ());
}

fn deliver(party: &mut Party, sealed: &Sealed) {
    let mut ratchet = || KeyPair::from([40; 32]);
    let _ = party.decrypt("peer", &sealed.message, sealed.key_exchange, &mut ratchet, &mut ());
}

fn sessions(format: Format) {
    let (mut alice, mut bob) = (party(format, 1), party(format, 11));
    begin(&mut alice, &Bundle::default());
    begin(&mut alice, &Bundle { signature: Vec::new(), ..bob.bundle() });
    begin(&mut alice, &Bundle { pre_keys: Vec::new(), ..bob.bundle() });
    let own = alice.bundle();
    begin(&mut alice, &own);
    for _ in 0..7 {
        begin(&mut alice, &bob.bundle());
    }
    let mut sent: Vec<Sealed> =
        (0..30).filter_map(|_| alice.encrypt("peer", &[7; 32], &mut ()).ok()).collect();
    for place in [3, 3, 29, 0, 1] {
        if let Some(sealed) = sent.get(place) {
            deliver(&mut bob, sealed);
        }
    }
    for _ in 0..3 {
        let _ = (bob.rotate([50; 32], &[51; 64], 1), bob.refill(&mut Supply::new([1; 32])), bob.changed());
        if let Ok(answer) = bob.encrypt("peer", b"", &mut ()) {
            deliver(&mut alice, &answer);
            deliver(&mut bob, &answer);
        }
        sent.extend(alice.encrypt("peer", b"", &mut ()));
        sent.last().into_iter().for_each(|sealed| deliver(&mut bob, sealed));
    }
    for sealed in sent.iter().take(2) {
        broken(format, &mut bob, sealed);
    }
    for state in [alice.save(), bob.save()] {
        restore(&state);
    }
    let _ = (bob.status("peer"), bob.forget("peer"), bob.status("nobody"));
}

/// A message with each byte changed, and cut at each.
fn broken(format: Format, party: &mut Party, sealed: &Sealed) {
    for at in (0..sealed.message.len()).step_by(2) {
        let (head, tail) = sealed.message.split_at(at);
        let changed = |byte: u8| [head, &[byte], tail.get(1..).unwrap_or_default()].concat();
        for message in
            [head.to_vec(), changed(0), changed(0xff), changed(0x0b), [head, &[0x10, 0], tail].concat()]
        {
            let _ = Message::decode(format, &message).is_ok();
            let _ = KeyExchange::decode(format, &message).is_ok();
            if at % 16 == 0 {
                deliver(&mut party.clone(), &Sealed { message, key_exchange: sealed.key_exchange });
            }
        }
    }
}

fn restore(state: &[u8]) {
    for at in (0..state.len()).step_by(7) {
        let (head, tail) = state.split_at(at);
        let changed = [head, &[0xff], tail.get(1..).unwrap_or_default()].concat();
        for state in [head, &changed] {
            if let Ok(mut party) = Party::restore(state) {
                let _ = party.encrypt("peer", b"", &mut ());
            }
            let _ = Manager::restore(state);
        }
    }
}

const DOCUMENTS: [&str; 16] = [
    "",
    "<",
    "<a/>",
    "\u{feff}<?xml version='1.0' encoding='latin-1'?><list xmlns='N'/>",
    "<!DOCTYPE a [<!ENTITY b 'c'>]><list xmlns='N'><device id='&b;'/></list>",
    "<list xmlns='N'><device id='x'/><device/><device id='1'/><device id='1'/>text</list>",
    "<devices xmlns='N'><device id='1' label='a' labelsig='!'/><device id='2' label='a' labelsig=''/></devices>",
    "<bundle xmlns='N'/>",
    "<bundle xmlns='N'><spk id='1'>AAAA</spk><spk id='1'/><spks/><ik/><prekeys/><x/></bundle>",
    "<bundle xmlns='N'><signedPreKeyPublic/><signedPreKeySignature/><identityKey/><prekeys><preKeyPublic/></prekeys></bundle>",
    "<encrypted xmlns='N'/>",
    "<encrypted xmlns='N'><header/></encrypted>",
    "<encrypted xmlns='N'><header sid='0'><iv/><iv/><key rid='1'/></header><payload/><payload/></encrypted>",
    "<encrypted xmlns='N'><header sid='1'><iv/><key rid='1' prekey='x'/><key rid='1'/></header></encrypted>",
    "<encrypted xmlns='N'><header sid='1'><keys/><keys jid='a'/></header></encrypted>",
    "<encrypted xmlns='N'><header sid='9'><keys jid='a'><key rid='1' kex='y'/><key rid='1'/></keys></header></encrypted>",
];

fn documents(format: Format) {
    let long = vec![b' '; (1 << 20) + 1];
    let texts = DOCUMENTS.map(|text| text.replace('N', format.namespace()).into_bytes());
    for xml in texts.into_iter().chain([long, vec![0xff]]) {
        let _ = (Bundle::read(format, &xml), DeviceList::read(format, &xml), Encrypted::read(format, &xml));
        if let Ok(bundle) = Bundle::read(format, &xml) {
            let _ = bundle.check(format);
        }
    }
    let label = Label { text: "<&\"\n".to_owned(), signature: [0; 64] };
    let _ = DeviceList::read(format, &DeviceList(vec![(1, Some(label))]).write(format));
}

fn manager(format: Format, jid: &str, id: u32, seed: u8) -> (Manager, Vec<u8>) {
    let setup = ManagerSetup {
        jid: jid.to_owned(),
        device_id: Some(id),
        formats: vec![format],
        identity: None,
        pool: Some(2),
        refill_at: None,
        label: Some("label".to_owned()),
    };
    let draws = ManagerDraws { identity: [seed; 32], device_id: [0; 4], random: Supply::new([seed; 32]) };
    let (manager, _) = Manager::new(setup, draws, 0);
    let bundle = manager.party(format).map(Party::bundle).unwrap_or_default();
    (manager, bundle.write(format))
}

fn managers(format: Format) {
    let ((mut alice, alices), (mut bob, bobs)) = (manager(format, "a", 1, 1), manager(format, "b", 1, 2));
    let supply = |seed| Supply::new([seed; 32]);
    for _ in 0..2 {
        for (manager, bundle) in [(&mut alice, &bobs), (&mut bob, &alices)] {
            for jid in ["a", "b"] {
                let _ = manager.encrypt(format, &[jid], Some(b"payload"), supply(1));
                let list = DeviceList(vec![(1, None), (2, None)]).write(format);
                let _ = manager.devices(format, jid, &list);
                for id in [1, 2] {
                    let _ = manager.bundle(format, jid, id, bundle);
                }
                for device in manager.list(jid) {
                    if let Some(key) = device.x25519 {
                        manager.trust(jid, key, Trust::Trusted);
                    }
                }
            }
        }
        for number in 0..56 {
            let payload = Some(&b"payload"[..]).filter(|_| number < 3);
            let Ok(sent) = alice.encrypt(format, &["b"], payload, supply(number)) else { continue };
            let mut element = Encrypted::read(format, &sent.xml).unwrap_or_default();
            element.payload = Some(vec![1; 16]);
            for xml in [element.write(format), sent.xml] {
                let _ = bob.decrypt(format, "a", &xml, supply(number));
                let _ = alice.decrypt(format, "a", &xml, supply(number));
                let _ = bob.decrypt(format, "c", &xml, supply(number));
            }
        }
        let _ = bob.encrypt(format, &["a"], None, supply(3));
        let _ = bob.tick(supply(4), ROTATE_AFTER);
        bob.reset(format, "a", 1);
    }
    restore(&alice.save());
}
