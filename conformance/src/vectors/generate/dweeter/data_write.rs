//! `data_write.json`: data as JSON text, section 4.5.1 and 5.7. Every text is written by hand.

use serde_json::{Value, json};

use super::super::{Draft, Wanted, case};
use super::upstream::{failed, refused};
use super::value::{dict, float, hex, int, list, members, nested, raw_text, text, value};
use crate::model::case::{BugClass, Severity};

/// 2024-01-01T00:00:00Z.
pub(super) const NOW: i64 = 1_704_067_200_000;
pub(super) const TIME: &str = "2024-01-01T00:00:00.000Z";

/// All cases of the file.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = times();
    cases.extend(shapes());
    cases.extend(super::data_texts::drafts());
    cases.extend(refusals());
    cases.extend(non_finite());
    cases.extend(surrogates());
    cases.extend(same_keys());
    cases.extend(depth());
    cases
}

/// The data `{"x": data}`, and the JSON in place of which it is written.
pub(super) fn writes(name: &str, about: &str, rules: &[&str], data: &Value, json: &str) -> Draft {
    written(name, about, rules, &members(&[("x", data.clone())]), &format!("{{\"x\": {json}, "))
}

/// `before` is the text up to `remote_time`, which is the last member.
pub(super) fn written(name: &str, about: &str, rules: &[&str], data: &Value, before: &str) -> Draft {
    writing(name, about, rules, data).accept(outputs(before))
}

fn writing(name: &str, about: &str, rules: &[&str], data: &Value) -> Draft {
    case(&format!("dweeter/data-write/{name}"))
        .about(about)
        .rules(rules)
        .op("dweeter.data.write", json!({ "data": data }))
        .now(NOW)
}

fn outputs(before: &str) -> Value {
    json!({ "name": hex(TIME), "text": hex(format!("{before}\"remote_time\": \"{TIME}\"}}")) })
}

fn times() -> Vec<Draft> {
    let rows = [
        ("time-0", "the first second", 0, "1970-01-01T00:00:00.000Z"),
        ("time-minus-1-ms", "a fraction of a second before 1970", -1, "1969-12-31T23:59:59.000Z"),
        ("time-999-ms", "a fraction of a second is dropped", NOW + 999, TIME),
        ("time-1-ms", "the first millisecond of a second", NOW + 1, TIME),
        ("time-before-new-year", "the last second of a year", NOW - 1, "2023-12-31T23:59:59.000Z"),
        ("time-leap-day", "29 February", 1_709_208_000_000, "2024-02-29T12:00:00.000Z"),
        ("time-9999", "the last second with four digits", 253_402_300_799_999, "9999-12-31T23:59:59.000Z"),
        ("time-10000", "a year of five digits", 253_402_300_800_000, "10000-01-01T00:00:00.000Z"),
        ("time-999", "a year of three digits gets a zero", -30_610_224_001_000, "0999-12-31T23:59:59.000Z"),
    ];
    rows.into_iter()
        .map(|(name, about, now, time)| {
            let json = format!("{{\"remote_time\": \"{time}\"}}");
            let outputs = json!({ "name": hex(time), "text": hex(json) });
            let draft = writing(name, about, &["DW-DATA-1"], &members(&[])).accept(outputs.clone()).now(now);
            if name == "time-10000" {
                draft.source_ref("N 84").upstream(json!({ "accept": outputs }))
            } else {
                draft
            }
        })
        .collect()
}

fn shapes() -> Vec<Draft> {
    let order = value(&json!({ "b": 1, "a": { "d": [1, [], {}], "c": {} } }));
    let in_place = members(&[("a", int("1")), ("remote_time", list(&[])), ("b", int("2"))]);
    let keys = dict(&[
        (int("-7"), int("1")),
        (float(1e16), int("2")),
        (json!(["bool", false]), int("3")),
        (json!(["bool", true]), int("4")),
        (text(""), int("5")),
    ]);
    vec![
        written("no-members", "data without members", &["DW-DATA-2", "DW-DATA-9"], &members(&[]), "{"),
        written(
            "order",
            "members and elements keep their order, with a space after `,` and `:` and no other",
            &["DW-DATA-10"],
            &order,
            "{\"b\": 1, \"a\": {\"d\": [1, [], {}], \"c\": {}}, ",
        ),
        writing(
            "remote-time-in-place",
            "the caller's `remote_time` is replaced where it stands",
            &["DW-DATA-9"],
            &in_place,
        )
        .accept(json!({
            "name": hex(TIME), "text": hex(format!("{{\"a\": 1, \"remote_time\": \"{TIME}\", \"b\": 2}}"))
        })),
        written(
            "remote-time-nested",
            "a `remote_time` further inside is data",
            &["DW-DATA-9"],
            &value(&json!({ "x": { "remote_time": "y" } })),
            "{\"x\": {\"remote_time\": \"y\"}, ",
        ),
        written(
            "created-time",
            "`created_time` is data like any other",
            &["DW-DATA-9"],
            &value(&json!({ "created_time": 1 })),
            "{\"created_time\": 1, ",
        ),
        written(
            "keys",
            "keys that are no text",
            &["DW-DATA-13"],
            &keys,
            "{\"-7\": 1, \"1e+16\": 2, \"false\": 3, \"true\": 4, \"\": 5, ",
        ),
        writes(
            "constants",
            "null and truth",
            &["DW-DATA-12"],
            &value(&json!([null, true, false])),
            "[null, true, false]",
        ),
    ]
}

/// What no writer takes.
fn refusals() -> Vec<Draft> {
    let refuse = |name: &str, about: &str, rule: &str, data: &Value| {
        writing(name, about, &[rule], data).bug(BugClass::Robustness, Severity::Low).reject("bad-data")
    };
    let no_dict =
        || refused("bad-data", "dweeter.dweeter.DweeterError: `data_dict` must be an instance of dict.");
    let bytes = json!(["bytes", "78"]);
    let long = |sign: &str| int(&format!("{sign}1{}", "0".repeat(4300)));
    let digits = format!("1{}", "0".repeat(4299));
    let too_long = "builtins.ValueError: Exceeds the limit (4300 digits) for integer string conversion";
    vec![
        refuse("not-a-dict", "a list", "DW-DATA-2", &value(&json!([1, 2])))
            .source_ref("N 74")
            .upstream(no_dict()),
        refuse("text-alone", "a text", "DW-DATA-2", &text("x")).source_ref("N 74").upstream(no_dict()),
        refuse("null-alone", "null", "DW-DATA-2", &json!(["null"])).source_ref("N 74").upstream(no_dict()),
        refuse("bytes", "a value that JSON has no form for", "DW-DATA-3", &members(&[("x", bytes.clone())]))
            .source_ref("N 75")
            .upstream(failed("builtins.TypeError: Object of type bytes is not JSON serializable")),
        refuse(
            "bytes-in-list",
            "such a value in a list",
            "DW-DATA-3",
            &members(&[("x", list(&[int("1"), bytes.clone()]))]),
        ),
        refuse(
            "bytes-in-dict",
            "such a value in a dict within the data",
            "DW-DATA-3",
            &members(&[("x", members(&[("y", bytes.clone())]))]),
        ),
        refuse(
            "bytes-as-remote-time",
            "such a value where the time will stand",
            "DW-DATA-3",
            &members(&[("remote_time", bytes)]),
        ),
        writes("int-4300-digits", "an int of 4,300 digits", &["DW-DATA-4"], &int(&digits), &digits),
        writes(
            "int-minus-4300-digits",
            "its sign is no digit",
            &["DW-DATA-4"],
            &int(&format!("-{digits}")),
            &format!("-{digits}"),
        ),
        refuse("int-4301-digits", "an int of 4,301 digits", "DW-DATA-4", &members(&[("x", long(""))]))
            .source_ref("N 75")
            .upstream(failed(too_long)),
        refuse(
            "int-minus-4301-digits",
            "a negative int of 4,301 digits",
            "DW-DATA-4",
            &members(&[("x", long("-"))]),
        ),
        refuse("int-4301-digits-key", "a key of 4,301 digits", "DW-DATA-4", &dict(&[(long(""), int("1"))])),
    ]
}

/// What some writers take: the data, and the text under the answer to a choice.
fn choice(rule: &str, answer: (&str, &str)) -> impl Fn(&str, &str, &Value, &str) -> Draft {
    move |name, about, data, before| {
        writing(name, about, &[rule], data)
            .bug(BugClass::Interop, Severity::Low)
            .reject("bad-data")
            .variant(&[answer], Wanted::Accept(outputs(before)))
    }
}

/// The data `{"x": data}`.
fn x(data: Value) -> Value {
    members(&[("x", data)])
}

fn non_finite() -> Vec<Draft> {
    let row = choice("DW-DATA-5", ("non-finite", "accepted"));
    let (infinity, nan) = (float(f64::INFINITY), float(f64::NAN));
    vec![
        row("nan", "NaN", &x(nan.clone()), "{\"x\": NaN, "),
        row("infinity", "infinity", &x(infinity), "{\"x\": Infinity, "),
        row("minus-infinity", "minus infinity", &x(float(f64::NEG_INFINITY)), "{\"x\": -Infinity, "),
        row("nan-key", "a key that is NaN", &dict(&[(nan.clone(), int("1"))]), "{\"NaN\": 1, "),
        row("nan-nested", "NaN in a list", &x(list(&[nan])), "{\"x\": [NaN], "),
    ]
}

fn surrogates() -> Vec<Draft> {
    let row = choice("DW-DATA-6", ("lone-surrogates", "accepted"));
    let key = dict(&[(raw_text("eda080"), int("1"))]);
    let swapped = x(raw_text("edb080eda080"));
    vec![
        row(
            "high-surrogate",
            "the first half of a pair alone",
            &x(raw_text("61eda08062")),
            "{\"x\": \"a\\ud800b\", ",
        ),
        row(
            "low-surrogate",
            "the second half of a pair alone",
            &x(raw_text("edbfbf")),
            "{\"x\": \"\\udfff\", ",
        ),
        row(
            "swapped-surrogates",
            "the halves of a pair the other way round",
            &swapped,
            "{\"x\": \"\\udc00\\ud800\", ",
        ),
        row(
            "surrogates-side-by-side",
            "the halves of a pair, written as two texts of three bytes, are no character",
            &x(raw_text("eda0bdedb880")),
            "{\"x\": \"\\ud83d\\ude00\", ",
        ),
        row("surrogate-key", "half of a pair in a key", &key, "{\"\\ud800\": 1, "),
    ]
}

fn same_keys() -> Vec<Draft> {
    let row = choice("DW-DATA-7", ("duplicate-members", "last"));
    let (two, three) = (int("2"), int("3"));
    let ints = dict(&[(text("1"), two.clone()), (int("1"), three.clone())]);
    let nulls = dict(&[(json!(["null"]), two.clone()), (text("null"), three.clone())]);
    let nested = x(dict(&[(text("1.5"), two), (float(1.5), three)]));
    vec![
        row("same-keys", "a text and an int that give the same name", &ints, "{\"1\": 2, \"1\": 3, "),
        row(
            "same-keys-null",
            "a text and null that give the same name",
            &nulls,
            "{\"null\": 2, \"null\": 3, ",
        ),
        row("same-keys-nested", "such keys further inside", &nested, "{\"x\": {\"1.5\": 2, \"1.5\": 3}, "),
    ]
}

fn depth() -> Vec<Draft> {
    let row = choice("DW-DATA-8", ("json-depth", "deeper"));
    let levels = |count: usize| format!("{{\"x\": {}{}, ", "[".repeat(count), "]".repeat(count));
    let dicts = (0..129).fold(int("1"), |inner, _| members(&[("d", inner)]));
    let before = format!("{}1{}, ", "{\"d\": ".repeat(129), "}".repeat(128));
    vec![
        written("128-levels", "the data and 127 lists", &["DW-DATA-8"], &x(nested(127)), &levels(127)),
        row("129-levels", "the data and 128 lists", &x(nested(128)), &levels(128)),
        row("129-levels-of-dicts", "the data and 128 dicts within", &dicts, &before),
    ]
}
