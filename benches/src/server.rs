//! Servers of netaio over loopback: the reference and the original, with the same load.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use taut_netaio::node::handler::Action;
use taut_netaio::node::routes::{Key, Times};
use taut_netaio::node::settings::{Role, Settings};
use taut_netaio::node::state::Node;
use taut_netaio::wire::kind::{REQUEST_URI, RESPOND_URI};
use taut_netaio::{Layer, Message, Types};
use taut_netaio_tokio::Host;

use crate::table::{Table, Target, median, rate, time};
use crate::upstream;

const PROGRAM: &str = include_str!("netaio_server.py");
const CONNECTIONS: usize = 32;
const IN_FLIGHT: usize = 16;
const MANY: usize = 1000;
const ROUNDS: usize = 3;
const PAGE: f64 = 4096.0;

/// What a load has cost a server, each request.
struct Cost {
    per_second: f64,
    /// Of the processor, in nanoseconds.
    processor: f64,
}

/// The rows of servers; those beside upstream said to be skipped when it is not installed.
pub(crate) fn add(table: &mut Table) -> Result<()> {
    let python = upstream::netaio();
    let (mut flat, mut idle) = (Vec::new(), Vec::new());
    let (mut own, mut of_upstream) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let server = Server::reference()?;
        let alone = server.load(1, 4000)?;
        own.push(server.load(CONNECTIONS, 800)?);
        let (bytes, open) = server.idle()?;
        let among_many = server.load(1, 4000)?;
        drop(open);
        flat.push(among_many.processor / alone.processor);
        idle.push(bytes / 1024.0);
        if let Some(python) = &python {
            of_upstream.push(Server::upstream(python)?.load(CONNECTIONS, 20)?);
        }
    }
    table.figure("netaio server, an idle connection", median(idle), "KiB", Target::AtMost(16.0));
    let row = "netaio server, processor; among 1000";
    table.ratio(row, String::new(), String::new(), median(flat), Target::AtMost(1.25));
    if python.is_none() {
        table.skip("netaio server, upstream: not installed; `taut run --impl netaio-upstream` does it");
        return Ok(());
    }
    let pairs = || own.iter().zip(&of_upstream);
    let all = |costs: &[Cost], what: fn(&Cost) -> f64| median(costs.iter().map(what).collect());
    let faster = median(pairs().map(|(own, other)| own.per_second / other.per_second).collect());
    let (rate_of_own, rate_of_other) =
        (all(&own, |cost| cost.per_second), all(&of_upstream, |cost| cost.per_second));
    let row = "netaio server, requests; upstream";
    table.ratio(row, rate(rate_of_own), rate(rate_of_other), faster, Target::AtLeast(10.0));
    let cheaper = median(pairs().map(|(own, other)| own.processor / other.processor).collect());
    let (of_own, of_other) = (all(&own, |cost| cost.processor), all(&of_upstream, |cost| cost.processor));
    let row = "netaio server, processor; upstream";
    table.ratio(row, time(of_own), time(of_other), cheaper, Target::AtMost(0.05));
    Ok(())
}

/// The program at the other end: the reference, at this port of the loopback interface.
pub(crate) fn serve(port: &str) -> Result<()> {
    let at = SocketAddr::from((Ipv4Addr::LOCALHOST, port.parse()?));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut node = Node::new(Settings::new(Role::Server))?;
        let requests = Key { kind: REQUEST_URI, uri: None, address: None };
        let answer = Action::Reply { kind: RESPOND_URI, uri: None, content: None };
        node.handle(requests, Times::Always, Layer::default(), answer)?;
        let server = Host::new(node, |_| ());
        server.listen(at)?;
        std::future::pending().await
    })
}

/// A server in a process of its own, which ends with it.
struct Server {
    child: Child,
    at: SocketAddr,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is no use any more, whatever becomes of it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn reference() -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("netaio-server");
        Self::start(command)
    }

    fn upstream(python: &Path) -> Result<Self> {
        let mut command = Command::new(python);
        command.args(["-E", "-B", "-c", PROGRAM]);
        Self::start(command)
    }

    /// Starts a program that takes its port as the last argument.
    fn start(mut command: Command) -> Result<Self> {
        let at = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        command.arg(at.port().to_string()).stdin(Stdio::null()).stdout(Stdio::null());
        let server = Self { child: command.stderr(Stdio::null()).spawn()?, at };
        for _ in 0..200 {
            if TcpStream::connect(at).is_ok() {
                return Ok(server);
            }
            thread::sleep(Duration::from_millis(50));
        }
        bail!("{command:?} does not take connections")
    }

    /// Has so many connections send so many rounds of requests, each when all of the one before are answered.
    fn load(&self, connections: usize, rounds: usize) -> Result<Cost> {
        let (request, answer) = (message(REQUEST_URI)?, message(RESPOND_URI)?);
        let (batch, answers) = (request.repeat(IN_FLIGHT), answer.repeat(IN_FLIGHT));
        let streams: Vec<TcpStream> = (0..connections).map(|_| connect(self.at)).collect::<Result<_>>()?;
        let (busy, began) = (self.busy()?, Instant::now());
        thread::scope(|scope| {
            let converse = |mut stream: TcpStream| -> Result<()> {
                let mut got = vec![0; answers.len()];
                for _ in 0..rounds {
                    stream.write_all(&batch)?;
                    stream.read_exact(&mut got)?;
                    if got != answers {
                        bail!("a wrong answer");
                    }
                }
                Ok(())
            };
            let threads: Vec<_> =
                streams.into_iter().map(|stream| scope.spawn(move || converse(stream))).collect();
            threads.into_iter().try_for_each(|thread| match thread.join() {
                Ok(done) => done,
                Err(_) => bail!("a thread of the load has panicked"),
            })
        })?;
        let requests = count(connections * rounds * IN_FLIGHT);
        let (time, busy) = (began.elapsed().as_secs_f64(), self.busy()? - busy);
        Ok(Cost { per_second: requests / time, processor: busy / requests })
    }

    /// What a connection holds on which nothing happens any more, in bytes; and the connections.
    fn idle(&self) -> Result<(f64, Vec<TcpStream>)> {
        let before = self.memory()?;
        let (request, answer) = (message(REQUEST_URI)?, message(RESPOND_URI)?);
        let mut open = Vec::new();
        for _ in 0..MANY {
            let mut stream = connect(self.at)?;
            stream.write_all(&request)?;
            stream.read_exact(&mut vec![0; answer.len()])?;
            open.push(stream);
        }
        Ok(((self.memory()? - before) / count(MANY), open))
    }

    /// How long it has had a processor, in nanoseconds: it has one thread.
    fn busy(&self) -> Result<f64> {
        self.number("schedstat", 0)
    }

    /// What it has in memory, in bytes.
    fn memory(&self) -> Result<f64> {
        Ok(self.number("statm", 1)? * PAGE)
    }

    fn number(&self, file: &str, place: usize) -> Result<f64> {
        let path = format!("/proc/{}/{file}", self.child.id());
        let text = fs::read_to_string(&path)?;
        let number = text.split_whitespace().nth(place).context(path)?;
        Ok(number.parse()?)
    }
}

fn connect(to: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect(to)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_mins(1)))?;
    Ok(stream)
}

fn message(kind: u8) -> Result<Vec<u8>> {
    Ok(Message::new(kind, b"greenhouse/1", &[b'x'; 100]).encode(&Types::default())?)
}

fn count(of: usize) -> f64 {
    f64::from(u32::try_from(of).unwrap_or(u32::MAX))
}
