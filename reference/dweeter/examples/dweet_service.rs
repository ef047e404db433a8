//! The dweet service of `spec/dweeter.md` section 6.5 on a port of this machine, for a person with curl.
//!
//! ```text
//! cargo run --release --example dweet_service            # 127.0.0.1:8080, or another address as argument
//! curl -d '{"celsius": 21}' http://127.0.0.1:8080/dweet/for/greenhouse
//! curl http://127.0.0.1:8080/get/latest/dweet/for/greenhouse
//! curl http://127.0.0.1:8080/get/dweets/for/greenhouse
//! ```
//!
//! One thread for each connection, one request for each connection. Everything has a bound: connections, the head, the
//! body, the time of each read. Nothing is kept when it ends.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{env, thread};

use taut_dweeter::service::Answered;
use taut_dweeter::{Moment, Service};

const MAX_CONNECTIONS: usize = 64;
const MAX_HEAD: u64 = 16 << 10;
const MAX_REST: u64 = 4 << 20;
const TIME_OF_A_READ: Duration = Duration::from_secs(5);

struct Request {
    method: String,
    path: String,
    body: Vec<u8>,
}

fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(&address)?;
    println!("a dweet service listens on http://{}", listener.local_addr()?);
    let service = Arc::new(Mutex::new(Service::default()));
    let connections = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        // A connection that ended before it was accepted, or one beyond the bound, is dropped.
        let Ok(stream) = stream else { continue };
        if connections.fetch_add(1, Ordering::Relaxed) >= MAX_CONNECTIONS {
            connections.fetch_sub(1, Ordering::Relaxed);
            continue;
        }
        let (service, connections) = (Arc::clone(&service), Arc::clone(&connections));
        thread::spawn(move || {
            if let Err(why) = serve(stream, &service) {
                eprintln!("a connection ended early: {why}");
            }
            connections.fetch_sub(1, Ordering::Relaxed);
        });
    }
    Ok(())
}

fn serve(stream: TcpStream, service: &Mutex<Service>) -> io::Result<()> {
    stream.set_read_timeout(Some(TIME_OF_A_READ))?;
    stream.set_write_timeout(Some(TIME_OF_A_READ))?;
    let bound = service.lock().unwrap_or_else(PoisonError::into_inner).bounds().body;
    let Some(request) = read(&mut BufReader::new(&stream), &stream, bound)? else {
        return write(
            stream,
            "400 Bad Request",
            "text/plain",
            "this is no HTTP request that is served here\n",
        );
    };
    let Request { method, path, body } = request;
    let mut service = service.lock().unwrap_or_else(PoisonError::into_inner);
    let Answered { status, media_type, body: answer } =
        service.handle(now(), &method, path.as_bytes(), &body);
    drop(service);
    println!("{method} {path} {status}");
    let reason = match status {
        200 => "OK",
        404 => "Not Found",
        413 => "Content Too Large",
        _ => "Bad Request",
    };
    write(stream, &format!("{status} {reason}"), media_type, &answer)
}

/// The request, or nothing if there is none that can be understood. A body that is too long is read no further than to
/// see that it is.
fn read(from: &mut impl BufRead, to: &TcpStream, bound: usize) -> io::Result<Option<Request>> {
    let mut head = from.by_ref().take(MAX_HEAD);
    let mut line = String::new();
    head.read_line(&mut line)?;
    let mut words = line.split_ascii_whitespace().map(str::to_owned);
    let (Some(method), Some(path)) = (words.next(), words.next()) else { return Ok(None) };
    let (mut length, mut expects) = (0_u64, false);
    loop {
        line.clear();
        if head.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        match (name.to_ascii_lowercase().as_str(), value.trim()) {
            ("content-length", value) => match value.parse() {
                Ok(value) => length = value,
                Err(_) => return Ok(None),
            },
            ("transfer-encoding", _) => return Ok(None),
            ("expect", _) => expects = true,
            _ => {}
        }
    }
    if expects {
        let mut to = to;
        to.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    let enough = u64::try_from(bound).unwrap_or(u64::MAX).saturating_add(1).min(length);
    let mut body = Vec::new();
    from.take(enough).read_to_end(&mut body)?;
    let whole = u64::try_from(body.len()).is_ok_and(|size| size == enough);
    Ok(whole.then_some(Request { method, path, body }))
}

fn write(mut stream: TcpStream, status: &str, media_type: &str, body: &str) -> io::Result<()> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all([&head, body].concat().as_bytes())?;
    // What a client is still sending is read for a while: the connection would be reset, and the answer lost.
    stream.shutdown(Shutdown::Write)?;
    io::copy(&mut stream.take(MAX_REST), &mut io::sink()).map(drop)
}

fn now() -> Moment {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment::from_unix_ms(i64::try_from(since_1970.as_millis()).unwrap_or_default())
}
