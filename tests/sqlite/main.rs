//! The SQLite form: asked in the binary, and taken away as a file.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod answers;
#[allow(dead_code)]
#[path = "../command_line/desk.rs"]
mod desk;
mod elsewhere;
mod file;
#[path = "../support/needs.rs"]
mod needs;
mod queries;
#[path = "../support/story.rs"]
mod story;
