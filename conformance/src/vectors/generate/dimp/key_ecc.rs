//! Public ECC keys: DI-ECC-1, DI-ECC-2, and their forms.

use num_bigint::BigUint;
use serde_json::{Value, json};

use super::super::Draft;
use super::der::{SECP256K1, bits, integer, octets, pem, sequence, value};
use super::keys::{ECC_PRIVATE, ECC_PUBLIC, dictionary, reads};
use super::refusal::{Own, choice, measured, refuse};

/// A secret of the captures, and the coordinates of its point.
pub(super) const SECRET: &str = "18e14a7b6a307f426a94f8114701e7c8e774e7f9a47e2c2035db29a206321725";
const X: &str = "50863ad64a87ae8a2fe83c1af1a8403cb53f53e486d8511dad8a04887e5b2352";
const Y: &str = "2cd470243453a299fa9e77237716103abc11a1df38855ed6f2ee187e9c582ba6";
/// The prime of the field, and the order of the group.
const P: &str = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f";
pub(super) const N: &str = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
/// The generator, of which n − 1 has the negative: the same x, and p − y.
pub(super) const GENERATOR_X: &str = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
pub(super) const MINUS_GENERATOR_Y: &str = "b7c52588d95c3b9aa25b0403f1eef75702e84bb7597aabe663b82f6f04ef2777";
const P256_POINT: &str = "0426efcebd0ee9e34a669187e18b3a9122b2f733945b649cc9f9f921e9f9dad812\
                          90238bde9cc7bb330d150c67704dd25ae7055205744b6f31bf4070745872d0e6";
const P384_POINT: &str = "04e86b995e350e4d312a95a6b7d5d8cdcdb4682f588800a1cd6c972e1dcb2a5ac3\
                          8d90046951b03ccb3b179a89fda88b1b485b9f2c1f44b0dd41ce6e3c3a690bbfaa\
                          bec1e1ff4aefb2461fdda6629becbd43cf74c13d8c1a1625612243f0046148";
const MALFORMED: &str = "MalformedPointError: Point does not lay on the curve";

/// All cases of public ECC keys.
pub(super) fn drafts() -> Vec<Draft> {
    [public(), compressed(), no_point(), no_hex(), curves()].concat()
}

pub(super) fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).expect("it is written here")
}

/// The data of the public key: `04`, x and y.
pub(super) fn point() -> String {
    format!("04{X}{Y}")
}

pub(super) fn public_der() -> Vec<u8> {
    sequence(&[SECP256K1.to_vec(), bits(&bytes(&point()))])
}

pub(super) fn asks(name: &str, about: &str, rule: &str, use_: &str, data: &str) -> Draft {
    reads(name, about, rule, use_, dictionary("ECC", data)).needs("dimp-ecc")
}

pub(super) fn read() -> Value {
    json!({ "algorithm": "ECC", "data": point() })
}

fn public() -> Vec<Draft> {
    let row =
        |name: &str, about: &str, data: &str| asks(name, about, "DI-PEM-1", "public", data).accept(read());
    let seen =
        |name: &str, about: &str, data: &str| measured(row(name, about, data), "N 34", Own::Took(read()));
    vec![
        row("ecc-public", "a point in a PEM text", &pem("PUBLIC KEY", &public_der(), 76, "\n")),
        seen("ecc-hex-128", "x and y in hex digits", &format!("{X}{Y}")),
        seen("ecc-hex-130", "a point in hex digits", &point()),
        row("ecc-hex-upper-case", "hex digits in upper case", &point().to_uppercase()),
    ]
}

fn compressed() -> Vec<Draft> {
    let der = sequence(&[SECP256K1.to_vec(), bits(&bytes(&format!("02{X}")))]);
    let other = bytes(&format!("03{X}"));
    let minus = BigUint::from_bytes_be(&bytes(P)) - BigUint::from_bytes_be(&bytes(Y));
    let negative =
        json!({ "algorithm": "ECC", "data": format!("04{X}{}", hex::encode(minus.to_bytes_be())) });
    let asks = |name: &str, about: &str, der: &[u8], columns: usize| {
        asks(name, about, "DI-PEM-1", "public", &format!("{}\n", pem("PUBLIC KEY", der, columns, "\n")))
    };
    let raised = "ValueError: non-hexadecimal number found in fromhex() arg at position 0";
    vec![
        measured(
            asks("ecc-compressed-pem", "a compressed point", &der, 76).accept(read()),
            "N 34",
            Own::Took(read()),
        ),
        measured(
            asks("ecc-compressed-pem-130-characters", "a PEM text of 130 characters", &der, 64)
                .accept(read()),
            "N 34",
            Own::Failed(raised),
        ),
        asks("ecc-compressed-odd", "one with an odd y", &sequence(&[SECP256K1.to_vec(), bits(&other)]), 76)
            .accept(negative),
    ]
}

fn no_point() -> Vec<Draft> {
    let row = |name: &str, about: &str, data: &str| {
        refuse(asks(name, about, "DI-ECC-2", "public", data), ECC_PUBLIC, "bad-key")
    };
    let seen = |name: &str, about: &str, data: &str, raised: &str| {
        measured(row(name, about, data), "N 34", Own::Failed(raised))
    };
    let in_pem = |point: &[u8]| {
        format!("{}\n", pem("PUBLIC KEY", &sequence(&[SECP256K1.to_vec(), bits(point)]), 64, "\n"))
    };
    let lengths = "MalformedPointError: Length of string does not match lengths of any of the enabled (uncompressed, \
                   hybrid, compressed) encodings of the curve.";
    let hybrid = format!("06{X}{Y}");
    vec![
        seen("ecc-off-curve", "y is one more", &format!("04{X}{}7", &Y[..63]), MALFORMED),
        seen("ecc-infinity", "the point at infinity", &in_pem(&[0]), lengths),
        seen("ecc-coordinate-p", "x is p", &format!("04{P}{Y}"), MALFORMED),
        row("ecc-zeros", "x and y are 0", &format!("04{}", "00".repeat(64))),
        row("ecc-pem-hybrid", "the form `06` in a PEM text", &in_pem(&bytes(&hybrid))),
        row("ecc-pem-short", "a byte less", &in_pem(&bytes(&point()[..128]))),
        row(
            "ecc-pem-no-x",
            "a compressed x of no point",
            &in_pem(&bytes(&format!("02{}05", "00".repeat(31)))),
        ),
        row("ecc-coordinate-above-p", "x is above p, and fits less p", &{
            // 1 has a point: x = p + 1 is the same modulo p.
            let one = "4218f20ae6c646b363db68605822fb14264ca8d2587fdd6fbc750d587e76a7ee";
            format!("04{}30{one}", &P[..62])
        }),
    ]
}

/// Texts that are no hex digits of these lengths, or of the forms that do not exist here.
fn no_hex() -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, data: &str| {
        refuse(asks(name, about, rule, "public", data), ECC_PUBLIC, "bad-key")
    };
    let hybrid = row("ecc-hybrid", "the form `06`", "DI-ECC-2", &format!("06{X}{Y}"));
    vec![
        measured(hybrid, "N 34", Own::Took(read())),
        measured(
            row("ecc-compressed-hex", "a compressed point in hex digits", "DI-PEM-1", &format!("02{X}")),
            "N 34",
            Own::Failed("Error: Incorrect padding"),
        ),
        measured(
            row("ecc-0x-hex", "`0x` in front", "DI-PEM-1", &format!("0x{X}{Y}")),
            "N 34",
            Own::Failed("ValueError: non-hexadecimal number found in fromhex() arg at position 1"),
        ),
        row("ecc-hex-129", "a digit less", "DI-PEM-1", &point()[1..]),
        row("ecc-hex-132", "a byte more", "DI-PEM-1", &format!("{}00", point())),
        row("ecc-hex-space", "a space behind the digits", "DI-PEM-1", &format!("{X}{Y} ")),
        row("ecc-hex-letter", "a letter that is no digit", "DI-PEM-1", &format!("{X}g{}", &Y[1..])),
        row("ecc-hex-secret", "a secret as a public key", "DI-PEM-1", SECRET),
        row("ecc-empty", "no text", "DI-PEM-1", ""),
    ]
}

fn curves() -> Vec<Draft> {
    let named = |oid: &str| {
        let algorithm = bytes("06072a8648ce3d0201");
        sequence(&[algorithm, value(6, &bytes(oid))])
    };
    let row = |name: &str, about: &str, oid: &str, point: &str| {
        let text = pem("PUBLIC KEY", &sequence(&[named(oid), bits(&bytes(point))]), 64, "\n");
        let draft = asks(name, about, "DI-ECC-1", "public", &text);
        let read = json!({ "algorithm": "ECC", "data": point });
        measured(
            choice(draft, ECC_PUBLIC, "weak-key", ("ecc-curve", "any"), read.clone()),
            "N 35",
            Own::Took(read),
        )
    };
    let inner = sequence(&[integer(&BigUint::from(1_u8)), octets(&bytes(SECRET))]);
    let private = sequence(&[integer(&BigUint::ZERO), named("2a8648ce3d030107"), octets(&inner)]);
    let private = pem("PRIVATE KEY", &private, 64, "\n");
    let own = asks("ecc-private-p256", "a private key of P-256", "DI-ECC-1", "private", &private);
    let explicit = sequence(&[bytes("06072a8648ce3d0201"), sequence(&[integer(&BigUint::from(1_u8))])]);
    let unnamed = pem("PUBLIC KEY", &sequence(&[explicit, bits(&bytes(&point()))]), 64, "\n");
    vec![
        row("ecc-p256", "a point of P-256", "2a8648ce3d030107", P256_POINT),
        row("ecc-p384", "a point of P-384", "2b81040022", P384_POINT),
        choice(own, ECC_PRIVATE, "weak-key", ("ecc-curve", "any"), json!({ "algorithm": "ECC" })),
        refuse(
            asks("ecc-explicit-curve", "a curve without a name", "DI-PEM-2", "public", &unnamed),
            ECC_PUBLIC,
            "bad-key",
        ),
    ]
}
