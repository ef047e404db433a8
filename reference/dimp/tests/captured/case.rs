//! The cases that were captured from released implementations, as known answers.

use std::sync::LazyLock;

use serde_json::Value as Json;
use taut_dimp::{Dict, Int, Value};
use taut_wire::Text;

const FILES: [&str; 2] = [
    include_str!("../../../../vectors/dimp/published.json"),
    include_str!("../../../../vectors/dimp/upstream.json"),
];

/// A case of one operation.
pub(crate) struct Case(Json);

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let parse = |file| serde_json::from_str::<Json>(file).expect("a case file is JSON");
    let cases = FILES.into_iter().flat_map(|file| match parse(file).get_mut("cases").map(Json::take) {
        Some(Json::Array(cases)) => cases,
        _ => panic!("a case file has cases"),
    });
    cases.map(Case).collect()
});

/// The captured cases of an operation.
pub(crate) fn of(operation: &str) -> Vec<&'static Case> {
    CASES.iter().filter(|case| case.part("/op").is_some_and(|name| name == operation)).collect()
}

impl Case {
    pub(crate) fn id(&self) -> &str {
        self.0.get("id").and_then(Json::as_str).expect("a case has an ID")
    }

    /// A part of the case by its JSON pointer, if it is there.
    pub(crate) fn part(&self, pointer: &str) -> Option<&Json> {
        self.0.pointer(pointer)
    }

    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.part(pointer).and_then(Json::as_str).unwrap_or_else(|| self.lacks(pointer))
    }

    pub(crate) fn bytes(&self, pointer: &str) -> Vec<u8> {
        bytes(self.text(pointer))
    }

    pub(crate) fn optional_bytes(&self, pointer: &str) -> Option<Vec<u8>> {
        self.part(pointer).map(|_| self.bytes(pointer))
    }

    pub(crate) fn list(&self, pointer: &str) -> Vec<Vec<u8>> {
        let list = self.part(pointer).and_then(Json::as_array).unwrap_or_else(|| self.lacks(pointer));
        list.iter().map(|item| bytes(string(item))).collect()
    }

    pub(crate) fn pairs(&self, pointer: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
        let pairs = self.part(pointer).and_then(Json::as_array).unwrap_or_else(|| self.lacks(pointer));
        let pair = |pair: &Json| match pair.as_array().map(Vec::as_slice) {
            Some([key, value]) => (bytes(string(key)), bytes(string(value))),
            _ => self.lacks(pointer),
        };
        pairs.iter().map(pair).collect()
    }

    fn lacks(&self, pointer: &str) -> ! {
        panic!("{} has nothing good at {pointer}", self.id())
    }

    /// A draw, or zeros for one that the case does without.
    pub(crate) fn draw<const N: usize>(&self, name: &str) -> [u8; N] {
        let drawn = self.optional_bytes(&format!("/draws/{name}"));
        drawn.map_or([0; N], |drawn| drawn.try_into().expect("a draw has its size"))
    }

    /// The clock, in whole seconds.
    pub(crate) fn time(&self) -> i64 {
        self.part("/now").and_then(Json::as_i64).unwrap_or_default() / 1000
    }

    /// The code that is wanted, if the case is one of a refusal.
    pub(crate) fn refusal(&self) -> Option<&str> {
        self.part("/expect/reject").and_then(Json::as_str)
    }

    pub(crate) fn value(&self, pointer: &str) -> Value {
        self.part(pointer).map_or(Value::Null, value)
    }

    pub(crate) fn dict(&self, pointer: &str) -> Dict {
        match self.value(pointer) {
            Value::Dict(dict) => dict,
            _ => self.lacks(pointer),
        }
    }
}

pub(crate) fn bytes(digits: &str) -> Vec<u8> {
    hex::decode(digits).expect("bytes are hexadecimal")
}

/// A tagged array of section 4.1.
fn value(json: &Json) -> Value {
    let tag = json.pointer("/0").and_then(Json::as_str);
    let part = json.pointer("/1").unwrap_or(&Json::Null);
    let parts = || part.as_array().expect("a list or a dict has its parts").iter();
    match tag {
        Some("null") => Value::Null,
        Some("bool") => Value::Bool(part == true),
        Some("int") => Value::Int(Int::from_decimal(string(part)).expect("an int is decimal")),
        Some("float") => {
            let bits = bytes(string(part)).try_into().expect("a float has 8 bytes");
            Value::Float(f64::from_be_bytes(bits))
        }
        Some("text") => Value::Text(text(part)),
        Some("list") => Value::List(parts().map(value).collect()),
        Some("dict") => Value::Dict(Dict(parts().map(member).collect())),
        _ => panic!("no value: {json}"),
    }
}

fn member(pair: &Json) -> (Text, Value) {
    match pair.as_array().map(Vec::as_slice) {
        Some([name, member]) => (text(name), value(member)),
        _ => panic!("no pair: {pair}"),
    }
}

fn text(json: &Json) -> Text {
    Text::from_bytes(bytes(string(json))).expect("a text is UTF-8")
}

fn string(json: &Json) -> &str {
    json.as_str().expect("a tag has its value")
}
