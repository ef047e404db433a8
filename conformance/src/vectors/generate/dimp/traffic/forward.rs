//! `receive.json`: messages within messages, and files that lie in a store: section 6.5, steps 5 and 6.

use serde_json::{Value, json};

use super::super::value::{hex, value};
use super::cast::{Cast, Person};
use super::layout::{Object, text};
use super::letter::{MESSAGE_KEY, base64, encrypt, letter};
use super::node::{NODE, knows, received, receives, story, takes};
use super::open::CONTENT;
use super::receive::text as numbered;
use super::verify::{GOOD, message};
use crate::model::case::{BugClass, Severity};
use crate::vectors::generate::{Author, Draft, DraftStep, Wanted, step};

pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let cast = Cast::of(author);
    [passed_on(author, &cast), depths(author, &cast), repeated(author, &cast), files(&cast)].concat()
}

/// A content that forwards a message.
fn forward(inner: &Object, sn: u32) -> String {
    text(&json!({ "forward": inner.value(), "sn": sn, "type": 255 }))
}

/// A message that forwards another one.
fn wrapped(sender: &Person, receiver: &Person, inner: &Object, sn: u32) -> (Object, String) {
    let content = forward(inner, sn);
    (letter(sender, receiver, &content), content)
}

/// With more outputs.
fn with(mut given: Value, name: &str, more: Value) -> Value {
    if let Some(members) = given.as_object_mut() {
        members.insert(name.to_owned(), more);
    }
    given
}

/// A layer of `inner`.
fn layer(sender: &Person, user: &Person, content: &str) -> Value {
    let plain: Value = serde_json::from_str(content).expect("a content is JSON");
    json!({ "sender": sender.id, "user": user.id, "content": plain })
}

/// Messages for others.
fn passed_on(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let inner = message(author);
    let (outer, content) = wrapped(&cast.moki, &cast.station, &inner, 5);
    let given = with(received(&outer, &cast.station.id, &content), "pass_on", inner.hex().into());
    let station =
        story("receive/forward", "a station gets a message for hulk, and passes it on", &["DI-RECV-4"]);
    let station = knows(station, &[&cast.station], &[&cast.moki]).source_ref("N 100").step(
        receives(&outer).accept(given.clone()).upstream(json!({ "accept": { "pass_on": inner.hex() } })),
    );
    let both =
        story("receive/forward-both", "the same at a node that has hulk too: it opens it", &["DI-RECV-4"]);
    let layers = value(&json!([layer(&cast.moki, &cast.hulk, CONTENT)]));
    let both = knows(both, &[&cast.station, &cast.hulk], &[&cast.moki]).step(receives(&outer).accept(with(
        received(&outer, &cast.station.id, &content),
        "inner",
        layers,
    )));
    let (own, one) = (numbered(1), numbered(2));
    let to_hulk = letter(&cast.moki, &cast.hulk, &own);
    let (round, round_content) = wrapped(&cast.hulk, &cast.moki, &to_hulk, 6);
    let back = with(received(&round, &cast.moki.id, &round_content), "pass_on", to_hulk.hex().into());
    let to_sender =
        story("receive/forward-to-sender", "moki's own message comes back to him", &["DI-RECV-4"]);
    let to_sender = knows(to_sender, &[&cast.moki], &[&cast.hulk])
        .step(receives(&round).accept(back))
        .step(takes(&letter(&cast.hulk, &cast.moki, &one), &cast.moki.id, &one));
    let laid_out = Object::of(&json!({ "forward": {}, "sn": 7, "type": 255 }));
    let squeezed = inner.text().replace(": ", ":").replace(", ", ",");
    let content = laid_out.set_text("forward", &squeezed).text();
    let outer = letter(&cast.moki, &cast.station, &content);
    let layout = story(
        "receive/forward-other-layout",
        "what is passed on is written anew",
        &["DI-RECV-4", "DI-JSON-11"],
    );
    let given = with(received(&outer, &cast.station.id, &content), "pass_on", inner.hex().into());
    let layout = knows(layout, &[&cast.station], &[&cast.moki]).step(receives(&outer).accept(given));
    let unverified = inner.clone().set("signature", letter(&cast.moki, &cast.hulk, &own).get("signature"));
    let (bad, _) = wrapped(&cast.moki, &cast.station, &unverified, 8);
    let forged = story(
        "receive/forward-forged",
        "a forwarded message whose signature is none: the whole is refused",
        &["DI-RECV-5", "DI-NODE-1"],
    );
    let forged = knows(forged, &[&cast.station], &[&cast.moki])
        .edit_of("dimp/published/forward")
        .bug(BugClass::Forgery, Severity::High)
        .step(receives(&bad).reject("bad-signature"))
        .step(takes(&letter(&cast.moki, &cast.station, &one), &cast.station.id, &one));
    let number = json!({ "forward": { "sender": 5 }, "sn": 9, "type": 255 });
    let no_message =
        story("receive/forward-no-message", "an object that is no message", &["DI-RECV-5", "DI-MSG-6"]);
    let no_message = knows(no_message, &[&cast.station], &[&cast.moki])
        .edit_of("dimp/published/forward")
        .bug(BugClass::Robustness, Severity::Low)
        .step(receives(&letter(&cast.moki, &cast.station, &text(&number))).reject("bad-message"))
        .step(takes(&letter(&cast.moki, &cast.station, &one), &cast.station.id, &one));
    vec![station, both, to_sender, layout, forged, no_message]
}

/// Messages forwarded within one another to hulk: the outermost, its content, and all layers from outside in.
pub(super) fn nested(author: &Author<'_>, cast: &Cast, count: u32) -> (Object, String, Vec<Value>) {
    let mut layers = Vec::new();
    let (mut outer, mut content) = (message(author), CONTENT.to_owned());
    for sn in 0..count {
        layers.insert(0, layer(&cast.moki, &cast.hulk, &content));
        (outer, content) = wrapped(&cast.moki, &cast.hulk, &outer, 10 + sn);
    }
    (outer, content, layers)
}

fn depths(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    [1, 8]
        .into_iter()
        .map(|count| {
            let (outer, content, layers) = nested(author, cast, count);
            let given = with(received(&outer, &cast.hulk.id, &content), "inner", value(&layers.into()));
            let about = format!("messages forwarded within one another: {count}");
            let draft = story(&format!("receive/forward-{count}"), &about, &["DI-RECV-3"]);
            knows(draft, &[&cast.hulk], &[&cast.moki])
                .source_ref("N 100")
                .step(receives(&outer).accept(given.clone()).upstream(json!({ "accept": given })))
        })
        .collect()
}

fn repeated(author: &Author<'_>, cast: &Cast) -> Vec<Draft> {
    let hulk = cast.hulk.id.as_str();
    let (inner, one) = (message(author), numbered(1));
    let (outer, content) = wrapped(&cast.moki, &cast.hulk, &inner, 5);
    let given = with(
        received(&outer, hulk, &content),
        "inner",
        value(&json!([layer(&cast.moki, &cast.hulk, CONTENT)])),
    );
    let next = letter(&cast.moki, &cast.hulk, &one);
    let replay = [("replay", "accepted")];
    let start = |name: &str, about: &str| {
        knows(story(name, about, &["DI-RECV-5", "DI-RECV-1"]), &[&cast.hulk], &[&cast.moki])
            .edit_of(GOOD)
            .bug(BugClass::Replay, Severity::Medium)
    };
    vec![
        start(
            "receive/forward-of-received",
            "a message that was received is forwarded: the whole is ignored",
        )
        .step(takes(&inner, hulk, CONTENT))
        .step(receives(&outer).ignore().variant(&replay, Wanted::Accept(given.clone())))
        .step(takes(&next, hulk, &one)),
        start("receive/forwarded-again", "a message that was forwarded comes alone: it is ignored")
            .step(receives(&outer).accept(given))
            .step(receives(&inner).ignore().variant(&replay, Wanted::Accept(received(&inner, hulk, CONTENT))))
            .step(takes(&next, hulk, &one)),
    ]
}

/// A message with a file that lies in a store.
fn stored(cast: &Cast, sn: u32, more: &[(&str, Value)]) -> (Object, String) {
    let content = Object::of(&json!({ "type": 16, "filename": "a.txt", "sn": sn, "URL": "https://x/y" }));
    let content = more.iter().fold(content, |object, (name, value)| object.set(name, value.clone())).text();
    (letter(&cast.moki, &cast.hulk, &content), content)
}

fn downloads(message: &Object, store: &[(&str, &[u8])]) -> DraftStep {
    let store: Vec<Value> = store.iter().map(|(url, bytes)| json!([hex(url), hex(bytes)])).collect();
    step(NODE, "dimp.receive", json!({ "message": message.hex(), "downloads": store }))
}

fn files(cast: &Cast) -> Vec<Draft> {
    let hulk = cast.hulk.id.as_str();
    let hello = encrypt("hello");
    let opened = |content: &str, data: &str, md5: &str| {
        let content = Object::of(&serde_json::from_str(content).expect("a content is JSON"));
        content.set("filename", format!("{md5}.txt")).without("URL").set("data", base64(data)).text()
    };
    let locked = |content: &str| {
        let key: Value = serde_json::from_str(MESSAGE_KEY).expect("the key is JSON");
        Object::of(&serde_json::from_str(content).expect("a content is JSON")).set("password", key).text()
    };
    let start = |name: &str, about: &str, rules: &[&str]| {
        knows(story(&format!("receive/{name}"), about, rules), &[&cast.hulk], &[&cast.moki])
    };
    let (message, content) = stored(cast, 1, &[]);
    let (inline, inline_content) = stored(cast, 2, &[("data", "AAEC".into())]);
    let hello_content = opened(&content, "hello", "5d41402abc4b2a76b9719d911017c592");
    vec![
        start("file", "a file of a store is opened", &["DI-FILE-5", "DI-FILE-6"]).step(
            downloads(&message, &[("https://x/y", &hello)]).accept(received(&message, hulk, &hello_content)),
        ),
        start("file-not-there", "the store gives nothing: the message key is kept", &["DI-FILE-4"]).step(
            downloads(&message, &[("https://x/z", &hello)]).accept(received(
                &message,
                hulk,
                &locked(&content),
            )),
        ),
        start("file-without-store", "no store at all", &["DI-FILE-4"])
            .step(receives(&message).accept(received(&message, hulk, &locked(&content)))),
        start("file-last-of-two", "a store with one URL twice: the last one", &["DI-FILE-5"]).step(
            downloads(&message, &[("https://x/y", b"no block"), ("https://x/y", &hello)]).accept(received(
                &message,
                hulk,
                &hello_content,
            )),
        ),
        start("file-with-data", "data that is there already: the store is not asked", &["DI-CONT-14"]).step(
            downloads(&inline, &[("https://x/y", &hello)]).accept(received(&inline, hulk, &inline_content)),
        ),
        start(
            "file-cut",
            "a download without its end: the message is refused, and can be received again",
            &["DI-ENC-2", "DI-NODE-1"],
        )
        .edit_of("dimp/published/file")
        .bug(BugClass::Robustness, Severity::Low)
        .step(
            downloads(&message, &[("https://x/y", hello.get(..15).unwrap_or_default())]).reject("bad-length"),
        )
        .step(downloads(&message, &[("https://x/y", &hello)]).accept(received(
            &message,
            hulk,
            &hello_content,
        ))),
    ]
}
