//! What holds for every message, key, answer and state.

use proptest::collection::vec;
use proptest::prelude::*;
use taut_dweeter::service::Bounds;
use taut_dweeter::wire::ciphertext::{decrypt, encrypt};
use taut_dweeter::wire::text;
use taut_dweeter::{Answer, Dict, Form, KeyText, Keys, Mailbox, Moment, Reject, Request, Service, Value};
use taut_wire::Refusal;

const NOW: Moment = Moment::from_unix_ms(1_721_020_291_709);

fn form() -> impl Strategy<Value = Form> {
    prop_oneof![Just(Form::Hex), Just(Form::Base64)]
}

fn mailbox(form: Form) -> Mailbox {
    Mailbox::new("mailbox", &KeyText::from("key"), form)
}

fn data(number: i64) -> Value {
    Value::Dict(Dict::from_iter([("number", number)]))
}

/// Asks a service, and hands its answer to a reader.
fn ask(service: &mut Service, request: &Request) -> (u16, String) {
    let body = request.body.as_deref().unwrap_or_default();
    let answer = service.handle(NOW, request.method.name(), request.path.as_bytes(), body.as_bytes());
    (answer.status, answer.body)
}

fn receive(reader: &mut Mailbox, (status, body): &(u16, String)) -> Result<Dict, Refusal<Reject>> {
    reader.receive(&Answer { status: *status, media_type: Some(b"application/json"), body: body.as_bytes() })
}

#[test]
fn each_message_arrives_once_and_in_order() {
    let (mut writer, mut reader) = (mailbox(Form::Hex), mailbox(Form::Hex));
    let mut service = Service::default();
    let nothing = ask(&mut service, &reader.ask());
    assert_eq!(receive(&mut reader, &nothing), Err(Refusal::Ignore));
    let mut last = None;
    for number in 0..20 {
        let post = writer.send(NOW, &data(number)).unwrap();
        assert_eq!(ask(&mut service, &post).0, 200);
        let answer = ask(&mut service, &reader.ask());
        assert_eq!(receive(&mut reader, &answer).unwrap().find("number"), Some(&number.into()));
        assert_eq!(receive(&mut reader, &answer), Err(Refusal::Ignore));
        if let Some(last) = last.replace(answer) {
            assert_eq!(receive(&mut reader, &last), Err(Refusal::Ignore));
        }
    }
}

#[test]
fn a_service_keeps_within_its_bounds() {
    let mut service = Service::new(Bounds { things: 3, body: 20 });
    let mut post = |thing: &str, body: &str| {
        service.handle(NOW, "POST", format!("/dweet/for/{thing}").as_bytes(), body.as_bytes()).status
    };
    assert_eq!(post("a", &format!("{{\"{}\": 1}}", "x".repeat(13))), 200);
    assert_eq!(post("a", &format!("{{\"{}\": 12}}", "x".repeat(13))), 413);
    for thing in ["b", "c", "a", "d"] {
        for _ in 0..7 {
            assert_eq!(post(thing, "{}"), 200);
        }
    }
    let mut kept = |thing: &str| {
        let answer = service.handle(NOW, "GET", format!("/get/dweets/for/{thing}").as_bytes(), b"");
        (answer.status, answer.body.matches("created").count())
    };
    assert_eq!(kept("b"), (404, 0));
    for thing in ["c", "a", "d"] {
        assert_eq!(kept(thing), (200, 5));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_encrypted_decrypts(key in vec(any::<u8>(), 1..50), iv in proptest::option::of(vec(any::<u8>(), 1..20)), plaintext in vec(any::<u8>(), 0..100)) {
        let keys = Keys::of_cipher(&key, iv.as_deref()).unwrap();
        let ciphertext = encrypt(&keys, &plaintext);
        prop_assert_eq!(ciphertext.len(), plaintext.len() / 16 * 16 + 16);
        prop_assert_eq!(decrypt(&keys, &ciphertext), Ok(plaintext));
        prop_assert_eq!(decrypt(&keys, &ciphertext[1..]), Err(Reject::BadLength));
    }

    #[test]
    fn a_text_that_is_accepted_is_the_one_that_a_writer_gives(form in form(), written in "[0-9a-fA-F+/= \n]{0,24}") {
        if let Ok(bytes) = text::decode(form, written.as_bytes()) {
            prop_assert_eq!(text::encode(form, &bytes), written);
        }
    }

    #[test]
    fn what_is_written_in_a_text_form_is_read(form in form(), bytes in vec(any::<u8>(), 0..50)) {
        prop_assert_eq!(text::decode(form, text::encode(form, &bytes).as_bytes()), Ok(bytes));
    }

    #[test]
    fn a_mailbox_is_the_same_after_a_refusal(form in form(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let (mut writer, mut reader, mut service) = (mailbox(form), mailbox(form), Service::default());
        ask(&mut service, &writer.send(NOW, &data(1)).unwrap());
        let (status, body) = ask(&mut service, &reader.ask());
        let mut changed = body.clone().into_bytes();
        let at = at.index(changed.len());
        if cut { changed.truncate(at) } else { changed[at] = byte }
        let before = reader.clone();
        let media_type = Some(&b"application/json"[..]);
        let refused = reader.receive(&Answer { status, media_type, body: &changed }).is_err();
        if refused {
            prop_assert_eq!(&reader, &before);
            prop_assert!(receive(&mut reader, &(status, body)).is_ok());
        }
    }

    #[test]
    fn no_answer_makes_a_reader_panic(status in 0..600_u16, body in vec(any::<u8>(), 0..100)) {
        let answer = Answer { status, media_type: Some(b"application/json"), body: &body };
        prop_assert!(mailbox(Form::Hex).receive(&answer).is_err());
    }

    #[test]
    fn no_request_makes_a_service_panic(method in "GET|POST|PUT", path in "/(dweet|get/latest/dweet|get/dweets)/for/.{0,9}", body in vec(any::<u8>(), 0..30)) {
        let answer = Service::default().handle(NOW, &method, path.as_bytes(), &body);
        prop_assert!([200, 400, 404].contains(&answer.status));
    }
}
