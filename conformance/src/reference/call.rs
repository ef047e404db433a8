//! What an operation is given, and what it gives back when it does not accept.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;
use taut_wire::Refusal;

use super::{dimp, dweeter, netaio, omemo, stringphone};
use crate::model::outcome::Members;

/// One call of an operation.
pub(super) struct Call<'a> {
    pub(super) input: Input<'a>,
    pub(super) draws: Input<'a>,
    /// The time that the request gives, in Unix milliseconds.
    pub(super) now: Option<i64>,
    /// Filled as far as the operation gets.
    pub(super) intermediate: Members,
    place: Option<Place<'a>>,
    sessions: &'a mut Sessions,
}

/// Whose state an operation uses.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) session: u64,
    pub(super) actor: &'a str,
}

/// The state of every actor of every session.
#[derive(Default)]
pub(super) struct Sessions(HashMap<u64, HashMap<String, Actor>>);

/// The state of one actor, for each protocol.
#[derive(Default)]
pub(super) struct Actor {
    pub(super) dimp: Option<dimp::Node>,
    pub(super) dweeter: Option<dweeter::State>,
    pub(super) netaio_node: Option<netaio::Node>,
    pub(super) netaio_live: Option<Arc<netaio::Live>>,
    pub(super) omemo_manager: Option<omemo::Manager>,
    pub(super) omemo_party: Option<omemo::Party>,
    pub(super) stringphone: Option<stringphone::Topic>,
}

/// Why an operation does not accept.
pub(super) enum Failure {
    Ignore,
    /// With this code.
    Reject(&'static str),
    /// The request is wrong, not the message in it.
    Error(String),
}

impl<R: Into<Self>> From<Refusal<R>> for Failure {
    fn from(refusal: Refusal<R>) -> Self {
        match refusal {
            Refusal::Ignore => Self::Ignore,
            Refusal::Reject(reject) => reject.into(),
        }
    }
}

/// Errors of a reference that have a code: whoever meets one rejects with it.
macro_rules! rejects_with {
    ($($error:ty),+) => {$(
        impl From<$error> for $crate::reference::call::Failure {
            fn from(error: $error) -> Self {
                Self::Reject(error.code())
            }
        }
    )+};
}
pub(super) use rejects_with;

impl<'a> Call<'a> {
    pub(super) fn new(
        input: Input<'a>,
        draws: Input<'a>,
        now: Option<i64>,
        place: Option<Place<'a>>,
        sessions: &'a mut Sessions,
    ) -> Self {
        Self { input, draws, now, intermediate: Members::new(), place, sessions }
    }

    /// The state of the actor that is asked, if it has any.
    pub(super) fn actor(&mut self) -> Option<&mut Actor> {
        let place = self.place?;
        self.sessions.0.get_mut(&place.session)?.get_mut(place.actor)
    }

    /// The state of the actor that is asked, for an operation that makes it.
    pub(super) fn new_actor(&mut self) -> Result<&mut Actor, Failure> {
        let Some(Place { session, actor }) = self.place else {
            return Err(Failure::Error("the request needs `session` and `actor`".to_owned()));
        };
        Ok(self.sessions.0.entry(session).or_default().entry(actor.to_owned()).or_default())
    }

    /// The time that the request gives, or now, in Unix milliseconds.
    pub(super) fn now_ms(&self) -> Result<u64, Failure> {
        let since_1970 = || SystemTime::now().duration_since(UNIX_EPOCH).map(|time| time.as_millis());
        let system = || since_1970().ok().and_then(|milliseconds| i64::try_from(milliseconds).ok());
        let milliseconds = self.now.or_else(system).unwrap_or_default();
        let wrong = || Failure::Error(format!("`now` must be a time after 1970, but is {milliseconds} ms"));
        u64::try_from(milliseconds).map_err(|_| wrong())
    }

    /// Notes a value on the way.
    pub(super) fn note(&mut self, name: &str, bytes: &[u8]) {
        self.intermediate.insert(name.to_owned(), Value::String(hex::encode(bytes)));
    }
}

impl Sessions {
    /// Moves what a session holds, to be played elsewhere.
    pub(super) fn take(&mut self, session: u64) -> Self {
        Self(self.0.remove_entry(&session).into_iter().collect())
    }

    /// Frees a session, if it is known.
    pub(super) fn end(&mut self, session: Option<u64>) {
        if let Some(session) = session {
            self.0.remove(&session);
        }
    }
}

/// Names and values, in an order that is kept.
#[derive(Default)]
pub(super) struct Pairs(pub(super) Vec<(Vec<u8>, Vec<u8>)>);

impl Pairs {
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.0.iter().map(|(name, value)| (name.as_slice(), value.as_slice()))
    }
}

/// `in` or `draws` of a request. A member of the wrong form is an error of the request, and named.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    name: &'static str,
    members: &'a Members,
}

impl<'a> Input<'a> {
    pub(super) fn new(name: &'static str, members: &'a Members) -> Self {
        Self { name, members }
    }

    pub(super) fn has(&self, member: &str) -> bool {
        self.members.contains_key(member)
    }

    pub(super) fn bytes(&self, member: &str) -> Result<Vec<u8>, Failure> {
        self.hex(member, self.required(member)?)
    }

    pub(super) fn optional_bytes(&self, member: &str) -> Result<Option<Vec<u8>>, Failure> {
        self.members.get(member).map(|value| self.hex(member, value)).transpose()
    }

    /// Bytes whose number an operation fixes outside of any rule.
    pub(super) fn array<const N: usize>(&self, member: &str) -> Result<[u8; N], Failure> {
        let bytes = self.bytes(member)?;
        <[u8; N]>::try_from(bytes.as_slice())
            .map_err(|_| self.wrong(member, &format!("{N} bytes"), &bytes.len().to_string()))
    }

    pub(super) fn optional_array<const N: usize>(&self, member: &str) -> Result<Option<[u8; N]>, Failure> {
        self.members.get(member).map(|_| self.array(member)).transpose()
    }

    pub(super) fn list(&self, member: &str) -> Result<Vec<Vec<u8>>, Failure> {
        match self.required(member)? {
            Value::Array(items) => items.iter().map(|item| self.hex(member, item)).collect(),
            other => Err(self.wrong(member, "a list", kind(other))),
        }
    }

    pub(super) fn optional_list(&self, member: &str) -> Result<Option<Vec<Vec<u8>>>, Failure> {
        self.members.get(member).map(|_| self.list(member)).transpose()
    }

    /// Pairs of a name and a value.
    pub(super) fn pairs(&self, member: &str) -> Result<Pairs, Failure> {
        let Value::Array(pairs) = self.required(member)? else {
            return Err(self.wrong(member, "a list of pairs", kind(self.required(member)?)));
        };
        let pair = |pair: &Value| match pair.as_array().map(Vec::as_slice) {
            Some([name, value]) => Ok((self.hex(member, name)?, self.hex(member, value)?)),
            _ => Err(self.wrong(member, "a list of pairs", "one of something else")),
        };
        pairs.iter().map(pair).collect::<Result<_, _>>().map(Pairs)
    }

    pub(super) fn optional_pairs(&self, member: &str) -> Result<Option<Pairs>, Failure> {
        self.members.get(member).map(|_| self.pairs(member)).transpose()
    }

    /// An integer of the range that the operation takes.
    pub(super) fn int<T: TryFrom<i64>>(&self, member: &str) -> Result<T, Failure> {
        let value = self.required(member)?;
        let number = value.as_i64().and_then(|number| T::try_from(number).ok());
        number.ok_or_else(|| self.wrong(member, "an integer that the operation takes", &value.to_string()))
    }

    pub(super) fn optional_int<T: TryFrom<i64>>(&self, member: &str) -> Result<Option<T>, Failure> {
        self.members.get(member).map(|_| self.int(member)).transpose()
    }

    /// A list of integers.
    pub(super) fn optional_ints(&self, member: &str) -> Result<Option<Vec<i64>>, Failure> {
        let Some(value) = self.members.get(member) else { return Ok(None) };
        let ints = value.as_array().and_then(|items| items.iter().map(Value::as_i64).collect());
        ints.map(Some).ok_or_else(|| self.wrong(member, "a list of integers", &value.to_string()))
    }

    /// A list of numbers of 32 bits.
    pub(super) fn numbers(&self, member: &str) -> Result<Vec<u32>, Failure> {
        let value = self.required(member)?;
        let number = |item: &Value| item.as_u64().and_then(|number| u32::try_from(number).ok());
        let numbers = value.as_array().and_then(|items| items.iter().map(number).collect());
        numbers.ok_or_else(|| self.wrong(member, "a list of numbers of 32 bits", &value.to_string()))
    }

    pub(super) fn optional_numbers(&self, member: &str) -> Result<Option<Vec<u32>>, Failure> {
        self.members.get(member).map(|_| self.numbers(member)).transpose()
    }

    /// A list of texts that nothing parses.
    pub(super) fn texts(&self, member: &str) -> Result<Vec<&'a str>, Failure> {
        let value = self.required(member)?;
        let texts = value.as_array().and_then(|items| items.iter().map(Value::as_str).collect());
        texts.ok_or_else(|| self.wrong(member, "a list of texts", &value.to_string()))
    }

    /// Text that nothing parses.
    pub(super) fn text(&self, member: &str) -> Result<&'a str, Failure> {
        let value = self.required(member)?;
        value.as_str().ok_or_else(|| self.wrong(member, "text", kind(value)))
    }

    pub(super) fn optional_text(&self, member: &str) -> Result<Option<&'a str>, Failure> {
        self.members.get(member).map(|_| self.text(member)).transpose()
    }

    /// Bytes that an operation says are UTF-8.
    pub(super) fn utf8(&self, member: &str) -> Result<String, Failure> {
        String::from_utf8(self.bytes(member)?).map_err(|why| self.wrong(member, "UTF-8", &why.to_string()))
    }

    pub(super) fn optional_utf8(&self, member: &str) -> Result<Option<String>, Failure> {
        self.members.get(member).map(|_| self.utf8(member)).transpose()
    }

    /// A tagged value, read by the protocol that it is of.
    pub(super) fn value<T>(&self, member: &str, read: impl Fn(&Value) -> Option<T>) -> Result<T, Failure> {
        let value = self.required(member)?;
        read(value).ok_or_else(|| self.wrong(member, "a tagged value of the protocol", "none"))
    }

    pub(super) fn optional_value<T>(
        &self,
        member: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<Option<T>, Failure> {
        self.members.get(member).map(|_| self.value(member, read)).transpose()
    }

    pub(super) fn bool(&self, member: &str) -> Result<bool, Failure> {
        let value = self.required(member)?;
        value.as_bool().ok_or_else(|| self.wrong(member, "a boolean", kind(value)))
    }

    pub(super) fn optional_bool(&self, member: &str) -> Result<Option<bool>, Failure> {
        self.members.get(member).map(|_| self.bool(member)).transpose()
    }

    /// A name of a closed list.
    pub(super) fn choice<T: Clone>(&self, member: &str, names: &[(&str, T)]) -> Result<T, Failure> {
        let expected = || names.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" | ");
        match self.required(member)? {
            Value::String(text) => match names.iter().find(|(name, _)| name == text) {
                Some((_, value)) => Ok(value.clone()),
                None => Err(self.wrong(member, &expected(), &format!("`{text}`"))),
            },
            other => Err(self.wrong(member, &expected(), kind(other))),
        }
    }

    fn required(&self, member: &str) -> Result<&'a Value, Failure> {
        self.members.get(member).ok_or_else(|| Failure::Error(format!("`{}.{member}` is missing", self.name)))
    }

    fn hex(&self, member: &str, value: &Value) -> Result<Vec<u8>, Failure> {
        const EXPECTED: &str = "an even number of lower-case hexadecimal digits";
        let Value::String(digits) = value else {
            return Err(self.wrong(member, EXPECTED, kind(value)));
        };
        match hex::decode(digits) {
            Ok(bytes) if !digits.bytes().any(|digit| digit.is_ascii_uppercase()) => Ok(bytes),
            Ok(_) => Err(self.wrong(member, EXPECTED, "partly upper-case")),
            Err(why) => Err(self.wrong(member, EXPECTED, &format!("not: {why}"))),
        }
    }

    fn wrong(&self, member: &str, expected: &str, actual: &str) -> Failure {
        Failure::Error(format!("`{}.{member}` must be {expected}, but is {actual}", self.name))
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
