//! Dictionaries that a writer makes: DI-DICT-7 to DI-DICT-11 and DI-KEY-1, section 5.6.

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::super::{Author, Draft, case, derive};
use super::der::pem;
use super::key_ecc::{self, SECRET};
use super::key_ecc_private::{ec_private, private_info};
use super::keys::{ECC_PRIVATE, PRIVATE, dictionary};
use super::refusal::{misuse, refuse};
use super::rsa::Rsa;
use super::value::hex;

const HULK: &str = "dimp/published/meta-hulk-make";
/// A user with a modulus of 2,048 bits.
const BOB: &str = "dimp/meta/bob-make";

/// All cases of writing.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [public(author), no_private(author), message_keys(), ecc_keys(), refused()].concat()
}

/// A dictionary as it is written.
fn written(algorithm: &str, data: &str, others: &str) -> String {
    format!("{{\"algorithm\": \"{algorithm}\", \"data\": {}, {others}}}", Value::from(data))
}

/// The dictionary of a public RSA key.
pub(super) fn rsa_public(key: &Rsa) -> String {
    let text = pem("PUBLIC KEY", &key.public_der(), 64, "\n");
    written("RSA", &text, "\"mode\": \"ECB\", \"padding\": \"PKCS1\", \"digest\": \"SHA256\"")
}

/// The dictionary of an ECC key of either use.
fn ecc(label: &str, der: &[u8]) -> String {
    let text = format!("{}\n", pem(label, der, 76, "\n"));
    written("ECC", &text, "\"curve\": \"SECP256k1\", \"digest\": \"SHA256\"")
}

/// The dictionary of the point of [`SECRET`].
pub(super) fn ecc_public() -> String {
    ecc("PUBLIC KEY", &key_ecc::public_der())
}

fn shows(name: &str, about: &str, rules: &[&str], private: &str, public: &str) -> Draft {
    case(&format!("dimp/key-public/{name}"))
        .about(about)
        .rules(rules)
        .op("dimp.key.public", json!({ "private_key": hex(private) }))
        .accept(json!({ "public_key": hex(public) }))
}

fn public(author: &Author<'_>) -> Vec<Draft> {
    let [hulk, bob] = [HULK, BOB].map(|case| Rsa::of(author, case));
    let rsa = |name: &str, about: &str, key: &Rsa, private: &str| {
        shows(name, about, &["DI-DICT-7", "DI-DICT-8"], private, &rsa_public(key))
    };
    let pkcs8 = dictionary("RSA", &pem("PRIVATE KEY", &hulk.pkcs8(0), 76, "\r\n"));
    let ecc = |name: &str, about: &str, private: &str| {
        shows(name, about, &["DI-DICT-7", "DI-DICT-9"], private, &ecc_public()).needs("dimp-ecc")
    };
    let info = pem("PRIVATE KEY", &private_info(0, &ec_private(SECRET, false, None)), 64, "\n");
    vec![
        rsa("rsa-1024", "a key of 1,024 bits", &hulk, &hulk.private()),
        rsa("rsa-2048", "a key of 2,048 bits", &bob, &bob.private()),
        rsa("rsa-pkcs8", "a key in another form, and without members that mean nothing", &hulk, &pkcs8),
        rsa(
            "rsa-name",
            "a key under another name",
            &hulk,
            &hulk.private().replacen("RSA", "SHA256withRSA", 1),
        ),
        ecc("ecc-hex", "a secret in hex digits", &dictionary("ECC", SECRET)),
        ecc("ecc-pem", "a secret in a PEM text without its point", &dictionary("ECC", &info)),
    ]
}

fn no_private(author: &Author<'_>) -> Vec<Draft> {
    let key = Rsa::of(author, HULK);
    let row = |name: &str, about: &str, rule: &str, code: &str, base: &str, private: &str| {
        let draft = case(&format!("dimp/key-public/{name}")).about(about).rules(&[rule]);
        refuse(draft.op("dimp.key.public", json!({ "private_key": hex(private) })), base, code)
    };
    vec![
        row("of-public", "a public key", "DI-PEM-3", "loose-text", PRIVATE, &key.public()),
        row(
            "of-message-key",
            "a message key",
            "DI-DICT-3",
            "unknown-algorithm",
            PRIVATE,
            "{\"algorithm\": \"PLAIN\"}",
        ),
        row(
            "ecc-secret-0",
            "a secret of 0",
            "DI-ECC-3",
            "bad-key",
            ECC_PRIVATE,
            &dictionary("ECC", &"0".repeat(64)),
        )
        .needs("dimp-ecc"),
    ]
}

fn makes(name: &str, about: &str, rules: &[&str], input: Value) -> Draft {
    case(&format!("dimp/key/{name}")).about(about).rules(rules).op("dimp.key.make", input)
}

/// Both values are drawn, whatever is made.
fn message_keys() -> Vec<Draft> {
    let row = |name: &str, about: &str, input: Value, size: usize| {
        let id = format!("dimp/key/{name}");
        let [key, iv] = [("key", 32), ("iv", 16)].map(|(draw, bytes)| derive(&id, 0, draw, bytes));
        let key = key.get(..size).unwrap_or_default();
        let [data, vector] = [key, &iv].map(|bytes| BASE64.encode(bytes));
        let told = if size == 32 { String::new() } else { format!("\"size\": {size}, ") };
        let text = format!("{{\"algorithm\": \"AES\", {told}\"data\": \"{data}\", \"iv\": \"{vector}\"}}");
        let checked = json!({ "key": { "$ref": "/key" }, "use": "message" });
        makes(name, about, &["DI-KEY-1", "DI-DICT-7", "DI-DICT-11"], input)
            .accept(json!({ "key": hex(text) }))
            .draws(json!({ "key": hex(derive(&id, 0, "key", 32)), "iv": hex(&iv) }))
            .check("dimp.key.read", checked, json!({ "algorithm": "AES" }))
    };
    let size = |size: u8| json!({ "algorithm": "AES", "size": size });
    vec![
        row("aes-256", "the size is 32 when it is left out", json!({ "algorithm": "AES" }), 32),
        row("aes-256-told", "a size of 32 is not written", size(32), 32),
        row("aes-192", "a key of 24 bytes", size(24), 24),
        row("aes-128", "a key of 16 bytes", size(16), 16),
    ]
}

fn ecc_keys() -> Vec<Draft> {
    let text = ecc("PRIVATE KEY", &private_info(1, &ec_private(SECRET, false, Some(&key_ecc::point()))));
    let made = makes(
        "make-ecc",
        "a secret",
        &["DI-KEY-1", "DI-DICT-7", "DI-DICT-10"],
        json!({ "algorithm": "ECC" }),
    );
    vec![
        made.needs("dimp-ecc")
            .draws(json!({ "key": SECRET, "iv": hex(derive("dimp/key/make-ecc", 0, "iv", 16)) }))
            .accept(json!({ "key": hex(text) }))
            .check(
                "dimp.key.read",
                json!({ "key": { "$ref": "/key" }, "use": "private" }),
                json!({ "algorithm": "ECC" }),
            ),
    ]
}

fn refused() -> Vec<Draft> {
    let row = |name: &str, size: i16| {
        let about = format!("a message key of {size} bytes");
        let input = json!({ "algorithm": "AES", "size": size });
        misuse(makes(&format!("make-{name}"), &about, &["DI-DICT-11"], input), "bad-data")
    };
    vec![
        row("0", 0),
        row("15", 15),
        row("17", 17),
        row("20", 20),
        row("33", 33),
        row("minus-16", -16),
        row("256", 256),
    ]
}
