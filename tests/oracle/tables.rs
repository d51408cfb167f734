//! The SQLite form gives the answers that the commands give.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use reshuffle::domain::HowRule;
use reshuffle::domain::time::{Moment, MomentRange, parse_at};
use reshuffle::ledger::sqlite::{Database, Value};
use reshuffle::ledger::{Rule, View};

use crate::cases_wanted;
use crate::generator::{plans, questions};
use crate::recorded::{Recorded, record, zone};

fn rows(database: &Database, query: &str) -> Vec<Vec<Value>> {
    database.ask(query).unwrap_or_else(|why| panic!("{query}: {why}")).rows
}

fn text(cell: &Value) -> Option<String> {
    match cell {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn number(cell: &Value) -> u32 {
    match cell {
        Value::Integer(number) => u32::try_from(*number).expect("a count"),
        other => panic!("{other:?} is no number"),
    }
}

/// A moment as the tables write it; what stands for no bound is given.
fn moment(cell: &Value, unbounded: Moment) -> Moment {
    text(cell).map_or(unbounded, |text| parse_at(&text, Moment(0), &zone()).expect("a moment"))
}

fn range(cells: &[Value]) -> MomentRange {
    MomentRange { earliest: moment(&cells[0], Moment::MIN), latest: moment(&cells[1], Moment::MAX) }
}

fn all_answers_agree(database: &Database, view: &View<'_>, at: Moment) -> Result<(), TestCaseError> {
    let holders = rows(
        database,
        "SELECT body, post, person, certainty, acting, rank, capacities, since_earliest, since_latest,
         until_earliest, until_latest, (SELECT ended FROM tenures WHERE id = tenure) FROM holders_now",
    );
    let found: Vec<_> = holders
        .iter()
        .map(|row| {
            let texts: Vec<Option<String>> = [0, 1, 2, 3, 5].map(|at| text(&row[at])).to_vec();
            let until = (number(&row[11]) == 1).then(|| range(&row[9..11]));
            (texts, number(&row[4]) == 1, text(&row[6]).unwrap_or_default(), range(&row[7..9]), until)
        })
        .collect();
    let cabinet = view.cabinet(None, at).expect("a cabinet").holders;
    let expected: Vec<_> = cabinet
        .iter()
        .map(|holder| {
            let texts = vec![
                Some(holder.body.clone()),
                holder.post.clone(),
                Some(holder.person.clone()),
                Some(holder.certainty.word().to_owned()),
                holder.rank.as_ref().map(ToString::to_string),
            ];
            let capacities: Vec<&str> = holder.capacities.iter().map(|capacity| capacity.word()).collect();
            (texts, holder.acting, capacities.join(", "), holder.since, holder.until)
        })
        .collect();
    prop_assert_eq!(found, expected);

    let counted = rows(database, "SELECT how, least, most FROM tally");
    let of_bodies = rows(database, "SELECT body, how, least, most FROM departures_by_body");
    for how in HowRule::ALL {
        let (tally, _) = view.tally(&Rule::of(*how), at).expect("a tally");
        let row = counted.iter().find(|row| text(&row[0]).as_deref() == Some(how.word()));
        let bounds = row.map_or((0, 0), |row| (number(&row[1]), number(&row[2])));
        prop_assert_eq!(bounds, (tally.bounds.least, tally.bounds.most), "{}", how);
        let of_bodies = of_bodies.iter().filter(|row| text(&row[1]).as_deref() == Some(how.word()));
        let of_bodies: BTreeSet<_> =
            of_bodies.map(|row| (text(&row[0]).expect("a body"), number(&row[2]), number(&row[3]))).collect();
        let expected = tally.by_body.iter().map(|(body, bounds)| (body.clone(), bounds.least, bounds.most));
        prop_assert_eq!(of_bodies, expected.collect(), "{}", how);
    }

    let claims = rows(database, "SELECT stated, least, most, verdict, missing, extra FROM claims ORDER BY fact");
    let mut expected = view.claims(None, at).expect("claims");
    expected.sort_by_key(|claim| view.knowledge().expect("a log that reads").seq_of(claim.event));
    let lines = |names: &[String]| (!names.is_empty()).then(|| names.join("\n"));
    let expected: Vec<_> = expected
        .iter()
        .map(|claim| {
            let numbers = [claim.count.number, claim.bounds.least, claim.bounds.most];
            (numbers, Some(claim.verdict.word().to_owned()), lines(&claim.missing), lines(&claim.extra))
        })
        .collect();
    let found = claims.iter().map(|row| {
        let numbers = [number(&row[0]), number(&row[1]), number(&row[2])];
        (numbers, text(&row[3]), text(&row[4]), text(&row[5]))
    });
    prop_assert_eq!(found.collect::<Vec<_>>(), expected);
    Ok(())
}

/// Who held what at another moment than the database was made for.
fn another_moment_agrees(
    database: &Database,
    recorded: &Recorded,
    view: &View<'_>,
    at: Moment,
) -> Result<(), TestCaseError> {
    let then = recorded.ledger.database(view, at).expect("a database");
    let Some(written) = text(&rows(&then, "SELECT value FROM meta WHERE name = 'at'")[0][0]) else { return Ok(()) };
    let query = format!(
        "SELECT b.name, p.name, max(t.start_latest <= '{written}' AND (NOT t.ended OR t.end_earliest > '{written}'))
         FROM tenures t JOIN persons p ON p.id = t.person JOIN bodies b ON b.id = t.body
         WHERE (t.start_earliest IS NULL OR t.start_earliest <= '{written}')
           AND (NOT t.ended OR t.end_latest IS NULL OR t.end_latest > '{written}')
         GROUP BY t.person, t.body, t.post"
    );
    let mut found: Vec<_> =
        rows(database, &query).iter().map(|row| (text(&row[0]), text(&row[1]), row[2] == Value::Integer(1))).collect();
    let holders = view.cabinet(None, at).expect("a cabinet").holders;
    let mut expected: Vec<_> = holders
        .into_iter()
        .map(|holder| (Some(holder.body), Some(holder.person), holder.certainty.word() == "certain"))
        .collect();
    found.sort();
    expected.sort();
    prop_assert_eq!(found, expected, "at {}", written);
    Ok(())
}

proptest! {
    #![proptest_config(cases_wanted(60))]

    #[test]
    fn the_tables_answer_as_the_commands_do(plan in plans(14), asked in questions()) {
        let history = plan.history();
        let recorded = record(&history);
        let questions = plan.ask(&asked, &history);
        for (question, other) in questions.iter().zip(questions.iter().skip(1)).take(3) {
            let view = recorded.known_after(question.known_after);
            let database = recorded.ledger.database(&view, question.at).expect("a database");
            all_answers_agree(&database, &view, question.at)?;
            another_moment_agrees(&database, &recorded, &view, other.at)?;
        }
    }
}
