//! Status and media type of an answer: DW-ANSWER-1 to DW-ANSWER-4.

use serde_json::json;

use super::super::{Draft, Wanted};
use super::answer::{BODY, JSON, NOT_FOUND, answer, reads, refuse, seven};
use super::upstream::{refused, wanted};

/// All cases of what stands before the body.
pub(super) fn drafts() -> Vec<Draft> {
    let mut cases = statuses();
    cases.extend(media_types());
    cases
}

fn statuses() -> Vec<Draft> {
    let status = |code: u16| format!("basicdweet.basicdweet.BasicDweetError: HTTP {code} response");
    let mut cases = vec![
        reads("status-201", "another status of success", &["DW-ANSWER-3"], answer(201, JSON, BODY))
            .accept(seven()),
        reads("status-299", "the last status of success", &["DW-ANSWER-3"], answer(299, JSON, BODY))
            .source_ref("N 7")
            .accept(seven())
            .upstream(json!({ "accept": seven() })),
        refuse(
            reads(
                "status-404",
                "nothing there, by its status",
                &["DW-ANSWER-2"],
                answer(404, JSON, NOT_FOUND),
            ),
            "not-found",
        )
        .source_ref("N 2")
        .upstream(refused("not-found", &status(404))),
        refuse(
            reads(
                "status-404-good",
                "the body of an answer of status 404 is not looked at",
                &["DW-ANSWER-2"],
                answer(404, "text/html", BODY),
            ),
            "not-found",
        ),
        refuse(
            reads("status-404-empty", "nor must there be one", &["DW-ANSWER-2"], answer(404, "", "")),
            "not-found",
        ),
        refuse(
            reads(
                "status-500",
                "a failure with a page for people",
                &["DW-ANSWER-3"],
                answer(500, "text/html", "<html>error</html>"),
            ),
            "http-status",
        )
        .source_ref("N 5")
        .upstream(refused("http-status", &status(500))),
        refuse(
            reads("status-429", "too many requests", &["DW-ANSWER-3"], answer(429, JSON, "{}")),
            "http-status",
        )
        .source_ref("N 4")
        .upstream(refused("http-status", &status(429))),
    ];
    for code in [199_u16, 400, 403, 405, 503, 599] {
        let name = format!("status-{code}");
        cases.push(refuse(
            reads(&name, "a good body all the same", &["DW-ANSWER-3"], answer(code, JSON, BODY)),
            "http-status",
        ));
    }
    // Nothing says where to go, so that who follows has nowhere to.
    for code in [300_u16, 301, 302, 304, 307, 399] {
        let name = format!("status-{code}");
        let draft = reads(&name, "a redirect with a good body", &["DW-ANSWER-1"], answer(code, JSON, BODY));
        cases.push(
            refuse(draft, "redirected").variant(&[("redirects", "followed")], Wanted::reject("http-status")),
        );
    }
    cases
}

fn media_types() -> Vec<Draft> {
    let good = |name: &str, about: &str, media_type: &str| {
        reads(name, about, &["DW-ANSWER-4"], answer(200, media_type, BODY)).accept(seven())
    };
    let bad = |name: &str, about: &str, media_type: &str| {
        refuse(reads(name, about, &["DW-ANSWER-4"], answer(200, media_type, BODY)), "media-type")
            .variant(&[("media-type", "ignored")], wanted(&json!({ "accept": seven() })))
    };
    vec![
        good("media-type-parameter", "a parameter means nothing", "application/json; charset=utf-8"),
        good("media-type-charset", "not even one that is wrong", "application/json;charset=iso-8859-1"),
        good("media-type-utf-16", "nor one that would make it no JSON", "application/json; charset=utf-16"),
        good("media-type-case", "the case of letters means nothing", "Application/JSON"),
        good("media-type-suffix", "the suffix of a media type", "application/vnd.api+json"),
        good("media-type-suffix-signs", "all signs that a name may have", "application/a.b_c-d+e+json"),
        good("media-type-spaces", "spaces and a tab around it", " application/json\t ; q"),
        bad("media-type-text", "plain text", "text/plain")
            .source_ref("N 8; N 9")
            .upstream(json!({ "accept": seven() })),
        bad("media-type-none", "no media type", ""),
        bad("media-type-suffix-alone", "a suffix of nothing", "application/+json"),
        bad("media-type-suffix-space", "a name with a space in it", "application/a b+json"),
        bad("media-type-text-json", "another tree", "text/json"),
        bad("media-type-longer", "a letter more", "application/jsonp"),
        bad("media-type-sequence", "another suffix behind it", "application/json-seq"),
        bad("media-type-octets", "bytes", "application/octet-stream"),
        bad("media-type-html-json", "the word in a parameter", "text/html; x=application/json"),
    ]
}
