//! The values that stand in PEM texts: `spec/dimp.md` section 4.5.1 (revision 1.0.0).
//!
//! | Item | Rules |
//! |---|---|
//! | [`read`] | DI-PEM-2, DI-PEM-3 |
//! | [`secp256k1`] | DI-ECC-1 |

use taut_wire::{fault, require};

use super::der::{self, Der};
use super::dict::{Algorithm, Use};
use super::pem::{self, Pem};
use crate::error::Reject;
use zeroize::Zeroizing;

/// rsaEncryption
pub(super) const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
/// id-ecPublicKey
pub(super) const EC: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
/// secp256k1
pub(super) const CURVE: &[u8] = b"\x2b\x81\x04\x00\x0a";
const ATTRIBUTES: u8 = 0xa0;
const PARAMETERS: u8 = 0xa0;
const PUBLIC_OF_INFO: u8 = 0x81;
pub(super) const PUBLIC: u8 = 0xa1;
const BEGIN_RSA: &[u8] = b"-----BEGIN RSA PRIVATE KEY-----";
const END_RSA: &[u8] = b"-----END RSA PRIVATE KEY-----";

/// The numbers of an `RSAPrivateKey`, in its order, without zero bytes in front.
pub(super) type RsaNumbers = [Zeroizing<Vec<u8>>; 8];

/// What a DER value holds.
pub(super) enum Content {
    /// The name of the curve, and the point.
    EccPublic(Vec<u8>, Vec<u8>),
    /// The name of the curve, and the secret.
    EccPrivate(Vec<u8>, Zeroizing<Vec<u8>>),
    /// Modulus and exponent.
    RsaPublic(Vec<u8>, Vec<u8>),
    RsaPrivate(RsaNumbers),
}

/// Whether there is information on the algorithm around a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Bare,
    Info,
}

/// What an `AlgorithmIdentifier` names.
enum Scheme<'a> {
    /// The name of the curve.
    Ecc(&'a [u8]),
    Rsa,
}

/// Reads `data` of a key as PEM. Without rules it may be a key of another use or algorithm than asked for, or none: then
/// whoever reads it has a key that does nothing.
///
/// # Errors
/// [`Reject::BadKey`], [`Reject::LooseText`].
pub(super) fn read(
    data: Option<&[u8]>,
    algorithm: Algorithm,
    wanted: Use,
) -> Result<Option<Content>, Reject> {
    let Some(data) = data else { return Ok(None) };
    let data = if wanted == Use::Private { private_part(data) } else { data };
    let Some(pem) = Pem::read(data)? else { return Ok(None) };
    let found = parse(&pem.der, !fault!(DI_PEM_2));
    require!(DI_PEM_2, found.is_some(), Reject::BadKey);
    let is_listed = found.as_ref().is_some_and(|(content, form)| {
        content.is_for(algorithm, wanted) && content.labels(*form).contains(&pem.label)
    });
    require!(DI_PEM_3, (pem.is_exact && is_listed) || found.is_none(), Reject::LooseText);
    Ok(found.map(|(content, _)| content))
}

/// Refuses the name of another curve.
///
/// # Errors
/// [`Reject::WeakKey`].
pub(super) fn secp256k1(curve: &[u8]) -> Result<(), Reject> {
    require!(DI_ECC_1, curve == CURVE, Reject::WeakKey);
    Ok(())
}

/// Leaves out what some ports put around a private RSA key.
fn private_part(data: &[u8]) -> &[u8] {
    let Some(end) = pem::find(data, END_RSA) else { return data };
    let data = data.get(..end + END_RSA.len()).unwrap_or(data);
    let start = pem::find(data, BEGIN_RSA).unwrap_or_default();
    data.get(start..).unwrap_or(data)
}

impl Content {
    const fn is_for(&self, algorithm: Algorithm, wanted: Use) -> bool {
        matches!(
            (self, algorithm, wanted),
            (Self::EccPublic(..), Algorithm::Ecc, Use::Public)
                | (Self::EccPrivate(..), Algorithm::Ecc, Use::Private)
                | (Self::RsaPublic(..), Algorithm::Rsa, Use::Public)
                | (Self::RsaPrivate(_), Algorithm::Rsa, Use::Private)
        )
    }

    const fn labels(&self, form: Form) -> &[&[u8]] {
        match (self, form) {
            (Self::EccPublic(..) | Self::RsaPublic(..), Form::Info) => &[b"PUBLIC KEY"],
            (Self::RsaPublic(..), Form::Bare) => &[b"PUBLIC KEY", b"RSA PUBLIC KEY"],
            (Self::RsaPrivate(_), Form::Bare) => &[b"RSA PRIVATE KEY"],
            (Self::EccPrivate(..), Form::Bare) => &[b"EC PRIVATE KEY"],
            (Self::EccPrivate(..) | Self::RsaPrivate(_), Form::Info) => &[b"PRIVATE KEY"],
            (Self::EccPublic(..), Form::Bare) => &[],
        }
    }
}

/// Reads one DER value of the table.
fn parse(bytes: &[u8], is_strict: bool) -> Option<(Content, Form)> {
    let mut outer = Der::new(bytes, is_strict);
    let value = outer.open(der::SEQUENCE)?;
    outer.end()?;
    let info = || public_info(value).or_else(|| private_info(value));
    // A reader that is not strict finds a public key in a private one, if it looks for that first.
    let bare = || rsa_private(value).or_else(|| rsa_public(value)).or_else(|| ecc_private(value, None));
    info().map(|content| (content, Form::Info)).or_else(|| bare().map(|content| (content, Form::Bare)))
}

/// `SubjectPublicKeyInfo`
fn public_info(mut value: Der) -> Option<Content> {
    let scheme = scheme(value.open(der::SEQUENCE)?)?;
    let bits = value.bits()?;
    value.end()?;
    match scheme {
        Scheme::Ecc(curve) => Some(Content::EccPublic(curve.to_vec(), bits.to_vec())),
        Scheme::Rsa => inner(value, bits).and_then(rsa_public),
    }
}

/// `PrivateKeyInfo`
fn private_info(mut value: Der) -> Option<Content> {
    let version = value.integer()?;
    let scheme = scheme(value.open(der::SEQUENCE)?)?;
    let octets = value.take(der::OCTETS)?;
    if value.is_next(ATTRIBUTES) {
        value.take(ATTRIBUTES)?;
    }
    if value.is_next(PUBLIC_OF_INFO) && version == [1] {
        value.take(PUBLIC_OF_INFO)?;
    }
    value.end()?;
    let key = inner(value, octets)?;
    match scheme {
        Scheme::Ecc(curve) if matches!(version, [] | [1]) => ecc_private(key, Some(curve)),
        Scheme::Rsa if version.is_empty() => rsa_private(key),
        _ => None,
    }
}

/// `AlgorithmIdentifier`
fn scheme(mut value: Der<'_>) -> Option<Scheme<'_>> {
    let scheme = match value.take(der::OBJECT)? {
        RSA => value.take(der::NULL)?.is_empty().then_some(Scheme::Rsa)?,
        EC => Scheme::Ecc(value.take(der::OBJECT)?),
        _ => return None,
    };
    value.end()?;
    Some(scheme)
}

/// The values of the one SEQUENCE that stands in a string.
fn inner<'a>(outer: Der<'_>, bytes: &'a [u8]) -> Option<Der<'a>> {
    let mut text = outer.like(bytes);
    let value = text.open(der::SEQUENCE)?;
    text.end()?;
    Some(value)
}

/// `RSAPublicKey`
fn rsa_public(mut value: Der) -> Option<Content> {
    let (modulus, exponent) = (value.integer()?, value.integer()?);
    value.end()?;
    Some(Content::RsaPublic(modulus.to_vec(), exponent.to_vec()))
}

/// `RSAPrivateKey`
fn rsa_private(mut value: Der) -> Option<Content> {
    if !value.integer()?.is_empty() {
        return None;
    }
    let mut numbers = RsaNumbers::default();
    for number in &mut numbers {
        *number = Zeroizing::new(value.integer()?.to_vec());
    }
    value.end()?;
    Some(Content::RsaPrivate(numbers))
}

/// `ECPrivateKey`, which names its curve if nothing around it does.
fn ecc_private(mut value: Der, outer: Option<&[u8]>) -> Option<Content> {
    if value.integer()? != [1] {
        return None;
    }
    let secret = value.take(der::OCTETS)?;
    let mut curve = outer;
    if value.is_next(PARAMETERS) {
        let mut parameters = value.open(PARAMETERS)?;
        let own = parameters.take(der::OBJECT)?;
        parameters.end()?;
        if *curve.get_or_insert(own) != own {
            return None;
        }
    }
    if value.is_next(PUBLIC) {
        value.take(PUBLIC)?;
    }
    value.end()?;
    Some(Content::EccPrivate(curve?.to_vec(), Zeroizing::new(secret.to_vec())))
}
