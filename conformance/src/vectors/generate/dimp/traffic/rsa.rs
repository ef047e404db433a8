//! RSA on whole blocks: also those that no writer makes.

use data_encoding::BASE64;
use num_bigint::BigUint;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What stands before the hash in a signature, section 4.10.
const DIGEST_INFO: &str = "3031300d060960864801650304020105000420";

/// The numbers of a private key.
#[derive(Clone, Debug)]
pub(super) struct Rsa {
    modulus: BigUint,
    public: BigUint,
    private: BigUint,
}

impl Rsa {
    /// Of a key dictionary with PKCS #1 in it.
    pub(super) fn of(dictionary: &Value) -> Self {
        let pem = dictionary.get("data").and_then(Value::as_str).expect("an RSA key has data");
        let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let der = BASE64.decode(base64.as_bytes()).expect("a PEM text is base64");
        // SEQUENCE with a length of two bytes; version, modulus, both exponents, and what nobody needs here.
        let mut rest = der.get(4..).expect("a key is longer");
        let mut next = || {
            let (number, behind) = integer(rest);
            rest = behind;
            number
        };
        let (_version, modulus, public, private) = (next(), next(), next(), next());
        Self { modulus, public, private }
    }

    /// Bytes of the modulus.
    pub(super) fn size(&self) -> usize {
        usize::try_from(self.modulus.bits().div_ceil(8)).expect("a modulus is short")
    }

    /// The private exponent on a block.
    pub(super) fn raise_privately(&self, block: &[u8]) -> Vec<u8> {
        self.raise(block, &self.private)
    }

    /// The public exponent on a block.
    pub(super) fn raise_publicly(&self, block: &[u8]) -> Vec<u8> {
        self.raise(block, &self.public)
    }

    /// `RsaSign`.
    pub(super) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        let mut info = hex::decode(DIGEST_INFO).expect("it is hex");
        info.extend(Sha256::digest(bytes));
        let filler = vec![0xff; self.size() - 3 - info.len()];
        self.raise_privately(&[&[0, 1], filler.as_slice(), &[0], &info].concat())
    }

    /// `RsaEncrypt` with a padding of one byte, again and again.
    pub(super) fn encrypt(&self, plaintext: &[u8]) -> Vec<u8> {
        assert!(plaintext.len() + 11 <= self.size(), "a plaintext leaves room for eight bytes of padding");
        self.encrypt_padded(plaintext, &vec![0x55; self.size() - 3 - plaintext.len()])
    }

    pub(super) fn encrypt_padded(&self, plaintext: &[u8], padding: &[u8]) -> Vec<u8> {
        let block = [&[0, 2], padding, &[0], plaintext].concat();
        assert_eq!(block.len(), self.size(), "a block is as long as the modulus");
        self.raise_publicly(&block)
    }

    fn raise(&self, block: &[u8], exponent: &BigUint) -> Vec<u8> {
        let number = BigUint::from_bytes_be(block).modpow(exponent, &self.modulus).to_bytes_be();
        let mut raised = vec![0; self.size() - number.len()];
        raised.extend(number);
        raised
    }
}

/// An INTEGER, and what stands behind it.
fn integer(der: &[u8]) -> (BigUint, &[u8]) {
    let (head, rest) = der.split_at_checked(2).expect("an INTEGER has a head");
    let &[0x02, length] = head else { panic!("no INTEGER, but {head:02x?}") };
    let long = usize::from(length.saturating_sub(0x80));
    let (bytes, rest) = rest.split_at_checked(long).expect("a length is there");
    let size = match length {
        0..0x80 => usize::from(length),
        _ => bytes.iter().fold(0, |size, byte| size * 256 + usize::from(*byte)),
    };
    let (number, rest) = rest.split_at_checked(size).expect("the number is there");
    (BigUint::from_bytes_be(number), rest)
}
