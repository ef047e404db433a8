//! RSA keys of the captures as numbers: what a good writer makes with them, and what it does not.

use data_encoding::BASE64;
use num_bigint::BigUint;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::super::Author;
use super::der::{self, bits, integer, octets, pem, sequence};
use super::keys::dictionary;

/// The `DigestInfo` of SHA-256, without the hash.
pub(super) const SHA256: &str = "3031300d060960864801650304020105000420";

/// Number of bytes of the line of PEM.
const COLUMNS: usize = 64;

/// The numbers of `RSAPrivateKey` in their order: version, n, e, d, p, q, dP, dQ, qInv.
#[derive(Clone, Debug)]
pub(super) struct Rsa([BigUint; 9]);

/// A number of an [`Rsa`], by its place in `RSAPrivateKey`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Version,
    Modulus,
    Exponent,
    Private,
    P,
    Q,
    Dp,
    Dq,
    Inverse,
}

impl Rsa {
    /// The private key in the input of a captured case.
    pub(super) fn of(author: &Author<'_>, case: &str) -> Self {
        let input = author.input(case).expect("the case is a capture");
        let dictionary = input.get("private_key").or_else(|| input.get("key")).and_then(Value::as_str);
        let json = hex::decode(dictionary.expect("the case has a private key")).expect("bytes are hex");
        let members: Value = serde_json::from_slice(&json).expect("a key dictionary is JSON");
        let text = members.get("data").and_then(Value::as_str).expect("it has data");
        let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
        Self::of_der(&BASE64.decode(body.as_bytes()).expect("PEM is base64"))
    }

    /// `RSAPrivateKey`: a SEQUENCE of INTEGERs.
    fn of_der(der: &[u8]) -> Self {
        let (mut rest, mut numbers) = (content(der).0, Vec::new());
        while !rest.is_empty() {
            let (number, behind) = content(rest);
            numbers.push(BigUint::from_bytes_be(number));
            rest = behind;
        }
        Self(numbers.try_into().expect("RSAPrivateKey has nine numbers"))
    }

    pub(super) fn number(&self, which: Number) -> &BigUint {
        let [version, modulus, exponent, private, p, q, dp, dq, inverse] = &self.0;
        match which {
            Number::Version => version,
            Number::Modulus => modulus,
            Number::Exponent => exponent,
            Number::Private => private,
            Number::P => p,
            Number::Q => q,
            Number::Dp => dp,
            Number::Dq => dq,
            Number::Inverse => inverse,
        }
    }

    /// The same key with another number in one place.
    pub(super) fn with(&self, which: Number, number: &BigUint) -> Self {
        let mut other = self.clone();
        let [version, modulus, exponent, private, p, q, dp, dq, inverse] = &mut other.0;
        let place = match which {
            Number::Version => version,
            Number::Modulus => modulus,
            Number::Exponent => exponent,
            Number::Private => private,
            Number::P => p,
            Number::Q => q,
            Number::Dp => dp,
            Number::Dq => dq,
            Number::Inverse => inverse,
        };
        place.clone_from(number);
        other
    }

    pub(super) fn n(&self) -> &BigUint {
        self.number(Number::Modulus)
    }

    /// Bytes of the modulus.
    pub(super) fn size(&self) -> usize {
        self.n().to_bytes_be().len()
    }

    /// `SubjectPublicKeyInfo`.
    pub(super) fn public_der(&self) -> Vec<u8> {
        spki(self.n(), self.number(Number::Exponent))
    }

    /// `RSAPrivateKey`.
    pub(super) fn private_der(&self) -> Vec<u8> {
        sequence(&self.0.each_ref().map(integer))
    }

    /// `PrivateKeyInfo` of a version.
    pub(super) fn pkcs8(&self, version: u8) -> Vec<u8> {
        let version = integer(&BigUint::from(version));
        sequence(&[version, der::RSA.to_vec(), octets(&self.private_der())])
    }

    /// The dictionary of the public key, as a writer makes it but for what means nothing.
    pub(super) fn public(&self) -> String {
        dictionary("RSA", &pem("PUBLIC KEY", &self.public_der(), COLUMNS, "\n"))
    }

    /// That of the private one.
    pub(super) fn private(&self) -> String {
        dictionary("RSA", &pem("RSA PRIVATE KEY", &self.private_der(), COLUMNS, "\n"))
    }

    /// A block raised to the private exponent.
    pub(super) fn raise(&self, block: &[u8]) -> Vec<u8> {
        self.power(block, self.number(Number::Private))
    }

    /// A block raised to the public exponent.
    pub(super) fn seal(&self, block: &[u8]) -> Vec<u8> {
        self.power(block, self.number(Number::Exponent))
    }

    fn power(&self, block: &[u8], exponent: &BigUint) -> Vec<u8> {
        padded(&BigUint::from_bytes_be(block).modpow(exponent, self.n()), self.size())
    }

    /// A signature as a writer makes it.
    pub(super) fn sign(&self, data: &[u8]) -> Vec<u8> {
        self.raise(&self.encoded(&digest_info(data)))
    }

    /// `00 01 ff .. 00`, and what stands at the end.
    pub(super) fn encoded(&self, end: &[u8]) -> Vec<u8> {
        let mut block = vec![0, 1];
        block.resize(self.size() - end.len() - 1, 0xff);
        [&block, &[0][..], end].concat()
    }
}

/// `DigestInfo` of SHA-256.
pub(super) fn digest_info(data: &[u8]) -> Vec<u8> {
    [hex::decode(SHA256).expect("it is written here"), Sha256::digest(data).to_vec()].concat()
}

/// A number in so many bytes.
pub(super) fn padded(number: &BigUint, size: usize) -> Vec<u8> {
    let bytes = number.to_bytes_be();
    let mut block = vec![0; size.saturating_sub(bytes.len())];
    block.extend(bytes);
    block
}

/// `SubjectPublicKeyInfo` of any numbers.
pub(super) fn spki(n: &BigUint, e: &BigUint) -> Vec<u8> {
    sequence(&[der::RSA.to_vec(), bits(&pkcs1(n, e))])
}

/// `RSAPublicKey` of any numbers.
pub(super) fn pkcs1(n: &BigUint, e: &BigUint) -> Vec<u8> {
    sequence(&[integer(n), integer(e)])
}

/// What a DER value holds, and what stands behind it.
fn content(der: &[u8]) -> (&[u8], &[u8]) {
    let (head, rest) = der.split_at_checked(2).expect("a value has a tag and a length");
    let short = usize::from(*head.last().unwrap_or(&0));
    let (length, rest) = if short < 128 {
        (short, rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(short - 128).expect("a length is whole");
        (bytes.iter().fold(0, |length, byte| length * 256 + usize::from(*byte)), rest)
    };
    rest.split_at_checked(length).expect("a value is whole")
}
