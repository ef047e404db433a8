//! The dweet service of `spec/dweeter.md` section 6.5, behind the `http` actor.

use taut_dweeter::Moment;

use super::http::{Answer, Request};
use super::service::Service;

/// The service with its usual bounds, with nothing kept.
pub(super) fn make() -> Box<dyn Service> {
    Box::new(taut_dweeter::Service::default())
}

impl Service for taut_dweeter::Service {
    fn answer(&mut self, request: &Request, now: i64) -> Answer {
        let method = String::from_utf8_lossy(&request.method);
        let answer = self.handle(Moment::from_unix_ms(now), &method, &request.target, &request.body);
        Answer::plain(answer.status, Some(answer.media_type), answer.body.into_bytes())
    }
}
