//! A history that is written out and read into an empty ledger answers the
//! same there, at any moment, whatever prefix of it was written.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use reshuffle::domain::time::{Edtf, written};
use reshuffle::ledger::{Certainty, Export, KnownAt, Options};
use serde_json::Value;

use crate::cases_wanted;
use crate::compare::{Question, named};
use crate::generator::{plans, questions};
use crate::history::History;
use crate::laws::answers;
use crate::recorded::record;

fn check(history: &History, questions: &[Question]) -> Result<(), String> {
    let recorded = record(history);
    for question in questions {
        let view = recorded.known_after(question.known_after);
        let mut lines = Vec::new();
        recorded.ledger.export(Export::Events, &view, None, &mut lines).map_err(|why| why.to_string())?;
        let mut other = record(&History::default()).ledger;
        let imported = other.import_events(lines.as_slice(), &Options::by(named("other")));
        let imported = imported.map_err(|why| format!("{why}: {why:?}"))?;
        let wanted = view.head().map_or(0, |head| head.seq.0);
        if (imported.receipts.events.len() as u64, imported.same) != (wanted, 0) {
            return Err(format!("{wanted} events became {imported:?}"));
        }
        let theirs = other.view(KnownAt::Head).map_err(|why| why.to_string())?;
        let (before, after) = (answers(&view, question).of_the_world(), answers(&theirs, question).of_the_world());
        if before != after {
            return Err(format!("at {:?}:\n{before:#?}\nbecame\n{after:#?}", question.at));
        }
    }
    Ok(())
}

/// The holders of a moment, by the rows that formats carry.
fn check_rows(history: &History, questions: &[Question]) -> Result<(), String> {
    let recorded = record(history);
    for question in questions {
        let view = recorded.known_after(question.known_after);
        let mut carried: BTreeMap<(String, Option<String>, String), Certainty> = BTreeMap::new();
        for row in view.history(Some(question.at)).expect("a log that reads").tenures {
            let sure = row.certainty.ok_or("a row of a moment says how surely")?;
            let held = carried.entry((row.body, row.post, row.person)).or_insert(sure);
            *held = sure.max(*held);
        }
        let holders = view.cabinet(None, question.at).map_err(|why| why.to_string())?.holders;
        let shown = holders.into_iter().map(|row| ((row.body, row.post, row.person), row.certainty)).collect();
        if carried != shown {
            return Err(format!("at {:?}: the rows have {carried:?}, the cabinet {shown:?}", question.at));
        }
    }
    let view = recorded.known_after(history.0.len());
    for row in view.history(None).expect("a log that reads").tenures {
        for dated in std::iter::once(row.since).chain(row.until) {
            let Some(text) = written(dated.range, dated.mark, view.zone()) else { continue };
            let read = Edtf::parse_in(&text, view.zone()).and_then(|edtf| edtf.bounds(view.zone()));
            if read.as_ref() != Ok(&dated.range) {
                return Err(format!("{text} is written for {:?} and read as {read:?}", dated.range));
            }
        }
    }
    Ok(())
}

/// In the provenance just those forms of facts have no end that stand.
fn check_provenance(history: &History) -> Result<(), String> {
    let recorded = record(history);
    for operations in [history.0.len() / 2, history.0.len()] {
        let view = recorded.known_after(operations);
        let mut text = Vec::new();
        recorded.ledger.export(Export::Provenance, &view, None, &mut text).map_err(|why| why.to_string())?;
        let document: Value = serde_json::from_slice(&text).map_err(|why| why.to_string())?;
        let section = |name: &str| document[name].as_object().cloned().unwrap_or_default();
        let mut open: BTreeSet<String> =
            section("entity").keys().filter(|id| id.starts_with("fact:")).cloned().collect();
        for (_, ended) in section("wasInvalidatedBy") {
            let entity = ended["prov:entity"].as_str().unwrap_or_default();
            if !open.remove(entity) {
                return Err(format!("{entity} ends twice, or is not there"));
            }
        }
        let records = view.knowledge().expect("a log that reads").records().filter(|record| record.current().is_some());
        let stands = records.map(|record| format!("fact:{}", record.amended().unwrap_or(record.origin).1)).collect();
        if open != stands {
            return Err(format!("without an end are {open:?}, and {stands:?} stand"));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases_wanted(100))]

    #[test]
    fn a_ledger_read_from_what_another_wrote_answers_the_same(plan in plans(14), asked in questions()) {
        let history = plan.history();
        let questions = plan.ask(&asked, &history);
        check(&history, &questions).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn the_rows_of_a_moment_are_the_holders_and_their_times_read_back(plan in plans(14), asked in questions()) {
        let history = plan.history();
        let questions = plan.ask(&asked, &history);
        check_rows(&history, &questions).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn provenance_ends_just_what_no_longer_stands(plan in plans(14)) {
        check_provenance(&plan.history()).map_err(TestCaseError::fail)?;
    }
}
