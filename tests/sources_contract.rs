//! What every store of articles keeps, and what the one in files does besides.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use reshuffle::backend::files::Articles;
use reshuffle::backend::memory::MemoryArticles;
use reshuffle::domain::SourceId;
use reshuffle::proof::source_digest;
use reshuffle::sources::{SourceError, SourceStore};
use tempfile::TempDir;

/// A store under test, and how its bytes are changed and lost behind its back.
trait Subject {
    fn store(&mut self) -> &mut dyn SourceStore;
    fn damage(&mut self, id: SourceId, bytes: &[u8]);
    fn lose(&mut self, id: SourceId);
}

struct InMemory(MemoryArticles);

impl Subject for InMemory {
    fn store(&mut self) -> &mut dyn SourceStore {
        &mut self.0
    }
    fn damage(&mut self, id: SourceId, bytes: &[u8]) {
        self.0.damage(id, bytes.to_vec());
    }
    fn lose(&mut self, id: SourceId) {
        self.0.lose(id);
    }
}

struct InFiles {
    articles: Articles,
    ledger: TempDir,
}

impl InFiles {
    fn new() -> Self {
        let ledger = tempfile::tempdir().unwrap();
        let articles = Articles::at(ledger.path().join("sources"));
        Self { articles, ledger }
    }

    fn folder(&self) -> std::path::PathBuf {
        self.ledger.path().join("sources")
    }
}

impl Subject for InFiles {
    fn store(&mut self) -> &mut dyn SourceStore {
        &mut self.articles
    }
    fn damage(&mut self, id: SourceId, bytes: &[u8]) {
        fs::write(self.articles.path_of(id), bytes).unwrap();
    }
    fn lose(&mut self, id: SourceId) {
        fs::remove_file(self.articles.path_of(id)).unwrap();
    }
}

fn subjects() -> Vec<Box<dyn Subject>> {
    vec![Box::new(InMemory(MemoryArticles::new())), Box::new(InFiles::new())]
}

fn id_of(bytes: &[u8]) -> SourceId {
    SourceId(source_digest(bytes))
}

#[test]
fn what_was_put_is_given_back_byte_for_byte() {
    for mut subject in subjects() {
        for bytes in [&b"\xef\xbb\xbfBenn\r\n"[..], b"\xff\xd8\0picture", b"", b"a"] {
            let id = subject.store().put(bytes).unwrap();
            assert_eq!(id, id_of(bytes));
            assert_eq!(subject.store().get(id).unwrap().as_deref(), Some(bytes));
        }
    }
}

#[test]
fn what_was_never_put_is_absent_and_not_an_error() {
    for mut subject in subjects() {
        assert_eq!(subject.store().get(id_of(b"never")).unwrap(), None);
        assert_eq!(subject.store().list().unwrap(), []);
    }
}

#[test]
fn putting_again_changes_nothing() {
    for mut subject in subjects() {
        let first = subject.store().put(b"one").unwrap();
        assert_eq!(subject.store().put(b"one").unwrap(), first);
        assert_eq!(subject.store().list().unwrap(), [first]);
    }
}

#[test]
fn the_list_is_in_order_and_has_every_article() {
    for mut subject in subjects() {
        let texts: Vec<String> = (0..40).map(|n| format!("article {n}")).collect();
        let put = texts.iter().map(|text| text.as_bytes());
        let mut ids: Vec<_> = put.map(|b| subject.store().put(b).unwrap()).collect();
        ids.sort_unstable();
        assert_eq!(subject.store().list().unwrap(), ids);
    }
}

#[test]
fn damage_is_reported_and_neither_read_nor_repaired() {
    for mut subject in subjects() {
        let id = subject.store().put(b"he resigned").unwrap();
        for torn in [&b"he was sacked"[..], b"he re", b""] {
            subject.damage(id, torn);
            for tried in [
                subject.store().get(id).map(|_| ()),
                subject.store().put(b"he resigned").map(|_| ()),
                subject.store().get(id).map(|_| ()),
            ] {
                let error = tried.unwrap_err();
                let SourceError::Damaged { path, actual } = &error else {
                    panic!("{error:?}");
                };
                assert!(path.to_string_lossy().contains(&id.to_string()));
                assert_eq!(*actual, id_of(torn));
            }
            assert_eq!(subject.store().list().unwrap(), [id]);
        }
    }
}

#[test]
fn a_damaged_article_that_is_taken_away_can_be_put_again() {
    for mut subject in subjects() {
        let id = subject.store().put(b"he resigned").unwrap();
        subject.damage(id, b"he was sacked");
        subject.lose(id);
        assert_eq!(subject.store().get(id).unwrap(), None);
        assert_eq!(subject.store().put(b"he resigned").unwrap(), id);
        assert!(subject.store().get(id).unwrap().is_some());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn stores_agree_on_any_bytes(articles in proptest::collection::vec(any::<Vec<u8>>(), 0..6)) {
        let mut answers = Vec::new();
        for mut subject in subjects() {
            for bytes in &articles {
                let id = subject.store().put(bytes).unwrap();
                let kept = subject.store().get(id).unwrap();
                prop_assert_eq!(kept.as_ref(), Some(bytes));
            }
            answers.push(subject.store().list().unwrap());
        }
        prop_assert_eq!(&answers[0], &answers[1]);
    }
}

#[test]
fn an_article_lies_under_the_first_two_digits_of_its_name() {
    let mut subject = InFiles::new();
    let id = subject.store().put(b"one").unwrap();
    let name = id.to_string();
    let path = subject.folder().join(&name[..2]).join(&name);
    assert_eq!(subject.articles.path_of(id), path);
    assert_eq!(fs::read(path).unwrap(), b"one");
}

#[test]
fn another_handle_finds_what_the_first_one_kept() {
    let mut subject = InFiles::new();
    let id = subject.store().put(b"one").unwrap();
    let reopened = Articles::at(subject.folder());
    assert_eq!(reopened.get(id).unwrap().as_deref(), Some(&b"one"[..]));
}

#[test]
fn reading_makes_nothing_and_writing_leaves_only_articles() {
    let mut subject = InFiles::new();
    subject.store().list().unwrap();
    subject.store().get(id_of(b"one")).unwrap();
    assert!(!subject.folder().exists());
    let id = subject.store().put(b"one").unwrap();
    assert_eq!(names(&subject.folder()), [id.to_string()[..2].to_owned()]);
}

#[test]
fn a_half_written_article_is_no_article_and_goes_with_the_next_one() {
    let mut subject = InFiles::new();
    let id = subject.store().put(b"one").unwrap();
    // The names that this process and a dead one would have used.
    for stray in [std::process::id(), 1] {
        let stray = subject.folder().join(format!(".incoming-{stray}"));
        fs::write(stray, b"half an arti").unwrap();
    }
    assert_eq!(subject.store().list().unwrap(), [id]);
    let other = subject.store().put(b"two").unwrap();
    let mut folders = [&id.to_string()[..2], &other.to_string()[..2]].map(str::to_owned);
    folders.sort();
    assert_eq!(names(&subject.folder()), folders);
}

#[test]
fn strangers_in_the_folder_are_left_alone_and_not_listed() {
    let mut subject = InFiles::new();
    let id = subject.store().put(b"one").unwrap();
    let elsewhere = subject.folder().join("zz");
    fs::create_dir(&elsewhere).unwrap();
    fs::write(elsewhere.join(id.to_string()), b"one").unwrap();
    fs::write(subject.folder().join("notes.txt"), b"mine").unwrap();
    subject.store().put(b"two").unwrap();
    assert_eq!(subject.store().list().unwrap().len(), 2);
    assert!(subject.folder().join("notes.txt").exists());
    assert!(elsewhere.join(id.to_string()).exists());
}

#[test]
fn a_folder_in_the_place_of_an_article_is_neither_missing_nor_damaged() {
    let mut subject = InFiles::new();
    let path = subject.articles.path_of(id_of(b"one"));
    fs::create_dir_all(&path).unwrap();
    for tried in [subject.articles.get(id_of(b"one")).map(|_| ()), subject.store().put(b"one").map(|_| ())] {
        let error = tried.unwrap_err();
        assert!(matches!(&error, SourceError::NotAFile(at) if *at == path), "{error:?}");
    }
}

#[test]
fn a_place_that_cannot_be_written_is_named_and_keeps_nothing() {
    let mut subject = InFiles::new();
    // A file where the folder should be fails for every user, root too.
    fs::write(subject.folder(), b"in the way").unwrap();
    let error = subject.store().put(b"one").unwrap_err();
    let text = error.to_string();
    assert!(text.contains(&subject.folder().display().to_string()), "{text}");
    let again = subject.articles.get(id_of(b"one"));
    assert!(again.is_err(), "a broken folder must not read as an absent article");
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
