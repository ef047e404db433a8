//! Nodes on sockets, section 6.10.

use super::super::Operation;
use super::{Call, Failure, Members};

pub(in super::super) const OPERATIONS: [Operation; 13] = [
    Operation { name: "netaio.live.start", run: unsupported },
    Operation { name: "netaio.live.connect", run: unsupported },
    Operation { name: "netaio.live.handle", run: unsupported },
    Operation { name: "netaio.live.send", run: unsupported },
    Operation { name: "netaio.live.request", run: unsupported },
    Operation { name: "netaio.live.notify", run: unsupported },
    Operation { name: "netaio.live.broadcast", run: unsupported },
    Operation { name: "netaio.live.manage", run: unsupported },
    Operation { name: "netaio.live.unmanage", run: unsupported },
    Operation { name: "netaio.live.close", run: unsupported },
    Operation { name: "netaio.live.peers", run: unsupported },
    Operation { name: "netaio.live.events", run: unsupported },
    Operation { name: "netaio.live.stop", run: unsupported },
];

fn unsupported(_: &mut Call<'_>) -> Result<Members, Failure> {
    Err(Failure::Error("unsupported".to_owned()))
}
