//! What any part of a log is told from: how names hung together by an event,
//! and what had been done to events.

use super::held::Held;
use super::operations::Operations;
use super::structure::Structure;
use crate::log::Head;
use crate::replay::index::{Catalog, CatalogError};

/// The ground of answers as known at an event. To gather it takes a look at
/// every operation and alias, so whoever asks often keeps it.
pub struct Ground {
    pub(super) head: Head,
    pub(super) operations: Operations,
    pub(super) structure: Structure,
    pub(super) held: Held,
    noted: u64,
}

impl Ground {
    /// The ground as it was by an event.
    ///
    /// # Errors
    /// [`CatalogError`] where the index cannot be read.
    pub fn by(catalog: &Catalog, head: Head) -> Result<Self, CatalogError> {
        Self::beside(None, catalog, head)
    }

    /// The same, with the events that were read for answers from another ground
    /// of the same log.
    ///
    /// # Errors
    /// Likewise.
    pub fn beside(other: Option<&Self>, catalog: &Catalog, head: Head) -> Result<Self, CatalogError> {
        let held = other.map_or_else(Held::default, |other| other.held.clone());
        let operations = Operations::until(catalog, head.seq)?;
        let structure = Structure::until(catalog, &operations, head.seq)?;
        Ok(Self { head, operations, structure, held, noted: catalog.noted() })
    }

    /// Whether it is what there is to say now: whether an article will have
    /// had another stamp is told of events after the head, too.
    #[must_use]
    pub fn is_by(&self, catalog: &Catalog, head: Head) -> bool {
        (self.head, self.noted) == (head, catalog.noted())
    }
}
