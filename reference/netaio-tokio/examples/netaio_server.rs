//! An echoing netaio server on a port of this machine, for a person with a netaio client.
//!
//! ```text
//! cargo run --release --example netaio_server                   # 127.0.0.1:8888, or another address as argument
//! cargo run --release --example netaio_server 127.0.0.1:8888 secret    # the same behind the plugin `hmac`
//! ```
//!
//! It answers `REQUEST_URI` with `RESPOND_URI`, and `CREATE_URI`, `UPDATE_URI` and `DELETE_URI` with `OK`, each with URI and
//! content that came; `SUBSCRIBE_URI` and `UNSUBSCRIBE_URI` do what they say. It prints its address.

use std::env;
use std::error::Error;
use std::net::SocketAddr;

use taut_netaio::node::handler::Action;
use taut_netaio::node::routes::{Key, Times};
use taut_netaio::node::settings::{Role, Settings};
use taut_netaio::node::state::Node;
use taut_netaio::seal::hmac::Hmac;
use taut_netaio::wire::kind::{
    CREATE_URI, DELETE_URI, OK, REQUEST_URI, RESPOND_URI, SUBSCRIBE_URI, UNSUBSCRIBE_URI, UPDATE_URI,
};
use taut_netaio::{Auth, Layer, Version};
use taut_netaio_tokio::Host;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let at: SocketAddr = arguments.next().as_deref().unwrap_or("127.0.0.1:8888").parse()?;
    let mut settings = Settings::new(Role::Server);
    let auth = arguments.next().map(|secret| Auth::Hmac(Hmac::new(Version::V009, secret.as_bytes())));
    settings.outer = Layer { cipher: None, auth };
    let server = Host::new(echoing(settings)?, |_| ());
    println!("a netaio server listens on {}", server.listen(at)?);
    std::future::pending().await
}

fn echoing(settings: Settings) -> Result<Node, Box<dyn Error>> {
    let mut node = Node::new(settings)?;
    let echo = |kind| Action::Reply { kind, uri: None, content: None };
    for (kind, action) in [
        (REQUEST_URI, echo(RESPOND_URI)),
        (CREATE_URI, echo(OK)),
        (UPDATE_URI, echo(OK)),
        (DELETE_URI, echo(OK)),
        (SUBSCRIBE_URI, Action::Subscribe),
        (UNSUBSCRIBE_URI, Action::Unsubscribe),
    ] {
        node.handle(Key { kind, uri: None, address: None }, Times::Always, Layer::default(), action)?;
    }
    Ok(node)
}
