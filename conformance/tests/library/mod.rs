//! What the adapter libraries of all languages do alike: the same small adapter, asked the same.

use serde_json::{Value, json};

/// A line a request.
pub(crate) fn lines(requests: &[Value]) -> Vec<u8> {
    requests.iter().flat_map(|request| format!("{request}\n").into_bytes()).collect()
}

/// The answers in what an adapter has written.
pub(crate) fn answers(output: &[u8]) -> Vec<Value> {
    let lines = output.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).expect("an answer is JSON")).collect()
}

pub(crate) fn outcomes_have_their_form(ask: impl Fn(&[u8]) -> Vec<Value>) {
    let answers = ask(&lines(&[
        json!({"id": 1, "session": 1, "actor": "a", "op": "small.join", "in": {"left": "0a"},
               "draws": {"nonce": "0b0c"}, "now": 7, "unknown": true}),
        json!({"id": 2, "session": 1, "actor": "a", "op": "small.refuse"}),
        json!({"id": 3, "session": 1, "actor": "a", "op": "small.drop"}),
        json!({"id": 4, "op": "taut.echo", "in": {"text": "\u{e9}\u{1f600}", "list": [1, null]}}),
        json!({"id": 5, "op": "end", "session": 77}),
    ]));
    let expected = [
        json!({"id": 1, "accept": {"message": "0a0b0c", "now": 7}, "intermediate": {"left": "0a"}}),
        json!({"id": 2, "reject": "short", "detail": "3 bytes are missing"}),
        json!({"id": 3, "ignore": {}}),
        json!({"id": 4, "accept": {"text": "\u{e9}\u{1f600}", "list": [1, null]}}),
        json!({"id": 5, "accept": {}}),
    ];
    assert_eq!(answers, expected);
}

pub(crate) fn state_belongs_to_session_and_actor(ask: impl Fn(&[u8]) -> Vec<Value>) {
    let step = |id: u32, session: u32, actor: &str, op: &str| json!({"id": id, "session": session, "actor": actor, "op": op});
    let answers = ask(&lines(&[
        step(1, 1, "alice", "small.count"),
        step(2, 1, "alice", "small.new"),
        step(3, 1, "alice", "small.count"),
        step(4, 1, "alice", "small.count"),
        step(5, 1, "bob", "small.count"),
        step(6, 2, "alice", "small.count"),
        json!({"id": 7, "op": "end", "session": 1}),
        step(8, 1, "alice", "small.count"),
    ]));
    let found = answers.iter().map(|answer| match answer.get("error").and_then(Value::as_str) {
        Some(text) if text.contains("was not created") => Some(json!("missing")),
        _ => answer.get("accept").cloned(),
    });
    let expected = json!(["missing", {}, {"count": 1}, {"count": 2}, "missing", "missing", {}, "missing"]);
    assert_eq!(found.collect::<Option<Value>>(), Some(expected));
}

/// Of the line that is too long, the adapter says `too_long`.
pub(crate) fn lines_that_are_no_requests_are_answered_without_id(
    ask: impl Fn(&[u8]) -> Vec<Value>,
    too_long: &str,
) {
    let mut input = b"no json\n[1]\n\"\xff\"\n\n".to_vec();
    input.extend(vec![b'x'; 17 * 1024 * 1024]);
    input.push(b'\n');
    input.extend("[".repeat(100_000).into_bytes());
    // The last line has no line feed.
    input.extend(b"\n{\"id\":9,\"op\":\"taut.echo\",\"in\":{}}");
    let answers = ask(&input);
    let [refused @ .., echo] = answers.as_slice() else { panic!("nothing was answered") };
    let errors: Vec<Option<&str>> = refused.iter().map(|answer| answer.get("error")?.as_str()).collect();
    let [Some(_), Some(_), Some(_), Some(long), Some(_)] = errors.as_slice() else { panic!("{answers:?}") };
    assert_eq!(*long, too_long);
    assert!(refused.iter().all(|answer| answer.get("id") == Some(&Value::Null)), "{answers:?}");
    assert_eq!(*echo, json!({"id": 9, "accept": {}}));
}
