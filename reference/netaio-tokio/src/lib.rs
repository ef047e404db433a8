//! Nodes of `taut_netaio` on sockets: `spec/netaio.md` section 6.10 (revision 1.0.0).
//!
//! `taut_netaio` does no input or output. A [`Host`] gives one of its nodes what sockets bring, writes what the node
//! sends, and wakes it when something is due.
//!
//! | Module | Holds |
//! |---|---|
//! | [`host`] | a node, and who is connected with it |
//! | `tcp` | connections: NA-LIVE-2, NA-LIVE-3 |
//! | `outbox` | what waits to be written on one: NA-LIVE-1 |
//! | `udp` | datagrams |
//! | `clock` | deadlines |
//!
//! ```
//! use taut_netaio::Message;
//! use taut_netaio::node::handler::Action;
//! use taut_netaio::node::routes::{Key, Times};
//! use taut_netaio::node::settings::{Role, Settings};
//! use taut_netaio::node::state::Node;
//! use taut_netaio::seal::layers::Layer;
//! use taut_netaio::wire::kind::{OK, PUBLISH_URI};
//! use taut_netaio_tokio::Host;
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! # runtime.block_on(async {
//! let mut node = Node::new(Settings::new(Role::Server))?;
//! let any = Key { kind: PUBLISH_URI, uri: None, address: None };
//! node.handle(any, Times::Always, Layer::default(), Action::Reply { kind: OK, uri: None, content: None })?;
//! let server = Host::new(node, |_| ());
//! let address = server.listen("127.0.0.1:0".parse()?)?;
//!
//! let (sender, mut heard) = tokio::sync::mpsc::unbounded_channel();
//! let client = Host::new(Node::new(Settings::new(Role::Client))?, move |what| drop(sender.send(what)));
//! let server_address = client.connect(address).await?;
//! let message = Message::new(PUBLISH_URI, b"greenhouse", b"21 degrees");
//! client.act(|node, now_ms, supply, output| {
//!     output.sent = node.send(&server_address, &message, &Default::default(), now_ms, supply)?;
//!     Ok::<_, taut_netaio::Refused>(())
//! })?;
//! let answer = heard.recv().await;
//! assert!(format!("{answer:?}").contains("Received"), "{answer:?}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod clock;
pub mod host;
mod outbox;
mod tcp;
mod udp;

pub use host::{Happening, Host};
