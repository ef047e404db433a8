//! With any rule switched off, and with all of them, nothing panics: a wrong answer is what `taut prove` looks for.

#![cfg(all(feature = "faults", taut_faults))]

#[path = "../../wire/tests/without/mod.rs"]
mod without;

use std::time::Duration;

use taut_dweeter::exchange::NoAnswer;
use taut_dweeter::service::Bounds;
use taut_dweeter::wire::ciphertext::{decrypt, encrypt_blocks};
use taut_dweeter::wire::text;
use taut_dweeter::{
    Answer, BaseUrl, Dict, Exchange, Form, Int, KeyText, Keys, Mailbox, Moment, Service, Text, Value, seal,
};

const NOW: Moment = Moment::from_unix_ms(1_721_020_291_709);
const CREATED: &str = "2024-07-15T05:11:32.709Z";

#[test]
fn nothing_panics_without_a_rule() {
    without::each_rule("nothing_panics_without_a_rule", 60, play_everything);
}

fn play_everything() {
    let _ = (Keys::of_cipher(b"", Some(b"")), Keys::of_crypto_dweet(Some(b""), None));
    let keys = Keys::of_cipher(b"key", None).expect("a key");
    for last in [[0; 32], [16; 32], [17; 32], [255; 32]] {
        let mut blocks = last;
        encrypt_blocks(&keys, &mut blocks);
        for size in [0, 1, 15, 16, 31, 32] {
            let _ = decrypt(&keys, blocks.get(..size).unwrap_or_default());
        }
    }
    for form in [Form::Hex, Form::Base64] {
        for written in ["", "0", "zz", "AB cd", "A", "AAA", "AB==", "=", "00ff00ff00ff00ff00ff00ff00ff00ff"] {
            let _ = text::decode(form, written.as_bytes());
        }
    }
    data();
    answers();
    services();
    exchanges();
}

fn data() {
    let text = |bytes: &[u8]| Value::Text(Text::from_bytes(bytes.to_vec()).unwrap_or_default());
    let deep = |levels: usize| (1..levels).fold(Value::List(Vec::new()), |inner, _| Value::List(vec![inner]));
    let long = Int::from_decimal(&"9".repeat(4301)).map_or(Value::Null, Value::Int);
    let odd =
        [deep(130), deep(1200), long, text(b"\xed\xa0\x80"), Value::Bytes(vec![1]), Value::Float(f64::NAN)];
    let _ = seal::write_data(NOW, &Value::Null);
    for value in odd {
        let _ =
            seal::write_data(NOW, &Value::Dict(Dict::from_iter([("a", value.clone()), ("a", Value::Null)])));
        let _ = seal::write_data(NOW, &Value::Dict(Dict::from_iter([(value, 1)])));
    }
    for text in TEXTS {
        for created in [Value::from(CREATED), Value::Null] {
            let _ = seal::read_data(CREATED.as_bytes(), text.as_bytes(), &created);
            let _ = seal::read_data(b"\xff", b"\xff", &created);
        }
    }
    let _ = seal::read_data(b"", "[".repeat(100_000).as_bytes(), &Value::Null);
    let _ = seal::read_data(b"", "9".repeat(5000).as_bytes(), &Value::Null);
    let _ = seal::open_message(
        &Keys::of_mailbox(&KeyText::default(), Form::Hex),
        Form::Hex,
        &[],
        &CREATED.into(),
    );
}

const TEXTS: [&str; 22] = [
    "",
    "[",
    "1",
    "{}",
    "NaN",
    "-Infinity",
    "1e999",
    "\"\\ud800\"",
    "{\"a\":1,\"a\":2}",
    "{\"remote_time\": 1, \"created_time\": 2}",
    "{\"remote_time\": \"2024-07-15T05:11:32.709Z\"}",
    "{\"this\": \"failed\", \"with\": 404}",
    "{\"this\": \"failed\"}",
    "{\"this\": 1, \"with\": 1}",
    "{\"with\": []}",
    "{\"this\": \"succeeded\", \"with\": []}",
    "{\"this\": \"succeeded\", \"with\": [1]}",
    "{\"this\": \"succeeded\", \"with\": [{}]}",
    "{\"this\": \"succeeded\", \"with\": [{\"content\": {}}]}",
    "{\"this\": \"succeeded\", \"with\": [{\"content\": {\"a\": 1}}]}",
    "{\"this\": \"succeeded\", \"with\": [{\"thing\": \"93\", \"content\": {\"a\": \"\"}, \"created\": 1}]}",
    "{\"this\": \"succeeded\", \"with\": [{\"content\": {\"\": \"\"}, \"created\": \"2024-07-15T05:11:32.709Z\"}]}",
];

fn answers() {
    let long = vec![b' '; (1 << 20) + 1];
    for text in TEXTS.into_iter().map(str::as_bytes).chain([&b"\xff"[..], &long]) {
        for status in [200, 302, 404, 500] {
            for media_type in [None, Some(&b"text/plain"[..]), Some(b"application/json")] {
                let mut mailbox = Mailbox::new(Mailbox::DEFAULT_NAME, &KeyText::default(), Form::Hex);
                let answer = Answer { status, media_type, body: text };
                let _ = mailbox.receive(&answer);
                let _ = mailbox.receive(&answer);
                let _ = mailbox.open_dweets(&answer).map(|dweets| {
                    dweets.into_iter().map(|dweet| dweet.into_dict("name")).collect::<Vec<_>>()
                });
                let _ = mailbox.send(NOW, &Value::Dict(Dict::default()));
            }
        }
    }
}

fn services() {
    let mut service = Service::new(Bounds { things: 2, body: 30 });
    for path in ["/dweet/for/a", "/dweet/for/b", "/dweet/for/c", "/dweet/for/", "/dweet/for/ä", "/"] {
        for body in ["{}", "[]", "{\"a\": 1}", "{", "{\"a\": \"01234567890123456789\"}"].repeat(3) {
            let _ = service.handle(NOW, "POST", path.as_bytes(), body.as_bytes());
        }
    }
    for path in ["/get/latest/dweet/for/c", "/get/dweets/for/b", "/get/dweets/for/"] {
        let _ = service.handle(NOW, "GET", path.as_bytes(), b"");
    }
}

fn exchanges() {
    let request = Mailbox::new("", &KeyText::default(), Form::Hex).ask();
    for url in ["", "http://", "ftp://a", "http://a//"] {
        let Ok(url) = BaseUrl::new(url) else { continue };
        let exchange = Exchange::new(request.clone(), &url, Duration::from_secs(1));
        let _ = (exchange.url(), exchange.time_limit(), exchange.request());
        let _ = exchange.end(Duration::ZERO, Err::<(), _>(NoAnswer));
        let _ = exchange.end(Duration::MAX, Ok(()));
    }
}
