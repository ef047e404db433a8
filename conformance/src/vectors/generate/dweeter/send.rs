//! What a Mailbox sends, section 6.2, and what becomes of it in a service.

use serde_json::{Value, json};

use super::super::{Author, Draft, DraftStep, scenario, step};
use super::answer::JSON;
use super::boxes::BOX;
use super::data_read::CREATED;
use super::data_write::{NOW, TIME};
use super::dweets::content_members;
use super::message::{numbered, numbered_data};
use super::receive::{LATER, new_box, takes};
use super::upstream::refused;
use super::value::{hex, value};

/// All cases of sending.
pub(super) fn drafts(author: &Author<'_>) -> Vec<Draft> {
    let request = request(author);
    vec![
        case(
            "post",
            "data becomes the request that posts it",
            &["DW-REQ-1", "DW-REQ-2", "DW-REQ-3", "DW-DATA-9"],
        )
        .step(new_box(author, "alice"))
        .step(sends().accept(request.clone())),
        case("mark-stays", "sending is not receiving: an older message is still new", &["DW-BOX-2"])
            .step(new_box(author, "alice"))
            .step(takes(author, "alice", 1, CREATED))
            .step(sends().now(NOW + 3_600_000).accept(json!({ "method": "POST" })))
            .step(takes(author, "alice", 2, LATER)),
        case("same-second", "the same data in the same second gives the same bytes", &["DW-CIPHER-2"])
            .step(new_box(author, "alice"))
            .step(sends().accept(request.clone()))
            .step(sends().now(NOW + 999).accept(request)),
        case("not-a-dict", "data that no writer takes changes nothing", &["DW-DATA-2"])
            .source_ref("N 74")
            .step(new_box(author, "alice"))
            .step(no_dict())
            .step(sends()),
        through_a_service(author),
    ]
}

fn case(name: &str, about: &str, rules: &[&str]) -> Draft {
    scenario(&format!("dweeter/send/{name}")).about(about).rules(rules).peer("alice")
}

fn sends() -> DraftStep {
    step("alice", "dweeter.send", json!({ "data": value(&json!({ "a": 1 })) })).now(NOW)
}

fn request(author: &Author<'_>) -> Value {
    let content = content_members(&BOX.seal(author, &[(TIME, &numbered(1, TIME))]));
    json!({
        "method": "POST", "path": hex(format!("/dweet/for/{}", BOX.thing(author))), "media_type": hex(JSON),
        "body": hex(format!("{{{content}}}"))
    })
}

fn no_dict() -> DraftStep {
    let raised = "dweeter.dweeter.DweeterError: `data_dict` must be an instance of dict.";
    step("alice", "dweeter.send", json!({ "data": value(&json!([1])) }))
        .now(NOW)
        .reject("bad-data")
        .upstream(refused("bad-data", raised))
}

/// Every byte between the three is one that somebody made, so that each must understand the others.
fn through_a_service(author: &Author<'_>) -> Draft {
    let created = "2024-01-01T00:00:00.500Z";
    let asks = |method: &str, path: Value, body: Value| {
        step("service", "dweeter.service.handle", json!({ "method": method, "path": path, "body": body }))
            .now(NOW + 500)
    };
    let latest =
        || asks("GET", json!(hex(format!("/get/latest/dweet/for/{}", BOX.thing(author)))), json!(""));
    let receives = |status: u16, answer: &str| {
        let body = json!({ "$ref": answer });
        step("bob", "dweeter.receive", json!({ "status": status, "media_type": hex(JSON), "body": body }))
    };
    case(
        "through-a-service",
        "from one Mailbox to another, by way of a service",
        &["DW-SERVE-1", "DW-SERVE-2", "DW-BOX-3"],
    )
    .peer("bob")
    .peer("service")
    .step(step("service", "dweeter.service.new", json!({})))
    .step(new_box(author, "alice"))
    .step(new_box(author, "bob"))
    .step(latest().accept(json!({ "status": 404 })).save("nothing", "/body"))
    .step(receives(404, "nothing").ignore())
    .step(sends().save("path", "/path").save("post", "/body"))
    .step(asks("POST", json!({ "$ref": "path" }), json!({ "$ref": "post" })).accept(json!({ "status": 200 })))
    .step(latest().accept(json!({ "status": 200 })).save("answer", "/body"))
    .step(receives(200, "answer").accept(json!({ "data": numbered_data(1, TIME, created) })))
    .step(receives(200, "answer").ignore())
    .step(sends().now(NOW + 1000).save("path2", "/path").save("post2", "/body"))
    .step(
        step(
            "service",
            "dweeter.service.handle",
            json!({ "method": "POST", "path": { "$ref": "path2" }, "body": { "$ref": "post2" } }),
        )
        .now(NOW + 1500)
        .accept(json!({ "status": 200 })),
    )
    .step(latest().now(NOW + 1600).save("later", "/body"))
    .step(
        receives(200, "later").accept(
            json!({ "data": numbered_data(1, "2024-01-01T00:00:01.000Z", "2024-01-01T00:00:01.500Z") }),
        ),
    )
}
