//! In and out: one format a file.

pub mod answer_proof;
pub mod csv;
pub mod events;
pub mod export;
pub mod import;
pub mod jsonl;
mod line;
mod listed;
pub mod sqlite;
pub mod tiles;

pub use line::{Columns, Line, LineFault};
pub use listed::ListedArticle;
