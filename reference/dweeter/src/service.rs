//! The dweet service: `spec/dweeter.md` section 6.5 (revision 1.0.0), DW-SERVE-1 to DW-SERVE-7.
//!
//! It keeps everything in memory, within its bounds, and knows nothing of encryption.

use std::collections::{BTreeMap, HashMap, VecDeque};

use taut_wire::{fault, require};

use crate::wire::http::{MEDIA_TYPE, Route};
use crate::wire::json::{Dict, Value, read, write};
use crate::wire::time::Moment;

const DWEETS_A_THING: usize = 5;
const MAX_NAME: usize = 2048;

/// How much a service keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How many things.
    pub things: usize,
    /// How many bytes of a posted body.
    pub body: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { things: 1024, body: 65_536 }
    }
}

/// A service that keeps everything in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Service {
    bounds: Bounds,
    /// The dweets of each thing, newest first.
    things: HashMap<String, VecDeque<Kept>>,
    /// The things, by their newest dweets; no two dweets are of one moment.
    by_age: BTreeMap<Moment, String>,
    posts: u128,
}

/// What is kept of a post.
#[derive(Clone, Debug, PartialEq)]
struct Kept {
    created: Moment,
    content: Dict,
}

/// What a service answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Status of the HTTP answer.
    pub status: u16,
    /// Value of its Content-Type field.
    pub media_type: &'static str,
    /// Its body.
    pub body: String,
}

/// Why a request is not served (DW-SERVE-5), in the order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failure {
    BadName,
    TooLarge,
    NotAnObject,
    NotFound,
}

impl Service {
    /// Makes a service that keeps nothing yet.
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        Self { bounds, ..Self::default() }
    }

    /// How much this service keeps.
    #[must_use]
    pub const fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Answers one request. Of a body that is longer than the bound, one byte more is enough.
    pub fn handle(&mut self, now: Moment, method: &str, path: &[u8], body: &[u8]) -> Answered {
        let answer = match Route::of(method, path) {
            Some(Route::Post(thing)) => self.post(now, thing, body),
            Some(Route::Latest(thing)) => self.dweets(thing, 1),
            Some(Route::All(thing)) => self.dweets(thing, usize::MAX),
            None => Err(Failure::NotFound),
        };
        match answer {
            Ok(answer) => answered(200, &answer),
            Err(failure) => answered(failure.number(), &failure.to_dict()),
        }
    }

    fn post(&mut self, now: Moment, thing: &[u8], body: &[u8]) -> Result<Dict, Failure> {
        let thing = name(thing)?;
        require!(DW_SERVE_5, body.len() <= self.bounds.body, Failure::TooLarge);
        let content = str::from_utf8(body).ok().and_then(|body| read::read(body).ok());
        let Some(Value::Dict(content)) = content else { return Err(Failure::NotAnObject) };
        let kept = Kept { created: self.next_moment(now), content };
        let mut dweet = kept.to_dict(thing);
        self.keep(thing, kept);
        self.posts += 1;
        dweet.set("transaction", transaction(self.posts).as_str().into());
        Ok(succeeded("dweeting", "dweet", dweet.into()))
    }

    fn dweets(&self, thing: &[u8], most: usize) -> Result<Dict, Failure> {
        let thing = name(thing)?;
        let dweets = self.things.get(thing).ok_or(Failure::NotFound)?;
        // DW-SERVE-2
        let dweets = dweets.iter().take(most).map(|kept| kept.to_dict(thing).into()).collect();
        Ok(succeeded("getting", "dweets", Value::List(dweets)))
    }

    /// DW-SERVE-6
    fn next_moment(&self, now: Moment) -> Moment {
        match self.by_age.last_key_value() {
            Some((last, _)) if !fault!(DW_SERVE_6) => now.max(last.next()),
            _ => now,
        }
    }

    /// DW-SERVE-1
    fn keep(&mut self, thing: &str, kept: Kept) {
        if !self.things.contains_key(thing)
            && self.things.len() >= self.bounds.things
            && !fault!(DW_SERVE_4)
            && let Some((_, oldest)) = self.by_age.pop_first()
        {
            self.things.remove(&oldest);
        }
        let dweets = self.things.entry(thing.to_owned()).or_default();
        if let Some(newest) = dweets.front() {
            self.by_age.remove(&newest.created);
        }
        self.by_age.insert(kept.created, thing.to_owned());
        dweets.push_front(kept);
        if !fault!(DW_SERVE_3) {
            dweets.truncate(DWEETS_A_THING);
        }
    }
}

impl Kept {
    fn to_dict(&self, thing: &str) -> Dict {
        Dict::from_iter([
            ("thing", Value::from(thing)),
            ("created", self.created.to_millisecond().as_str().into()),
            ("content", self.content.clone().into()),
        ])
    }
}

impl Failure {
    const fn number(self) -> u16 {
        match self {
            Self::BadName | Self::NotAnObject => 400,
            Self::TooLarge => 413,
            Self::NotFound => 404,
        }
    }

    const fn reason(self) -> &'static str {
        match self {
            Self::BadName => "the name of the thing is not allowed",
            Self::TooLarge => "the content is too large",
            Self::NotAnObject => "the content is not a JSON object",
            Self::NotFound => "we couldn't find this",
        }
    }

    fn to_dict(self) -> Dict {
        Dict::from_iter([
            ("this", Value::from("failed")),
            ("with", i64::from(self.number()).into()),
            ("because", self.reason().into()),
        ])
    }
}

fn succeeded(by: &str, the: &str, with: Value) -> Dict {
    Dict::from_iter([("this", "succeeded".into()), ("by", by.into()), ("the", the.into()), ("with", with)])
}

fn answered(status: u16, body: &Dict) -> Answered {
    Answered { status, media_type: MEDIA_TYPE, body: write::object(body) }
}

fn name(bytes: &[u8]) -> Result<&str, Failure> {
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    match str::from_utf8(bytes) {
        Ok(name) if (1..=MAX_NAME).contains(&bytes.len()) && bytes.iter().all(allowed) => Ok(name),
        _ => Err(Failure::BadName),
    }
}

/// The number of a post, in the form of a UUID (DW-SERVE-7).
fn transaction(number: u128) -> String {
    let digits = format!("{number:032x}");
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32].map(|group| digits.get(group).unwrap_or_default());
    groups.join("-")
}
