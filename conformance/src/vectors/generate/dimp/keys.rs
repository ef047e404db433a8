//! `key.json`: key dictionaries, sections 4.5, 5.5 and 5.6.

use serde_json::{Value, json};

use super::super::{Author, Draft, case};
use super::value::hex;
use super::{key_der, key_dicts, key_ecc, key_ecc_private, key_make, key_pem, key_rsa};

/// Good keys of each use.
pub(super) const PUBLIC: &str = "dimp/key/rsa-public";
pub(super) const PRIVATE: &str = "dimp/key/rsa-private";
pub(super) const MESSAGE: &str = "dimp/key/message";
pub(super) const ECC_PUBLIC: &str = "dimp/key/ecc-public";
/// A capture.
pub(super) const ECC_PRIVATE: &str = "dimp/published/ecc-key-1";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [
        key_pem::drafts(author),
        key_der::drafts(author),
        key_rsa::drafts(author),
        key_ecc::drafts(),
        key_ecc_private::drafts(),
        key_dicts::drafts(author),
        key_make::drafts(author),
    ]
    .concat()
}

/// A key dictionary with a text for its data.
pub(super) fn dictionary(algorithm: &str, data: &str) -> String {
    format!("{{\"algorithm\": \"{algorithm}\", \"data\": {}}}", Value::from(data))
}

/// Reads a key dictionary for a use.
pub(super) fn reads(name: &str, about: &str, rule: &str, use_: &str, dictionary: impl AsRef<[u8]>) -> Draft {
    case(&format!("dimp/key/{name}"))
        .about(about)
        .rules(&[rule])
        .op("dimp.key.read", json!({ "key": hex(dictionary), "use": use_ }))
}

/// What is read of an RSA key, by the DER of its `SubjectPublicKeyInfo`.
pub(super) fn rsa_read(der: &[u8], bits: u64) -> Value {
    json!({ "algorithm": "RSA", "data": hex(der), "bits": bits })
}
