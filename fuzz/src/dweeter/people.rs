//! The mailbox of the cases, and what is said about it.

use taut_dweeter::wire::http::MEDIA_TYPE;
use taut_dweeter::{Answer, Form, KeyText, Mailbox, Moment};

use crate::codes::assert_dweeter;

pub(super) const FORMS: [Form; 2] = [Form::Hex, Form::Base64];

/// 2024-01-01T00:00:00.000Z, the time of most cases.
pub(super) const NOW: Moment = Moment::from_unix_ms(NOW_MS);

/// The same in Unix milliseconds.
pub(super) const NOW_MS: i64 = 1_704_067_200_000;

/// `created` of most cases.
pub(super) const CREATED: &str = "2024-01-01T00:00:01.000Z";

/// The mailbox of most cases, so that their answers open.
pub(super) fn mailbox(form: Form) -> Mailbox {
    Mailbox::new("BOX", &KeyText::from("KEY"), form)
}

/// Another mailbox of the same people, one of few.
pub(super) fn other_mailbox(number: u8) -> Mailbox {
    Mailbox::new(&format!("OTHER {}", number % 4), &KeyText::from("KEY"), Form::Hex)
}

/// An answer of the status 200 with the usual media type.
pub(super) fn answer(body: &[u8]) -> Answer<'_> {
    Answer { status: 200, media_type: Some(MEDIA_TYPE.as_bytes()), body }
}

/// Panics unless the reason for a refusal is one of these codes of dweeter.
pub(super) fn assert_code(code: &str, groups: &[&[&str]]) {
    assert_dweeter(code);
    assert!(groups.iter().any(|group| group.contains(&code)), "refused by `{code}`");
}

/// Why a text in a text form, or a ciphertext in it, is refused.
pub(super) const OF_CONTENT: &[&str] =
    &["bad-length", "bad-padding", "loose-text", "not-base64", "not-hex", "not-utf8"];

/// Why JSON is refused (section 4.5.3).
pub(super) const OF_JSON: &[&str] =
    &["duplicate-member", "lone-surrogate", "long-number", "non-finite", "not-json", "too-deep"];

/// Why an answer of the status 200 with a body of few bytes is refused.
pub(super) const OF_ANSWER: &[&str] = &["bad-answer", "failed", "not-found", "not-succeeded", "not-utf8"];

/// Why a message in plain text is refused.
pub(super) const OF_MESSAGE: &[&str] =
    &["bad-created", "mismatch", "no-remote-time", "not-object", "not-utf8"];

/// Names and words of JSON and of answers, paths, and the thing itself.
pub(super) fn words() -> Vec<Vec<u8>> {
    let texts = [
        "\"this\": \"succeeded\"",
        "succeeded",
        "failed",
        "with",
        "thing",
        "created",
        "content",
        "remote_time",
        "created_time",
        "null",
        "true",
        "false",
        "NaN",
        "-Infinity",
        "\\ud800",
        "\\udc00",
        "1e999",
        "-0.0",
        "404",
        "/dweet/for/",
        "/get/latest/dweet/for/",
        "/get/dweets/for/",
        "application/x+json",
        "==",
        CREATED,
    ];
    let things = FORMS.map(|form| mailbox(form).thing().as_bytes().to_vec());
    texts.into_iter().map(|text| text.as_bytes().to_vec()).chain(things).collect()
}
