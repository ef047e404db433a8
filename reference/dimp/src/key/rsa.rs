//! RSA keys: `spec/dimp.md` sections 4.5.2, 4.5.4, 4.10 and 4.11 (revision 1.0.0).
//!
//! | Item | Section | Rules |
//! |---|---|---|
//! | [`Public::read`] | 4.5.2 | DI-RSA-1 to DI-RSA-3 |
//! | [`Private::read`] | 4.5.2 | DI-RSA-4 |
//! | [`Public::to_dict`] | 4.5.4 | DI-DICT-7, DI-DICT-8 |
//! | [`Private::sign`] | 4.10 | DI-SIG-1 |
//! | [`Public::verify`] | 4.10 | DI-SIG-4 to DI-SIG-7 |
//! | [`Public::encrypt`] | 4.11 | DI-ENC-5 |
//! | [`Private::decrypt`] | 4.11 | DI-ENC-6, DI-ENC-7 |
//!
//! Private operations are blinded, with bytes of the operating system: no result depends on them.

use std::fmt;
use std::sync::OnceLock;

use getrandom::SysRng;
use rsa::hazmat::{rsa_decrypt_and_check, rsa_encrypt};
use rsa::rand_core::{Infallible, TryCryptoRng, TryRng, UnwrapErr};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BoxedUint, Pkcs1v15Encrypt, Pkcs1v15Sign, RsaPrivateKey, RsaPublicKey};
use sha2::{Digest, Sha256};
use taut_wire::{Hex, fault, require};
use zeroize::Zeroizing;

use super::dict::{Algorithm, Use};
use super::row::{self, Content, RsaNumbers};
use super::{Padding, der, pem};
use crate::error::{Misuse, Reject};
use crate::wire::json::{Dict, Value};

/// Lines of a PEM text.
const WIDTH: usize = 64;
/// `DigestInfo` up to the hash.
const DIGEST_INFO: &[u8] = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
/// The same without NULL.
const DIGEST_INFO_SHORT: &[u8] = b"\x30\x2f\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x04\x20";
/// What a padding takes of a block at least.
const OVERHEAD: usize = 11;

/// A public key.
#[derive(Clone)]
pub(super) struct Public {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    /// Written when it is asked for first: a signature is verified without it.
    data: OnceLock<Vec<u8>>,
    bits: usize,
    /// There always is one, unless rules of section 4.5 are switched off.
    key: Option<RsaPublicKey>,
}

/// A private key.
#[derive(Clone)]
pub(super) struct Private {
    size: usize,
    /// There always is one, unless rules of section 4.5 are switched off.
    key: Option<RsaPrivateKey>,
    /// Of the private exponent: what bytes that mean nothing are made of.
    seed: Zeroizing<[u8; 32]>,
}

impl Public {
    pub(super) fn read(data: Option<&[u8]>) -> Result<Self, Reject> {
        match row::read(data, Algorithm::Rsa, Use::Public)? {
            Some(Content::RsaPublic(modulus, exponent)) => Self::checked(&modulus, &exponent),
            Some(Content::RsaPrivate([modulus, exponent, ..])) => Self::checked(&modulus, &exponent),
            _ => Ok(Self::nothing()),
        }
    }

    const fn nothing() -> Self {
        Self { modulus: Vec::new(), exponent: Vec::new(), data: OnceLock::new(), bits: 0, key: None }
    }

    /// Takes numbers without zero bytes in front.
    fn checked(modulus: &[u8], exponent: &[u8]) -> Result<Self, Reject> {
        let is_odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
        let is_exponent =
            !matches!(exponent, [] | [1]) && (exponent.len(), exponent) < (modulus.len(), modulus);
        require!(DI_RSA_1, is_exponent && is_odd(modulus), Reject::BadKey);
        let zeros = modulus.first().map_or(0, |first| first.leading_zeros());
        let bits = (8 * modulus.len()).saturating_sub(usize::try_from(zeros).unwrap_or_default());
        require!(DI_RSA_2, (1024..=4096).contains(&bits), Reject::WeakKey);
        require!(DI_RSA_3, is_odd(exponent) && exponent.len() <= 4, Reject::WeakKey);
        let number = BoxedUint::from_be_slice_vartime;
        let key = is_odd(modulus).then(|| RsaPublicKey::new_unchecked(number(modulus), number(exponent)));
        let (modulus, exponent) = (modulus.to_vec(), exponent.to_vec());
        Ok(Self { modulus, exponent, data: OnceLock::new(), bits, key })
    }

    /// The DER of the `SubjectPublicKeyInfo`.
    pub(super) fn data(&self) -> &[u8] {
        self.data.get_or_init(|| public_info(&self.modulus, &self.exponent))
    }

    pub(super) const fn bits(&self) -> usize {
        self.bits
    }

    const fn size(&self) -> usize {
        self.bits.div_ceil(8)
    }

    pub(super) fn to_dict(&self) -> Dict {
        // DI-DICT-8
        let width = if fault!(DI_DICT_8) { 76 } else { WIDTH };
        let mut members = vec![
            ("algorithm", Value::from("RSA")),
            ("data", pem::write("PUBLIC KEY", self.data(), width).into()),
            ("mode", "ECB".into()),
            ("padding", "PKCS1".into()),
            ("digest", "SHA256".into()),
        ];
        if fault!(DI_DICT_7) {
            members.reverse();
        }
        members.into_iter().collect()
    }

    pub(super) fn verify(&self, data: &[u8], signature: &[u8]) -> Result<(), Reject> {
        let key = self.key.as_ref().ok_or(Reject::BadSignature)?;
        let size = self.size();
        require!(DI_SIG_4, signature.len() >= size, Reject::BadSignature);
        let mut block = vec![0; size.saturating_sub(signature.len())];
        block.extend_from_slice(signature);
        let is_below = block.len() == size && block < self.modulus;
        require!(DI_SIG_5, is_below, Reject::BadSignature);
        if !is_below {
            block = reduced(key, &block);
        }
        let hash = Sha256::digest(data);
        let is_encoded = |prefix| key.verify(scheme(prefix), &hash, &block).is_ok();
        if is_encoded(DIGEST_INFO) {
            return Ok(());
        }
        require!(DI_SIG_6, !is_encoded(DIGEST_INFO_SHORT), Reject::BadSignature);
        require!(DI_SIG_7, is_encoded(DIGEST_INFO_SHORT), Reject::BadSignature);
        Ok(())
    }

    pub(super) fn encrypt(&self, plaintext: &[u8], padding: &mut Padding) -> Result<Vec<u8>, Misuse> {
        let room = self.size().saturating_sub(OVERHEAD);
        require!(DI_ENC_5, plaintext.len() <= room, Misuse::NoReceiverKey);
        // Without DI-ENC-5 what does not fit is cut off.
        let plaintext = plaintext.get(..room).unwrap_or(plaintext);
        let key = self.key.as_ref().ok_or(Misuse::NoReceiverKey)?;
        key.encrypt(&mut Drawn(padding), Pkcs1v15Encrypt, plaintext).map_err(|_| Misuse::NoReceiverKey)
    }

    pub(super) fn raise(&self, block: &[u8]) -> Option<Vec<u8>> {
        let key = self.key.as_ref()?;
        let number = number_of(key, block)?;
        Some(block_of(&rsa_encrypt(key, &number).ok()?, self.size()))
    }
}

impl Private {
    pub(super) fn read(data: Option<&[u8]>) -> Result<(Public, Self), Reject> {
        let numbers = match row::read(data, Algorithm::Rsa, Use::Private)? {
            Some(Content::RsaPrivate(numbers)) => numbers,
            Some(Content::RsaPublic(modulus, exponent)) => {
                let mut numbers = RsaNumbers::default();
                numbers.iter_mut().zip([modulus, exponent]).for_each(|(to, from)| **to = from);
                numbers
            }
            _ => return Ok((Public::nothing(), Self { size: 0, key: None, seed: Zeroizing::default() })),
        };
        let [modulus, exponent, secret, ..] = &numbers;
        let public = Public::checked(modulus, exponent)?;
        let key = assemble(&numbers, public.bits);
        require!(DI_RSA_4, key.is_some(), Reject::BadKey);
        let private = Self { size: public.size(), key, seed: Zeroizing::new(Sha256::digest(secret).into()) };
        Ok((public, private))
    }

    pub(super) fn sign(&self, data: &[u8]) -> Result<Vec<u8>, Reject> {
        let key = self.key.as_ref().ok_or(Reject::BadKey)?;
        // Without DI-SIG-1 it is not said which hash was signed.
        let scheme = if fault!(DI_SIG_1) { Pkcs1v15Sign::new_unprefixed() } else { scheme(DIGEST_INFO) };
        key.sign_with_rng(&mut UnwrapErr(SysRng), scheme, &Sha256::digest(data)).map_err(|_| Reject::BadKey)
    }

    pub(super) fn decrypt(&self, block: &[u8]) -> Result<Vec<u8>, Reject> {
        require!(DI_ENC_6, block.len() == self.size, Reject::BadLength);
        if fault!(DI_ENC_7) && !self.raise(block).is_some_and(|message| is_padded(&message)) {
            return Err(Reject::BadPadding);
        }
        let opened = self
            .key
            .as_ref()
            .and_then(|key| key.decrypt_blinded(&mut UnwrapErr(SysRng), Pkcs1v15Encrypt, block).ok());
        // The library makes bytes that mean nothing of a wrong padding, but not of a number that is not below the modulus.
        Ok(opened.unwrap_or_else(|| {
            Sha256::new().chain_update(self.seed.as_slice()).chain_update(block).finalize().to_vec()
        }))
    }

    pub(super) fn raise(&self, block: &[u8]) -> Option<Vec<u8>> {
        let key = self.key.as_ref()?;
        let number = number_of(key, block)?;
        Some(block_of(&rsa_decrypt_and_check(key, Some(&mut SysRng), &number).ok()?, self.size))
    }
}

impl PartialEq for Public {
    fn eq(&self, other: &Self) -> bool {
        (&self.modulus, &self.exponent) == (&other.modulus, &other.exponent)
    }
}

impl Eq for Public {}

impl fmt::Debug for Public {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rsa({:?})", Hex(self.data()))
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rsa(..)")
    }
}

/// The key of numbers that belong together.
fn assemble(numbers: &RsaNumbers, bits: usize) -> Option<RsaPrivateKey> {
    let bits = u32::try_from(bits).ok()?;
    let number =
        |digits: &Zeroizing<Vec<u8>>| BoxedUint::from_be_slice(digits, bits.next_multiple_of(8)).ok();
    let [modulus, exponent, secret, p, q, dp, dq, inverse] = numbers.each_ref().map(number);
    let (modulus, exponent, secret, factors) = (modulus?, exponent?, secret?, vec![p?, q?]);
    let key =
        RsaPrivateKey::from_components(modulus.clone(), exponent.clone(), secret.clone(), factors.clone());
    // Factors of unequal sizes are so rare that it gives nothing away that they take longer.
    let wide = |_| RsaPrivateKey::from_components_with_wide_primes(modulus, exponent, secret, factors);
    let key = key.or_else(wide).ok()?;
    let belong = *key.dp()? == dp? && *key.dq()? == dq? && key.qinv()?.retrieve() == inverse?;
    belong.then_some(key)
}

/// `SubjectPublicKeyInfo`
fn public_info(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = der::value(der::SEQUENCE, &[&der::integer(modulus), &der::integer(exponent)]);
    let algorithm = [der::value(der::OBJECT, &[row::RSA]), der::value(der::NULL, &[])].concat();
    let algorithm = der::value(der::SEQUENCE, &[&algorithm]);
    der::value(der::SEQUENCE, &[&algorithm, &der::value(der::BITS, &[&[0], &key])])
}

fn scheme(prefix: &[u8]) -> Pkcs1v15Sign {
    Pkcs1v15Sign { hash_len: Some(32), prefix: prefix.into() }
}

/// The number of a block, if it is one below the modulus.
fn number_of(key: &impl PublicKeyParts, block: &[u8]) -> Option<BoxedUint> {
    let number = BoxedUint::from_be_slice(block, key.n_bits_precision()).ok()?;
    (number < *key.n().as_ref()).then_some(number)
}

fn block_of(number: &BoxedUint, size: usize) -> Vec<u8> {
    let digits = number.to_be_bytes();
    digits.get(digits.len().saturating_sub(size)..).unwrap_or_default().to_vec()
}

/// A block without the multiple of the modulus in it.
fn reduced(key: &RsaPublicKey, block: &[u8]) -> Vec<u8> {
    block_of(&BoxedUint::from_be_slice_vartime(block).rem_vartime(key.n()), key.size())
}

/// Whether a block begins with `00 02`, at least 8 bytes that are not zero, and a zero.
fn is_padded(message: &[u8]) -> bool {
    let padding = message.strip_prefix(&[0, 2]).unwrap_or_default();
    padding.iter().position(|byte| *byte == 0).is_some_and(|zero| zero >= 8)
}

/// The draw `padding` as a source of random bytes: none of them is zero.
struct Drawn<'p>(&'p mut Padding);

impl TryRng for Drawn<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_be_bytes([self.0.next(), self.0.next(), self.0.next(), self.0.next()]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from(self.try_next_u32()?) << 32 | u64::from(self.try_next_u32()?))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for byte in out {
            *byte = self.0.next();
        }
        Ok(())
    }
}

impl TryCryptoRng for Drawn<'_> {}
