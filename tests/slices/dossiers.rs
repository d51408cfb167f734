//! What is told of a person or an event from a part of a log is what is told
//! of it from the whole.

use reshuffle::backend::sled::SledLog;
use reshuffle::domain::{Claim, EventId, Fact, HowRule, Name, Noun, Seq};
use reshuffle::ledger::{Rule, Topic};
use reshuffle::log::EventLog;
use reshuffle::projections::cabinet::cabinet;
use reshuffle::projections::register::Subject;
use reshuffle::projections::register::people::person;
use reshuffle::projections::tally::tally;
use reshuffle::projections::timeline::timeline;
use reshuffle::projections::{Knowledge, World};
use reshuffle::replay::slice::{Ground, Subjects, dossier};
use reshuffle::replay::{KnownAt, replay};

use super::dice::{Dice, again, rounds};
use super::{catalog, moment, told, zone};

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

/// What is said of a person, of whom the standing facts may have another name.
fn said_of(world: &World<'_>, asked: &Name, dice: &Dice) -> Vec<String> {
    let mut dice = dice.clone();
    let at = moment(&mut dice);
    let key = world.names.resolve(Noun::Person, asked);
    let mut record = person(world, &key, at);
    // Departures are numbered by all that there are.
    record.iter_mut().flat_map(|record| &mut record.tenures).for_each(|tenure| tenure.departure = None);
    let topic = |body: Option<&str>| Topic { person: Some(asked.clone()), body: body.map(name), post: None };
    let history: Vec<EventId> = Subject::Person(key.clone())
        .records(world)
        .into_iter()
        .flat_map(|record| record.history())
        .map(|(_, id)| id)
        .collect();
    vec![
        format!("{record:?}"),
        format!("{:?}", timeline(world, &topic(None), at)),
        format!("{:?}", timeline(world, &topic(Some("Body A")), at)),
        format!("{history:?}"),
    ]
}

/// The rows of answers that rest on an event, and the fact that it belongs to.
fn said_behind(world: &World<'_>, id: EventId, dice: &Dice) -> Vec<String> {
    let mut dice = dice.clone();
    let at = moment(&mut dice);
    let record = world.knowledge.record(id);
    let origin = record.map(|record| record.origin);
    let cited = record.into_iter().flat_map(|record| record.citations());
    let cited: Vec<_> = cited.map(|citation| world.knowledge.articles.get(&citation.source)).collect();
    let mut said = vec![format!("{record:?}"), format!("{cited:?}")];
    let holders = cabinet(world, None, at)
        .holders
        .into_iter()
        .filter(|holder| origin.is_some_and(|origin| holder.events.contains(&origin)));
    said.extend(holders.map(|holder| format!("{holder:?}")));
    for how in [HowRule::Left, HowRule::Reshuffled] {
        let people = tally(world, &Rule::of(how), at).people.into_iter();
        said.extend(
            people
                .filter(|row| origin.is_some_and(|origin| row.events.contains(&origin)))
                .map(|row| format!("{row:?}")),
        );
    }
    said
}

/// Shows where two long answers part.
fn check_same(part: &[String], whole: &[String], place: &str) {
    for (part, whole) in part.iter().zip(whole) {
        let parts_at = part.chars().zip(whole.chars()).take_while(|(one, other)| one == other).count();
        let near = |text: &str| text.chars().skip(parts_at.saturating_sub(300)).take(600).collect::<String>();
        assert!(part == whole, "{place}\n part: {}\nwhole: {}", near(part), near(whole));
    }
    assert_eq!(part.len(), whole.len(), "{place}");
}

#[test]
fn a_dossier_tells_of_people_and_events_what_the_whole_tells() {
    for round in 0..rounds(1) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger");
        told(&path, Dice::of_round(71, round));
        let log = SledLog::open(&path.join("log")).unwrap();
        let catalog = catalog(&path, &log);
        let dice = &mut Dice::of_round(72, round);
        let (mut rows, mut events) = (0, 0);
        for _ in 0..8 {
            let last = log.head().unwrap().seq.0;
            let seq = Seq(if dice.below(4) == 0 { last } else { dice.below(last + 1) });
            let whole = replay(&log, KnownAt::Seq(seq)).unwrap();
            let (zone, head) = (zone(), whole.head.unwrap());
            let world = World::fold(&whole.knowledge, &zone);
            let ground = Ground::by(&catalog, head).unwrap();
            let part = |subjects: &Subjects<'_>| -> Knowledge {
                dossier(&log, &catalog, &ground, subjects).unwrap().knowledge
            };
            for asked in ["Person A", "Person B", "Person G", "Person N", "Person Q", "Peg O’Hara", "Nobody"] {
                // Each takes a while.
                if dice.below(2) == 0 {
                    continue;
                }
                let asked = name(asked);
                let known = part(&Subjects { names: vec![(Noun::Person, &asked)], ..Subjects::default() });
                let told = World::fold(&known, &zone);
                let place = format!("{}: {asked} as known at {seq}", again(round));
                check_same(&said_of(&told, &asked, dice), &said_of(&world, &asked, dice), &place);
                rows += usize::from(!told.tenures.is_empty());
            }
            for _ in 0..6 {
                let asked = Seq(dice.below(seq.0 + 1));
                let id = log.get(asked).unwrap().unwrap().id();
                let known = part(&Subjects { events: vec![asked], ..Subjects::default() });
                let told = World::fold(&known, &zone);
                let place = format!("{}: event {asked} as known at {seq}", again(round));
                // Those that describe a body or a post stand behind anybody's answers.
                let describes = |fact: &Fact| match &fact.claim {
                    Claim::Alias { noun, .. } => *noun != Noun::Person,
                    claim => matches!(claim, Claim::Body { .. } | Claim::Post { .. }),
                };
                if whole.knowledge.record(id).is_some_and(|record| record.ever_said().any(describes)) {
                    continue;
                }
                events += 1;
                check_same(&said_behind(&told, id, dice), &said_behind(&world, id, dice), &place);
            }
        }
        assert!(rows > 8 && events > 16, "{rows} people held something, {events} events were looked at");
    }
}
