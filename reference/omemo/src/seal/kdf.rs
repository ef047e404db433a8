//! Root, chain and message keys: `spec/omemo.md` sections 3.1 and 5.9 (revision 1.0.0).

use std::sync::LazyLock;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use taut_wire::{Reader, fault};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::format::Format;
use crate::keys::{Shared, secret};

/// HMAC-SHA-256 that has taken its key.
pub(crate) type Hasher = Hmac<Sha256>;

const ANY_KEY: &str = "HMAC takes keys of any length";
const SHORT: &str = "HKDF gives up to 8,160 bytes";

secret! {
    /// What the next step of the ratchet is derived from.
    RootKey
}
secret! {
    /// What the next message key of a chain is derived from.
    ChainKey
}
secret! {
    /// The key of one message.
    MessageKey
}

/// HMAC-SHA-256 of this key.
pub(crate) fn hasher(key: &[u8]) -> Hasher {
    Hasher::new_from_slice(key).expect(ANY_KEY)
}

/// `MAC` of section 3.1, of all parts one after the other.
#[must_use]
pub fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    parts.iter().fold(hasher(key), Mac::chain_update).finalize().into_bytes().into()
}

/// `KDF` of section 3.1 with a salt of 32 zero bytes, which is taken in once for the life of the process.
pub(crate) fn kdf_without_salt<const N: usize>(ikm: &[&[u8]], info: &[u8]) -> Zeroizing<[u8; N]> {
    static ZERO: LazyLock<Hasher> = LazyLock::new(|| hasher(&[0; 32]));
    let mac = ikm.iter().fold(ZERO.clone(), Mac::chain_update);
    let key = Zeroizing::new(<[u8; 32]>::from(mac.finalize().into_bytes()));
    expand(&Hkdf::from_prk(key.as_slice()).expect("the key has the size of the hash"), info)
}

fn expand<const N: usize>(key: &Hkdf<Sha256>, info: &[u8]) -> Zeroizing<[u8; N]> {
    let mut out = Zeroizing::new([0; N]);
    key.expand(info, out.as_mut_slice()).expect(SHORT);
    out
}

/// `kdf.root`: the next root key, and the key of a new chain.
#[must_use]
pub fn root(format: Format, root: &RootKey, shared: &Shared) -> (RootKey, ChainKey) {
    let out = expand::<64>(&Hkdf::new(Some(&root.0), &shared.0), format.root_info());
    let mut reader = Reader::new(out.as_slice());
    (RootKey(reader.array()), ChainKey(reader.array()))
}

impl ChainKey {
    /// `kdf.chain`: the key of a message, and of what follows it.
    #[must_use]
    pub fn step(&self) -> (MessageKey, Self) {
        let mac = hasher(&self.0);
        let message = mac.clone().chain_update([1]).finalize().into_bytes();
        let chain = mac.chain_update([2]).finalize().into_bytes();
        if fault!(OM_CHAIN_1) {
            return (MessageKey(chain.into()), Self(message.into()));
        }
        (MessageKey(message.into()), Self(chain.into()))
    }
}

/// What a message is encrypted and authenticated with.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MessageKeys {
    pub(crate) enc_key: [u8; 32],
    pub(crate) auth_key: [u8; 32],
    pub(crate) iv: [u8; 16],
}

impl MessageKeys {
    /// `kdf.message`.
    #[must_use]
    pub fn of_message(format: Format, key: &MessageKey) -> Self {
        Self::derive(&key.0, format.message_info())
    }

    /// The keys of a payload of T.
    #[must_use]
    pub fn of_payload(key: &[u8; 32]) -> Self {
        Self::derive(key, b"OMEMO Payload")
    }

    fn derive(key: &[u8; 32], info: &[u8]) -> Self {
        let out = kdf_without_salt::<80>(&[key], info);
        let mut reader = Reader::new(out.as_slice());
        Self { enc_key: reader.array(), auth_key: reader.array(), iv: reader.array() }
    }

    /// The key of AES-256.
    #[must_use]
    pub const fn enc_key(&self) -> &[u8; 32] {
        &self.enc_key
    }

    /// The key of the MAC.
    #[must_use]
    pub const fn auth_key(&self) -> &[u8; 32] {
        &self.auth_key
    }

    /// The IV.
    #[must_use]
    pub const fn iv(&self) -> &[u8; 16] {
        &self.iv
    }
}

impl std::fmt::Debug for MessageKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MessageKeys(..)")
    }
}
