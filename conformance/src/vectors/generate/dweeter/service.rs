//! `service.json`: a service that behaves, section 6.5. Every answer is written by hand.

use serde_json::{Value, json};

use super::super::{Draft, DraftStep, scenario, step};
use super::data_write::NOW;
use super::value::hex;

const JSON: &str = "application/json";
const NOT_ALLOWED: &str = "the name of the thing is not allowed";
const TOO_LARGE: &str = "the content is too large";
const NO_OBJECT: &str = "the content is not a JSON object";
const NOT_FOUND: &str = "we couldn't find this";

/// All cases of the file.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = kept();
    cases.extend(times());
    cases.extend(bounds());
    cases.extend(names());
    cases.extend(refused());
    cases
}

fn service(name: &str, about: &str, rules: &[&str]) -> Draft {
    scenario(&format!("dweeter/service/{name}"))
        .about(about)
        .rules(rules)
        .peer("service")
        .step(new(json!({})))
}

fn new(bounds: Value) -> DraftStep {
    step("service", "dweeter.service.new", bounds)
}

fn asks(method: &str, path: &str, body: impl AsRef<[u8]>, now: i64) -> DraftStep {
    step(
        "service",
        "dweeter.service.handle",
        json!({ "method": method, "path": hex(path), "body": hex(body) }),
    )
    .now(now)
}

fn answered(step: DraftStep, status: u16, body: &str) -> DraftStep {
    step.accept(json!({ "status": status, "media_type": hex(JSON), "body": hex(body) }))
}

fn fails(step: DraftStep, number: u16, because: &str) -> DraftStep {
    answered(
        step,
        number,
        &format!("{{\"this\": \"failed\", \"with\": {number}, \"because\": \"{because}\"}}"),
    )
}

/// A dweet as it is given out: thing, milliseconds since [`NOW`], content.
fn dweet(thing: &str, millis: i64, content: &str) -> String {
    let created = format!("2024-01-01T00:00:{:02}.{:03}Z", millis / 1000, millis % 1000);
    format!("{{\"thing\": \"{thing}\", \"created\": \"{created}\", \"content\": {content}}}")
}

/// Post number `number`, which is kept as of `created` milliseconds.
fn posts(thing: &str, content: &str, now: i64, created: i64, number: u32) -> DraftStep {
    let dweet = dweet(thing, created, content);
    let dweet = dweet.strip_suffix('}').unwrap_or_default();
    let body = format!(
        "{{\"this\": \"succeeded\", \"by\": \"dweeting\", \"the\": \"dweet\", \"with\": {dweet}, \"transaction\": \"00000000-0000-0000-0000-{number:012x}\"}}}}"
    );
    answered(asks("POST", &format!("/dweet/for/{thing}"), content, NOW + now), 200, &body)
}

fn gives(path: &str, dweets: &[String]) -> DraftStep {
    let body = format!(
        "{{\"this\": \"succeeded\", \"by\": \"getting\", \"the\": \"dweets\", \"with\": [{}]}}",
        dweets.join(", ")
    );
    answered(asks("GET", path, "", NOW + 50_000), 200, &body)
}

fn latest(thing: &str, dweet: String) -> DraftStep {
    gives(&format!("/get/latest/dweet/for/{thing}"), &[dweet])
}

fn all(thing: &str, dweets: &[String]) -> DraftStep {
    gives(&format!("/get/dweets/for/{thing}"), dweets)
}

fn nothing(thing: &str) -> DraftStep {
    fails(asks("GET", &format!("/get/latest/dweet/for/{thing}"), "", NOW), 404, NOT_FOUND)
}

fn kept() -> Vec<Draft> {
    let numbered = |number: i64| format!("{{\"n\": {number}}}");
    let mut seven =
        service("five-newest", "seven posts, of which five are kept", &["DW-SERVE-3", "DW-SERVE-7"]);
    for number in 1..=5_u32 {
        seven = seven.step(posts(
            "t",
            &numbered(number.into()),
            i64::from(number) * 10,
            i64::from(number) * 10,
            number,
        ));
    }
    let of = |numbers: &[i64]| {
        numbers.iter().map(|number| dweet("t", number * 10, &numbered(*number))).collect::<Vec<_>>()
    };
    let seven = seven
        .step(all("t", &of(&[5, 4, 3, 2, 1])))
        .step(posts("t", &numbered(6), 60, 60, 6))
        .step(all("t", &of(&[6, 5, 4, 3, 2])))
        .step(posts("t", &numbered(7), 70, 70, 7))
        .step(all("t", &of(&[7, 6, 5, 4, 3])));
    let rewritten =
        "{\"b\": {\"d\": [1, 2.5, null, true], \"c\": {}}, \"a\": \"\\u00e9/\", \"f\": 1e+16, \"g\": -0.0}";
    let given = " {\"b\":{\"d\":[1,2.50,null,true],\"c\":{}},\"a\":\"\u{e9}\\/\",\"f\":1E16,\"g\":-0.0}\n";
    let body = format!(
        "{{\"this\": \"succeeded\", \"by\": \"dweeting\", \"the\": \"dweet\", \"with\": {}, \"transaction\": \"00000000-0000-0000-0000-000000000001\"}}}}",
        dweet("t", 0, rewritten).strip_suffix('}').unwrap_or_default()
    );
    vec![
        service(
            "post-and-get",
            "a post, and both ways to ask for it",
            &["DW-SERVE-1", "DW-SERVE-2", "DW-SERVE-7"],
        )
        .step(posts("t", "{\"a\": \"b\"}", 0, 0, 1))
        .step(latest("t", dweet("t", 0, "{\"a\": \"b\"}")))
        .step(all("t", &[dweet("t", 0, "{\"a\": \"b\"}")])),
        service("newest-first", "two posts of one thing, and one of another", &["DW-SERVE-1", "DW-SERVE-2"])
            .step(posts("t", "{\"a\": \"1\"}", 1, 1, 1))
            .step(posts("u", "{\"a\": \"2\"}", 2, 2, 2))
            .step(posts("t", "{\"a\": \"3\"}", 3, 3, 3))
            .step(latest("t", dweet("t", 3, "{\"a\": \"3\"}")))
            .step(all("t", &[dweet("t", 3, "{\"a\": \"3\"}"), dweet("t", 1, "{\"a\": \"1\"}")]))
            .step(all("u", &[dweet("u", 2, "{\"a\": \"2\"}")])),
        service("rewritten", "a content is read and written, not kept as bytes", &["DW-SERVE-1"])
            .step(answered(asks("POST", "/dweet/for/t", given, NOW), 200, &body))
            .step(latest("t", dweet("t", 0, rewritten))),
        service("empty-content", "a content without members", &["DW-SERVE-1"])
            .step(posts("t", "{}", 0, 0, 1))
            .step(latest("t", dweet("t", 0, "{}"))),
        seven,
        service("new-again", "a service that is made again has nothing, and counts from 1", &["DW-SERVE-7"])
            .step(posts("t", "{}", 500, 500, 1))
            .step(new(json!({})))
            .step(nothing("t"))
            .step(posts("t", "{}", 0, 0, 1)),
    ]
}

fn times() -> Vec<Draft> {
    let post = |thing: &str, now: i64, created: i64, number: u32| posts(thing, "{}", now, created, number);
    vec![
        service("created-millis", "the time with its milliseconds", &["DW-SERVE-6"])
            .step(post("t", 12_007, 12_007, 1)),
        service(
            "created-same-millisecond",
            "three posts within a millisecond, of two things",
            &["DW-SERVE-6"],
        )
        .step(post("t", 5, 5, 1))
        .step(post("u", 5, 6, 2))
        .step(post("t", 5, 7, 3))
        .step(post("t", 8, 8, 4)),
        service("created-backwards", "a clock that goes back", &["DW-SERVE-6"])
            .step(post("t", 1999, 1999, 1))
            .step(post("t", 0, 2000, 2))
            .step(post("t", 2000, 2001, 3))
            .step(post("t", 2002, 2002, 4)),
    ]
}

fn bounds() -> Vec<Draft> {
    let bounded = |name: &str, about: &str, rule: &str, bounds: Value| {
        scenario(&format!("dweeter/service/{name}"))
            .about(about)
            .rules(&[rule])
            .peer("service")
            .step(new(bounds))
    };
    let largest =
        |size: usize| json!({ "$concat": [hex("{\"a\": \""), { "$repeat": ["62", size - 9] }, hex("\"}")] });
    let post = |size: usize| {
        step(
            "service",
            "dweeter.service.handle",
            json!({ "method": "POST", "path": hex("/dweet/for/t"), "body": largest(size) }),
        )
        .now(NOW)
    };
    vec![
        bounded(
            "two-things",
            "a third thing makes the one go whose newest dweet is the oldest",
            "DW-SERVE-4",
            json!({ "things": 2 }),
        )
        .step(posts("t", "{}", 1, 1, 1))
        .step(posts("u", "{}", 2, 2, 2))
        .step(posts("t", "{}", 3, 3, 3))
        .step(posts("v", "{}", 4, 4, 4))
        .step(nothing("u"))
        .step(all("t", &[dweet("t", 3, "{}"), dweet("t", 1, "{}")]))
        .step(latest("v", dweet("v", 4, "{}"))),
        bounded("one-thing", "a bound of one", "DW-SERVE-4", json!({ "things": 1 }))
            .step(posts("t", "{}", 1, 1, 1))
            .step(posts("t", "{}", 2, 2, 2))
            .step(all("t", &[dweet("t", 2, "{}"), dweet("t", 1, "{}")]))
            .step(posts("u", "{}", 3, 3, 3))
            .step(nothing("t")),
        bounded("body-10", "a bound of 10 bytes", "DW-SERVE-5", json!({ "body": 10 }))
            .step(posts("t", "{\"a\": \"b\"}", 1, 1, 1))
            .step(fails(asks("POST", "/dweet/for/t", "{\"a\": \"bc\"}", NOW), 413, TOO_LARGE))
            .step(fails(asks("POST", "/dweet/for/t", "not an object", NOW), 413, TOO_LARGE))
            .step(fails(asks("POST", "/dweet/for/", "not an object", NOW), 400, NOT_ALLOWED))
            .step(latest("t", dweet("t", 1, "{\"a\": \"b\"}"))),
        service("body-65536", "the bound that nobody has to give", &["DW-SERVE-5"])
            .step(post(65_536).accept(json!({ "status": 200 })))
            .step(fails(post(65_537), 413, TOO_LARGE)),
    ]
}

fn names() -> Vec<Draft> {
    let signs = "AZaz09-._~";
    let bad = |name: &str, about: &str, thing: &str| {
        service(name, about, &["DW-SERVE-5"])
            .step(fails(asks("POST", &format!("/dweet/for/{thing}"), "{}", NOW), 400, NOT_ALLOWED))
            .step(fails(asks("GET", &format!("/get/latest/dweet/for/{thing}"), "", NOW), 400, NOT_ALLOWED))
            .step(fails(asks("GET", &format!("/get/dweets/for/{thing}"), "", NOW), 400, NOT_ALLOWED))
    };
    let long = "t".repeat(2048);
    vec![
        service("name-signs", "the characters that a name may have", &["DW-SERVE-1", "DW-SERVE-5"])
            .step(posts(signs, "{}", 1, 1, 1))
            .step(latest(signs, dweet(signs, 1, "{}"))),
        service("name-2048", "the longest name", &["DW-SERVE-5"]).step(posts(&long, "{}", 1, 1, 1)),
        bad("name-2049", "a name of one character more", &format!("{long}t")),
        bad("name-empty", "no name", ""),
        bad("name-space", "a space", "a b"),
        bad("name-percent", "a character that is not decoded", "a%20b"),
        bad("name-slash", "a slash", "a/b"),
        bad("name-plus", "a plus", "a+b"),
        bad("name-query", "a query", "t?x=1"),
        bad("name-utf8", "a letter that is not ASCII", "bo\u{ee}te"),
    ]
}

fn refused() -> Vec<Draft> {
    let content = |name: &str, about: &str, body: &[u8]| {
        service(name, about, &["DW-SERVE-5"])
            .step(posts("t", "{}", 1, 1, 1))
            .step(fails(asks("POST", "/dweet/for/t", body, NOW + 9), 400, NO_OBJECT))
            .step(all("t", &[dweet("t", 1, "{}")]))
            .step(posts("t", "{}", 2, 2, 2))
    };
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(128), "]".repeat(128));
    let lost = |name: &str, about: &str, method: &str, path: &str| {
        service(name, about, &["DW-SERVE-5"])
            .step(posts("t", "{}", 1, 1, 1))
            .step(fails(asks(method, path, "{}", NOW), 404, NOT_FOUND))
            .step(all("t", &[dweet("t", 1, "{}")]))
    };
    vec![
        content("content-empty", "no body", b""),
        content("content-list", "a list", b"[]"),
        content("content-text", "a text", b"\"{}\""),
        content("content-no-json", "a body that is no JSON", b"a=b"),
        content("content-two", "two objects", b"{}{}"),
        content("content-not-utf8", "a byte that no UTF-8 has", b"{\"a\": \"\xff\"}"),
        content("content-nan", "NaN", b"{\"a\": NaN}"),
        content("content-surrogate", "half of a surrogate pair", b"{\"a\": \"\\ud800\"}"),
        content("content-twice", "a name twice", b"{\"a\": 1, \"a\": 2}"),
        content("content-deep", "129 levels", deep.as_bytes()),
        service("nothing-there", "a thing of which there is no dweet", &["DW-SERVE-5"])
            .step(nothing("t"))
            .step(fails(asks("GET", "/get/dweets/for/t", "", NOW), 404, NOT_FOUND)),
        lost("method-put", "another method", "PUT", "/dweet/for/t"),
        lost(
            "method-put-name-percent",
            "another method, so that there is no name",
            "PUT",
            "/dweet/for/a%20b",
        ),
        lost("method-get-post", "GET of the path of a post", "GET", "/dweet/for/t"),
        lost("method-post-get", "a post to the path of `latest`", "POST", "/get/latest/dweet/for/t"),
        lost("method-lower-case", "a method in lower case", "get", "/get/dweets/for/t"),
        lost("path-root", "the root", "GET", "/"),
        lost("path-prefix", "a path with something in front", "GET", "/x/get/dweets/for/t"),
        lost("path-upper-case", "a path in upper case", "GET", "/GET/DWEETS/FOR/t"),
    ]
}
