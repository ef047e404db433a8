//! Making contents: `spec/dimp.md` sections 4.8 and 5.13 (revision 1.0.0), DI-CONT-1 and DI-CONT-2.

use taut_wire::{fault, require};

use super::Kind;
use super::row::{self, Slot};
use crate::error::Misuse;
use crate::wire::id::Id;
use crate::wire::json::{Dict, Value, write};

/// What a content of the kind `storage` is called when it holds contacts, by its title and as a command.
const CONTACTS: &str = "contacts";

/// Takes a value for the members that a caller gives.
///
/// # Errors
/// [`Misuse::BadData`].
pub fn given(members: Value) -> Result<Dict, Misuse> {
    require!(DI_CONT_2, members.as_dict().is_some(), Misuse::BadData);
    Ok(if let Value::Dict(members) = members { members } else { Dict::default() })
}

/// Makes a content of the members that stand in code type in the row of the kind.
///
/// `sn` is drawn, `time` is that of the clock, in Unix seconds.
///
/// # Errors
/// [`Misuse::BadData`].
pub fn make(kind: Kind, members: Dict, group: Option<&Id>, sn: [u8; 4], time: i64) -> Result<Dict, Misuse> {
    let row = row::of(kind);
    require!(DI_CONT_2, row.is_some(), Misuse::BadData);
    let (number, slots) = row.unwrap_or_default();
    let mut maker = Maker::new(kind, members, group);
    for slot in slots {
        maker.fill(*slot, number, sn, time)?;
    }
    let made = maker.finish()?;
    write::check_dict(&made)?;
    Ok(made)
}

/// A content that comes to be.
struct Maker {
    command: &'static str,
    group: Option<String>,
    /// What of the caller's members has no place yet.
    given: Dict,
    made: Dict,
}

impl Maker {
    fn new(kind: Kind, members: Dict, group: Option<&Id>) -> Self {
        let mut given = members;
        let mut command = kind.name();
        let title = given.find("title").and_then(Value::as_text);
        if kind == Kind::Storage && title == Some(CONTACTS.as_bytes()) {
            given.remove("title");
            command = CONTACTS;
        }
        Self { command, group: group.map(Id::to_text), given, made: Dict::default() }
    }

    fn fill(&mut self, slot: Slot, number: u8, sn: [u8; 4], time: i64) -> Result<(), Misuse> {
        match slot {
            Slot::Given(name) => {
                let value = self.take(name);
                self.put_required(name, value)?;
            }
            Slot::Maybe(name) => {
                let value = self.take(name);
                self.put(name, value);
            }
            Slot::MemberOrMembers => {
                let name = if self.given.find("members").is_some() { "members" } else { "member" };
                let value = self.take(name);
                self.put_required(name, value)?;
            }
            Slot::Type => self.put("type", Some(i64::from(number).into())),
            Slot::Command => self.put("command", Some(self.command.into())),
            Slot::Sn if self.made.find("sn").is_some() => {}
            Slot::Sn => self.put("sn", Some(drawn_number(sn).into())),
            Slot::Time => {
                let time = self.take("time").unwrap_or_else(|| time.into());
                self.put("time", Some(time));
            }
            Slot::Group => {
                let group = self.group.take().map(Value::from);
                self.put_required("group", group)?;
            }
            Slot::MaybeGroup => {
                let group = self.group.take().map(Value::from);
                self.put("group", group);
            }
            Slot::Others => self.put_others()?,
        }
        Ok(())
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        let place = self.given.0.iter().position(|(given, _)| given.as_bytes() == name.as_bytes())?;
        Some(self.given.0.remove(place).1)
    }

    fn put(&mut self, name: &str, value: Option<Value>) {
        self.made.0.extend(value.map(|value| (name.into(), value)));
    }

    fn put_required(&mut self, name: &str, value: Option<Value>) -> Result<(), Misuse> {
        require!(DI_CONT_2, value.is_some(), Misuse::BadData);
        self.put(name, value);
        Ok(())
    }

    fn put_others(&mut self) -> Result<(), Misuse> {
        let is_own = ["type", "sn", "group"].into_iter().any(|name| self.given.find(name).is_some());
        require!(DI_CONT_2, !is_own, Misuse::BadData);
        self.made.0.append(&mut self.given.0);
        Ok(())
    }

    /// What has no place is refused, but for a group.
    fn finish(mut self) -> Result<Dict, Misuse> {
        require!(DI_CONT_2, self.given.0.is_empty(), Misuse::BadData);
        self.made.0.append(&mut self.given.0);
        let group = self.group.take().map(Value::from);
        self.put("group", group);
        if fault!(DI_CONT_1) {
            self.made.0.reverse();
        }
        Ok(self.made)
    }
}

/// The number of a content, by section 3.3.
fn drawn_number(sn: [u8; 4]) -> i64 {
    i64::from(u32::from_be_bytes(sn).max(1))
}
