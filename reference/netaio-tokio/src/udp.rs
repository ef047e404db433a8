//! Datagrams.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use taut_netaio::node::Address;
use tokio::net::UdpSocket;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::host::Shared;

/// No datagram is longer.
const LONGEST: usize = 1 << 16;

/// Takes datagrams at this address, and those for the group at its port.
pub(crate) fn bind(shared: &Arc<Shared>, at: SocketAddr, group: Option<Ipv4Addr>) -> io::Result<SocketAddr> {
    let socket = std::net::UdpSocket::bind(at)?;
    socket.set_nonblocking(true)?;
    let socket = UdpSocket::from_std(socket)?;
    let at = socket.local_addr()?;
    if let Some(group) = group {
        socket.join_multicast_v4(group, Ipv4Addr::UNSPECIFIED)?;
    }
    let group = group.map(|group| SocketAddr::from((group, at.port())));
    let (socket, datagrams) = (Arc::new(socket), shared.datagrams());
    shared.spawn(send(Arc::clone(&socket), datagrams, group));
    shared.spawn(receive(Arc::clone(shared), socket));
    Ok(at)
}

/// What cannot be sent is lost, as any datagram may be.
async fn send(
    socket: Arc<UdpSocket>,
    mut datagrams: UnboundedReceiver<(Address, Vec<u8>)>,
    group: Option<SocketAddr>,
) {
    while let Some((to, bytes)) = datagrams.recv().await {
        let to = if to == Address::multicast() { group } else { to.as_str().parse().ok() };
        if let Some(to) = to {
            let _ = socket.send_to(&bytes, to).await;
        }
    }
}

async fn receive(shared: Arc<Shared>, socket: Arc<UdpSocket>) {
    let mut buffer = vec![0; LONGEST];
    loop {
        // An error is that of a datagram that was sent before, to where nobody listens.
        let Ok((count, from)) = socket.recv_from(&mut buffer).await else { continue };
        let (from, bytes) =
            (Address::from(from.to_string().as_str()), buffer.get(..count).unwrap_or_default());
        shared.act(None, |node, now_ms, supply, output| {
            *output = node.receive(&from, bytes, now_ms, supply);
        });
    }
}
