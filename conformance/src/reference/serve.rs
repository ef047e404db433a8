//! Requests from standard input, answers on standard output, and sessions apart.
//!
//! Requests are answered one after the other, on one thread. A session that uses a network may have to wait, so from
//! its first live operation on it has a thread of its own, and no other session waits with it.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::call::Sessions;
use super::line::Request;
use super::{answer, is_live};

/// Requests arrive by the dozen, and so they are read.
const BUFFER: usize = 1 << 18;
/// Answers are handed on some at a time, so that the runner can work on them meanwhile.
const ANSWERS: usize = 1 << 12;
/// How long sessions apart may go on at the end of the input: less than an adapter has for its own end.
const LAST_ANSWERS: Duration = Duration::from_secs(1);
/// Exit status after a panic, as that of a thread that nothing waits for.
const PANICKED: i32 = 101;

/// Answers each line of `requests`; answers are handed on at the latest when no whole request is left to read.
pub(super) fn serve<W: Write + Send + 'static>(
    requests: impl Read,
    answers: W,
    attacker: bool,
) -> io::Result<()> {
    let mut requests = BufReader::with_capacity(BUFFER, requests);
    let answers = Answers(Arc::new(Mutex::new(BufWriter::with_capacity(ANSWERS, answers))));
    let (mut here, mut apart) = (Sessions::default(), Apart::new(answers.clone(), attacker));
    let mut line = Vec::new();
    while requests.read_until(b'\n', &mut line)? > 0 {
        let request = Request::parse(&line);
        match request.as_ref().ok().and_then(|request| apart.session(request)) {
            None => answer(request, &mut here, attacker, &mut *answers.lock())?,
            Some(session) => {
                let is_end = request.is_ok_and(|request| request.op == "end");
                apart.play(session, std::mem::take(&mut line), &mut here, is_end)?;
            }
        }
        line.clear();
        if !requests.buffer().contains(&b'\n') {
            answers.lock().flush()?;
        }
    }
    answers.lock().flush()?;
    apart.finish();
    Ok(())
}

/// Where answers go, each as a whole.
struct Answers<W: Write>(Arc<Mutex<BufWriter<W>>>);

impl<W: Write> Answers<W> {
    fn lock(&self) -> MutexGuard<'_, BufWriter<W>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<W: Write> Clone for Answers<W> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// The sessions that have a thread of their own.
struct Apart<W: Write> {
    requests: HashMap<u64, Sender<Vec<u8>>>,
    answers: Answers<W>,
    attacker: bool,
    /// Every thread holds the sender until it ends.
    running: (Sender<()>, Receiver<()>),
}

impl<W: Write + Send + 'static> Apart<W> {
    fn new(answers: Answers<W>, attacker: bool) -> Self {
        Self { requests: HashMap::new(), answers, attacker, running: mpsc::channel() }
    }

    /// The session of a request, when it is played apart.
    fn session(&self, request: &Request<'_>) -> Option<u64> {
        request.session.filter(|session| self.requests.contains_key(session) || is_live(&request.op))
    }

    /// Has the thread of a session answer, which begins with the state that the session has `here`.
    fn play(&mut self, session: u64, line: Vec<u8>, here: &mut Sessions, is_end: bool) -> io::Result<()> {
        if !self.requests.contains_key(&session) {
            let requests = self.begin(here.take(session))?;
            self.requests.insert(session, requests);
        }
        let requests =
            if is_end { self.requests.remove(&session) } else { self.requests.get(&session).cloned() };
        // A thread that could not write has ended, and reading ends as well then.
        let _ = requests.map(|requests| requests.send(line));
        Ok(())
    }

    fn begin(&self, mut sessions: Sessions) -> io::Result<Sender<Vec<u8>>> {
        let (requests, lines) = mpsc::channel::<Vec<u8>>();
        let (answers, attacker, running) = (self.answers.clone(), self.attacker, self.running.0.clone());
        thread::Builder::new().name("session".to_owned()).spawn(move || {
            let _running = running;
            for line in lines {
                let mut text = Vec::new();
                let play = || answer(Request::parse(&line), &mut sessions, attacker, &mut text);
                // Otherwise the request would wait for an answer that never comes.
                let played = catch_unwind(AssertUnwindSafe(play)).unwrap_or_else(|_| process::exit(PANICKED));
                let mut answers = answers.lock();
                if played.and_then(|()| answers.write_all(&text)).and_then(|()| answers.flush()).is_err() {
                    return;
                }
            }
        })?;
        Ok(requests)
    }

    /// Waits for the last answers.
    fn finish(self) {
        let Self { requests, running: (own, ended), .. } = self;
        drop((requests, own));
        let until = Instant::now() + LAST_ANSWERS;
        while ended.recv_timeout(until.saturating_duration_since(Instant::now())).is_ok() {}
    }
}

#[cfg(test)]
mod tests {
    use std::io::{PipeReader, PipeWriter};

    use serde_json::{Value, json};

    use super::*;

    /// An adapter, and its pipes.
    fn adapter() -> (PipeWriter, BufReader<PipeReader>) {
        let (requests, to) = io::pipe().unwrap();
        let (from, answers) = io::pipe().unwrap();
        thread::spawn(move || serve(requests, answers, false));
        (to, BufReader::new(from))
    }

    fn next(answers: &mut BufReader<PipeReader>) -> Value {
        let mut line = String::new();
        answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn ask(requests: &mut PipeWriter, id: u64, session: u64, op: &str, input: &Value) {
        let request = json!({"id": id, "session": session, "actor": "a", "op": op, "in": input});
        writeln!(requests, "{request}").unwrap();
    }

    #[test]
    fn a_session_that_waits_holds_up_no_other() {
        let (mut requests, mut answers) = adapter();
        let udp = json!({"role": "udp", "version": "0.0.9"});
        ask(&mut requests, 1, 7, "netaio.live.start", &udp);
        assert!(next(&mut answers)["accept"]["port"].is_u64());
        ask(&mut requests, 2, 7, "netaio.live.events", &json!({"within_ms": 400}));
        ask(&mut requests, 3, 8, "netaio.live.start", &udp);
        ask(&mut requests, 4, 9, "end", &json!({}));
        let mut ids: Vec<u64> = (0..2).map(|_| next(&mut answers)["id"].as_u64().unwrap()).collect();
        ids.sort_unstable();
        assert_eq!(ids, [3, 4]);
        assert_eq!(next(&mut answers), json!({"id": 2, "accept": {"events": []}}));
        ask(&mut requests, 5, 7, "end", &json!({}));
        assert_eq!(next(&mut answers), json!({"id": 5, "accept": {}}));
        ask(&mut requests, 6, 7, "netaio.live.peers", &json!({}));
        assert!(next(&mut answers)["error"].is_string());
    }

    #[test]
    fn state_goes_along_to_the_thread() {
        let (mut requests, mut answers) = adapter();
        ask(&mut requests, 1, 7, "stringphone.topic.new", &json!({}));
        ask(&mut requests, 2, 7, "netaio.live.start", &json!({"role": "client", "version": "0.0.9"}));
        ask(&mut requests, 3, 7, "stringphone.topic.introduce", &json!({}));
        let accepted = (0..3).all(|_| next(&mut answers)["accept"].is_object());
        assert!(accepted);
        drop(requests);
        let mut rest = String::new();
        answers.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
    }
}
