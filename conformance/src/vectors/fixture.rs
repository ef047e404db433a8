//! A small invented protocol for the tests of this folder.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::checkout::{Located, ProtocolTree, Tree};
use crate::model::operation::Protocol;
use crate::spec;

pub(crate) const CHAPTER: &str = "# pebble\n\n## 5 Operations\n\n### 5.1 Open\n\n\
    - **PB-OPEN-1** [strict] A reader MUST reject with `short` a short message (choice `length`).\n\
    - **PB-OPEN-2** A reader MUST ignore its own message.\n\
    - **PB-OPEN-3** *Withdrawn in revision 1.1.0.*\n\n\
    ### 5.2 Seal\n\n\
    - **PB-SEAL-1** A writer MUST put the nonce first.\n\
    - **PB-SEAL-2** A writer MUST refuse with `bad-key` a key that is not 2 bytes long.\n\n\
    ## 6 Processing\n\n## 7 Outcomes\n\n\
    | `short` | malformed | too short | PB-OPEN-1 |\n\
    | `bad-key` | misuse | wrong key | PB-SEAL-2 |\n\
    | `hello` | unexpected | not a message | |\n\n\
    ## 9 Security\n\n- **PB-LIMIT-1** A message can be replayed.\n";

pub(crate) fn protocol() -> Protocol {
    serde_json::from_value(json!({
        "protocol": "pebble", "prefix": "PB", "chapter": "pebble.md", "upstream": "pebble 1",
        "codes": [
            {"code": "short", "class": "malformed"}, {"code": "bad-key", "class": "misuse"},
            {"code": "hello", "class": "unexpected"}
        ],
        "choices": [
            {"name": "length", "answers": ["checked", "unchecked"], "about": "Whether.", "seen_in": "pebble 1"}
        ],
        "features": [{"name": "pebble-naive", "about": "the mode naive"}],
        "operations": operations()
    }))
    .unwrap()
}

fn operations() -> Value {
    json!([
        {"name": "pebble.open", "about": "Reads.", "spec": "5.1", "role": "reader",
         "in": [{"name": "message", "type": "bytes"}, {"name": "key", "type": "bytes", "size": 2, "optional": true},
                {"name": "mode", "type": "enum(strict|naive)", "optional": true},
                {"name": "friends", "type": "list<bytes>", "optional": true}],
         "out": [{"name": "plaintext", "type": "bytes"}], "intermediate": [{"name": "nonce", "type": "bytes"}],
         "choices": ["length"], "features": ["pebble-naive"]},
        {"name": "pebble.seal", "about": "Writes.", "spec": "5.2", "role": "writer",
         "in": [{"name": "key", "type": "bytes", "about": "2 bytes"}, {"name": "plaintext", "type": "bytes"}],
         "out": [{"name": "message", "type": "bytes"}],
         "intermediate": [{"name": "box", "type": "bytes"}],
         "draws": [{"name": "nonce", "bytes": 2}], "random_outputs": ["message"]},
        {"name": "pebble.topic.new", "about": "Makes.", "spec": "6", "role": "session", "state": "creates",
         "in": [{"name": "seed", "type": "bytes", "optional": true}],
         "out": [{"name": "id", "type": "bytes", "size": 2}],
         "draws": [{"name": "seed", "bytes": 2, "unless": "seed"}], "random_outputs": ["id"]},
        {"name": "pebble.topic.open", "about": "Reads.", "spec": "6", "role": "session", "state": "uses",
         "in": [{"name": "message", "type": "bytes"}], "out": [{"name": "plaintext", "type": "bytes"}],
         "choices": ["length"], "clock": true},
        {"name": "pebble.forge", "about": "Forges.", "spec": "9", "role": "attacker",
         "in": [{"name": "message", "type": "bytes"}], "out": [{"name": "message", "type": "bytes"}]},
        {"name": "pebble.dial", "about": "Connects.", "spec": "6", "role": "node", "state": "creates", "live": true,
         "in": [{"name": "port", "type": "int"}]},
        {"name": "pebble.events", "about": "Collects.", "spec": "6", "role": "node", "state": "uses", "live": true,
         "in": [{"name": "within_ms", "type": "int"}, {"name": "until", "type": "text", "optional": true},
                {"name": "limit", "type": "int", "optional": true}],
         "out": [{"name": "events", "type": "list<value>"}]}
    ])
}

/// A tree that holds these cases, one a line.
pub(crate) fn tree(cases: &[Value]) -> Tree {
    let located = |(case, line): (&Value, usize)| Located {
        file: PathBuf::from("vectors/pebble/open.json"),
        line,
        case: serde_json::from_value(case.clone()).unwrap(),
    };
    let protocol = ProtocolTree {
        folder: Path::new("vectors/pebble").to_path_buf(),
        protocol: protocol(),
        chapter_file: Path::new("spec/pebble.md").to_path_buf(),
        chapter: spec::parse(CHAPTER),
        cases: cases.iter().zip(1..).map(located).collect(),
    };
    Tree { protocols: vec![protocol], ..Tree::default() }
}

/// A capture that the edited cases of the tests begin with.
pub(crate) fn plain() -> Value {
    json!({
        "id": "pebble/open/plain", "about": "a message", "rules": ["PB-OPEN-1"],
        "source": {"kind": "upstream", "ref": "sample 1"}, "upstream": {"accept": {"plaintext": "61"}},
        "op": "pebble.open", "in": {"message": "000161"}, "intermediate": {"nonce": "0001"},
        "expect": {"accept": {"plaintext": "61"}}
    })
}

/// A negative case, edited from [`plain`].
pub(crate) fn short() -> Value {
    json!({
        "id": "pebble/open/short", "about": "a message cut inside the nonce", "rules": ["PB-OPEN-1"],
        "source": {"kind": "edited-upstream", "ref": "sample 1; N 4"}, "edit_of": "pebble/open/plain",
        "upstream": {"error": "IndexError", "raised": "index out of range"},
        "bug": {"class": "robustness", "severity": "low"},
        "op": "pebble.open", "in": {"message": "00"}, "expect": {"reject": "short"},
        "variants": [{"when": {"length": "unchecked"}, "expect": {"accept": {"plaintext": ""}}}]
    })
}

/// A writer case with its check.
pub(crate) fn seal() -> Value {
    json!({
        "id": "pebble/seal/plain", "about": "a plaintext", "rules": ["PB-SEAL-1"], "source": {"kind": "generated"},
        "op": "pebble.seal", "in": {"key": "0102", "plaintext": "61"}, "draws": {"nonce": "0001"},
        "intermediate": {"box": "61"}, "expect": {"accept": {"message": "000161"}},
        "check": {"op": "pebble.open", "in": {"message": {"$ref": "/message"}}, "expect": {"accept": {"plaintext": "61"}}}
    })
}

/// A scenario with an attacker, a refusal and a good message after it.
pub(crate) fn scenario() -> Value {
    json!({
        "id": "pebble/session/cut", "about": "a cut message", "rules": ["PB-OPEN-1", "PB-LIMIT-1"],
        "source": {"kind": "generated"}, "bug": {"class": "replay", "severity": "low"},
        "actors": {"bob": "peer", "eve": "attacker"},
        "steps": [
            {"actor": "bob", "op": "pebble.topic.new", "draws": {"seed": "0001"}, "expect": {"accept": {"id": "0001"}}},
            {"actor": "eve", "op": "pebble.forge", "in": {"message": "000161"}, "expect": {"accept": {}},
             "save": {"forged": "/message"}},
            {"actor": "bob", "op": "pebble.topic.open", "in": {"message": {"$slice": [{"$ref": "forged"}, 0, 1]}}, "now": 1,
             "expect": {"reject": "short"},
             "variants": [{"when": {"length": "unchecked"}, "expect": {"accept": {}}, "then": "stop"}]},
            {"actor": "bob", "op": "pebble.topic.open", "in": {"message": {"$ref": "forged"}}, "now": 2,
             "expect": {"accept": {"plaintext": "61"}}}
        ]
    })
}
