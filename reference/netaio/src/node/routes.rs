//! Who gets a message: `spec/netaio.md` section 6.2 (revision 1.0.0).

use std::collections::BTreeMap;

use taut_wire::fault;

use super::Address;

/// What a handler is registered for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The type.
    pub kind: u8,
    /// The URI, or any.
    pub uri: Option<Vec<u8>>,
    /// The address of the sender, or any.
    pub address: Option<Address>,
}

/// How often a handler is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// For each message.
    Always,
    /// For one message.
    Once,
}

/// Handlers, of whatever type the node has for them.
#[derive(Clone, Debug)]
pub struct Routes<H>(BTreeMap<Key, Slot<H>>);

#[derive(Clone, Debug)]
struct Slot<H> {
    always: Option<H>,
    once: Option<H>,
}

/// Where a handler was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route<'a, H> {
    /// Its key.
    pub key: Key,
    /// Whether it is to be removed when it is called.
    pub times: Times,
    /// The handler.
    pub handler: &'a H,
}

impl<H> Default for Routes<H> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<H> Routes<H> {
    /// Registers a handler, in place of the one with this key and kind.
    pub fn set(&mut self, key: Key, times: Times, handler: H) {
        let slot = self.0.entry(key).or_insert(Slot { always: None, once: None });
        match times {
            Times::Always => slot.always = Some(handler),
            Times::Once => slot.once = Some(handler),
        }
    }

    /// Takes a handler away.
    pub fn remove(&mut self, key: &Key, times: Times) -> Option<H> {
        let slot = self.0.get_mut(key)?;
        let handler = match times {
            Times::Always => slot.always.take(),
            Times::Once => slot.once.take(),
        };
        if slot.always.is_none() && slot.once.is_none() {
            self.0.remove(key);
        }
        handler
    }

    /// The handler that is registered for a key and kind.
    #[must_use]
    pub fn get(&self, key: &Key, times: Times) -> Option<&H> {
        let slot = self.0.get(key)?;
        match times {
            Times::Always => slot.always.as_ref(),
            Times::Once => slot.once.as_ref(),
        }
    }

    /// The handler of a message: the first of (type, URI, address), (type, URI), (type) that has one (NA-ROUTE-1).
    #[must_use]
    pub fn find(&self, kind: u8, uri: &[u8], address: &Address) -> Option<Route<'_, H>> {
        let (uri, address) = (Some(uri.to_vec()), Some(address.clone()));
        let mut keys = [
            Key { kind, uri: uri.clone(), address },
            Key { kind, uri, address: None },
            Key { kind, uri: None, address: None },
        ];
        if fault!(NA_ROUTE_1) {
            keys.reverse();
        }
        keys.into_iter().find_map(|key| self.at(key))
    }

    /// A one-time handler comes first (NA-ROUTE-2).
    fn at(&self, key: Key) -> Option<Route<'_, H>> {
        let slot = self.0.get(&key)?;
        let (handler, times) = match (&slot.once, &slot.always) {
            (Some(once), None) => (once, Times::Once),
            (Some(once), Some(_)) if !fault!(NA_ROUTE_2) => (once, Times::Once),
            (_, Some(always)) => (always, Times::Always),
            (None, None) => return None,
        };
        Some(Route { key, times, handler })
    }
}
