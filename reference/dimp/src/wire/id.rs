//! IDs: `spec/dimp.md` sections 4.4 and 5.3, 5.4 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Id::read`] | 4.4.1 | DI-ID-1, DI-ID-2 |
//! | equality and order of [`Id`] | 4.4.1 | DI-ID-3 |
//! | [`Id::new`], [`Id::to_text`], [`Id::bare`] | 4.4.1 | DI-ID-4 |
//! | [`Roles`] | 4.4.3 | DI-ID-5, DI-ID-6 |

use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use taut_wire::{fault, require};

use super::address::{Address, Entity, Kind, POLYLOGUE};
use crate::error::Reject;

/// Who somebody is: two IDs are equal whatever their terminals.
#[derive(Clone, Debug)]
pub struct Id {
    name: Option<String>,
    address: Address,
    terminal: Option<String>,
    /// What is compared.
    key: String,
}

impl Id {
    /// Reads an ID.
    ///
    /// # Errors
    /// [`Reject::BadId`], [`Reject::BadName`], those of [`Address::read`].
    pub fn read(id: &[u8]) -> Result<Self, Reject> {
        let unicode = str::from_utf8(id);
        require!(DI_ID_1, unicode.is_ok(), Reject::BadId);
        // Without DI-ID-1 what is no UTF-8 is replaced.
        let text = unicode.map_or_else(|_| String::from_utf8_lossy(id), Cow::Borrowed);
        let (rest, terminal) = text.split_once('/').unwrap_or((&text, ""));
        let (name, address) = rest.split_once('@').unwrap_or(("", rest));
        require!(DI_ID_1, !address.is_empty(), Reject::BadId);
        require!(DI_ID_2, name.is_empty() || is_name(name.as_bytes()), Reject::BadName);
        let present = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Ok(Self::with_terminal(present(name), Address::read(address)?, present(terminal)))
    }

    /// The ID of a name and an address.
    #[must_use]
    pub fn new(name: Option<String>, address: Address) -> Self {
        Self::with_terminal(name, address, None)
    }

    fn with_terminal(name: Option<String>, address: Address, terminal: Option<String>) -> Self {
        let shown = match address.kind() {
            Kind::Broadcast => Cow::Owned(address.as_str().to_ascii_lowercase()),
            Kind::Btc | Kind::Eth => Cow::Borrowed(address.as_str()),
        };
        let mut key = written(name.as_deref(), &shown, None);
        if fault!(DI_ID_3) {
            key = written(name.as_deref(), &shown, terminal.as_deref());
        }
        Self { name, address, terminal, key }
    }

    /// The name, if there is one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The address.
    #[must_use]
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// The terminal, if there is one.
    #[must_use]
    pub fn terminal(&self) -> Option<&str> {
        self.terminal.as_deref()
    }

    /// The whole text (DI-ID-4).
    #[must_use]
    pub fn to_text(&self) -> String {
        written(self.name(), self.address.as_str(), self.terminal())
    }

    /// The same ID without its terminal.
    #[must_use]
    pub fn without_terminal(&self) -> Self {
        Self::new(self.name.clone(), self.address.clone())
    }

    /// The text without terminal.
    #[must_use]
    pub fn bare(&self) -> String {
        written(self.name(), self.address.as_str(), None)
    }

    /// Whether it is everybody.
    #[must_use]
    pub fn is_broadcast(&self) -> bool {
        self.address.kind() == Kind::Broadcast
    }

    /// Whether it can be a user.
    #[must_use]
    pub fn is_user(&self) -> bool {
        matches!(self.address.entity(), Entity::User | Entity::Both)
    }

    /// Whether it can be a group.
    #[must_use]
    pub fn is_group(&self) -> bool {
        matches!(self.address.entity(), Entity::Group | Entity::Both)
    }
}

impl PartialEq for Id {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key // DI-ID-3
    }
}

impl Eq for Id {}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Id {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

/// Who has which part in a broadcast group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles {
    /// Who made it.
    pub founder: String,
    /// Who leads it.
    pub owner: String,
    /// Who is in it.
    pub members: Vec<String>,
}

impl Roles {
    /// The roles of a broadcast group (DI-ID-5).
    ///
    /// # Errors
    /// [`Reject::WrongId`].
    pub fn of(group: &Id) -> Result<Self, Reject> {
        let is_group = group.is_broadcast() && group.address.network() == POLYLOGUE;
        require!(DI_ID_6, is_group, Reject::WrongId);
        let of = |role: &str| match group.name() {
            None | Some("everyone") => None,
            Some(name) => Some(format!("{name}.{role}@anywhere")),
        };
        let owner = of("owner").unwrap_or_else(|| "anyone@anywhere".to_owned());
        let founder = of("founder").unwrap_or_else(|| "moky@anywhere".to_owned());
        let members = [owner.clone()].into_iter().chain(of("member")).collect();
        Ok(Self { founder, owner, members })
    }
}

/// Whether bytes are a name as the documents want it.
#[must_use]
pub fn is_name(name: &[u8]) -> bool {
    (2..=32).contains(&name.len())
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(byte))
}

/// DI-ID-4
fn written(name: Option<&str>, address: &str, terminal: Option<&str>) -> String {
    let name = name.filter(|name| !name.is_empty()).map(|name| [name, "@"]).unwrap_or_default();
    let terminal = terminal.map(|terminal| ["/", terminal]).unwrap_or_default();
    [name.concat().as_str(), address, terminal.concat().as_str()].concat()
}
