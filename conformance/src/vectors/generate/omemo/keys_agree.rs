//! `keys.json`, second part: X25519.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, case};
use super::asked::{
    ALICE, NINE, P_PLUS_9, WEAK, WEAK_AGAIN, none, part, reduced, reduced_weak, with_bit_255,
};
use super::refusal::{measured, refuse, refused, took};

/// What upstream raises for every key that leads to zeros.
pub(super) const AGREEMENT: &str = "XEdDSAException(Key agreement failed, either due to suboptimal security properties of the public key, or due to the shared secret consisting of only zeros.)";

/// RFC 7748, section 5.2: the first private key.
const PRIVATE: &str = "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4";
const BASE: &str = "omemo/key-agree/rfc-7748";

/// All cases of this part.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    [accepted(author), weak(), not_reduced(author), sizes()].concat()
}

fn agrees(name: &str, about: &str, rule: &str, private: &str, public: &str) -> Draft {
    case(&format!("omemo/key-agree/{name}"))
        .about(about)
        .rules(&[rule])
        .op("omemo.key.agree", json!({ "private": private, "public": public }))
}

fn shared(secret: &str) -> Value {
    json!({ "shared": secret })
}

fn accepted(author: &Author<'_>) -> Vec<Draft> {
    let two = format!("02{}", "00".repeat(31));
    let clamped = json!({ "private": format!("{}40", "00".repeat(31)), "public": ALICE.x25519 });
    let clamped = part(author, "omemo.key.agree", &clamped, &none(), "shared");
    let last = "ebffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
    vec![
        agrees(
            "rfc-7748",
            "the first example of RFC 7748",
            "OM-KEY-14",
            PRIVATE,
            "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
        )
        .accept(shared("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")),
        agrees("private-0", "a private key of zeros is clamped", "OM-KEY-14", &"00".repeat(32), ALICE.x25519)
            .accept(shared(&clamped)),
        agrees("twist", "2, of a point of the twist", "OM-KEY-14", PRIVATE, &two).played(),
        agrees("p-minus-2", "the greatest number that is not weak", "OM-KEY-10", PRIVATE, last).played(),
    ]
}

fn weak() -> Vec<Draft> {
    let zeros = || shared(&"00".repeat(32));
    let row = |(name, about, key): (&str, &str, &str)| {
        let draft = refuse(agrees(name, about, "OM-KEY-14", PRIVATE, key), "weak-key").edit_of(BASE);
        let draft = draft.variant(&[("weak-dh", "accepted")], Wanted::Accept(zeros()));
        measured(draft, "N 18", refused("weak-key", AGREEMENT))
    };
    let again = |(name, about, key): (&str, &str, &str)| {
        let draft = refuse(agrees(name, about, "OM-KEY-10", PRIVATE, key), "bad-key").edit_of(BASE);
        measured(reduced_weak(draft, &zeros()), "N 18", refused("weak-key", AGREEMENT))
    };
    WEAK.map(row).into_iter().chain(WEAK_AGAIN.map(again)).collect()
}

fn not_reduced(author: &Author<'_>) -> Vec<Draft> {
    let row = |name: &str, about: &str, line: &str, (private, key): (&str, &str), secret: &str| {
        let draft = refuse(agrees(name, about, "OM-KEY-10", private, key), "bad-key").edit_of(BASE);
        measured(reduced(draft, &shared(secret)), line, took(&shared(secret)))
    };
    let nine = json!({ "private": PRIVATE, "public": NINE });
    let nine = part(author, "omemo.key.agree", &nine, &none(), "shared");
    vec![
        // RFC 7748, section 5.2: the second example.
        row(
            "bit-255",
            "the second example of RFC 7748, with bit 255 set",
            "N 20",
            (
                "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
                "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
            ),
            "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
        ),
        row("p-plus-9", "the number p + 9, another 9", "N 21", (PRIVATE, P_PLUS_9), &nine),
        measured(
            reduced_weak(
                refuse(
                    agrees(
                        "bit-255-alone",
                        "2^255, another 19, but with bit 255 cleared 0",
                        "OM-KEY-10",
                        PRIVATE,
                        &with_bit_255(&"00".repeat(32)),
                    ),
                    "bad-key",
                )
                .edit_of(BASE),
                &shared(&"00".repeat(32)),
            ),
            "N 18; N 20",
            refused("weak-key", AGREEMENT),
        ),
    ]
}

fn sizes() -> Vec<Draft> {
    let key = "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c";
    let row = |name: &str, about: &str, rule: &str, key: &str| {
        refuse(agrees(name, about, rule, PRIVATE, key), "bad-key").edit_of(BASE)
    };
    let secret = shared("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
    vec![
        row("31-bytes", "a key of 31 bytes", "OM-KEY-7", &key[..62]),
        row("34-bytes", "a key of 34 bytes", "OM-KEY-7", &format!("05{key}00")),
        row("33-bytes", "a key with a type byte, as in L", "OM-KEY-8", &format!("05{key}"))
            .variant(&[("key-length", "either")], Wanted::Accept(secret)),
    ]
}
