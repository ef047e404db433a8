//! One exchange with a service: nothing is followed, nothing is kept open, and no more is read than is of use.

use std::io::Read;
use std::time::{Duration, Instant};

use taut_dweeter::Exchange;
use taut_dweeter::exchange::NoAnswer;
use taut_dweeter::wire::http::MEDIA_TYPE;
use ureq::Agent;
use ureq::http::header::CONTENT_TYPE;

use super::Received;

/// How long to wait where nothing limits an exchange: in a build without DW-HTTP-4.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sends the request and reads the answer; says how long that took.
pub(super) fn run(exchange: &Exchange) -> (Duration, Result<Received, NoAnswer>) {
    let began = Instant::now();
    let limit = exchange.time_limit().unwrap_or(PATIENCE);
    let answer = ask(exchange, limit).map_err(|_| NoAnswer);
    (began.elapsed(), answer)
}

fn ask(exchange: &Exchange, limit: Duration) -> Result<Received, ureq::Error> {
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(limit))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_idle_connections(0)
        .proxy(None)
        .build()
        .into();
    let answer = match &exchange.request().body {
        Some(body) => agent.post(exchange.url()).header(CONTENT_TYPE, MEDIA_TYPE).send(body.as_bytes()),
        None => agent.get(exchange.url()).call(),
    }?;
    let (head, body) = answer.into_parts();
    let mut received = Vec::new();
    let at_most = u64::try_from(Exchange::READ_AT_MOST).unwrap_or(u64::MAX);
    body.into_reader().take(at_most).read_to_end(&mut received)?;
    let media_type = head.headers.get(CONTENT_TYPE).map(|value| value.as_bytes().to_vec());
    Ok(Received { status: head.status.as_u16(), media_type, body: received })
}
