//! Which names are in use, and how facts that stand spell them.

use std::collections::BTreeSet;

use super::ground::Ground;
use super::reading::Reading;
use crate::domain::{NameKey, Noun};
use crate::log::EventLog;
use crate::replay::Prefix;
use crate::replay::index::{Catalog, CatalogError};

/// What is known up to an event of how some names are spelt: those that no
/// fact uses which stands are not among them.
///
/// # Errors
/// [`CatalogError`] where the index or the log cannot be read.
pub fn spellings(
    log: &dyn EventLog,
    catalog: &Catalog,
    ground: &Ground,
    names: &BTreeSet<(Noun, NameKey)>,
) -> Result<Prefix, CatalogError> {
    of_names(Reading::new(log, catalog, ground), names)
}

/// The same of the names that are nearly one.
///
/// # Errors
/// Likewise.
pub fn near(
    log: &dyn EventLog,
    catalog: &Catalog,
    ground: &Ground,
    (noun, key): (Noun, &NameKey),
) -> Result<Prefix, CatalogError> {
    let reading = Reading::new(log, catalog, ground);
    let names = reading.near(noun, key)?.into_iter().map(|key| (noun, key)).collect();
    of_names(reading, &names)
}

fn of_names(mut reading: Reading<'_>, names: &BTreeSet<(Noun, NameKey)>) -> Result<Prefix, CatalogError> {
    let mut spelt = BTreeSet::new();
    for (noun, key) in names {
        if let Some(name) = reading.naming(*noun, key, false)? {
            reading.note_name(*noun, &name);
            spelt.insert((*noun, name));
        }
    }
    reading.finish(spelt)
}
