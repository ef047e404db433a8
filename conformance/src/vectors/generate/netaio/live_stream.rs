//! Bytes on a connection in pieces and together, and many connections, section 6.4.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, step};
use super::live::{Play, closed, connected, handled, handles, hears, live, starts};
use super::live_client::wrong_checksum;
use super::live_wire::{
    WIRE, ends_after, hears_all, puts, puts_so, quiet, takes, takes_size, takes_so, wires,
};
use super::node::{INVALID_MESSAGE, NOTIFY, PUBLISH, REQUEST, RESPOND, echo, hex, on, plain, with};
use crate::model::case::{BugClass, Severity, Tier};

/// How many connections issue 5 asks for.
const MANY: u64 = 1_000;

/// Content of a request, and of its answer: what a node reads at once does not ask for more than may wait.
const LITTLE: usize = 1_000;
const MUCH: usize = 30_000;
/// So many answers are more than a system holds for a connection that nobody reads: 4 MiB, and what has arrived.
const UNREAD: usize = 156;
/// So many are read at once, in the end.
const AT_ONCE: usize = 12;

/// All cases of them.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases = pieces(author);
    cases.extend(together(author));
    cases.extend(side_by_side(author));
    cases.extend(sizes(author));
    cases
}

/// A server that answers requests with their own content, and a connection with it.
pub(super) fn served(name: &str, about: &str, rules: &[&str]) -> Draft {
    live(name, about, rules)
        .play(starts("bob", "server", json!({})))
        .play(answers_requests())
        .play(wires("bob"))
}

pub(super) fn answers_requests() -> DraftStep {
    handles("bob", 0, echo(REQUEST, "u", RESPOND))
}

pub(super) fn asked(author: &Author<'_>, content: &str) -> String {
    plain(author, REQUEST, "u", content)
}

pub(super) fn told(author: &Author<'_>, content: &str) -> String {
    plain(author, RESPOND, "u", content)
}

fn pieces(author: &Author<'_>) -> Vec<Draft> {
    let (request, answer) = (asked(author, "hi"), told(author, "hi"));
    let size = request.len() / 2;
    let each = (1..size).fold(
        served("cut-everywhere", "a message in two pieces, cut at every byte in turn", &["NA-TCP-1"]),
        |draft, at| {
            draft.play(puts_so(&*request, json!({ "split": [at], "delay_ms": 2 }))).play(takes(&answer))
        },
    );
    let split = |count: usize, delay_ms: u64| json!({ "split": vec![1; count], "delay_ms": delay_ms });
    let two = served("byte-by-byte", "two messages, one byte after the other", &["NA-TCP-1"])
        .play(puts_so(format!("{request}{request}"), split(2 * size - 1, 1)))
        .play(takes(&answer.repeat(2)));
    let slow = served("slow-sender", "a byte now and then", &["NA-TCP-1", "NA-LIVE-2"])
        .play(puts_so(&*request, split(size - 1, 25)))
        .play(takes(&answer))
        .play(quiet());
    vec![each.bug(BugClass::Robustness, Severity::Medium), two, slow]
}

fn together(author: &Author<'_>) -> Vec<Draft> {
    let numbers: Vec<String> = (0..50).map(|number| format!("{number:02}")).collect();
    let all = |make: fn(&Author<'_>, &str) -> String| {
        numbers.iter().map(|number| make(author, number)).collect::<String>()
    };
    let (hi, two) = (asked(author, "hi"), asked(author, "you two"));
    let (cut, rest) = two.split_at(20);
    let wrong = wrong_checksum(&hi);
    vec![
        served(
            "order-of-answers",
            "fifty requests at once, answered one after the other",
            &["NA-LIVE-1", "NA-TCP-1"],
        )
        .bug(BugClass::Confusion, Severity::Medium)
        .tier(Tier::Quick)
        .play(puts(all(asked)))
        .play(takes(&all(told))),
        served("many-at-once", "a thousand requests at once", &["NA-TCP-1", "NA-LIVE-1"])
            .play(puts(json!({ "$repeat": [hi, 1_000] })))
            .play(step(WIRE, "raw.shutdown", json!({})))
            .play(hears_all(json!({ "$repeat": [told(author, "hi"), 1_000] }))),
        served("one-and-a-half", "a message and the beginning of the next, then the rest", &["NA-TCP-1"])
            .play(puts(format!("{hi}{cut}")))
            .play(takes(&told(author, "hi")))
            .play(quiet())
            .play(puts(rest))
            .play(takes(&told(author, "you two"))),
        served(
            "after-wrong-checksum",
            "a wrong checksum, and good messages around it",
            &["NA-TCP-3", "NA-RECV-1"],
        )
        .play(puts(format!("{hi}{wrong}{two}")))
        .play(takes(&format!("{}{INVALID_MESSAGE}{}", told(author, "hi"), told(author, "you two")))),
        served("good-then-garbage", "a good message, and bytes that are none, at once", &["NA-TCP-2"])
            .play(puts(format!("{hi}{}", "ff".repeat(20))))
            .play(ends_after(&told(author, "hi")))
            .play(hears("bob", "closed", &[connected(), handled(0, REQUEST, "u", "hi"), closed()])),
    ]
}

fn side_by_side(author: &Author<'_>) -> Vec<Draft> {
    let (request, answer) = (asked(author, "hi"), told(author, "hi"));
    let (cut, rest) = request.split_at(24);
    let on_socket = |socket: u64| json!({ "socket": socket });
    let ask = |draft: Draft, socket: u64| {
        draft.play(puts_so(&*request, on_socket(socket))).play(takes_so(&answer, on_socket(socket)))
    };
    let news = plain(author, NOTIFY, "n", "news");
    let many = live(
        "thousand-connections",
        "a thousand connections, and each is served",
        &["NA-LIVE-2", "NA-SUB-4"],
    )
    .bug(BugClass::DenialOfService, Severity::Medium)
    .play(starts("bob", "server", json!({})))
    .play(answers_requests())
    .play(step(WIRE, "raw.connect", json!({ "port": { "$ref": "bob" }, "count": MANY })));
    let many = [1, MANY, MANY / 2].into_iter().fold(many, ask);
    let told_all = json!({ "type": NOTIFY, "uri": hex("n"), "content": hex("news") });
    let many = many
        .play(step("bob", "netaio.live.broadcast", told_all))
        .play(takes_so(&news, on_socket(1)))
        .play(takes_so(&news, on_socket(MANY / 3)))
        .play(takes_so(&news, on_socket(MANY)));
    vec![
        served(
            "two-half-messages",
            "a part of a message on each of two connections",
            &["NA-LIVE-2", "NA-TCP-1"],
        )
        .bug(BugClass::DenialOfService, Severity::High)
        .tier(Tier::Quick)
        .play(wires("bob"))
        .play(puts_so(cut, on_socket(1)))
        .play(puts_so(&*request, on_socket(2)))
        .play(takes_so(&answer, on_socket(2)))
        .play(puts_so(cut, on_socket(2)))
        .play(puts_so(rest, on_socket(1)))
        .play(takes_so(&answer, on_socket(1)))
        .play(puts_so(rest, on_socket(2)))
        .play(takes_so(&answer, on_socket(2))),
        many,
        takes_no_answers(author),
    ]
}

/// The answers to one connection wait, in the system and in the node; those to the other one do not wait for them.
fn takes_no_answers(author: &Author<'_>) -> Draft {
    let much = json!({ "$repeat": ["61", MUCH] });
    let replies = with(echo(REQUEST, "u", RESPOND), json!({ "reply_content": much }));
    let request = asked(author, &"r".repeat(LITTLE));
    let (cut, rest) = request.split_at(24);
    let answer = told(author, &"a".repeat(MUCH));
    let asks_all = json!({ "$concat": [{ "$repeat": [request, UNREAD - 1] }, cut] });
    let on_socket = |socket: u64| json!({ "socket": socket });
    let draft = live(
        "takes-no-answers",
        "a connection that asks for much and reads nothing does not hold up another, and loses nothing",
        &["NA-LIVE-2", "NA-TCP-1"],
    )
    .bug(BugClass::DenialOfService, Severity::High)
    .play(starts("bob", "server", json!({})))
    .play(handles("bob", 0, replies))
    .play(wires("bob"))
    .play(wires("bob"))
    .play(puts_so(asks_all, on_socket(1)))
    .play(puts_so(request.as_str(), on_socket(2)))
    .play(takes_so(&answer, on_socket(2)).save("answer", "/data"))
    .play(puts_so(rest, on_socket(1)));
    let some = json!({ "data": { "$repeat": [{ "$ref": "answer" }, AT_ONCE] } });
    let size = AT_ONCE * answer.len() / 2;
    (0..UNREAD / AT_ONCE)
        .fold(draft, |draft, _| draft.play(takes_size(size, on_socket(1)).accept(some.clone())))
}

fn sizes(author: &Author<'_>) -> Vec<Draft> {
    let announces = "ffff".repeat(2);
    let largest: Value = {
        let content = "61".repeat(65_421);
        let message = plain(author, PUBLISH, "u", &"a".repeat(65_421));
        let head = message.trim_end_matches(content.as_str());
        json!({ "$concat": [head, { "$repeat": ["61", 65_421] }] })
    };
    let takes_largest = |draft: Draft| {
        draft
            .play(handles("bob", 1, on(PUBLISH, "u")))
            .play(puts(largest.clone()))
            .play(puts(asked(author, "hi")))
            .play(takes(&told(author, "hi")))
    };
    vec![
        served(
            "announces-much",
            "a header that announces all that can be, and nothing behind it",
            &["NA-TCP-1", "NA-LIVE-2"],
        )
        .bug(BugClass::DenialOfService, Severity::Medium)
        .play(puts(format!("00{announces}00000000")))
        .play(quiet())
        .play(wires("bob"))
        .play(puts(asked(author, "hi")))
        .play(takes(&told(author, "hi"))),
        takes_largest(served(
            "largest-body",
            "the largest body that is written, and a message behind it",
            &["NA-MSG-1", "NA-TCP-1"],
        )),
        unknown_types(author),
    ]
}

/// Nobody knows the type, and the bytes behind it are not waited for.
fn unknown_types(author: &Author<'_>) -> Draft {
    let types = [14_u8, 19, 22, 31, 255];
    let draft = served(
        "unknown-types",
        "types that nobody knows: no answer, and the connection ends",
        &["NA-MSG-5", "NA-TCP-2"],
    )
    .bug(BugClass::Robustness, Severity::Low);
    let draft = types.into_iter().fold(draft, |draft, kind| {
        let message = asked(author, "hi");
        let unknown = format!("{kind:02x}{}", message.get(2..).unwrap_or_default());
        draft.play(puts(unknown)).play(ends_after("")).play(wires("bob"))
    });
    draft.play(puts(asked(author, "hi"))).play(takes(&told(author, "hi")))
}
