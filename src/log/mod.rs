//! What an append-only log promises, and how a batch is sealed onto a head.

mod fit;
mod port;
mod seal;

pub use crate::codec::{HEADER_LEN, MAX_EVENT_LEN};
pub use fit::fit;
pub use port::{EventLog, Head, LogError, StoredEvent, StoredHeader};
pub use seal::{Body, LAG_NOTED_US, LAG_REFUSED_US, Read, ReadError, lag_us, read, seal, stamp};
