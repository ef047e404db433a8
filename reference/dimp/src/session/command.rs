//! Group commands: `spec/dimp.md` section 6.6 (revision 1.0.0), DI-GROUP-1 to DI-GROUP-7.

use taut_wire::{fault, require};

use super::Node;
use super::group::{Group, normal, read_ids};
use super::process::Answer;
use crate::error::Reject;
use crate::wire::content::{Content, Kind, MAX_TIME};
use crate::wire::id::Id;
use crate::wire::json::{Dict, Value};

impl Node {
    /// Does what an invite, an expel, a quit, a reset or a query asks for, if the sender may ask for it.
    pub(super) fn obey(
        &mut self,
        sender: &Id,
        user: &Id,
        content: &Content,
    ) -> Result<Option<Answer>, Reject> {
        let Some(id) = content.group() else { return Ok(None) };
        require!(DI_GROUP_1, !id.is_broadcast() && sender.is_user(), Reject::WrongId);
        let group = self.groups.get(id).cloned().unwrap_or_default();
        let (kind, time) = (content.kind(), time(content));
        require!(DI_GROUP_2, kind == Kind::Query || time >= group.time, Reject::OldCommand);
        let list = list(content)?;
        if self.must_ask(id, &group, sender, kind, &list) {
            return Ok(Some(Answer::new(Kind::Query, Dict::default()).in_group(id)));
        }
        let allowed = self.require_allowed(id, &group, sender, kind);
        if fault!(DI_NODE_1) && allowed.is_err() {
            self.groups.insert(id.without_terminal(), Group { time, ..group.clone() });
        }
        allowed?;
        if fault!(DI_GROUP_7) {
            return Ok(None);
        }
        if kind == Kind::Query {
            return Ok(Some(self.told(id, &group, user)));
        }
        if let Some(members) = self.changed(id, &group, sender, kind, list) {
            self.groups.insert(id.without_terminal(), Group { members, time, ..group });
        }
        Ok(None)
    }

    /// DI-GROUP-3: nothing is known of the group, and the sender cannot have made it.
    fn must_ask(&self, id: &Id, group: &Group, sender: &Id, kind: Kind, list: &[Id]) -> bool {
        let is_list = matches!(kind, Kind::Invite | Kind::Reset);
        let is_new = is_list && group.members.is_empty();
        is_new && !(list.contains(sender) && self.is_founder(id, sender)) && !fault!(DI_GROUP_3)
    }

    fn require_allowed(&self, id: &Id, group: &Group, sender: &Id, kind: Kind) -> Result<(), Reject> {
        let is_assistant = group.assistants.contains(sender);
        let has_members = !group.members.is_empty();
        match kind {
            Kind::Query => require!(DI_GROUP_4, group.is_heard(sender), Reject::NotAllowed),
            Kind::Invite => {
                require!(DI_GROUP_4, !has_members || group.is_heard(sender), Reject::NotAllowed);
            }
            Kind::Expel | Kind::Reset => {
                let may = !has_members || is_assistant || self.is_owner(id, sender);
                require!(DI_GROUP_5, may, Reject::NotAllowed);
            }
            _ => {
                let may = !has_members || !(is_assistant || self.is_owner(id, sender));
                require!(DI_GROUP_6, may, Reject::NotAllowed);
            }
        }
        Ok(())
    }

    /// DI-GROUP-7: the members afterwards, unless the command is not obeyed.
    fn changed(&self, id: &Id, group: &Group, sender: &Id, kind: Kind, list: Vec<Id>) -> Option<Vec<Id>> {
        let before = group.members.iter().cloned();
        let leaves = kind == Kind::Quit && !group.members.contains(sender);
        if matches!(kind, Kind::Expel | Kind::Quit) && group.members.is_empty() || leaves {
            return None;
        }
        Some(match kind {
            Kind::Expel => before.filter(|member| !list.contains(member)).collect(),
            Kind::Quit => before.filter(|member| member != sender).collect(),
            Kind::Invite if !(list.contains(sender) && self.is_owner(id, sender)) => {
                let others = list.into_iter().filter(|member| !group.members.contains(member));
                before.chain(others).collect()
            }
            _ => list,
        })
    }

    /// DI-GROUP-7: who asks for the members is told all of them.
    fn told(&self, id: &Id, group: &Group, user: &Id) -> Answer {
        let members = group.members.iter().map(|member| member.to_text().into()).collect();
        let kind = if self.is_owner(id, user) { Kind::Reset } else { Kind::Invite };
        Answer::new(kind, Dict::from_iter([("members", Value::List(members))])).in_group(id)
    }
}

impl Group {
    fn is_heard(&self, sender: &Id) -> bool {
        self.members.contains(sender) || self.assistants.contains(sender)
    }
}

/// The list `members`, or else the one `member`; a quit and a query have none.
fn list(content: &Content) -> Result<Vec<Id>, Reject> {
    if matches!(content.kind(), Kind::Quit | Kind::Query) {
        return Ok(Vec::new());
    }
    let texts: Vec<&[u8]> = match content.members().find("members").and_then(Value::as_list) {
        Some(members) => members.iter().filter_map(Value::as_text).collect(),
        None => content.members().find("member").and_then(Value::as_text).into_iter().collect(),
    };
    normal(read_ids(&texts)?)
}

fn time(content: &Content) -> i64 {
    match content.members().find("time") {
        Some(Value::Int(time)) => time.within(0..=MAX_TIME).unwrap_or_default(),
        _ => 0,
    }
}
