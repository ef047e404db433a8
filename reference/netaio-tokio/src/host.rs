//! A node, and who is connected with it.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use taut_netaio::Supply;
use taut_netaio::node::Address;
use taut_netaio::node::handler::{Event, Output};
use taut_netaio::node::state::Node;
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use crate::outbox::Outbox;
use crate::{clock, tcp, udp};

/// What a host tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A server has taken a connection.
    Connected(Address),
    /// A connection has ended, whoever ended it.
    Closed(Address),
    /// The node says something, the end of a connection aside.
    Node(Event),
}

/// A node on sockets. [`Host::stop`] ends them; to drop it does not.
#[derive(Clone)]
pub struct Host(Arc<Shared>);

/// What the tasks of a host share.
pub(crate) struct Shared {
    inside: Mutex<Inside>,
    tell: Box<dyn Fn(Happening) + Send + Sync>,
    /// Something is due earlier than the clock knows.
    pub(crate) earlier: Notify,
    tasks: Mutex<JoinSet<()>>,
}

/// The node and where its bytes go.
struct Inside {
    node: Node,
    connections: BTreeMap<Address, Arc<Outbox>>,
    /// Of a UDP node.
    datagrams: Option<UnboundedSender<(Address, Vec<u8>)>>,
    /// When the clock wakes the node.
    alarm_ms: Option<u64>,
}

impl Host {
    /// Begins with a node that has no sockets yet. `tell` is called in the order of what happens, and must neither wait
    /// nor call the host.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn new(node: Node, tell: impl Fn(Happening) + Send + Sync + 'static) -> Self {
        let inside = Inside { node, connections: BTreeMap::new(), datagrams: None, alarm_ms: None };
        let shared = Arc::new(Shared {
            inside: Mutex::new(inside),
            tell: Box::new(tell),
            earlier: Notify::new(),
            tasks: Mutex::new(JoinSet::new()),
        });
        shared.spawn(clock::wake(Arc::clone(&shared)));
        Self(shared)
    }

    /// Takes connections, as a server.
    ///
    /// # Errors
    /// When the system gives no such socket.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn listen(&self, at: SocketAddr) -> io::Result<SocketAddr> {
        tcp::listen(&self.0, at)
    }

    /// Makes a connection, as a client, and gives the address by which the node knows it.
    ///
    /// # Errors
    /// When nobody takes it.
    pub async fn connect(&self, to: SocketAddr) -> io::Result<Address> {
        tcp::connect(&self.0, to).await
    }

    /// Takes datagrams, as a UDP node; with a group, also those that are sent to it at the same port.
    ///
    /// # Errors
    /// When the system gives no such socket.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn bind(&self, at: SocketAddr, group: Option<Ipv4Addr>) -> io::Result<SocketAddr> {
        udp::bind(&self.0, at, group)
    }

    /// Has the node do something now. What is left in the output is sent and told.
    pub fn act<T>(&self, act: impl FnOnce(&mut Node, u64, &mut Supply<'_>, &mut Output) -> T) -> T {
        self.0.act(None, act)
    }

    /// Ends all sockets, without a word to anybody, and waits until they are closed.
    pub async fn stop(&self) {
        loop {
            let mut tasks = std::mem::take(&mut *lock(&self.0.tasks));
            if tasks.is_empty() {
                return;
            }
            tasks.shutdown().await;
        }
    }
}

impl Shared {
    /// Runs a task that ends with the host.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = lock(&self.tasks);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(task);
    }

    /// A connection begins, in place of one with the same address.
    pub(crate) fn begin(&self, address: &Address) -> Arc<Outbox> {
        let outbox = Arc::<Outbox>::default();
        let earlier = lock(&self.inside).connections.insert(address.clone(), Arc::clone(&outbox));
        if let Some(earlier) = earlier {
            earlier.close();
        }
        self.act(None, |node, now_ms, supply, output| output.sent = node.connected(address, now_ms, supply));
        outbox
    }

    /// A connection has ended.
    pub(crate) fn ended(&self, address: &Address, outbox: &Arc<Outbox>) {
        let mut inside = lock(&self.inside);
        if inside.connections.get(address).is_some_and(|known| Arc::ptr_eq(known, outbox)) {
            inside.connections.remove(address);
            inside.node.disconnected(address);
        }
        (self.tell)(Happening::Closed(address.clone()));
    }

    /// Tells of a connection that has begun.
    pub(crate) fn connected(&self, address: &Address) {
        let _in_order = lock(&self.inside);
        (self.tell)(Happening::Connected(address.clone()));
    }

    /// Where a UDP node puts what it sends.
    pub(crate) fn datagrams(&self) -> UnboundedReceiver<(Address, Vec<u8>)> {
        let (sender, datagrams) = unbounded_channel();
        lock(&self.inside).datagrams = Some(sender);
        datagrams
    }

    /// Has the node do something now, and sends and tells what follows. Only the task of the connection `own` is not
    /// woken.
    pub(crate) fn act<T>(
        &self,
        own: Option<&Address>,
        act: impl FnOnce(&mut Node, u64, &mut Supply<'_>, &mut Output) -> T,
    ) -> T {
        let mut inside = lock(&self.inside);
        let mut output = Output::default();
        let done = act(&mut inside.node, now_ms(), &mut Supply::system(), &mut output);
        for (to, bytes) in output.sent {
            inside.send(to, bytes, own);
        }
        for event in output.events {
            match event {
                // Its task tells when it has ended.
                Event::Closed(address) => inside.close(&address),
                event => (self.tell)(Happening::Node(event)),
            }
        }
        if inside.is_due_earlier() {
            self.earlier.notify_one();
        }
        done
    }

    /// Sets the clock, and says for when.
    pub(crate) fn set_alarm(&self) -> Option<u64> {
        let mut inside = lock(&self.inside);
        inside.alarm_ms = inside.node.next_deadline();
        inside.alarm_ms
    }
}

impl Inside {
    fn send(&mut self, to: Address, bytes: Vec<u8>, own: Option<&Address>) {
        if let Some(datagrams) = &self.datagrams {
            // Its task ends with the host.
            let _ = datagrams.send((to, bytes));
            return;
        }
        let Some(outbox) = self.connections.get(&to) else { return };
        if !outbox.put(&bytes) {
            self.close(&to);
            self.node.disconnected(&to);
        } else if own != Some(&to) {
            outbox.changed.notify_one();
        }
    }

    /// Closes a connection that the node has forgotten.
    fn close(&mut self, address: &Address) {
        if let Some(outbox) = self.connections.remove(address) {
            outbox.close();
        }
    }

    fn is_due_earlier(&self) -> bool {
        let due = self.node.next_deadline();
        due.is_some_and(|due| self.alarm_ms.is_none_or(|alarm| due < alarm))
    }
}

/// Unix milliseconds.
pub(crate) fn now_ms() -> u64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
