//! PEM texts: DI-PEM-1 and DI-PEM-3.

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::super::{Author, Draft, Wanted};
use super::der::{armour, lines, pem};
use super::keys::{PRIVATE, PUBLIC, dictionary, reads, rsa_read};
use super::refusal::{Own, choice, measured, refuse};
use super::rsa::{Number, Rsa, pkcs1};
use super::value::hex;

const HULK: &str = "dimp/published/meta-hulk-make";
const PUBLIC_LABEL: &str = "PUBLIC KEY";
const RSA_PUBLIC: &str = "RSA PUBLIC KEY";
const RSA_PRIVATE: &str = "RSA PRIVATE KEY";
const ANY_FORM: (&str, &str) = ("pem-form", "any");

/// All cases about the text around the DER.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let key = Rsa::of(author, HULK);
    [listed(&key), private_listed(&key), no_pem(&key), loose(&key), loose_private(&key), loose_base64(&key)]
        .concat()
}

fn read(key: &Rsa) -> Value {
    rsa_read(&key.public_der(), key.n().bits())
}

/// The good text of the public key.
fn good(key: &Rsa) -> String {
    pem(PUBLIC_LABEL, &key.public_der(), 64, "\n")
}

fn listed(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, text: &str| {
        reads(name, about, "DI-PEM-1", "public", dictionary("RSA", text)).accept(read(key))
    };
    let seen =
        |name: &str, about: &str, text: &str| measured(row(name, about, text), "N 31", Own::Took(read(key)));
    let der = key.public_der();
    let short = pkcs1(key.n(), key.number(Number::Exponent));
    let mixed = good(key).replacen('\n', "\r\n", 2);
    vec![
        row("rsa-public", "lines of 64 characters", &good(key)),
        seen("pem-crlf", "lines that end with CR and LF", &pem(PUBLIC_LABEL, &der, 64, "\r\n")),
        seen("pem-76-columns", "lines of 76 characters", &pem(PUBLIC_LABEL, &der, 76, "\n")),
        seen("pem-one-line", "one line", &pem(PUBLIC_LABEL, &der, 10_000, "\n")),
        seen("pem-line-end", "a line end behind the last line", &format!("{}\n", good(key))),
        row("pem-crlf-line-end", "CR and LF behind the last line", &format!("{}\r\n", good(key))),
        row("pem-mixed-line-ends", "line ends of both kinds", &mixed),
        row("pem-1-column", "lines of one character", &pem(PUBLIC_LABEL, &der, 1, "\n")),
        seen("pem-pkcs1", "RSAPublicKey", &pem(PUBLIC_LABEL, &short, 64, "\n")),
        seen("pem-rsa-label-pkcs1", "RSAPublicKey under its own label", &pem(RSA_PUBLIC, &short, 64, "\n")),
    ]
}

fn private_listed(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, text: &str| {
        reads(name, about, "DI-PEM-1", "private", dictionary("RSA", text)).accept(read(key))
    };
    let seen =
        |name: &str, about: &str, text: &str| measured(row(name, about, text), "N 31", Own::Took(read(key)));
    let both = |end: &str| {
        let public = pem(PUBLIC_LABEL, &key.public_der(), 64, end);
        format!("{public}{end}{}", pem(RSA_PRIVATE, &key.private_der(), 64, end))
    };
    let alone = pem(RSA_PRIVATE, &key.private_der(), 64, "\n");
    vec![
        row("rsa-private", "RSAPrivateKey", &alone),
        seen("private-two-pem-lf", "a public key in front", &both("\n")),
        seen("private-two-pem-crlf", "the same with CR and LF", &both("\r\n")),
        seen("private-pkcs8", "PrivateKeyInfo", &pem("PRIVATE KEY", &key.pkcs8(0), 64, "\n")),
        row("private-text-before", "any text in front is left out", &format!("x\n{alone}")),
        row("private-text-behind", "any text behind is left out", &format!("{alone}\nx")),
    ]
}

fn no_pem(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, text: &str| {
        let draft = reads(name, about, "DI-PEM-1", "public", dictionary("RSA", text));
        refuse(draft, PUBLIC, "bad-key")
    };
    let seen = |name: &str, about: &str, text: &str, raised: &str| {
        measured(row(name, about, text), "N 31", Own::Failed(raised))
    };
    let text = good(key);
    let bare = BASE64.encode(&key.public_der());
    let cut = text.replace("AQAB\n", "AQ=\n").replacen("\nMI", "\nM*", 1);
    let post = "ValueError: Not a valid PEM post boundary";
    let unsupported = "ValueError: RSA key format is not supported";
    vec![
        seen(
            "pem-base64-broken",
            "base64 that ends within a group",
            &cut,
            "Error: Invalid base64-encoded string: number of data characters (213) cannot be 1 more than a multiple \
             of 4",
        ),
        seen("pem-no-end", "no last line", text.rsplit_once('\n').map_or("", |(lines, _)| lines), post),
        seen("pem-text-before", "text in front", &format!("x\n{text}"), unsupported),
        seen("pem-text-after", "text behind", &format!("{text}\nx"), post),
        seen(
            "pem-no-line-ends",
            "no line ends",
            &text.replace('\n', ""),
            "ValueError: Not a valid PEM pre boundary",
        ),
        seen("pem-two-blocks", "the key twice", &format!("{text}\n{text}"), "Error: Incorrect padding"),
        seen(
            "pem-other-end",
            "another label at the end",
            &armour(PUBLIC_LABEL, "FOO KEY", &lines(&bare, 64, "\n"), "\n"),
            post,
        ),
        row("pem-line-end-before", "a line end in front", &format!("\n{text}")),
        row("pem-space-before", "a space in front", &format!(" {text}")),
        row("pem-empty", "no text", ""),
        row("pem-no-dashes", "base64 alone", &bare),
        row("pem-four-dashes", "a dash less", &text.replacen("-----BEGIN", "----BEGIN", 1)),
        row("pem-lower-case", "labels in lower case", &text.replace("BEGIN PUBLIC", "begin public")),
        row("pem-hex", "hex digits, which only ECC has", &hex(key.public_der())),
    ]
}

fn loose(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, text: &str| {
        let draft = reads(name, about, "DI-PEM-3", "public", dictionary("RSA", text));
        choice(draft, PUBLIC, "loose-text", ANY_FORM, read(key))
    };
    let seen =
        |name: &str, about: &str, text: &str| measured(row(name, about, text), "N 31", Own::Took(read(key)));
    let text = good(key);
    vec![
        seen("pem-other-label", "a label of no row", &pem("FOO", &key.public_der(), 64, "\n")),
        seen(
            "pem-rsa-label-spki",
            "SubjectPublicKeyInfo under the other label",
            &pem(RSA_PUBLIC, &key.public_der(), 64, "\n"),
        ),
        seen("pem-indented", "a space in front of each line but the first", &text.replace('\n', "\n ")),
        seen("pem-empty-line", "an empty line", &text.replacen('\n', "\n\n", 1)),
        seen("pem-two-line-ends", "two line ends behind the last line", &format!("{text}\n\n")),
        row("pem-trailing-space", "a space behind a line", &text.replacen('\n', " \n", 2)),
    ]
}

/// Keys of the other use, and DER under the label of another.
fn loose_private(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, use_: &str, text: &str| {
        let base = if use_ == "public" { PUBLIC } else { PRIVATE };
        refuse(reads(name, about, "DI-PEM-3", use_, dictionary("RSA", text)), base, "loose-text")
    };
    let text = good(key);
    let any = |draft: Draft| draft.variant(&[ANY_FORM], Wanted::Accept(read(key)));
    let private = pem(RSA_PRIVATE, &key.private_der(), 64, "\n");
    // Upstream's public key then has the DER of the private one for its data.
    let with_private = row("public-with-private-pem", "a private key as a public one", "public", &private)
        .variant(&[ANY_FORM], Wanted::Accept(json!({ "algorithm": "RSA" })));
    vec![
        measured(with_private, "N 33", Own::Took(json!({ "algorithm": "RSA" }))),
        row("private-with-public-pem", "a public key as a private one", "private", &text),
        any(row(
            "private-rsa-label-pkcs8",
            "PrivateKeyInfo under the other label",
            "private",
            &pem(RSA_PRIVATE, &key.pkcs8(0), 64, "\n"),
        )),
        any(row(
            "private-label-pkcs1",
            "RSAPrivateKey under the other label",
            "private",
            &pem("PRIVATE KEY", &key.private_der(), 64, "\n"),
        )),
    ]
}

fn loose_base64(key: &Rsa) -> Vec<Draft> {
    let row = |name: &str, about: &str, from: &str, to: &str| {
        let text = good(key).replacen(from, to, 1);
        let draft = reads(name, about, "DI-PEM-3", "public", dictionary("RSA", &text));
        choice(draft, PUBLIC, "loose-text", ANY_FORM, read(key))
    };
    vec![
        row("pem-junk", "a character outside the alphabet", "IDAQAB", "ID*AQAB"),
        row("pem-tail", "text behind the end of the base64", "AQAB\n", "AQAB=\n"),
        choice(
            reads(
                "pem-damaged-line",
                "a line of dashes without its end, behind base64 that ends with `=`",
                "DI-PEM-3",
                "public",
                lined(key, "-----END PUBLIC "),
            ),
            PUBLIC,
            "loose-text",
            ANY_FORM,
            read(key),
        ),
        refuse(
            reads(
                "pem-second-begin",
                "the beginning of a second PEM text at this place",
                "DI-PEM-1",
                "public",
                lined(key, "-----BEGIN PUBLIC KEY-----"),
            ),
            PUBLIC,
            "bad-key",
        ),
    ]
}

/// A key with one more line in front of its last one; its base64 ends with `=`.
fn lined(key: &Rsa, line: &str) -> String {
    let text = pem(PUBLIC_LABEL, &pkcs1(key.n(), key.number(Number::Exponent)), 64, "\n");
    assert!(text.contains("=\n-----END"), "the base64 is completed");
    dictionary("RSA", &text.replace("\n-----END", &format!("\n{line}\n-----END")))
}
