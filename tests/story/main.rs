//! 26 June 2016, hour by hour: what was so, what was known, and whose numbers hold.
//!
//! The expected numbers are reasoned out by hand from the articles in
//! `tests/fixtures/story/`, by these ranges:
//!
//! ```text
//! who        went           known from  because
//! Benn       00:45–01:15    01:25       sacked "at about one o'clock"
//! Alexander  00:00–09:36    09:38       "this morning", in bytes stamped 09:36
//! De Piero   00:00–12:58    13:00       "since the day began", stamped 12:58
//! Murray     00:00–12:58    13:00       the same words
//! Greenwood  11:58–12:58    13:00       "within the last hour", stamped 12:58
//! Powell     13:03          13:16
//! McCarthy   13:13          13:16
//! Malhotra   13:15–16:19    16:30       after a count at 13:14 and before 16:19
//! Coaker     16:47          17:02
//! Falconer   17:30–18:30    19:33       "at about six"
//! Turner     18:30–19:30    19:33       "at about seven"
//! Bryant     21:00–21:40    22:05       "at about twenty past nine"
//! ```
//!
//! Later reports of the same departures ("today", stamped 13:13, 13:14 or
//! 22:00) hold all of these ranges, so merging with them narrows none.

#![allow(clippy::expect_used)]

#[path = "../support/story.rs"]
mod story;

mod cabinets;
mod claims;
mod coda;
mod receipts;
mod tallies;
