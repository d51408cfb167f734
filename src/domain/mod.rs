//! The nouns, pure: ids, times, facts, events, citations.
//!
//! Nothing here reads a clock, touches a file or knows how a value is written
//! as bytes; what is said in this room is true on paper.

mod citation;
mod claim;
mod claim_fields;
mod draft;
mod event;
mod fact;
mod field;
mod ids;
mod kind;
mod likeness;
mod names;
mod origin;
mod source;
mod styles;
mod text;
pub mod time;
mod words;

pub use citation::{CONTEXT_CHARS, Citation, QUOTE_MAX_LEN};
pub use claim::{Claim, Count, Holding, PostTurn};
pub use draft::{Draft, Quotation};
pub use event::{Content, Created, Entry, Event};
pub use fact::Fact;
pub use field::{Field, FieldError, Fields};
pub use ids::{EventId, IdError, Seq, SourceId};
pub use kind::Kind;
pub use likeness::{Likeness, Resemblance, Sought};
pub use names::{LooseKey, NameKey};
pub use origin::{Origin, OriginError};
pub use source::{DescriptionError, Source, SourceDescription, SourceField};
pub use text::{ClientKey, Name, Text, TextError, excerpt, is_deceptive};
pub use words::{Basis, Capacity, Compare, How, HowRule, KeyChange, Noun, Per, PostChange, Stance, Turn, WordError};
