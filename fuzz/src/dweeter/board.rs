//! A dweet service, and beside it what it must keep by section 6.5.

use std::collections::VecDeque;

use taut_dweeter::service::{Answered, Bounds};
use taut_dweeter::wire::json::read;
use taut_dweeter::{Dict, Moment, Request, Service, Value};

/// So few that things are forgotten.
const BOUNDS: Bounds = Bounds { things: 3, body: 600 };
const DWEETS_A_THING: usize = 5;

pub(super) struct Board {
    service: Service,
    /// Unix milliseconds, by the clock of the service.
    pub(super) now: i64,
    /// `created` of the newest dweet of all.
    newest: Option<i64>,
    /// What is kept of each thing, newest first.
    things: Vec<(String, VecDeque<Kept>)>,
}

/// One dweet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Kept {
    at: i64,
    pub(super) content: Dict,
}

impl Kept {
    pub(super) fn created(&self) -> String {
        Moment::from_unix_ms(self.at).to_millisecond()
    }
}

impl Board {
    pub(super) fn new(now: i64) -> Self {
        Self { service: Service::new(BOUNDS), now, newest: None, things: Vec::new() }
    }

    /// Posts any body under any name, and holds the answer against the specification.
    pub(super) fn post(&mut self, thing: &[u8], body: &[u8]) -> Answered {
        let path = [b"/dweet/for/", thing].concat();
        let answer = self.service.handle(self.moment(), "POST", &path, body);
        let name = str::from_utf8(thing).ok().filter(|name| is_name(name));
        let content = str::from_utf8(body).ok().and_then(|body| read::read(body).ok());
        let expected = match (name, content) {
            (Some(_), _) if body.len() > BOUNDS.body => 413,
            (Some(name), Some(Value::Dict(content))) => {
                self.keep(name, &content);
                200
            }
            _ => 400,
        };
        assert_eq!(answer.status, expected, "{}", answer.body);
        answer
    }

    /// Asks for dweets as a Mailbox does, and holds the answer against what must be kept.
    pub(super) fn ask(&mut self, request: &Request, thing: &str) -> Answered {
        let answer = self.service.handle(self.moment(), request.method.name(), request.path.as_bytes(), b"");
        let latest: Vec<&Kept> = self.kept(thing).take(1).collect();
        assert_is_of(&answer, &latest);
        let all = ["/get/dweets/for/", thing].concat();
        let all = self.service.handle(self.moment(), "GET", all.as_bytes(), b"");
        assert_is_of(&all, &self.kept(thing).collect::<Vec<_>>());
        answer
    }

    /// Any request at all: nothing is changed by what is no post.
    pub(super) fn request(&mut self, method: &str, path: &[u8]) {
        let before = self.service.clone();
        let answer = self.service.handle(self.moment(), method, path, b"[]");
        assert!([200, 400, 404].contains(&answer.status));
        assert_eq!(self.service, before, "{method} has changed the service");
    }

    pub(super) fn kept(&self, thing: &str) -> impl Iterator<Item = &Kept> {
        self.things.iter().filter(move |(name, _)| name == thing).flat_map(|(_, kept)| kept)
    }

    fn moment(&self) -> Moment {
        Moment::from_unix_ms(self.now)
    }

    fn keep(&mut self, name: &str, content: &Dict) {
        let at = self.newest.map_or(self.now, |newest| self.now.max(newest + 1));
        self.newest = Some(at);
        if !self.things.iter().any(|(known, _)| known == name) {
            let age = |(_, kept): &(String, VecDeque<Kept>)| kept.front().map(|kept| kept.at);
            if self.things.len() >= BOUNDS.things {
                let oldest = self.things.iter().map(age).min().flatten();
                self.things.retain(|thing| age(thing) != oldest);
            }
            self.things.push((name.to_owned(), VecDeque::new()));
        }
        for (_, kept) in self.things.iter_mut().filter(|(known, _)| known == name) {
            kept.push_front(Kept { at, content: content.clone() });
            kept.truncate(DWEETS_A_THING);
        }
    }
}

fn is_name(name: &str) -> bool {
    (1..=2048).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

/// Panics unless an answer has these dweets, as their writers posted them.
fn assert_is_of(answer: &Answered, kept: &[&Kept]) {
    if kept.is_empty() {
        assert!([400, 404].contains(&answer.status), "{}", answer.body);
        return;
    }
    assert_eq!(answer.status, 200);
    let body = read::read(&answer.body).expect("what a service answers is JSON of few levels");
    let with = body.as_dict().and_then(|body| body.find("with"));
    let Some(Value::List(dweets)) = with else { panic!("no list in {}", answer.body) };
    let content = |dweet: &Value| dweet.as_dict()?.find("content")?.as_dict().cloned();
    let created = |dweet: &Value| dweet.as_dict()?.find("created").cloned();
    assert_eq!(dweets.len(), kept.len());
    for (dweet, kept) in dweets.iter().zip(kept) {
        assert_eq!(content(dweet).as_ref(), Some(&kept.content));
        assert_eq!(created(dweet), Some(kept.created().as_str().into()));
    }
}
