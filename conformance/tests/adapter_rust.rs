//! The Rust adapter library, spoken to line by line.

#[path = "../adapters/rust/taut_adapter.rs"]
mod taut_adapter;

mod library;

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
    library::answers(&output)
}

fn ask(requests: &[Value]) -> Vec<Value> {
    ask_bytes(&library::lines(requests))
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
    library::outcomes_have_their_form(ask_bytes);
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
    library::state_belongs_to_session_and_actor(ask_bytes);
}

#[test]
fn lines_that_are_no_requests_are_answered_without_id() {
    let too_long = "the line is longer than 16 MiB";
    library::lines_that_are_no_requests_are_answered_without_id(ask_bytes, too_long);
}

#[test]
fn a_line_of_white_space_is_not_answered() {
    assert!(ask_bytes(b" \r\n").is_empty());
}
