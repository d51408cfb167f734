//! An answer from the part of a log that a question needs is the answer from
//! the whole of it, at any two times, whatever was recorded.

#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
#[path = "../support/durability/dice.rs"]
mod dice;
mod dossiers;
mod explained;
mod history;
mod records;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use dice::{Dice, again, rounds};
use history::Teller;
use reshuffle::backend::files::IndexFiles;
use reshuffle::backend::sled::SledLog;
use reshuffle::domain::time::{Moment, MomentRange, Zone};
use reshuffle::domain::{EventId, HowRule, Name, Seq, SourceId};
use reshuffle::ledger::{AuditCode, AuditReport, AuditVerdict, Environment, Ledger, Rule};
use reshuffle::log::{EventLog, Head, LogError, read};
use reshuffle::projections::World;
use reshuffle::projections::cabinet::cabinet;
use reshuffle::projections::claims::claims;
use reshuffle::projections::diff::between_moments;
use reshuffle::projections::steps::steps;
use reshuffle::projections::tally::tally;
use reshuffle::projections::timeline::{Topic, timeline};
use reshuffle::replay::index::{Brief, Catalog, Earlier, IndexStore, Noter, Notes, SPELL_LEN};
use reshuffle::replay::slice::{Ground, Question, slice};
use reshuffle::replay::{KnownAt, replay};

const THINGS_TOLD: usize = 2_600;

fn zone() -> Zone {
    Zone::new("Europe/London").unwrap()
}

fn catalog(dir: &Path, log: &SledLog) -> Catalog {
    let id_at = |seq: Seq| Ok::<Option<EventId>, LogError>(log.get(seq)?.map(|event| event.id()));
    let files = IndexFiles::open(&dir.join("log/index"), id_at).unwrap();
    let mut catalog = Catalog::new(Box::new(files), zone());
    catalog.catch_up(log).unwrap();
    catalog
}

fn told(dir: &Path, dice: Dice) {
    told_so_many(THINGS_TOLD, dir, dice);
}

fn told_so_many(things: usize, dir: &Path, dice: Dice) {
    let mut teller = Teller::new(dir, dice);
    teller.tell(things);
    assert!(teller.refused * 2 < things, "{} of {things} were refused", teller.refused);
}

fn moment(dice: &mut Dice) -> Moment {
    let day = 946_684_800_000_000 + i64::try_from(dice.below(3_200)).unwrap() * 86_400_000_000;
    Moment(day + i64::try_from(dice.below(3)).unwrap())
}

#[test]
fn a_part_of_a_log_answers_as_the_whole() {
    for round in 0..rounds(2) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger");
        told(&path, Dice::of_round(61, round));
        let log = SledLog::open(&path.join("log")).unwrap();
        assert!(fs::read_dir(path.join("log/index/spells")).unwrap().count() > 0, "rows are kept");
        let catalog = catalog(&path, &log);
        let dice = &mut Dice::of_round(62, round);
        for _ in 0..40 {
            let last = log.head().unwrap().seq.0;
            let seq = Seq(if dice.below(4) == 0 { last } else { dice.below(last + 1) });
            let whole = replay(&log, KnownAt::Seq(seq)).unwrap();
            let head: Head = whole.head.unwrap();
            let ground = Ground::by(&catalog, head).unwrap();
            let zone = zone();
            let world = World::fold(&whole.knowledge, &zone);
            for body in [None, Some("Body A"), Some("Body B"), Some("Body E")] {
                let body = body.map(|body| Name::new(body).unwrap());
                let (at, from) = (moment(dice), moment(dice));
                let place = format!("{}: {body:?} at {at:?}, from {from:?}, known at {seq}", again(round));
                let question = Question { body: body.as_ref(), held_at: vec![at], ..Question::default() };
                let part =
                    slice(&log, &catalog, &ground, &question.into()).unwrap_or_else(|why| panic!("{place}: {why}"));
                let part = World::fold(&part.knowledge, &zone);
                assert_eq!(cabinet(&part, body.as_ref(), at), cabinet(&world, body.as_ref(), at), "{place}");
                let group = (dice.below(4) == 0).then(|| Name::new("The Wing").unwrap());
                if body.is_some() {
                    let question = Question { body: body.as_ref(), everything: true, ..Question::default() };
                    let part = slice(&log, &catalog, &ground, &question.into()).unwrap();
                    let part = World::fold(&part.knowledge, &zone);
                    let topic = Topic { body: body.clone(), ..Topic::default() };
                    assert_eq!(timeline(&part, &topic, at), timeline(&world, &topic, at), "{place}");
                }
                let rule = Rule {
                    body: body.clone(),
                    from: Some(from),
                    group: group.clone(),
                    by_effect: dice.below(2) == 0,
                    ..Rule::of(HowRule::Left)
                };
                let left = vec![(from, at)];
                let question = Question { body: body.as_ref(), left, groups: group.is_some(), ..Question::default() };
                let part =
                    slice(&log, &catalog, &ground, &question.into()).unwrap_or_else(|why| panic!("{place}: {why}"));
                let part = World::fold(&part.knowledge, &zone);
                assert_eq!(tally(&part, &rule, at), tally(&world, &rule, at), "{place}");
                // Of all bodies they are told from the whole; and they take long.
                if body.is_none() || dice.below(40) > 0 {
                    continue;
                }
                let left = vec![(Moment::MIN, Moment::MAX)];
                let held_at = vec![from, at];
                let groups = group.is_some();
                let question = Question { body: body.as_ref(), held_at, left, groups, ..Question::default() };
                let part =
                    slice(&log, &catalog, &ground, &question.into()).unwrap_or_else(|why| panic!("{place}: {why}"));
                let part = World::fold(&part.knowledge, &zone);
                assert_eq!(steps(&part, &rule, at), steps(&world, &rule, at), "{place}");
                let came_and_went = |world: &World<'_>| between_moments(world, body.as_ref(), from, at);
                assert_eq!(came_and_went(&part), came_and_went(&world), "{place}");
            }
        }
    }
}

#[test]
fn what_articles_count_compares_as_by_the_whole() {
    for round in 0..rounds(2) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger");
        // To hold each number against the whole takes long.
        told_so_many(900, &path, Dice::of_round(67, round));
        let ledger = Ledger::open(&path, Duration::from_secs(5), Environment::system()).unwrap();
        let dice = &mut Dice::of_round(68, round);
        let mut told = 0;
        for _ in 0..12 {
            let last = ledger.head().unwrap().seq.0;
            let seq = Seq(if dice.below(4) == 0 { last } else { dice.below(last + 1) });
            let view = ledger.view(KnownAt::Seq(seq)).unwrap();
            let world = view.world().unwrap();
            for body in [None, Some("Body A"), Some("Body B"), Some("Body E")] {
                let body = body.map(|body| Name::new(body).unwrap());
                let at = moment(dice);
                let place = format!("{}: {body:?} at {at:?}, known at {seq}", again(round));
                let known = body.as_ref().is_none_or(|body| view.cabinet(Some(body), at).is_ok());
                let due = claims(&world, body.as_ref(), at);
                told += due.len();
                match view.claims(body.as_ref(), at) {
                    Ok(found) => assert_eq!(found, due, "{place}"),
                    Err(why) => assert!(!known, "{place}: {why}"),
                }
            }
        }
        assert!(told > 100, "{told} numbers were compared");
    }
}

#[test]
fn an_index_that_is_damaged_or_gone_changes_no_answer() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger");
    told(&path, Dice::of_round(63, 0));
    let open = || Ledger::open(&path, Duration::from_secs(5), Environment::system()).unwrap();
    let at = Moment(1_100_000_000_000_000);
    let answer = || open().view(KnownAt::Head).unwrap().cabinet(None, at).unwrap();
    let expected = answer();
    assert!(!expected.holders.is_empty());
    for table in ["spells", "ties", "joins", "marks"] {
        let folder = path.join("log/index").join(table);
        let file = fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
        let whole = fs::read(&file).unwrap();
        let mut damaged = whole.clone();
        let middle = damaged.len() / 3;
        damaged[middle] ^= 1;
        fs::write(&file, &damaged).unwrap();
        assert_eq!(answer(), expected, "a damaged row of {table}");
        fs::write(&file, &whole[..whole.len() / 2]).unwrap();
        assert_eq!(answer(), expected, "half a file of {table}");
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(answer(), expected, "no {table}");
        let mut ledger = open();
        assert_eq!(ledger.reindex().unwrap(), ledger.head().unwrap().seq.0 + 1);
        drop(ledger);
        assert_eq!(answer(), expected, "{table} built anew");
    }
}

#[test]
fn an_index_of_another_log_is_not_believed() {
    let dir = tempfile::tempdir().unwrap();
    let (one, other) = (dir.path().join("one"), dir.path().join("other"));
    told(&one, Dice::of_round(64, 0));
    told(&other, Dice::of_round(65, 0));
    let at = Moment(1_100_000_000_000_000);
    let answer = |path: &Path| {
        let ledger = Ledger::open(path, Duration::from_secs(5), Environment::system()).unwrap();
        ledger.view(KnownAt::Head).unwrap().cabinet(None, at).unwrap()
    };
    let (expected, not) = (answer(&one), answer(&other));
    assert_ne!(expected, not);
    fs::remove_dir_all(one.join("log/index")).unwrap();
    fs::rename(other.join("log/index"), one.join("log/index")).unwrap();
    assert_eq!(answer(&one), expected);
}

/// What has to be known to note every event of a log in one go.
#[derive(Default)]
struct InOrder {
    named: BTreeSet<Brief>,
}

impl Earlier for InOrder {
    type Error = LogError;

    fn stamp(&mut self, _source: SourceId) -> Result<Option<MomentRange>, LogError> {
        Ok(None)
    }

    fn names(&mut self, name: Brief) -> Result<bool, LogError> {
        Ok(!self.named.insert(name))
    }
}

#[test]
fn an_audit_finds_an_index_that_lacks_a_row_or_has_one_too_many() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger");
    told(&path, Dice::of_round(66, 0));
    let audit = || Ledger::audit(&path, Duration::from_secs(5), None, &mut |_| ()).unwrap().0;
    let differs = |report: &AuditReport| report.findings.iter().any(|finding| finding.code == AuditCode::IndexDiffers);
    let whole = audit();
    assert_eq!((whole.verdict, differs(&whole)), (AuditVerdict::Intact, false));
    for tamper in [
        |notes: &mut Notes| {
            notes.spells.remove(500);
        },
        |notes: &mut Notes| {
            notes.ties.remove(3);
        },
        |notes: &mut Notes| {
            notes.joins.remove(3);
        },
        |notes: &mut Notes| {
            notes.marks.remove(5_000);
        },
        |notes: &mut Notes| notes.spells.push([7; SPELL_LEN]),
    ] {
        fs::remove_dir_all(path.join("log/index")).unwrap();
        let log = SledLog::open(&path.join("log")).unwrap();
        let mut files = IndexFiles::open(&path.join("log/index"), |_| Ok::<_, LogError>(None)).unwrap();
        let (mut noter, mut earlier) = (Noter::new(zone()), InOrder::default());
        for event in log.scan(Seq(0)) {
            noter.note(&read(&event.unwrap()).unwrap(), &mut earlier).unwrap();
        }
        let mut notes = noter.take();
        tamper(&mut notes);
        let head = log.head().unwrap();
        files.extend(notes, head.seq.0 + 1, head.id).unwrap();
        drop((files, log));
        let report = audit();
        assert_eq!((report.verdict, differs(&report)), (AuditVerdict::Broken, true), "{:?}", report.findings);
        Ledger::open(&path, Duration::from_secs(5), Environment::system()).unwrap().reindex().unwrap();
        assert_eq!(audit().verdict, AuditVerdict::Intact);
    }
}
