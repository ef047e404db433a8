//! `key_exchange.json`, what concerns protobuf: section 4.1.

use serde_json::Value;

use super::super::{Draft, Wanted};
use super::exchange_decode::{accepts, accepts_with, decodes, rejects};
use super::fields::{Fields, Type, bytes, length, loose, number, tag, varint};
use super::message_bytes::{PRE_KEY_ID, exchange, exchange_field, identity_key, key, plain, wire, wrapped};
use super::refusal::{measured, took};
use super::talk::Form;

/// All cases of this part in one format.
pub(super) fn drafts(form: Form) -> Vec<Draft> {
    [lengths(form), varints(form), tags(form), groups(form), types(form), repeated(form), orders(form)]
        .concat()
}

fn of(form: Form, fields: &Fields) -> Vec<u8> {
    wrapped(form, fields)
}

fn broken(form: Form, name: &str, about: &str, rules: &[&str], fields: &Fields) -> Draft {
    rejects(form, name, about, rules, "bad-protobuf", &of(form, fields))
}

/// A case that a lenient reader, as upstream, takes for the plain one.
fn lenient(draft: Draft, form: Form, choice: (&str, &str), line: &str) -> Draft {
    measured(draft.variant(&[choice], Wanted::Accept(accepts(form))), line, took(&accepts(form)))
}

fn cannot(draft: Draft, line: &str) -> Draft {
    measured(draft, line, Value::Null)
}

fn lengths(form: Form) -> Vec<Draft> {
    let message = plain(form);
    let sized = |size: u128| {
        let head = [tag(exchange_field(form, "message"), Type::Bytes), varint(size)].concat();
        exchange(form).without("message").behind(&[head.as_slice(), &message].concat())
    };
    let reject =
        |name: &str, about: &str, fields: &Fields| broken(form, name, about, &["OM-PROTO-2"], fields);
    [("2-31", 1 << 31), ("2-32-1", (1 << 32) - 1), ("2-32", 1 << 32), ("2-63", 1 << 63)]
        .into_iter()
        .map(|(name, size)| {
            let about = format!("a message that says it had {size} bytes");
            cannot(reject(&format!("length-{name}"), &about, &sized(size)), "N 5")
        })
        .collect()
}

fn varints(form: Form) -> Vec<Draft> {
    let pre_key_tag = tag(1, Type::Number);
    let id = varint(PRE_KEY_ID.into());
    let put_id = |varint: &[u8]| exchange(form).put("pre_key_id", [pre_key_tag.as_slice(), varint].concat());
    let any = ("varint-form", "any");
    let loosely = |name: &str, about: &str, fields: &Fields| {
        let draft = rejects(form, name, about, &["OM-PROTO-3"], "loose-varint", &of(form, fields));
        lenient(draft, form, any, "N 7")
    };
    let identity = identity_key(form);
    let long = [&tag(3, Type::Bytes), &loose(&length(&identity), 2), &identity].map(Vec::as_slice).concat();
    let plus = exchange(form).put("pre_key_id", number(1, (1 << 32) + u128::from(PRE_KEY_ID)));
    let wide = rejects(
        form,
        "id-plus-2-32",
        "the ID of the one-time prekey, and 2^32 more",
        &["OM-PROTO-9"],
        "wide-number",
        &of(form, &plus),
    );
    let unknown = |varint: &[u8]| exchange(form).behind(&[tag(15, Type::Number).as_slice(), varint].concat());
    let most = [[0xff; 9].as_slice(), &[1]].concat();
    let beyond = [[0xff; 9].as_slice(), &[0x7f]].concat();
    let good = |name: &str, about: &str, fields: &Fields| {
        let draft = decodes(form, name, about, &["OM-PROTO-11", "OM-PROTO-2"], &of(form, fields));
        draft.accept(accepts(form))
    };
    vec![
        loosely("overlong-id", "an ID with two bytes more than it needs", &put_id(&loose(&id, 3))),
        loosely("varint-10-bytes", "an ID in 10 bytes", &put_id(&loose(&id, 10))),
        cannot(
            broken(form, "varint-11-bytes", "an ID in 11 bytes", &["OM-PROTO-2"], &put_id(&loose(&id, 11))),
            "N 7",
        ),
        loosely(
            "overlong-length",
            "a length with one byte more than it needs",
            &exchange(form).put("identity_key", long),
        ),
        lenient(wide, form, ("uint32-range", "truncated"), "N 7"),
        good("unknown-2-64-1", "an unknown number of 64 bits", &unknown(&most)),
        good("unknown-10-bytes", "an unknown number of 70 bits", &unknown(&beyond)),
        broken(
            form,
            "unknown-11-bytes",
            "an unknown number of 11 bytes",
            &["OM-PROTO-2"],
            &unknown(&[[0xff; 10].as_slice(), &[1]].concat()),
        ),
        rejects(
            form,
            "unknown-overlong",
            "an unknown number with a byte more than it needs",
            &["OM-PROTO-3"],
            "loose-varint",
            &of(form, &unknown(&loose(&[9], 2))),
        )
        .variant(&[any], Wanted::Accept(accepts(form))),
    ]
}

fn tags(form: Form) -> Vec<Draft> {
    let id = varint(PRE_KEY_ID.into());
    let tagged = |size: usize| {
        let tag = loose(&tag(1, Type::Number), size);
        exchange(form).put("pre_key_id", [tag.as_slice(), &id].concat())
    };
    let loosely = |name: &str, about: &str, size: usize| {
        let draft = rejects(form, name, about, &["OM-PROTO-3"], "loose-varint", &of(form, &tagged(size)));
        lenient(draft, form, ("varint-form", "any"), "N 7")
    };
    let with = |bytes: &[u8]| exchange(form).behind(bytes);
    let wide = [varint((1 << 32) | 15 << 3).as_slice(), &[0]].concat();
    let zero = broken(form, "trailing-00-00", "a field 0 behind the others", &["OM-PROTO-4"], &with(&[0, 0]));
    let zero = zero.variant(&[("field-zero", "skipped")], Wanted::Accept(accepts(form)));
    vec![
        loosely("overlong-tag", "a tag with one byte more than it needs", 2),
        loosely("tag-5-bytes", "a tag in 5 bytes", 5),
        cannot(broken(form, "tag-6-bytes", "a tag in 6 bytes", &["OM-PROTO-2"], &tagged(6)), "N 7"),
        broken(form, "tag-2-32", "a tag of 33 bits", &["OM-PROTO-2"], &with(&wide)),
        decodes(
            form,
            "field-greatest",
            "the greatest number that a field can have",
            &["OM-PROTO-11"],
            &of(form, &with(&number((1 << 29) - 1, 9))),
        )
        .accept(accepts(form)),
        cannot(zero, "N 6"),
        cannot(
            broken(form, "trailing-ff", "a byte behind the fields", &["OM-PROTO-2"], &with(&[0xff])),
            "N 6",
        ),
    ]
}

fn groups(form: Form) -> Vec<Draft> {
    let (begin, end) = (tag(15, Type::Group), tag(15, Type::GroupEnd));
    let other_end = tag(14, Type::GroupEnd);
    let within = number(1, 9);
    let with = |parts: &[&[u8]]| exchange(form).behind(&parts.concat());
    let whole = |name: &str, about: &str, fields: &Fields| {
        lenient(broken(form, name, about, &["OM-PROTO-6"], fields), form, ("groups", "skipped"), "N 11")
    };
    let half = |name: &str, about: &str, fields: &Fields| {
        cannot(broken(form, name, about, &["OM-PROTO-6", "OM-PROTO-2"], fields), "N 11")
    };
    vec![
        whole("group", "a group with a known number in it", &with(&[&begin, &within, &end])),
        whole("group-in-group", "a group within a group", &with(&[&begin, &begin, &end, &end])),
        half("group-not-ended", "a group that nothing ends", &with(&[&begin, &within])),
        half("group-end", "the end of a group that nothing has begun", &with(&[&end])),
        half("group-other-end", "a group with the end of another one", &with(&[&begin, &within, &other_end])),
    ]
}

fn types(form: Form) -> Vec<Draft> {
    let with = |parts: &[&[u8]]| exchange(form).before(&parts.concat());
    let extra = |name: &str, about: &str, fields: &Fields| {
        let draft = rejects(form, name, about, &["OM-PROTO-7"], "wrong-type", &of(form, fields));
        lenient(draft, form, ("wire-type", "unknown"), "N 11")
    };
    let unknown = |name: &str, about: &str, field: &[u8]| {
        let draft = decodes(form, name, about, &["OM-PROTO-11"], &of(form, &exchange(form).behind(field)));
        measured(draft.accept(accepts(form)), "N 11", took(&accepts(form)))
    };
    let (fixed32, fixed64) = (tag(1, Type::Fixed32), tag(1, Type::Fixed64));
    let reserved = |name: &str, of: Type| {
        let about = format!("a field of the {name}");
        let name = name.replace(' ', "-");
        let fields = exchange(form).behind(&[tag(15, of).as_slice(), &[0; 4]].concat());
        cannot(broken(form, &name, &about, &["OM-PROTO-5"], &fields), "N 11")
    };
    vec![
        reserved("wire type 6", Type::Six),
        reserved("wire type 7", Type::Seven),
        extra("known-as-fixed32", "the number of a known field before 4 bytes", &with(&[&fixed32, &[0; 4]])),
        extra("known-as-fixed64", "the number of a known field before 8 bytes", &with(&[&fixed64, &[0; 8]])),
        extra("known-as-bytes", "the number of a known u32 before bytes", &with(&[&bytes(1, &[8])])),
        extra(
            "known-as-number",
            "the number of a known field of bytes before a number",
            &with(&[&number(3, 8)]),
        ),
        unknown(
            "unknown-fixed32",
            "an unknown field of 4 bytes",
            &[tag(15, Type::Fixed32).as_slice(), &[0xff; 4]].concat(),
        ),
        unknown(
            "unknown-fixed64",
            "an unknown field of 8 bytes",
            &[tag(15, Type::Fixed64).as_slice(), &[0xff; 8]].concat(),
        ),
    ]
}

fn repeated(form: Form) -> Vec<Draft> {
    let twice = |name: &str, about: &str, fields: &Fields, last: serde_json::Value| {
        let draft = rejects(form, name, about, &["OM-PROTO-8"], "duplicate-field", &of(form, fields))
            .variant(&[("duplicate-fields", "last")], Wanted::Accept(last.clone()));
        measured(draft, "N 8", took(&last))
    };
    let other = number(1, 8);
    let ephemeral = bytes(exchange_field(form, "ephemeral_key"), &wire(form, &key("ratchet_key")));
    let message = bytes(exchange_field(form, "message"), &plain(form));
    let right_last = exchange(form).before(&other);
    let bad_last = exchange(form).behind(&other);
    let other_id = accepts_with(form, "pre_key_id", 8.into());
    vec![
        twice(
            "pre-key-id-twice",
            "two IDs of a one-time prekey, the right one last",
            &right_last,
            accepts(form),
        ),
        twice(
            "pre-key-id-twice-bad-last",
            "two IDs of a one-time prekey, the right one first",
            &bad_last,
            other_id,
        ),
        twice("ephemeral-key-twice", "two ephemeral keys", &exchange(form).before(&ephemeral), accepts(form)),
        twice("message-twice", "the same message twice", &exchange(form).behind(&message), accepts(form)),
    ]
}

fn orders(form: Form) -> Vec<Draft> {
    let good = |name: &str, about: &str, rules: &[&str], fields: &Fields, line: &str| {
        let draft = decodes(form, name, about, rules, &of(form, fields)).accept(accepts(form));
        measured(draft, line, took(&accepts(form)))
    };
    let unknown = exchange(form).behind(&bytes(15, b"unknown"));
    let mut cases = vec![
        good("reversed", "the fields in reversed order", &["OM-PROTO-10"], &exchange(form).reversed(), "N 9"),
        good("unknown-field-15", "a field 15 behind the others", &["OM-PROTO-11"], &unknown, "N 10"),
    ];
    if form == Form::L {
        let names = ["pre_key_id", "signed_pre_key_id", "ephemeral_key", "identity_key", "message"];
        let fields = exchange(form).ordered(&names).before(&number(5, 16_380));
        let draft = decodes(
            form,
            "order-5-1-6-2-3-4",
            "the order in which libsignal-typescript writes, registration ID first",
            &["OM-PROTO-10", "OM-KEX-1"],
            &of(form, &fields),
        );
        let accepted = accepts_with(form, "registration_id", 16_380.into());
        cases.push(measured(draft.accept(accepted), "N 9", took(&accepts(form))));
    }
    cases
}
