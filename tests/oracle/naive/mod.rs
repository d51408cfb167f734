//! A second implementation of what a ledger means, written from the page alone:
//! slow, plain lists, nothing shared with the first but the words and the
//! reading of dates.

mod answers;
mod beside;
mod claims;
mod fold;
mod known;
mod tenures;
mod world;

pub use answers::{HolderRow, Rule, TallyRow, bounds};
pub use beside::SeatsRow;
pub use claims::ClaimRow;
pub use known::{range, told};
pub use tenures::Sure;
pub use world::World;
