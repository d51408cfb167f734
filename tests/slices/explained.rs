//! Why a row is as it is, and why somebody has none, is told from a part of a
//! log as from the whole.

use std::collections::BTreeSet;
use std::time::Duration;

use reshuffle::domain::{HowRule, Name, Seq};
use reshuffle::ledger::{Absence, Environment, Explained, Ledger, Reason, RowEvents, Rule};
use reshuffle::projections::absence::{from_cabinet, from_tally};
use reshuffle::projections::bearing::Bearing;
use reshuffle::projections::cabinet::cabinet;
use reshuffle::projections::tally::tally;
use reshuffle::replay::KnownAt;

use super::dice::{Dice, again, rounds};
use super::{moment, told_so_many};

const ASKED: [&str; 8] =
    ["Person A", "Person B", "Person C", "Person G", "Person N", "Person Q", "Peg O'Hara", "Peg O’Hara"];

/// What keeps somebody out, but for what was recorded later.
fn kept_out(reasons: &[Absence]) -> Vec<&Absence> {
    reasons.iter().filter(|absence| absence.reason != Reason::RecordedLater).collect()
}

/// Compares an explanation with one from the whole; says how much there was to explain.
fn check<A: std::fmt::Debug + PartialEq>(
    found: &Explained<A>,
    due: &A,
    rows: &[RowEvents],
    absences: &[Absence],
    place: &str,
) -> (usize, usize) {
    assert_eq!(&found.answer, due, "{place}");
    assert_eq!(found.rows, rows, "{place}");
    let Some(absent) = &found.absent else {
        assert!(!rows.is_empty(), "{place}: nobody is there and nothing says why");
        return (rows.len(), 0);
    };
    assert!(rows.is_empty() && !absent.reasons.is_empty(), "{place}");
    // What was recorded later stands in place of nothing at all.
    let nothing = |absences: &[&Absence]| absences.iter().all(|absence| absence.reason == Reason::NothingRecorded);
    let (told, due) = (kept_out(&absent.reasons), absences.iter().collect::<Vec<_>>());
    assert!(told == due || nothing(&told) && nothing(&due), "{place}\n part: {told:?}\nwhole: {due:?}");
    (0, 1)
}

#[test]
fn rows_are_explained_from_a_part_as_from_the_whole() {
    for round in 0..rounds(1) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger");
        // Each trial folds what matters to a row.
        told_so_many(400, &path, Dice::of_round(73, round));
        let ledger = Ledger::open(&path, Duration::from_secs(5), Environment::system()).unwrap();
        let dice = &mut Dice::of_round(74, round);
        let (mut rows, mut absent) = (0, 0);
        for _ in 0..8 {
            let last = ledger.head().unwrap().seq.0;
            let seq = Seq(if dice.below(3) == 0 { last } else { dice.below(last + 1) });
            let view = ledger.view(KnownAt::Seq(seq)).unwrap();
            let (zone, knowledge) = (view.zone(), view.knowledge().unwrap());
            let world = view.world().unwrap();
            let bearing = Bearing::new(knowledge, zone);
            for body in [None, Some("Body A"), Some("Body B")] {
                let body = body
                    .map(|body| Name::new(body).unwrap())
                    .filter(|body| view.cabinet(Some(body), moment(dice)).is_ok());
                let (body, at) = (body.as_ref(), moment(dice));
                let asked = Name::new(ASKED[usize::try_from(dice.below(8)).unwrap()]).unwrap();
                let key = world.names.resolve(reshuffle::domain::Noun::Person, &asked);
                let place = format!("{}: {asked} in {body:?} at {at:?} as known at {seq}", again(round));
                let is_asked = |person: &str| person == world.person(&key);

                let due = cabinet(&world, body, at);
                let of_them = due.holders.iter().enumerate().filter(|(_, holder)| is_asked(&holder.person));
                let explained = of_them.map(|(row, holder)| RowEvents {
                    row,
                    events: holder.events.iter().copied().collect(),
                    would_change: bearing.on_holder(holder, body, at),
                });
                let explained: Vec<RowEvents> = explained.collect();
                let absences = from_cabinet(&world, body, at, &asked);
                let found = ledger.why_cabinet(&view, body, at, Some(&asked)).unwrap();
                let (some, none) = check(&found, &due, &explained, &absences, &format!("{place}, cabinet"));
                (rows, absent) = (rows + some, absent + none);

                let rule = Rule { body: body.cloned(), from: Some(moment(dice)), ..Rule::of(HowRule::Left) };
                let due = tally(&world, &rule, at);
                let of_them = due.people.iter().enumerate().filter(|(_, row)| is_asked(&row.person));
                let explained = of_them.map(|(row, counted)| RowEvents {
                    row,
                    events: counted.events.iter().copied().collect(),
                    would_change: bearing.on_row(counted, &rule, at),
                });
                let explained: Vec<RowEvents> = explained.collect();
                let absences = from_tally(&world, &rule, at, &asked);
                let (found, _) = ledger.why_tally(&view, &rule, at, Some(&asked)).unwrap();
                let (some, none) = check(&found, &due, &explained, &absences, &format!("{place}, tally"));
                (rows, absent) = (rows + some, absent + none);
            }
            // Everyone at once is everyone by themselves.
            let at = moment(dice);
            let found = ledger.why_cabinet(&view, None, at, None).unwrap();
            let numbers: BTreeSet<usize> = found.rows.iter().map(|row| row.row).collect();
            assert_eq!(numbers.len(), found.answer.holders.len(), "{}", again(round));
            for RowEvents { row, events, would_change } in found.rows.iter().take(3) {
                let holder = &found.answer.holders[*row];
                let place = format!("{}: {holder:?} at {at:?} as known at {seq}", again(round));
                assert_eq!(*events, holder.events.iter().copied().collect(), "{place}");
                assert_eq!(*would_change, bearing.on_holder(holder, None, at), "{place}");
            }
        }
        assert!(rows > 10 && absent > 10, "{rows} rows and {absent} who have none were explained");
    }
}
