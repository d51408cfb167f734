//! Pure folds of events into answers, one answer a file.
//!
//! The way goes one direction: [`Knowledge`] (what survives of a prefix of the
//! log) → [`World`] (tenures and departures, as ranges of time) → an answer at
//! one moment: [`cabinet`], [`tally`], [`claims`]. Nothing here looks at the
//! order of recording, so it never changes an answer about the world.

pub mod absence;
pub mod asked;
pub mod bearing;
mod bodies;
pub mod cabinet;
pub mod check;
pub mod claims;
pub mod diff;
pub mod directory;
pub mod find;
mod fold;
pub mod history;
mod knowledge;
mod names;
pub mod outline;
mod posts;
pub mod register;
mod relevant;
mod reported;
mod sentence;
mod state;
pub mod steps;
pub mod tally;
mod tenures;
pub mod timeline;
mod timing;
mod world;

pub use knowledge::{Amendment, Article, Knowledge, Record, Survivor, TargetFault};
pub use names::{AliasFault, Names};
pub use sentence::{moment_in_words, range_in_words, sentence};
pub use state::canonical_state;
pub use tenures::{Certainty, Departure, End, Stretch, Tenure};
pub use timing::{Timing, timed};
pub use world::{FactIndex, Facts, World};
