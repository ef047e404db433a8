//! Steps of the actors that the runner plays itself: asked of a thread of their session, judged like any other.

use serde::Deserialize;

use super::cast::Player;
use super::scheduler::Scheduler;
use super::script::Planned;
use super::session::Session;
use crate::adapter::hello::Supply;
use crate::adapter::protocol::Body;
use crate::live::{Command, Stage};
use crate::model::case::Step;
use crate::model::outcome::{Answered, Members};

/// What a built-in actor needs of a request.
#[derive(Deserialize)]
struct Request {
    actor: String,
    op: String,
    #[serde(rename = "in", default)]
    input: Members,
}

impl Scheduler<'_, '_> {
    /// Begins the next step of a session, which is a built-in actor's.
    pub(super) fn ask_built_in(&mut self, id: u64) {
        let Some(active) = self.active.get_mut(&id) else { return };
        let mut line = Vec::new();
        if let Err(result) = active.session.request(0, id, &mut line) {
            return self.close(id, result);
        }
        let stage = active.stage.take().map_or_else(|| Stage::open(id, &self.sender), Ok);
        let asked = stage.map_err(|why| format!("no thread for built-in actors: {why}")).and_then(|stage| {
            let Request { actor, op, input } =
                serde_json::from_slice(&line).map_err(|why| format!("not a request: {why}"))?;
            stage.ask(Command { actor, op, input });
            Ok(active.stage.insert(stage))
        });
        if let Err(why) = asked {
            let outcome = Answered::Error(why);
            self.step(id, Ok(Body { outcome, intermediate: Members::new(), detail: None }));
        }
    }

    /// Takes the answer of a built-in actor; the session may be gone by now.
    pub(super) fn built_in(&mut self, session: u64, body: Body) {
        if self.active.get(&session).is_some_and(|active| active.ending.is_none()) {
            self.step(session, Ok(body));
        }
    }
}

impl Session<'_> {
    /// Whether nobody else can know the random outputs of this step. What a built-in actor receives is random only
    /// after a peer had something to draw or a clock to read.
    pub(super) fn is_drawn(&self) -> bool {
        let drew = |planned: &Planned<'_>| {
            let Step { actor, draws, now, .. } = &planned.step;
            let draws = self.hello.draws == Supply::Own && !draws.is_empty();
            let reads = self.hello.clock == Supply::Own && now.is_some();
            self.cast.player(actor) == Player::Subject && (draws || reads)
        };
        match self.player() {
            Player::BuiltIn => self.script.steps.iter().take(self.step).any(drew),
            Player::Helper | Player::Subject => self.hello.draws == Supply::Own,
        }
    }

    /// Whether the next request is live.
    pub(super) fn is_live(&self) -> bool {
        self.tested.is_none() && self.planned().is_some_and(|planned| planned.operation.live)
    }
}
