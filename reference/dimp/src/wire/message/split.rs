//! Messages for a group, made for each member: `spec/dimp.md` section 5.19 (revision 1.0.0), DI-SPLIT-1 to DI-SPLIT-4.

use std::collections::HashMap;

use taut_wire::{fault, require};

use super::Message;
use crate::error::Reject;
use crate::wire::id::Id;
use crate::wire::json::{Dict, Value};

impl Message {
    /// Makes a message for each member.
    ///
    /// # Errors
    /// [`Reject::WrongId`].
    pub fn split(&self, members: &[Id]) -> Result<Vec<Dict>, Reject> {
        self.require_group()?;
        members.iter().try_for_each(require_member)?;
        let keys = self.members.find("keys").and_then(Value::as_dict).map(|keys| keys.0.as_slice());
        let keys: HashMap<_, _> =
            keys.unwrap_or_default().iter().map(|(name, block)| (name.as_bytes(), block)).collect();
        let mut shared = self.members.clone();
        for name in ["key", "keys", "group"] {
            if !fault!(DI_SPLIT_1) || name != "keys" {
                shared.remove(name);
            }
        }
        leave_signed(&mut shared);
        Ok(members.iter().map(|member| self.split_for(member, &shared, &keys)).collect())
    }

    fn split_for(&self, member: &Id, shared: &Dict, keys: &HashMap<&[u8], &Value>) -> Dict {
        let text = member.to_text();
        let block = keys.get(text.as_bytes()).copied().cloned();
        let mut members = shared.clone();
        members.set("receiver", text.into());
        members.0.extend(self.members.find("receiver").map(|group| ("group".into(), group.clone())));
        members.0.extend(block.map(|block| ("key".into(), block)));
        members
    }

    /// Makes of it what one member needs.
    ///
    /// # Errors
    /// [`Reject::WrongId`].
    pub fn trim(&self, member: &Id) -> Result<Dict, Reject> {
        self.require_group()?;
        require_member(member)?;
        Ok(self.members_for(member))
    }

    fn members_for(&self, member: &Id) -> Dict {
        let text = member.to_text();
        let block = self.members.find("keys").and_then(Value::as_dict).and_then(|keys| keys.find(&text));
        let mut members = self.members.clone();
        if !fault!(DI_SPLIT_2) {
            members.remove("keys");
        }
        members.set("receiver", text.into());
        if let Some(block) = block {
            members.set("key", block.clone());
        }
        if let (None, Some(group)) = (members.find("group"), self.members.find("receiver")) {
            members.set("group", group.clone());
        }
        leave_signed(&mut members);
        members
    }

    /// The same without reading anything anew, with the member as receiver: section 6.5.
    pub(super) fn trimmed(self, member: &Id) -> Self {
        let receiver = member.without_terminal();
        let members = self.members_for(&receiver);
        Self { members, sender: self.sender, group: self.group.or(Some(self.receiver)), receiver }
    }

    fn require_group(&self) -> Result<(), Reject> {
        require!(DI_SPLIT_4, self.receiver.is_group(), Reject::WrongId);
        Ok(())
    }
}

fn require_member(member: &Id) -> Result<(), Reject> {
    require!(DI_SPLIT_4, member.is_user(), Reject::WrongId);
    Ok(())
}

/// DI-SPLIT-3
fn leave_signed(members: &mut Dict) {
    if fault!(DI_SPLIT_3) {
        members.remove("signature");
    }
}
