//! What the ledger hands over, format by format, each held to its own standard.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod annotations;
mod csv;
#[allow(dead_code)]
#[path = "../meaning/desk.rs"]
mod desk;
mod files;
mod jsonl;
#[path = "../support/needs.rs"]
mod needs;
mod popolo;
mod prov;
mod python;
mod quickstatements;
#[allow(dead_code)]
#[path = "../command_line/desk.rs"]
mod typist;

use reshuffle::ledger::{Export, KnownAt, Ledger};

/// An export of everything known, as text.
pub fn exported(ledger: &Ledger, what: Export, at: Option<&str>) -> String {
    let view = ledger.view(KnownAt::Head).expect("the head");
    let at = at.map(|text| ledger.parse_at(text).expect("a moment"));
    let mut bytes = Vec::new();
    ledger.export(what, &view, at, &mut bytes).expect("an export");
    String::from_utf8(bytes).expect("exports are UTF-8")
}
