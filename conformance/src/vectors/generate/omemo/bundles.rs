//! Bundles in the making: sections 3.5 and 4.6.

use curve25519_dalek::{EdwardsPoint, Scalar};
use data_encoding::BASE64;
use serde_json::{Value, json};
use sha2::{Digest, Sha512};
use taut_omemo::keys::{Identity, sign};

use super::super::derive;
use super::message_bytes::{format, identity, wire};
use super::refusal::with;
use super::talk::Form;

const PLAIN: &str = "omemo/bundle-check/plain";
/// The order of B, as 32 bytes.
const L: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// A bundle, all of it as it stands on the wire.
#[derive(Clone)]
pub(super) struct Bundle {
    pub(super) form: Form,
    pub(super) identity_key: Vec<u8>,
    pub(super) signed_pre_key_id: u32,
    pub(super) signed_pre_key: Vec<u8>,
    pub(super) signature: Vec<u8>,
    pub(super) pre_keys: Vec<(u32, Vec<u8>)>,
}

/// A public key of 32 bytes, by its name.
pub(super) fn key(name: &str) -> Vec<u8> {
    let private: [u8; 32] = drawn(name);
    taut_omemo::keys::KeyPair::from(private).public().as_bytes().to_vec()
}

fn drawn<const N: usize>(name: &str) -> [u8; N] {
    derive(PLAIN, 0, name, N).try_into().expect("so many bytes were asked for")
}

/// An identity whose Ed25519 form has this sign bit.
pub(super) fn identity_with(sign: bool) -> Identity {
    let named = (0..64).map(|number| identity(&format!("identity {number}")));
    let found = named
        .into_iter()
        .find(|identity| identity.ed25519().last().is_some_and(|last| (last & 0x80 != 0) == sign));
    found.expect("one of 64 identities has the sign bit")
}

impl Bundle {
    /// A right one.
    pub(super) fn plain(form: Form) -> Self {
        Self::of(form, &identity("identity"))
    }

    pub(super) fn of(form: Form, identity: &Identity) -> Self {
        let bundle = Self {
            form,
            identity_key: identity.to_wire(format(form)),
            signed_pre_key_id: 5,
            signed_pre_key: wire(form, &key("signed")),
            signature: Vec::new(),
            pre_keys: [(7, "first"), (9, "second")].map(|(id, name)| (id, wire(form, &key(name)))).to_vec(),
        };
        bundle.signed_by(identity)
    }

    /// The same with another signed prekey, under its signature.
    pub(super) fn with_signed(self, signed_pre_key: Vec<u8>) -> Self {
        Self { signed_pre_key, ..self }.signed_by(&identity("identity"))
    }

    /// The same with one more one-time prekey.
    pub(super) fn with_pre_key(mut self, id: u32, key: Vec<u8>) -> Self {
        self.pre_keys.push((id, key));
        self
    }

    /// Signs what the signature covers.
    pub(super) fn signed_by(self, identity: &Identity) -> Self {
        let covered = self.signed_pre_key.clone();
        self.signed_over(identity, &covered)
    }

    /// Signs other bytes.
    pub(super) fn signed_over(self, identity: &Identity, message: &[u8]) -> Self {
        let signature = sign::sign(identity.scalar(), message, &drawn("nonce"), &mut ());
        self.with_signature(identity, &signature)
    }

    /// Puts a signature in, in L with the sign bit of the identity.
    pub(super) fn with_signature(self, identity: &Identity, signature: &[u8; 64]) -> Self {
        let signature = match self.form {
            Form::L => sign::to_legacy(identity.ed25519(), signature),
            Form::T => *signature,
        };
        Self { signature: signature.to_vec(), ..self }
    }

    /// The same signature, with an S that is greater by L.
    pub(super) fn with_s_plus_l(mut self) -> Self {
        let mut carry = 0;
        for (digit, add) in self.signature.iter_mut().skip(32).zip(L) {
            let sum = u16::from(*digit) + u16::from(add) + carry;
            let [low, high] = sum.to_le_bytes();
            (*digit, carry) = (low, high.into());
        }
        self
    }

    /// A signature that verifies, and whose R is the neutral point.
    pub(super) fn with_neutral_r(self, identity: &Identity) -> Self {
        let r = EdwardsPoint::mul_base(&Scalar::ZERO).compress().to_bytes();
        let parts = [r.as_slice(), identity.ed25519(), &self.signed_pre_key].concat();
        let h = Scalar::from_bytes_mod_order_wide(&Sha512::digest(parts).into());
        let s = h * Scalar::from_bytes_mod_order(*identity.scalar().as_bytes());
        let signature = [r, s.to_bytes()].concat().try_into().expect("R and S have 64 bytes");
        self.with_signature(identity, &signature)
    }

    /// What operations call it.
    pub(super) fn members(&self) -> Value {
        let ids: Vec<u32> = self.pre_keys.iter().map(|(id, _)| *id).collect();
        let keys: Vec<String> = self.pre_keys.iter().map(|(_, key)| hex::encode(key)).collect();
        json!({
            "identity_key": hex::encode(&self.identity_key),
            "signed_pre_key_id": self.signed_pre_key_id,
            "signed_pre_key": hex::encode(&self.signed_pre_key),
            "signature": hex::encode(&self.signature),
            "pre_key_ids": ids,
            "pre_keys": keys,
        })
    }

    /// The same, with the format.
    pub(super) fn input(&self) -> Value {
        with(self.members(), "format", self.form.name().into())
    }

    /// The document that a writer makes of it.
    pub(super) fn xml(&self) -> String {
        let Names { namespace, signed, signed_id, signature, identity, pre_key, pre_key_id } =
            names(self.form);
        let base64 = |bytes: &[u8]| BASE64.encode(bytes);
        let one = |(id, key): &(u32, Vec<u8>)| {
            format!("<{pre_key} {pre_key_id}=\"{id}\">{}</{pre_key}>", base64(key))
        };
        let keys: String = self.pre_keys.iter().map(one).collect();
        let keys =
            if keys.is_empty() { "<prekeys />".to_owned() } else { format!("<prekeys>{keys}</prekeys>") };
        [
            format!("<bundle xmlns=\"{namespace}\">"),
            format!(
                "<{signed} {signed_id}=\"{}\">{}</{signed}>",
                self.signed_pre_key_id,
                base64(&self.signed_pre_key)
            ),
            format!("<{signature}>{}</{signature}>", base64(&self.signature)),
            format!("<{identity}>{}</{identity}>", base64(&self.identity_key)),
            keys,
            "</bundle>".to_owned(),
        ]
        .concat()
    }
}

/// What the elements and attributes of a bundle are called.
pub(super) struct Names {
    pub(super) namespace: &'static str,
    pub(super) signed: &'static str,
    pub(super) signed_id: &'static str,
    pub(super) signature: &'static str,
    pub(super) identity: &'static str,
    pub(super) pre_key: &'static str,
    pub(super) pre_key_id: &'static str,
}

pub(super) const fn names(form: Form) -> Names {
    match form {
        Form::L => Names {
            namespace: "eu.siacs.conversations.axolotl",
            signed: "signedPreKeyPublic",
            signed_id: "signedPreKeyId",
            signature: "signedPreKeySignature",
            identity: "identityKey",
            pre_key: "preKeyPublic",
            pre_key_id: "preKeyId",
        },
        Form::T => Names {
            namespace: "urn:xmpp:omemo:2",
            signed: "spk",
            signed_id: "id",
            signature: "spks",
            identity: "ik",
            pre_key: "pk",
            pre_key_id: "id",
        },
    }
}
