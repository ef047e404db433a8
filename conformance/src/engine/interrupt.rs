//! Signals that end a run before its last case: its reports are closed, and say so.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc::SyncSender;
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use signal_hook::low_level::signal_name;

use crate::adapter::process::{Message, Output};

/// What people, terminals and CI servers end programs with.
const ENDING: [i32; 3] = [SIGHUP, SIGINT, SIGTERM];

/// Tells a run of the first such signal. The second ends the program at once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupt {
    /// 0 before it came.
    signal: Arc<AtomicI32>,
}

impl Interrupt {
    /// The signal that came, if one did.
    pub(crate) fn signal(&self) -> Option<i32> {
        Some(self.signal.load(Ordering::SeqCst)).filter(|signal| *signal != 0)
    }

    /// From now on the signal is a message.
    pub(super) fn watch(&self, messages: &SyncSender<Message>) -> io::Result<()> {
        let came = Arc::new(AtomicBool::new(false));
        for signal in ENDING {
            flag::register_conditional_default(signal, Arc::clone(&came))?;
            flag::register(signal, Arc::clone(&came))?;
        }
        let mut signals = Signals::new(ENDING)?;
        let (messages, noted) = (messages.clone(), Arc::clone(&self.signal));
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            if let Some(signal) = signals.forever().next() {
                noted.store(signal, Ordering::SeqCst);
                // The run may be over.
                let _ = messages.send(Message { number: usize::MAX, output: Output::Interrupted(signal) });
            }
        })?;
        Ok(())
    }
}

/// `interrupted by SIGINT`
pub(crate) fn reason(signal: i32) -> String {
    let name = signal_name(signal).map_or_else(|| format!("signal {signal}"), str::to_owned);
    format!("interrupted by {name}")
}

/// As shells count: 128 and the number of the signal.
pub(crate) fn exit(signal: i32) -> u8 {
    u8::try_from(128 + signal).unwrap_or(u8::MAX)
}
