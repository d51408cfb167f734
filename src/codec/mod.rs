//! Values to bytes and back: the contract of format version 1.
//!
//! An event is a header of 88 bytes ([`Header`]) and a body. Header integers
//! are big-endian. A body is 16 random bytes, then the recorder, the optional
//! client key and the fields of the header's kind, each as bincode 2
//! `standard()` writes it: integers as variable-length little-endian, a text
//! as its length and its UTF-8, an option as one byte 0 or 1 before its value.
//! Words of a vocabulary are one byte, their place in it; kinds are `u16`.
//!
//! Stored bytes are what is hashed. Whatever arrives from outside is accepted
//! only if decoding it, with a size limit and no bytes left over, and encoding
//! it again gives the same bytes, so a value has one encoding.
//! `docs/FORMAT.md` says all this for readers in other languages.

mod body;
mod claims;
mod contents;
mod header;
mod parts;

pub use body::{BodyError, MAX_EVENT_LEN, SALT_LEN, Salt, decode_body, encode_body};
pub(crate) use header::part;
pub use header::{FORMAT_VERSION, HEADER_LEN, Header, HeaderError, MAGIC};
