//! ECDSA signatures that are verified: DI-SIG-8 to DI-SIG-11.

use num_bigint::BigUint;
use serde_json::json;

use super::super::{Author, Draft, case};
use super::der::{integer, sequence, value};
use super::ecdsa::{Signature, order};
use super::refusal::{Own, choice, measured, refuse};
use super::value::hex;

/// A capture, whose r has a zero byte in front and whose s has none.
const GOOD: &str = "dimp/published/ecc-signature-1";

/// The capture, taken to pieces.
struct Captured {
    public_key: String,
    data: String,
    signature: Signature,
}

/// All cases under ECC keys.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let input = author.input(GOOD).expect("it is a capture");
    let text =
        |member: &str| input.get(member).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let der = hex::decode(text("signature")).expect("bytes are hex");
    let number = |from: usize, to: usize| BigUint::from_bytes_be(der.get(from..to).unwrap_or_default());
    // 30 45 02 21 00 r 02 20 s
    let signature = Signature { r: number(5, 37), s: number(39, 71) };
    assert_eq!(signature.der(), der, "the numbers stand where they are looked for");
    let captured = Captured { public_key: text("public_key"), data: text("data"), signature };
    [forms(&captured), ranges(&captured), values(&captured)].concat()
}

fn verifies(from: &Captured, name: &str, about: &str, rule: &str, signature: &[u8]) -> Draft {
    let input = json!({ "public_key": from.public_key, "data": from.data, "signature": hex(signature) });
    case(&format!("dimp/key-verify/{name}"))
        .about(about)
        .rules(&[rule])
        .needs("dimp-ecc")
        .op("dimp.key.verify", input)
}

fn seen(draft: Draft) -> Draft {
    measured(draft, "N 48", Own::Refused("False"))
}

fn forms(from: &Captured) -> Vec<Draft> {
    let row = |name: &str, about: &str, signature: &[u8]| {
        refuse(verifies(from, name, about, "DI-SIG-8", signature), GOOD, "bad-signature")
    };
    let der = from.signature.der();
    let [r, s] = [&from.signature.r, &from.signature.s].map(integer);
    let body = [r.clone(), s.clone()].concat();
    let raw = |number: &BigUint| number.to_bytes_be();
    let length = u8::try_from(body.len()).unwrap_or_default();
    let padded = value(2, &[&[0][..], &raw(&from.signature.s)].concat());
    let one = integer(&BigUint::from(1_u8));
    vec![
        seen(row("der-long-length", "a length in two bytes", &[&[0x30, 0x81, length][..], &body].concat())),
        seen(row("der-padded", "an s with a zero byte too many", &sequence(&[r.clone(), padded]))),
        seen(row(
            "der-negative",
            "an r without the zero byte that makes it positive",
            &sequence(&[value(2, &raw(&from.signature.r)), s.clone()]),
        )),
        seen(row("der-trailing", "a byte behind", &[&der[..], &[0]].concat())),
        row("der-inner-trailing", "a third number", &sequence(&[r.clone(), s.clone(), one])),
        row("der-set", "a SET for a SEQUENCE", &value(0x31, &body)),
        row("der-one-number", "r alone", &sequence(&[r])),
        row("der-cut", "the last byte is missing", der.get(..der.len() - 1).unwrap_or_default()),
        seen(row(
            "compact",
            "r and s in 64 bytes",
            &[raw(&from.signature.r), raw(&from.signature.s)].concat(),
        )),
        row("empty", "no byte", &[]),
    ]
}

fn ranges(from: &Captured) -> Vec<Draft> {
    let row = |name: &str, about: &str, r: &BigUint, s: &BigUint| {
        let der = sequence(&[integer(r), integer(s)]);
        refuse(verifies(from, name, about, "DI-SIG-9", &der), GOOD, "bad-signature")
    };
    let (r, s) = (&from.signature.r, &from.signature.s);
    let zero = BigUint::ZERO;
    vec![
        seen(row("r-0", "r is 0", &zero, s)),
        seen(row("s-0", "s is 0", r, &zero)),
        row("r-0-s-0", "both are 0", &zero, &zero),
        row("r-n", "r is n", &order(), s),
        row("s-n", "s is n", r, &order()),
        seen(row("r-plus-n", "n added to r", &(r + order()), s)),
        row("s-plus-n", "n added to s", r, &(s + order())),
        row("r-33-bytes", "an r of 33 bytes", &(BigUint::from(1_u8) << 263), s),
    ]
}

fn values(from: &Captured) -> Vec<Draft> {
    let other = |name: &str, about: &str, signature: &Signature| {
        refuse(verifies(from, name, about, "DI-SIG-11", &signature.der()), GOOD, "bad-signature")
    };
    let one = BigUint::from(1_u8);
    let Signature { r, s } = &from.signature;
    let twin = from.signature.twin();
    let high = choice(
        verifies(from, "high-s", "n − s, which verifies as well", "DI-SIG-10", &twin.der()),
        GOOD,
        "high-s",
        ("high-s", "accepted"),
        json!({}),
    );
    let wrong_high = verifies(from, "high-s-wrong", "a larger s that does not verify", "DI-SIG-11", &{
        Signature { r: r.clone(), s: &twin.s - &one }.der()
    });
    let data = format!("{}00", from.data);
    let input =
        json!({ "public_key": from.public_key, "data": data, "signature": hex(from.signature.der()) });
    let other_data = case("dimp/key-verify/ecc-other-data")
        .about("a byte more")
        .rules(&["DI-SIG-11"])
        .needs("dimp-ecc")
        .op("dimp.key.verify", input);
    vec![
        measured(high, "N 47", Own::Took(json!({}))),
        refuse(wrong_high, GOOD, "bad-signature"),
        other("ecc-other-r", "r is one more", &Signature { r: r + &one, s: s.clone() }),
        other("ecc-other-s", "s is one more", &Signature { r: r.clone(), s: s + &one }),
        other("ecc-swapped", "r and s the other way round", &Signature { r: s.clone(), s: r % order() }),
        refuse(other_data, GOOD, "bad-signature"),
    ]
}
