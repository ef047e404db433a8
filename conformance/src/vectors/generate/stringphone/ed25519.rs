//! Signatures and keys that an honest signer never makes.

use curve25519_dalek::constants::{ED25519_BASEPOINT_TABLE, EIGHT_TORSION};
use curve25519_dalek::scalar::{Scalar, clamp_integer};
use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha512};

use super::edit::{join, overwrite, slice};
use super::people::Person;

/// The identity point of the Ed25519 curve: a public key of small order.
pub(super) const IDENTITY: &str = "0100000000000000000000000000000000000000000000000000000000000000";

/// X25519 public keys that give zero bytes with every private key: name, what it is, key.
pub(super) const LOW_ORDER_X25519: [(&str, &str, &str); 5] = [
    (
        "zero",
        "the encryption key is zero",
        "0000000000000000000000000000000000000000000000000000000000000000",
    ),
    (
        "order-8-a",
        "the encryption key is a point of order 8",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    ),
    (
        "order-8-b",
        "the encryption key is the other point of order 8",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    ),
    (
        "p-minus-1",
        "the encryption key is p - 1, of order 4",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ),
    (
        "p",
        "the encryption key is p, another way to write zero",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ),
];

/// The order of the base point, least significant byte first.
const L: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// Adds L to the 32-byte number S that stands at an offset of a message.
pub(super) fn with_s_plus_l(message: &str, offset: usize) -> String {
    let s = decode(&slice(message, offset, offset + 32));
    let mut carry = 0u16;
    let sum: Vec<u8> = s
        .iter()
        .zip(L)
        .map(|(a, b)| {
            let total = u16::from(*a) + u16::from(b) + carry;
            carry = total >> 8;
            total.to_le_bytes()[0]
        })
        .collect();
    overwrite(message, offset, &hex::encode(sum))
}

/// A simple message whose sender is the identity point and whose signature is R = identity, S = 0.
pub(super) fn small_order_message(message: &str) -> String {
    let signed = overwrite(message, 1, &join(&[IDENTITY, &"00".repeat(32)]));
    overwrite(&signed, 65, &super::people::id_of(IDENTITY))
}

/// A signature whose R has a part of order 8. Multiplied by the cofactor, its equation holds; without, it does not.
pub(super) fn sign_with_torsioned_r(seed: &str, signed_part: &str) -> String {
    let (secret, public) = key_pair(seed);
    let message = decode(signed_part);
    let r = Scalar::from_bytes_mod_order_wide(
        &Sha512::digest([b"torsioned".as_slice(), &message].concat()).into(),
    );
    let point = (&r * ED25519_BASEPOINT_TABLE + EIGHT_TORSION[1]).compress();
    let k = challenge(point.as_bytes(), &public, &message);
    hex::encode([point.to_bytes(), (r + k * secret).to_bytes()].concat())
}

/// Whether the part of order 8 cancels: with the challenge reduced, as it must be, and with the hash as it is.
pub(super) struct Cancels {
    pub(super) reduced: bool,
    pub(super) unreduced: bool,
}

/// A public key with a part of order 8, what is signed, and a signature with such a challenge.
pub(super) fn sign_with_mixed_key(
    seed: &str,
    signed_part: impl Fn(&str) -> String,
    cancels: &Cancels,
) -> (String, String, String) {
    let (secret, public) = key_pair(seed);
    let honest =
        curve25519_dalek::edwards::CompressedEdwardsY(public).decompress().expect("a public key is a point");
    let mixed = (honest + EIGHT_TORSION[1]).compress().to_bytes();
    let part = signed_part(&hex::encode(mixed));
    let message = decode(&part);
    for attempt in 0u32.. {
        let wide: [u8; 64] = Sha512::digest([attempt.to_le_bytes().as_slice(), &message].concat()).into();
        let r = Scalar::from_bytes_mod_order_wide(&wide);
        let point = (&r * ED25519_BASEPOINT_TABLE).compress();
        let hash = hash(point.as_bytes(), &mixed, &message);
        let k = Scalar::from_bytes_mod_order_wide(&hash);
        let is_multiple = |byte: u8| byte.is_multiple_of(8);
        if (is_multiple(k.to_bytes()[0]), is_multiple(hash[0])) == (cancels.reduced, cancels.unreduced) {
            return (
                hex::encode(mixed),
                part,
                hex::encode([point.to_bytes(), (r + k * secret).to_bytes()].concat()),
            );
        }
    }
    unreachable!("one challenge in eight is a multiple of 8")
}

/// An introduction that signs any bytes as its encryption key.
pub(super) fn introduction_signing(person: &Person, encryption_key: &str) -> String {
    let seed: [u8; 32] = decode(person.seed).try_into().expect("a seed has 32 bytes");
    let signature = SigningKey::from_bytes(&seed).sign(&decode(encryption_key));
    join(&["69", person.public_key, &hex::encode(signature.to_bytes()), encryption_key])
}

fn key_pair(seed: &str) -> (Scalar, [u8; 32]) {
    let wide: [u8; 64] = Sha512::digest(decode(seed)).into();
    let (low, _) = wide.split_first_chunk::<32>().expect("64 bytes");
    let secret = Scalar::from_bytes_mod_order(clamp_integer(*low));
    (secret, (&secret * ED25519_BASEPOINT_TABLE).compress().to_bytes())
}

fn challenge(r: &[u8; 32], public: &[u8; 32], message: &[u8]) -> Scalar {
    Scalar::from_bytes_mod_order_wide(&hash(r, public, message))
}

fn hash(r: &[u8; 32], public: &[u8; 32], message: &[u8]) -> [u8; 64] {
    Sha512::digest([r.as_slice(), public, message].concat()).into()
}

fn decode(text: &str) -> Vec<u8> {
    hex::decode(text).expect("the generator writes hex")
}
