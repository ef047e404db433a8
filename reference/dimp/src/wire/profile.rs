//! Profiles: `spec/dimp.md` sections 4.7, 5.11 and 5.12 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Properties::new`] | 5.11 | |
//! | [`make`] | 5.11 | DI-PROF-1 |
//! | [`read`] | 5.12 | |
//! | [`Claim::read`], [`Claim::of`], [`Claim::of_dict`] | 4.7 | DI-PROF-2, DI-PROF-3 |
//! | [`Claim::of_owner`] | 4.7 | DI-PROF-4 |
//! | [`Claim::by_signer`] | 4.7 | DI-PROF-5 |
//! | [`Claim::verify`] | 4.7 | DI-PROF-6, DI-PROF-7 |

use taut_wire::{fault, require};

use super::base64;
use super::id::Id;
use super::json::{self, Dict, Value, write};
use super::meta::Meta;
use crate::error::{Misuse, Reject};
use crate::key::{PrivateKey, PublicKey};

/// Properties that can be written.
#[derive(Clone, Debug)]
pub struct Properties(Dict);

impl Properties {
    /// Takes the properties of a profile that is to be made.
    ///
    /// # Errors
    /// [`Misuse::BadData`].
    pub fn new(properties: Dict) -> Result<Self, Misuse> {
        write::check_dict(&properties)?;
        Ok(Self(properties))
    }
}

/// A profile that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The text that is signed.
    pub data: String,
    /// The profile.
    pub profile: Dict,
}

/// Makes a profile. RSA does not use the draw `k`.
///
/// # Errors
/// Those of [`PrivateKey::sign`].
pub fn make(id: &Id, properties: &Properties, private: &PrivateKey, k: &[u8; 32]) -> Result<Made, Reject> {
    let data = write::dict(&properties.0);
    let signature = private.sign(data.as_bytes(), k)?;
    // DI-PROF-1
    let mut members =
        vec![("ID", id.bare()), ("data", data.clone()), ("signature", base64::encode(&signature))];
    if fault!(DI_PROF_1) {
        members.reverse();
    }
    Ok(Made { data, profile: members.into_iter().collect() })
}

/// Reads a profile that is wanted of an ID, signed by it or by another one.
///
/// # Errors
/// Those of [`Claim::read`], [`Id::read`], [`Claim::of_owner`], [`Claim::by_signer`], [`Meta::read`], [`Meta::check`] and
/// [`Claim::verify`].
pub fn read(profile: &[u8], id: &[u8], meta: &[u8], signer: Option<&[u8]>) -> Result<Profile, Reject> {
    let claim = Claim::read(profile)?;
    let id = Id::read(id)?;
    claim.of_owner(&id)?;
    let signer = signer.map(Id::read).transpose()?;
    signer.as_ref().map_or(Ok(()), |signer| claim.by_signer(signer))?;
    let meta = Meta::read(meta)?;
    meta.check(signer.as_ref().unwrap_or(&id))?;
    claim.verify(&meta)
}

/// A profile of which nothing is verified yet.
#[derive(Clone, Debug)]
pub struct Claim {
    id: Id,
    dict: Dict,
}

impl Claim {
    /// Reads the text of a profile.
    ///
    /// # Errors
    /// Those of [`json::read::read`] and [`Claim::of`].
    pub fn read(text: &[u8]) -> Result<Self, Reject> {
        Self::of(json::read::read(text)?)
    }

    /// Takes a value that was read for a profile.
    ///
    /// # Errors
    /// [`Reject::NotObject`], those of [`Claim::of_dict`].
    pub fn of(value: Value) -> Result<Self, Reject> {
        let Value::Dict(dict) = value else {
            require!(DI_PROF_2, false, Reject::NotObject);
            return Self::of_dict(Dict::default());
        };
        Self::of_dict(dict)
    }

    /// Takes a profile that stands in something else.
    ///
    /// # Errors
    /// [`Reject::BadProfile`], those of [`Id::read`].
    pub fn of_dict(dict: Dict) -> Result<Self, Reject> {
        let is_text = |name| dict.find(name).and_then(Value::as_text).is_some();
        require!(DI_PROF_3, ["ID", "data", "signature"].into_iter().all(is_text), Reject::BadProfile);
        let id = Id::read(dict.find("ID").and_then(Value::as_text).unwrap_or_default())?;
        Ok(Self { id, dict })
    }

    /// Whose it is said to be.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.id
    }

    /// Says that it is the profile of an ID.
    ///
    /// # Errors
    /// [`Reject::WrongId`].
    pub fn of_owner(&self, id: &Id) -> Result<(), Reject> {
        require!(DI_PROF_4, self.id == *id, Reject::WrongId);
        Ok(())
    }

    /// Says that this ID may have signed it. There is nothing to say where no other one is said to have.
    ///
    /// # Errors
    /// [`Reject::WrongId`].
    pub fn by_signer(&self, signer: &Id) -> Result<(), Reject> {
        let may_sign = self.id == *signer || (self.id.is_group() && signer.is_user());
        require!(DI_PROF_5, may_sign, Reject::WrongId);
        Ok(())
    }

    /// Verifies it with the meta of who signed it.
    ///
    /// # Errors
    /// [`Reject::BadBase64`], [`Reject::LooseText`], [`Reject::BadSignature`], those of [`json::read::read`],
    /// [`Reject::BadProfile`], those of [`PublicKey::of_dict`].
    pub fn verify(self, meta: &Meta) -> Result<Profile, Reject> {
        let data = self.text("data");
        let signature = base64::decode(self.text("signature"))?;
        let verified = meta.key().verify(data, &signature);
        require!(DI_PROF_6, verified.is_ok(), Reject::BadSignature);
        self.into_profile()
    }

    /// Takes it for what it says. It is verified now, or was before it was saved.
    pub(crate) fn into_profile(self) -> Result<Profile, Reject> {
        let properties = match json::read::read(self.text("data"))? {
            Value::Dict(properties) => Some(properties),
            _ => None,
        };
        require!(DI_PROF_7, properties.is_some(), Reject::BadProfile);
        let properties = properties.unwrap_or_default();
        let key = match properties.find("key") {
            Some(Value::Dict(key)) => Some(PublicKey::of_dict(key)?),
            Some(_) => {
                require!(DI_PROF_7, false, Reject::BadProfile);
                None
            }
            None => None,
        };
        Ok(Profile { claim: self, properties, key })
    }

    fn text(&self, name: &str) -> &[u8] {
        self.dict.find(name).and_then(Value::as_text).unwrap_or_default()
    }
}

/// Properties of an entity, verified.
#[derive(Clone, Debug)]
pub struct Profile {
    claim: Claim,
    properties: Dict,
    key: Option<PublicKey>,
}

impl Profile {
    /// Whose it is.
    #[must_use]
    pub const fn id(&self) -> &Id {
        &self.claim.id
    }

    /// The text that was signed.
    #[must_use]
    pub fn data(&self) -> &[u8] {
        self.claim.text("data")
    }

    /// All properties.
    #[must_use]
    pub const fn properties(&self) -> &Dict {
        &self.properties
    }

    /// The key for messages, if there is one.
    #[must_use]
    pub const fn key(&self) -> Option<&PublicKey> {
        self.key.as_ref()
    }

    /// The dictionary of the key for messages, with all its members.
    #[must_use]
    pub fn key_text(&self) -> Option<String> {
        self.properties.find("key").filter(|_| self.key.is_some()).map(write::value)
    }

    /// All members, as they were read.
    #[must_use]
    pub const fn dict(&self) -> &Dict {
        &self.claim.dict
    }

    /// The text of [`Profile::dict`].
    #[must_use]
    pub fn to_text(&self) -> String {
        write::dict(self.dict())
    }
}
