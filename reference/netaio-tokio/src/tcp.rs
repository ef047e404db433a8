//! Connections.

use std::cell::RefCell;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Poll, ready};
use std::time::Duration;

use taut_netaio::node::Address;
use taut_wire::fault;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::tcp::ReadHalf;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};

use crate::host::Shared;
use crate::outbox::Outbox;

/// How much is read at once.
const READ: usize = 64 << 10;
/// With so many bytes unwritten nothing more is read: whoever does not take answers gets no more of them.
const MAX_UNWRITTEN: usize = 256 << 10;
/// How many connections may wait to be taken.
const BACKLOG: u32 = 1024;
/// How long the last bytes of a connection may take.
const LAST_BYTES: Duration = Duration::from_secs(2);
/// How long to wait when the system has no more sockets to give.
const NO_SOCKET: Duration = Duration::from_millis(50);

thread_local! {
    /// One for all connections: nothing stays in it, so that an idle connection holds no memory.
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; READ]);
}

/// Takes connections at this address.
pub(crate) fn listen(shared: &Arc<Shared>, at: SocketAddr) -> io::Result<SocketAddr> {
    let socket = if at.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(at)?;
    let listener = socket.listen(BACKLOG)?;
    let at = listener.local_addr()?;
    shared.spawn(accept(Arc::clone(shared), listener));
    Ok(at)
}

async fn accept(shared: Arc<Shared>, listener: TcpListener) {
    loop {
        let Ok((stream, from)) = listener.accept().await else {
            sleep(NO_SOCKET).await;
            continue;
        };
        let address = address(from);
        let Ok(outbox) = begin(&shared, &stream, &address) else { continue };
        shared.connected(&address);
        let conversation = converse(Arc::clone(&shared), stream, address, outbox);
        if fault!(NA_LIVE_2) {
            conversation.await;
        } else {
            shared.spawn(conversation);
        }
    }
}

/// Makes a connection to this address.
pub(crate) async fn connect(shared: &Arc<Shared>, to: SocketAddr) -> io::Result<Address> {
    let stream = TcpStream::connect(to).await?;
    let address = address(to);
    let outbox = begin(shared, &stream, &address)?;
    shared.spawn(converse(Arc::clone(shared), stream, address.clone(), outbox));
    Ok(address)
}

fn begin(shared: &Shared, stream: &TcpStream, address: &Address) -> io::Result<Arc<Outbox>> {
    stream.set_nodelay(true)?;
    Ok(shared.begin(address))
}

/// Reads and writes until either side ends it. No connection waits for another (NA-LIVE-2).
async fn converse(shared: Arc<Shared>, mut stream: TcpStream, address: Address, outbox: Arc<Outbox>) {
    let (mut reader, writer) = stream.split();
    while !outbox.is_closed() {
        let waiting = outbox.waiting();
        tokio::select! {
            biased;
            read = receive(&shared, &address, &mut reader), if waiting < MAX_UNWRITTEN => {
                // NA-LIVE-3: what the node has answered so far is still written below.
                if !matches!(read, Ok(true)) {
                    break;
                }
            }
            ready = writer.writable(), if waiting > 0 => {
                if ready.is_err() {
                    break;
                }
            }
            () = outbox.changed.notified() => {}
        }
        if outbox.write(&writer).is_err() {
            break;
        }
    }
    let rest = async {
        while outbox.write(&writer).is_ok() && outbox.waiting() > 0 && writer.writable().await.is_ok() {}
    };
    // Whoever takes nothing for so long gets no more.
    let _ = timeout(LAST_BYTES, rest).await;
    shared.ended(&address, &outbox);
}

/// Gives the node the next bytes; false at their end.
async fn receive(shared: &Shared, address: &Address, reader: &mut ReadHalf<'_>) -> io::Result<bool> {
    poll_fn(|context| {
        BUFFER.with_borrow_mut(|buffer| {
            let mut buffer = ReadBuf::new(buffer);
            ready!(Pin::new(&mut *reader).poll_read(context, &mut buffer))?;
            let bytes = buffer.filled();
            if !bytes.is_empty() {
                shared.act(Some(address), |node, now_ms, supply, output| {
                    *output = node.receive(address, bytes, now_ms, supply);
                });
            }
            Poll::Ready(Ok(!bytes.is_empty()))
        })
    })
    .await
}

fn address(of: SocketAddr) -> Address {
    Address::from(of.to_string().as_str())
}
