//! Groups as a node knows them: `spec/dimp.md` sections 6 and 6.3 (revision 1.0.0), DI-NODE-6, DI-NODE-7, DI-NODE-9.

use std::collections::BTreeSet;

use taut_wire::{fault, require};

use super::Node;
use crate::error::Reject;
use crate::wire::address::POLYLOGUE;
use crate::wire::id::{Id, Roles};

/// What a node knows of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// In their order, the owner first.
    pub(super) members: Vec<Id>,
    pub(super) assistants: Vec<Id>,
    /// That of the last command that was obeyed.
    pub(super) time: i64,
}

impl Node {
    /// Keeps the members of a group, the owner first; assistants that are left out stay what they were.
    ///
    /// # Errors
    /// [`Reject::WrongId`], [`Reject::BadContent`], those of [`Id::read`].
    pub fn save_members(
        &mut self,
        group: &[u8],
        members: &[Vec<u8>],
        assistants: Option<&[Vec<u8>]>,
    ) -> Result<(), Reject> {
        let group = Id::read(group)?;
        let members = read_ids(members)?;
        let assistants = assistants.map(read_ids).transpose()?;
        require!(DI_NODE_9, group.is_group() && !group.is_broadcast(), Reject::WrongId);
        let members = normal(members)?;
        let assistants = assistants.map(normal).transpose()?;
        let known = self.groups.entry(group.without_terminal()).or_default();
        known.members = members;
        if let Some(assistants) = assistants {
            known.assistants = assistants;
        }
        Ok(())
    }

    /// The members of a group, as texts.
    ///
    /// # Errors
    /// Those of [`Id::read`].
    pub fn members(&self, group: &[u8]) -> Result<Vec<String>, Reject> {
        let group = Id::read(group)?;
        Ok(match Roles::of(&group) {
            Ok(roles) if group.is_broadcast() => roles.members,
            _ => self.members_of(&group).iter().map(Id::to_text).collect(),
        })
    }

    pub(super) fn members_of(&self, group: &Id) -> &[Id] {
        self.groups.get(group).map_or(&[], |group| &group.members)
    }

    /// Whether the seed of a group was signed with the key of a user.
    pub(super) fn is_founder(&self, group: &Id, user: &Id) -> bool {
        match (self.metas.get(group), self.metas.get(user)) {
            (Some(group), Some(meta)) => match (group.seed(), group.fingerprint()) {
                (Some(seed), Some(fingerprint)) => {
                    user.is_user() && meta.key().verify(seed.as_bytes(), fingerprint).is_ok()
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a group is one that has an owner, and this is its owner.
    pub(super) fn is_owner(&self, group: &Id, user: &Id) -> bool {
        group.address().network() == POLYLOGUE && self.is_founder(group, user)
    }
}

pub(super) fn read_ids<T: AsRef<[u8]>>(ids: &[T]) -> Result<Vec<Id>, Reject> {
    ids.iter().map(|id| Id::read(id.as_ref())).collect()
}

/// A list of members, or of assistants, as it is kept.
pub(super) fn normal(ids: Vec<Id>) -> Result<Vec<Id>, Reject> {
    let is_member = |id: &Id| id.is_user() && !id.is_broadcast();
    require!(DI_NODE_6, ids.iter().all(is_member), Reject::BadContent);
    if fault!(DI_NODE_7) {
        return Ok(ids);
    }
    let mut before = BTreeSet::new();
    Ok(ids.iter().map(Id::without_terminal).filter(|id| before.insert(id.clone())).collect())
}
