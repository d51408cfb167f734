//! Time in the world: moments, zones, and the partial dates of articles.
//!
//! What an article says of a time is an [`Edtf`]: kept as written, and standing
//! for a [`MomentRange`] in the ledger's [`Zone`]. What a person asks for on the
//! command line is one [`Moment`], read by [`parse_at`] and [`parse_from`].

mod bounds;
mod civil;
mod cut;
mod edtf;
mod moment;
mod near;
mod reading;
mod words;
mod written;
mod zone;

pub use civil::{CivilParts, Day};
pub use cut::{CutError, parse_at, parse_from};
pub use edtf::{Edtf, EdtfError, Feature, Mark};
pub use moment::{Moment, MomentRange};
pub use words::{WordError, resolve_words};
pub use written::{utc, written};
pub use zone::{Zone, ZoneError};
