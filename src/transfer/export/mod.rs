//! Out: what the ledger knows, in the formats that others read. One format a
//! file; each is a writer over plain values, and writes the same bytes for
//! the same ledger and times.

pub mod csv;
mod json;

pub(super) use json::json_line;

use crate::domain::time::{Edtf, Zone};
use crate::projections::history::Dated;

/// A time as EDTF; none where nothing is known of it.
fn edtf(dated: Dated, zone: &Zone) -> Option<String> {
    Edtf::of_range(dated.range, dated.mark, zone).map(|edtf| edtf.text().to_owned())
}
