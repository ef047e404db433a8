//! Redirects. The answer behind one is scripted as well, so that whoever follows is answered.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, Wanted, step};
use super::answer::{BODY, seven};
use super::boxes::BOX;
use super::data_read::CREATED;
use super::live::{answers, has, message, poll_arrives, poll_takes, polls, post_arrives, posts, scripted};
use super::receive::LATER;
use super::value::hex;
use crate::model::case::{BugClass, Severity};

const ELSEWHERE: &str = "/elsewhere";
const FOLLOWED: [(&str, &str); 1] = [("redirects", "followed")];

/// All cases of redirects.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let mut cases: Vec<Draft> = [302_u16, 307].map(|status| poll(author, status)).into();
    cases.extend(
        [(301_u16, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")]
            .map(|(status, method)| post(author, status, method)),
    );
    cases
}

fn redirects(status: u16) -> DraftStep {
    let headers = json!([[hex("Location"), hex(ELSEWHERE)]]);
    answers("", json!({ "status": status, "headers": headers }))
}

fn case(author: &Author<'_>, name: &str, about: &str) -> Draft {
    scripted(author, name, about, &["DW-ANSWER-1", "DW-BOX-1"]).bug(BugClass::Confusion, Severity::Medium)
}

/// Nobody asks for the other URL, but who follows.
fn not_followed(followed: Value) -> DraftStep {
    step("web", "http.request", json!({ "within_ms": 20 }))
        .reject("timeout")
        .variant(&[("alice:redirects", "followed")], Wanted::Accept(followed))
}

/// Message 1 is elsewhere, and message 2 where it should be.
fn poll(author: &Author<'_>, status: u16) -> Draft {
    let about = format!("a poll that is sent elsewhere with status {status}");
    let followed = json!({ "method": hex("GET"), "target": hex(ELSEWHERE), "body": "" });
    let asks_again = poll_takes("alice", 1, CREATED).variant(&FOLLOWED, Wanted::Accept(message(2, LATER)));
    case(author, &format!("poll-{status}"), &about)
        .step(redirects(status))
        .step(has(author, 1, CREATED))
        .step(polls("alice").reject("redirected").variant(&FOLLOWED, Wanted::Accept(message(1, CREATED))))
        .step(poll_arrives(author, &BOX, ""))
        .step(not_followed(followed))
        .step(has(author, 2, LATER))
        .step(asks_again)
}

fn post(author: &Author<'_>, status: u16, method: &str) -> Draft {
    let about = format!("a post that is sent elsewhere with status {status}");
    let mut followed = json!({ "method": hex(method), "target": hex(ELSEWHERE) });
    if let (Some(members), "GET") = (followed.as_object_mut(), method) {
        members.insert("body".to_owned(), json!(""));
    }
    let refused = posts("alice", 1).reject("redirected").variant(&FOLLOWED, Wanted::Accept(seven()));
    let draft = case(author, &format!("post-{status}"), &about);
    let measured = status == 301;
    let refused = if measured { refused.upstream(json!({ "accept": seven() })) } else { refused };
    let draft = if measured { draft.source_ref("N 83") } else { draft };
    draft
        .step(redirects(status))
        .step(answers(BODY, json!({})))
        .step(refused)
        .step(post_arrives(author, &BOX, "", 1))
        .step(not_followed(followed))
        .step(answers(BODY, json!({})))
        .step(posts("alice", 2).accept(seven()))
}
