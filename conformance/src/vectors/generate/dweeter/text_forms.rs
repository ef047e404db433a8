//! Hex and base64 texts that are not what a writer gives: section 4.2.

use serde_json::json;

use super::super::{Author, Draft, Wanted};
use super::boxes::{BASE64, BOX};
use super::content::{HEX, IN_BASE64, lenient, opens};
use super::upstream::failed;
use crate::model::case::{BugClass, Severity};

/// What is written in all these cases.
const PLAIN: [(&str, &str); 1] = [("name", "value")];

/// All cases of both text forms.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = loose_hex(author);
    cases.extend(no_hex(author));
    cases.extend(loose_base64(author));
    cases.extend(broken_base64(author));
    cases.extend(lengths(author));
    cases
}

/// `with` between the first pair of digits and the second.
fn within(text: &str, with: &str) -> String {
    let (first, rest) = text.split_at(2);
    format!("{first}{with}{rest}")
}

fn loose_hex(author: &Author<'_>) -> Vec<Draft> {
    let sealed = BOX.seal(author, &PLAIN);
    let (name, value) = sealed.first().cloned().expect("one member was sealed");
    let one_letter = |text: &str| {
        let at = text.find(|digit: char| digit.is_ascii_lowercase()).expect("the text has a letter");
        let (before, rest) = text.split_at(at);
        let (letter, after) = rest.split_at(1);
        format!("{before}{}{after}", letter.to_ascii_uppercase())
    };
    let rows = [
        (
            "upper-case",
            "all letters in upper case",
            "DW-TEXT-5",
            name.to_uppercase(),
            value.to_uppercase(),
            "N 40",
        ),
        (
            "upper-case-name",
            "one upper-case letter in a name",
            "DW-TEXT-5",
            one_letter(&name),
            value.clone(),
            "",
        ),
        (
            "upper-case-value",
            "one upper-case letter in a value",
            "DW-TEXT-5",
            name.clone(),
            one_letter(&value),
            "",
        ),
        (
            "white-space",
            "a space and a line break between pairs",
            "DW-TEXT-6",
            within(&name, " "),
            within(&value, "\n"),
            "N 41",
        ),
        ("space-before", "a space in front", "DW-TEXT-6", name.clone(), format!(" {value}"), ""),
        ("space-after", "a space at the end", "DW-TEXT-6", name.clone(), format!("{value} "), ""),
        ("space-in-name", "a space within a name", "DW-TEXT-6", within(&name, " "), value.clone(), ""),
        ("tab", "a tab between pairs", "DW-TEXT-6", name.clone(), within(&value, "\t"), ""),
        (
            "vertical-tab",
            "a vertical tab between pairs",
            "DW-TEXT-6",
            name.clone(),
            within(&value, "\u{b}"),
            "",
        ),
        ("form-feed", "a form feed between pairs", "DW-TEXT-6", name.clone(), within(&value, "\u{c}"), ""),
        (
            "carriage-return",
            "a carriage return and a line feed at the end",
            "DW-TEXT-6",
            name.clone(),
            format!("{value}\r\n"),
            "",
        ),
    ];
    rows.into_iter()
        .map(|(id, about, rule, name, value, line)| {
            let draft = opens(author, id, &BOX, &[(name, value)])
                .about(about)
                .rules(&[rule])
                .edit_of(HEX)
                .bug(BugClass::Malleability, Severity::Low)
                .reject("loose-text")
                .variant(&[("hex-text", "lenient")], lenient(&PLAIN));
            if line.is_empty() { draft } else { draft.source_ref(line).upstream(accepted()) }
        })
        .collect()
}

fn accepted() -> serde_json::Value {
    json!({ "accept": { "content": [["6e616d65", "76616c7565"]] } })
}

fn no_hex(author: &Author<'_>) -> Vec<Draft> {
    let sealed = BOX.seal(author, &PLAIN);
    let (name, value) = sealed.first().cloned().expect("one member was sealed");
    let in_base64 = BASE64.seal(author, &PLAIN);
    let odd = value.get(..value.len() - 1).expect("the text is longer").to_owned();
    let one_digit = |with: &str| format!("{with}{}", value.get(with.chars().count()..).unwrap_or_default());
    let (first, rest) = value.split_at(1);
    let rows = [
        ("odd", "an odd number of digits", name.clone(), odd, "N 42"),
        ("letter-g", "a letter that is no digit", name.clone(), one_digit("g"), "N 43"),
        ("space-within-pair", "a space within a pair", name.clone(), format!("{first} {rest}"), ""),
        ("prefix-0x", "a prefix", name.clone(), format!("0x{value}"), ""),
        ("no-break-space", "white space that is not ASCII", name.clone(), within(&value, "\u{a0}"), ""),
        (
            "byte-1c",
            "a control character that some count as white space",
            name.clone(),
            within(&value, "\u{1c}"),
            "",
        ),
        ("full-width", "a digit that is not ASCII", name.clone(), one_digit("\u{ff11}"), ""),
        ("colons", "colons between pairs", name.clone(), within(&value, ":"), ""),
        ("zero-byte", "a zero byte at the end", name.clone(), format!("{value}\0"), ""),
        ("odd-name", "an odd number of digits in a name", format!("{name}0"), value.clone(), ""),
    ];
    let refused = |draft: Draft, about: &str, line: &str| {
        let draft = draft
            .about(about)
            .rules(&["DW-TEXT-4"])
            .edit_of(HEX)
            .bug(BugClass::Robustness, Severity::Low)
            .reject("not-hex");
        if line.is_empty() {
            draft
        } else {
            draft
                .source_ref(line)
                .upstream(failed("builtins.ValueError: non-hexadecimal number found in fromhex() arg"))
        }
    };
    let mut cases: Vec<Draft> = rows
        .into_iter()
        .map(|(id, about, name, value, line)| refused(opens(author, id, &BOX, &[(name, value)]), about, line))
        .collect();
    cases.push(refused(
        opens(author, "base64-in-hex", &BOX, &in_base64),
        "base64 where hex is wanted",
        "N 57",
    ));
    cases
}

/// Names and values that upstream's decoder reads as what was meant, or as something else.
fn loose_base64(author: &Author<'_>) -> Vec<Draft> {
    let sealed = BASE64.seal(author, &PLAIN);
    let (name, value) = sealed.first().cloned().expect("one member was sealed");
    let shaved = |with: char| {
        let text = value.strip_suffix("==").and_then(|text| text.strip_suffix(|_: char| true));
        format!("{}{with}==", text.expect("the text ends with a letter and two `=`"))
    };
    let letter = value.chars().rev().nth(2).expect("the text has a letter");
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let next =
        alphabet.chars().skip_while(|other| *other != letter).nth(1).expect("four bits of it are zero");
    let rows = [
        ("base64-junk", "a character outside the alphabet", within(&name, "!"), within(&value, "*"), "N 59"),
        (
            "base64-not-ascii",
            "a name with a character that is not ASCII",
            within(&name, "\u{e9}"),
            value.clone(),
            "N 62",
        ),
        ("base64-line-feed", "a line feed at the end", name.clone(), format!("{value}\n"), ""),
        ("base64-space", "a space within", name.clone(), within(&value, " "), ""),
        ("base64-spare-bits", "a bit that no byte needs", name.clone(), shaved(next), ""),
        ("base64-three-paddings", "one `=` more at the end", name.clone(), format!("{value}="), ""),
        ("base64-padding-in-front", "a `=` that completes nothing", name.clone(), format!("={value}"), ""),
        (
            "base64-after-padding",
            "text after the group that was completed",
            name.clone(),
            format!("{value}AAAA"),
            "",
        ),
    ];
    rows.into_iter()
        .map(|(id, about, name, value, line)| {
            let draft = loose(author, id, about, &[(name, value)])
                .variant(&[("base64-text", "lenient")], lenient(&PLAIN));
            if line.is_empty() { draft } else { draft.source_ref(line).upstream(accepted()) }
        })
        .collect()
}

fn loose(author: &Author<'_>, id: &str, about: &str, content: &[(String, String)]) -> Draft {
    opens(author, id, &BASE64, content)
        .about(about)
        .rules(&["DW-TEXT-8"])
        .edit_of(IN_BASE64)
        .bug(BugClass::Malleability, Severity::Low)
        .reject("loose-text")
}

fn broken_base64(author: &Author<'_>) -> Vec<Draft> {
    let sealed = BASE64.seal(author, &PLAIN);
    let (name, value) = sealed.first().cloned().expect("one member was sealed");
    let bare = value.trim_end_matches('=').to_owned();
    let short = |count: usize| bare.get(..count).expect("a block has 22 characters").to_owned();
    let rows = [
        ("base64-unpadded", "two `=` are missing", name.clone(), bare.clone(), "N 61"),
        ("base64-one-of-two-paddings", "one of two `=` is missing", name.clone(), format!("{bare}="), ""),
        ("base64-three-in-group", "a last group of three, without `=`", name.clone(), short(19), ""),
        ("base64-one-in-group", "a last group of one", name.clone(), format!("{}=", short(21)), ""),
        (
            "base64-unpadded-name",
            "two `=` are missing from a name",
            name.trim_end_matches('=').to_owned(),
            value.clone(),
            "",
        ),
    ];
    let mut cases: Vec<Draft> = rows
        .into_iter()
        .map(|(id, about, name, value, line)| {
            let draft = opens(author, id, &BASE64, &[(name, value)])
                .about(about)
                .rules(&["DW-TEXT-7"])
                .edit_of(IN_BASE64)
                .bug(BugClass::Robustness, Severity::Low)
                .reject("not-base64");
            if line.is_empty() {
                draft
            } else {
                draft.source_ref(line).upstream(failed("binascii.Error: Incorrect padding"))
            }
        })
        .collect();
    cases.push(url_safe(author));
    cases
}

/// `-` and `_` are passed over. There are two of them in this text, so that a byte is missing, and not a group.
fn url_safe(author: &Author<'_>) -> Draft {
    let plain = [("name", "text number 16")];
    let sealed = BASE64.seal(author, &plain);
    let (name, value) = sealed.first().cloned().expect("one member was sealed");
    let value = value.replace('+', "-").replace('/', "_");
    loose(author, "base64-url-safe", "the alphabet of URLs", &[(name, value)])
        .source_ref("N 60")
        .variant(&[("base64-text", "lenient")], Wanted::reject("bad-length"))
        .upstream(failed("builtins.ValueError: ciphertext block must be 16 bytes"))
}

/// Texts that are hex or base64 of something that is no ciphertext.
fn lengths(author: &Author<'_>) -> Vec<Draft> {
    let sealed = BOX.seal(author, &PLAIN);
    let (name, value) = sealed.first().cloned().expect("one member was sealed");
    let fifteen = value.get(..30).expect("a block has 32 digits").to_owned();
    let measured = failed("builtins.ValueError: ciphertext block must be 16 bytes");
    let refused = |draft: Draft, about: &str, base: &str| {
        draft
            .about(about)
            .rules(&["DW-CIPHER-3"])
            .edit_of(base)
            .bug(BugClass::Robustness, Severity::Low)
            .reject("bad-length")
    };
    let in_base64 = BASE64.seal(author, &PLAIN).first().cloned().expect("one member was sealed");
    vec![
        refused(opens(author, "empty-value", &BOX, &[(name.clone(), String::new())]), "an empty value", HEX)
            .source_ref("N 46")
            .upstream(measured.clone()),
        refused(opens(author, "15-bytes", &BOX, &[(name, fifteen)]), "a value of 15 bytes", HEX)
            .source_ref("N 47")
            .upstream(measured),
        refused(opens(author, "empty-name", &BOX, &[(String::new(), value)]), "an empty name", HEX),
        refused(
            opens(author, "base64-empty-value", &BASE64, &[(in_base64.0, String::new())]),
            "an empty value in base64",
            IN_BASE64,
        ),
    ]
}
