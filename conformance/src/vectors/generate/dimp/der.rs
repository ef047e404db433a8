//! DER and PEM of keys, so that a case can have one value of it wrong.

use data_encoding::BASE64;
use num_bigint::BigUint;

/// `AlgorithmIdentifier` of `rsaEncryption` with NULL.
pub(super) const RSA: [u8; 15] = [0x30, 0x0d, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
/// `AlgorithmIdentifier` of `id-ecPublicKey` with secp256k1.
pub(super) const SECP256K1: [u8; 18] =
    [0x30, 0x10, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 5, 0x2b, 0x81, 4, 0, 0x0a];

/// A value of any tag, its length in the shortest form.
pub(super) fn value(tag: u8, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut der = vec![tag];
    if let Ok(short) =
        u8::try_from(length).map_err(drop).and_then(|short| if short < 128 { Ok(short) } else { Err(()) })
    {
        der.push(short);
    } else {
        let bytes: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
        der.push(0x80 | u8::try_from(bytes.len()).expect("a length has eight bytes at most"));
        der.extend(bytes);
    }
    der.extend(body);
    der
}

pub(super) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    value(0x30, &parts.concat())
}

/// An INTEGER in its shortest form.
pub(super) fn integer(number: &BigUint) -> Vec<u8> {
    let mut bytes = number.to_bytes_be();
    if bytes.first().is_some_and(|first| *first >= 128) {
        bytes.insert(0, 0);
    }
    value(2, &bytes)
}

/// Whole bytes as a BIT STRING.
pub(super) fn bits(bytes: &[u8]) -> Vec<u8> {
    value(3, &[&[0], bytes].concat())
}

pub(super) fn octets(bytes: &[u8]) -> Vec<u8> {
    value(4, bytes)
}

/// A PEM text in lines of so many characters, without a line end behind the last one.
pub(super) fn pem(label: &str, der: &[u8], columns: usize, end: &str) -> String {
    let text = BASE64.encode(der);
    armour(label, label, &lines(&text, columns, end), end)
}

/// Lines between those of dashes.
pub(super) fn armour(begin: &str, finish: &str, body: &str, end: &str) -> String {
    format!("-----BEGIN {begin}-----{end}{body}{end}-----END {finish}-----")
}

/// ASCII text in lines of so many characters.
pub(super) fn lines(text: &str, columns: usize, end: &str) -> String {
    let chunks = text.as_bytes().chunks(columns);
    let lines: Vec<String> = chunks.map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    lines.join(end)
}
