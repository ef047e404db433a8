//! `payload.json`: section 5.10, payloads of L. Those of T stand beside it.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, scenario, step};
use super::asked::{JUDGE, differ, flipped};
use super::payload_2;
use super::refusal::{begin_alone, failed, measured, refuse, refused, took, whole};
use super::talk::Form;
use crate::model::derive::Derive;

const KEY: &str = "101112131415161718191a1b1c1d1e1f";
/// `a payload of L`
const PLAINTEXT: &str = "61207061796c6f6164206f66204c";
const BASE: &str = "omemo/payload/legacy-opened";

/// The plaintext under the key and an IV `a0a1a2..` of so many bytes: ciphertext and tag.
///
/// From 8 to 128 bytes they were computed with OpenSSL 3, and with a few lines written after NIST SP 800-38D; the others
/// with those lines alone, since no library at hand takes them.
const SEALED: [(usize, &str, &str); 9] = [
    (0, "7ab4c51f7e74b9d407911fc6439d", "2540d4210f4f16b4b034b48699f68ace"),
    (1, "e0d21054771e38449b0985d30e89", "17a074203572742eaa0d94b0b64b8dc5"),
    (7, "e04fd2f68246e992ebb0198474fe", "2220664a079c448b34dccefbef59b606"),
    (8, "e9b330a50e8abd6770f1b9eee411", "707d0f9523037b93ff4f6ee4d15ded40"),
    (12, "66a9d01916f31dacf77fde26a93a", "3f41ecbdaae72e53966bf7614fb5e2ec"),
    (13, "52033faf41a42e5d80e358861468", "fae660c1f00048c21b79bd777314981d"),
    (16, "5a0fe7b9f3d6a57a05a9f83fd95a", "400e6df3fb0874dc87500d8c7662dd67"),
    (128, "d0e4ead14d929a1abd0a85438009", "c85232f9a735f77639ba9695b52f4878"),
    (129, "20cb45c11e0d9af3c1124dd38220", "f69500be2086e60c7697e6d274092a4d"),
];

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [sealed(), opened(), ivs(), materials(), changed(), payload_2::drafts(author)].concat()
}

fn sealed() -> Vec<Draft> {
    let row = |name: &str, about: &str, plaintext: &str| {
        let part = |name: &str| json!({ "$ref": format!("/{name}") });
        begin_alone(Form::L, &format!("payload/{name}"), about, &["OM-PAYLOAD-1"])
            .op("omemo.payload.seal_legacy", json!({ "plaintext": plaintext }))
            .played()
            .check(
                "omemo.payload.open_legacy",
                json!({ "payload": part("payload"), "iv": part("iv"), "material": part("material") }),
                json!({ "plaintext": plaintext }),
            )
    };
    vec![
        row("legacy-seal-0", "a payload of no bytes", ""),
        row("legacy-seal-17", "a block and a byte: nothing is padded", &"70".repeat(17)),
        two_payloads(Form::L, "legacy-two-payloads", "omemo.payload.seal_legacy", "OM-PAYLOAD-1")
            .step(differ("first/iv", "second/iv", 12)),
    ]
}

/// One plaintext, sealed twice: the keys are different.
pub(super) fn two_payloads(form: Form, name: &str, op: &str, rule: &str) -> Draft {
    let sealed = |name: &str| step("alice", op, json!({ "plaintext": PLAINTEXT })).played().save(name, "");
    scenario(&format!("omemo/payload/{name}"))
        .about("the same plaintext twice, under another key")
        .rules(&[rule])
        .needs(form.feature())
        .peer("alice")
        .attacker(JUDGE)
        .step(sealed("first"))
        .step(sealed("second"))
        .step(differ("first/material", "second/material", 16))
}

/// The bytes `a0`, `a1`, `a2` and so on.
fn iv(size: usize) -> String {
    let bytes: Vec<u8> = (0xa0_u8..=0xff).chain(0..=0x9f).take(size).collect();
    hex::encode(bytes)
}

fn seal_of(size: usize) -> (&'static str, &'static str) {
    let found = SEALED.iter().find(|(iv, ..)| *iv == size);
    found.map(|(_, payload, tag)| (*payload, *tag)).expect("an IV of this size is in the table")
}

fn opens(name: &str, about: &str, rule: &str, (payload, iv, material): (&str, &str, &str)) -> Draft {
    let input = json!({ "payload": payload, "iv": iv, "material": material });
    begin_alone(Form::L, &format!("payload/legacy-{name}"), about, &[rule])
        .op("omemo.payload.open_legacy", input)
}

fn plain() -> Value {
    json!({ "plaintext": PLAINTEXT })
}

fn opened() -> Vec<Draft> {
    let (payload, tag) = seal_of(12);
    let (iv, material) = (iv(12), format!("{KEY}{tag}"));
    let row = |name: &str, about: &str, derive: Derive| {
        let input = (payload, iv.as_str(), material.as_str());
        opens(name, about, "OM-PAYLOAD-6", input).accept(plain()).derive(derive)
    };
    // McGrew and Viega, The Galois/Counter Mode of Operation, test cases 1 and 3.
    let example = |name: &str, about: &str, (payload, iv, material): (&str, &str, &str), plaintext: &str| {
        opens(name, about, "OM-PAYLOAD-6", (payload, iv, material)).accept(json!({ "plaintext": plaintext }))
    };
    vec![
        row("opened", "of another payload this is no tag", whole("payload", &[0; 14])),
        example(
            "gcm-example-1",
            "the first example of GCM: no bytes, key and IV of zeros",
            (
                "",
                "000000000000000000000000",
                "0000000000000000000000000000000058e2fccefa7e3061367f1d57a4e7455a",
            ),
            "",
        ),
        example(
            "gcm-example-3",
            "the third example of GCM: four blocks",
            (
                concat!(
                    "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e",
                    "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985"
                ),
                "cafebabefacedbaddecaf888",
                "feffe9928665731c6d6a8f94673083084d5c2af327cd64a62cf35abd2ba6fab4",
            ),
            concat!(
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72",
                "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
            ),
        ),
    ]
}

fn ivs() -> Vec<Draft> {
    let of = |size: usize, about: &str, rule: &str| {
        let (payload, tag) = seal_of(size);
        opens(&format!("iv-{size}"), about, rule, (payload, &iv(size), &format!("{KEY}{tag}")))
    };
    let any = |size: usize, about: &str| {
        let draft = refuse(of(size, about, "OM-PAYLOAD-3"), "bad-length").edit_of(BASE);
        let draft = draft.variant(&[("gcm-iv", "any")], Wanted::Accept(plain()));
        measured(draft, "N 71", took(&plain()))
    };
    let never = |size: usize, about: &str| {
        let raised = "ValueError(initialization_vector must be between 8 and 128 bytes (64 and 1024 bits).)";
        let draft = refuse(of(size, about, "OM-PAYLOAD-2"), "bad-length").edit_of(BASE);
        measured(draft, "N 71", failed(raised))
    };
    vec![
        measured(
            of(16, "an IV of 16 bytes, as older clients send", "OM-PAYLOAD-3").accept(plain()),
            "N 71",
            took(&plain()),
        ),
        never(0, "no IV"),
        never(1, "an IV of 1 byte"),
        never(7, "an IV of 7 bytes"),
        any(8, "an IV of 8 bytes"),
        any(13, "an IV of 13 bytes"),
        any(128, "an IV of 128 bytes"),
        never(129, "an IV of 129 bytes"),
    ]
}

fn materials() -> Vec<Draft> {
    let (payload, tag) = seal_of(12);
    let row = |name: &str, about: &str, rule: &str, payload: &str, material: &str| {
        refuse(opens(name, about, rule, (payload, &iv(12), material)), "bad-length").edit_of(BASE)
    };
    let cut = |size: usize, about: &str, raised: &str| {
        let material = format!("{KEY}{tag}00").get(..2 * size).unwrap_or_default().to_owned();
        let draft = row(&format!("material-{size}"), about, "OM-PAYLOAD-4", payload, &material);
        measured(draft, "N 70", failed(raised))
    };
    let in_payload = |draft: Draft, wanted: Wanted, line: &str| {
        measured(draft.variant(&[("payload-tag", "payload")], wanted), line, failed(SHORT_TAG))
    };
    let behind = format!("{payload}{tag}");
    vec![
        cut(15, "a key that is cut", "ValueError(Invalid key size (120) for AES.)"),
        cut(24, "a tag of 8 bytes", SHORT_TAG),
        cut(31, "a tag of 15 bytes", SHORT_TAG),
        cut(33, "a tag of 17 bytes", "ValueError(Authentication tag cannot be more than 16 bytes.)"),
        row("material-0", "no key material", "OM-PAYLOAD-4", payload, ""),
        in_payload(
            row(
                "material-16",
                "no tag: there is none behind the payload",
                "OM-PAYLOAD-5",
                &behind[..behind.len() - 2],
                KEY,
            ),
            Wanted::reject("bad-payload"),
            "N 70",
        ),
        in_payload(
            row("tag-behind", "the tag stands behind the payload", "OM-PAYLOAD-5", &behind, KEY),
            Wanted::Accept(plain()),
            "N 72",
        ),
        in_payload(
            row("tag-behind-short", "a payload that is shorter than a tag", "OM-PAYLOAD-5", payload, KEY),
            Wanted::reject("bad-payload"),
            "N 72",
        ),
    ]
}

const SHORT_TAG: &str = "ValueError(Authentication tag must be 16 bytes or longer.)";

fn changed() -> Vec<Draft> {
    let (payload, tag) = seal_of(12);
    let material = format!("{KEY}{tag}");
    let row = |name: &str, about: &str, payload: &str, iv: &str, material: &str| {
        refuse(opens(name, about, "OM-PAYLOAD-6", (payload, iv, material)), "bad-payload").edit_of(BASE)
    };
    let wrong = || refused("bad-payload", "DecryptionFailed(Ciphertext decryption failed.)");
    let (other, _) = seal_of(16);
    vec![
        measured(
            row(
                "tag-flipped",
                "a bit of the tag is flipped",
                payload,
                &iv(12),
                &flipped(&material, 31, 0x80),
            ),
            "N 70",
            wrong(),
        ),
        row("key-flipped", "a bit of the key is flipped", payload, &iv(12), &flipped(&material, 0, 1)),
        row("iv-flipped", "a bit of the IV is flipped", payload, &flipped(&iv(12), 0, 1), &material),
        measured(
            row("other-payload", "the payload of another message", other, &iv(12), &material),
            "N 73",
            wrong(),
        ),
        row("payload-0", "the payload is missing, and its tag is not", "", &iv(12), &material),
        row(
            "tag-behind-too",
            "the tag stands behind the payload as well",
            &format!("{payload}{tag}"),
            &iv(12),
            &material,
        ),
    ]
}
