//! Who is told of what: `spec/netaio.md` section 6.7 (revision 1.0.0).

use std::collections::{BTreeMap, BTreeSet};

use taut_wire::fault;

use super::Address;

/// By key, the addresses that are subscribed to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscriptions(BTreeMap<Vec<u8>, BTreeSet<Address>>);

impl Subscriptions {
    /// Adds an address; a second time changes nothing.
    pub fn add(&mut self, key: &[u8], address: &Address) {
        self.0.entry(key.to_vec()).or_default().insert(address.clone());
    }

    /// Removes an address; one that is not subscribed changes nothing (NA-SUB-3).
    pub fn remove(&mut self, key: &[u8], address: &Address) {
        if let Some(addresses) = self.0.get_mut(key) {
            let was_there = addresses.remove(address);
            if addresses.is_empty() || (!was_there && fault!(NA_SUB_3)) {
                self.0.remove(key);
            }
        }
    }

    /// Removes an address from all keys.
    pub fn forget(&mut self, address: &Address) {
        self.0.retain(|_, addresses| {
            addresses.remove(address);
            !addresses.is_empty()
        });
    }

    /// The addresses that a notification goes to, each once (NA-SUB-1).
    pub fn of<'a>(&'a self, key: &[u8]) -> impl Iterator<Item = &'a Address> + use<'a> {
        self.0.get(key).into_iter().flatten()
    }

    /// All keys with their addresses, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &BTreeSet<Address>)> {
        self.0.iter().map(|(key, addresses)| (key.as_slice(), addresses))
    }
}
