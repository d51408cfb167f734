//! Auditing a ledger as it lies on disk, in whatever state that is.

use std::path::Path;
use std::time::Duration;

use super::audit_checkpoints::{Against, doubt_checkpoints};
use super::settings::Settings;
use super::store::{Place, created_by};
use super::{Error, Ledger};
use crate::audit::{Code, Finding, Progress, Report, Subject, Verdict, Weight, audit};
use crate::backend::files::Articles;
use crate::domain::time::Zone;
use crate::log::EventLog;
use crate::replay::index::{Catalog, CatalogError};

impl Ledger {
    /// Audits the ledger in a directory: read-only doubt of everything in it.
    /// What would keep it from opening is a finding here, not an error.
    ///
    /// It is also held against every checkpoint that is kept in it, and one
    /// that is kept elsewhere; where that holds, the answer says by how many
    /// events the log goes on from there.
    ///
    /// # Errors
    /// [`Error::NoLedger`], and [`Error::Lock`] where another process holds it.
    pub fn audit(
        dir: &Path,
        wait: Duration,
        against: Option<&Against>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(Report, Option<u64>), Error> {
        let (place, log) = Self::hold(dir, wait)?;
        let log = match log {
            Ok(log) => log,
            Err(why) => return Ok((Report::unreadable(why), None)),
        };
        // A file that does not read agrees with nothing, which is a finding, not an error.
        let unreadable = || Settings { origin: String::new(), zone: String::new(), verifying_key: String::new() };
        let settings = Settings::read(&place.settings_path()).unwrap_or_else(|_| Some(unreadable()));
        let settings = settings.map(|settings| crate::audit::Settings {
            origin: settings.origin,
            zone: settings.zone,
            verifying_key: settings.verifying_key,
        });
        let articles = place.articles();
        let head_file = place.head_file.read()?;
        let mut report = audit(&Subject { log: &log, sources: &articles, head_file, settings }, progress);
        if report.verdict != Verdict::Broken
            && let Some(finding) = doubt_index(dir, &log)?
        {
            report.verdict = Verdict::Broken;
            report.findings.push(finding);
        }
        let (findings, extended_by) = match doubt_checkpoints(dir, &log, against) {
            Ok(doubted) => doubted,
            // Of a log that does not read this was said already.
            Err(_) if report.verdict == Verdict::Broken => (Vec::new(), None),
            Err(why) => return Err(why),
        };
        for finding in findings {
            report.verdict = match (finding.weight, report.verdict) {
                (Weight::Broken, _) | (_, Verdict::Broken) => Verdict::Broken,
                (Weight::Unverifiable, _) => Verdict::Unverifiable,
                (Weight::Warning, verdict) => verdict,
            };
            report.findings.push(finding);
        }
        Ok((report, extended_by))
    }
}

/// Refuses what was written in the place of a log, where it does not hold.
pub(super) fn check_written(log: &dyn EventLog, articles: &Articles) -> Result<(), Error> {
    let report = audit(&Subject { log, sources: articles, head_file: None, settings: None }, &mut |_| ());
    let what = report.findings.iter().find(|finding| finding.weight == Weight::Broken);
    match what.filter(|_| report.verdict == Verdict::Broken) {
        Some(what) => Err(Error::Forged(format!(
            "nothing was changed, since what would be there does not hold: {}",
            what.message
        ))),
        None => Ok(()),
    }
}

/// What is wrong with the index of facts, of a log that is whole.
fn doubt_index(dir: &Path, log: &dyn EventLog) -> Result<Option<Finding>, Error> {
    let Some(created) = created_by(log)? else { return Ok(None) };
    // A zone that nobody knows is a finding already.
    let Ok(zone) = Zone::new(created.zone.as_str()) else { return Ok(None) };
    let index = Place::index(dir, log)?;
    let (seq, what) = match Catalog::new(Box::new(index), zone).first_differing(log) {
        Ok(None) => return Ok(None),
        Ok(Some(seq)) => (Some(seq), "differs from the events, so an answer may lack something".to_owned()),
        Err(CatalogError::Kept(why)) => (None, format!("cannot be read: {why}")),
        Err(why) => return Err(why.into()),
    };
    Ok(Some(Finding {
        code: Code::IndexDiffers,
        weight: Weight::Broken,
        seq,
        id: None,
        message: format!("the index of facts {what}; no event was changed by that; `reshuffle reindex` builds it anew"),
    }))
}
