//! `open.json`, second part: who signed a simple message, and who is said to have.

use serde_json::{Value, json};

use super::super::{Author, Draft, case};
use super::ed25519;
use super::edit::{cut, flip, join, message_of, nonce, overwrite, slice};
use super::open::{TRUSTED, bob_opens, carols, needs, seal};
use super::people::{ALICE, BOB, CAROL, DAVE, K1, id_of, open_in};
use crate::model::case::{BugClass, Severity};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let message = carols(author);
    let bad = |name: &str, about: &str, source: &str, input: Value| {
        case(&format!("stringphone/open/{name}"))
            .about(about)
            .rules(&["SP-OPEN-10"])
            .edited(TRUSTED, source)
            .bug(BugClass::AuthBypass, Severity::High)
            .op("stringphone.open", input)
            .reject("bad-signature")
            .upstream(
                json!({ "reject": "bad-signature", "raised": "stringphone.exceptions.BadSignatureError" }),
            )
    };
    let zeroed = overwrite(&message, 1, &"00".repeat(64));
    let s_plus_l = ed25519::with_s_plus_l(&message, 33);
    let small = ed25519::small_order_message(&message);
    let small_in = open_in(&BOB, Some(K1), &[ed25519::IDENTITY], "strict", &small);
    let mut cases = vec![
        bad(
            "signature-zeroed",
            "the signature replaced by zero bytes",
            "sample 24; N 10",
            bob_opens(&zeroed, "strict"),
        ),
        bad(
            "signature-zeroed-ignore-untrusted",
            "the same in mode ignore-untrusted",
            "sample 24",
            bob_opens(&zeroed, "ignore-untrusted"),
        )
        .needs("stringphone-ignore-untrusted"),
        bad(
            "signature-s-plus-l",
            "S replaced by S + L, the same number modulo L",
            "sample 24; N 29",
            bob_opens(&s_plus_l, "strict"),
        )
        .bug(BugClass::Malleability, Severity::Medium),
        bad(
            "small-order-key",
            "the trusted key is the identity point, and R and S are chosen to fit",
            "sample 24; N 30",
            small_in,
        ),
        bad(
            "flip-tag",
            "bit 0 of the first byte of the tag",
            "sample 24",
            bob_opens(&flip(&message, 105, 0), "strict"),
        ),
        bad(
            "flip-last-byte",
            "bit 7 of the last byte",
            "sample 24",
            bob_opens(&flip(&message, 125, 7), "strict"),
        ),
    ];
    cases.extend(torsion(author));
    cases.extend(senders(author, &message, &zeroed));
    cases
}

/// Signatures on which verifiers with and without the cofactor, and with the challenge reduced or not, disagree.
fn torsion(author: &Author<'_>) -> Vec<Draft> {
    let honest = seal(author, "stringphone/open/torsioned-r", &ALICE, K1, "68656c6c6f");
    let signed_part = slice(&honest, 65, 126);
    let torsioned = ed25519::sign_with_torsioned_r(ALICE.seed, &signed_part);
    let judged = |name: &str, about: &str, key: &str, signature: &str, part: &str| {
        let message = join(&["73", signature, part]);
        case(&format!("stringphone/open/{name}"))
            .about(about)
            .rules(&["SP-OPEN-10"])
            .op("stringphone.open", open_in(&BOB, Some(K1), &[key], "strict", &message))
    };
    let mixed = |name: &str, about: &str, reduced: bool, unreduced: bool| {
        let sealed = |key: &str| {
            let input = json!({ "signing_seed": ALICE.seed, "topic_key": K1, "sender_id": id_of(key), "plaintext": "68656c6c6f" });
            let draws = json!({ "nonce": nonce(&format!("stringphone/open/{name}")) });
            slice(&message_of(author, "stringphone.forge.simple", input, draws), 65, 126)
        };
        let cancels = ed25519::Cancels { reduced, unreduced };
        let (key, part, signature) = ed25519::sign_with_mixed_key(ALICE.seed, sealed, &cancels);
        judged(name, about, &key, &signature, &part)
    };
    let refused = |draft: Draft| {
        draft.edit_of(TRUSTED).bug(BugClass::Malleability, Severity::Medium).reject("bad-signature")
    };
    vec![
        refused(judged(
            "torsioned-r",
            "R has a part of order 8: valid only for a verifier that multiplies by the cofactor",
            ALICE.public_key,
            &torsioned,
            &signed_part,
        )),
        refused(mixed(
            "mixed-order-key",
            "the trusted key has a part of order 8, which the challenge does not cancel",
            false,
            false,
        )),
        refused(mixed(
            "mixed-order-key-unreduced",
            "a part of order 8 that only a challenge that is not reduced would cancel",
            false,
            true,
        )),
        mixed(
            "mixed-order-key-cancels",
            "a part of order 8 that the challenge cancels, once it is reduced",
            true,
            false,
        )
        .accept(json!({ "plaintext": "68656c6c6f" })),
    ]
}

fn senders(author: &Author<'_>, message: &str, zeroed: &str) -> Vec<Draft> {
    let forged = json!({ "signing_seed": DAVE.seed, "topic_key": K1, "sender_id": CAROL.id, "plaintext": "4920616d206361726f6c" });
    let impostor = message_of(
        author,
        "stringphone.forge.simple",
        forged,
        json!({ "nonce": nonce("stringphone/open/impostor") }),
    );
    let bobs_id = overwrite(message, 65, BOB.id);
    let garbage = join(&[&cut(message, 65), DAVE.id, &"ff".repeat(45)]);
    vec![
        case("stringphone/open/impostor")
            .about("a holder of the topic key signs with its own key under the ID of a trusted participant")
            .rules(&["SP-OPEN-10"])
            .edited(TRUSTED, "N 15")
            .bug(BugClass::Forgery, Severity::Critical)
            .op("stringphone.open", bob_opens(&impostor, "strict"))
            .reject("bad-signature")
            .upstream(
                json!({ "reject": "bad-signature", "raised": "stringphone.exceptions.BadSignatureError" }),
            ),
        case("stringphone/open/signature-zeroed-naive")
            .about("mode naive opens a message whose signature is zero bytes")
            .rules(&["SP-LIMIT-6", "SP-OPEN-10"])
            .edited(TRUSTED, "sample 24; N 11")
            .bug(BugClass::Forgery, Severity::Medium)
            .needs("stringphone-naive")
            .op("stringphone.open", bob_opens(zeroed, "naive"))
            .accept(json!({ "plaintext": "68656c6c6f" }))
            .upstream(json!({ "accept": { "plaintext": "68656c6c6f" } })),
        case("stringphone/open/untrusted-ignored-garbage")
            .about("mode ignore-untrusted drops an unknown sender whatever follows its ID")
            .rules(&["SP-OPEN-8"])
            .edited(TRUSTED, "sample 24; N 21")
            .bug(BugClass::Robustness, Severity::Low)
            .needs("stringphone-ignore-untrusted")
            .op("stringphone.open", bob_opens(&garbage, "ignore-untrusted"))
            .ignore()
            .upstream(json!({ "ignore": {} })),
        own_id("own-id-strict", "strict", "sample 24; N 14", &bobs_id),
        own_id("own-id-naive", "naive", "sample 24; N 13", &bobs_id),
        own_id("own-id-ignore-untrusted", "ignore-untrusted", "sample 24", &bobs_id),
    ]
}

fn own_id(name: &str, mode: &str, source: &str, message: &str) -> Draft {
    let draft = case(&format!("stringphone/open/{name}"))
        .about(&format!(
            "the reader's own ID over the sender ID, mode {mode}: dropped before anything is verified"
        ))
        .rules(&["SP-OPEN-1"])
        .edited(TRUSTED, source)
        .bug(BugClass::Confusion, Severity::Low)
        .op("stringphone.open", bob_opens(message, mode))
        .ignore()
        .upstream(json!({ "ignore": {} }));
    needs(draft, mode)
}
