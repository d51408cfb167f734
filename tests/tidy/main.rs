//! The rules of the house, as tests: one rule, or one family of rules, a file.
//!
//! A rule is a function from a path and a text (or from what was read out of
//! them) to findings. Beside it stand a bad example that it must find and the
//! project's own tree, in which it must find nothing. Findings are printed as
//! `path:line: message`. Nothing here asks git, so an unpacked archive is held
//! to the same rules.

mod assertions;
mod commands;
mod effects;
mod engines;
mod exceptions;
mod layout;
mod lexer;
mod licences;
mod loose_ends;
mod manifest;
#[path = "../support/needs.rs"]
mod needs;
mod paths;
mod readme;
mod rooms;
mod tree;
mod words;
