//! Bundles: `spec/omemo.md` sections 4.6 and 5.5 (revision 1.0.0).
//!
//! | Item | Rules |
//! |---|---|
//! | [`Bundle::write`] | OM-BUNDLE-1 |
//! | [`Bundle::read`] | OM-BUNDLE-2, OM-BUNDLE-3, the keys of section 3.4, OM-SIGN-4 |
//! | [`Bundle::check`] | these, and OM-BUNDLE-4 |

use std::collections::BTreeSet;

use taut_wire::require;

use super::xml::{self, Writer, base64, children, id, once, required, to_base64};
use crate::error::Reject;
use crate::format::Format;
use crate::keys::{Ed25519Key, IdentityKey, PublicKey, check_id, sign};

/// The public halves of a device's keys, as they stand on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// Identity key.
    pub identity_key: Vec<u8>,
    /// ID of the signed prekey.
    pub signed_pre_key_id: u32,
    /// Signed prekey.
    pub signed_pre_key: Vec<u8>,
    /// Its signature.
    pub signature: Vec<u8>,
    /// One-time prekeys and their IDs.
    pub pre_keys: Vec<(u32, Vec<u8>)>,
}

/// A bundle whose keys are keys, and whose signature verifies.
#[derive(Clone, Debug)]
pub struct CheckedBundle {
    /// Identity key.
    pub identity_key: IdentityKey,
    /// Its Ed25519 form.
    pub ed25519: [u8; 32],
    /// ID of the signed prekey.
    pub signed_pre_key_id: u32,
    /// Signed prekey.
    pub signed_pre_key: PublicKey,
    /// One-time prekeys and their IDs.
    pub pre_keys: Vec<(u32, PublicKey)>,
}

/// Names of elements and attributes.
struct Names {
    signed: &'static str,
    signed_id: &'static str,
    signature: &'static str,
    identity: &'static str,
    pre_key: &'static str,
    pre_key_id: &'static str,
}

const PRE_KEYS: &str = "prekeys";

const LEGACY: Names = Names {
    signed: "signedPreKeyPublic",
    signed_id: "signedPreKeyId",
    signature: "signedPreKeySignature",
    identity: "identityKey",
    pre_key: "preKeyPublic",
    pre_key_id: "preKeyId",
};

const OMEMO_2: Names = Names {
    signed: "spk",
    signed_id: "id",
    signature: "spks",
    identity: "ik",
    pre_key: "pk",
    pre_key_id: "id",
};

const fn names(format: Format) -> &'static Names {
    match format {
        Format::Legacy => &LEGACY,
        Format::Omemo2 => &OMEMO_2,
    }
}

impl Bundle {
    /// Writes the bundle as XML (OM-BUNDLE-1).
    #[must_use]
    pub fn write(&self, format: Format) -> Vec<u8> {
        let names = names(format);
        let mut out = Writer::default();
        out.begin("bundle", &[("xmlns", format.namespace())]);
        let id = self.signed_pre_key_id.to_string();
        out.leaf(names.signed, &[(names.signed_id, &id)], &to_base64(&self.signed_pre_key));
        out.leaf(names.signature, &[], &to_base64(&self.signature));
        out.leaf(names.identity, &[], &to_base64(&self.identity_key));
        if self.pre_keys.is_empty() {
            out.leaf(PRE_KEYS, &[], "");
        } else {
            out.begin(PRE_KEYS, &[]);
            for (id, key) in &self.pre_keys {
                out.leaf(names.pre_key, &[(names.pre_key_id, &id.to_string())], &to_base64(key));
            }
            out.end(PRE_KEYS);
        }
        out.end("bundle");
        out.finish()
    }

    /// Reads a bundle from XML, without verifying its signature.
    ///
    /// # Errors
    /// [`Reject::TooLarge`], [`Reject::BadXml`], [`Reject::BadElement`], [`Reject::BadId`], [`Reject::BadBase64`],
    /// [`Reject::DuplicateId`], [`Reject::NoPreKey`], [`Reject::BadKey`], [`Reject::WeakKey`], [`Reject::BadLength`].
    pub fn read(format: Format, bytes: &[u8]) -> Result<Self, Reject> {
        let bundle = Self::parse(format, bytes)?;
        bundle.keys(format)?;
        sign::check_length(&bundle.signature)?;
        Ok(bundle)
    }

    /// Reads the XML alone.
    pub(crate) fn parse(format: Format, bytes: &[u8]) -> Result<Self, Reject> {
        let names = names(format);
        let tree = xml::parse(bytes)?;
        let root = tree.root(format, "bundle")?;
        let (mut signed, mut signature, mut identity, mut pre_keys) = (None, None, None, None);
        let wanted = [names.signed, names.signature, names.identity, PRE_KEYS];
        for (name, child) in children(root, &[], &wanted)? {
            if name == names.signed {
                once(&mut signed, (id(child, names.signed_id)?, base64(child, &[names.signed_id])?))?;
            } else if name == names.signature {
                once(&mut signature, base64(child, &[])?)?;
            } else if name == names.identity {
                once(&mut identity, base64(child, &[])?)?;
            } else {
                let keys = children(child, &[], &[names.pre_key])?.into_iter();
                let read = |(_, key)| Ok((id(key, names.pre_key_id)?, base64(key, &[names.pre_key_id])?));
                once(&mut pre_keys, keys.map(read).collect::<Result<_, Reject>>()?)?;
            }
        }
        let (signed_pre_key_id, signed_pre_key) = required(signed, Default::default)?;
        Ok(Self {
            identity_key: required(identity, Vec::new)?,
            signed_pre_key_id,
            signed_pre_key,
            signature: required(signature, Vec::new)?,
            pre_keys: required(pre_keys, Vec::new)?,
        })
    }

    /// Checks the bundle, with its signature.
    ///
    /// # Errors
    /// [`Reject::BadId`], [`Reject::DuplicateId`], [`Reject::NoPreKey`], [`Reject::BadKey`], [`Reject::WeakKey`],
    /// [`Reject::BadLength`], [`Reject::BadSignature`].
    pub fn check(&self, format: Format) -> Result<CheckedBundle, Reject> {
        let Keys { identity: identity_key, ed25519, signed, one_time } = self.keys(format)?;
        let wire = sign::check_length(&self.signature)?;
        let (signature, sign_bit) = sign::from_legacy(&wire)?;
        let (ed25519, signature) = match (format, ed25519) {
            (Format::Omemo2, Some(ed25519)) => (ed25519, wire),
            _ => (Ed25519Key::of_x25519(identity_key.x25519(), sign_bit)?, signature),
        };
        let verified = sign::verify(&ed25519, &self.signed_pre_key, &signature);
        require!(OM_BUNDLE_4, verified.is_ok(), Reject::BadSignature);
        let signed_pre_key_id = self.signed_pre_key_id;
        let ed25519 = *ed25519.as_bytes();
        Ok(CheckedBundle {
            identity_key,
            ed25519,
            signed_pre_key_id,
            signed_pre_key: signed,
            pre_keys: one_time,
        })
    }

    fn keys(&self, format: Format) -> Result<Keys, Reject> {
        check_id(self.signed_pre_key_id)?;
        self.pre_keys.iter().try_for_each(|(id, _)| check_id(*id).map(drop))?;
        let mut seen = BTreeSet::new();
        require!(OM_BUNDLE_2, self.pre_keys.iter().all(|(id, _)| seen.insert(*id)), Reject::DuplicateId);
        require!(OM_BUNDLE_3, !self.pre_keys.is_empty(), Reject::NoPreKey);
        let (identity, ed25519) = IdentityKey::read(format, &self.identity_key)?;
        let signed = PublicKey::read(format, &self.signed_pre_key)?;
        let read = |(id, key): &(u32, Vec<u8>)| Ok((*id, PublicKey::read(format, key)?));
        let one_time = self.pre_keys.iter().map(read).collect::<Result<_, Reject>>()?;
        Ok(Keys { identity, ed25519, signed, one_time })
    }
}

struct Keys {
    identity: IdentityKey,
    ed25519: Option<Ed25519Key>,
    signed: PublicKey,
    one_time: Vec<(u32, PublicKey)>,
}
