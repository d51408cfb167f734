//! Whether a ledger survives a loss of power.

use super::disk::{Cut, Disk};
use super::ledger::{ARTICLE, Ledger};
use super::process::Running;
use super::stream::Ack;

/// What was promised when the power went.
#[derive(Debug, Default)]
pub struct Promised {
    /// Whether `init` had ended well.
    pub ledger: bool,
    /// Acknowledged events.
    pub acks: Vec<Ack>,
    /// Acknowledged sources: label and text.
    pub sources: Vec<(String, String)>,
}

impl Promised {
    /// Nothing yet.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// A ledger with its first source.
    pub fn beginning() -> Self {
        Self { ledger: true, acks: Vec::new(), sources: vec![("A".to_owned(), ARTICLE.to_owned())] }
    }

    /// Requires all of it of the ledger `name` on a disk whose power was cut:
    /// it opens, is intact, keeps what was promised, and goes on.
    pub fn is_kept_by(&self, cut: &Cut, name: &str) -> Result<(), String> {
        let disk = Disk::from_cut(cut);
        let ledger = Ledger::at(disk.root().join(name));
        if !self.ledger {
            return is_whole_or_said_to_be_unfinished(&ledger);
        }
        ledger.holds(&self.acks)?;
        for (label, text) in &self.sources {
            ledger.has_source(label, text)?;
        }
        if !self.sources.is_empty() {
            ledger.goes_on()?;
        }
        ledger.is_intact()
    }
}

/// Stops the process that writes to a disk, cuts its power, and ends it.
/// Answers with what had reached the disk and what had been promised.
pub fn cut(disk: &Disk, running: &mut Running) -> Cut {
    running.stop();
    disk.cut()
}

/// A ledger whose making was cut short is there as a whole, or it is said what
/// to do about it.
fn is_whole_or_said_to_be_unfinished(ledger: &Ledger) -> Result<(), String> {
    let status = ledger.run(&["status"]);
    if status.code == Some(0) {
        return ledger.is_intact();
    }
    status.failed_clearly(&[2, 3, 5, 7])?;
    // The way out that is named for it.
    match std::fs::remove_dir_all(&ledger.dir) {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => return Err(why.to_string()),
        _ => {}
    }
    Ledger::new(&ledger.dir).goes_on()
}
