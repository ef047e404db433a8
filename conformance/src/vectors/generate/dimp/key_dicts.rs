//! Key dictionaries: DI-DICT-1 to DI-DICT-5, and the rules of JSON for them.

use serde_json::{Value, json};

use super::super::{Author, Draft};
use super::key_ecc;
use super::key_messages::{self, IV, KEY, aes, of_base64, read_aes};
use super::keys::{ECC_PUBLIC, MESSAGE, PRIVATE, PUBLIC, dictionary, reads, rsa_read};
use super::refusal::{Own, choice, measured, refuse};
use super::rsa::Rsa;

const HULK: &str = "dimp/published/meta-hulk-make";
/// All cases of dictionaries.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let key = Rsa::of(author, HULK);
    [names(&key), members(&key), algorithms(&key), key_messages::drafts(), old(), json_rules(&key), limits()]
        .concat()
}

fn read_rsa(key: &Rsa) -> Value {
    rsa_read(&key.public_der(), key.n().bits())
}

fn names(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, use_: &str, dictionary: &str, read: Value| {
        reads(name, about, "DI-DICT-3", use_, dictionary).accept(read)
    };
    let named = |dictionary: &str, from: &str, to: &str| {
        dictionary.replacen(&format!("\"{from}\""), &format!("\"{to}\""), 1)
    };
    let public = key.public();
    let plain = json!({ "algorithm": "PLAIN" });
    let point = dictionary("SHA256withECC", &key_ecc::point());
    vec![
        row(
            "rsa-signature-name",
            "RSA by the name of its signatures",
            "public",
            &named(&public, "RSA", "SHA256withRSA"),
            read_rsa(key),
        ),
        row(
            "rsa-cipher-name",
            "RSA by the name of its cipher",
            "private",
            &named(&key.private(), "RSA", "RSA/ECB/PKCS1Padding"),
            read_rsa(key),
        ),
        row(
            "ecc-signature-name",
            "ECC by the name of its signatures",
            "public",
            &point,
            json!({ "algorithm": "ECC", "data": key_ecc::point() }),
        )
        .needs("dimp-ecc"),
        row(
            "aes-cipher-name",
            "AES by the name of its cipher",
            "message",
            &named(&aes(KEY, IV), "AES", "AES/CBC/PKCS7Padding"),
            read_aes(&of_base64(KEY), &of_base64(IV)),
        ),
        row("plain", "PLAIN has no data", "message", "{\"algorithm\": \"PLAIN\"}", plain.clone()),
        row(
            "plain-with-data",
            "data of PLAIN means nothing",
            "message",
            "{\"algorithm\": \"PLAIN\", \"data\": 5}",
            plain,
        ),
        row(
            "other-members",
            "members that mean nothing, in another order",
            "public",
            &named(
                &public,
                "algorithm",
                "mode\": \"XYZ\", \"keySize\": \"one\", \"digest\": null, \"algorithm",
            ),
            read_rsa(key),
        ),
    ]
}

/// Members that are missing, or of another type.
fn members(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, rule: &str, dictionary: &str| {
        refuse(reads(name, about, rule, "public", dictionary), PUBLIC, "bad-key")
    };
    let seen = |draft: Draft, raised: &str| measured(draft, "N 37", Own::Failed(raised));
    let public = key.public();
    let list = public.replacen("\"data\": ", "\"data\": [", 1).replace('}', "]}");
    let no_object = |name: &str, about: &str, text: &str| {
        refuse(reads(name, about, "DI-DICT-1", "public", text), PUBLIC, "not-object")
    };
    let unknown = "ModuleNotFoundError: Invalid key algorithm: ...";
    vec![
        seen(
            row("no-algorithm", "no algorithm", "DI-DICT-2", &public.replacen("algorithm", "other", 1)),
            "KeyError: 'algorithm'",
        ),
        seen(
            row(
                "algorithm-number",
                "a number for the algorithm",
                "DI-DICT-2",
                &public.replacen("\"RSA\"", "5", 1),
            ),
            unknown,
        ),
        row("algorithm-null", "null for the algorithm", "DI-DICT-2", &public.replacen("\"RSA\"", "null", 1)),
        seen(
            row("data-list", "an array for the data", "DI-DICT-5", &list),
            "TypeError: Expected a string or a bytes-like object, not list",
        ),
        seen(
            row("data-null", "null for the data", "DI-DICT-5", "{\"algorithm\": \"RSA\", \"data\": null}"),
            "TypeError: Expected a string or a bytes-like object, not NoneType",
        ),
        seen(row("no-data", "no data", "DI-DICT-5", "{\"algorithm\": \"RSA\"}"), "KeyError: 'data'"),
        no_object("array", "an array", "[]"),
        no_object("text", "a text", "\"RSA\""),
        no_object("null", "null", "null"),
        refuse(
            reads("ecc-no-data", "no data of ECC", "DI-DICT-5", "public", "{\"algorithm\": \"ECC\"}"),
            ECC_PUBLIC,
            "bad-key",
        )
        .needs("dimp-ecc"),
        refuse(
            reads("aes-no-data", "no data of AES", "DI-DICT-5", "message", "{\"algorithm\": \"AES\"}"),
            MESSAGE,
            "bad-key",
        ),
        refuse(
            reads(
                "aes-data-number",
                "a number for the data of AES",
                "DI-DICT-5",
                "message",
                "{\"algorithm\": \"AES\", \"data\": 5}",
            ),
            MESSAGE,
            "bad-key",
        ),
    ]
}

fn algorithms(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, use_: &str, base: &str, dictionary: &str| {
        refuse(reads(name, about, "DI-DICT-3", use_, dictionary), base, "unknown-algorithm")
    };
    let public = key.public();
    let other = row(
        "algorithm-unknown",
        "an algorithm of no row",
        "public",
        PUBLIC,
        &public.replacen("RSA", "XYZ", 1),
    );
    vec![
        measured(other, "N 37", Own::Failed("ModuleNotFoundError: Invalid key algorithm: ...")),
        row(
            "algorithm-lower-case",
            "a name in lower case",
            "public",
            PUBLIC,
            &public.replacen("RSA", "rsa", 1),
        ),
        row("public-aes", "a message key as a public one", "public", PUBLIC, &aes(KEY, IV)),
        row("private-aes", "a message key as a private one", "private", PRIVATE, &aes(KEY, IV)),
        row("public-plain", "PLAIN as a public key", "public", PUBLIC, "{\"algorithm\": \"PLAIN\"}"),
        row("message-rsa", "a public key as a message key", "message", MESSAGE, &public),
        row(
            "message-ecc",
            "a point as a message key",
            "message",
            MESSAGE,
            &dictionary("ECC", &key_ecc::point()),
        ),
    ]
}

fn old() -> Vec<Draft> {
    let row = |name: &str, about: &str, text: &str| {
        refuse(reads(name, about, "DI-DICT-4", "message", text), MESSAGE, "old-key")
    };
    let passphrase = row(
        "passphrase",
        "the form of 2018",
        "{\"algorithm\": \"AES\", \"keySize\": 32, \"passphrase\": \"12345678\"}",
    );
    let short = format!("{{\"A\": \"AES\", \"D\": \"{KEY}\", \"I\": \"{IV}\"}}");
    let both = aes(KEY, IV).replacen("\"data\"", "\"passphrase\": \"1\", \"data\"", 1);
    vec![
        // A new random key.
        measured(passphrase, "N 41", Own::Took(json!({ "algorithm": "AES" }))),
        row("passphrase-null", "the same with null", "{\"passphrase\": null, \"algorithm\": \"AES\"}"),
        reads("passphrase-and-data", "a key with a passphrase beside it", "DI-DICT-4", "message", both)
            .accept(read_aes(&of_base64(KEY), &of_base64(IV))),
        refuse(
            reads("passphrase-rsa", "a passphrase without data of RSA", "DI-DICT-5", "public", {
                "{\"algorithm\": \"RSA\", \"passphrase\": \"1\"}"
            }),
            PUBLIC,
            "bad-key",
        ),
        measured(
            refuse(
                reads("short-names", "names of a later generation", "DI-DICT-2", "message", short),
                MESSAGE,
                "bad-key",
            ),
            "N 42",
            Own::Failed("KeyError: 'algorithm'"),
        ),
    ]
}

/// The rules of JSON hold for dictionaries.
fn json_rules(key: &Rsa) -> Vec<Draft> {
    let public = key.public();
    let with = |text: &str| public.replacen('{', &format!("{{{text}, "), 1);
    let row = |name: &str, about: &str, rule: &str, code: &str, when: (&str, &str), text: &str| {
        choice(reads(name, about, rule, "public", text), PUBLIC, code, when, read_rsa(key))
    };
    vec![
        row(
            "algorithm-twice",
            "two algorithms",
            "DI-JSON-5",
            "duplicate-member",
            ("duplicate-members", "last"),
            &with("\"algorithm\": \"ECC\""),
        ),
        row(
            "nan",
            "NaN in a member that means nothing",
            "DI-JSON-3",
            "non-finite",
            ("non-finite", "accepted"),
            &with("\"x\": NaN"),
        ),
        row(
            "lone-surrogate",
            "half of a surrogate pair in such a member",
            "DI-JSON-4",
            "lone-surrogate",
            ("lone-surrogates", "accepted"),
            &with("\"x\": \"\\ud800\""),
        ),
        refuse(
            reads(
                "not-json",
                "a dictionary without its end",
                "DI-JSON-2",
                "public",
                public.trim_end_matches('}'),
            ),
            PUBLIC,
            "not-json",
        ),
    ]
}

/// Limits of JSON, in texts of which little is read.
fn limits() -> Vec<Draft> {
    let plain = || json!({ "algorithm": "PLAIN" });
    let with = |x: &str| format!("{{\"algorithm\": \"PLAIN\", \"x\": {x}}}");
    let zeros = |count: usize| with(&format!("[0{}]", ",0".repeat(count - 1)));
    let deep = |levels: usize| with(&format!("{}{}", "[".repeat(levels), "]".repeat(levels)));
    let row = |name: &str, about: &str, rule: &str, text: String| reads(name, about, rule, "message", text);
    let budget = ("json-budget", "unlimited");
    let refused = |draft: Draft, code: &str, when: (&str, &str)| choice(draft, MESSAGE, code, when, plain());
    vec![
        row("65536-members", "two members and 65,534 elements", "DI-JSON-8", zeros(65_534)).accept(plain()),
        refused(row("65537-members", "one element more", "DI-JSON-8", zeros(65_535)), "too-many", budget),
        row("128-levels", "the dictionary and 127 arrays", "DI-JSON-6", deep(127)).accept(plain()),
        refused(
            row("129-levels", "one array more", "DI-JSON-6", deep(128)),
            "too-deep",
            ("json-depth", "deeper"),
        ),
    ]
}
