//! Users of a node: `spec/dimp.md` section 6.2 (revision 1.0.0), DI-NODE-2, DI-NODE-3.

use std::fmt;

use taut_wire::require;
use zeroize::Zeroizing;

use super::Node;
use crate::error::{Misuse, Refused, Reject};
use crate::key::PrivateKey;
use crate::wire::address::PERSON;
use crate::wire::id::Id;
use crate::wire::json::Dict;
use crate::wire::meta::Meta;
use crate::wire::profile::{self, Claim, Profile, Properties};

/// A user of this node.
#[derive(Clone)]
pub(super) struct User {
    /// As the node was given it.
    pub(super) id: Id,
    /// The first signs, all decrypt.
    pub(super) private_keys: Vec<PrivateKey>,
    /// The dictionaries that the keys were given as, to be saved.
    texts: Vec<Zeroizing<Vec<u8>>>,
}

impl User {
    pub(super) fn read<T: AsRef<[u8]>>(id: Id, private_keys: &[T]) -> Result<Self, Reject> {
        let texts = private_keys.iter().map(|text| Zeroizing::new(text.as_ref().to_vec())).collect();
        let keys = private_keys.iter().map(|text| PrivateKey::read(text.as_ref()));
        Ok(Self { id, private_keys: keys.collect::<Result<_, _>>()?, texts })
    }

    pub(super) fn texts(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.texts.iter().map(|text| text.as_slice())
    }

    fn require_own(&self, meta: &Meta) -> Result<(), Refused> {
        require!(DI_NODE_2, self.id.is_user(), Reject::WrongId);
        let first = self.private_keys.first().map(PrivateKey::public);
        let is_own = first.is_some_and(|key| key.data() == meta.key().data());
        require!(DI_NODE_3, is_own, Misuse::BadData);
        Ok(())
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, private_keys, texts: _ } = self;
        f.debug_struct("User").field("id", id).field("private_keys", private_keys).finish_non_exhaustive()
    }
}

/// What a user is made of.
#[derive(Clone, Default)]
pub struct Registration<'a> {
    /// Key dictionary.
    pub private_key: &'a [u8],
    /// Of the meta, otherwise 1.
    pub version: Option<i64>,
    /// The name, in a version that has one.
    pub seed: Option<&'a [u8]>,
    /// Otherwise that of persons.
    pub network: Option<i64>,
    /// Of the profile, if there is to be one.
    pub properties: Option<Dict>,
}

impl fmt::Debug for Registration<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { private_key: _, version, seed, network, properties } = self;
        f.debug_struct("Registration")
            .field("version", version)
            .field("seed", seed)
            .field("network", network)
            .field("properties", properties)
            .finish_non_exhaustive()
    }
}

/// A user that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Its ID.
    pub id: String,
    /// Its meta.
    pub meta: String,
    /// Its profile, if it has one.
    pub profile: Option<String>,
}

impl Node {
    /// Makes a user. `k_meta` and `k_profile` are draws for two signatures.
    ///
    /// # Errors
    /// Those of [`PrivateKey::read`], [`Properties::new`], [`Meta::make`], [`Meta::id`] and [`Claim::verify`];
    /// [`Reject::WrongId`], [`Misuse::BadData`].
    pub fn register(
        &mut self,
        registration: Registration<'_>,
        k_meta: &[u8; 32],
        k_profile: &[u8; 32],
    ) -> Result<Registered, Refused> {
        let Registration { private_key, version, seed, network, properties } = registration;
        let key = PrivateKey::read(private_key)?;
        let properties = properties.map(Properties::new).transpose()?;
        let meta = Meta::make(&key, version, seed, k_meta)?;
        let id = meta.id(network.unwrap_or(PERSON.into()))?;
        let user = User::read(id, &[private_key])?;
        user.require_own(&meta)?;
        let profile = match properties {
            Some(properties) => {
                let made = profile::make(&user.id, &properties, &key, k_profile)?;
                Some(Claim::of_dict(made.profile)?.verify(&meta)?)
            }
            None => None,
        };
        let (id, text) = (user.id.to_text(), profile.as_ref().map(Profile::to_text));
        let registered = Registered { id, meta: meta.to_text(), profile: text };
        self.put_user(user, meta, profile);
        Ok(registered)
    }

    /// Takes a user with an ID that was made elsewhere.
    ///
    /// # Errors
    /// Those of [`Meta::read`], [`Id::read`], [`Meta::check`] and [`PrivateKey::read`]; [`Reject::WrongId`],
    /// [`Misuse::BadData`].
    pub fn add_user(&mut self, id: &[u8], meta: &[u8], private_keys: &[Vec<u8>]) -> Result<(), Refused> {
        let meta = Meta::read(meta)?;
        let id = Id::read(id)?;
        meta.check(&id)?;
        let user = User::read(id, private_keys)?;
        user.require_own(&meta)?;
        self.put_user(user, meta, None);
        Ok(())
    }

    /// A user that is there already is replaced, in its place.
    fn put_user(&mut self, user: User, meta: Meta, profile: Option<Profile>) {
        let id = user.id.without_terminal();
        if let Some(profile) = profile {
            self.profiles.insert(id.clone(), profile);
        }
        self.metas.insert(id, meta);
        match self.users.iter_mut().find(|known| known.id == user.id) {
            Some(known) => *known = user,
            None => self.users.push(user),
        }
    }

    pub(super) fn user(&self, id: &Id) -> Option<&User> {
        self.users.iter().find(|user| user.id == *id)
    }
}
