//! Wakes a node when something is due.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use crate::host::{Shared, now_ms};

/// Runs as long as the host.
pub(crate) async fn wake(shared: Arc<Shared>) {
    loop {
        let Some(due_ms) = shared.set_alarm() else {
            shared.earlier.notified().await;
            continue;
        };
        // At least a moment, whatever the node says.
        let left = Duration::from_millis(due_ms.saturating_sub(now_ms()).max(1));
        if timeout(left, shared.earlier.notified()).await.is_err() {
            shared.act(None, |node, now_ms, supply, output| *output = node.tick(now_ms, supply));
        }
    }
}
