//! The first secret of a session: `spec/omemo.md` sections 3.5 and 5.8 (revision 1.0.0).

use taut_wire::fault;

use super::kdf::{RootKey, kdf_without_salt};
use crate::error::Reject;
use crate::format::Format;
use crate::keys::{Point, PrivateKey, PublicKey, Shared};
use crate::trace::Trace;

/// What the initiator has: private keys of its own, public ones of the responder.
#[derive(Clone, Copy, Debug)]
pub struct Active<'a> {
    /// Identity key of the initiator.
    pub identity: &'a PrivateKey,
    /// Ephemeral key of the initiator.
    pub ephemeral: &'a PrivateKey,
    /// Identity key of the responder.
    pub other_identity: &'a PublicKey,
    /// Signed prekey of the responder.
    pub signed_pre_key: &'a PublicKey,
    /// One-time prekey of the responder.
    pub pre_key: Option<&'a PublicKey>,
}

/// What the responder has: private keys of its own, public ones of the initiator.
#[derive(Clone, Copy, Debug)]
pub struct Passive<'a> {
    /// Identity key of the responder.
    pub identity: &'a PrivateKey,
    /// Signed prekey of the responder.
    pub signed_pre_key: &'a PrivateKey,
    /// One-time prekey of the responder.
    pub pre_key: Option<&'a PrivateKey>,
    /// Identity key of the initiator.
    pub other_identity: &'a PublicKey,
    /// Ephemeral key of the initiator.
    pub ephemeral: &'a PublicKey,
}

impl Active<'_> {
    /// The shared secret, which is the first root key.
    ///
    /// # Errors
    /// [`Reject::WeakKey`].
    pub fn agree(&self, format: Format, trace: &mut impl Trace) -> Result<RootKey, Reject> {
        let signed_pre_key = Point::of(self.signed_pre_key);
        let dh1 = self.identity.agree_at(&signed_pre_key)?;
        let dh2 = self.ephemeral.agree(self.other_identity)?;
        let dh3 = self.ephemeral.agree_at(&signed_pre_key)?;
        let dh4 = self.pre_key.map(|key| self.ephemeral.agree(key)).transpose()?;
        Ok(derive(format, &[Some(dh1), Some(dh2), Some(dh3), dh4], trace))
    }
}

impl Passive<'_> {
    /// The shared secret, which is the first root key.
    ///
    /// # Errors
    /// [`Reject::WeakKey`].
    pub fn agree(&self, format: Format, trace: &mut impl Trace) -> Result<RootKey, Reject> {
        let dh1 = self.signed_pre_key.agree(self.other_identity)?;
        let ephemeral = Point::of(self.ephemeral);
        let dh2 = self.identity.agree_at(&ephemeral)?;
        let dh3 = self.signed_pre_key.agree_at(&ephemeral)?;
        let dh4 = self.pre_key.map(|key| key.agree_at(&ephemeral)).transpose()?;
        Ok(derive(format, &[Some(dh1), Some(dh2), Some(dh3), dh4], trace))
    }
}

fn derive(format: Format, shared: &[Option<Shared>; 4], trace: &mut impl Trace) -> RootKey {
    let mut ikm: Vec<&[u8]> = vec![&[0xff; 32]];
    if fault!(OM_AGREE_1) {
        ikm.clear();
    }
    for (name, shared) in ["dh1", "dh2", "dh3", "dh4"].into_iter().zip(shared) {
        if let Some(shared) = shared {
            trace.note(name, &shared.0);
            ikm.push(&shared.0);
        }
    }
    let secret = RootKey(*kdf_without_salt::<32>(&ikm, format.x3dh_info()));
    trace.note("shared_secret", &secret.0);
    secret
}

/// The associated data of two identity keys on the wire.
#[must_use]
pub fn associated_data(first: &[u8], second: &[u8]) -> Vec<u8> {
    [first, second].concat()
}
