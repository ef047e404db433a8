//! Private ECC keys, DI-ECC-3 and their forms; and keys of one algorithm under the name of the other.

use num_bigint::BigUint;
use serde_json::json;

use super::super::{Draft, Wanted};
use super::der::{SECP256K1, bits, integer, octets, pem, sequence, value};
use super::key_ecc::{GENERATOR_X, MINUS_GENERATOR_Y, N, SECRET, asks, bytes, point, public_der, read};
use super::keys::{ECC_PRIVATE, ECC_PUBLIC, PRIVATE, PUBLIC, dictionary, reads};
use super::refusal::{Own, measured, refuse};

/// All cases of private ECC keys.
pub(super) fn drafts() -> Vec<Draft> {
    [private(), no_secret(), other_algorithm()].concat()
}

/// `ECPrivateKey`, with the name of the curve and the public key where they are wanted.
pub(super) fn ec_private(secret: &str, curve: bool, point: Option<&str>) -> Vec<u8> {
    let mut parts = vec![integer(&BigUint::from(1_u8)), octets(&bytes(secret))];
    if curve {
        parts.push(value(0xa0, &value(6, &bytes("2b8104000a"))));
    }
    parts.extend(point.map(|point| value(0xa1, &bits(&bytes(point)))));
    sequence(&parts)
}

/// `PrivateKeyInfo` of a version.
pub(super) fn private_info(version: u8, inner: &[u8]) -> Vec<u8> {
    sequence(&[integer(&BigUint::from(version)), SECP256K1.to_vec(), octets(inner)])
}

fn private() -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, data: &str| {
        asks(name, about, rule, "private", data).accept(read())
    };
    let in_pem = |name: &str, about: &str, label: &str, der: &[u8]| {
        row(name, about, "DI-PEM-1", &pem(label, der, 76, "\n"))
    };
    let last = BigUint::from_bytes_be(&bytes(N)) - BigUint::from(1_u8);
    let negative = json!({ "algorithm": "ECC", "data": format!("04{GENERATOR_X}{MINUS_GENERATOR_Y}") });
    let whole = ec_private(SECRET, false, Some(&point()));
    let other = format!("04{GENERATOR_X}{MINUS_GENERATOR_Y}");
    vec![
        in_pem(
            "ecc-private-pkcs8",
            "PrivateKeyInfo of version 1, as it is written",
            "PRIVATE KEY",
            &private_info(1, &whole),
        ),
        in_pem("ecc-private-pkcs8-0", "PrivateKeyInfo of version 0", "PRIVATE KEY", &private_info(0, &whole)),
        in_pem(
            "ecc-private-no-point",
            "no public key in it",
            "PRIVATE KEY",
            &private_info(0, &ec_private(SECRET, false, None)),
        ),
        in_pem(
            "ecc-private-sec1",
            "ECPrivateKey",
            "EC PRIVATE KEY",
            &ec_private(SECRET, true, Some(&point())),
        ),
        in_pem(
            "ecc-private-other-point",
            "another public key in it, which is not looked at",
            "EC PRIVATE KEY",
            &ec_private(SECRET, true, Some(&other)),
        ),
        row("ecc-private-upper-case", "hex digits in upper case", "DI-PEM-1", &SECRET.to_uppercase()),
        asks(
            "ecc-secret-n-minus-1",
            "the greatest secret",
            "DI-ECC-3",
            "private",
            &hex::encode(last.to_bytes_be()),
        )
        .accept(negative),
    ]
}

fn no_secret() -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, data: &str| {
        refuse(asks(name, about, rule, "private", data), ECC_PRIVATE, "bad-key")
    };
    let raised = "MalformedPointError: Invalid value for secexp, expected integer between 1 and \
                  115792089237316195423570985008687907852837564279074904382605163141518161494337";
    let seen = |draft: Draft| measured(draft, "N 36", Own::Failed(raised));
    let info = pem("PRIVATE KEY", &private_info(2, &ec_private(SECRET, false, None)), 64, "\n");
    let sec1 = |der: &[u8]| pem("EC PRIVATE KEY", der, 64, "\n");
    vec![
        seen(row("ecc-secret-0", "a secret of 0", "DI-ECC-3", &"0".repeat(64))),
        seen(row("ecc-secret-n", "a secret that is n", "DI-ECC-3", N)),
        row("ecc-secret-ff", "a secret above n", "DI-ECC-3", &"f".repeat(64)),
        row(
            "ecc-secret-n-pem",
            "a secret that is n in a PEM text",
            "DI-ECC-3",
            &sec1(&ec_private(N, true, None)),
        ),
        row("ecc-secret-62-digits", "a byte less", "DI-PEM-1", &SECRET[2..]),
        row("ecc-private-version-2", "PrivateKeyInfo of version 2", "DI-PEM-2", &info),
        row(
            "ecc-private-no-curve",
            "ECPrivateKey without a curve",
            "DI-PEM-2",
            &sec1(&ec_private(SECRET, false, None)),
        ),
        row("ecc-private-as-point", "a public key in hex digits", "DI-PEM-1", &point()),
    ]
}

/// Keys of one algorithm under the name of the other.
fn other_algorithm() -> Vec<Draft> {
    let row = |name: &str, about: &str, use_: &str, base: &str, text: String| {
        refuse(reads(name, about, "DI-PEM-3", use_, text), base, "loose-text")
    };
    let public = pem("PUBLIC KEY", &public_der(), 64, "\n");
    let private = pem("PRIVATE KEY", &private_info(1, &ec_private(SECRET, false, Some(&point()))), 64, "\n");
    vec![
        row(
            "rsa-with-ecc-key",
            "a point under the name of RSA",
            "public",
            PUBLIC,
            dictionary("RSA", &public),
        ),
        row(
            "rsa-with-ecc-private",
            "a secret under the name of RSA",
            "private",
            PRIVATE,
            dictionary("RSA", &private),
        ),
        row(
            "ecc-public-as-private",
            "a public key as a private one",
            "private",
            ECC_PRIVATE,
            dictionary("ECC", &public),
        )
        .needs("dimp-ecc"),
        row(
            "ecc-private-as-public",
            "a private key as a public one",
            "public",
            ECC_PUBLIC,
            dictionary("ECC", &private),
        )
        .needs("dimp-ecc"),
        row(
            "ecc-sec1-label-pkcs8",
            "PrivateKeyInfo under the other label",
            "private",
            ECC_PRIVATE,
            dictionary("ECC", &private.replace(" PRIVATE", " EC PRIVATE")),
        )
        .needs("dimp-ecc")
        .variant(&[("pem-form", "any")], Wanted::Accept(read())),
    ]
}
