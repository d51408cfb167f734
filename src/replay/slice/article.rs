//! An article, with everything that was said of it and the facts that cite it.

use std::collections::BTreeSet;

use super::ground::Ground;
use super::reading::Reading;
use crate::log::EventLog;
use crate::replay::Prefix;
use crate::replay::index::{Catalog, CatalogError, Term};

/// What is known up to an event of the articles that a text may name: by a
/// label, or by the beginning of a digest.
///
/// # Errors
/// [`CatalogError`] where the index or the log cannot be read.
pub fn article(log: &dyn EventLog, catalog: &Catalog, ground: &Ground, given: &str) -> Result<Prefix, CatalogError> {
    let mut reading = Reading::new(log, catalog, ground);
    Term::of_source(given).try_for_each(|term| reading.want_marked(term))?;
    reading.read()?;
    let articles = reading.articles().collect::<Vec<_>>();
    articles.into_iter().try_for_each(|article| reading.want_marked(Term::cites(article)))?;
    reading.read()?;
    reading.finish(BTreeSet::new())
}
