//! Answers on stdout: as a table, as JSON, as JSON Lines or as CSV.

mod diff;
mod events;
mod findings;
mod imported;
mod pager;
mod provenance;
mod receipts;
mod record;
mod register;
mod report;
mod restored;
mod rows;
mod signature;
mod steps;
mod timeline;
mod times;
mod views;

pub use diff::{Axis, diff_report};
pub use events::{event_json, fact_summary, is_default, source_json, summary, words_of};
pub use findings::{findings_report, findings_text};
pub use imported::imported_report;
pub use pager::{keep, release};
pub use provenance::{claim_line, holder_line, provenance_json, provenance_text, tally_line};
pub use receipts::{nothing_recorded, receipt_json, receipts, receipts_report};
pub use record::record_report;
pub use register::{people_report, person_report, post_report, posts_report, proposals_report};
pub use report::{Report, counted, escape, escape_json, print, print_bytes, say};
pub use restored::restored_report;
pub use rows::Rows;
pub use signature::{signature_json, signature_line};
pub use steps::steps_report;
pub use timeline::print_timeline;
pub use times::{short_id, short_source};
pub use views::{Stated, cabinet_report, claims_report, ids, tally_report};
