//! `content.json`: names and URLs of files.

use serde_json::{Value, json};

use super::super::refusal::{Own, choice, measured, refuse};
use super::contents_read::{read, reads, taken};
use super::layout::{Object, text};
use crate::vectors::generate::{Author, Draft, Wanted};

const NAME: (&str, &str) = ("file-name", "any");
const URL: (&str, &str) = ("file-url", "any");
const FILE: &str = "dimp/content/file";

pub(super) fn drafts(_: &Author<'_>) -> Vec<Draft> {
    [names(), good_names(), urls(), kinds()].concat()
}

/// A file that lies in a store.
pub(super) fn file() -> Object {
    Object::of(&json!({ "type": 16, "filename": "a.txt", "sn": 1, "URL": "https://x/y" }))
}

/// A name that is refused, and taken where nobody looks.
pub(super) fn named(id: &str, about: &str, name: Value) -> (Draft, Value) {
    let plain = file().set("filename", name).value();
    let members = read("file", &plain);
    let draft = reads(id, about, &["DI-CONT-12"], &text(&plain));
    (choice(draft, FILE, "bad-file-name", NAME, members.clone()), members)
}

fn names() -> Vec<Draft> {
    let own = |id: &str, about: &str, name: Value| {
        let (draft, members) = named(id, about, name);
        measured(draft, "N 98", Own::Took(members))
    };
    let only = |id: &str, about: &str, name: &str| named(id, about, name.into()).0;
    vec![
        own("file-name-nul", "a file name with a NUL", "a\u{0}b".into()),
        own("file-name-256", "a file name of 256 bytes", "a".repeat(256).into()),
        own("file-name-dots", "two dots as file name", "..".into()),
        own("file-name-empty", "an empty file name", "".into()),
        own("file-name-number", "a number as file name", 5.into()),
        only("file-name-dot", "a dot as file name", "."),
        only("file-name-folder", "a file name with a slash", "x/a.txt"),
        only("file-name-backslash", "a file name with a backslash", "..\\a.txt"),
        only("file-name-line-end", "a file name with a line end", "a\n.txt"),
        only("file-name-unit-separator", "a file name with U+001F", "a\u{1f}"),
        only("file-name-delete", "a file name with U+007F", "a\u{7f}"),
        only("file-name-256-of-two", "a file name of 128 characters and 256 bytes", &"\u{e9}".repeat(128)),
        named("file-name-null", "null as file name", Value::Null).0,
    ]
}

fn good_names() -> Vec<Draft> {
    let plain = |name: &str| file().set("filename", name).value();
    let good = |id: &str, about: &str, name: &str| taken(id, about, &["DI-CONT-12"], "file", &plain(name));
    let longest = "a".repeat(255);
    vec![
        measured(
            good("file-name-255", "a file name of 255 bytes", &longest),
            "N 98",
            Own::Took(read("file", &plain(&longest))),
        ),
        good("file-name-1", "a file name of one byte", "a"),
        good("file-name-three-dots", "three dots as file name", "..."),
        good("file-name-hidden", "a file name with a dot in front", ".a"),
        good("file-name-u-0080", "a file name with U+0080, which nothing is said of", "a\u{80}"),
        good(
            "file-name-255-of-two",
            "a file name of 254 bytes in 127 characters, and a letter",
            &format!("{}a", "\u{e9}".repeat(127)),
        ),
        good("file-name-spaces", "a file name of a space", " "),
    ]
}

fn urls() -> Vec<Draft> {
    let with = |url: Value| file().set("URL", url).value();
    let refused = |id: &str, about: &str, url: Value| {
        let plain = with(url);
        let members = read("file", &plain);
        let draft = reads(id, about, &["DI-CONT-13"], &text(&plain));
        (choice(draft, FILE, "bad-url", URL, members.clone()), members)
    };
    let own = |id: &str, about: &str, url: Value| {
        let (draft, members) = refused(id, about, url);
        measured(draft, "N 97", Own::Took(members))
    };
    let only = |id: &str, about: &str, url: &str| refused(id, about, url.into()).0;
    let good =
        |id: &str, about: &str, url: &str| taken(id, about, &["DI-CONT-13"], "file", &with(url.into()));
    vec![
        own("url-file", "the URL of a local file", "file:///etc/passwd".into()),
        own("url-none", "an empty URL", "".into()),
        own("url-number", "a number as URL", 5.into()),
        only("url-ftp", "a URL of another scheme", "ftp://x/y"),
        only("url-one-slash", "a URL with one slash", "https:/x/y"),
        only("url-space", "a URL behind a space", " https://x/y"),
        only("url-capitals", "a scheme in capitals", "HTTPS://x/y"),
        only("url-relative", "a URL without scheme", "//x/y"),
        good("url-http", "a URL of http", "http://127.0.0.1/y"),
        good("url-scheme-alone", "a URL that is a scheme alone", "https://"),
    ]
}

/// The other kinds of files are held to the same rules, and nothing else is.
fn kinds() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (kind, number) in [("image", 18), ("audio", 20), ("video", 22)] {
        let plain =
            |name: &str, url: &str| file().set("type", number).set("filename", name).set("URL", url).value();
        let good = plain("a.bin", "https://x/y");
        let name = plain("../a", "https://x/y");
        let url = plain("a.bin", "file:///x");
        let whole = format!("{kind}-whole");
        let base = format!("dimp/content/{whole}");
        drafts.push(taken(&whole, &format!("a file of the kind `{kind}`"), &["DI-CONT-14"], kind, &good));
        let draft =
            reads(&format!("{kind}-file-name"), "a file name that is a path", &["DI-CONT-12"], &text(&name));
        drafts.push(choice(draft, &base, "bad-file-name", NAME, read(kind, &name)));
        let draft = reads(&format!("{kind}-url"), "the URL of a local file", &["DI-CONT-13"], &text(&url));
        drafts.push(choice(draft, &base, "bad-url", URL, read(kind, &url)));
    }
    let page = json!({ "type": 32, "filename": "../a", "URL": "file:///x", "sn": 1 });
    drafts.push(taken(
        "page-with-file-name",
        "a type without kind may have any name and URL",
        &["DI-CONT-12", "DI-CONT-13", "DI-CONT-14"],
        "unknown",
        &page,
    ));
    let both = file().set("filename", "../a").set("URL", "file:///x").value();
    let draft = reads(
        "file-name-and-url",
        "a path as name, and a bad URL: the name comes first",
        &["DI-CONT-12"],
        &text(&both),
    );
    let draft = refuse(draft, FILE, "bad-file-name");
    let draft = draft.variant(&[NAME, URL], Wanted::Accept(read("file", &both)));
    drafts.push(draft.variant(&[NAME], Wanted::reject("bad-url")));
    drafts
}
