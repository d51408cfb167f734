//! Answers on stdout: as a table, as JSON, as JSON Lines or as CSV.

mod diff;
mod events;
mod receipts;
mod report;
mod steps;
mod timeline;
mod times;
mod views;

pub use diff::{Axis, diff_report};
pub use events::{citation_json, event_json, fact_summary, source_json, summary, words_of};
pub use receipts::{receipt_json, receipts, receipts_report};
pub use report::{Report, counted, escape, escape_json, print, print_bytes, say};
pub use steps::steps_report;
pub use timeline::timeline_report;
pub use times::{range_text, short_id, short_source};
pub use views::{Stated, cabinet_report, claims_report, tally_report};
