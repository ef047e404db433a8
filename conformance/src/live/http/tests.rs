//! Each ability of the `http` actor, from outside.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};

use serde_json::{Value, json};

use super::Http;
use crate::live::outcome::{Failure, output};
use crate::live::patience::Stop;

/// Long enough for anything that happens at all.
const LONG: u64 = 20_000;
const GET: &str = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

fn play(http: &mut Http, word: &str, input: Value) -> Result<Value, Failure> {
    http.play(word, output(input)).map(Value::Object)
}

#[track_caller]
fn accepted(http: &mut Http, word: &str, input: Value) -> Value {
    play(http, word, input).unwrap()
}

#[track_caller]
fn refused(http: &mut Http, word: &str, input: Value) -> (&'static str, String) {
    match play(http, word, input) {
        Err(Failure::Refused { code, detail }) => (code, detail),
        other => panic!("{other:?}"),
    }
}

/// A server, and a connection to it.
fn open(listen: Value) -> (Http, TcpStream) {
    let mut http = Http::new(&Stop::default());
    let opened = accepted(&mut http, "listen", listen);
    let port = u16::try_from(opened["port"].as_u64().unwrap()).unwrap();
    assert_eq!(opened["base_url"], format!("http://127.0.0.1:{port}"));
    (http, TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap())
}

/// All that comes until the connection ends.
fn rest(client: &mut TcpStream) -> String {
    let mut received = Vec::new();
    client.read_to_end(&mut received).unwrap();
    String::from_utf8(received).unwrap()
}

/// What a client gets for one request, to the end of the connection.
fn exchange(answer: Value) -> String {
    let (mut http, mut client) = open(json!({}));
    accepted(&mut http, "answer", answer);
    client.write_all(GET.replace("Host", "Connection: close\r\nHost").as_bytes()).unwrap();
    rest(&mut client)
}

fn text(value: &Value) -> String {
    String::from_utf8(hex::decode(value.as_str().unwrap()).unwrap()).unwrap()
}

#[test]
fn requests_are_kept_with_all_their_parts() {
    let (mut http, mut client) = open(json!({}));
    let head =
        "POST /dweet/for/x?a=%20b HTTP/1.1\r\nHost:  h \r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 3\r\n\r\n";
    client.write_all(format!("{head}abc{GET}").as_bytes()).unwrap();
    let request = accepted(&mut http, "request", json!({"within_ms": LONG}));
    assert_eq!(request["connection"], 1);
    let parts = ["method", "target", "version", "body", "head"].map(|name| text(&request[name]));
    assert_eq!(parts, ["POST", "/dweet/for/x?a=%20b", "HTTP/1.1", "abc", head]);
    let headers: Vec<[String; 2]> =
        request["headers"].as_array().unwrap().iter().map(|pair| [text(&pair[0]), text(&pair[1])]).collect();
    assert_eq!(headers, [["host", "h"], ["x-a", "1"], ["x-a", "2"], ["content-length", "3"]]);
    // The second request waits behind the answer to the first.
    accepted(&mut http, "silence", json!({"within_ms": 30}));
    accepted(&mut http, "answer", json!({}));
    assert_eq!(refused(&mut http, "silence", json!({"within_ms": LONG})), ("request", "GET /a".to_owned()));
}

#[test]
fn answers_are_what_the_script_says() {
    for (answer, got) in [
        (json!({}), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        (json!({"body": "6869"}), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
        (
            json!({"status": 302, "headers": [["4c6f636174696f6e", "2f62"]]}),
            "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
        ),
        (json!({"status": 500, "reason": "4e6f"}), "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"),
        (json!({"body": "6869", "content_length": -1}), "HTTP/1.1 200 OK\r\n\r\nhi"),
        (json!({"body": "6869", "content_length": 9}), "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi"),
        (json!({"body": "6869", "close_after": 10}), "HTTP/1.1 2"),
        (json!({"raw": "626164", "close": true}), "bad"),
        (json!({"raw": "626164", "split": [1, 1], "delay_ms": 5}), "bad"),
    ] {
        assert_eq!(exchange(answer.clone()), got, "{answer}");
    }
}

#[test]
fn a_connection_lives_as_long_as_both_want() {
    let (mut http, mut client) = open(json!({}));
    accepted(&mut http, "answer", json!({"body": "31", "times": 2}));
    accepted(&mut http, "answer", json!({"body": "32", "close": true}));
    client.write_all(GET.repeat(3).as_bytes()).unwrap();
    let bodies: Vec<String> = rest(&mut client)
        .split("HTTP/1.1")
        .skip(1)
        .map(|answer| answer[answer.len() - 1..].to_owned())
        .collect();
    assert_eq!(bodies, ["1", "1", "2"]);
    let (mut http, mut client) = open(json!({}));
    accepted(&mut http, "answer", json!({"times": 2}));
    client.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
    assert!(rest(&mut client).starts_with("HTTP/1.1 200 OK"));
}

#[test]
fn an_answer_may_follow_the_request() {
    let (mut http, mut client) = open(json!({}));
    client.write_all(GET.as_bytes()).unwrap();
    accepted(&mut http, "request", json!({"within_ms": LONG}));
    accepted(&mut http, "answer", json!({"body": "31", "close": true}));
    assert!(rest(&mut client).ends_with("\r\n\r\n1"));
}

#[test]
fn chunks_and_expectations_are_understood() {
    let (mut http, mut client) = open(json!({}));
    let head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n";
    client.write_all(head.as_bytes()).unwrap();
    let mut interim = [0; 25];
    client.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    client.write_all(b"2;x=y\r\nab\r\n1\r\nc\r\n0\r\nTrailer: 1\r\n\r\n").unwrap();
    assert_eq!(text(&accepted(&mut http, "request", json!({"within_ms": LONG}))["body"]), "abc");
}

#[test]
fn what_is_no_request_or_too_large_is_told() {
    let long = "a".repeat(70_000);
    for (bytes, code, part) in [
        ("hello\r\n\r\n".to_owned(), "malformed", "no request line"),
        ("GET / FTP/1\r\n\r\n".to_owned(), "malformed", "HTTP/1"),
        ("GET / HTTP/1.1\r\nno colon\r\n\r\n".to_owned(), "malformed", "no name"),
        ("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n".to_owned(), "malformed", "no number"),
        ("GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n".to_owned(), "malformed", "twice"),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n".to_owned(), "malformed", "coding"),
        (
            "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n".to_owned(),
            "malformed",
            "without a size",
        ),
        ("GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab".to_owned(), "malformed", "ended after 2 bytes"),
        ("GET / HT".to_owned(), "malformed", "head of a request ended after 8 bytes"),
        (format!("GET /{long} HTTP/1.1\r\n\r\n"), "oversized", "head is longer than 65536"),
        (
            format!("GET / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", (1 << 20) + 1),
            "oversized",
            "body is longer",
        ),
        (
            "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n".to_owned(),
            "oversized",
            "body is longer",
        ),
    ] {
        let (mut http, mut client) = open(json!({}));
        // The server may end the connection before it has read everything.
        let _ = client.write_all(bytes.as_bytes());
        let _ = client.shutdown(std::net::Shutdown::Write);
        let (found, detail) = refused(&mut http, "request", json!({"within_ms": LONG}));
        assert!(found == code && detail.contains(part), "{bytes:.60}: {found}: {detail}");
    }
}

#[test]
fn a_service_answers_what_is_not_scripted() {
    let (mut http, mut client) = open(json!({"service": "toy", "now": 7}));
    let post = "POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx";
    client.write_all(post.as_bytes()).unwrap();
    accepted(&mut http, "request", json!({"within_ms": LONG}));
    let mut first = [0; 40];
    client.read_exact(&mut first).unwrap();
    assert!(first.ends_with(b"\r\n\r\nx7"), "{}", String::from_utf8_lossy(&first));
    accepted(&mut http, "clock", json!({"now": 8}));
    accepted(&mut http, "answer", json!({"status": 500}));
    let last = post.replace("Content", "Connection: close\r\nContent");
    client.write_all(format!("{post}{last}").as_bytes()).unwrap();
    let rest = rest(&mut client);
    assert!(rest.starts_with("HTTP/1.1 500") && rest.ends_with("\r\n\r\nxx8"), "{rest}");
    let why = play(&mut http, "listen", json!({"service": "none"})).unwrap_err();
    assert_eq!(why, Failure::Defect("there is no service `none`".to_owned()));
}

#[test]
fn a_server_that_is_closed_is_gone() {
    let (mut http, mut client) = open(json!({}));
    let address = client.peer_addr().unwrap();
    let (code, detail) = refused(&mut http, "request", json!({"within_ms": 30}));
    assert_eq!((code, &*detail), ("timeout", "no request came within 30 ms"));
    accepted(&mut http, "close", json!({}));
    assert_eq!(rest(&mut client), "");
    // The listener ends soon after its connections, or before them.
    while TcpStream::connect(address).is_ok() {
        std::thread::yield_now();
    }
    assert!(matches!(play(&mut http, "answer", json!({})), Err(Failure::Defect(_))));
    assert!(matches!(play(&mut http, "whistle", json!({})), Err(Failure::Defect(_))));
}
