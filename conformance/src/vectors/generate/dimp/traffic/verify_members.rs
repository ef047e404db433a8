//! `verify.json`: members of messages that are no signature: numbers, key blocks, base64, and what JSON allows.

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::super::refusal::{Own, choice, measured, refuse, seen};
use super::super::value::hex;
use super::cast::Cast;
use super::layout::{Object, text};
use super::verify::{GOOD, asks, message, verified, verifies};
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Author, Draft, Wanted, scenario, step};

const CONVERTED: (&str, &str) = ("number-form", "converted");

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    [
        numbers(author, &cast),
        blocks(author, &cast),
        later(author, &cast),
        base64_forms(author, &cast),
        long_base64(author, &cast),
        json_rules(author, &cast),
        sizes(author, &cast),
    ]
    .concat()
}

/// `time` and `type` of the envelope.
fn numbers(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let base = || message(author);
    let with = |name: &str, text: &str| {
        let member = if name.starts_with("time") { "time" } else { "type" };
        base().set_text(member, text)
    };
    let rows = [
        ("time-negative", "a negative time", "-5", "N 62"),
        ("time-10-30", "a time of 31 digits", "1000000000000000000000000000000", "N 62"),
        ("time-text", "a time as text", "\"12\"", "N 62"),
        ("time-fraction", "a time with a fraction", "1.5", "N 62"),
        ("time-list", "a list as time", "[1]", "N 62"),
        ("time-true", "truth as time", "true", "N 62"),
        ("time-not-digits", "a text that is no number as time", "\"x\"", "N 62"),
        ("time-2-53", "the first time beyond 2^53 − 1", "9007199254740992", ""),
        ("time-null", "null as time", "null", ""),
        ("type-list", "a list as type", "[1]", "N 62"),
        ("type-256", "the first type beyond a byte", "256", ""),
        ("type-minus-1", "a negative type", "-1", ""),
        ("type-null", "null as type", "null", ""),
    ];
    let mut drafts: Vec<Draft> = rows
        .into_iter()
        .map(|(name, about, text, lines)| {
            let message = with(name, text);
            let given = verified(&message);
            let draft = verifies(cast, &format!("verify/{name}"), about, &["DI-MSG-8"], &message);
            let draft = choice(draft, GOOD, "bad-number", CONVERTED, given.clone());
            if lines.is_empty() { draft } else { measured(draft, lines, Own::Took(given)) }
        })
        .collect();
    let text = with("type-text", "\"1\"");
    let draft = verifies(
        cast,
        "verify/type-text",
        "a type as text, as later generations write it",
        &["DI-MSG-5"],
        &text,
    );
    let draft = choice(draft, GOOD, "later-version", CONVERTED, verified(&text));
    drafts.push(measured(draft, "N 62", Own::Took(verified(&text))));
    for (name, text) in
        [("time-0", "0"), ("time-2-53-minus-1", "9007199254740991"), ("type-0", "0"), ("type-255", "255")]
    {
        let message = with(name, text);
        let draft =
            verifies(cast, &format!("verify/{name}"), "a number at its bound", &["DI-MSG-8"], &message);
        drafts.push(draft.accept(verified(&message)));
    }
    let neither = base().without("time").without("type");
    drafts.push(
        verifies(cast, "verify/no-time", "neither time nor type", &["DI-MSG-8"], &neither)
            .accept(verified(&neither)),
    );
    drafts
}

/// Members that are there and of another type.
fn blocks(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let base = || message(author);
    let refused = |name: &str, about: &str, rule: &str, message: &Object| {
        refuse(verifies(cast, &format!("verify/{name}"), about, &[rule], message), GOOD, "bad-message")
    };
    let keys = |value: Value| base().without("key").set("keys", value);
    let taken = |draft: Draft, message: &Object| measured(draft, "N 69", Own::Took(verified(message)));
    let (list, words) = (keys(json!(["a"])), keys("a".into()));
    let content = base().set("content", json!({ "text": "evil", "sn": 1, "type": 1 }));
    vec![
        taken(refused("keys-list", "a list as keys", "DI-MSG-7", &list), &list),
        taken(refused("keys-text", "a text as keys", "DI-MSG-7", &words), &words),
        refused("key-number", "a number as key", "DI-MSG-7", &base().set("key", 5)),
        refused("key-null", "null as key", "DI-MSG-7", &base().set("key", Value::Null)),
        refused("meta-text", "a text as meta", "DI-MSG-7", &base().set("meta", "x")),
        refused("meta-null", "null as meta", "DI-MSG-7", &base().set("meta", Value::Null)),
        refused("group-number", "a number as group", "DI-MSG-6", &base().set("group", 5)),
        refused("group-null", "null as group", "DI-MSG-6", &base().set("group", Value::Null)),
        refused("receiver-missing", "no receiver", "DI-MSG-6", &base().without("receiver")),
        refused("receiver-number", "a number as receiver", "DI-MSG-6", &base().set("receiver", 5)),
        refused("data-missing", "no data", "DI-MSG-6", &base().without("data")),
        refused("data-number", "a number as data", "DI-MSG-6", &base().set("data", 5)),
        refused("data-object", "a content as data", "DI-MSG-6", &base().set("data", json!({ "text": "x" }))),
        verifies(
            cast,
            "verify/member-content",
            "a member `content`: it means nothing",
            &["DI-MSG-14"],
            &content,
        )
        .accept(verified(&content)),
    ]
}

/// Members of a later generation.
fn later(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let base = || message(author);
    let added = base().set("IV", "AAAA");
    let renamed = base().without("sender").set("F", cast.moki.id.clone());
    let both = base().set("F", cast.alice.id.clone());
    let ask = |name: &str, about: &str, message: &Object| {
        verifies(cast, &format!("verify/{name}"), about, &["DI-MSG-4"], message)
    };
    let ignored = [("later-members", "ignored")];
    vec![
        seen(
            choice(
                ask("iv-added", "an IV", &added),
                GOOD,
                "later-version",
                ("later-members", "ignored"),
                verified(&added),
            ),
            Own::Took(verified(&added)),
        ),
        refuse(ask("sender-renamed", "`F` in the place of `sender`", &renamed), GOOD, "later-version")
            .variant(&ignored, Wanted::reject("bad-message")),
        ask("sender-twice", "`F` beside `sender`: it means nothing", &both).accept(verified(&both)),
    ]
}

/// The same bytes in other texts.
fn base64_forms(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let data = message(author).get("data").as_str().expect("data is text").to_owned();
    let with = |text: &str| message(author).set("data", text);
    let ask = |name: &str, about: &str, rule: &str, text: &str| {
        verifies(cast, &format!("verify/base64-{name}"), about, &[rule], &with(text))
    };
    let lenient = ("base64-text", "lenient");
    let genuine = || verified(&message(author));
    let loose = |name: &str, about: &str, text: &str| {
        let draft = choice(ask(name, about, "DI-TEXT-2", text), GOOD, "loose-text", lenient, genuine());
        measured(draft, "N 84", Own::Took(genuine()))
    };
    let (head, tail) = data.split_at(20);
    let broken = |name: &str, about: &str, text: &str, raised: &str| {
        let draft = refuse(ask(name, about, "DI-TEXT-1", text), GOOD, "bad-base64");
        measured(draft, "N 84", Own::Failed(raised))
    };
    let url = data.replace('+', "-").replace('/', "_");
    let unpadded = data.trim_end_matches('=');
    vec![
        loose("space", "a space within", &format!("{head} {tail}")),
        loose("junk", "a character that is none of the alphabet", &format!("{head}*{tail}")),
        loose("extra-padding", "one more `=`", &format!("{data}=")),
        loose("tail-bits", "bits that no byte needs", &next_letter(unpadded)),
        broken("no-padding", "no `=`", unpadded, "Error: Incorrect padding"),
        broken(
            "not-ascii",
            "a letter outside ASCII",
            &format!("{head}\u{e9}{tail}"),
            "ValueError: string argument should contain only ASCII characters",
        ),
        measured(
            refuse(ask("url-alphabet", "the alphabet of URLs", "DI-TEXT-1", &url), GOOD, "bad-base64"),
            "N 84",
            Own::Failed(ONE_MORE),
        ),
        choice(
            ask("behind-padding", "text behind the padding", "DI-TEXT-2", &format!("{data}AAAA")),
            GOOD,
            "loose-text",
            lenient,
            genuine(),
        ),
    ]
}

const ONE_MORE: &str = "Error: Invalid base64-encoded string: number of data characters (85) cannot be 1 more than a multiple of 4";

/// With the next letter of the alphabet as last one, and the padding of two.
fn next_letter(unpadded: &str) -> String {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let last = unpadded.chars().last().expect("it is not empty");
    let at = alphabet.find(last).expect("it is of the alphabet");
    let next = alphabet.chars().nth(at + 1).expect("it is not the last letter");
    let head = unpadded.strip_suffix(last).unwrap_or_default();
    let padding = "=".repeat((4 - unpadded.len() % 4) % 4);
    format!("{head}{next}{padding}")
}

/// Signatures are base64 too.
fn long_base64(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let signature = message(author).get("signature").as_str().expect("it is text").to_owned();
    let wrapped = message(author).set("signature", format!("{signature}\n"));
    let short = message(author).set("signature", "A");
    let decoded = BASE64.decode(signature.as_bytes()).expect("it is base64");
    let hexed = message(author).set("signature", hex(decoded));
    let ask = |name: &str, about: &str, rule: &str, message: &Object| {
        verifies(cast, &format!("verify/{name}"), about, &[rule], message)
    };
    vec![
        choice(
            ask("signature-line-end", "a line end behind the signature", "DI-TEXT-2", &wrapped),
            GOOD,
            "loose-text",
            ("base64-text", "lenient"),
            verified(&message(author)),
        ),
        refuse(ask("signature-one-letter", "a letter as signature", "DI-TEXT-1", &short), GOOD, "bad-base64"),
        refuse(
            ask("signature-hex", "a signature in hex: other bytes", "DI-SIG-5", &hexed),
            GOOD,
            "bad-signature",
        ),
    ]
}

/// What section 4.2 refuses in messages too.
fn json_rules(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let whole = message(author);
    let ask = |name: &str, about: &str, rule: &str, message: &Object| {
        verifies(cast, &format!("verify/{name}"), about, &[rule], message)
    };
    let last = ("duplicate-members", "last");
    let front = format!("{{\"data\": \"AAAA\", {}", whole.text().trim_start_matches('{'));
    let front = asks(
        "verify/duplicate-data",
        "two members `data`, of which the second is the one that was signed",
        &["DI-JSON-5"],
        &json!({ "message": hex(front), "meta": cast.moki.meta }),
    );
    let inner = whole.clone().set_text("x", "{\"a\": 1, \"a\": 2}");
    let nan = whole.clone().set_text("x", "NaN");
    let surrogate = whole.clone().set_text("x", "\"\\ud800\"");
    let digits = whole.clone().set_text("x", &"1".repeat(4301));
    let given = || verified(&whole);
    vec![
        measured(choice(front, GOOD, "duplicate-member", last, given()), "N 77", Own::Took(given())),
        choice(
            ask(
                "duplicate-inner",
                "two members of one name in a member that means nothing",
                "DI-JSON-5",
                &inner,
            ),
            GOOD,
            "duplicate-member",
            last,
            given(),
        ),
        choice(
            ask("nan", "NaN in a member that means nothing", "DI-JSON-3", &nan),
            GOOD,
            "non-finite",
            ("non-finite", "accepted"),
            given(),
        ),
        choice(
            ask(
                "lone-surrogate",
                "half of a surrogate pair in a member that means nothing",
                "DI-JSON-4",
                &surrogate,
            ),
            GOOD,
            "lone-surrogate",
            ("lone-surrogates", "accepted"),
            given(),
        ),
        refuse(
            ask("long-number", "4,301 digits in a member that means nothing", "DI-JSON-9", &digits),
            GOOD,
            "long-number",
        ),
    ]
}

/// Too many members, and too many bytes.
fn sizes(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let whole = message(author);
    let open = whole.text().trim_end_matches('}').to_owned();
    let given = || verified(&whole);
    let attack = |name: &str, about: &str, rule: &str| {
        scenario(&format!("dimp/verify/{name}"))
            .about(about)
            .rules(&[rule])
            .edit_of(GOOD)
            .bug(BugClass::DenialOfService, Severity::Medium)
            .peer("reader")
    };
    let asked = |parts: Value, code: &str| {
        step(
            "reader",
            "dimp.message.verify",
            json!({ "message": { "$concat": parts }, "meta": cast.moki.meta }),
        )
        .reject(code)
        .variant(&[("json-budget", "unlimited")], Wanted::Accept(given()))
    };
    let items = json!({ "$repeat": [hex(", 1"), 65_536] });
    let many = json!([hex(format!("{open}, \"keys\": {{\"a\": [1")), items, hex("]}}")]);
    let meta = text(&cast.moki.meta_value());
    let begun = format!("{open}, \"meta\": {}, \"x\": \"", meta.trim_end_matches('}'));
    let long = json!([hex(begun), { "$repeat": [hex("y"), 1_048_576] }, hex("\"}}")]);
    let long = asked(long, "too-large").upstream(json!({ "accept": given() }));
    vec![
        attack("too-many-keys", "more members and elements than 65,536", "DI-JSON-8")
            .step(asked(many, "too-many")),
        attack("meta-1-mib", "a meta with a member of 1 MiB", "DI-JSON-7").source_ref("N 76").step(long),
    ]
}
