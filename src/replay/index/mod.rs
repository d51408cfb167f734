//! The index of a log: which events bear on a question, told without reading
//! the others.
//!
//! It says nothing about the world. It names events: those about somebody's
//! holding in a body, what was done to them, how names hang together, who is
//! named where. Which of them count as known at some point, and what follows,
//! is told by reading them from the log ([`slice`](super::slice)). So an index
//! may be dropped and made anew at any time, from the log alone.

mod catalog;
mod doubt;
mod notes;
mod port;
mod rows;
mod term;

pub use catalog::{Catalog, CatalogError};
pub use notes::{Earlier, Noter, Notes};
pub use port::{IndexStore, NoStore, Rows};
pub use rows::{
    Act, Brief, BriefId, Does, JOIN_LEN, Join, Link, MARK_LEN, Mark, Row, SPELL_LEN, SPELL_PLACE_LEN, SourceTag, Spell,
    TERM_LEN, TIE_LEN, Tie,
};
pub use term::Term;
