//! Verifying messages: `spec/dimp.md` sections 4.9 and 5.17 (revision 1.0.0), DI-MSG-11 to DI-MSG-14.

use std::borrow::Cow;

use taut_wire::{fault, require};

use super::Message;
use crate::error::Reject;
use crate::key::PublicKey;
use crate::wire::base64;
use crate::wire::id::Id;
use crate::wire::json::Value;
use crate::wire::meta::Meta;
use crate::wire::profile::{Claim, Profile};

/// What a reader has of a sender. Each is asked for at the place where its refusals stand.
pub trait Known {
    /// The meta, once the attached one has been verified.
    ///
    /// # Errors
    /// Those of a meta that is only verified now; [`Reject::OtherMeta`] for an attached one that is not wanted.
    fn meta(&self, sender: &Id, attached: Option<&Meta>) -> Result<Option<Cow<'_, Meta>>, Reject>;

    /// The profile, once the attached one has been verified.
    ///
    /// # Errors
    /// Those of a profile that is only verified now.
    fn profile(&self, sender: &Id, meta: &Meta) -> Result<Option<Cow<'_, Profile>>, Reject>;
}

/// What a caller gives of a sender: texts that nobody has verified.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'g> {
    /// A meta, JSON.
    pub meta: Option<&'g [u8]>,
    /// A profile, JSON.
    pub profile: Option<&'g [u8]>,
}

impl Known for Given<'_> {
    fn meta(&self, sender: &Id, _: Option<&Meta>) -> Result<Option<Cow<'_, Meta>>, Reject> {
        let Some(meta) = self.meta.map(Meta::read).transpose()? else { return Ok(None) };
        meta.check(sender)?;
        Ok(Some(Cow::Owned(meta)))
    }

    fn profile(&self, sender: &Id, meta: &Meta) -> Result<Option<Cow<'_, Profile>>, Reject> {
        let Some(claim) = self.profile.map(Claim::read).transpose()? else { return Ok(None) };
        verify_profile(claim, sender, meta).map(|profile| Some(Cow::Owned(profile)))
    }
}

/// A message whose signature is that of its sender.
#[derive(Clone, Debug)]
pub struct Verified {
    message: Message,
    signed: Vec<u8>,
    meta: Option<Meta>,
    profile: Option<Profile>,
}

impl Verified {
    /// The message.
    #[must_use]
    pub const fn message(&self) -> &Message {
        &self.message
    }

    /// What is signed of it: the ciphertext, or the text of a broadcast.
    #[must_use]
    pub fn signed(&self) -> &[u8] {
        &self.signed
    }

    /// The sender's meta, if it is attached.
    #[must_use]
    pub const fn attached_meta(&self) -> Option<&Meta> {
        self.meta.as_ref()
    }

    /// The sender's profile, if it is attached.
    #[must_use]
    pub const fn attached_profile(&self) -> Option<&Profile> {
        self.profile.as_ref()
    }

    /// Makes of it what a member of its group needs, who is its receiver from there on: section 6.5.
    #[must_use]
    pub fn trimmed(self, member: &Id) -> Self {
        Self { message: self.message.trimmed(member), ..self }
    }
}

impl Message {
    /// Verifies it by what is attached to it and what else is known of its sender.
    ///
    /// # Errors
    /// Those of [`Meta::of_dict`], [`Reject::MetaMismatch`], those of [`Known::meta`], [`Reject::UnknownId`], those of a
    /// profile, [`Reject::WrongId`], those of [`Known::profile`] and [`base64::decode`], [`Reject::BadSignature`].
    pub fn verify(self, known: &impl Known) -> Result<Verified, Reject> {
        let attached_meta = self.attached_meta()?;
        let known_meta = known.meta(&self.sender, attached_meta.as_ref())?;
        let meta = known_meta.as_deref().or(attached_meta.as_ref());
        require!(DI_MSG_12, meta.is_some(), Reject::UnknownId);
        // Without DI-MSG-12 nothing verifies all the same.
        let meta = meta.ok_or(Reject::BadSignature)?;
        let attached_profile = self.attached_profile(meta)?;
        let known_profile = known.profile(&self.sender, meta)?;
        let profile = attached_profile.as_ref().or(known_profile.as_deref());
        let signed = self.verify_signature(profile.and_then(Profile::key), meta.key())?;
        Ok(Verified { message: self, signed, meta: attached_meta, profile: attached_profile })
    }

    fn attached_meta(&self) -> Result<Option<Meta>, Reject> {
        let Some(dict) = self.members.find("meta").and_then(Value::as_dict) else { return Ok(None) };
        let meta = Meta::of_dict(dict)?;
        require!(DI_MSG_11, meta.check(&self.sender).is_ok(), Reject::MetaMismatch);
        Ok(Some(meta))
    }

    fn attached_profile(&self, meta: &Meta) -> Result<Option<Profile>, Reject> {
        let Some(value) = self.members.find("profile") else { return Ok(None) };
        if fault!(DI_MSG_13) {
            return Ok(None);
        }
        let claim = Claim::of(value.clone())?;
        require!(DI_MSG_13, claim.id() == &self.sender, Reject::WrongId);
        verify_profile(claim, &self.sender, meta).map(Some)
    }

    /// Gives what is signed.
    fn verify_signature(&self, first: Option<&PublicKey>, second: &PublicKey) -> Result<Vec<u8>, Reject> {
        let text = |name| self.members.find(name).and_then(Value::as_text).unwrap_or_default();
        let data = text("data");
        let signed = if self.is_broadcast() { data.to_vec() } else { base64::decode(data)? };
        let signature = base64::decode(text("signature"))?;
        let mut keys = first.into_iter().chain([second]);
        let is_signed = keys.any(|key| key.verify(&signed, &signature).is_ok());
        require!(DI_MSG_14, is_signed, Reject::BadSignature);
        Ok(signed)
    }
}

fn verify_profile(claim: Claim, sender: &Id, meta: &Meta) -> Result<Profile, Reject> {
    claim.of_owner(sender)?;
    claim.verify(meta)
}
