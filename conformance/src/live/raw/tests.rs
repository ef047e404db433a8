//! Each ability of the `raw` actor, from outside.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};

use serde_json::{Value, json};

use super::Raw;
use crate::live::outcome::{Failure, output};
use crate::live::patience::Stop;

/// Long enough for anything that happens at all.
const LONG: u64 = 20_000;
/// Short enough to wait for nothing.
const SHORT: u64 = 30;

fn play(raw: &mut Raw, word: &str, input: Value) -> Result<Value, Failure> {
    raw.play(word, output(input)).map(Value::Object)
}

#[track_caller]
fn accepted(raw: &mut Raw, word: &str, input: Value) -> Value {
    play(raw, word, input).unwrap()
}

/// The code and the detail.
#[track_caller]
fn refused(raw: &mut Raw, word: &str, input: Value) -> (&'static str, String) {
    match play(raw, word, input) {
        Err(Failure::Refused { code, detail }) => (code, detail),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn defect(raw: &mut Raw, word: &str, input: Value) -> String {
    match play(raw, word, input) {
        Err(Failure::Defect(why)) => why,
        other => panic!("{other:?}"),
    }
}

fn address(opened: &Value) -> SocketAddr {
    let port = u16::try_from(opened["port"].as_u64().unwrap()).unwrap();
    (Ipv4Addr::LOCALHOST, port).into()
}

/// The actor with a connection that the test has the other end of.
fn connected() -> (Raw, TcpStream) {
    let mut raw = Raw::new(&Stop::default());
    let listening = accepted(&mut raw, "listen", json!({}));
    let peer = TcpStream::connect(address(&listening)).unwrap();
    let socket = accepted(&mut raw, "accept", json!({"within_ms": LONG}));
    assert_eq!((&listening["socket"], &socket["socket"]), (&json!(1), &json!(2)));
    assert_eq!(socket["from_port"], peer.local_addr().unwrap().port());
    (raw, peer)
}

#[test]
fn a_server_receives_by_size_by_mark_and_to_the_end() {
    let (mut raw, mut peer) = connected();
    peer.write_all(b"abcdef\r\nrest").unwrap();
    let got = accepted(&mut raw, "receive", json!({"size": 3, "within_ms": LONG}));
    assert_eq!(got["data"], hex::encode("abc"));
    let got = accepted(&mut raw, "receive", json!({"until": "0d0a", "within_ms": LONG}));
    assert_eq!(got["data"], hex::encode("def\r\n"));
    peer.shutdown(std::net::Shutdown::Write).unwrap();
    let got = accepted(&mut raw, "receive", json!({"within_ms": LONG}));
    assert_eq!(got["data"], hex::encode("rest"));
    let (code, detail) = refused(&mut raw, "receive", json!({"size": 1, "within_ms": LONG}));
    assert_eq!((code, &*detail), ("closed", "the other end closed the connection after nothing"));
}

#[test]
fn many_connections_are_made_at_once() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let mut raw = Raw::new(&Stop::default());
    let port = listener.local_addr().unwrap().port();
    let last = accepted(&mut raw, "connect", json!({"port": port, "count": 3}));
    assert_eq!(last["socket"], 3);
    let peers: Vec<TcpStream> = (0..3).map(|_| listener.accept().unwrap().0).collect();
    assert_eq!(last["port"], peers[2].peer_addr().unwrap().port());
    assert_eq!(defect(&mut raw, "connect", json!({"port": port, "count": 0})), "`count` is at least 1");
}

#[test]
fn a_client_sends_in_pieces_and_half_closes() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let mut raw = Raw::new(&Stop::default());
    let port = listener.local_addr().unwrap().port();
    let opened = accepted(&mut raw, "connect", json!({"port": port}));
    assert_eq!(opened["port_digits"], hex::encode(opened["port"].to_string()));
    let (mut peer, from) = listener.accept().unwrap();
    assert_eq!(opened["port"], from.port());
    accepted(&mut raw, "send", json!({"data": "0102030405", "split": [1, 3], "delay_ms": 5}));
    accepted(&mut raw, "shutdown", json!({}));
    let mut received = Vec::new();
    peer.read_to_end(&mut received).unwrap();
    assert_eq!(received, [1, 2, 3, 4, 5]);
    peer.write_all(b"x").unwrap();
    let got = accepted(&mut raw, "receive", json!({"size": 1, "within_ms": LONG}));
    assert_eq!(got["data"], "78");
    assert_eq!(refused(&mut raw, "send", json!({"data": "00"})).0, "closed");
}

#[test]
fn pieces_come_one_by_one() {
    let (mut raw, mut peer) = connected();
    let slow = std::thread::spawn(move || {
        accepted(&mut raw, "send", json!({"data": "0102", "split": [1], "delay_ms": LONG}));
    });
    let mut received = [0; 8];
    // The second piece is a long way off, so what is read is the first alone.
    assert_eq!(peer.read(&mut received).unwrap(), 1);
    drop((peer, slow));
}

#[test]
fn silence_is_seen_and_broken() {
    let (mut raw, mut peer) = connected();
    accepted(&mut raw, "silence", json!({"within_ms": SHORT}));
    accepted(&mut raw, "silence", json!({"socket": 1, "within_ms": SHORT}));
    let address = peer.peer_addr().unwrap();
    let _second = TcpStream::connect(address).unwrap();
    assert_eq!(refused(&mut raw, "silence", json!({"socket": 1, "within_ms": LONG})).0, "connection");
    peer.write_all(&[0xab; 40]).unwrap();
    let (code, detail) = refused(&mut raw, "silence", json!({"within_ms": LONG}));
    assert_eq!((code, &*detail), ("data", &*format!("received 40 bytes, {}..", "ab".repeat(32))));
    // What broke the silence can still be received.
    accepted(&mut raw, "receive", json!({"size": 40, "within_ms": LONG}));
    drop(peer);
    assert_eq!(refused(&mut raw, "silence", json!({"within_ms": LONG})).0, "closed");
}

#[test]
fn what_does_not_come_is_a_time_out_that_tells_what_came() {
    let mut raw = Raw::new(&Stop::default());
    accepted(&mut raw, "listen", json!({}));
    let (code, detail) = refused(&mut raw, "accept", json!({"within_ms": SHORT}));
    assert_eq!((code, &*detail), ("timeout", "nobody connected within 30 ms"));
    let (mut raw, mut peer) = connected();
    peer.write_all(b"ab").unwrap();
    // Only now it is certain that both bytes are there.
    assert_eq!(refused(&mut raw, "silence", json!({"within_ms": LONG})).0, "data");
    let (code, detail) = refused(&mut raw, "receive", json!({"size": 3, "within_ms": SHORT}));
    assert_eq!((code, &*detail), ("timeout", "received 2 bytes, 6162 within 30 ms"));
    let (code, detail) = refused(&mut raw, "closed", json!({"within_ms": SHORT}));
    assert_eq!(code, "timeout");
    assert_eq!(detail, "the connection was still open after 30 ms; received 2 bytes, 6162");
}

#[test]
fn the_end_of_a_connection_has_two_kinds() {
    let (mut raw, mut peer) = connected();
    peer.write_all(b"bye").unwrap();
    drop(peer);
    let end = accepted(&mut raw, "closed", json!({"within_ms": LONG}));
    assert_eq!(end, json!({"how": "closed", "data": hex::encode("bye")}));
    let (mut raw, peer) = connected();
    rustix::net::sockopt::set_socket_linger(&peer, Some(std::time::Duration::ZERO)).unwrap();
    drop(peer);
    let end = accepted(&mut raw, "closed", json!({"within_ms": LONG}));
    assert_eq!(end["how"], "reset");
}

#[test]
fn closing_is_in_order_and_aborting_is_not() {
    let (mut raw, mut peer) = connected();
    peer.write_all(b"unread").unwrap();
    assert_eq!(refused(&mut raw, "silence", json!({"within_ms": LONG})).0, "data");
    accepted(&mut raw, "close", json!({}));
    assert_eq!(peer.read(&mut [0; 8]).unwrap(), 0);
    let (mut raw, mut peer) = connected();
    accepted(&mut raw, "close", json!({"abort": true}));
    assert_eq!(peer.read(&mut [0; 8]).unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    assert!(defect(&mut raw, "send", json!({"data": "00"})).contains("no connection or UDP socket is open"));
}

#[test]
fn a_port_that_is_closed_refuses() {
    let mut raw = Raw::new(&Stop::default());
    let listening = accepted(&mut raw, "listen", json!({}));
    accepted(&mut raw, "close", json!({}));
    let (code, detail) = refused(&mut raw, "connect", json!({"port": listening["port"]}));
    assert_eq!((code, detail), ("refused", format!("nobody listens on port {}", listening["port"])));
}

#[test]
fn datagrams_go_both_ways() {
    let peer = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = peer.local_addr().unwrap().port();
    let mut raw = Raw::new(&Stop::default());
    let opened = accepted(&mut raw, "listen", json!({"transport": "udp"}));
    assert!(defect(&mut raw, "send", json!({"data": "00"})).contains("give `to_port`"));
    accepted(&mut raw, "silence", json!({"within_ms": SHORT}));
    peer.send_to(b"one", address(&opened)).unwrap();
    let (code, detail) = refused(&mut raw, "silence", json!({"within_ms": LONG}));
    assert_eq!((code, detail), ("data", format!("a datagram came from port {port}: 3 bytes, 6f6e65")));
    let got = accepted(&mut raw, "receive", json!({"within_ms": LONG}));
    assert_eq!(got, json!({"data": "6f6e65", "from_port": port}));
    // To whoever sent last, each piece by itself.
    accepted(&mut raw, "send", json!({"data": "0102", "split": [1]}));
    let mut received = [0; 8];
    assert_eq!(peer.recv(&mut received).unwrap(), 1);
    assert_eq!(peer.recv(&mut received).unwrap(), 1);
    let (code, detail) = refused(&mut raw, "receive", json!({"within_ms": SHORT}));
    assert_eq!((code, &*detail), ("timeout", "no datagram came within 30 ms"));
    let mut client = Raw::new(&Stop::default());
    accepted(&mut client, "connect", json!({"transport": "udp", "port": port}));
    accepted(&mut client, "send", json!({"data": "ff"}));
    assert_eq!(peer.recv(&mut received).unwrap(), 1);
    assert_eq!(received[0], 0xff);
}

#[test]
fn what_makes_no_sense_is_a_defect_of_the_case() {
    let (mut raw, _peer) = connected();
    for (word, input, part) in [
        ("whisper", json!({}), "no operation raw.whisper"),
        ("send", json!({"data": "00", "to_port": 1}), "leave `to_port` out"),
        ("send", json!({"data": "0g"}), "`in`: "),
        ("connect", json!({"port": 70000}), "`in`: "),
        ("receive", json!({"socket": 9, "within_ms": 0}), "with the number 9"),
        ("receive", json!({"socket": 1, "within_ms": 0}), "with the number 1"),
        ("close", json!({"socket": 1, "abort": true}), "only a TCP connection"),
    ] {
        let why = defect(&mut raw, word, input);
        assert!(why.contains(part), "{word}: {why}");
    }
    accepted(&mut raw, "listen", json!({"transport": "udp"}));
    for (word, input) in [
        ("shutdown", json!({})),
        ("closed", json!({"within_ms": 0})),
        ("receive", json!({"size": 1, "within_ms": 0})),
    ] {
        defect(&mut raw, word, input);
    }
}

#[test]
fn the_other_family_works_as_well() {
    let mut raw = Raw::new(&Stop::default());
    let Ok(opened) = play(&mut raw, "listen", json!({"family": "ipv6"})) else {
        // A machine without IPv6.
        return;
    };
    accepted(&mut raw, "connect", json!({"family": "ipv6", "port": opened["port"]}));
    accepted(&mut raw, "accept", json!({"within_ms": LONG}));
}

#[test]
fn a_wait_ends_with_its_session() {
    let stop = Stop::default();
    let mut raw = Raw::new(&stop);
    accepted(&mut raw, "listen", json!({}));
    let waiting = std::thread::spawn(move || refused(&mut raw, "accept", json!({"within_ms": 3_600_000})).0);
    stop.now();
    assert_eq!(waiting.join().unwrap(), "timeout");
}
