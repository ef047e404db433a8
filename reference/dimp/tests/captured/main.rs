//! What released implementations wrote, captured in case files: known answers, and what nodes make of them.

mod case;
mod changed;
mod commands;
mod contents;
mod files;
mod hostile;
mod identities;
mod keys;
mod messages;
mod packing;
mod parties;
mod people;
mod receiving;
mod redaction;
mod refused;
mod users;
