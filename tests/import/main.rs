//! Data sets of others, in: small ones of our own making, the real ones, their
//! newer versions, and files that are not what they should be.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod conflicts;
#[allow(dead_code)]
#[path = "../command_line/desk.rs"]
mod desk;
mod ifg;
mod large;
mod messy;
#[path = "../support/needs.rs"]
mod needs;
mod parlparse;
mod popolo;
mod real;
mod set;
mod versions;
