//! `devices.json`: device lists. Section 5.6.

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::super::{Draft, Wanted, derive};
use super::bundles::names;
use super::documents::Document;
use super::refusal::{begin, measured, took, uncut, with};
use super::talk::Form;

const FORMS: [Form; 2] = [Form::L, Form::T];

/// All cases of the file.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = Vec::new();
    for form in FORMS {
        cases.extend(written(form));
        cases.extend(good(form));
        cases.extend(refused(form));
    }
    cases.extend(labels());
    cases
}

const fn root(form: Form) -> &'static str {
    match form {
        Form::L => "list",
        Form::T => "devices",
    }
}

/// A list with these devices, each as attributes.
fn list(form: Form, devices: &[&str]) -> String {
    let (root, namespace) = (root(form), names(form).namespace);
    if devices.is_empty() {
        return format!("<{root} xmlns=\"{namespace}\" />");
    }
    let devices: Vec<_> = devices.iter().map(|attributes| format!("<device {attributes} />")).collect();
    let devices = devices.concat();
    format!("<{root} xmlns=\"{namespace}\">{devices}</{root}>")
}

fn ids(ids: &[u32], labels: &[Value]) -> Value {
    json!({ "ids": ids, "labels": labels })
}

fn document(form: Form) -> Document {
    let xml = list(form, &["id=\"31415\"", "id=\"27183\"", "id=\"1\""]);
    let members = ids(&[31415, 27183, 1], &[]);
    Document { subject: "devices-read", op: "omemo.devices.read", form, xml, members }
}

fn signature() -> Vec<u8> {
    derive("omemo/devices-read/label", 0, "signature", 64)
}

fn label(id: u32, text: &str) -> Value {
    json!(["label", id, hex::encode(text), hex::encode(signature())])
}

fn written(form: Form) -> Vec<Draft> {
    let writes = |name: &str, about: &str, rules: &[&str], members: &Value, xml: &str| {
        let mut input = with(members.clone(), "format", form.name().into());
        if form == Form::L {
            input.as_object_mut().into_iter().for_each(|input| drop(input.shift_remove("labels")));
        }
        begin(form, &format!("devices-write/{name}"), about, rules)
            .op("omemo.devices.write", input)
            .accept(json!({ "xml": hex::encode(xml) }))
    };
    let document = document(form);
    let mut cases = vec![
        writes(
            "plain",
            "three devices, in the order that is given",
            &["OM-LIST-1", "OM-XML-11", "OM-XML-13"],
            &document.members,
            &document.xml,
        ),
        writes("empty", "no devices", &["OM-LIST-1", "OM-XML-11"], &ids(&[], &[]), &list(form, &[])),
    ];
    if form == Form::T {
        let sig = BASE64.encode(&signature());
        let of = |text: &str| format!("id=\"1\" label=\"{text}\" labelsig=\"{sig}\"");
        let two = list(form, &["id=\"31415\"", &of("Gajim")]);
        cases.push(writes(
            "label",
            "a label of one of two devices",
            &["OM-LIST-1"],
            &ids(&[31415, 1], &[label(1, "Gajim")]),
            &two,
        ));
        let odd = "<a> & \"b\" 'c'\t\n\r \u{e9}\u{1f511}";
        let escaped = "&lt;a&gt; &amp; &quot;b&quot; 'c'&#09;&#10;&#13; \u{e9}\u{1f511}";
        cases.push(writes(
            "label-escaped",
            "a label of characters that XML has taken for itself",
            &["OM-XML-12"],
            &ids(&[1], &[label(1, odd)]),
            &list(form, &[&of(escaped)]),
        ));
    }
    cases
}

fn good(form: Form) -> Vec<Draft> {
    let document = document(form);
    let xml = &document.xml;
    let open = format!("<{} xmlns=\"{}\"></{}>", root(form), names(form).namespace, root(form));
    let most = list(form, &["id=\"2147483647\""]);
    vec![
        document.same("plain", "three devices", &["OM-XML-8"], xml).derive(uncut("xml", xml.as_bytes())),
        document.reads("empty", "no devices", &["OM-XML-6"], list(form, &[])).accept(ids(&[], &[])),
        document
            .reads("empty-open", "no devices, between two tags", &["OM-XML-6"], open)
            .accept(ids(&[], &[])),
        document.reads("id-2-31-1", "the greatest ID", &["OM-KEY-6"], most).accept(ids(&[0x7fff_ffff], &[])),
        document.passes(
            "unknown-element",
            "an element that is not known",
            document.with("<device id=\"1\" />", "<device id=\"1\" /><more />"),
        ),
        document.passes(
            "unknown-attribute",
            "an attribute that is not known",
            document.with("<device ", "<device more=\"x\" "),
        ),
        document.passes(
            "unknown-in-device",
            "an element within a device",
            document.with("<device id=\"1\" />", "<device id=\"1\"><device id=\"2\" /></device>"),
        ),
    ]
}

fn refused(form: Form) -> Vec<Draft> {
    let document = document(form);
    let of = |id: &str| list(form, &["id=\"31415\"", &format!("id=\"{id}\"")]);
    let mut cases = vec![
        document.rejects(
            "no-id",
            "a device without ID",
            &["OM-XML-6"],
            "bad-element",
            document.with(" id=\"1\"", ""),
        ),
        document.rejects(
            "text",
            "text among the devices",
            &["OM-XML-7"],
            "bad-element",
            document.with("<device ", "x<device "),
        ),
        document.rejects(
            "text-in-device",
            "text within a device",
            &["OM-XML-7"],
            "bad-element",
            document.with("<device id=\"1\" />", "<device id=\"1\">x</device>"),
        ),
        document.rejects(
            "other-root",
            "another root",
            &["OM-XML-4"],
            "bad-element",
            list(form, &["id=\"1\""]).replace(root(form), "lists"),
        ),
        document.rejects(
            "other-namespace",
            "another namespace",
            &["OM-XML-4"],
            "bad-element",
            document.with(names(form).namespace, "urn:xmpp:omemo:1"),
        ),
        document.rejects(
            "unclosed",
            "an element that nothing closes",
            &["OM-XML-2"],
            "bad-xml",
            document.with("id=\"1\" />", "id=\"1\">"),
        ),
        document.rejects("id-2-32", "the ID 2^32", &["OM-XML-8"], "bad-id", of("4294967296")),
        document.rejects("id-negative", "the ID −1", &["OM-XML-8"], "bad-id", of("-1")),
        document
            .rejects(
                "doctype",
                "a document type declaration",
                &["OM-XML-3"],
                "bad-xml",
                format!("<!DOCTYPE {}>{}", root(form), document.xml),
            )
            .variant(&[("xml-entities", "expanded")], Wanted::Accept(document.members.clone())),
    ];
    for (name, id) in [("0", 0), ("2-31", 0x8000_0000), ("2-32-1", u32::MAX)] {
        let accepted = ids(&[31415, id], &[]);
        let draft = document
            .rejects(
                &format!("id-{name}"),
                &format!("the ID {id}"),
                &["OM-KEY-6"],
                "bad-id",
                of(&id.to_string()),
            )
            .variant(&[("id-range", "32-bits")], Wanted::Accept(accepted.clone()));
        cases.push(measured(draft, "N 16", took(&accepted)));
    }
    let twice = list(form, &["id=\"31415\"", "id=\"27183\"", "id=\"31415\""]);
    let last = ids(&[31415, 27183], &[]);
    let draft = document
        .rejects("id-twice", "two devices of one ID", &["OM-LIST-2"], "duplicate-id", twice)
        .variant(&[("duplicate-ids", "last")], Wanted::Accept(last.clone()));
    cases.push(measured(draft, "N 16", took(&last)));
    let filled = |size: usize| {
        let end = format!("</{}>", root(form));
        let spaces = " ".repeat(size - document.xml.len());
        document.with(&end, &format!("{spaces}{end}"))
    };
    cases.push(document.same("1-mib", "1,048,576 bytes", &["OM-XML-1"], filled(1 << 20)));
    cases.push(
        document
            .rejects("1-mib-and-1", "1,048,577 bytes", &["OM-XML-1"], "too-large", filled((1 << 20) + 1))
            .variant(&[("xml-size", "unlimited")], Wanted::Accept(document.members.clone())),
    );
    cases
}

/// Labels are in T alone.
fn labels() -> Vec<Draft> {
    let (document, of_l) = (document(Form::T), document(Form::L));
    let sig = BASE64.encode(&signature());
    let one = |attributes: &str| list(Form::T, &[&format!("id=\"1\" {attributes}")]);
    let with = |text: &str| one(&format!("label=\"{text}\" labelsig=\"{sig}\""));
    let reads = |name: &str, about: &str, rules: &[&str], xml: &str, labels: &[Value]| {
        document.reads(name, about, rules, xml).accept(ids(&[1], labels))
    };
    let no_signature = reads(
        "label-alone",
        "a label without signature is none, and the device stays",
        &["OM-LIST-3"],
        &one("label=\"Gajim\""),
        &[],
    );
    let short = BASE64.encode(&[1; 63]);
    let mut cases = vec![
        reads(
            "label",
            "a label and its signature, which is not verified here",
            &["OM-LIST-4"],
            &with("Gajim"),
            &[label(1, "Gajim")],
        ),
        reads("label-empty", "a label of no characters", &["OM-LIST-4"], &with(""), &[label(1, "")]),
        reads(
            "label-characters",
            "characters by name and by number",
            &["OM-XML-2"],
            &with("&lt;&quot;&amp;&#10;&#x1F511;\u{e9}e\u{301}"),
            &[label(1, "<\"&\n\u{1f511}\u{e9}e\u{301}")],
        ),
        reads(
            "label-line-break",
            "a line break and a tab in an attribute, which are spaces for XML",
            &["OM-XML-2"],
            &with("a\nb\tc"),
            &[label(1, "a b c")],
        ),
        reads(
            "label-white-space",
            "white space within the signature",
            &["OM-XML-10"],
            &with("Gajim").replace(&sig, &sig.replace('A', "A ")),
            &[label(1, "Gajim")],
        ),
        measured(no_signature, "N 37", took(&ids(&[1], &[]))),
        reads(
            "signature-alone",
            "a signature without label, of any length",
            &["OM-LIST-3"],
            &one("labelsig=\"AAAA\""),
            &[],
        ),
        document.rejects(
            "signature-alone-junk",
            "a signature without label that is no base64",
            &["OM-XML-10"],
            "bad-base64",
            one("labelsig=\"AAA\""),
        ),
        document.rejects(
            "label-signature-63",
            "a signature of 63 bytes",
            &["OM-SIGN-4"],
            "bad-length",
            one(&format!("label=\"Gajim\" labelsig=\"{short}\"")),
        ),
        document.rejects(
            "label-signature-junk",
            "a signature that is no base64",
            &["OM-XML-10"],
            "bad-base64",
            one("label=\"Gajim\" labelsig=\"!\""),
        ),
    ];
    let twice =
        list(Form::T, &["id=\"1\"", "id=\"2\"", &format!("id=\"1\" label=\"Gajim\" labelsig=\"{sig}\"")]);
    let last = ids(&[1, 2], &[label(1, "Gajim")]);
    cases.push(
        document
            .rejects(
                "id-twice-label",
                "two devices of one ID, the last one with a label",
                &["OM-LIST-2"],
                "duplicate-id",
                twice,
            )
            .variant(&[("duplicate-ids", "last")], Wanted::Accept(last)),
    );
    let labelled = of_l.with("<device id=\"1\" />", "<device id=\"1\" label=\"Gajim\" labelsig=\"!\" />");
    cases.push(of_l.passes("label", "L has no labels", labelled));
    cases
}
