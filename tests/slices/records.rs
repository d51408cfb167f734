//! What is told of people and posts, and who may be meant by a name, is told
//! from a part of a log as from the whole.

use std::collections::BTreeSet;
use std::time::Duration;

use reshuffle::domain::{EventId, Name, NameKey, Noun, Seq};
use reshuffle::ledger::{Environment, Error, Ledger, Topic};
use reshuffle::projections::World;
use reshuffle::projections::diff::between_points;
use reshuffle::projections::find::{people_like, posts_like};
use reshuffle::projections::register::people::{PersonRow, facts_of, people};
use reshuffle::projections::register::posts::{PostRecord, posts, posts_identified, posts_named};
use reshuffle::projections::register::{post_subjects, with_identifier};
use reshuffle::projections::timeline::timeline;
use reshuffle::replay::KnownAt;

use super::dice::{Dice, again, rounds};
use super::{moment, told_so_many};

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

fn pick<T: Copy>(dice: &mut Dice, of: &[T]) -> T {
    of[usize::try_from(dice.below(of.len() as u64)).unwrap()]
}

/// Departures are numbered by all that there are.
fn unnumbered(mut record: PostRecord) -> PostRecord {
    record.tenures.iter_mut().for_each(|tenure| tenure.departure = None);
    record
}

/// What was answered; none where something is not there.
fn found<A>(answer: Result<A, Error>, place: &str) -> Option<A> {
    match answer {
        Ok(answer) => Some(answer),
        Err(Error::NoBody { .. } | Error::Unnamed { .. } | Error::Several { .. } | Error::NoFacts { .. }) => None,
        Err(why) => panic!("{place}: {why}"),
    }
}

#[test]
fn people_and_posts_are_told_from_a_part_as_from_the_whole() {
    let mut told = [0; 7];
    for round in 0..rounds(1) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger");
        told_so_many(1_200, &path, Dice::of_round(75, round));
        let ledger = Ledger::open(&path, Duration::from_secs(5), Environment::system()).unwrap();
        let dice = &mut Dice::of_round(76, round);
        for _ in 0..18 {
            let last = ledger.head().unwrap().seq.0;
            // Early on, bodies and posts are not one yet.
            let seq = Seq(pick(dice, &[last, dice.clone().below(last + 1), 40 + dice.clone().below(80)]));
            let view = ledger.view(KnownAt::Seq(seq)).unwrap();
            let world = view.world().unwrap();
            let at = moment(dice);
            let body = name(pick(dice, &["Body A", "Body B", "Body C", "Body E", "Body F"]));
            let place = &format!("{}: {body} at {at:?} as known at {seq}", again(round));
            let knows = |world: &World<'_>, noun, asked: &Name| {
                world.names.knows(noun, &world.names.resolve(noun, asked)) || world.knowledge.records().next().is_none()
            };
            let is_body = knows(&world, Noun::Body, &body);

            let scheme = (dice.below(2) == 0).then(|| name("example"));
            let due = is_body.then(|| people(&world, Some(&body), scheme.as_ref(), at));
            let rows: Option<Vec<PersonRow>> = found(view.people(Some(&body), scheme.as_ref(), at), place);
            assert_eq!(rows, due, "{place}, people");
            told[0] += due.iter().flatten().count();
            let due = is_body.then(|| posts(&world, Some(&body), scheme.as_ref(), at));
            assert_eq!(found(view.posts(Some(&body), scheme.as_ref(), at), place), due, "{place}, posts");
            told[1] += due.iter().flatten().count();

            for _ in 0..8 {
                let given = name(pick(dice, &["Post A", "Post B", "Post D", "Post E", "P7", "example:P3", "P8"]));
                let within = (dice.below(3) > 0).then_some(&body);
                let place = &format!("{place}, {given} in {within:?}");
                let mut due = posts_named(&world, &given, within, at);
                if due.is_empty() {
                    due = posts_identified(&world, given.as_str(), within, at);
                }
                let due = (due.len() == 1 && within.is_none_or(|_| is_body)).then(|| unnumbered(due.remove(0)));
                assert_eq!(found(view.post(&given, within, at), place).map(unnumbered), due, "{place}");
                told[2] += usize::from(due.is_some());
                let subjects = post_subjects(&world, &given, within);
                let recorded = found(ledger.recorded_of_post(&view, &given, within), place);
                if let (Some((shown, of, steps)), [one]) = (&recorded, &subjects[..]) {
                    assert_eq!((Some(of), shown), (one.body(&world).as_ref(), &one.shown(&world)), "{place}");
                    let due: Vec<EventId> =
                        one.records(&world).into_iter().flat_map(|record| record.history()).map(|(_, id)| id).collect();
                    let ids: BTreeSet<EventId> = steps.iter().map(|step| step.stored.id()).collect();
                    assert_eq!(ids, due.into_iter().collect(), "{place}");
                    told[3] += 1;
                }
                assert_eq!(recorded.is_some(), subjects.len() == 1 && within.is_none_or(|_| is_body), "{place}");
            }

            let within = (dice.below(3) > 0).then_some(&body);
            let person = name(pick(dice, &["Person A", "Person B", "Person Q", "Peg O’Hara", "Nobody"]));
            let topic = Topic {
                person: (dice.below(2) == 0).then_some(person),
                body: within.cloned(),
                post: Some(name(pick(dice, &["Post A", "Post B", "Post E", "Post Z"]))),
            };
            let asked = [(Noun::Person, &topic.person), (Noun::Body, &topic.body), (Noun::Post, &topic.post)];
            let is_known =
                asked.iter().all(|(noun, asked)| asked.as_ref().is_none_or(|asked| knows(&world, *noun, asked)));
            let due = is_known.then(|| timeline(&world, &topic, at));
            assert_eq!(found(view.timeline(&topic, at), place), due, "{place}, {topic:?}");
            told[4] += due.iter().flatten().count();

            for text in ["Person A", "person", "Peg OHara", "example:Q7", "Persom B", "Post"] {
                let text = name(text);
                assert_eq!(view.people_like(&text).unwrap(), people_like(&world, &text), "{place}, like {text}");
                let due = within.is_none_or(|_| is_body).then(|| posts_like(&world, &text, within));
                assert_eq!(found(view.posts_like(&text, within), place), due, "{place}, like {text}");
            }

            let other = Seq(dice.below(last + 1));
            let (one, two) = (seq.min(other), seq.max(other));
            let [earlier, later] = [one, two].map(|seq| ledger.view(KnownAt::Seq(seq)).unwrap());
            let (before, after) = (earlier.world().unwrap(), later.world().unwrap());
            let due = knows(&before, Noun::Body, &body).then(|| between_points(&before, &after, Some(&body), at));
            assert_eq!(found(earlier.diff_with(&later, Some(&body), at), place), due, "{place}, known at {other}");
            told[5] += due.iter().map(|diff| diff.holders.len() + diff.departures.len()).sum::<usize>();
        }
        let view = ledger.view(KnownAt::Head).unwrap();
        let world = view.world().unwrap();
        for asked in ["Person A", "Person C", "Person Q", "Peg O'Hara", "Q7", "example:Q3", "Q99"].map(name) {
            let mut key = Some(world.names.resolve(Noun::Person, &asked));
            key = key.filter(|_| world.names.knows(Noun::Person, &NameKey::of(&asked)));
            let identified = with_identifier(&world, asked.as_str());
            let key = key.or_else(|| Some(identified.first()?.clone()).filter(|_| identified.len() == 1));
            let due = key.map(|key| (world.person(&key), facts_of(&world, &key)));
            let facts = found(ledger.facts_of(&asked), asked.as_str());
            let facts = facts.map(|(shown, facts)| (shown, facts.into_iter().map(|telling| telling.of).collect()));
            assert_eq!(facts, due, "{}: {asked}", again(round));
            told[6] += usize::from(due.is_some());
        }
    }
    assert!(told.iter().all(|count| *count > 2), "{told:?}: too little was told");
}
