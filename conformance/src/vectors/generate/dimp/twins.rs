//! Two metas of one ID: an ECDSA signature verifies under two public keys, and an address hashes the signature alone.

use num_bigint::BigUint;
use serde_json::{Map, Value, json};

use super::super::Author;
use super::ecdsa::{Signature, order};
use super::key_ecc::{GENERATOR_X, SECRET, bytes};
use super::key_make::ecc_public;
use super::keys::dictionary;
use super::metas::Meta;
use super::rsa::padded;
use super::value::hex;

const SEED: &str = "grace";

/// The two metas, and the secrets of their keys.
#[derive(Clone, Debug)]
pub(super) struct Twins {
    pub(super) id: String,
    pub(super) first: Meta,
    pub(super) first_secret: BigUint,
    pub(super) second: Meta,
    pub(super) second_secret: BigUint,
}

impl Twins {
    pub(super) fn of(author: &Author<'_>) -> Self {
        let fingerprint = Signature::of(SEED.as_bytes());
        let second_secret = second_secret(&fingerprint);
        let first = Meta::seeded(1, SEED, &ecc_public(), &fingerprint.der());
        let second = Meta::seeded(1, SEED, &public_of(author, &second_secret), &fingerprint.der());
        let id = first.id(author, 8);
        Self { id, first, first_secret: BigUint::from_bytes_be(&bytes(SECRET)), second, second_secret }
    }
}

/// With r the x of the generator and of its negative, it is −(s + hash)/r.
fn second_secret(signature: &Signature) -> BigUint {
    let (n, r) = (order(), BigUint::from_bytes_be(&bytes(GENERATOR_X)));
    let hash = BigUint::from_bytes_be(&<sha2::Sha256 as sha2::Digest>::digest(SEED));
    let inverse = r.modpow(&(&n - 2_u8), &n);
    (&n - (&signature.s + hash) % &n) * inverse % &n
}

/// The dictionary of the public key of a secret, by the reference.
fn public_of(author: &Author<'_>, secret: &BigUint) -> String {
    let private = dictionary("ECC", &hex(padded(secret, 32)));
    let input = json!({ "private_key": hex(private) });
    let input = input.as_object().cloned().unwrap_or_default();
    let (made, _) = author.play("dimp.key.public", &input, &Map::new()).expect("it shows public keys");
    let public = made.get("public_key").and_then(Value::as_str).map(hex::decode);
    String::from_utf8(public.expect("there is a key").expect("bytes are hex")).expect("it is JSON")
}
