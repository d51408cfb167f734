//! A ledger driven from outside, by the program that people run, on a machine
//! that is made to fail: what the durability tests share.

// Every test crate that includes this folder uses its own part of it.
#![allow(dead_code)]

pub mod cut;
pub mod dice;
pub mod disk;
pub mod ledger;
pub mod process;
pub mod stream;
pub mod trace;
