//! People and posts as records: who may be meant by a text, what is known of
//! somebody, two names made one and one name made two.

#![allow(clippy::expect_used)]

// The desk is that of the tests of meaning; not all of it is needed here.
#[allow(dead_code)]
#[path = "../meaning/desk.rs"]
mod desk;

mod alike;
mod found;
mod histories;
mod merged;
mod records;
mod split;
