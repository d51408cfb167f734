//! The roots that a log had at some sizes, recomputed from its headers.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::Seq;
use crate::log::{EventLog, LogError};
use crate::proof::tree::{Frontier, Hash, leaf_hash};

/// The root over the first so many events, for each size that the log has.
///
/// # Errors
/// [`LogError`] where a header cannot be read.
pub fn roots_at(log: &dyn EventLog, sizes: &BTreeSet<u64>) -> Result<BTreeMap<u64, Hash>, LogError> {
    let mut roots = BTreeMap::new();
    let mut tree = Frontier::default();
    let mut size = 0;
    let mut headers = log.scan_headers(Seq(0));
    let most = sizes.last().copied().unwrap_or_default();
    loop {
        if sizes.contains(&size) {
            roots.insert(size, tree.root());
        }
        if size >= most {
            return Ok(roots);
        }
        let Some(header) = headers.next() else { return Ok(roots) };
        tree.push(leaf_hash(&header?.bytes));
        size += 1;
    }
}
