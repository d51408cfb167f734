//! A whole ledger as lines, and another one made from them.

use reshuffle::domain::time::{Moment, Zone};
use reshuffle::domain::{Content, Name, Origin, Seq};
use reshuffle::ledger::{Clock, Environment, Error, EventFilter, Export, KnownAt, Ledger, Random, Read};
use serde_json::Value;

use crate::desk::{Desk, name, options};
use crate::exported;

struct Still;

impl Clock for Still {
    fn now(&self) -> Moment {
        Moment(1_900_000_000_000_000)
    }
}

impl Random for Still {
    fn fill(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        buffer.fill(7);
        Ok(())
    }
}

/// A ledger of another name, with nothing in it.
fn empty(zone: &str) -> Ledger {
    let environment = Environment { clock: Box::new(Still), random: Box::new(Still) };
    let origin: Origin = "example.org/other".parse().unwrap();
    Ledger::in_memory(origin, &Zone::new(zone).unwrap(), name("other desk"), environment).unwrap()
}

fn busy() -> Desk {
    let mut desk = Desk::new();
    let late = desk.article("late", "as_of=2016-06-26T18:30; publisher=The Courier; lang=en");
    let began = desk.add("appointed", "Ann", "2015-09~", "post=Whip; rank=full; key=ann-1");
    let left = desk.add("resigned", "Ann", "2016-06-26", &format!("post=Whip; source=late; ends=id:{began}"));
    let slip = desk.add("sacked", "Bob", "2016-06-25", "note=perhaps; stance=rumoured");
    desk.add("counted", "", "2016-06-26", "number=1; how=left; compare=at_least");
    desk.add("alias", "Anne", "", "of=Ann; names=person");
    desk.amend(left, "when=2016-06-26T13:03; source=paper");
    desk.corroborate(began, "late");
    desk.retract(slip);
    desk.redescribe(late, "as_of=2016-06-26T18:45");
    desk
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("each line is a JSON value")).collect()
}

/// What the events of a ledger say, by whom and under which key.
fn entries(ledger: &Ledger) -> Vec<(String, Option<String>, &'static str)> {
    let filter = EventFilter::default();
    let events = ledger.events(Seq(1), &filter).unwrap();
    let entries = events.map(|event| match event.unwrap().read {
        Read::Event(event) => {
            let entry = event.entry;
            (entry.recorder.to_string(), entry.key.map(|key| key.to_string()), entry.content.kind().word())
        }
        other => panic!("{other:?}"),
    });
    entries.collect()
}

#[test]
fn every_event_is_a_line_and_every_article_has_its_text() {
    let desk = busy();
    let lines = lines(&exported(&desk.ledger, Export::Events, None));
    assert_eq!(lines.len() as u64, desk.ledger.head().unwrap().seq.0 + 1);
    assert_eq!(
        (&lines[0]["event"], &lines[0]["format"], &lines[0]["zone"]),
        (&Value::from("created"), &Value::from(1), &Value::from("Europe/London"))
    );
    let sources: Vec<_> = lines.iter().filter(|line| line["event"] == "source").map(|line| &line["text"]).collect();
    assert_eq!(sources, ["In paper, it is so.", "In late, it is so."]);
    let amended = lines.iter().find(|line| line["event"] == "amended").unwrap();
    assert_eq!(amended["citations"][0]["exact"], "it is so");
    let target = lines.iter().find(|line| line["id"] == amended["target"]).unwrap();
    assert_eq!((&target["event"], &target["fact"]["person"]), (&Value::from("departed"), &Value::from("Ann")));
}

#[test]
fn another_ledger_says_the_same_after_reading_the_lines() {
    let desk = busy();
    let text = exported(&desk.ledger, Export::Events, None);
    let mut other = empty("Europe/London");
    let imported = other.import_events(text.as_bytes(), &options()).unwrap();
    assert_eq!((imported.receipts.events.len(), imported.same, imported.bound), (11, 0, 0));
    assert_eq!(entries(&other), entries(&desk.ledger));
    let departed = |ledger: &Ledger| -> Option<_> {
        let knowledge = ledger.knowledge().unwrap();
        let mut current = knowledge.records().filter_map(|record| record.current()).map(|fact| fact.claim.clone());
        current.find_map(|claim| match claim {
            reshuffle::domain::Claim::Departed { ends, .. } => ends,
            _ => None,
        })
    };
    let ends = departed(&other).expect("the departure ends an appointment");
    assert_ne!(Some(ends), departed(&desk.ledger));
    assert!(other.knowledge().unwrap().record(ends).is_some(), "`ends` names an event of the ledger that it stands in");
    for at in ["2015-12-31", "2016-06-26T12:00", "2016-06-26T18:00", "2016-12-31"] {
        for table in [Export::Tenures, Export::Departures] {
            let without_ids = |ledger: &Ledger| -> Vec<String> {
                let text = exported(ledger, table, Some(at));
                text.lines().map(|line| line.rsplit_once(',').unwrap().0.to_owned()).collect()
            };
            assert_eq!(without_ids(&other), without_ids(&desk.ledger), "{at}");
        }
    }
}

#[test]
fn the_same_lines_a_second_time_add_nothing() {
    let mut desk = busy();
    let text = exported(&desk.ledger, Export::Events, None);
    let head = desk.ledger.head();
    let imported = desk.ledger.import_events(text.as_bytes(), &options()).unwrap();
    assert_eq!((imported.receipts.events.len(), imported.same), (0, 11));
    assert_eq!(desk.ledger.head(), head);
    let mut other = empty("Europe/London");
    other.import_events(text.as_bytes(), &options()).unwrap();
    let again = other.import_events(text.as_bytes(), &options()).unwrap();
    assert_eq!((again.receipts.events.len(), again.same), (0, 11));
}

#[test]
fn lines_that_grew_add_what_is_new() {
    let mut desk = busy();
    let mut other = empty("Europe/London");
    other.import_events(exported(&desk.ledger, Export::Events, None).as_bytes(), &options()).unwrap();
    let cay = desk.add("resigned", "Cay", "2016-06-27", "");
    desk.retract(cay);
    let text = exported(&desk.ledger, Export::Events, None);
    let imported = other.import_events(text.as_bytes(), &options()).unwrap();
    assert_eq!((imported.receipts.events.len(), imported.same), (2, 11));
    assert_eq!(entries(&other), entries(&desk.ledger));
}

#[test]
fn two_facts_that_say_the_same_stay_two() {
    let mut desk = Desk::new();
    desk.add("resigned", "Ann", "2016-06-26", "");
    desk.add("resigned", "Ann", "2016-06-26", "");
    let mut other = empty("Europe/London");
    other.import_events(exported(&desk.ledger, Export::Events, None).as_bytes(), &options()).unwrap();
    assert_eq!(entries(&other), entries(&desk.ledger));
}

#[test]
fn nothing_is_recorded_of_lines_that_do_not_hold() {
    let text = exported(&busy().ledger, Export::Events, None);
    let spoilt = [
        (text.replace("In late, it is so.", "In late, it was so."), "has another digest or length"),
        (text.replace("\"char_start\":10", "\"char_start\":11"), "stored as characters"),
        (text.replacen("\"exact\":\"it is so\"", "\"exact\":\"it is no\"", 1), "does not read as the quote does"),
        (text.replace("Europe/London", "Europe/Paris"), "in the zone Europe/Paris"),
        (text.lines().skip(1).collect::<Vec<_>>().join("\n"), "begins with a line of the kind `created`"),
        (text.replace("\"format\":1", "\"format\":2"), "not of format 1"),
        (text.replace("\"person\":\"Bob\"", "\"person\":\"\""), "cannot be"),
        (text.replace("\"compare\":\"at_least\"", "\"compre\":\"at_least\""), "`compre` is not a field"),
        (text.lines().filter(|line| !line.contains("Bob")).collect::<Vec<_>>().join("\n"), "which no line before it"),
        (text[..text.len() - 5].to_owned(), "EOF"),
        (String::new(), "there is no line"),
    ];
    for (text, why) in spoilt {
        let mut other = empty("Europe/London");
        let error = other.import_events(text.as_bytes(), &options()).expect_err(why);
        let told = match &error {
            Error::Lines(lines) => lines[0].error.to_string(),
            error => error.to_string(),
        };
        assert!(told.contains(why), "{told}");
        assert_eq!(other.head().unwrap().seq, Seq(0));
        assert_eq!(other.knowledge().unwrap().articles.len(), 0);
    }
}

#[test]
fn an_article_that_is_here_otherwise_keeps_its_description() {
    let desk = busy();
    let mut other = Desk::new();
    other.article("late", "publisher=The Herald");
    let text = exported(&desk.ledger, Export::Events, None);
    let imported = other.ledger.import_events(text.as_bytes(), &options()).unwrap();
    assert_eq!(imported.notes, ["`late` was here already and keeps the description that it has here"]);
    let article = other.ledger.knowledge().unwrap().article_labelled("late").unwrap();
    assert_eq!(article.source.description.publisher.as_ref().map(ToString::to_string), Some("The Herald".to_owned()));
}

#[test]
fn a_trial_records_nothing() {
    let text = exported(&busy().ledger, Export::Events, None);
    let mut other = empty("Europe/London");
    let trial = reshuffle::ledger::Options { dry_run: true, ..options() };
    assert_eq!(other.import_events(text.as_bytes(), &trial).unwrap().receipts.events.len(), 11);
    assert_eq!(other.head().unwrap().seq, Seq(0));
    assert_eq!(other.import_events(text.as_bytes(), &options()).unwrap().receipts.events.len(), 11);
}

#[test]
fn what_was_recorded_has_no_moment_in_the_world() {
    let desk = busy();
    let view = desk.ledger.view(KnownAt::Head).unwrap();
    let error = desk.ledger.export(Export::Events, &view, Some(Moment(0)), &mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("--known-at"), "{error}");
}

#[test]
fn a_prefix_ends_where_it_was_cut() {
    let desk = busy();
    let view = desk.ledger.view(KnownAt::Seq(Seq(4))).unwrap();
    let mut bytes = Vec::new();
    desk.ledger.export(Export::Events, &view, None, &mut bytes).unwrap();
    assert_eq!(lines(&String::from_utf8(bytes).unwrap()).len(), 5);
}

#[test]
fn originals_come_along_byte_for_byte() {
    let mut desk = Desk::new();
    let description = reshuffle::domain::SourceDescription::labelled("letter").unwrap();
    let original: Vec<u8> = (0..=255).collect();
    let bytes = "I resign. \u{202E}".as_bytes().to_vec();
    let new = reshuffle::ledger::NewSource { bytes, description, original: Some(original.clone()) };
    desk.ledger.add_source(new, &options()).unwrap();
    let mut other = empty("Europe/London");
    other.import_events(exported(&desk.ledger, Export::Events, None).as_bytes(), &options()).unwrap();
    assert_eq!(exported(&other, Export::Events, None).lines().nth(2).map(without_ids), {
        exported(&desk.ledger, Export::Events, None).lines().nth(2).map(without_ids)
    });
    let line: Value = serde_json::from_str(exported(&other, Export::Events, None).lines().nth(2).unwrap()).unwrap();
    assert_eq!(line["text"], "I resign. \u{202E}");
    assert!(line["original_base64"].as_str().unwrap().starts_with("AAECAw"));
}

fn without_ids(line: &str) -> Value {
    let mut line: Value = serde_json::from_str(line).unwrap();
    for member in ["id", "recorded_at"] {
        line.as_object_mut().unwrap().shift_remove(member);
    }
    line
}

#[test]
fn a_recorder_stays_who_recorded() {
    let desk = busy();
    let mut other = empty("Europe/London");
    let options = reshuffle::ledger::Options::by(Name::new("somebody else").unwrap());
    other.import_events(exported(&desk.ledger, Export::Events, None).as_bytes(), &options).unwrap();
    let filter = EventFilter::default();
    let recorders = other.events(Seq(1), &filter).unwrap().map(|event| match event.unwrap().read {
        Read::Event(event) if !matches!(event.entry.content, Content::Created(_)) => event.entry.recorder.to_string(),
        other => panic!("{other:?}"),
    });
    assert!(recorders.eq(std::iter::repeat_n("tester".to_owned(), 11)));
}
