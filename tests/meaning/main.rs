//! What answers mean, rule by rule: the fold of facts into who held what and
//! who has left, at any moment in the world and of our knowing.

#![allow(clippy::expect_used)]

mod absence;
mod appointments;
mod bearing;
mod claims;
mod corrections;
mod departures;
mod desk;
mod diffs;
mod moments;
mod names;
mod order;
mod posts;
mod reported;
mod state;
mod steps;
mod tallies;
mod timelines;
mod withdrawals;
