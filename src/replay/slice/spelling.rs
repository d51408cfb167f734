//! Which names are in use, and how facts that stand spell them.

use std::collections::BTreeSet;

use super::ground::Ground;
use super::reading::Reading;
use crate::domain::{Claim, Name, NameKey, Noun};
use crate::log::EventLog;
use crate::replay::Prefix;
use crate::replay::index::{Catalog, CatalogError, Term};

/// Which bodies are known up to an event: those that somebody held something
/// in, that are described, or whose departures an article counts. A name that
/// no fact uses which stands is not among them, nor is every spelling.
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
    // Most stand as they were found, and are looked up no more.
    let mut spelt: BTreeSet<_> = reading.standing_claims().flat_map(bodies_in).cloned().collect();
    let found: BTreeSet<NameKey> = spelt.iter().map(NameKey::of).collect();
    let named: BTreeSet<NameKey> = reading.claims().flat_map(bodies_in).map(NameKey::of).collect();
    for key in named.difference(&found) {
        spelt.extend(reading.naming(Noun::Body, key, false)?);
    }
    Ok(reading.finish_alone(spelt.into_iter().map(|name| (Noun::Body, name)).collect()))
}

fn bodies_in(claim: &Claim) -> impl Iterator<Item = &Name> {
    claim.names().into_iter().filter(|(noun, _)| *noun == Noun::Body).map(|(_, name)| name)
}

/// What is known up to an event of how all facts spell some names.
///
/// # Errors
/// Likewise.
pub fn spelt(
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
