//! Everything that a reader does with what comes, under fixed keys.
//!
//! What is accepted is held against what was made here, and signatures against another implementation of Ed25519.

use std::sync::LazyLock;

use ed25519_dalek::{Signature, VerifyingKey};
use taut_omemo::format::Format;
use taut_omemo::keys::{Ed25519Key, KeyPair, PrivateKey, PublicKey};
use taut_omemo::manager::Manager;
use taut_omemo::party::{Limits, Party, Sealed};
use taut_omemo::seal::kdf::MessageKeys;
use taut_omemo::seal::x3dh::{Active, Passive};
use taut_omemo::seal::{material, payload};
use taut_omemo::supply::Supply;
use taut_omemo::wire::bundle::Bundle;
use taut_omemo::wire::devices::check_label;
use taut_wire::Refusal;

use super::people::{
    self, ALICE, BOB, DEVICE, FORMATS, OF_BUNDLE, OF_EXCHANGE, OF_MESSAGE, OF_PARTY, OF_XML, assert_code,
};
use super::table::Core;
use crate::codes::assert_omemo;
use crate::corpus;

const TEXT: &[u8] = b"a text that nobody else has";

/// A Party that has received one message, and two that it has not.
struct Scene {
    format: Format,
    bob: Party,
    sent: [Sealed; 2],
    manager: Manager,
    element: Vec<u8>,
}

static SCENES: LazyLock<[Scene; 2]> = LazyLock::new(|| FORMATS.map(scene));

fn scene(format: Format) -> Scene {
    let limits = Limits::default();
    let (mut alice, mut bob) = (people::party(format, 1, limits), people::party(format, 11, limits));
    let draws = people::start_draws(&mut Supply::new([3; 32]));
    alice.start(BOB, &bob.bundle(), draws, &mut ()).expect("the bundle is honest");
    let mut send = || alice.encrypt(BOB, TEXT, &mut ()).expect("there is a session");
    let first = send();
    receive(&mut bob, &first.message, true).expect("the message is honest");
    let (mut writer, manager) = people::managers();
    let element = writer.encrypt(format, &[BOB], Some(TEXT), Supply::new([5; 32]));
    Scene { format, bob, sent: [send(), send()], manager, element: element.expect("there is a bundle").xml }
}

fn receive(party: &mut Party, message: &[u8], key_exchange: bool) -> Result<Vec<u8>, taut_omemo::Reject> {
    party.decrypt(ALICE, message, key_exchange, &mut || KeyPair::from([9; 32]), &mut ())
}

/// What the cases open, and honest messages of the two parties.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let names = ["message", "key_exchange", "xml", "payload", "material", "signature", "ciphertext"];
    let mut seeds = corpus::members("omemo", &names);
    for Scene { format, bob, sent, element, .. } in &*SCENES {
        seeds.extend(sent.iter().map(|sealed| sealed.message.clone()));
        seeds.extend([element.clone(), bob.bundle().write(*format)]);
    }
    seeds
}

/// Every outcome is one that the operation has, what is sealed opens, and what nobody has sealed does not.
///
/// # Panics
/// When that does not hold.
pub fn check_open(data: &[u8]) {
    payloads(data);
    signatures(data);
    secrets(data);
    for scene in &*SCENES {
        scene.bundle(data);
        scene.message(data);
        scene.manager(data);
    }
}

/// The bytes are a payload, key material, or a text.
fn payloads(data: &[u8]) {
    let legacy = payload::seal_legacy(&[1; 16], &[2; 12], data);
    let opened = payload::open_legacy(&legacy.payload, &[2; 12], &legacy.material);
    assert_eq!(opened.as_deref(), Ok(data));
    let omemo_2 = payload::seal_2(&[1; 32], data, &mut ());
    assert_eq!(payload::open_2(&omemo_2.payload, &omemo_2.material, &mut ()).as_deref(), Ok(data));
    let forged = [
        payload::open_legacy(data, &[2; 12], &legacy.material).map(|_| data == legacy.payload),
        payload::open_legacy(&legacy.payload, data, &legacy.material).map(|_| data == [2; 12]),
        payload::open_legacy(&legacy.payload, &[2; 12], data).map(|_| data == legacy.material),
        payload::open_2(data, &omemo_2.material, &mut ()).map(|_| data == omemo_2.payload),
        payload::open_2(&omemo_2.payload, data, &mut ()).map(|_| data == omemo_2.material),
    ];
    for opened in forged {
        match opened {
            Ok(is_genuine) => assert!(is_genuine, "a forged payload is opened"),
            Err(why) => assert_code(why.code(), &[&["bad-length", "bad-payload"]]),
        }
    }
    let keys = MessageKeys::of_payload(&[3; 32]);
    assert_eq!(material::decrypt(&keys, &material::encrypt(&keys, data)).as_deref(), Ok(data));
    match material::decrypt(&keys, data) {
        Ok(text) => assert_eq!(material::encrypt(&keys, &text), data, "a padding can be written in two ways"),
        Err(why) => assert_code(why.code(), &[&["bad-length", "bad-padding"]]),
    }
}

/// The bytes are a label and its signature.
fn signatures(data: &[u8]) {
    let own = SCENES.iter().map(|scene| *scene.bob.identity().ed25519());
    for key in own.chain(data.first_chunk().copied()) {
        let (label, signature) = data.split_at(data.len().saturating_sub(64));
        let accepted = check_label(&key, label, Some(signature)).is_ok();
        let is_key = Ed25519Key::read(&key).is_ok();
        assert_eq!(accepted, is_key && verifies(&key, label, signature), "{key:02x?}");
        assert_eq!(check_label(&key, label, None), Err(Refusal::Ignore));
    }
}

/// By another implementation, which refuses the same signatures under a key of the prime-order subgroup.
fn verifies(key: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (VerifyingKey::from_bytes(key), Signature::from_slice(signature)) else {
        return false;
    };
    key.verify_strict(message, &signature).is_ok()
}

/// The bytes are private keys: both sides come to the same secret.
fn secrets(data: &[u8]) {
    let (Some((first, rest)), true) = (data.split_first_chunk::<32>(), data.len().is_multiple_of(16)) else {
        return;
    };
    let pairs = [*first, [1; 32], rest.first_chunk().copied().unwrap_or([2; 32]), [3; 32]].map(KeyPair::from);
    let [initiator, ephemeral, responder, pre_key] = &pairs;
    for format in FORMATS {
        let active = Active {
            identity: initiator.private(),
            ephemeral: ephemeral.private(),
            other_identity: responder.public(),
            signed_pre_key: pre_key.public(),
            pre_key: Some(pre_key.public()),
        };
        let passive = Passive {
            identity: responder.private(),
            signed_pre_key: pre_key.private(),
            pre_key: Some(pre_key.private()),
            other_identity: initiator.public(),
            ephemeral: ephemeral.public(),
        };
        let (one, other) = (active.agree(format, &mut ()), passive.agree(format, &mut ()));
        assert!(one.is_ok() && one == other, "the two sides have different secrets");
    }
    match PrivateKey::from([1; 32]).agree(&PublicKey::from(*first)) {
        Ok(shared) => assert_ne!(shared.as_bytes(), &[0; 32]),
        Err(why) => assert_code(why.code(), &[&["weak-key"]]),
    }
}

impl Scene {
    /// The bytes are the XML of a bundle.
    fn bundle(&self, data: &[u8]) {
        let Ok(bundle) = Bundle::read(self.format, data) else { return };
        match bundle.check(self.format) {
            Ok(checked) => {
                let mut signature = bundle.signature.clone();
                if let (Format::Legacy, Some(last)) = (self.format, signature.last_mut()) {
                    *last &= 0x7f;
                }
                assert!(verifies(&checked.ed25519, &bundle.signed_pre_key, &signature), "a forged bundle");
                let key = VerifyingKey::from_bytes(&checked.ed25519).expect("it has verified");
                assert_eq!(key.to_montgomery().to_bytes(), *checked.identity_key.x25519().as_bytes());
            }
            Err(why) => assert_code(why.code(), &[OF_BUNDLE]),
        }
    }

    /// The bytes are a message or a key exchange.
    fn message(&self, data: &[u8]) {
        for key_exchange in [false, true] {
            let mut bob = self.bob.clone();
            match receive(&mut bob, data, key_exchange) {
                Ok(text) => {
                    assert_eq!(text, TEXT);
                    let core = |sealed: &Sealed| Core::of(self.format, sealed);
                    assert!(self.sent.iter().any(|sealed| core(sealed).is_in(data)), "a forged message");
                }
                Err(why) => {
                    assert_code(why.code(), &[OF_MESSAGE, OF_EXCHANGE, OF_PARTY]);
                    assert!(bob == self.bob, "what is refused has changed the Party");
                }
            }
        }
    }

    /// The bytes are XML from whoever may publish or send.
    fn manager(&self, data: &[u8]) {
        let mut bob = self.manager.clone();
        match bob.decrypt(self.format, ALICE, data, Supply::new([8; 32])) {
            // Whoever carries an element can leave its payload out.
            Ok(received) => {
                assert!(received.payload.is_none_or(|payload| payload == TEXT), "a forged payload");
            }
            Err(why) => {
                if let Refusal::Reject(why) = why {
                    assert_omemo(why.code());
                }
                assert!(bob == self.manager, "what is refused has changed the Manager");
            }
        }
        let mut bob = self.manager.clone();
        match bob.bundle(self.format, ALICE, DEVICE, data) {
            Ok((_, key)) => assert!(bob.list(ALICE).iter().all(|device| device.x25519 == Some(key))),
            Err(why) => {
                let also: &[&str] = &["own-identity", "identity-changed"];
                assert_code(why.code(), &[OF_XML, OF_BUNDLE, also]);
                assert!(bob == self.manager, "what is refused has changed the Manager");
            }
        }
        if let Err(why) = bob.devices(self.format, ALICE, data) {
            assert_code(why.code(), &[OF_XML]);
        }
        assert!(Manager::restore(&bob.save()).is_ok_and(|restored| restored == bob));
        if bob == self.manager {
            let opened = bob.decrypt(self.format, ALICE, &self.element, Supply::new([8; 32]));
            assert_eq!(opened.expect("it is genuine").payload.as_deref(), Some(TEXT));
        }
    }
}
