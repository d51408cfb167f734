//! Out: what a view knows, written in a format that others read.

use std::io::Write;

use super::{Error, Ledger, View};
use crate::domain::time::Moment;
use crate::projections::history::{History, history};
use crate::transfer::export::csv;

/// What is written, and in which format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// Tenures as CSV.
    Tenures,
    /// Departures as CSV.
    Departures,
    /// Everything as a SQLite database, which holds all moments; the one given,
    /// else now, is that of its ready-made answers.
    Sqlite,
}

/// What came of an export, beside the bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    /// What somebody should know of it, such as what was left out.
    pub notes: Vec<String>,
}

impl View<'_> {
    /// Every tenure and departure; with a moment, only what is held then and
    /// what may have happened by then.
    #[must_use]
    pub fn history(&self, at: Option<Moment>) -> History {
        history(&self.world(), at)
    }
}

impl Ledger {
    /// Writes what a view knows. Formats that speak of the world are cut at a
    /// moment of it where one is given, and cover all of it where none is.
    /// The same view and moment give the same bytes.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be written.
    pub fn export(
        &self,
        what: Export,
        view: &View<'_>,
        at: Option<Moment>,
        out: &mut dyn Write,
    ) -> Result<Exported, Error> {
        let (knowledge, zone) = (view.knowledge(), view.zone());
        let written = match what {
            Export::Tenures => csv::tenures(&view.history(at), knowledge, zone, out),
            Export::Departures => csv::departures(&view.history(at), knowledge, zone, out),
            Export::Sqlite => out.write_all(&self.database(view, at.unwrap_or_else(|| self.now()))?.bytes()?),
        };
        written.map_err(|why| Error::io("could not write the export", why))?;
        Ok(Exported::default())
    }
}
