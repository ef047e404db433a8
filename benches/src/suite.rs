//! Cases for the runner, in a folder of their own, and the lines that they become.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use include_dir::Dir;
use serde_json::{Value, json};
use taut_vectors::VECTORS;

/// What the runner is given of a case: checks and derived variants are work of another kind.
const KEPT: [&str; 9] = ["id", "about", "rules", "source", "op", "in", "draws", "now", "expect"];

/// Some cases in a folder shaped like `vectors/`.
#[derive(Clone, Debug)]
pub(crate) struct Cases {
    protocol: Value,
    cases: Vec<Value>,
}

impl Cases {
    /// That many cases of `taut.echo`.
    pub(crate) fn echo(count: usize) -> Self {
        let member = json!([{ "name": "message", "type": "bytes" }]);
        let operation = json!({ "name": "taut.echo", "about": "Answers its input.", "spec": "5", "role": "reader",
            "in": member, "out": member });
        let protocol = json!({ "protocol": "echo", "prefix": "EC", "chapter": "echo.md", "upstream": "none",
            "codes": [], "choices": [], "features": [], "operations": [operation] });
        let case = |number: usize| {
            let message = json!({ "message": format!("{number:064x}") });
            json!({ "id": format!("echo/message/{number}"), "about": "", "rules": ["EC-ECHO-1"],
                "source": { "kind": "generated" }, "op": "taut.echo", "in": message,
                "expect": { "accept": message } })
        };
        Self { protocol, cases: (0..count).map(case).collect() }
    }

    /// The one-step cases of stringphone, so many times.
    pub(crate) fn stringphone(times: usize) -> Result<Self> {
        let mut cases = Vec::new();
        for list in vectors("stringphone", "cases")? {
            cases.extend(
                list.as_array().into_iter().flatten().filter(|case| case.get("op").is_some()).map(kept),
            );
        }
        let copy = |time: usize| cases.iter().map(move |case| renamed(case, time));
        Ok(Self { protocol: protocol("stringphone")?, cases: (0..times).flat_map(copy).collect() })
    }

    /// That many mailboxes, each posted to and polled so many times over loopback.
    pub(crate) fn dweeter_live(count: usize, pairs: u32) -> Result<Self> {
        let data = json!({ "data": ["dict", [[["text", hex(b"text")], ["text", hex(&[b'x'; 100])]]]] });
        let url = json!({ "$concat": [hex(b"http://127.0.0.1:"), { "$ref": "digits" }] });
        let listen = json!({ "actor": "web", "op": "http.listen", "in": { "service": "dweeter" },
            "expect": { "accept": {} }, "save": { "digits": "/port_digits" } });
        let connect = json!({ "actor": "alice", "op": "dweeter.connect", "in": { "form": "hex", "timeout_ms": 5000,
            "base_url": url }, "expect": { "accept": {} } });
        let post = json!({ "actor": "alice", "op": "dweeter.post", "in": data, "now": 1_704_067_200_000_u64,
            "expect": { "accept": {} } });
        let poll = json!({ "actor": "alice", "op": "dweeter.poll", "expect": { "accept": {} } });
        let pair = || [post.clone(), poll.clone()];
        let steps: Vec<Value> =
            [listen, connect].into_iter().chain((0..pairs).flat_map(|_| pair())).collect();
        let case = |number: usize| {
            json!({ "id": format!("dweeter/live/{number}"), "about": "", "rules": ["DW-HTTP-2"],
                "source": { "kind": "generated" }, "actors": { "alice": "peer", "web": "http" }, "steps": steps })
        };
        Ok(Self { protocol: protocol("dweeter")?, cases: (0..count).map(case).collect() })
    }

    pub(crate) fn count(&self) -> usize {
        self.cases.len()
    }

    /// Writes `DIR/<protocol>/..`.
    pub(crate) fn write(&self, dir: &Path) -> Result<()> {
        let name = self.protocol.get("protocol").and_then(Value::as_str).unwrap_or_default();
        let file = json!({ "protocol": name, "about": "For benches.", "cases": self.cases });
        let folder = dir.join(name);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("operations.json"), self.protocol.to_string())?;
        Ok(fs::write(folder.join("cases.json"), file.to_string())?)
    }

    /// What the runner writes for these cases: a request each, and the end of its session.
    pub(crate) fn lines(&self) -> Vec<[String; 2]> {
        let empty = json!({});
        let line = |(number, case): (usize, &Value)| {
            let member = |name| case.get(name).unwrap_or(&empty);
            let (op, input, draws) = (member("op"), member("in"), member("draws"));
            let draws = if draws == &empty { String::new() } else { format!(",\"draws\":{draws}") };
            let (id, session) = (2 * number + 1, number + 1);
            [
                format!(
                    "{{\"id\":{id},\"session\":{session},\"actor\":\"subject\",\"op\":{op},\"in\":{input}{draws}}}\n"
                ),
                format!("{{\"id\":{},\"op\":\"end\",\"session\":{session}}}\n", id + 1),
            ]
        };
        self.cases.iter().enumerate().map(line).collect()
    }
}

/// The declarations of a protocol.
fn protocol(name: &str) -> Result<Value> {
    let file = VECTORS.get_file(format!("{name}/operations.json"));
    let file = file.with_context(|| format!("vectors/{name}/operations.json is not embedded"))?;
    Ok(serde_json::from_slice(file.contents())?)
}

/// This member of every file of a protocol that has it.
fn vectors(protocol: &str, member: &str) -> Result<Vec<Value>> {
    let mut found = Vec::new();
    for file in VECTORS.get_dir(protocol).into_iter().flat_map(Dir::files) {
        let mut value: Value = serde_json::from_slice(file.contents())?;
        found.extend(value.get_mut(member).map(Value::take));
    }
    Ok(found)
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

fn kept(case: &Value) -> Value {
    let members = case.as_object().into_iter().flatten();
    members
        .filter(|(name, _)| KEPT.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// A copy of a case has an ID of its own.
fn renamed(case: &Value, time: usize) -> Value {
    let mut copy = case.clone();
    if let Some(Value::String(id)) = copy.get_mut("id") {
        *id = format!("{id}-{time}");
    }
    copy
}
