//! The same over the database that ledgers lie in, and over what became of it.

use reshuffle::audit::{Report, Verdict};
use reshuffle::backend::sled::SledLog;
use reshuffle::domain::Seq;
use reshuffle::log::EventLog;

use crate::ledgers::{Book, audit_log, found};

/// Lays a book's events down in a database.
fn laid_down(book: &Book) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut log = SledLog::create(&dir.path().join("log")).unwrap();
    log.append(None, &book.events).unwrap();
    dir
}

#[test]
fn a_database_is_audited_like_any_log() {
    let book = Book::full();
    let dir = laid_down(&book);
    let mut log = SledLog::open(&dir.path().join("log")).unwrap();
    let report = audit_log(&log, &book.articles, book.head_file());
    assert_eq!((found(&report), report.events), (vec![], book.events.len() as u64));
    assert_eq!(log.reindex().unwrap(), report.events);
    assert_eq!(audit_log(&log, &book.articles, book.head_file()).verdict, Verdict::Intact);
}

#[test]
fn bytes_flipped_in_the_files_of_the_database_are_found_or_harm_nothing() {
    const BLOWS: usize = 40;
    let book = Book::full();
    let mut broken = 0;
    for nth in 0..BLOWS {
        let dir = laid_down(&book);
        let file = dir.path().join("log").join("db");
        let mut bytes = std::fs::read(&file).unwrap();
        // The engine's file is mostly empty: blows fall where something is.
        let written: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
        let at = written[nth * written.len() / BLOWS];
        bytes[at] ^= 0x55;
        std::fs::write(&file, bytes).unwrap();
        let (report, kept) = match SledLog::open(&dir.path().join("log")) {
            Ok(log) => {
                let kept: Vec<_> = log.scan(Seq(0)).filter_map(Result::ok).collect();
                (audit_log(&log, &book.articles, book.head_file()), kept)
            }
            Err(why) => (Report::unreadable(why), Vec::new()),
        };
        assert_eq!(report.verdict == Verdict::Intact, kept == book.events, "byte {at}: {:?}", found(&report));
        broken += usize::from(report.verdict == Verdict::Broken);
    }
    assert!(broken > 0, "no blow had any effect");
}
