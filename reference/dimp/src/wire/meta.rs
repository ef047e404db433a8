//! Metas: `spec/dimp.md` sections 4.6, 5.9 and 5.10 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Meta::make`] | 5.9 | DI-META-1 to DI-META-4 |
//! | [`Meta::read`], [`Meta::of_dict`] | 4.6 | DI-META-5 to DI-META-10 |
//! | [`Meta::check`] | 5.10 | DI-META-11, DI-META-12 |
//! | [`Meta::id`] | 5.10 | |
//! | equality of [`Meta`] | 6.3 | |

use taut_wire::{Text, fault, require};

use super::address::{self, Address, Kind};
use super::base64;
use super::id::{self, Id};
use super::json::{self, Dict, Value, write};
use crate::error::{Misuse, Refused, Reject};
use crate::key::{Algorithm, PrivateKey, PublicKey};

/// Key, seed and fingerprint of an entity, verified.
#[derive(Clone, Debug)]
pub struct Meta {
    dict: Dict,
    version: Version,
    key: PublicKey,
    /// Of a seeded version.
    signed: Option<Signed>,
}

/// A seed, and its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Signed {
    seed: Text,
    fingerprint: Vec<u8>,
}

/// The versions, by upstream's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    Mkm,
    Btc,
    ExBtc,
    Eth,
    ExEth,
}

impl Version {
    const fn of(number: i64) -> Option<Self> {
        match number {
            1 => Some(Self::Mkm),
            2 => Some(Self::Btc),
            3 => Some(Self::ExBtc),
            4 => Some(Self::Eth),
            5 => Some(Self::ExEth),
            _ => None,
        }
    }

    const fn number(self) -> i64 {
        match self {
            Self::Mkm => 1,
            Self::Btc => 2,
            Self::ExBtc => 3,
            Self::Eth => 4,
            Self::ExEth => 5,
        }
    }

    const fn is_seeded(self) -> bool {
        matches!(self, Self::Mkm | Self::ExBtc | Self::ExEth)
    }

    /// The kind of its addresses.
    const fn kind(self) -> Kind {
        match self {
            Self::Mkm | Self::Btc | Self::ExBtc => Kind::Btc,
            Self::Eth | Self::ExEth => Kind::Eth,
        }
    }

    fn takes(self, key: &PublicKey) -> bool {
        self.kind() == Kind::Btc || key.algorithm() == Algorithm::Ecc
    }
}

impl Meta {
    /// Makes a meta: of version 1, unless another one is asked for. RSA does not use the draw `k`.
    ///
    /// # Errors
    /// [`Misuse::BadData`], [`Misuse::BadSeed`], those of [`PrivateKey::sign`].
    pub fn make(
        private: &PrivateKey,
        version: Option<i64>,
        seed: Option<&[u8]>,
        k: &[u8; 32],
    ) -> Result<Self, Refused> {
        let key = private.public().clone();
        let version = Version::of(version.unwrap_or(1));
        require!(DI_META_3, version.is_some_and(|version| version.takes(&key)), Misuse::BadData);
        // Without DI-META-3 there is no other version than these.
        let version = version.unwrap_or(Version::Mkm);
        let signed = version.is_seeded().then(|| Signed::make(private, seed, k)).transpose()?;
        Ok(Self { dict: to_dict(version, &key, signed.as_ref()), version, key, signed })
    }

    /// Reads the text of a meta, and verifies it.
    ///
    /// # Errors
    /// Those of [`json::read::read`] and [`Meta::of_dict`]; [`Reject::NotObject`].
    pub fn read(text: &[u8]) -> Result<Self, Reject> {
        let Value::Dict(dict) = json::read::read(text)? else {
            require!(DI_META_5, false, Reject::NotObject);
            return Self::of(Dict::default());
        };
        Self::of(dict)
    }

    /// Takes a meta that stands in something else, and verifies it.
    ///
    /// # Errors
    /// [`Reject::UnknownVersion`], [`Reject::BadNumber`], [`Reject::BadMeta`], those of [`PublicKey::of_dict`],
    /// [`Reject::WrongAlgorithm`], [`Reject::BadName`], [`Reject::BadBase64`], [`Reject::LooseText`],
    /// [`Reject::BadFingerprint`].
    pub fn of_dict(dict: &Dict) -> Result<Self, Reject> {
        Self::of(dict.clone())
    }

    fn of(dict: Dict) -> Result<Self, Reject> {
        let version = read_version(&dict)?;
        let member = |name| dict.find(name);
        let (key, seed, fingerprint) = (member("key"), member("seed"), member("fingerprint"));
        let is_text = |value: Option<&Value>| value.and_then(Value::as_text).is_some();
        let is_whole = key.and_then(Value::as_dict).is_some()
            && (!version.is_seeded() || (is_text(seed) && is_text(fingerprint)));
        require!(DI_META_7, is_whole, Reject::BadMeta);
        let key = PublicKey::of_dict(key.and_then(Value::as_dict).unwrap_or(&Dict::default()))?;
        require!(DI_META_8, version.takes(&key), Reject::WrongAlgorithm);
        let signed = version.is_seeded().then(|| Signed::read(&key, seed, fingerprint)).transpose()?;
        Ok(Self { dict, version, key, signed })
    }

    /// Says that it is the meta of an ID.
    ///
    /// # Errors
    /// [`Reject::MetaMismatch`].
    pub fn check(&self, id: &Id) -> Result<(), Reject> {
        let address = id.address();
        let is_own = match self.version.kind() {
            Kind::Eth => Address::of_point(self.hashed()).is_ok_and(|own| own == *address),
            Kind::Btc | Kind::Broadcast => address.digest() == Some(&address::btc_digest(self.hashed())),
        };
        require!(DI_META_11, is_own, Reject::MetaMismatch);
        let seed = self.seed().map(Text::as_bytes);
        require!(DI_META_12, seed == id.name().map(str::as_bytes), Reject::MetaMismatch);
        Ok(())
    }

    /// The ID that it has in a network; of the versions 4 and 5 there is one alone.
    ///
    /// # Errors
    /// [`Misuse::BadData`], [`Reject::UnknownNetwork`].
    pub fn id(&self, network: i64) -> Result<Id, Refused> {
        let network = match self.version.kind() {
            Kind::Eth => address::PERSON,
            Kind::Btc | Kind::Broadcast => {
                let network = address::network(network)?;
                address::require_known(network)?;
                network
            }
        };
        let name = self.seed().map(|seed| String::from_utf8_lossy(seed.as_bytes()).into_owned());
        Ok(Id::new(name, self.address(network)?))
    }

    fn address(&self, network: u8) -> Result<Address, Misuse> {
        match self.version.kind() {
            Kind::Eth => Address::of_point(self.hashed()),
            Kind::Btc | Kind::Broadcast => {
                Ok(Address::of_digest(network, &address::btc_digest(self.hashed())))
            }
        }
    }

    /// What the address is made of.
    #[must_use]
    pub fn hashed(&self) -> &[u8] {
        match self.version {
            Version::Mkm => self.fingerprint().unwrap_or_default(),
            Version::Btc | Version::ExBtc => self.key.data(),
            Version::Eth | Version::ExEth => self.key.data().split_first().map_or(&[], |(_, point)| point),
        }
    }

    /// The public key.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The name of the ID, if it has one.
    #[must_use]
    pub fn seed(&self) -> Option<&Text> {
        self.signed.as_ref().map(|signed| &signed.seed)
    }

    /// The signature of the seed, if there is one.
    #[must_use]
    pub fn fingerprint(&self) -> Option<&[u8]> {
        self.signed.as_ref().map(|signed| signed.fingerprint.as_slice())
    }

    /// All members, as they were read or made.
    #[must_use]
    pub const fn dict(&self) -> &Dict {
        &self.dict
    }

    /// The text of [`Meta::dict`].
    #[must_use]
    pub fn to_text(&self) -> String {
        write::dict(&self.dict)
    }
}

/// Section 6.3: members that mean nothing do not count.
impl PartialEq for Meta {
    fn eq(&self, other: &Self) -> bool {
        (self.version, &self.key, &self.signed) == (other.version, &other.key, &other.signed)
    }
}

impl Eq for Meta {}

impl Signed {
    fn make(private: &PrivateKey, seed: Option<&[u8]>, k: &[u8; 32]) -> Result<Self, Refused> {
        require!(DI_META_1, seed.is_some_and(id::is_name), Misuse::BadSeed);
        // Without DI-META-1 it may be anything.
        let seed = seed.and_then(|seed| Text::from_bytes(seed.to_vec())).unwrap_or_default();
        let text = if fault!(DI_META_2) { b"" } else { seed.as_bytes() };
        let fingerprint = private.sign(text, k)?;
        Ok(Self { seed, fingerprint })
    }

    fn read(key: &PublicKey, seed: Option<&Value>, fingerprint: Option<&Value>) -> Result<Self, Reject> {
        let seed = match seed {
            Some(Value::Text(seed)) => seed.clone(),
            _ => Text::default(),
        };
        require!(DI_META_9, id::is_name(seed.as_bytes()), Reject::BadName);
        let fingerprint = base64::decode(fingerprint.and_then(Value::as_text).unwrap_or_default())?;
        let verified = key.verify(seed.as_bytes(), &fingerprint);
        require!(DI_META_10, verified.is_ok(), Reject::BadFingerprint);
        Ok(Self { seed, fingerprint })
    }
}

fn read_version(dict: &Dict) -> Result<Version, Reject> {
    let version = dict.find("version");
    let is_known = match version {
        Some(Value::Int(number)) => number.within(1..=5).is_some(),
        Some(_) => true,
        None => false,
    };
    require!(DI_META_6, is_known, Reject::UnknownVersion);
    let number = version.unwrap_or(&Value::Null).number(1..=5)?;
    // Without DI-NUM-1 it is the first one.
    Ok(Version::of(number).unwrap_or(Version::Mkm))
}

/// DI-META-4
fn to_dict(version: Version, key: &PublicKey, signed: Option<&Signed>) -> Dict {
    let mut members = vec![("version", Value::from(version.number()))];
    if let Some(signed) = signed {
        members.push(("seed", Value::Text(signed.seed.clone())));
    }
    members.push(("key", key.to_dict().into()));
    if let Some(signed) = signed {
        members.push(("fingerprint", base64::encode(&signed.fingerprint).into()));
    }
    if fault!(DI_META_4) {
        members.reverse();
    }
    members.into_iter().collect()
}
