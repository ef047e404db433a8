//! The built-in adapter, line by line.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use taut_stringphone::{Misuse, Reject};
use taut_wire::Class;

use super::{Answer, is_live, serve};
use crate::model::operation::{Protocol, Role};
use crate::model::outcome::{Answered, Members};
use crate::model::suite::Suite;

const HELLO_SEALED: &str = "73e182d6ac52220f100cd59f41a00e0a7edbae1a5197e068d28c59f9812dd99fd2bcefe8c0cfb46fa0a9b492ac48dda1a064fffb68286a48757d133bbe9512f60af6f915b809febfd1ffea3d4ee076ce8c8fc91b169a1f52cb77e234cae020591c194f765e3819d19bb2db348e97bbcc3c95c358ccb2a0ae6852a09898b5";

/// Standard output, in memory.
#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn answers_to(input: &[u8], attacker: bool) -> Vec<Value> {
    let output = Output::default();
    serve(input, output.clone(), attacker).unwrap();
    let output = String::from_utf8(output.0.lock().unwrap().clone()).unwrap();
    output.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn ask(requests: &[Value]) -> Vec<Value> {
    let lines: Vec<String> = requests.iter().map(Value::to_string).collect();
    answers_to(lines.join("\n").as_bytes(), false)
}

fn play(op: &str, input: &Members, draws: &Members) -> Answer {
    super::play(op, input, draws, None)
}

fn members(value: Value) -> Members {
    serde_json::from_value(value).unwrap()
}

fn protocols() -> Vec<Protocol> {
    let suite = Suite::embedded(&[]).unwrap();
    suite.protocols.into_iter().map(|protocol| protocol.protocol).collect()
}

#[test]
fn hello_offers_what_operations_json_lists() {
    let protocols = protocols();
    for attacker in [false, true] {
        let [answer] = &answers_to(b"{\"id\":0,\"op\":\"hello\",\"in\":{\"taut\":[1]}}\n", attacker)[..]
        else {
            panic!("one answer");
        };
        let operations = protocols.iter().flat_map(|protocol| &protocol.operations);
        let offered = operations.filter(|operation| attacker || operation.role != Role::Attacker);
        let names: Vec<&str> = offered.map(|operation| &*operation.name).collect();
        assert_eq!(answer["accept"]["ops"], json!(names));
        let features = protocols.iter().flat_map(|protocol| &protocol.features);
        let features: Vec<&str> = features.map(|feature| &*feature.name).collect();
        assert_eq!(answer["accept"]["features"], json!(features));
        assert_eq!(answer["accept"]["taut"], 1);
    }
}

#[test]
fn live_operations_are_those_of_operations_json() {
    for operation in protocols().iter().flat_map(|protocol| &protocol.operations) {
        assert_eq!(is_live(&operation.name), operation.live, "{}", operation.name);
    }
}

#[test]
fn hello_refuses_a_version_it_does_not_speak() {
    let answer = ask(&[json!({"id": 0, "op": "hello", "in": {"taut": [2]}})]);
    assert!(answer[0]["error"].as_str().unwrap().contains("version 1"));
}

#[test]
fn codes_and_classes_are_those_of_operations_json() {
    let rejects = [
        Reject::BadBox,
        Reject::BadSignature,
        Reject::Introduction,
        Reject::IntroductionReply,
        Reject::LowOrderKey,
        Reject::NoTopicKey,
        Reject::Short,
        Reject::Trailing,
        Reject::UnknownType,
        Reject::UntrustedSender,
        Reject::WrongType,
    ];
    let misuses = [Misuse::BadKeyLength, Misuse::MissingTopicKey, Misuse::UnknownParticipant];
    let rejects = rejects.map(|reject| (reject.code(), reject.class()));
    let misuses = misuses.map(|misuse| (misuse.code(), misuse.class()));
    assert_eq!(codes(rejects.into_iter().chain(misuses)), listed("stringphone"));
}

#[test]
fn codes_and_classes_of_dweeter_are_those_of_operations_json() {
    use taut_dweeter::{Misuse, Reject};
    let rejects = [
        Reject::BadAnswer,
        Reject::BadCreated,
        Reject::BadDweet,
        Reject::BadLength,
        Reject::BadPadding,
        Reject::DuplicateMember,
        Reject::ExtraMembers,
        Reject::Failed,
        Reject::HttpStatus,
        Reject::LoneSurrogate,
        Reject::LongNumber,
        Reject::LooseText,
        Reject::MediaType,
        Reject::Mismatch,
        Reject::NoDweet,
        Reject::NoRemoteTime,
        Reject::NonFinite,
        Reject::NotBase64,
        Reject::NotFound,
        Reject::NotHex,
        Reject::NotJson,
        Reject::NotObject,
        Reject::NotSucceeded,
        Reject::NotUtf8,
        Reject::Redirected,
        Reject::TimedOut,
        Reject::TooDeep,
        Reject::TooLarge,
        Reject::Unreachable,
        Reject::WrongThing,
    ];
    let misuses = [Misuse::BadData, Misuse::BadUrl, Misuse::EmptyIv, Misuse::EmptyKey];
    let rejects = rejects.map(|reject| (reject.code(), reject.class()));
    let misuses = misuses.map(|misuse| (misuse.code(), misuse.class()));
    assert_eq!(codes(rejects.into_iter().chain(misuses)), listed("dweeter"));
}

fn codes<'a>(codes: impl Iterator<Item = (&'a str, Class)>) -> BTreeMap<String, Value> {
    codes.map(|(code, class)| (code.to_owned(), json!(class.name()))).collect()
}

fn listed(name: &str) -> BTreeMap<String, Value> {
    let protocol = protocols().into_iter().find(|protocol| protocol.protocol == name).unwrap();
    protocol.codes.into_iter().map(|row| (row.code, json!(row.class))).collect()
}

#[test]
fn echo_answers_what_it_is_given() {
    let input = json!({"text": "\u{1f4de} \"x\"", "list": [1, [null]], "hex": "00ff"});
    let answer = ask(&[json!({"id": "any", "op": "taut.echo", "in": input, "more": 1})]);
    assert_eq!(answer, [json!({"id": "any", "accept": input})]);
    assert_eq!(ask(&[json!({"id": 1, "op": "taut.echo"})]), [json!({"id": 1, "accept": {}})]);
}

#[test]
fn a_line_that_is_no_request_is_answered_and_survived() {
    let id = "\"stringphone.id\"";
    for (line, expected_id, expected) in [
        ("", json!(null), "not a JSON object"),
        ("hello", json!(null), "not a JSON object"),
        ("[1,\"hello\"]", json!(null), "not a JSON object"),
        ("{\"id\":1,\"op\":", json!(null), "not JSON"),
        ("{\"id\":1,\"op\":\"\\ud800\"}", json!(null), "not JSON"),
        ("{\"op\":\"hello\"}", json!(null), "missing field `id`"),
        ("{\"id\":1}", json!(1), "missing field `op`"),
        ("{\"id\":1,\"op\":5}", json!(1), "invalid type"),
        ("{\"id\":1,\"op\":\"x.y\"}", json!(1), "unknown operation `x.y`"),
        ("{\"id\":1,\"op\":\"stringphone.forge.simple\"}", json!(1), "unknown operation"),
        (&format!("{{\"id\":1,\"op\":{id}}}"), json!(1), "`in.public_key` is missing"),
        (&format!("{{\"id\":1,\"op\":{id},\"in\":[]}}"), json!(1), "`in` must be a JSON object"),
        (&format!("{{\"id\":1,\"op\":{id},\"in\":{{\"public_key\":7}}}}"), json!(1), "but is a number"),
        (&format!("{{\"id\":1,\"op\":{id},\"in\":{{\"public_key\":\"AB\"}}}}"), json!(1), "upper-case"),
        (&format!("{{\"id\":1,\"op\":{id},\"in\":{{\"public_key\":\"abc\"}}}}"), json!(1), "Odd number"),
    ] {
        let input = format!("{line}\n{}\n", json!({"id": 2, "op": "taut.echo"}));
        let answers = answers_to(input.as_bytes(), false);
        let [first, second] = &answers[..] else { panic!("{line}: two answers, got {answers:?}") };
        assert_eq!(first["id"], expected_id, "{line}");
        assert!(first["error"].as_str().is_some_and(|why| why.contains(expected)), "{line}: {first}");
        assert_eq!(second, &json!({"id": 2, "accept": {}}), "{line}");
    }
}

#[test]
fn a_line_that_is_not_utf_8_is_answered() {
    let answers = answers_to(b"{\"id\":1,\"op\":\"\xff\"}\n", false);
    assert_eq!(answers[0]["id"], json!(null));
    assert!(answers[0]["error"].is_string());
}

#[test]
fn the_last_line_needs_no_end() {
    assert_eq!(
        answers_to(b"{\"id\":1,\"op\":\"end\",\"session\":9}", false),
        [json!({"id": 1, "accept": {}})]
    );
}

#[test]
fn state_belongs_to_session_and_actor_until_the_end() {
    let in_session = |session: u64, actor: &str, op: &str, input: Value| json!({"id": 1, "session": session, "actor": actor, "op": format!("stringphone.topic.{op}"), "in": input});
    let made = json!({"signing_seed": "01".repeat(32)});
    let answers = ask(&[
        in_session(1, "bob", "introduce", json!({})),
        in_session(1, "bob", "new", made.clone()),
        in_session(1, "bob", "introduce", json!({})),
        in_session(1, "alice", "introduce", json!({})),
        in_session(2, "bob", "introduce", json!({})),
        json!({"id": 1, "op": "end", "session": 1}),
        in_session(1, "bob", "introduce", json!({})),
        json!({"id": 1, "op": "stringphone.topic.new", "in": made}),
    ]);
    let accepted: Vec<bool> = answers.iter().map(|answer| answer["accept"].is_object()).collect();
    assert_eq!(accepted, [false, true, true, false, false, true, false, false]);
    assert!(answers[0]["error"].as_str().unwrap().contains("stringphone.topic.new"));
    assert!(answers[7]["error"].as_str().unwrap().contains("`session` and `actor`"));
}

/// A discovery, in which each message comes out of the answer before.
#[test]
fn two_actors_discover_each_other() {
    let say = |actor: &str, op: &str, input: Value| json!({"id": 1, "session": 1, "actor": actor, "op": format!("stringphone.topic.{op}"), "in": input});
    let key = "22".repeat(32);
    let fixed = |seed: &str, encryption: &str, topic_key: Option<&str>| {
        let mut input =
            json!({"signing_seed": seed.repeat(32), "encryption_private_key": encryption.repeat(32)});
        if let Some(topic_key) = topic_key {
            input["topic_key"] = json!(topic_key);
        }
        input
    };
    let mut requests = vec![
        say("member", "new", fixed("0a", "0b", Some(&key))),
        say("newcomer", "new", fixed("0c", "0d", None)),
    ];
    requests.push(say("newcomer", "introduce", json!({})));
    let newcomer_key = ask(&requests)[1]["accept"]["public_key"].clone();
    let introduction = ask(&requests)[2]["accept"]["message"].clone();
    let nonce = "0e".repeat(24);
    let mut reply = say("member", "reply", json!({"message": introduction}));
    reply["draws"] = json!({"nonce": nonce});
    requests.push(reply);
    let reply = ask(&requests)[3]["accept"]["message"].clone();
    requests.push(say("newcomer", "accept_reply", json!({"message": reply})));
    assert_eq!(ask(&requests)[4]["accept"], json!({"topic_key": key}));

    let mut seal = say("newcomer", "seal", json!({"plaintext": "6869"}));
    seal["draws"] = json!({"nonce": nonce});
    requests.push(seal);
    let message = ask(&requests)[5]["accept"]["message"].clone();
    let open = say("member", "open", json!({"mode": "strict", "message": message}));
    requests.push(open.clone());
    requests.push(say("member", "trust", json!({"public_key": newcomer_key})));
    requests.push(open);
    requests.push(say("newcomer", "accept_reply", json!({"message": "00"})));
    let answers = ask(&requests);
    assert_eq!(answers[6]["reject"], "untrusted-sender");
    assert_eq!(answers[8]["accept"], json!({"plaintext": "6869"}));
    assert_eq!(answers[9], json!({"id": 1, "ignore": {}}));
}

#[test]
fn given_draws_are_used_and_others_are_drawn() {
    let input = members(json!({
        "signing_seed": "c26008647a1cc125069055c44f3b264e12fcd630d04f219155a0a76c6fef2fb2",
        "topic_key": "720a86d51899bb73b691642deda77051aeea560790315ebc99e8a91ff1306dd0",
        "plaintext": "68656c6c6f"
    }));
    let draws = members(json!({"nonce": "8fc91b169a1f52cb77e234cae020591c194f765e3819d19b"}));
    let answer = play("stringphone.seal", &input, &draws);
    assert_eq!(answer.outcome, Answered::Accept(members(json!({"message": HELLO_SEALED}))));
    assert_eq!(answer.intermediate["sender_id"], "f6f915b809febfd1ffea3d4ee076ce8c");
    assert_eq!(answer.intermediate["box"], "b2db348e97bbcc3c95c358ccb2a0ae6852a09898b5");
    assert_eq!(answer.intermediate["signed_part"], HELLO_SEALED[130..]);
    assert_eq!(answer.intermediate["signature"], HELLO_SEALED[2..130]);

    let none = Members::new();
    assert_ne!(play("stringphone.seal", &input, &none), play("stringphone.seal", &input, &none));
    let short = play("stringphone.seal", &input, &members(json!({"nonce": "8fc9"})));
    let why = "stringphone.seal: `draws.nonce` must be 24 bytes, but is 2";
    assert_eq!(short.outcome, Answered::Error(why.to_owned()));
}

#[test]
fn what_is_forged_is_accepted_by_whoever_believes_it() {
    let (seed, key, nonce) = ("05".repeat(32), "06".repeat(32), json!({"nonce": "07".repeat(24)}));
    let public_key = json!("6e7a1cdd29b0b78fd13af4c5598feff4ef2a97166e3ca6f2e4fbfccd80505bf1");
    let id = play("stringphone.id", &members(json!({"public_key": public_key})), &Members::new());
    let Answered::Accept(id) = id.outcome else { panic!("{id:?}") };

    let forged = json!({"signing_seed": seed, "topic_key": key, "sender_id": id["id"], "plaintext": "00"});
    let forged = play("stringphone.forge.simple", &members(forged), &members(nonce.clone()));
    let honest = json!({"signing_seed": seed, "topic_key": key, "plaintext": "00"});
    let honest = play("stringphone.seal", &members(honest), &members(nonce.clone()));
    assert_eq!(forged.outcome, honest.outcome, "with the true sender ID nothing is forged");

    let encryption = "08".repeat(32);
    let introduction = json!({"signing_seed": seed, "encryption_private_key": encryption});
    let introduction = play("stringphone.introduce", &members(introduction), &Members::new());
    let encryption_key = &introduction.intermediate["encryption_public_key"];
    let forged = json!({"signing_seed": seed, "encryption_key": encryption_key});
    let forged = play("stringphone.forge.introduction", &members(forged), &Members::new());
    assert_eq!(forged.outcome, introduction.outcome);

    let Answered::Accept(introduced) = &introduction.outcome else { panic!("{introduction:?}") };
    let reply = json!({
        "signing_seed": seed, "encryption_private_key": encryption, "topic_key": key, "message": introduced["message"]
    });
    let reply = play("stringphone.reply", &members(reply), &members(nonce.clone()));
    let forged = json!({
        "encryption_private_key": encryption, "encryption_key": encryption_key, "recipient_id": id["id"],
        "topic_key": key, "claimed_key": public_key
    });
    let forged = play("stringphone.forge.reply", &members(forged), &members(nonce));
    assert_eq!(forged.outcome, reply.outcome);
}
