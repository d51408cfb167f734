//! What holds of every answer, whatever was recorded.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use reshuffle::domain::{EventId, Kind, Seq};
use reshuffle::ledger::{Bounds, Cabinet, Certainty, CheckedClaim, Tally, View};

use crate::cases_wanted;
use crate::compare::{Question, named, real_rule};
use crate::generator::{plans, questions};
use crate::history::{History, Op};
use crate::naive::told;
use crate::recorded::{Recorded, record};

/// Everything that is answered to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Answers {
    cabinet: Option<Cabinet>,
    tally: Option<(Tally, String)>,
    claims: Vec<CheckedClaim>,
}

/// Asks everything.
pub fn answers(view: &View<'_>, question: &Question) -> Answers {
    let body = question.body.as_deref().map(named);
    Answers {
        cabinet: view.cabinet(body.as_ref(), question.at).ok(),
        tally: view.tally(&real_rule(&question.rule), question.at).ok(),
        claims: view.claims(None, question.at).expect("claims of all bodies"),
    }
}

impl Answers {
    /// What they say of the world: without ids, positions, and the order that
    /// claims of one moment have from being recorded.
    pub fn of_the_world(mut self) -> Self {
        if let Some(cabinet) = &mut self.cabinet {
            cabinet.holders.iter_mut().for_each(|holder| holder.events.clear());
            cabinet.seats.iter_mut().for_each(|seats| seats.events.clear());
        }
        if let Some((tally, sentence)) = &mut self.tally {
            tally.people.iter_mut().for_each(|row| row.events.clear());
            sentence.clear();
        }
        for claim in &mut self.claims {
            claim.events.clear();
            claim.event = EventId([0; 32]);
        }
        self.claims.sort_by_key(|claim| format!("{claim:?}"));
        self
    }
}

/// A history without what the ledger refused.
fn accepted(history: &History) -> History {
    let accepted = record(history).accepted();
    let kept: Vec<usize> = (0..history.0.len()).filter(|at| accepted[*at]).collect();
    only(history, &kept)
}

/// Some operations of a history, in the order given, their targets found anew.
fn only(history: &History, kept: &[usize]) -> History {
    let place = |old: usize| kept.iter().position(|at| *at == old).unwrap_or(usize::MAX - 1);
    History(kept.iter().map(|at| history.0[*at].with_places(place)).collect())
}

/// What must have been recorded before an operation can be.
fn needs(history: &History, at: usize) -> Vec<usize> {
    let named = history.0[at].sources();
    let corrected = history.0[at].target().map(|target| origin(history, target));
    let is_alias = |place: usize| history.0[place].kind() == Some(Kind::Alias);
    let before = (0..at).filter(|before| match &history.0[*before] {
        Op::Article { label, .. } => named.contains(&label),
        Op::Redescribe { label, .. } => matches!(&history.0[at], Op::Redescribe { label: same, .. } if same == label),
        other => {
            let theirs = other.target().map_or(*before, |target| origin(history, target));
            // What is refused of an alias depends on the others.
            let both = is_alias(theirs) && is_alias(corrected.unwrap_or(at));
            corrected == Some(theirs) || history.0[at].ends() == Some(*before) || both
        }
    });
    before.collect()
}

/// The fact that an operation is about in the end.
fn origin(history: &History, at: usize) -> usize {
    history.0[at].target().map_or(at, |target| origin(history, target))
}

/// An order of recording in which everything comes after what it needs.
fn reordered(history: &History, dice: &[usize]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    for step in 0..history.0.len() {
        let could = (0..history.0.len())
            .filter(|at| !order.contains(at) && needs(history, *at).iter().all(|need| order.contains(need)));
        let could: Vec<usize> = could.collect();
        order.push(could[dice[step % dice.len()] % could.len()]);
    }
    order
}

/// What a row rests on: the operations of its events, what was done to these
/// facts, the articles they cite and the appointments they end.
fn behind(history: &History, recorded: &Recorded, events: &[(Seq, EventId)]) -> History {
    let mut kept: BTreeSet<usize> = events.iter().filter_map(|(_, id)| recorded.operation(*id)).collect();
    loop {
        let before = kept.len();
        let facts: BTreeSet<usize> = kept.iter().map(|at| origin(history, *at)).collect();
        kept.extend((0..history.0.len()).filter(|at| facts.contains(&origin(history, *at))));
        let ended: Vec<usize> = kept.iter().filter_map(|at| history.0[*at].ends()).collect();
        kept.extend(ended);
        let labels: Vec<&String> = kept.iter().flat_map(|at| history.0[*at].sources()).collect();
        let of_article = |op: &Op| match op {
            Op::Article { label, .. } | Op::Redescribe { label, .. } => labels.contains(&label),
            _ => false,
        };
        let articles: Vec<usize> = (0..history.0.len()).filter(|at| of_article(&history.0[*at])).collect();
        kept.extend(articles);
        if kept.len() == before {
            return only(history, &kept.into_iter().collect::<Vec<_>>());
        }
    }
}

fn fail(why: &str, history: &History, other: &History, question: &Question, rows: &str) -> TestCaseError {
    TestCaseError::fail(format!("{why}\n{question:?}\n{rows}\n{history}\nagainst\n{other}"))
}

/// The rows of an answer, each from what it rests on alone.
fn check_rows_stand_alone(history: &History, recorded: &Recorded, question: &Question) -> Result<(), TestCaseError> {
    let all = answers(&recorded.known_after(history.0.len()), question);
    for holder in all.cabinet.iter().flat_map(|cabinet| &cabinet.holders) {
        let alone = behind(history, recorded, &holder.events);
        let again = record(&alone);
        let rows = answers(&again.known_after(alone.0.len()), question).of_the_world().cabinet;
        let same = rows
            .iter()
            .flat_map(|cabinet| &cabinet.holders)
            .find(|row| (&row.person, &row.body, &row.post) == (&holder.person, &holder.body, &holder.post));
        let wanted = reshuffle::ledger::Holder { events: vec![], ..holder.clone() };
        if same != Some(&wanted) {
            return Err(fail("a holder", history, &alone, question, &format!("{wanted:?}\n{rows:?}")));
        }
    }
    for row in all.tally.iter().flat_map(|(tally, _)| &tally.people) {
        let alone = behind(history, recorded, &row.events);
        let again = record(&alone);
        let rows = answers(&again.known_after(alone.0.len()), question).of_the_world().tally;
        let same = rows
            .iter()
            .flat_map(|(tally, _)| &tally.people)
            .find(|other| (&other.person, &other.bodies, &other.posts) == (&row.person, &row.bodies, &row.posts));
        let wanted = reshuffle::ledger::Row { events: vec![], ..row.clone() };
        if same != Some(&wanted) {
            return Err(fail("a row", history, &alone, question, &format!("{wanted:?}\n{rows:?}")));
        }
    }
    Ok(())
}

/// Two ledgers answer the same of the world once all of each is known.
fn check_same_world(
    (history, recorded): (&History, &Recorded),
    (other_history, other_recorded): (&History, &Recorded),
    question: &Question,
) -> Result<(), TestCaseError> {
    let one = answers(&recorded.known_after(history.0.len()), question).of_the_world();
    let other = answers(&other_recorded.known_after(other_history.0.len()), question).of_the_world();
    if one == other {
        return Ok(());
    }
    Err(fail("answers differ", history, other_history, question, &format!("{one:#?}\n{other:#?}")))
}

fn check_counts(tally: &Tally) {
    let sure = |certainty: Certainty| u32::from(certainty == Certainty::Certain);
    let listed = Bounds {
        least: tally.people.iter().map(|row| sure(row.certainty)).sum(),
        most: u32::try_from(tally.people.len()).expect("few people"),
    };
    assert_eq!(tally.bounds, listed);
    assert!(tally.bounds.least <= tally.bounds.most);
    for (body, bounds) in &tally.by_body {
        let of_it = tally.people.iter().filter(|row| row.bodies.contains(body));
        assert_eq!(bounds.most as usize, of_it.count(), "{body}");
    }
    assert!(tally.people.iter().all(|row| !row.events.is_empty() && row.when.earliest <= row.when.latest));
}

proptest! {
    #![proptest_config(cases_wanted(96))]

    #[test]
    fn the_order_of_recording_changes_no_answer_about_the_world(
        plan in plans(14), asked in questions(), dice in proptest::collection::vec(any::<usize>(), 20)
    ) {
        let history = accepted(&plan.history());
        let shuffled = only(&history, &reordered(&history, &dice));
        let (one, other) = (record(&history), record(&shuffled));
        // What is refused may depend on what is known by then.
        prop_assume!(other.accepted().iter().all(|accepted| *accepted));
        for question in plan.ask(&asked, &history) {
            check_same_world((&history, &one), (&shuffled, &other), &question)?;
        }
    }

    #[test]
    fn what_was_known_is_not_changed_by_what_is_recorded_later(plan in plans(14), asked in questions()) {
        let history = accepted(&plan.history());
        let whole = record(&history);
        for question in plan.ask(&asked, &history) {
            let before = History(history.0[..question.known_after].to_vec());
            let then = record(&before);
            let remembered = answers(&whole.known_after(question.known_after), &question);
            prop_assert_eq!(answers(&then.known_after(before.0.len()), &question), remembered, "{}", history);
        }
    }

    #[test]
    fn a_fact_taken_back_and_recorded_again_gives_the_same_answers(
        plan in plans(12), asked in questions(), pick in any::<usize>()
    ) {
        let history = accepted(&plan.history());
        let free = |at: &usize| {
            let target = |op: &Op| op.target() == Some(*at) || op.ends() == Some(*at);
            // What it names has to be there still, as it was.
            let corrected = |named: usize| history.0.iter().any(|op| op.target() == Some(named));
            let stands = !history.0[*at].ends().is_some_and(corrected);
            history.0[*at].kind().is_some() && stands && !history.0.iter().any(target)
        };
        let free: Vec<usize> = (0..history.0.len()).filter(free).collect();
        let Some(at) = free.get(pick % free.len().max(1)).copied() else { return Ok(()) };
        let mut again = history.clone();
        again.0.push(Op::Retract { target: at });
        again.0.push(history.0[at].clone());
        let (one, other) = (record(&history), record(&again));
        prop_assert_eq!(&other.refusals, &vec![None; again.0.len()], "{}", again);
        for question in plan.ask(&asked, &history) {
            check_same_world((&history, &one), (&again, &other), &question)?;
        }
    }

    #[test]
    fn every_number_is_the_count_of_what_it_lists(plan in plans(14), asked in questions()) {
        let history = plan.history();
        let recorded = record(&history);
        for question in plan.ask(&asked, &history) {
            let answers = answers(&recorded.known_after(question.known_after), &question);
            answers.tally.iter().for_each(|(tally, _)| check_counts(tally));
            for claim in &answers.claims {
                prop_assert!(claim.bounds.least <= claim.bounds.most && claim.extra.len() <= claim.bounds.most as usize);
            }
            for seats in answers.cabinet.iter().flat_map(|cabinet| &cabinet.seats) {
                prop_assert!(seats.unaccounted() <= seats.seats);
            }
        }
    }

    #[test]
    fn the_events_of_a_row_suffice_for_it(plan in plans(12), asked in questions()) {
        let history = accepted(&plan.history());
        let recorded = record(&history);
        for question in plan.ask(&asked, &history) {
            check_rows_stand_alone(&history, &recorded, &question)?;
        }
    }
}

/// A later fact never reaches back into what an earlier point knew, also where
/// it is a correction.
#[test]
fn a_correction_leaves_what_was_known_before_it() {
    let history = History::parse(
        "article A
         departed: person=Ann; body=Cabinet; how=resigned; when=2016-06-26; source=A
         amend #2: how=sacked
         retract #3
         retract #2",
    );
    let standing: Vec<usize> = (0..=5).map(|cut| told(&history.0[..cut], &[true; 5]).0.facts.len()).collect();
    assert_eq!(standing, [0, 0, 1, 1, 1, 0]);
    let recorded = record(&history);
    let real = |cut| recorded.known_after(cut).knowledge().unwrap().survivors().count();
    assert_eq!((0..=5).map(real).collect::<Vec<_>>(), standing);
}
