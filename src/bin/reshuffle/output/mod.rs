//! Answers on stdout: as a table, as JSON, as JSON Lines or as CSV.

mod events;
mod provenance;
mod report;
mod times;
mod views;

pub use events::{event_json, source_json, summary};
pub use provenance::{claim_line, holder_line, provenance_json, provenance_text, tally_line};
pub use report::{Report, counted, escape, print, print_bytes, receipt_json, receipts, say};
pub use times::{short_id, short_source};
pub use views::{Stated, cabinet_report, claims_report, tally_report};
