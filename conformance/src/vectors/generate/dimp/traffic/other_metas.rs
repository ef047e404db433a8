//! A second meta that matches an ID of which a node has one: DI-NODE-4, in `node.json` and `receive.json`.

use num_bigint::BigUint;
use serde_json::{Value, json};

use super::super::ecdsa::Signature;
use super::super::metas::Meta;
use super::super::twins::Twins;
use super::super::value::hex;
use super::cast::Cast;
use super::layout::Object;
use super::letter::{base64, encrypt, letter};
use super::node::{NODE, knows, received, receives, story, takes};
use super::receive::text;
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Author, Draft, DraftStep, Wanted, step};

const REPLACED: &[(&str, &str)] = &[("stored-meta", "replaced")];

/// From a caller.
pub(super) fn given(author: &Author<'_>) -> Vec<Draft> {
    let (cast, twins) = (Cast::of(author), Twins::of(author));
    let one = text(1);
    let draft = knows_first("meta-save/other-meta", "another meta of an ID that has one", &cast, &twins)
        .step(
            saves(&twins, &twins.second)
                .reject("other-meta")
                .variant_stop(REPLACED, Wanted::Accept(json!({}))),
        )
        .step(saves(&twins, &twins.first))
        .step(takes(&by(&twins, &twins.first_secret, &cast, &one), &cast.hulk.id, &one));
    vec![draft]
}

/// With a message that verifies under its key.
pub(super) fn attached(author: &Author<'_>) -> Vec<Draft> {
    let (cast, twins) = (Cast::of(author), Twins::of(author));
    let (one, two) = (text(1), text(2));
    let foreign = with_meta(by(&twins, &twins.second_secret, &cast, &one), &twins.second);
    let genuine = with_meta(by(&twins, &twins.first_secret, &cast, &two), &twins.first);
    let accepted = received(&foreign, &cast.hulk.id, &one);
    let own = json!({ "accept": accepted.clone() });
    let refused = receives(&foreign).reject("other-meta");
    let about = "another meta of a sender who has one comes with a message that is signed by its key";
    let draft = knows_first("receive/other-meta", about, &cast, &twins)
        .source_ref("N 30")
        .step(refused.variant_stop(REPLACED, Wanted::Accept(accepted)).upstream(own))
        .step(takes(&genuine, &cast.hulk.id, &two));
    vec![draft]
}

/// A node of hulk's that has the first meta.
fn knows_first(name: &str, about: &str, cast: &Cast, twins: &Twins) -> Draft {
    knows(story(name, about, &["DI-NODE-4", "DI-NODE-1"]), &[&cast.hulk], &[])
        .needs("dimp-ecc")
        .edit_of("dimp/attack/recovered-ecc-key")
        .bug(BugClass::AuthBypass, Severity::High)
        .step(saves(twins, &twins.first))
}

fn saves(twins: &Twins, meta: &Meta) -> DraftStep {
    step(NODE, "dimp.meta.save", json!({ "id": hex(&twins.id), "meta": hex(meta.text()) }))
}

/// A message to hulk, signed with a secret.
fn by(twins: &Twins, secret: &BigUint, cast: &Cast, content: &str) -> Object {
    let signature = Signature::under(secret, &encrypt(content)).low().der();
    letter(&cast.moki, &cast.hulk, content)
        .set("sender", twins.id.clone())
        .set("signature", base64(signature))
}

fn with_meta(message: Object, meta: &Meta) -> Object {
    let meta: Value = serde_json::from_str(&meta.text()).expect("a meta is JSON");
    message.set("meta", meta)
}
