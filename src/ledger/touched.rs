//! Which facts surely stand as they were recorded, without reading them: those
//! to which nothing was ever done.

use foldhash::HashSet;

use super::{Error, Ledger};
use crate::domain::Seq;
use crate::log::EventLog;
use crate::replay::index::{Catalog, CatalogError, Does};

/// After how many questions it is worth looking at everything that was ever
/// done: a long append asks a hundred thousand times, a command that appends
/// one fact a few.
const ASKED_MIN: u64 = 256;

/// And not before one for so many operations: a question reads a fact, where an
/// operation is looked up in rows that are near each other.
const OPERATIONS_A_QUESTION: u64 = 16;

/// The events that something was done to which may change what stands, and
/// those that do it.
#[derive(Debug)]
pub(super) enum Touched {
    /// Not looked up yet, for so many questions.
    Asked(u64),
    /// These, of all that are in the log.
    Known(HashSet<Seq>),
    /// Something was done since, so the facts have to be read.
    Changed,
}

impl Default for Touched {
    fn default() -> Self {
        Self::Asked(0)
    }
}

impl Touched {
    fn of(log: &dyn EventLog, catalog: &Catalog) -> Result<Self, Error> {
        let mut touched = HashSet::default();
        for tie in catalog.ties() {
            let tie = tie.map_err(CatalogError::from)?;
            if let Does::Amends | Does::Retracts = tie.does {
                let begin = std::array::from_fn(|i| tie.target.0[i]);
                touched.extend(log.seqs_by_id(begin, begin)?);
                touched.insert(tie.seq);
            }
        }
        Ok(Self::Known(touched))
    }
}

impl Ledger {
    /// Whether nothing was done to the fact at a position, as far as that can
    /// be told without reading it.
    pub(super) fn is_untouched(&mut self, seq: Seq) -> Result<bool, Error> {
        match &mut self.touched {
            Touched::Asked(times)
                if *times < ASKED_MIN.max(self.catalog.borrow().ties_kept() / OPERATIONS_A_QUESTION) =>
            {
                *times += 1;
            }
            Touched::Asked(_) => {
                let touched = Touched::of(self.log.as_ref(), &*self.catalog()?)?;
                self.touched = touched;
            }
            Touched::Known(_) | Touched::Changed => {}
        }
        Ok(matches!(&self.touched, Touched::Known(touched) if !touched.contains(&seq)))
    }
}
