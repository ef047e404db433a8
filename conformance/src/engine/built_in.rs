//! Steps of the actors that the runner plays itself: asked of a thread of their session, judged like any other.

use serde::Deserialize;

use super::scheduler::Scheduler;
use crate::adapter::protocol::Body;
use crate::live::{Command, Stage};
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
