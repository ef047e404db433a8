//! `x3dh.json`: section 5.8. The cases are edits of the worked examples, one of each format.

use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted, case, scenario, step};
use super::asked::{
    JUDGE, NINE, P_PLUS_9, WEAK, WEAK_AGAIN, differ, none, part, raw, reduced, reduced_weak, with,
    with_bit_255,
};
use super::keys::POINT;
use super::keys_agree::AGREEMENT;
use super::points;
use super::refusal::{failed, measured, refuse, took};
use super::talk::Form;

const FORMS: [Form; 2] = [Form::L, Form::T];

/// All cases of the file.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = Vec::new();
    for form in FORMS {
        let worked = Worked { author, form };
        cases.extend(worked.without_pre_key());
        cases.extend(worked.weak_for_initiator());
        cases.extend(worked.weak_for_responder());
        cases.extend(worked.not_reduced());
        cases.extend(worked.ephemeral_keys_again());
        cases.extend(worked.forms());
        cases.push(worked.two_sessions());
    }
    let [l, t] = FORMS.map(|form| Worked { author, form });
    cases.extend(l.identities_of_l());
    cases.extend(t.identities_of_t());
    cases
}

/// The worked example of a format.
struct Worked<'a> {
    author: &'a Author<'a>,
    form: Form,
}

/// Which of the two operations.
#[derive(Clone, Copy)]
enum Side {
    Active,
    Passive,
}

impl Side {
    const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Passive => "passive",
        }
    }
}

impl Worked<'_> {
    fn id(&self, side: Side) -> String {
        let form = if self.form == Form::L { "l" } else { "t" };
        format!("omemo/upstream/worked-{form}-x3dh-{}", side.name())
    }

    fn sample(&self) -> &'static str {
        if self.form == Form::L { "sample 126" } else { "sample 128" }
    }

    fn input(&self, side: Side) -> Value {
        self.author.input(&self.id(side)).expect("the worked example is there").into()
    }

    /// A member of the worked example's input, without type byte.
    fn key(&self, side: Side, member: &str) -> String {
        let input = self.input(side);
        let wire = input.get(member).and_then(Value::as_str).unwrap_or_default();
        wire.get(wire.len().saturating_sub(64)..).unwrap_or_default().to_owned()
    }

    fn wire(&self, x25519: &str) -> String {
        if self.form == Form::L { format!("05{x25519}") } else { x25519.to_owned() }
    }

    /// The worked example with some members changed.
    fn edited(&self, side: Side, name: &str, about: &str, rule: &str, change: &Value) -> Draft {
        let draft = case(&self.form.id(&format!("x3dh-{}/{name}", side.name())))
            .about(about)
            .rules(&[rule])
            .needs(self.form.feature())
            .edited(&self.id(side), self.sample())
            .op(&format!("omemo.x3dh.{}", side.name()), with(&self.input(side), change));
        // A weak key is noticed in a secret, and for that the ephemeral key has been drawn.
        match self.author.base(&self.id(side)).ok().and_then(|worked| worked.draws.clone()) {
            Some(draws) => draft.draws(draws.into()),
            None => draft,
        }
    }

    /// The same, as a measured line.
    fn measured(&self, draft: Draft, lines: &str, upstream: Value) -> Draft {
        measured(draft, &format!("{}; {lines}", self.sample()), upstream)
    }

    /// What the worked example of the responder gives with an ephemeral key.
    fn agreed(&self, ephemeral_key: &str) -> Value {
        let change = json!({ "ephemeral_key": self.wire(ephemeral_key) });
        let input = with(&self.input(Side::Passive), &change);
        let secret = part(self.author, "omemo.x3dh.passive", &input, &none(), "shared_secret");
        json!({ "shared_secret": secret, "ad": self.ad() })
    }

    fn ad(&self) -> String {
        part(self.author, "omemo.x3dh.passive", &self.input(Side::Passive), &none(), "ad")
    }

    fn without_pre_key(&self) -> Vec<Draft> {
        let about = "without one-time prekey there is no fourth secret";
        let check =
            with(&self.input(Side::Passive), &json!({ "ephemeral_key": { "$ref": "/ephemeral_key" } }));
        let check = without(check, "pre_key_private");
        vec![
            self.edited(Side::Active, "no-pre-key", about, "OM-AGREE-1", &none())
                .without("pre_key")
                .played()
                .check("omemo.x3dh.passive", check, json!({ "ad": self.ad() })),
            self.edited(Side::Passive, "no-pre-key", about, "OM-AGREE-1", &none())
                .without("pre_key_private")
                .played(),
        ]
    }

    fn two_sessions(&self) -> Draft {
        let name = "x3dh-active/two-sessions";
        let made = |name: &str| {
            let made = step("alice", "omemo.x3dh.active", self.input(Side::Active)).played();
            made.save(name, "/shared_secret")
        };
        scenario(&self.form.id(name))
            .about("every session has an ephemeral key, and so a secret, of its own")
            .rules(&["OM-AGREE-2"])
            .needs(self.form.feature())
            .peer("alice")
            .attacker(JUDGE)
            .step(made("first"))
            .step(made("second"))
            .step(differ("first", "second", 31))
    }

    fn weak_for_initiator(&self) -> Vec<Draft> {
        let row = |name: &str, about: &str, member: &str, key: &str, line: &str| {
            let draft =
                self.edited(Side::Active, name, about, "OM-KEY-14", &json!({ member: self.wire(key) }));
            let accepted = Wanted::Accept(json!({ "ad": self.ad() }));
            let draft = refuse(draft, "weak-key").variant(&[("weak-dh", "accepted")], accepted);
            self.measured(draft, line, failed(AGREEMENT))
        };
        let [(_, _, zero), _, (_, _, order_8), ..] = WEAK;
        vec![
            row("signed-pre-key-0", "the signed prekey 0", "signed_pre_key", zero, "N 18"),
            row("signed-pre-key-order-8", "a signed prekey of order 8", "signed_pre_key", order_8, "N 18"),
            row("only-dh4-zero", "three secrets, and a fourth of zeros", "pre_key", zero, "N 18; N 19"),
            row("pre-key-order-8", "a one-time prekey of order 8", "pre_key", order_8, "N 18; N 19"),
        ]
    }

    fn weak_for_responder(&self) -> Vec<Draft> {
        let ad = json!({ "ad": self.ad() });
        let edited = |name: &str, about: &str, rule: &str, key: &str| {
            let name = format!("ephemeral-key-{name}");
            self.edited(Side::Passive, &name, about, rule, &json!({ "ephemeral_key": self.wire(key) }))
        };
        let weak = WEAK.map(|(name, about, key)| {
            let draft = refuse(edited(name, about, "OM-KEY-14", key), "weak-key");
            draft.variant(&[("weak-dh", "accepted")], Wanted::Accept(ad.clone()))
        });
        let again = WEAK_AGAIN.map(|(name, about, key)| {
            reduced_weak(refuse(edited(name, about, "OM-KEY-10", key), "bad-key"), &ad)
        });
        let cited = |draft| self.measured(draft, "N 18", failed(AGREEMENT));
        weak.into_iter().chain(again).map(cited).collect()
    }

    fn not_reduced(&self) -> Vec<Draft> {
        let row = |name: &str, about: &str, member: &str| {
            let key = with_bit_255(&self.key(Side::Active, member));
            let change = json!({ member: self.wire(&key) });
            let draft = refuse(self.edited(Side::Active, name, about, "OM-KEY-10", &change), "bad-key");
            reduced(draft, &json!({ "ad": self.ad() }))
        };
        vec![
            row("signed-pre-key-bit-255", "a signed prekey with bit 255 set", "signed_pre_key"),
            row("pre-key-bit-255", "a one-time prekey with bit 255 set", "pre_key"),
        ]
    }

    /// Another encoding gives the same secret.
    fn ephemeral_keys_again(&self) -> Vec<Draft> {
        let row = |name: &str, about: &str, line: &str, key: &str, accept: &Value| {
            let change = json!({ "ephemeral_key": self.wire(key) });
            let draft = refuse(self.edited(Side::Passive, name, about, "OM-KEY-10", &change), "bad-key");
            self.measured(reduced(draft, accept), line, took(accept))
        };
        let genuine = self.key(Side::Passive, "ephemeral_key");
        let about = "the ephemeral key with bit 255 set";
        vec![
            row("ephemeral-key-bit-255", about, "N 20", &with_bit_255(&genuine), &self.agreed(&genuine)),
            row(
                "ephemeral-key-p-plus-9",
                "the number p + 9, another 9",
                "N 21",
                P_PLUS_9,
                &self.agreed(NINE),
            ),
        ]
    }

    /// Sizes and type bytes.
    fn forms(&self) -> Vec<Draft> {
        let row = |side: Side, name: &str, about: &str, rule: &str, member: &str, key: &str| {
            refuse(self.edited(side, name, about, rule, &json!({ member: key })), "bad-key")
        };
        let signed = self.key(Side::Active, "signed_pre_key");
        let once = self.key(Side::Active, "pre_key");
        let ephemeral = self.key(Side::Passive, "ephemeral_key");
        let other = |key: &str| if self.form == Form::L { key.to_owned() } else { format!("05{key}") };
        let either =
            |draft: Draft, accept: Value| draft.variant(&[("key-length", "either")], Wanted::Accept(accept));
        let ad = || json!({ "ad": self.ad() });
        vec![
            row(
                Side::Active,
                "signed-pre-key-31",
                "a signed prekey of 31 bytes",
                "OM-KEY-7",
                "signed_pre_key",
                &signed[..62],
            ),
            either(
                row(
                    Side::Active,
                    "signed-pre-key-other-size",
                    "a signed prekey as in the other format",
                    "OM-KEY-8",
                    "signed_pre_key",
                    &other(&signed),
                ),
                ad(),
            ),
            either(
                row(
                    Side::Active,
                    "pre-key-other-size",
                    "a one-time prekey as in the other format",
                    "OM-KEY-8",
                    "pre_key",
                    &other(&once),
                ),
                ad(),
            ),
            row(
                Side::Passive,
                "ephemeral-key-31",
                "an ephemeral key of 31 bytes",
                "OM-KEY-7",
                "ephemeral_key",
                &ephemeral[..62],
            ),
            either(
                row(
                    Side::Passive,
                    "ephemeral-key-other-size",
                    "an ephemeral key as in the other format",
                    "OM-KEY-8",
                    "ephemeral_key",
                    &other(&ephemeral),
                ),
                self.agreed(&ephemeral),
            ),
        ]
    }

    fn identities_of_l(&self) -> Vec<Draft> {
        let typed = |side: Side, member: &str, about: &str| {
            let change = json!({ member: format!("06{}", self.key(side, member)) });
            let name = format!("{}-type-06", member.replace('_', "-"));
            refuse(self.edited(side, &name, about, "OM-KEY-9", &change), "bad-key")
        };
        let [(_, _, zero), ..] = WEAK;
        let weak = |side: Side| {
            let change = json!({ "identity_key": self.wire(zero) });
            let draft = self.edited(side, "identity-key-0", "the identity key 0", "OM-KEY-14", &change);
            refuse(draft, "weak-key").variant(&[("weak-dh", "accepted")], Wanted::Accept(json!({})))
        };
        vec![
            typed(Side::Active, "signed_pre_key", "the type byte 06"),
            typed(Side::Active, "identity_key", "the type byte 06"),
            typed(Side::Passive, "ephemeral_key", "the type byte 06"),
            weak(Side::Active),
            self.measured(weak(Side::Passive), "N 24", failed(POINT)),
            self.identity_with_bit_255(Side::Active),
            self.identity_with_bit_255(Side::Passive),
        ]
    }

    /// `masked` and `as-came` agree on the secret, and not on the associated data.
    fn identity_with_bit_255(&self, side: Side) -> Draft {
        let key = self.key(side, "identity_key");
        let (plain, came) = (self.wire(&key), self.wire(&with_bit_255(&key)));
        let about = "an identity key with bit 255 set";
        let draft =
            self.edited(side, "identity-key-bit-255", about, "OM-KEY-10", &json!({ "identity_key": came }));
        let ad = self.ad();
        refuse(draft, "bad-key")
            .variant(&[("key-encoding", "masked")], Wanted::Accept(json!({ "ad": ad })))
            .variant(
                &[("key-encoding", "as-came")],
                Wanted::Accept(json!({ "ad": ad.replace(&plain, &came) })),
            )
    }

    fn identities_of_t(&self) -> Vec<Draft> {
        let genuine = raw(&self.key(Side::Passive, "identity_key"));
        let mixed = points::torsion(genuine.first_chunk().expect("a key has 32 bytes"));
        let [_, _, _, (_, order_8)] = points::small();
        let row = |side: Side, (name, about): (&str, &str), rule: &str, code: &str, key: &[u8]| {
            let change = json!({ "identity_key": hex::encode(key) });
            refuse(self.edited(side, &format!("identity-key-{name}"), about, rule, &change), code)
        };
        let unchecked =
            |draft: Draft| draft.variant(&[("identity-point", "unchecked")], Wanted::Accept(json!({})));
        let weak = |draft: Draft| {
            let when = [("identity-point", "unchecked"), ("weak-dh", "accepted")];
            draft.variant(&when, Wanted::Accept(json!({})))
        };
        let [torsion, order, off] = [
            ("torsion", "an identity key with a part of order 8"),
            ("order-8", "an identity key of order 8"),
            ("off-curve", "an identity key whose y is of no point"),
        ];
        let mut cases = Vec::new();
        for side in [Side::Active, Side::Passive] {
            cases.push(unchecked(row(side, torsion, "OM-KEY-13", "bad-key", &mixed)));
            cases.push(weak(row(side, order, "OM-KEY-12", "weak-key", &order_8)));
            cases.push(unchecked(row(side, off, "OM-KEY-11", "bad-key", &points::off_curve())));
        }
        cases
    }
}

fn without(mut input: Value, member: &str) -> Value {
    if let Some(members) = input.as_object_mut() {
        members.shift_remove(member);
    }
    input
}
