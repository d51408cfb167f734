//! What the ledger itself writes passes: writer and doubter, apart from each
//! other, agree on what may be said.

use std::path::Path;
use std::time::Duration;

use reshuffle::audit::{Report, Settings, Subject, audit};
use reshuffle::backend::files::{Articles, HeadFile};
use reshuffle::backend::sled::SledLog;
use reshuffle::domain::time::Zone;
use reshuffle::domain::{Field, Fields, Name, Quotation, SourceDescription, SourceField};
use reshuffle::ledger::{Amendment, Environment, Ledger, NewSource, Options};
use reshuffle::transfer::jsonl;

use crate::ledgers::{Book, found, name, text};
use crate::needs;

fn new_source(label: &str, bytes: Vec<u8>, original: Option<Vec<u8>>) -> NewSource {
    let mut description = SourceDescription::labelled(label).unwrap();
    description.set(SourceField::Published, Some("2016-06-26")).unwrap();
    NewSource { bytes, description, original }
}

/// Audits a ledger's directory, once nobody holds it.
fn audited(dir: &Path, settings: Settings) -> Report {
    let log = SledLog::open(&dir.join("log")).unwrap();
    let articles = Articles::at(dir.join("sources"));
    let head_file = HeadFile::new(dir.join("head")).read().unwrap();
    assert!(head_file.is_some());
    audit(&Subject { log: &log, sources: &articles, head_file, settings: Some(settings) }, &mut |_| {})
}

fn fields(pairs: &[(Field, &str)]) -> Fields {
    let mut fields = Fields::default();
    for (field, value) in pairs {
        fields.set(*field, *value);
    }
    fields
}

#[test]
fn a_ledger_of_a_real_article_with_corrections_is_intact() {
    let Some(article) = needs::data("labourlist/article.txt") else { return };
    let Some(facts) = needs::data("labourlist/facts.jsonl") else { return };
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("ledger");
    let (zone, desk): (_, Name) = (Zone::new("Europe/London").unwrap(), name("desk"));
    let origin = "example.org/test".parse().unwrap();
    let mut ledger = Ledger::init(&place, origin, &zone, desk.clone(), Environment::system()).unwrap();
    let options = Options::by(desk);
    let created = ledger.created().clone();

    let article = new_source("labourlist", article.into_bytes(), Some(b"\x89PNG\0".to_vec()));
    let added = ledger.add_source(article, &options).unwrap();
    let lines = jsonl::read(&facts, Some("labourlist"));
    let receipts = ledger.append_lines(lines, &options).unwrap();
    ledger.add_source(new_source("reply", b"Hilary Benn was dismissed at 01:00.".to_vec(), None), &options).unwrap();
    let quotation = Quotation {
        source: Some("reply".to_owned()),
        exact: "Hilary Benn was dismissed".to_owned(),
        prefix: None,
        suffix: None,
    };
    let sacked = receipts.events[1].id.to_string();
    let corroborated = ledger.corroborate(&sacked, &quotation, &options).unwrap();
    assert_eq!(corroborated.events.len(), 1);
    let (changes, why) = (fields(&[(Field::When, "2016-06-26T01:00")]), text("the reply has the hour"));
    let quotation = Some(Quotation { exact: "Hilary Benn was dismissed at 01:00".to_owned(), ..quotation });
    let amendment = Amendment { changes, cleared: Vec::new(), quotation, why };
    let amended = ledger.amend(&sacked, amendment, &options).unwrap();
    ledger.retract(&amended.events[0].id.to_string(), text("it was a guess"), &options).unwrap();
    ledger.retract(&sacked, text("never mind"), &options).unwrap();
    let relabelled = [(SourceField::Label, Some("labour-list".to_owned()))];
    ledger.redescribe(added.id, &relabelled, text("as they spell it"), &options).unwrap();
    let count = ledger.head().map(|head| head.seq.0 + 1);
    drop(ledger);

    let settings = Settings {
        origin: created.origin.to_string(),
        zone: created.zone.to_string(),
        verifying_key: reshuffle::domain::EventId(created.verifying_key).to_string(),
    };
    let report = audited(&place, settings);
    assert_eq!(found(&report), [], "{:#?}", report.findings);
    assert_eq!((Some(report.events), report.sources), (count, 2));
    assert!(report.quotes > Book::full().audit().quotes);
    assert!(Ledger::open(&place, Duration::ZERO, Environment::system()).is_ok());
}
