//! Keys over secp256k1: `spec/dimp.md` sections 4.5.3, 4.5.4 and 4.10 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Public::read`], [`Private::read`] | 4.5.3 | DI-ECC-2, DI-ECC-3 |
//! | [`Public::to_dict`], [`Private::to_dict`] | 4.5.4 | DI-DICT-7, DI-DICT-9, DI-DICT-10 |
//! | [`Private::sign`] | 4.10 | DI-KEY-1, DI-SIG-2, DI-SIG-3 |
//! | [`Public::verify`] | 4.10 | DI-SIG-8 to DI-SIG-11 |

use std::fmt;

use data_encoding::HEXLOWER_PERMISSIVE;
use ecdsa::elliptic_curve::Curve;
use ecdsa::elliptic_curve::bigint::{NonZero, U512};
use ecdsa::elliptic_curve::ops::Reduce;
use ecdsa::elliptic_curve::sec1::ToSec1Point;
use ecdsa::hazmat;
use k256::ecdsa::Signature;
use k256::{FieldBytes, NonZeroScalar, ProjectivePoint, Scalar, Secp256k1, SecretKey, U256};
use sha2::{Digest, Sha256};
use taut_wire::{Hex, fault, require};
use zeroize::Zeroizing;

use super::der::{self, Der};
use super::dict::{Algorithm, Use};
use super::pem;
use super::row::{self, Content};
use crate::error::{Misuse, Reject};
use crate::wire::json::{Dict, Value};

/// Lines of a PEM text.
const WIDTH: usize = 76;
const UNCOMPRESSED: u8 = 4;
/// Coordinate, secret, number of a signature.
const SIZE: usize = 32;

/// A public key.
#[derive(Clone)]
pub(super) struct Public {
    point: Vec<u8>,
    /// There always is one, unless rules of section 4.5 are switched off.
    key: Option<k256::PublicKey>,
}

/// A private key.
#[derive(Clone)]
pub(super) struct Private {
    /// There always is one, unless rules of section 4.5 are switched off.
    secret: Option<SecretKey>,
}

impl Public {
    pub(super) fn read(data: Option<&[u8]>) -> Result<Self, Reject> {
        let point = match data.and_then(|data| from_hex(data, &[2 * SIZE, 2 * SIZE + 1])) {
            Some(point) if point.len() == 2 * SIZE => [&[UNCOMPRESSED], point.as_slice()].concat(),
            Some(point) => point.to_vec(),
            None => match row::read(data, Algorithm::Ecc, Use::Public)? {
                Some(Content::EccPublic(curve, point)) => {
                    row::secp256k1(&curve)?;
                    point
                }
                Some(Content::EccPrivate(curve, secret)) => {
                    row::secp256k1(&curve)?;
                    return Private::checked(&secret).map(|private| private.public());
                }
                _ => return Ok(Self { point: Vec::new(), key: None }),
            },
        };
        let is_form = matches!((point.first(), point.len()), (Some(2 | 3), 33) | (Some(&UNCOMPRESSED), 65));
        let key = k256::PublicKey::from_sec1_bytes(&point).ok().filter(|_| is_form);
        require!(DI_ECC_2, key.is_some(), Reject::BadKey);
        Ok(key.map_or(Self { point, key: None }, Self::of))
    }

    fn of(key: k256::PublicKey) -> Self {
        Self { point: key.to_sec1_point(false).as_bytes().to_vec(), key: Some(key) }
    }

    /// `04` and both coordinates.
    pub(super) fn point(&self) -> &[u8] {
        &self.point
    }

    pub(super) fn to_dict(&self) -> Dict {
        let object = [der::value(der::OBJECT, &[row::EC]), der::value(der::OBJECT, &[row::CURVE])].concat();
        let algorithm = der::value(der::SEQUENCE, &[&object]);
        let bits = der::value(der::BITS, &[&[0], &self.point]);
        // DI-DICT-9
        let width = if fault!(DI_DICT_9) { 64 } else { WIDTH };
        to_dict("PUBLIC KEY", &der::value(der::SEQUENCE, &[&algorithm, &bits]), width)
    }

    pub(super) fn verify(&self, data: &[u8], signature: &[u8]) -> Result<(), Reject> {
        let numbers = numbers(signature, !fault!(DI_SIG_8));
        require!(DI_SIG_8, numbers.is_some(), Reject::BadSignature);
        let signature = numbers.and_then(in_range);
        require!(DI_SIG_9, signature.is_some() || numbers.is_none(), Reject::BadSignature);
        // Without DI-SIG-9 a number counts without the multiple of n in it.
        let signature = signature.or_else(|| numbers.and_then(reduced));
        let hash = Sha256::digest(data);
        let is_good = signature.zip(self.key).is_some_and(|(signature, key)| {
            let point = ProjectivePoint::from(*key.as_affine());
            hazmat::verify_prehashed::<Secp256k1>(&point, &hash, &signature.normalize_s()).is_ok()
        });
        require!(DI_SIG_11, is_good, Reject::BadSignature);
        let is_high = signature.is_some_and(|signature| signature.normalize_s() != signature);
        require!(DI_SIG_10, !is_high, Reject::HighS);
        Ok(())
    }
}

impl Private {
    pub(super) fn read(data: Option<&[u8]>) -> Result<Self, Reject> {
        let secret = match data.and_then(|data| from_hex(data, &[SIZE])) {
            Some(secret) => secret,
            None => match row::read(data, Algorithm::Ecc, Use::Private)? {
                Some(Content::EccPrivate(curve, secret)) => {
                    row::secp256k1(&curve)?;
                    secret
                }
                _ => return Ok(Self { secret: None }),
            },
        };
        Self::checked(&secret)
    }

    pub(super) fn draw(key: &[u8; SIZE]) -> Result<Self, Reject> {
        // Without DI-KEY-1 all have the same secret.
        Self::checked(if fault!(DI_KEY_1) { &[1; SIZE] } else { key })
    }

    fn checked(secret: &[u8]) -> Result<Self, Reject> {
        let secret = (secret.len() == SIZE).then(|| SecretKey::from_slice(secret).ok()).flatten();
        require!(DI_ECC_3, secret.is_some(), Reject::BadKey);
        Ok(Self { secret })
    }

    pub(super) fn public(&self) -> Public {
        self.secret
            .as_ref()
            .map_or(Public { point: Vec::new(), key: None }, |secret| Public::of(secret.public_key()))
    }

    pub(super) fn to_dict(&self) -> Dict {
        let secret =
            Zeroizing::new(self.secret.as_ref().map(|secret| secret.to_bytes().to_vec()).unwrap_or_default());
        let object = [der::value(der::OBJECT, &[row::EC]), der::value(der::OBJECT, &[row::CURVE])].concat();
        let algorithm = der::value(der::SEQUENCE, &[&object]);
        let point = der::value(row::PUBLIC, &[&der::value(der::BITS, &[&[0], self.public().point()])]);
        let octets = Zeroizing::new(der::value(der::OCTETS, &[&secret]));
        let key = Zeroizing::new(der::value(der::SEQUENCE, &[&der::integer(&[1]), &octets, &point]));
        let key = Zeroizing::new(der::value(der::OCTETS, &[&key]));
        // DI-DICT-10
        let version = der::integer(if fault!(DI_DICT_10) { &[] } else { &[1] });
        let info = Zeroizing::new(der::value(der::SEQUENCE, &[&version, &algorithm, &key]));
        to_dict("PRIVATE KEY", &info, WIDTH)
    }

    pub(super) fn sign(&self, data: &[u8], k: &[u8; SIZE]) -> Result<Vec<u8>, Reject> {
        let secret = self.secret.as_ref().ok_or(Reject::BadKey)?;
        let k = nonce(k).ok_or(Reject::BadKey)?;
        let (signature, _) =
            hazmat::sign_prehashed::<Secp256k1>(&secret.to_nonzero_scalar(), &k, &Sha256::digest(data))
                .map_err(|_| Reject::BadKey)?;
        let signature = if fault!(DI_SIG_3) { high(&signature).unwrap_or(signature) } else { signature };
        if fault!(DI_SIG_2) {
            return Ok(signature.to_bytes().to_vec());
        }
        Ok(signature.to_der().as_bytes().to_vec())
    }
}

impl PartialEq for Public {
    fn eq(&self, other: &Self) -> bool {
        self.point == other.point
    }
}

impl Eq for Public {}

impl fmt::Debug for Public {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ecc({:?})", Hex(&self.point))
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ecc(..)")
    }
}

/// No key of ECC encrypts.
///
/// # Errors
/// [`Misuse::NoReceiverKey`].
pub(super) fn refuse_to_encrypt(plaintext: &[u8]) -> Result<Vec<u8>, Misuse> {
    require!(DI_ENC_5, false, Misuse::NoReceiverKey);
    Ok(plaintext.to_vec())
}

/// The secret number of a signature: 1 + draw mod (n − 1).
fn nonce(draw: &[u8; SIZE]) -> Option<NonZeroScalar> {
    let order = Secp256k1::ORDER.get();
    let below = NonZero::new(order.wrapping_sub(&U256::ONE)).into_option()?;
    let k = U256::from_be_slice(draw).rem(&below).wrapping_add(&U256::ONE);
    let k = if fault!(DI_KEY_1) { U256::ONE } else { k };
    NonZeroScalar::from_uint(k).into_option()
}

/// The other signature, which is as good.
fn high(signature: &Signature) -> Option<Signature> {
    let (r, s) = signature.split_scalars();
    Signature::from_scalars(*r, -*s).ok()
}

/// Both numbers of a signature.
fn numbers(signature: &[u8], is_strict: bool) -> Option<(&[u8], &[u8])> {
    let mut outer = Der::new(signature, is_strict);
    let mut value = outer.open(der::SEQUENCE)?;
    let numbers = (value.integer()?, value.integer()?);
    value.end()?;
    outer.end()?;
    Some(numbers)
}

fn in_range((r, s): (&[u8], &[u8])) -> Option<Signature> {
    Signature::from_scalars(field(r)?, field(s)?).ok()
}

fn reduced((r, s): (&[u8], &[u8])) -> Option<Signature> {
    let order = NonZero::new(Secp256k1::ORDER.get().resize::<{ U512::LIMBS }>()).into_option()?;
    let reduce = |number: &[u8]| {
        let digits = U512::from_be_slice_truncated(number, U512::BITS);
        Some(<Scalar as Reduce<U256>>::reduce(&digits.rem(&order).resize()))
    };
    Signature::from_scalars(reduce(r)?, reduce(s)?).ok()
}

/// A number of 32 bytes at most in 32 bytes.
fn field(number: &[u8]) -> Option<FieldBytes> {
    let mut field = FieldBytes::default();
    let start = SIZE.checked_sub(number.len())?;
    field.iter_mut().skip(start).zip(number).for_each(|(to, from)| *to = *from);
    Some(field)
}

/// The bytes of hex digits of either case, if they are one of so many.
fn from_hex(data: &[u8], sizes: &[usize]) -> Option<Zeroizing<Vec<u8>>> {
    let is_sized = data.len().is_multiple_of(2) && sizes.contains(&(data.len() / 2));
    is_sized.then(|| HEXLOWER_PERMISSIVE.decode(data).ok()).flatten().map(Zeroizing::new)
}

fn to_dict(label: &str, der: &[u8], width: usize) -> Dict {
    let data = pem::write(label, der, width) + "\n";
    let mut members = vec![
        ("algorithm", Value::from("ECC")),
        ("data", data.into()),
        ("curve", "SECP256k1".into()),
        ("digest", "SHA256".into()),
    ];
    if fault!(DI_DICT_7) {
        members.reverse();
    }
    members.into_iter().collect()
}
