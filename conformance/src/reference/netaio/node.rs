//! Nodes without sockets, section 6.1 to 6.9.

use super::super::Operation;
use super::{Call, Failure, Members};

pub(in super::super) const OPERATIONS: [Operation; 18] = [
    Operation { name: "netaio.node.new", run: unsupported },
    Operation { name: "netaio.node.handle", run: unsupported },
    Operation { name: "netaio.node.unhandle", run: unsupported },
    Operation { name: "netaio.node.connected", run: unsupported },
    Operation { name: "netaio.node.receive", run: unsupported },
    Operation { name: "netaio.node.disconnected", run: unsupported },
    Operation { name: "netaio.node.close", run: unsupported },
    Operation { name: "netaio.node.send", run: unsupported },
    Operation { name: "netaio.node.request", run: unsupported },
    Operation { name: "netaio.node.subscribe", run: unsupported },
    Operation { name: "netaio.node.unsubscribe", run: unsupported },
    Operation { name: "netaio.node.notify", run: unsupported },
    Operation { name: "netaio.node.broadcast", run: unsupported },
    Operation { name: "netaio.node.multicast", run: unsupported },
    Operation { name: "netaio.node.manage", run: unsupported },
    Operation { name: "netaio.node.unmanage", run: unsupported },
    Operation { name: "netaio.node.tick", run: unsupported },
    Operation { name: "netaio.node.peers", run: unsupported },
];

fn unsupported(_: &mut Call<'_>) -> Result<Members, Failure> {
    Err(Failure::Error("unsupported".to_owned()))
}
