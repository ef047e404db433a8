//! `cipher.json`: AES-CBC with keys and IVs of any length, section 5.1 and 5.2.

use serde_json::{Value, json};

use super::super::{Author, Draft, case};
use super::boxes::README;
use super::upstream::failed;
use super::value::hex;
use crate::model::case::{BugClass, Severity};
use crate::model::derive::Derive;

/// Whose decryption is a block and one byte of padding.
const DECRYPT: &str = "dweeter/cipher-decrypt/plaintext-15";
/// The plaintext of the captures that vary key and IV.
const SAMPLE: &str = "sample plaintext!";

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = written();
    cases.extend(refused_keys());
    cases.extend(read(author));
    cases.extend(prepared(author));
    cases.extend(lengths(author));
    cases.extend(paddings(author));
    cases
}

/// `A`, `B` and so on.
fn letters(count: u8) -> String {
    hex((0..count).map(|index| b'A' + index).collect::<Vec<u8>>())
}

/// The bytes of the captures that vary the plaintext.
fn steps_of_seven(count: u8) -> Vec<u8> {
    (0..count).map(|index| index.wrapping_mul(7)).collect()
}

fn written() -> Vec<Draft> {
    let keyed = |name: &str, about: &str, rule: &str, key: u8, iv: u8| {
        case(&format!("dweeter/cipher-encrypt/{name}"))
            .about(about)
            .rules(&[rule])
            .op(
                "dweeter.cipher.encrypt",
                json!({ "key": letters(key), "iv": letters(iv), "plaintext": hex(SAMPLE) }),
            )
            .played()
    };
    let plain = |count: u8, about: &str| {
        let [key, iv] = README_KEYS;
        case(&format!("dweeter/cipher-encrypt/plaintext-{count}"))
            .about(about)
            .rules(&["DW-CIPHER-1"])
            .op(
                "dweeter.cipher.encrypt",
                json!({ "key": key, "iv": iv, "plaintext": hex(steps_of_seven(count)) }),
            )
            .played()
    };
    vec![
        keyed("key-24", "a key of 24 bytes is padded: there is no AES-192", "DW-KEY-3", 24, 16),
        keyed("key-31", "a key of 31 bytes gets one space", "DW-KEY-3", 31, 16),
        keyed("iv-15", "an IV of 15 bytes gets one space", "DW-KEY-4", 16, 15),
        keyed("iv-17", "the 17th byte of an IV has no effect", "DW-KEY-4", 16, 17),
        keyed("iv-33", "an IV of 33 bytes is cut to 16", "DW-KEY-4", 16, 33),
        plain(0, "an empty plaintext gives one block"),
        plain(32, "two full blocks get a block of padding"),
        plain(200, "200 bytes"),
        case("dweeter/cipher-encrypt/no-iv-key-40")
            .about("no IV, and a key that is longer than an IV and an AES key")
            .rules(&["DW-KEY-3", "DW-KEY-4", "DW-KEY-5"])
            .op("dweeter.cipher.encrypt", json!({ "key": letters(40), "plaintext": hex(SAMPLE) }))
            .played(),
    ]
}

/// Key and IV of the mailbox of upstream's own document.
const README_KEYS: [&str; 2] = ["ae4bd0d82264b01cf68c028499b58e66", "7b08a51d4d60b5b165951b8531336bf7"];

fn refused_keys() -> Vec<Draft> {
    let block = "00".repeat(16);
    let rows = [
        ("cipher-encrypt/key-0-no-iv", "DW-KEY-1", "empty-key", json!({ "key": "", "plaintext": "61" })),
        ("cipher-encrypt/iv-0", "DW-KEY-2", "empty-iv", json!({ "key": "41", "iv": "", "plaintext": "61" })),
        (
            "cipher-encrypt/key-0-iv-0",
            "DW-KEY-1",
            "empty-key",
            json!({ "key": "", "iv": "", "plaintext": "" }),
        ),
        (
            "cipher-decrypt/key-0",
            "DW-KEY-1",
            "empty-key",
            json!({ "key": "", "iv": "41", "ciphertext": block }),
        ),
        (
            "cipher-decrypt/iv-0",
            "DW-KEY-2",
            "empty-iv",
            json!({ "key": "41", "iv": "", "ciphertext": block }),
        ),
        ("cipher-decrypt/key-0-1-byte", "DW-KEY-1", "empty-key", json!({ "key": "", "ciphertext": "00" })),
    ];
    rows.into_iter()
        .map(|(name, rule, code, input)| {
            let op = if name.starts_with("cipher-encrypt") {
                "dweeter.cipher.encrypt"
            } else {
                "dweeter.cipher.decrypt"
            };
            let measured = name == "cipher-decrypt/key-0";
            let draft = case(&format!("dweeter/{name}"))
                .about(if rule == "DW-KEY-1" { "a key of no bytes" } else { "an IV of no bytes" })
                .rules(&[rule])
                .bug(BugClass::Robustness, Severity::Low)
                .op(op, input)
                .reject(code);
            if measured {
                draft.source_ref("N 80").upstream(failed("builtins.ValueError: Invalid key size"))
            } else {
                draft
            }
        })
        .collect()
}

fn decrypts(name: &str, about: &str, rules: &[&str], ciphertext: &str) -> Draft {
    let [key, iv] = README_KEYS;
    case(&format!("dweeter/cipher-decrypt/{name}"))
        .about(about)
        .rules(rules)
        .op("dweeter.cipher.decrypt", json!({ "key": key, "iv": iv, "ciphertext": ciphertext }))
}

/// Nothing is authenticated: only what is shorter than a block can never be accepted.
fn unprotected() -> Derive {
    serde_json::from_value(json!({ "member": "ciphertext", "covers": [], "shortest": 16 }))
        .expect("bounds are written here")
}

fn read(author: &Author<'_>) -> Vec<Draft> {
    let rows = [
        (15, "one byte of padding"),
        (0, "a block that is padding alone"),
        (1, "15 bytes of padding"),
        (16, "16 bytes of padding"),
        (17, "one byte in the second block"),
        (31, "one byte of padding in the second block"),
        (32, "a third block that is padding alone"),
        (200, "200 bytes"),
    ];
    rows.into_iter()
        .map(|(count, about)| {
            let plaintext = steps_of_seven(count);
            let ciphertext = README.encrypt(author, &plaintext);
            decrypts(
                &format!("plaintext-{count}"),
                about,
                &["DW-CIPHER-3", "DW-CIPHER-4", "DW-CIPHER-5"],
                &ciphertext,
            )
            .accept(json!({ "plaintext": hex(plaintext) }))
            .derive(unprotected())
        })
        .collect()
}

/// A reader prepares key and IV as a writer does.
fn prepared(author: &Author<'_>) -> Vec<Draft> {
    let rows = [
        ("key-1", "a key of 1 byte", json!({ "key": letters(1), "iv": letters(16) }), "DW-KEY-3"),
        ("key-17", "a key of 17 bytes", json!({ "key": letters(17), "iv": letters(16) }), "DW-KEY-3"),
        ("key-48", "a key of 48 bytes", json!({ "key": letters(48), "iv": letters(16) }), "DW-KEY-3"),
        ("iv-1", "an IV of 1 byte", json!({ "key": letters(16), "iv": letters(1) }), "DW-KEY-4"),
        ("iv-33", "an IV of 33 bytes", json!({ "key": letters(16), "iv": letters(33) }), "DW-KEY-4"),
        ("no-iv", "no IV: the key takes its place", json!({ "key": letters(20) }), "DW-KEY-5"),
    ];
    rows.into_iter()
        .map(|(name, about, keys, rule)| {
            let mut input = super::boxes::object(keys);
            let mut asked = input.clone();
            asked.insert("plaintext".to_owned(), json!(hex(SAMPLE)));
            let (made, _) = author
                .play("dweeter.cipher.encrypt", &asked, &crate::model::outcome::Members::new())
                .expect("the reference encrypts");
            input.extend(made);
            case(&format!("dweeter/cipher-decrypt/{name}"))
                .about(about)
                .rules(&[rule])
                .op("dweeter.cipher.decrypt", Value::Object(input))
                .accept(json!({ "plaintext": hex(SAMPLE) }))
        })
        .collect()
}

fn lengths(author: &Author<'_>) -> Vec<Draft> {
    let whole = README.encrypt(author, &steps_of_seven(31));
    let cut = |bytes: usize| whole.get(..2 * bytes).expect("two blocks were encrypted").to_owned();
    [
        ("0-bytes", "no byte at all", String::new()),
        ("17-bytes", "one byte more than a block", cut(17)),
        ("31-bytes", "one byte less than two blocks", cut(31)),
        ("33-bytes", "one byte more than two blocks", format!("{whole}00")),
    ]
    .into_iter()
    .map(|(name, about, ciphertext)| {
        decrypts(name, about, &["DW-CIPHER-3"], &ciphertext)
            .edit_of(DECRYPT)
            .bug(BugClass::Robustness, Severity::Low)
            .reject("bad-length")
    })
    .collect()
}

/// A wrong padding: what the last bytes are, and what `last-byte` makes of it.
struct Padding {
    name: &'static str,
    about: &'static str,
    /// How many bytes `A` stand before it.
    before: usize,
    bytes: Vec<u8>,
    /// How many bytes of all are left when the last byte alone counts.
    left: Option<usize>,
}

fn paddings(author: &Author<'_>) -> Vec<Draft> {
    let row = |name, about, before, bytes, left| Padding { name, about, before, bytes, left };
    let rows = [
        row("padding-byte-0-block-1", "one block that ends with 0", 15, vec![0], Some(0)),
        row(
            "padding-17-of-17",
            "17 bytes 17, as if a padding could be longer than a block",
            15,
            vec![17; 17],
            None,
        ),
        row("padding-32-of-32", "two blocks of 32", 0, vec![32; 32], None),
        row("padding-255", "the last byte is 255", 15, vec![255], None),
        row("padding-128", "the last byte is 128", 31, vec![128], None),
        row("padding-3-of-2", "the last byte is 3, and only two are", 14, vec![3, 3], Some(13)),
        row(
            "padding-4-wrong-inside",
            "4 bytes of padding, the second of them wrong",
            12,
            vec![4, 5, 4, 4],
            Some(12),
        ),
        row(
            "padding-15-wrong-first",
            "15 bytes of padding, the first of them wrong",
            1,
            first_wrong(15),
            Some(1),
        ),
        row(
            "padding-16-wrong-first",
            "16 bytes of padding, the first of them wrong",
            16,
            first_wrong(16),
            Some(16),
        ),
        row(
            "padding-zeros",
            "three zeros and their number, as ANSI X9.23 pads",
            12,
            vec![0, 0, 0, 4],
            Some(12),
        ),
        row("padding-80", "80 and zeros, as ISO/IEC 7816-4 pads", 12 + 16, vec![0x80, 0, 0, 0], Some(16)),
    ];
    rows.into_iter().map(|row| padding(author, &row)).collect()
}

fn first_wrong(count: u8) -> Vec<u8> {
    let mut bytes = vec![count; count.into()];
    if let Some(first) = bytes.first_mut() {
        *first = 0;
    }
    bytes
}

fn padding(author: &Author<'_>, row: &Padding) -> Draft {
    let plain = [vec![b'A'; row.before], row.bytes.clone()].concat();
    let draft = decrypts(
        row.name,
        row.about,
        if row.left.is_some() { &["DW-CIPHER-5"] } else { &["DW-CIPHER-4"] },
        &README.forge(author, &plain),
    )
    .edit_of(DECRYPT)
    .bug(BugClass::Malleability, Severity::Medium)
    .reject("bad-padding");
    match row.left {
        Some(left) => {
            let rest = hex(plain.get(..left).expect("less is left than there was"));
            draft.variant(
                &[("padding", "last-byte")],
                super::super::Wanted::Accept(json!({ "plaintext": rest })),
            )
        }
        None => draft,
    }
}
