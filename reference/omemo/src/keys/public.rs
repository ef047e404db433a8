//! Public keys from the wire: `spec/omemo.md` section 3.4 (revision 1.0.0).

use std::fmt;

use curve25519_dalek::edwards::CompressedEdwardsY;
use curve25519_dalek::{EdwardsPoint, MontgomeryPoint};
use taut_wire::{Hex, Reader, require};

use super::{field, sign};
use crate::error::Reject;
use crate::format::{Format, KEY_TYPE};

/// An X25519 public key, without type byte.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Reads a key from the wire.
    ///
    /// # Errors
    /// [`Reject::BadKey`].
    pub fn read(format: Format, bytes: &[u8]) -> Result<Self, Reject> {
        Self::checked(raw(format, bytes)?)
    }

    /// The 32 bytes, without type byte.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key on the wire.
    #[must_use]
    pub fn to_wire(&self, format: Format) -> Vec<u8> {
        let mut wire = Vec::with_capacity(format.key_size());
        if format == Format::Legacy {
            wire.push(KEY_TYPE);
        }
        wire.extend_from_slice(&self.0);
        wire
    }

    /// The Ed25519 form with this sign bit.
    #[must_use]
    pub fn to_ed25519(&self, sign: bool) -> [u8; 32] {
        let mut key = field::edwards_y(&self.0);
        sign::set_high_bit(&mut key, sign);
        key
    }

    fn checked(bytes: [u8; 32]) -> Result<Self, Reject> {
        require!(OM_KEY_10, field::is_canonical(&bytes), Reject::BadKey);
        Ok(Self(bytes))
    }
}

impl From<[u8; 32]> for PublicKey {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({:?})", Hex(&self.0))
    }
}

/// Length and type byte of a key on the wire.
fn raw(format: Format, bytes: &[u8]) -> Result<[u8; 32], Reject> {
    require!(OM_KEY_7, matches!(bytes.len(), 32 | 33), Reject::BadKey);
    let own_size = bytes.len() == format.key_size() || !matches!(bytes.len(), 32 | 33);
    require!(OM_KEY_8, own_size, Reject::BadKey);
    let mut reader = Reader::new(bytes);
    if bytes.len() == 33 {
        let [key_type] = reader.array();
        require!(OM_KEY_9, key_type == KEY_TYPE, Reject::BadKey);
    }
    Ok(reader.array())
}

/// An identity key in Ed25519 form, fit to verify with.
#[derive(Clone)]
pub struct Ed25519Key {
    bytes: [u8; 32],
    /// There always is one, unless OM-KEY-11 is switched off.
    pub(super) point: Option<EdwardsPoint>,
}

impl Ed25519Key {
    /// Reads a key in the length of T.
    ///
    /// # Errors
    /// [`Reject::BadKey`], [`Reject::WeakKey`].
    pub fn read(bytes: &[u8]) -> Result<Self, Reject> {
        let bytes = raw(Format::Omemo2, bytes)?;
        Self::checked(bytes, CompressedEdwardsY(bytes).decompress())
    }

    /// The form that an X25519 key has with this sign bit.
    ///
    /// # Errors
    /// [`Reject::BadKey`], [`Reject::WeakKey`].
    pub fn of_x25519(key: &PublicKey, sign: bool) -> Result<Self, Reject> {
        match MontgomeryPoint(key.0).to_edwards(u8::from(sign)) {
            Some(point) => Self::checked(point.compress().to_bytes(), Some(point)),
            None => Self::read(&key.to_ed25519(sign)),
        }
    }

    fn checked(bytes: [u8; 32], point: Option<EdwardsPoint>) -> Result<Self, Reject> {
        let mut y = bytes;
        sign::set_high_bit(&mut y, false);
        require!(OM_KEY_11, point.is_some() && field::is_canonical(&y), Reject::BadKey);
        let small = point.is_some_and(|point| point.is_small_order());
        require!(OM_KEY_12, !small, Reject::WeakKey);
        let in_subgroup = small || point.is_none_or(|point| point.is_torsion_free());
        require!(OM_KEY_13, in_subgroup, Reject::BadKey);
        Ok(Self { bytes, point })
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// The X25519 form.
    #[must_use]
    pub fn to_x25519(&self) -> PublicKey {
        let bytes = self
            .point
            .map_or_else(|| field::montgomery_u(&self.bytes), |point| point.to_montgomery().to_bytes());
        PublicKey(bytes)
    }
}

impl fmt::Debug for Ed25519Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ed25519Key({:?})", Hex(&self.bytes))
    }
}

/// The identity key of a peer, as it stands on the wire, with its X25519 form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityKey {
    wire: Vec<u8>,
    x25519: PublicKey,
}

impl IdentityKey {
    /// Reads an identity key from the wire, together with its Ed25519 form in T.
    ///
    /// # Errors
    /// [`Reject::BadKey`], [`Reject::WeakKey`].
    pub fn read(format: Format, bytes: &[u8]) -> Result<(Self, Option<Ed25519Key>), Reject> {
        let key = raw(format, bytes)?;
        // Without OM-KEY-8 the type byte decides which form it is.
        let (x25519, ed25519) = if bytes.len() == 33 {
            (PublicKey::checked(key)?, None)
        } else {
            let ed25519 = Ed25519Key::read(&key)?;
            (ed25519.to_x25519(), Some(ed25519))
        };
        Ok((Self { wire: bytes.to_vec(), x25519 }, ed25519))
    }

    /// The key as it stands on the wire.
    #[must_use]
    pub fn wire(&self) -> &[u8] {
        &self.wire
    }

    /// The X25519 form.
    #[must_use]
    pub const fn x25519(&self) -> &PublicKey {
        &self.x25519
    }
}
