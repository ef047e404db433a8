//! The inputs of `raw` operations, as `raw.json` declares them.

use serde::Deserialize;

use crate::live::outcome::Hex;

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Transport {
    #[default]
    Tcp,
    Udp,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::live) enum Family {
    #[default]
    Ipv4,
    Ipv6,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listen {
    #[serde(default)]
    pub(super) transport: Transport,
    #[serde(default)]
    pub(super) family: Family,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Connect {
    pub(super) port: u16,
    #[serde(default = "one")]
    pub(super) count: usize,
    #[serde(default)]
    pub(super) transport: Transport,
    #[serde(default)]
    pub(super) family: Family,
}

fn one() -> usize {
    1
}

/// Of `accept`, `silence` and `closed`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wait {
    pub(super) within_ms: u64,
    pub(super) socket: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Send {
    pub(super) data: Hex,
    #[serde(default)]
    pub(super) split: Vec<usize>,
    #[serde(default)]
    pub(super) delay_ms: u64,
    pub(super) to_port: Option<u16>,
    pub(super) socket: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Receive {
    pub(super) within_ms: u64,
    pub(super) size: Option<usize>,
    pub(super) until: Option<Hex>,
    pub(super) socket: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shutdown {
    pub(super) socket: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Close {
    #[serde(default)]
    pub(super) abort: bool,
    pub(super) socket: Option<u64>,
}
