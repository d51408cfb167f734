//! Which names are in use, and how facts that stand spell them.

use std::collections::BTreeSet;

use super::ground::Ground;
use super::reading::Reading;
use crate::domain::{Claim, NameKey, Noun};
use crate::log::EventLog;
use crate::replay::Prefix;
use crate::replay::index::{Catalog, CatalogError, Term};

/// What is known up to an event of how bodies are spelt: those that somebody
/// held something in, that are described, or whose departures an article
/// counts. A name that no fact uses which stands is not among them.
///
/// # Errors
/// [`CatalogError`] where the index or the log cannot be read.
pub fn bodies(log: &dyn EventLog, catalog: &Catalog, ground: &Ground) -> Result<Prefix, CatalogError> {
    let mut reading = Reading::new(log, catalog, ground);
    for spell in catalog.bodies() {
        let spell = spell?;
        reading.want(spell.seq, spell.id)?;
    }
    reading.want_joins(ground.structure.bodies().flat_map(|(_, joins)| joins))?;
    reading.want_marked(Term::counted())?;
    reading.read()?;
    let names = reading.claims().flat_map(Claim::names).filter(|(noun, _)| *noun == Noun::Body);
    let names = names.map(|(noun, name)| (noun, NameKey::of(name))).collect();
    of_names(reading, &names)
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
