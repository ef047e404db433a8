//! `kdf.json`: section 5.9, chains and the encryption of key material.

use serde_json::{Value, json};

use super::super::{Author, Draft, case, scenario, step};
use super::asked::{none, part};
use super::refusal::{begin, refuse};
use super::talk::Form;

const FORMS: [Form; 2] = [Form::L, Form::T];
const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = vec![chain()];
    for form in FORMS {
        cases.extend(derived(form));
        cases.extend(encrypted(form));
        cases.extend(decrypted(author, form));
        cases.extend(refused(author, form));
    }
    cases
}

fn chain() -> Draft {
    case("omemo/kdf/chain")
        .about("a chain key that was never derived")
        .rules(&["OM-CHAIN-1"])
        .op("omemo.kdf.chain", json!({ "chain_key": KEY }))
        .played()
}

fn derived(form: Form) -> Vec<Draft> {
    let rules = &["OM-CHAIN-1"];
    vec![
        begin(form, "kdf/root", "the root key is the salt, the secret the key", rules)
            .op(
                "omemo.kdf.root",
                json!({ "format": form.name(), "root_key": KEY, "shared": "ff".repeat(32) }),
            )
            .played(),
        begin(form, "kdf/root-zeros", "a root key and a secret of zeros", rules)
            .op(
                "omemo.kdf.root",
                json!({ "format": form.name(), "root_key": "00".repeat(32), "shared": "00".repeat(32) }),
            )
            .played(),
        begin(form, "kdf/message", "80 bytes of one message key", rules)
            .op("omemo.kdf.message", json!({ "format": form.name(), "message_key": KEY }))
            .played(),
        three_steps(form),
    ]
}

/// Root, chain and message keys, one of the other.
fn three_steps(form: Form) -> Draft {
    let part = |name: &str| json!({ "$ref": name });
    let root = json!({ "format": form.name(), "root_key": KEY, "shared": "5a".repeat(32) });
    let of = |op: &str, input: Value| step("alice", op, input);
    scenario(&form.id("kdf/root-to-message"))
        .about("the second message key of a chain, from the root key on")
        .rules(&["OM-CHAIN-1"])
        .needs(form.feature())
        .peer("alice")
        .step(of("omemo.kdf.root", root).save("chain 0", "/chain_key"))
        .step(of("omemo.kdf.chain", json!({ "chain_key": part("chain 0") })).save("chain 1", "/chain_key"))
        .step(of("omemo.kdf.chain", json!({ "chain_key": part("chain 1") })).save("key 1", "/message_key"))
        .step(
            of("omemo.material.encrypt", json!({ "format": form.name(), "message_key": part("key 1"), "plaintext": "6b6579" }))
                .save("ciphertext", "/ciphertext"),
        )
        .step(
            of("omemo.material.decrypt", json!({ "format": form.name(), "message_key": part("key 1"), "ciphertext": part("ciphertext") }))
                .accept(json!({ "plaintext": "6b6579" })),
        )
}

fn material(form: Form, member: &str, bytes: &str) -> Value {
    json!({ "format": form.name(), "message_key": KEY, member: bytes })
}

/// Plaintexts about the length of a block: name, what it is, plaintext.
fn sizes() -> [(usize, &'static str); 4] {
    [
        (0, "a block of padding alone"),
        (15, "one byte of padding"),
        (16, "a whole block has another one of padding behind it"),
        (17, "15 bytes of padding in the second block"),
    ]
}

fn encrypted(form: Form) -> Vec<Draft> {
    let row = |(size, about): (usize, &str)| {
        begin(form, &format!("material/encrypt-{size}"), about, &["OM-CHAIN-1"])
            .op("omemo.material.encrypt", material(form, "plaintext", &"6d".repeat(size)))
            .played()
    };
    sizes().map(row).to_vec()
}

fn decrypted(author: &Author<'_>, form: Form) -> Vec<Draft> {
    let row = |(size, about): (usize, &str)| {
        let plaintext = "6d".repeat(size);
        let made = material(form, "plaintext", &plaintext);
        let ciphertext = part(author, "omemo.material.encrypt", &made, &none(), "ciphertext");
        begin(form, &format!("material/decrypt-{size}"), about, &["OM-CHAIN-2"])
            .op("omemo.material.decrypt", material(form, "ciphertext", &ciphertext))
            .accept(json!({ "plaintext": plaintext }))
    };
    sizes().map(row).to_vec()
}

fn refused(author: &Author<'_>, form: Form) -> Vec<Draft> {
    // What is behind the blocks that were given is padding, and is cut off.
    let blocks = |padded: &str| {
        let made = material(form, "plaintext", padded);
        let mut ciphertext = part(author, "omemo.material.encrypt", &made, &none(), "ciphertext");
        ciphertext.truncate(padded.len());
        ciphertext
    };
    let row = |name: &str, about: &str, rule: &str, code: &str, ciphertext: &str| {
        let draft = begin(form, &format!("material/{name}"), about, &[rule])
            .op("omemo.material.decrypt", material(form, "ciphertext", ciphertext));
        refuse(draft, code).edit_of(&form.id("material/decrypt-15"))
    };
    let padding = |name: &str, about: &str, end: &str| {
        let padded = format!("{}{end}", "6d".repeat(16 - end.len() / 2));
        row(name, about, "OM-CHAIN-2", "bad-padding", &blocks(&padded))
    };
    let good = blocks(&format!("{}01", "6d".repeat(15)));
    vec![
        row("ciphertext-0", "no ciphertext", "OM-MSG-7", "bad-length", ""),
        row("ciphertext-15", "a block that is cut", "OM-MSG-7", "bad-length", &good[..30]),
        row("ciphertext-17", "a byte behind a block", "OM-MSG-7", "bad-length", &format!("{good}00")),
        padding("padding-00", "padding of no bytes", "00"),
        padding("padding-11", "padding of 17 bytes, all of which are 11", &"11".repeat(16)),
        padding("padding-ff", "padding of 255 bytes", "ff"),
        padding("padding-mixed", "three bytes of padding, the first of which is another", "020303"),
    ]
}
