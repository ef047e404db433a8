//! What a node knows of others: `spec/dimp.md` section 6.3 (revision 1.0.0), DI-NODE-4, DI-NODE-5, DI-NODE-10.

use std::borrow::Cow;

use taut_wire::require;

use super::Node;
use crate::error::Reject;
use crate::key::PublicKey;
use crate::wire::id::Id;
use crate::wire::json::{Dict, Value};
use crate::wire::message::Known;
use crate::wire::meta::Meta;
use crate::wire::profile::{Claim, Profile};

impl Node {
    /// Keeps the meta of an ID.
    ///
    /// # Errors
    /// [`Reject::OtherMeta`], those of [`Meta::read`], [`Id::read`] and [`Meta::check`].
    pub fn save_meta(&mut self, id: &[u8], meta: &[u8]) -> Result<(), Reject> {
        let meta = Meta::read(meta)?;
        let id = Id::read(id)?;
        self.keep_meta(&id, meta)
    }

    /// Keeps the profile of an ID, which `signer` has signed, or the ID itself.
    ///
    /// # Errors
    /// [`Reject::UnknownId`], [`Reject::NotAllowed`], those of [`Claim`] and [`Id::read`].
    pub fn save_profile(&mut self, id: &[u8], profile: &[u8], signer: Option<&[u8]>) -> Result<(), Reject> {
        let claim = Claim::read(profile)?;
        let id = Id::read(id)?;
        claim.of_owner(&id)?;
        let signer = signer.map(Id::read).transpose()?;
        self.keep_profile(&id, claim, signer.as_ref())
    }

    /// Takes a meta out of a command.
    pub(super) fn take_meta(&mut self, id: &Id, meta: &Value) -> Result<(), Reject> {
        require!(DI_META_5, meta.as_dict().is_some(), Reject::NotObject);
        let meta = Meta::of_dict(meta.as_dict().unwrap_or(&Dict::default()))?;
        self.keep_meta(id, meta)
    }

    /// Takes a profile out of a command.
    pub(super) fn take_profile(
        &mut self,
        id: &Id,
        profile: Value,
        signer: Option<&Id>,
    ) -> Result<(), Reject> {
        let claim = Claim::of(profile)?;
        claim.of_owner(id)?;
        self.keep_profile(id, claim, signer)
    }

    fn keep_meta(&mut self, id: &Id, meta: Meta) -> Result<(), Reject> {
        meta.check(id)?;
        self.require_known(id, &meta)?;
        self.put_meta(id, meta);
        Ok(())
    }

    /// Refuses another meta than the one that is known.
    fn require_known(&self, id: &Id, meta: &Meta) -> Result<(), Reject> {
        let is_known = self.metas.get(id).is_none_or(|known| known == meta);
        require!(DI_NODE_4, is_known, Reject::OtherMeta);
        Ok(())
    }

    /// Puts a meta in, unless it is there.
    pub(super) fn put_meta(&mut self, id: &Id, meta: Meta) {
        if self.metas.get(id) != Some(&meta) {
            self.metas.insert(id.without_terminal(), meta);
        }
    }

    fn keep_profile(&mut self, id: &Id, claim: Claim, signer: Option<&Id>) -> Result<(), Reject> {
        signer.map_or(Ok(()), |signer| claim.by_signer(signer))?;
        let signer = signer.unwrap_or(id);
        let meta = self.metas.get(signer);
        require!(DI_NODE_10, meta.is_some(), Reject::UnknownId);
        // Without DI-NODE-10 it is taken for what it says.
        let profile = match meta {
            Some(meta) => claim.verify(meta)?,
            None => claim.into_profile()?,
        };
        let is_allowed = !id.is_group() || self.is_founder(id, signer);
        require!(DI_NODE_5, is_allowed, Reject::NotAllowed);
        self.profiles.insert(id.without_terminal(), profile);
        Ok(())
    }

    /// The key for messages of an ID whose meta is known.
    pub(super) fn key_of(&self, id: &Id) -> Option<&PublicKey> {
        let meta = self.metas.get(id)?;
        Some(self.profiles.get(id).and_then(Profile::key).unwrap_or_else(|| meta.key()))
    }
}

impl Known for Node {
    fn meta(&self, sender: &Id, attached: Option<&Meta>) -> Result<Option<Cow<'_, Meta>>, Reject> {
        attached.map_or(Ok(()), |attached| self.require_known(sender, attached))?;
        Ok(self.metas.get(sender).map(Cow::Borrowed))
    }

    fn profile(&self, sender: &Id, _: &Meta) -> Result<Option<Cow<'_, Profile>>, Reject> {
        Ok(self.profiles.get(sender).map(Cow::Borrowed))
    }
}
