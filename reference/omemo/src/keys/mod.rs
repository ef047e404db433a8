//! Keys of OMEMO: `spec/omemo.md` sections 3.3 to 3.5 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Identity`], [`fingerprint`] | 3.3 | OM-KEY-1 to OM-KEY-3 |
//! | [`check_id`] | 3.3 | OM-KEY-6 |
//! | [`PublicKey`], [`Ed25519Key`], [`IdentityKey`] | 3.4 | OM-KEY-7 to OM-KEY-13 |
//! | [`PrivateKey::agree`] | 3.4 | OM-KEY-14 |
//! | [`sign`](mod@sign) | 3.5 | OM-SIGN-1 to OM-SIGN-7 |
//!
//! Secrets are erased when dropped, never shown, and compared in constant time.

mod field;
pub mod public;
pub mod sign;

use std::fmt;

use curve25519_dalek::{EdwardsPoint, MontgomeryPoint, Scalar};
use sha2::{Digest, Sha512};
use subtle::ConstantTimeEq;
use taut_wire::{Reader, fault, require};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::error::Reject;
use crate::format::Format;

pub use public::{Ed25519Key, IdentityKey, PublicKey};

/// The greatest ID of a device or a prekey.
pub const MAX_ID: u32 = 0x7fff_ffff;

/// Takes an ID of a device or a prekey.
///
/// # Errors
/// [`Reject::BadId`].
pub fn check_id(id: u32) -> Result<u32, Reject> {
    require!(OM_KEY_6, (1..=MAX_ID).contains(&id), Reject::BadId);
    Ok(id)
}

/// Declares 32 bytes that nobody else may know.
macro_rules! secret {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Clone, Eq, ::zeroize::Zeroize, ::zeroize::ZeroizeOnDrop)]
        pub struct $name(pub(crate) [u8; 32]);

        impl $name {
            /// The bytes, to show or to save them.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl From<[u8; 32]> for $name {
            fn from(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                ::subtle::ConstantTimeEq::ct_eq(self.0.as_slice(), other.0.as_slice()).into()
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}
pub(crate) use secret;

secret! {
    /// The private half of an X25519 key, as it was given or drawn.
    PrivateKey
}
secret! {
    /// What two X25519 keys agree on.
    Shared
}

impl PrivateKey {
    /// `Base` of section 3.1.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey::from(MontgomeryPoint::mul_base_clamped(self.0).to_bytes())
    }

    /// `DH` of section 3.1.
    ///
    /// # Errors
    /// [`Reject::WeakKey`].
    pub fn agree(&self, other: &PublicKey) -> Result<Shared, Reject> {
        self.agree_at(&Point::of(other))
    }

    /// As [`PrivateKey::agree`], with a key of which there is the point already.
    pub(crate) fn agree_at(&self, other: &Point) -> Result<Shared, Reject> {
        let shared = Shared(other.multiply(self).to_bytes());
        require!(OM_KEY_14, !bool::from(shared.0.as_slice().ct_eq(&[0; 32])), Reject::WeakKey);
        Ok(shared)
    }
}

/// A public key as a point, to agree with several times.
///
/// Where there is a point of the curve, its Edwards form is multiplied: that takes three quarters of the time of the
/// ladder, which does the rest, the points of the twist.
pub(crate) enum Point {
    Curve(EdwardsPoint),
    Twist(MontgomeryPoint),
}

impl Point {
    pub(crate) fn of(key: &PublicKey) -> Self {
        let point = MontgomeryPoint(*key.as_bytes());
        point.to_edwards(0).map_or(Self::Twist(point), Self::Curve)
    }

    /// X25519.
    fn multiply(&self, private: &PrivateKey) -> MontgomeryPoint {
        match self {
            Self::Curve(point) => point.mul_clamped(private.0).to_montgomery(),
            Self::Twist(point) => point.mul_clamped(private.0),
        }
    }
}

/// A private key with its public half.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPair {
    pub(crate) private: PrivateKey,
    pub(crate) public: PublicKey,
}

impl KeyPair {
    /// The private half.
    #[must_use]
    pub const fn private(&self) -> &PrivateKey {
        &self.private
    }

    /// The public half.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }
}

impl From<PrivateKey> for KeyPair {
    fn from(private: PrivateKey) -> Self {
        let public = private.public();
        Self { private, public }
    }
}

impl From<[u8; 32]> for KeyPair {
    fn from(private: [u8; 32]) -> Self {
        Self::from(PrivateKey(private))
    }
}

/// What the 32 bytes of an identity are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityForm {
    /// A seed, hashed to the scalar.
    Seed,
    /// The scalar itself.
    Private,
}

/// The long-lived key pair of a device, with both public forms.
#[derive(Clone)]
pub struct Identity {
    form: IdentityForm,
    given: PrivateKey,
    scalar: PrivateKey,
    x25519: PublicKey,
    ed25519: [u8; 32],
}

impl Identity {
    /// The identity of these bytes.
    #[must_use]
    pub fn new(form: IdentityForm, given: [u8; 32]) -> Self {
        let scalar = PrivateKey(match form {
            IdentityForm::Seed if !fault!(OM_KEY_1) => clamp(hash_half(&given)),
            IdentityForm::Private if fault!(OM_KEY_2) => given,
            _ => clamp(given),
        });
        let point = EdwardsPoint::mul_base(&Scalar::from_bytes_mod_order(scalar.0));
        let (x25519, mut ed25519) = (point.to_montgomery().to_bytes(), point.compress().to_bytes());
        if fault!(OM_KEY_3) {
            sign::set_high_bit(&mut ed25519, false);
        }
        Self { form, given: PrivateKey(given), scalar, x25519: PublicKey::from(x25519), ed25519 }
    }

    /// What it was made of.
    #[must_use]
    pub const fn given(&self) -> (IdentityForm, &PrivateKey) {
        (self.form, &self.given)
    }

    /// The clamped scalar.
    #[must_use]
    pub const fn scalar(&self) -> &PrivateKey {
        &self.scalar
    }

    /// The public key in X25519 form.
    #[must_use]
    pub const fn x25519(&self) -> &PublicKey {
        &self.x25519
    }

    /// The public key in Ed25519 form.
    #[must_use]
    pub const fn ed25519(&self) -> &[u8; 32] {
        &self.ed25519
    }

    /// The public key on the wire.
    #[must_use]
    pub fn to_wire(&self, format: Format) -> Vec<u8> {
        match format {
            Format::Legacy => self.x25519.to_wire(format),
            Format::Omemo2 => self.ed25519.to_vec(),
        }
    }
}

impl PartialEq for Identity {
    fn eq(&self, other: &Self) -> bool {
        self.form == other.form && self.given == other.given
    }
}

impl Eq for Identity {}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { form: _, given: _, scalar: _, x25519, ed25519: _ } = self;
        f.debug_struct("Identity").field("x25519", x25519).finish_non_exhaustive()
    }
}

/// The fingerprint of an identity key, for people.
#[must_use]
pub fn fingerprint(x25519: &PublicKey) -> String {
    let groups = x25519.as_bytes().chunks(4).map(|group| data_encoding::HEXLOWER.encode(group));
    groups.collect::<Vec<_>>().join(" ")
}

fn hash_half(seed: &[u8; 32]) -> [u8; 32] {
    let hash = Zeroizing::new(<[u8; 64]>::from(Sha512::digest(seed)));
    Reader::new(hash.as_slice()).array()
}

fn clamp(mut scalar: [u8; 32]) -> [u8; 32] {
    let clamped = curve25519_dalek::scalar::clamp_integer(scalar);
    scalar.zeroize();
    clamped
}

impl ZeroizeOnDrop for Identity {}

#[cfg(test)]
mod tests {
    use super::*;

    /// u of points of order 8, of the twist and of the curve, and what is no less than p.
    #[test]
    fn x25519_is_that_of_the_ladder() {
        let order_8 = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800";
        let mut keys = vec![data_encoding::HEXLOWER.decode(order_8.as_bytes()).unwrap()];
        keys.extend((0..=255).map(|byte| vec![byte; 32]));
        keys.extend((0..=255).map(|byte| [&[byte][..], &[0; 31]].concat()));
        keys.extend((0xe8..=0xff).map(|byte| [&[byte][..], &[0xff; 30], &[0x7f]].concat()));
        for key in keys {
            let public = PublicKey::from(<[u8; 32]>::try_from(key.as_slice()).unwrap());
            for private in [[0; 32], [0xff; 32], [0x5a; 32]] {
                let ladder = MontgomeryPoint(*public.as_bytes()).mul_clamped(private);
                let product = Point::of(&public).multiply(&PrivateKey(private));
                assert_eq!(product.to_bytes(), ladder.to_bytes(), "{key:?}");
            }
        }
    }
}
