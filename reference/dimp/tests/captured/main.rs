//! What released implementations wrote, captured in case files: known answers.

mod case;
mod changed;
mod contents;
mod files;
mod hostile;
mod identities;
mod keys;
mod messages;
mod parties;
mod refused;
