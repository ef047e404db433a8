//! `exchange.json`: a Mailbox that talks to a service over HTTP, section 6.4.

use serde_json::json;

use super::super::{Draft, DraftStep, scenario, step};
use super::boxes::{BOX, joined, object};
use super::data_write::NOW;
use super::upstream::refused;
use super::value::{hex, value};
use crate::model::case::{BugClass, Severity};

/// All cases of the file.
pub(super) fn drafts() -> Vec<Draft> {
    bad_urls()
}

fn connects(base_url: &str) -> DraftStep {
    let given = json!({ "base_url": hex(base_url), "timeout_ms": 1000 });
    step("alice", "dweeter.connect", joined([BOX.input(), object(given)]))
}

fn posts() -> DraftStep {
    step("alice", "dweeter.post", json!({ "data": value(&json!({ "a": 1 })) })).now(NOW)
}

fn polls() -> DraftStep {
    step("alice", "dweeter.poll", json!({}))
}

/// Nothing is sent anywhere: the URL is looked at first.
fn bad_urls() -> Vec<Draft> {
    let rows = [
        ("url-ftp", "another scheme", "ftp://127.0.0.1"),
        ("url-file", "a scheme without a host", "file:///tmp"),
        ("url-no-scheme", "no scheme", "127.0.0.1/dweet"),
        ("url-no-host", "no host", "http://"),
        ("url-no-host-path", "a path, but no host", "http:///dweet"),
        ("url-empty", "no URL", ""),
        ("url-user", "a user name", "http://user@127.0.0.1:1"),
        ("url-query", "a query", "http://127.0.0.1:1/?q"),
        ("url-fragment", "a fragment", "http://127.0.0.1:1/#f"),
        ("url-port-65536", "a port that is none", "http://127.0.0.1:65536"),
        ("url-space", "a space at its end", "http://127.0.0.1:1 "),
    ];
    rows.into_iter()
        .map(|(name, about, url)| {
            let schema =
                "requests.exceptions.InvalidSchema: No connection adapters were found for 'ftp://127.0.0.1";
            let draft = scenario(&format!("dweeter/exchange/{name}"))
                .about(about)
                .rules(&["DW-HTTP-1"])
                .bug(BugClass::Robustness, Severity::Low)
                .peer("alice")
                .step(connects(url));
            let (post, poll) = (posts().reject("bad-url"), polls().reject("bad-url"));
            if name == "url-ftp" {
                draft.source_ref("N 78").step(post.upstream(refused("bad-url", schema))).step(poll)
            } else {
                draft.step(post).step(poll)
            }
        })
        .collect()
}
