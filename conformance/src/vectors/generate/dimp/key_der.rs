//! DER within PEM texts: DI-PEM-2.

use num_bigint::BigUint;

use super::super::{Author, Draft};
use super::der::{self, bits, integer, octets, pem, sequence, value};
use super::keys::{PRIVATE, PUBLIC, dictionary, reads};
use super::refusal::{Own, measured, refuse};
use super::rsa::{Number, Rsa, pkcs1};

const HULK: &str = "dimp/published/meta-hulk-make";

/// All cases about the DER.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let key = Rsa::of(author, HULK);
    [public(&key), integers(&key), private(&key)].concat()
}

fn refused(name: &str, about: &str, use_: &str, label: &str, der: &[u8]) -> Draft {
    let base = if use_ == "public" { PUBLIC } else { PRIVATE };
    let text = dictionary("RSA", &pem(label, der, 64, "\n"));
    refuse(reads(name, about, "DI-PEM-2", use_, text), base, "bad-key")
}

fn public(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, der: &[u8]| refused(name, about, "public", "PUBLIC KEY", der);
    let der = key.public_der();
    let inner = bits(&pkcs1(key.n(), key.number(Number::Exponent)));
    let identifier = |hex: &str| hex::decode(hex).expect("it is written here");
    let with = |algorithm: &str| sequence(&[identifier(algorithm), inner.clone()]);
    let cut = der.get(..der.len() - 5).unwrap_or_default();
    let long_length = [&[0x30, 0x82, 0, 0x9f][..], der.get(3..).unwrap_or_default()].concat();
    let unused = {
        let mut body = pkcs1(key.n(), key.number(Number::Exponent));
        body.insert(0, 1);
        value(3, &body)
    };
    vec![
        measured(
            row("pem-truncated", "five bytes are missing at the end", cut),
            "N 31",
            Own::Failed("ValueError: RSA key format is not supported"),
        ),
        row("der-empty", "no byte", &[]),
        row("der-trailing", "a byte behind the value", &[&der[..], &[0]].concat()),
        row("der-inner-trailing", "a byte behind the numbers", &{
            let numbers = [pkcs1(key.n(), key.number(Number::Exponent)), vec![0]].concat();
            sequence(&[der::RSA.to_vec(), bits(&numbers)])
        }),
        row("der-long-length", "a length with a zero in front", &long_length),
        row(
            "der-indefinite",
            "a length that is not told",
            &[&[0x30, 0x80][..], der.get(3..).unwrap_or_default(), &[0, 0]].concat(),
        ),
        row("der-set", "a SET for a SEQUENCE", &[&[0x31][..], der.get(1..).unwrap_or_default()].concat()),
        row("der-unused-bit", "a BIT STRING with an unused bit", &sequence(&[der::RSA.to_vec(), unused])),
        row("der-no-parameters", "rsaEncryption without NULL", &with("300b06092a864886f70d010101")),
        row(
            "der-other-parameters",
            "rsaEncryption with an empty SEQUENCE",
            &with("300d06092a864886f70d0101013000"),
        ),
        row(
            "der-other-algorithm",
            "another algorithm than rsaEncryption",
            &with("300d06092a864886f70d01010a0500"),
        ),
    ]
}

fn integers(key: &Rsa) -> Vec<Draft> {
    let e = integer(key.number(Number::Exponent));
    let row = |name: &str, about: &str, n: Vec<u8>| {
        refused(name, about, "public", "RSA PUBLIC KEY", &sequence(&[n, e.clone()]))
    };
    let bytes = key.n().to_bytes_be();
    let third = sequence(&[integer(key.n()), e.clone(), integer(&BigUint::from(1_u8))]);
    vec![
        row("der-negative", "a modulus whose highest bit is its sign", value(2, &bytes)),
        row("der-padded", "a modulus with a zero byte too many", value(2, &[&[0, 0][..], &bytes].concat())),
        row("der-no-number", "a modulus of no byte", value(2, &[])),
        refused("der-one-number", "no exponent", "public", "RSA PUBLIC KEY", &sequence(&[integer(key.n())])),
        refused("der-three-numbers", "a third number", "public", "RSA PUBLIC KEY", &third),
    ]
}

fn private(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, label: &str, der: &[u8]| refused(name, about, "private", label, der);
    let one = BigUint::from(1_u8);
    let der = key.private_der();
    let info = |algorithm: &[u8]| sequence(&[integer(&BigUint::ZERO), algorithm.to_vec(), octets(&der)]);
    let no_parameters = [0x30, 0x0b, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
    let inner = key.with(Number::Version, &one);
    vec![
        row("private-version-1", "RSAPrivateKey of version 1", "RSA PRIVATE KEY", &inner.private_der()),
        row("private-pkcs8-version-1", "PrivateKeyInfo of version 1", "PRIVATE KEY", &key.pkcs8(1)),
        row(
            "private-pkcs8-inner-version-1",
            "version 1 within PrivateKeyInfo",
            "PRIVATE KEY",
            &inner.pkcs8(0),
        ),
        row(
            "private-pkcs8-no-parameters",
            "rsaEncryption without NULL",
            "PRIVATE KEY",
            &info(&no_parameters),
        ),
        row("private-trailing", "a byte behind the key", "RSA PRIVATE KEY", &[&der[..], &[0]].concat()),
        row(
            "private-truncated",
            "a byte is missing",
            "RSA PRIVATE KEY",
            der.get(..der.len() - 1).unwrap_or_default(),
        ),
    ]
}
