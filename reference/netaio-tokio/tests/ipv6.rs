//! Nodes on the other loopback address: `spec/netaio.md` sections 6.1 and 6.10 (revision 1.0.0).
//!
//! No case shows it, because no second implementation opens sockets of IPv6.

use std::error::Error;

use taut_netaio::Message;
use taut_netaio::node::handler::Action;
use taut_netaio::node::routes::{Key, Times};
use taut_netaio::node::send::Call;
use taut_netaio::node::settings::{Role, Settings};
use taut_netaio::node::state::Node;
use taut_netaio::seal::layers::Layer;
use taut_netaio::wire::kind::{OK, PUBLISH_URI};
use taut_netaio_tokio::Host;

#[tokio::test]
async fn a_message_is_answered_over_ipv6() {
    let answer = answer().await.unwrap();
    assert!(answer.contains("Received"), "{answer}");
}

async fn answer() -> Result<String, Box<dyn Error>> {
    let mut node = Node::new(Settings::new(Role::Server))?;
    let any = Key { kind: PUBLISH_URI, uri: None, address: None };
    let reply = Action::Reply { kind: OK, uri: None, content: None };
    node.handle(any, Times::Always, Layer::default(), reply)?;
    let server = Host::new(node, |_| ());
    let address = server.listen("[::1]:0".parse()?)?;

    let (sender, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let client = Host::new(Node::new(Settings::new(Role::Client))?, move |what| drop(sender.send(what)));
    let server_address = client.connect(address).await?;
    let message = Message::new(PUBLISH_URI, b"greenhouse", b"21 degrees");
    client.act(|node, now_ms, supply, output| {
        output.sent = node.send(&server_address, &message, &Call::default(), now_ms, supply)?;
        Ok::<_, taut_netaio::Refused>(())
    })?;
    Ok(format!("{:?}", heard.recv().await))
}
