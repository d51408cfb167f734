//! Who held what at a moment, as known at another: beside an indexed table.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use jiff::ToSpan;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use reshuffle::domain::HowRule;
use reshuffle::ledger::{KnownAt, Ledger, Rule};

use crate::history::{Change, History};
use crate::made::{Made, name};
use crate::measure::{Table, median, ratio, time, timed, times};
use crate::processes::{Took, forget_files, reshuffle, run, sqlite3};
use crate::sqlite::Tenures;

/// How many years of departures are counted.
const YEARS: i32 = 9;

/// How often a fresh process is asked.
const ROUNDS: usize = 11;
/// How often, where that takes a second or more; where it takes ten, once.
const ROUNDS_SLOW: usize = 3;

/// How often a process is asked that has answered nothing before.
const ROUNDS_INSIDE: usize = 5;

/// The table of both times, from the same history.
pub fn table(made: &Made, path: &Path) {
    let table = Tenures::new(path);
    let mut held: HashMap<_, (i64, String)> = HashMap::new();
    let facts = History::of(made.facts).flat_map(|chapter| chapter.facts);
    for (fact, stated) in facts.enumerate() {
        let seq = made.seq(fact) as i64;
        match stated.change {
            Some(Change::Opened(place, from_us)) => {
                let row = table.open([&place.person, &place.body, &place.post], from_us, seq);
                held.insert((place.body, place.post), (row, place.person));
            }
            Some(Change::Closed(place, how, to_us)) => {
                if let Some((row, _)) = held.remove(&(place.body, place.post)) {
                    table.close(row, how, to_us, seq);
                }
            }
            None => {}
        }
    }
    for (fact, by) in made.retracted() {
        table.take_back(made.seq(fact) as i64, by as i64);
    }
    table.finish();
}

/// What is asked: the same of a ledger and of the table.
struct Question {
    what: &'static str,
    arguments: Vec<String>,
    text: String,
}

fn questions(made: &Made) -> [Question; 2] {
    let (at, from) = (made.late_day, made.late_day.saturating_sub(YEARS.years()));
    let (at_us, from_us) = (midnight_us(at.tomorrow().expect("a day")) - 1, midnight_us(from));
    let (at, from) = (at.to_string(), from.to_string());
    let known = made.seq(made.facts * 9 / 10);
    let body = History::body();
    let known_text = known.to_string();
    let both = |text: &[&str]| -> Vec<String> {
        let shared = ["--body", &body, "--at", &at, "--known-at", &known_text];
        text.iter().chain(&shared).map(|word| (*word).to_owned()).collect()
    };
    let known_then = format!("known_from <= {known} AND known_to > {known}");
    [
        Question {
            what: "cabinet",
            arguments: both(&["cabinet"]),
            text: format!(
                "SELECT post, person, valid_from, valid_to FROM tenure WHERE body = '{body}'
                 AND valid_from <= {at_us} AND valid_to > {at_us} AND {known_then} ORDER BY post, person"
            ),
        },
        Question {
            what: "tally",
            arguments: both(&["tally", "--how", "resigned", "--from", &from]),
            text: format!(
                "SELECT DISTINCT person FROM tenure WHERE body = '{body}' AND how = 'resigned'
                 AND valid_to BETWEEN {from_us} AND {at_us} AND {known_then} ORDER BY person"
            ),
        },
    ]
}

fn midnight_us(day: Date) -> i64 {
    TimeZone::UTC.to_timestamp(day.to_datetime(Time::midnight())).expect("a moment").as_microsecond()
}

/// Compares fresh processes, first with their files in the cache, then without.
pub fn compare(made: &Made, database: &Path, table: &mut Table) {
    for question in questions(made) {
        let arguments: Vec<&str> = question.arguments.iter().map(String::as_str).collect();
        let ours = || reshuffle(&made.path, &arguments);
        let theirs = || sqlite3(database, &question.text);
        show_rows(&question, &mut ours(), theirs());
        let mut peak = Took::default();
        for cold in [false, true] {
            let mut took: [Vec<Duration>; 2] = Default::default();
            let mut rounds = ROUNDS;
            while took[0].len() < rounds {
                if cold && !forget_files() {
                    println!("skipped: questions to files that are in no cache, which only root can make so");
                    break;
                }
                let answered = run(&mut ours());
                peak.peak_kib = peak.peak_kib.max(answered.peak_kib);
                rounds = match answered.time.as_secs() {
                    0 => rounds,
                    1..10 => ROUNDS_SLOW,
                    _ => 1,
                };
                took[0].push(answered.time);
                if cold {
                    forget_files();
                }
                took[1].extend(theirs().map(|mut command| run(&mut command).time));
            }
            if took[0].is_empty() {
                continue;
            }
            let [ours, theirs] = took.map(|times| median(&times));
            let place = if cold { "files on disk only" } else { "files in the cache" };
            let what = format!("one `{} --at T --known-at K`, {place}", question.what);
            let wanted = if cold { "≤ 5 s at 10 M" } else { "≤ 60 ms and ≤ 2 × at 1 M" };
            if theirs.is_zero() {
                println!("skipped: `sqlite3`, which is not on this machine");
                table.add(&what, time(ours), "–".to_owned(), "–".to_owned(), wanted);
            } else {
                let beside = format!("`sqlite3` on its indexed table: {}", time(theirs));
                table.add(&what, time(ours), beside, times(ratio(ours, theirs)), wanted);
            }
        }
        crate::memory(table, question.what, peak, 256);
    }
}

/// Says how many rows each answers with: about as many, since a coarse date is
/// a row with us as well.
fn show_rows(question: &Question, ours: &mut Command, theirs: Option<Command>) {
    let lines = |command: &mut Command| {
        let output = command.output().expect("an answer");
        String::from_utf8_lossy(&output.stdout).lines().count()
    };
    let theirs = theirs.map_or(0, |mut command| lines(&mut command));
    println!("{}: {} rows here, {theirs} in the table", question.what, lines(ours.args(["-o", "jsonl"])));
}

/// The same questions inside a process that has the ledger open.
pub fn inside(ledger: &Ledger, made: &Made, table: &mut Table) {
    let view = ledger.view(KnownAt::Head).expect("a view");
    let at = ledger.parse_at(&made.late_day.to_string()).expect("a moment");
    let body = name(&History::body());
    let mut ask = |what: &str, wanted: &str, work: &dyn Fn() -> usize| {
        let mut many = 0;
        let once = |many: &mut usize| timed(|| *many = std::hint::black_box(work())).0;
        let took: Vec<Duration> = (0..ROUNDS_INSIDE).map(|_| once(&mut many)).collect();
        table.add(what, time(median(&took)), format!("{many} rows"), "–".to_owned(), wanted);
    };
    ask("in a process: a whole cabinet of 100", "≤ 100 µs", &|| {
        view.cabinet(Some(&body), at).expect("a cabinet").holders.len()
    });
    ask("in a process: a tally of a body", "–", &|| {
        let rule = Rule { body: Some(body.clone()), ..Rule::of(HowRule::Resigned) };
        view.tally(&rule, at).expect("a tally").0.people.len()
    });
    let person = view.cabinet(Some(&body), at).expect("a cabinet").holders.first().map(|row| row.person.clone());
    if let Some(person) = person {
        ask("in a process: a person with their events", "≤ 10 µs", &|| {
            view.person(&name(&person), at).map_or(0, |record| record.tenures.len())
        });
    }
}

/// Where the table lies in a folder.
pub fn database(dir: &Path) -> PathBuf {
    dir.join("tenures")
}
