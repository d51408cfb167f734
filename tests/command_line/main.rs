//! What careless or broken input meets at the command line: an exit code, a
//! message that names the place and the way out, and a ledger left as it was.

#![allow(clippy::unwrap_used)]

#[path = "../support/needs.rs"]
mod needs;
#[path = "../support/terminal.rs"]
mod terminal;

mod answers;
mod articles;
mod checks;
mod confirmations;
mod corrections;
mod desk;
mod editing;
mod files;
mod ids;
mod names;
mod pager;
mod people;
mod places;
mod quotes;
mod repeats;
mod screens;
mod shell;
mod streams;
mod times;
