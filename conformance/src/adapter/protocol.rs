//! Requests and answers: one JSON object a line.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::error::Category;

use super::MAX_LINE;
use crate::json;
use crate::model::outcome::{Answered, Empty, Members};

/// How much of an offending line a message quotes, in characters.
const QUOTED: usize = 60;
/// What to do about a line that is no answer.
const STDOUT_IS_FOR_ANSWERS: &str =
    "an adapter writes only answers to standard output; send everything else to standard error";

/// One request.
#[derive(Debug, Serialize)]
pub(crate) struct Request<'a> {
    pub(crate) id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) session: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) actor: Option<&'a str>,
    pub(crate) op: &'a str,
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub(crate) input: Option<&'a Members>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) draws: Option<&'a Members>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) now: Option<i64>,
}

impl<'a> Request<'a> {
    /// A request that belongs to no session.
    pub(crate) fn plain(id: u64, op: &'a str, input: &'a Members) -> Self {
        Self { id, session: None, actor: None, op, input: Some(input), draws: None, now: None }
    }

    /// The request that frees a session.
    pub(crate) fn end(id: u64, session: u64) -> Self {
        Self { id, session: Some(session), actor: None, op: "end", input: None, draws: None, now: None }
    }

    /// Appends the request as one line.
    pub(crate) fn write_line(&self, out: &mut Vec<u8>) {
        serde_json::to_writer(&mut *out, self).expect("text, numbers and JSON values have a JSON form");
        out.push(b'\n');
    }
}

/// A line that is an answer to something.
#[derive(Debug)]
pub(crate) struct Envelope {
    /// `None` is `null`: the adapter could not read a request.
    pub(crate) id: Option<u64>,
    /// The answer, or what is wrong with it.
    pub(crate) body: Result<Body, String>,
}

/// What an answer says.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) outcome: Answered,
    pub(crate) intermediate: Members,
    pub(crate) detail: Option<String>,
}

/// The members of an answer. `Some(Null)` is a member that is there and null.
#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "present")]
    id: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    accept: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    ignore: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    reject: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    error: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    detail: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    intermediate: Option<Value>,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Reads line `number` of an adapter's standard output, without its line feed.
///
/// # Errors
/// Why nothing after this line can be trusted to be what it seems.
pub(crate) fn parse(line: &[u8], number: u64) -> Result<Envelope, String> {
    if let Some(id) = plain_accept(line) {
        let body =
            Body { outcome: Answered::Accept(Members::new()), intermediate: Members::new(), detail: None };
        return Ok(Envelope { id: Some(id), body: Ok(body) });
    }
    if line.len() > MAX_LINE {
        return Err(too_long(line, number));
    }
    let about = |what: &str| format!("line {number} {what}: {}; {STDOUT_IS_FOR_ANSWERS}", quote(line));
    let text = std::str::from_utf8(line).map_err(|_| about("is not UTF-8"))?;
    if text.trim_ascii().is_empty() {
        return Err(format!("line {number} is empty; {STDOUT_IS_FOR_ANSWERS}"));
    }
    let wire: Wire = if text.trim_ascii_start().starts_with('{') {
        json::from_str(text).map_err(|why| match why.classify() {
            Category::Data => format!("line {number} is not an answer ({why}): {}", quote(line)),
            Category::Eof | Category::Io | Category::Syntax => about("is not JSON"),
        })?
    } else if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        return Err(about("is not a JSON object"));
    } else {
        return Err(about("is not JSON"));
    };
    let id = match &wire.id {
        None => return Err(format!("line {number} has no `id`: {}", quote(line))),
        Some(Value::Null) => None,
        Some(id) => Some(id.as_u64().ok_or_else(|| {
            format!("line {number} has an `id` that is no request's, {id}: {}", quote(line))
        })?),
    };
    Ok(Envelope { id, body: wire.into_body().map_err(|what| format!("{what}: {}", quote(line))) })
}

/// The request that is answered `accept` without members, in the words that nearly every adapter has for `end`: one
/// answer in two.
fn plain_accept(line: &[u8]) -> Option<u64> {
    let digits = line.strip_prefix(br#"{"id":"#)?.strip_suffix(br#","accept":{}}"#)?;
    let is_number = digits.iter().all(u8::is_ascii_digit) && (digits.len() == 1 || !digits.starts_with(b"0"));
    std::str::from_utf8(digits).ok().filter(|_| is_number)?.parse().ok()
}

/// The message for a line beyond the limit.
pub(crate) fn too_long(start: &[u8], number: u64) -> String {
    format!("line {number} is longer than {MAX_LINE} bytes: {}", quote(start))
}

/// The start of a line, printable, between backquotes.
pub(crate) fn quote(line: &[u8]) -> String {
    let start = line.get(..line.len().min(QUOTED * 4)).unwrap_or_default();
    let text = String::from_utf8_lossy(start);
    let cut: String = text.chars().take(QUOTED).map(escaped).collect();
    let more = if text.chars().count() > QUOTED || start.len() < line.len() { "..." } else { "" };
    format!("`{cut}{more}`")
}

/// Control characters as escapes, all else as it is.
fn escaped(c: char) -> String {
    if c.is_control() { c.escape_debug().to_string() } else { c.to_string() }
}

impl Wire {
    fn into_body(self) -> Result<Body, String> {
        let detail = self.detail.map(|value| text(value, "detail")).transpose()?;
        let intermediate = self.intermediate.map(|value| object(value, "intermediate")).transpose()?;
        let outcome = match (self.accept, self.ignore, self.reject, self.error) {
            (Some(value), None, None, None) => Answered::Accept(object(value, "accept")?),
            (None, Some(value), None, None) => object(value, "ignore").map(|_| Answered::Ignore(Empty {}))?,
            (None, None, Some(value), None) => Answered::Reject(text(value, "reject")?),
            (None, None, None, Some(value)) => Answered::Error(text(value, "error")?),
            (None, None, None, None) => {
                return Err("the answer has none of `accept`, `ignore`, `reject`, `error`".to_owned());
            }
            _ => {
                return Err(
                    "the answer has more than one of `accept`, `ignore`, `reject`, `error`".to_owned()
                );
            }
        };
        Ok(Body { outcome, intermediate: intermediate.unwrap_or_default(), detail })
    }
}

fn object(value: Value, name: &str) -> Result<Members, String> {
    match value {
        Value::Object(members) => Ok(members),
        other => Err(format!("`{name}` is {}, not an object", kind(&other))),
    }
}

fn text(value: Value, name: &str) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(format!("`{name}` is {}, not a string", kind(&other))),
    }
}

/// What a JSON value is, for messages.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(line: &str) -> Result<Body, String> {
        parse(line.as_bytes(), 1).unwrap().body
    }

    #[test]
    fn a_banner_is_quoted_with_advice() {
        let why = parse(b"Welcome to pebble 1.0", 1).unwrap_err();
        assert_eq!(
            why,
            "line 1 is not JSON: `Welcome to pebble 1.0`; an adapter writes only answers to standard output; \
             send everything else to standard error"
        );
    }

    #[test]
    fn lines_that_break_the_dialogue() {
        for (line, part) in [
            (&b"[1,2]"[..], "is not a JSON object"),
            (b"{\"id\":1", "is not JSON"),
            (b"{\"id\":1,\"accept\":{}} x", "is not JSON"),
            (b"\xff\xfe{}", "is not UTF-8"),
            (b"", "is empty"),
            (b"{\"accept\":{}}", "has no `id`"),
            (b"{\"id\":\"7\",\"accept\":{}}", "no request's"),
            (b"{\"id\":-1,\"accept\":{}}", "no request's"),
            (b"{\"id\":1,\"id\":2,\"accept\":{}}", "duplicate field"),
        ] {
            let why = parse(line, 3).unwrap_err();
            assert!(why.starts_with("line 3 ") && why.contains(part), "{why}");
        }
        let long = vec![b' '; MAX_LINE + 1];
        assert!(parse(&long, 1).unwrap_err().contains("longer than 16777216 bytes"));
    }

    #[test]
    fn answers_that_only_spoil_their_case() {
        for (line, part) in [
            (r#"{"id":1}"#, "none of"),
            (r#"{"id":1,"accept":{},"reject":"short"}"#, "more than one"),
            (r#"{"id":1,"accept":null}"#, "`accept` is null, not an object"),
            (r#"{"id":1,"reject":["short"]}"#, "`reject` is a list, not a string"),
            (r#"{"id":1,"ignore":"x"}"#, "`ignore` is a string"),
            (r#"{"id":1,"accept":{},"detail":5}"#, "`detail` is a number"),
            (r#"{"id":1,"accept":{},"intermediate":[]}"#, "`intermediate` is a list"),
        ] {
            let why = body(line).unwrap_err();
            assert!(why.contains(part), "{why}");
        }
    }

    #[test]
    fn answers_are_read_and_unknown_members_ignored() {
        let read = body(r#"{"id":1,"reject":"short","detail":"3 bytes","later":1}"#).unwrap();
        assert_eq!(read.outcome, Answered::Reject("short".to_owned()));
        assert_eq!(read.detail.as_deref(), Some("3 bytes"));
        assert_eq!(body(r#"{"id":1,"ignore":{"x":1}}"#).unwrap().outcome, Answered::Ignore(Empty {}));
        assert_eq!(parse(br#"{"id":null,"error":"no"}"#, 1).unwrap().id, None);
    }

    #[test]
    fn the_shortest_answer_is_read_like_any_other() {
        for line in [r#"{"id":70,"accept":{}}"#, r#"{"id":70, "accept":{}}"#, r#"{"accept":{},"id":70}"#] {
            let envelope = parse(line.as_bytes(), 1).unwrap();
            assert_eq!(envelope.id, Some(70), "{line}");
            assert_eq!(envelope.body.unwrap().outcome, Answered::Accept(Members::new()), "{line}");
        }
        for line in [r#"{"id":,"accept":{}}"#, r#"{"id":07,"accept":{}}"#, r#"{"id":+7,"accept":{}}"#] {
            assert!(parse(line.as_bytes(), 1).unwrap_err().contains("is not JSON"), "{line}");
        }
        assert!(
            parse(br#"{"id":18446744073709551616,"accept":{}}"#, 1).unwrap_err().contains("no request's")
        );
    }

    #[test]
    fn a_request_is_one_line_in_the_order_of_the_specification() {
        let input = json!({"message": "0a"}).as_object().cloned().unwrap();
        let mut line = Vec::new();
        Request {
            session: Some(3),
            actor: Some("bob"),
            now: Some(5),
            ..Request::plain(7, "toy.open", &input)
        }
        .write_line(&mut line);
        let expected = r#"{"id":7,"session":3,"actor":"bob","op":"toy.open","in":{"message":"0a"},"now":5}"#;
        assert_eq!(String::from_utf8(line).unwrap(), format!("{expected}\n"));
    }
}
