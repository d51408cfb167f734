//! Articles gone, swapped, unreadable, and quotes that are not in them.

use std::io;
use std::path::PathBuf;

use reshuffle::audit::{Report, Verdict};
use reshuffle::backend::memory::MemoryArticles;
use reshuffle::domain::{Citation, Content, Source, SourceId};
use reshuffle::sources::{SourceError, SourceStore};

use crate::ledgers::{ARTICLE, Book, REPLY, audit_log, described, found, id_of, quote, said, source, text};

fn with(change: impl FnOnce(&mut MemoryArticles)) -> Report {
    let mut book = Book::full();
    change(&mut book.articles);
    book.audit()
}

#[test]
fn a_bit_in_a_source_is_damage() {
    let report = with(|articles| {
        let mut bytes = ARTICLE.as_bytes().to_vec();
        bytes[20] ^= 1;
        articles.damage(id_of(ARTICLE), bytes);
    });
    assert_eq!((found(&report), report.verdict), (vec![("source-damaged", Some(1))], Verdict::Broken));
    assert!(report.findings[0].message.contains("source `first`"), "{}", report.findings[0].message);
    assert!(report.findings[0].message.ends_with("4 quotes from it could not be checked"));
}

#[test]
fn a_source_that_was_swapped_for_another_is_damage() {
    let report = with(|articles| articles.damage(id_of(ARTICLE), REPLY.as_bytes().to_vec()));
    assert_eq!((found(&report), report.verdict), (vec![("source-damaged", Some(1))], Verdict::Broken));
}

#[test]
fn a_source_that_is_gone_cannot_be_checked() {
    let report = with(|articles| articles.lose(id_of(REPLY)));
    assert_eq!((found(&report), report.verdict), (vec![("source-missing", Some(2))], Verdict::Unverifiable));
    assert_eq!((report.sources, report.quotes), (1, 4));
}

#[test]
fn an_original_is_hashed_again_too() {
    let original = SourceId(reshuffle::proof::source_digest(b"\x89PNG\0"));
    let report = with(|articles| articles.lose(original));
    assert_eq!((found(&report), report.verdict), (vec![("source-missing", Some(2))], Verdict::Unverifiable));
    let report = with(|articles| articles.damage(original, b"\x89PNG\x01".to_vec()));
    assert_eq!((found(&report), report.verdict), (vec![("source-damaged", Some(2))], Verdict::Broken));
}

#[test]
fn a_source_that_was_erased_on_record_is_a_note_and_one_that_was_not_a_warning() {
    let mut book = Book::full();
    book.push(Content::Redacted { events: Vec::new(), sources: vec![id_of(REPLY)], why: text("by law") });
    let report = book.audit();
    assert_eq!((found(&report), report.verdict), (vec![("not-erased", Some(2))], Verdict::Intact));
    book.articles.lose(id_of(REPLY));
    let report = book.audit();
    assert_eq!((found(&report), report.verdict), (vec![("redacted", Some(2))], Verdict::Intact));
}

#[test]
fn bytes_that_nobody_names_are_a_warning() {
    let report = with(|articles| assert!(articles.put(b"left behind").is_ok()));
    assert_eq!((found(&report), report.verdict), (vec![("source-orphan", None)], Verdict::Intact));
}

/// A store whose files cannot be read, or lie.
struct Obstinate<'a>(&'a MemoryArticles, bool);

impl SourceStore for Obstinate<'_> {
    fn put_pieces(&mut self, pieces: &mut dyn Iterator<Item = io::Result<Vec<u8>>>) -> Result<SourceId, SourceError> {
        let bytes: Vec<u8> = pieces.flat_map(|piece| piece.unwrap()).collect();
        Ok(SourceId(reshuffle::proof::source_digest(&bytes)))
    }

    fn get(&self, id: SourceId) -> Result<Option<Vec<u8>>, SourceError> {
        let refuse = || SourceError::Unreadable {
            path: PathBuf::from(id.to_string()),
            source: io::Error::from(io::ErrorKind::PermissionDenied),
        };
        let other = || Ok(Some(b"anything else".to_vec()));
        if id != id_of(ARTICLE) {
            self.0.get(id)
        } else if self.1 {
            other()
        } else {
            Err(refuse())
        }
    }

    fn list(&self) -> Result<Vec<SourceId>, SourceError> {
        self.0.list()
    }
}

#[test]
fn a_source_that_cannot_be_read_cannot_be_checked() {
    let book = Book::full();
    let report = audit_log(&book.log(), &Obstinate(&book.articles, false), None);
    assert_eq!((found(&report), report.verdict), (vec![("source-unreadable", Some(1))], Verdict::Unverifiable));
}

#[test]
fn a_store_that_says_nothing_of_damage_is_not_believed() {
    let book = Book::full();
    let report = audit_log(&book.log(), &Obstinate(&book.articles, true), None);
    assert_eq!((found(&report), report.verdict), (vec![("source-damaged", Some(1))], Verdict::Broken));
}

#[test]
fn a_source_has_the_length_that_was_recorded_and_is_text() {
    let mut book = Book::full();
    let at = book.events.len() as u64;
    let other = "A third article.";
    book.articles.put(other.as_bytes()).unwrap();
    let description = described("third", None, None);
    book.push(Content::Source(Source { length: 3, description, ..source(other) }));
    let report = book.audit();
    assert_eq!((found(&report), report.verdict), (vec![("source-length", Some(at))], Verdict::Broken));

    for bytes in [&b""[..], b"nul \0", b"latin \xe9"] {
        let mut book = Book::full();
        let digest = book.articles.put(bytes).unwrap();
        let description = described("third", None, None);
        book.push(Content::Source(Source { digest, length: bytes.len() as u64, description }));
        let report = book.audit();
        assert_eq!((found(&report), report.verdict), (vec![("source-not-text", Some(at))], Verdict::Broken));
    }
}

#[test]
fn a_quote_stands_where_it_is_said_to_in_every_respect() {
    let changes: [fn(&mut Citation); 7] = [
        |c| c.byte_start += 1,
        |c| c.byte_start = u64::MAX - 3,
        |c| c.char_start -= 1,
        |c| c.exact = "Heidi Alexander led the Departures".to_owned(),
        |c| c.exact.push_str(&"x".repeat(2_000)),
        |c| c.prefix.insert(0, '.'),
        |c| c.suffix.push('!'),
    ];
    for (nth, change) in changes.into_iter().enumerate() {
        let mut book = Book::full();
        let at = book.events.len() as u64;
        let mut citation = quote(ARTICLE, "Heidi Alexander led");
        (citation.prefix, citation.suffix) = ("left. ".to_owned(), " the departures".to_owned());
        book.push(said("Someone", citation.clone()));
        assert_eq!(book.audit().verdict, Verdict::Intact);
        change(&mut citation);
        book.push(said("Someone", citation));
        let report = book.audit();
        assert_eq!(found(&report), [("quote-misplaced", Some(at + 1))], "change {nth}");
        assert_eq!(report.verdict, Verdict::Broken);
    }
}

#[test]
fn a_quote_of_an_original_quotes_no_source() {
    let mut book = Book::full();
    let at = book.events.len() as u64;
    let citation =
        Citation { source: SourceId(reshuffle::proof::source_digest(b"\x89PNG\0")), ..quote(ARTICLE, "Zoë") };
    book.push(said("Zoë", citation));
    assert!(found(&book.audit()).contains(&("source-unknown", Some(at))));
}
