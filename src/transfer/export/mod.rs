//! Out: what the ledger knows, in the formats that others read. One format a
//! file; each is a writer over plain values, and writes the same bytes for
//! the same ledger and times.

pub mod annotations;
pub mod csv;
mod dates;
mod json;
pub mod popolo;
pub mod prov;
pub mod quickstatements;
mod words;

pub(super) use json::json_line;

use crate::domain::time::{Edtf, Zone};
use crate::projections::history::Dated;

/// A time as EDTF; none where nothing is known of it.
fn edtf(dated: Dated, zone: &Zone) -> Option<String> {
    Edtf::of_range(dated.range, dated.mark, zone).map(|edtf| edtf.text().to_owned())
}

/// Whether a text is an address on the web that other formats may take as an
/// IRI: an http or https one without characters that no IRI has.
fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let forbidden = |c: char| c.is_whitespace() || crate::domain::is_deceptive(c) || "<>\"{}|\\^`".contains(c);
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(forbidden))
}
