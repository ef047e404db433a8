//! The Rust adapter library, spoken to line by line.

#[path = "../adapters/rust/taut_adapter.rs"]
mod taut_adapter;

use std::io;

use serde_json::{Value, json};
use taut_adapter::{Adapter, Answer, Call, Failure, Hello, Operation, accept, hex, reject};

const HELLO: Hello = Hello {
    name: "small",
    version: "1",
    codes: "exact",
    draws: "inject",
    clock: "inject",
    choices: &[("replay", "accept")],
    features: &["f"],
};

const OPERATIONS: &[(&str, Operation<u64>)] = &[
    ("small.join", join),
    ("small.refuse", |_| Err(reject("short", "3 bytes are missing"))),
    ("small.drop", |_| Ok(Answer::Ignore)),
    ("small.new", |call| {
        call.create(0);
        Ok(accept(json!({})))
    }),
    ("small.count", count),
    ("small.panic", |call| panic!("{} inputs are strange", call.input.len())),
    ("small.parse", |_| Ok(accept(json!({"number": "x".parse::<u8>()?})))),
];

/// What a skeleton does, on the standard streams of its own process.
const _: fn(&mut Adapter<u64>) -> io::Result<()> = Adapter::run;

fn join(call: &mut Call<'_, u64>) -> Result<Answer, Failure> {
    let left = call.bytes("left")?.unwrap_or_default();
    let message = [left.clone(), call.draw("nonce")?].concat();
    Ok(Answer::Accept {
        members: json!({"message": hex(&message), "now": call.now}),
        intermediate: json!({"left": hex(&left)}),
    })
}

fn count(call: &mut Call<'_, u64>) -> Result<Answer, Failure> {
    *call.state()? += 1;
    Ok(accept(json!({"count": call.state()?})))
}

/// What the adapter above answers to these bytes.
fn ask_bytes(input: &[u8]) -> Vec<Value> {
    let mut output = Vec::new();
    Adapter::new(HELLO, OPERATIONS).serve(input, &mut output).expect("memory can be written");
    let lines = output.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).expect("an answer is JSON")).collect()
}

fn ask(requests: &[Value]) -> Vec<Value> {
    let lines: Vec<String> = requests.iter().map(|request| format!("{request}\n")).collect();
    ask_bytes(lines.concat().as_bytes())
}

#[test]
fn hello_says_what_was_registered() {
    let ops: Vec<&str> = OPERATIONS.iter().map(|(name, _)| *name).collect();
    let hello = json!({"id": 0, "accept": {
        "taut": 1, "name": "small", "version": "1", "language": "rust", "ops": ops, "features": ["f"],
        "choices": {"replay": "accept"}, "codes": "exact", "draws": "inject", "clock": "inject", "in_flight": 64,
    }});
    assert_eq!(ask(&[json!({"id": 0, "op": "hello", "in": {"taut": [1, 2]}})]), [hello]);
    let answers = ask(&[json!({"id": 0, "op": "hello", "in": {"taut": [2]}})]);
    assert!(answers[0]["error"].is_string(), "{answers:?}");
}

#[test]
fn outcomes_have_their_form() {
    let answers = ask(&[
        json!({"id": 1, "session": 1, "actor": "a", "op": "small.join", "in": {"left": "0a"},
               "draws": {"nonce": "0b0c"}, "now": 7, "unknown": true}),
        json!({"id": 2, "session": 1, "actor": "a", "op": "small.refuse"}),
        json!({"id": 3, "session": 1, "actor": "a", "op": "small.drop"}),
        json!({"id": 4, "op": "taut.echo", "in": {"text": "\u{e9}\u{1f600}", "list": [1, null]}}),
        json!({"id": 5, "op": "end", "session": 77}),
    ]);
    let expected = [
        json!({"id": 1, "accept": {"message": "0a0b0c", "now": 7}, "intermediate": {"left": "0a"}}),
        json!({"id": 2, "reject": "short", "detail": "3 bytes are missing"}),
        json!({"id": 3, "ignore": {}}),
        json!({"id": 4, "accept": {"text": "\u{e9}\u{1f600}", "list": [1, null]}}),
        json!({"id": 5, "accept": {}}),
    ];
    assert_eq!(answers, expected);
}

#[test]
fn what_nobody_documented_is_an_error_and_the_adapter_lives() {
    let join = |id: u64, left: &str| json!({"id": id, "op": "small.join", "in": {"left": left}});
    let answers = ask(&[
        join(0, "xyz"),
        join(1, "+f"),
        join(2, "0A"),
        join(3, "0a"),
        json!({"id": 4, "op": "small.panic"}),
        json!({"id": 5, "op": "small.parse"}),
        json!({"id": 6, "op": "small.unknown"}),
        json!({"id": 7, "op": ["small.join"]}),
        json!({"id": 8}),
        json!({"id": 9, "op": "taut.echo", "in": {}}),
    ]);
    let errors: Vec<&str> = answers.iter().filter_map(|answer| answer["error"].as_str()).collect();
    assert_eq!(errors.len(), 9, "{answers:?}");
    assert_eq!(
        errors[..4],
        ["xyz", "+f", "0A", ""].map(|left| match left {
            "" => "nonce is not hex: null".to_owned(),
            left => format!("left is not hex: \"{left}\""),
        })
    );
    assert_eq!(errors[4], "panic: 0 inputs are strange");
    assert_eq!(errors[6], "unknown operation `small.unknown`");
    assert_eq!(answers[9], json!({"id": 9, "accept": {}}));
}

#[test]
fn state_belongs_to_session_and_actor() {
    let step = |id: u32, session: u32, actor: &str, op: &str| json!({"id": id, "session": session, "actor": actor, "op": op});
    let answers = ask(&[
        step(1, 1, "alice", "small.count"),
        step(2, 1, "alice", "small.new"),
        step(3, 1, "alice", "small.count"),
        step(4, 1, "alice", "small.count"),
        step(5, 1, "bob", "small.count"),
        step(6, 2, "alice", "small.count"),
        json!({"id": 7, "op": "end", "session": 1}),
        step(8, 1, "alice", "small.count"),
    ]);
    let found = answers.iter().map(|answer| match answer["error"].as_str() {
        Some(text) if text.contains("was not created") => json!("missing"),
        _ => answer["accept"].clone(),
    });
    let expected = json!(["missing", {}, {"count": 1}, {"count": 2}, "missing", "missing", {}, "missing"]);
    assert_eq!(Value::Array(found.collect()), expected);
}

#[test]
fn lines_that_are_no_requests_are_answered_without_id() {
    let mut input = b"no json\n[1]\n\"\xff\"\n \r\n\n".to_vec();
    input.extend(vec![b'x'; 17 * 1024 * 1024]);
    input.push(b'\n');
    input.extend("[".repeat(100_000).into_bytes());
    // The last line has no line feed.
    input.extend(b"\n{\"id\":9,\"op\":\"taut.echo\",\"in\":{}}");
    let answers = ask_bytes(&input);
    assert_eq!(answers.len(), 6, "{answers:?}");
    for answer in &answers[..5] {
        assert!(answer["id"].is_null() && answer["error"].is_string(), "{answer}");
    }
    assert_eq!(answers[3]["error"], "the line is longer than 16 MiB");
    assert_eq!(answers[5], json!({"id": 9, "accept": {}}));
}
