//! Plays cases against an adapter process and gives each one a verdict.
//!
//! | Module | What |
//! |---|---|
//! | [`script`] | a case with its operations found |
//! | [`cast`], [`play`] | who plays which actor; the playings of a case and their one verdict |
//! | [`session`] | one playing on its way: next request, meaning of the answer |
//! | [`origin`], [`blame`] | whose bytes a step consumed, and whose fault its failure is |
//! | [`trial`], [`change`] | a derived variant before the genuine message |
//! | [`expression`], [`fit`], [`matching`], [`judge`] | values, types, expectations; no input or output |
//! | [`start`], [`link`] | a process, greeted; what was asked of it and until when |
//! | [`scheduler`], [`ending`] | all processes and sessions, and their results |
//! | [`built_in`] | the actors that the runner plays itself |
//! | [`failures`], [`recovery`] | what happens when a process fails |
//! | [`interrupt`] | signals that end a run |
//! | [`record`] | verdicts and totals |

mod blame;
mod built_in;
mod cast;
mod change;
mod ending;
pub(crate) mod expression;
pub(crate) mod failures;
pub(crate) mod fit;
pub(crate) mod interrupt;
mod judge;
pub(crate) mod link;
pub(crate) mod matching;
mod origin;
mod play;
mod record;
pub(crate) mod recovery;
mod scheduler;
mod script;
mod session;
pub(crate) mod start;
#[cfg(test)]
pub(crate) mod tests;
mod trial;

use std::collections::{BTreeMap, VecDeque};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender};
use std::thread;
use std::time::Duration;

use sha2::{Digest, Sha256};

use self::cast::Cast;
use self::interrupt::Interrupt;
use self::play::{Play, Tally};
use self::record::Record;
use self::recovery::Budget;
use self::scheduler::{Helper, Scheduler, Worker};
use self::script::{Index, Script};
use crate::adapter::hello::Hello;
use crate::adapter::process::{self, Message};
use crate::adapter::turns::OneCpu;
use crate::event::{End, Event, Start, Verdict};
use crate::model::case::{Case, Tier};
use crate::model::suite::Suite;

/// How to start an adapter.
#[derive(Clone, Debug)]
pub(crate) struct AdapterCommand {
    pub(crate) program: OsString,
    pub(crate) args: Vec<OsString>,
    pub(crate) env: Vec<(OsString, OsString)>,
    pub(crate) dir: Option<PathBuf>,
}

/// What to run, on what, and how.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) suite: &'a Suite,
    /// The selected cases, in order.
    pub(crate) cases: Vec<&'a Case>,
    /// The implementation under test.
    pub(crate) subject: AdapterCommand,
    /// The built-in reference with its forging operations: attackers, checks, and the peers that the implementation
    /// does not play.
    pub(crate) helper: AdapterCommand,
    /// What `--impl` was given, if it was.
    pub(crate) implementation: Option<String>,
    pub(crate) options: Options,
}

/// The flags that change how a run goes.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// Adapter processes; `None` chooses by cores and number of cases.
    pub(crate) jobs: Option<usize>,
    /// For one request.
    pub(crate) timeout: Duration,
    /// Until the answer to `hello`.
    pub(crate) start_timeout: Duration,
    pub(crate) fail_fast: bool,
    /// Order of the cases; `None` keeps the suite's.
    pub(crate) seed: Option<u64>,
    /// Findings count as differences.
    pub(crate) strict: bool,
    /// Results tell what was asked and answered.
    pub(crate) transcript: bool,
    /// How many derived variants are played.
    pub(crate) tier: Tier,
    /// What ends a run with its reports whole; without it, a signal ends the program.
    pub(crate) interrupt: Option<Interrupt>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            jobs: None,
            timeout: Duration::from_secs(5),
            start_timeout: Duration::from_secs(10),
            fail_fast: false,
            seed: None,
            strict: false,
            transcript: false,
            tier: Tier::default(),
            interrupt: None,
        }
    }
}

/// Why there is no verdict at all: exit status 3.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct SetupError {
    /// What happened, where, and what to do.
    pub(crate) message: String,
}

/// Fewer cases than this are not worth a second process.
const FEW_CASES: usize = 200;
/// More processes than this by themselves would be a surprise.
const MOST_JOBS: usize = 4;
/// Numbers of the first processes.
const HELPER: usize = 0;
const SUBJECT: usize = 1;

/// Plays all cases. Every selected case gets exactly one `Event::Case`; the last event is the `End` that is
/// also returned.
///
/// # Errors
/// When a case names what does not exist, or the adapter cannot be started or never says hello.
pub(crate) fn run(plan: &Plan<'_>, sink: &mut dyn FnMut(Event)) -> Result<End, SetupError> {
    crate::live::allow_sockets();
    let index = Index::of(plan.suite);
    let scripts = plan.cases.iter().map(|case| Script::new(case, &index)).collect::<Result<Vec<_>, _>>()?;
    let (sender, messages) = process::channel();
    let channel = (&sender, &messages);
    if let Some(interrupt) = &plan.options.interrupt {
        let deaf = |why| SetupError { message: format!("cannot watch for signals: {why}") };
        interrupt.watch(&sender).map_err(deaf)?;
    }
    // The helper comes first: it is silent between answers, so the hello of the subject cannot be disturbed.
    let plays = |script: &Script<'_>| {
        let placements = Cast::placements(&script.actors);
        placements.into_iter().any(|placement| script.needs_helper(placement))
    };
    let needs_helper = scripts.iter().any(plays);
    let helper = if needs_helper { Some(start_helper(plan, channel)?) } else { None };
    let (link, hello) = start::first(&plan.subject, SUBJECT, channel, plan.options.start_timeout)?;
    let notes = hello.review(plan.suite).map_err(|message| SetupError { message })?;
    let protocols = plan.suite.protocols.iter().map(|one| one.protocol.protocol.as_str());
    let mut record = Record::new(&scripts, protocols, plan.options.strict, sink);
    record.send(Event::Start(Box::new(start_event(plan, &hello, &record))));
    for text in notes {
        record.send(Event::Note { text });
    }
    let offered = offered(plan, &scripts, &hello, &mut record);
    let mut tallies: Vec<Tally> = scripts.iter().map(|_| Tally::default()).collect();
    let queue = queue(&offered, &scripts, &mut tallies);
    let jobs = jobs(plan);
    let take_turns = jobs == 1 && hello.in_flight == 1;
    let helping = helper.iter().flat_map(|helper| helper.link.threads());
    let _one_cpu = take_turns.then(|| OneCpu::share(link.threads().chain(helping)));
    let mut workers = vec![Worker { link: Some(link), group: None }];
    workers.resize_with(jobs, Worker::default);
    let scheduler = Scheduler {
        plan,
        hello: &hello,
        scripts: &scripts,
        sender,
        messages,
        workers,
        helper,
        queue,
        tallies,
        active: BTreeMap::new(),
        record,
        budget: Budget::new(plan.cases.len()),
        last_number: SUBJECT,
        last_session: 0,
        taken: 0,
        stop: None,
    };
    Ok(scheduler.play())
}

fn start_helper(
    plan: &Plan<'_>,
    channel: (&SyncSender<Message>, &Receiver<Message>),
) -> Result<Helper, SetupError> {
    let (link, hello) = start::first(&plan.helper, HELPER, channel, plan.options.start_timeout)
        .map_err(|why| SetupError { message: format!("the built-in reference did not start: {why}") })?;
    Ok(Helper { link, in_flight: hello.in_flight })
}

fn start_event(plan: &Plan<'_>, hello: &Hello, record: &Record<'_, '_>) -> Start {
    let AdapterCommand { program, args, .. } = &plan.subject;
    let built_in = (program, args.first()) == (&plan.helper.program, plan.helper.args.first());
    let words = std::iter::once(program).chain(args).filter(|_| !built_in);
    Start {
        taut: env!("CARGO_PKG_VERSION").to_owned(),
        command: words.map(|word| word.to_string_lossy().into_owned()).collect(),
        implementation: plan.implementation.clone(),
        hello: hello.info(),
        selected: record.selected(),
        cases: plan.cases.iter().map(|case| case.id.clone()).collect(),
        strict: plan.options.strict,
    }
}

/// The cases to play, in the order of play; all others get their verdict here.
fn offered(
    plan: &Plan<'_>,
    scripts: &[Script<'_>],
    hello: &Hello,
    record: &mut Record<'_, '_>,
) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scripts.len()).collect();
    if let Some(seed) = plan.options.seed {
        let key = |case: &usize| {
            let id = scripts.get(*case).map(|script| script.case.id.as_bytes()).unwrap_or_default();
            Sha256::new().chain_update(seed.to_be_bytes()).chain_update(id).finalize()
        };
        order.sort_by_cached_key(key);
    }
    order.retain(|case| {
        let Some(script) = scripts.get(*case) else { return false };
        let Some(reason) = script.not_offered(hello) else { return true };
        record.verdict(*case, Box::new(session::result(script, Verdict::NotOffered, reason)));
        false
    });
    order
}

/// Every case in each of its placements.
fn queue(order: &[usize], scripts: &[Script<'_>], tallies: &mut [Tally]) -> VecDeque<Play> {
    let mut queue = VecDeque::new();
    for case in order.iter().copied() {
        let (Some(script), Some(tally)) = (scripts.get(case), tallies.get_mut(case)) else { continue };
        let placements = Cast::placements(&script.actors).into_iter();
        queue.extend(placements.map(|placement| tally.plan(case, placement, None)));
    }
    queue
}

fn jobs(plan: &Plan<'_>) -> usize {
    let cores = || thread::available_parallelism().map_or(1, usize::from).min(MOST_JOBS);
    let by_size = || if plan.cases.len() < FEW_CASES { 1 } else { cores() };
    plan.options.jobs.unwrap_or_else(by_size).max(1)
}
