//! Articles by content, and finding a quote in them.
//!
//! All but the port is pure: text in, an answer or a refusal out.

mod accept;
mod context;
mod fold;
mod held;
mod landmarks;
mod nearest;
mod pick;
mod port;
mod quote;
mod quote_error;
mod search;
mod similar;
mod survey;
mod verify;

pub use accept::{Encoding, MAX_SOURCE_BYTES, Refusal, accept_text, read_text};
pub use fold::Difference;
pub use held::Held;
pub use landmarks::Landmarks;
pub use nearest::{Nearest, Wording, nearest};
pub use pick::{Pick, Spot};
pub use port::{SourceError, SourceStore};
pub use quote::{CONTEXT_CHARS, MAX_QUOTE_BYTES, Place, Wanted, locate};
pub use quote_error::{Part, QuoteError};
pub use survey::{MAX_DATA_BYTES, NotText, Survey, Surveyor};
pub use verify::{Mismatch, verify};
