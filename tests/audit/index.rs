//! An index that lies.

use reshuffle::audit::{Report, Verdict};
use reshuffle::backend::memory::MemoryLog;
use reshuffle::domain::Seq;
use reshuffle::log::{EventLog, Head, LogError, StoredEvent};

use crate::ledgers::{Book, alias, audit_log, found};

/// What the index says, by key and position.
type Entries = Vec<([u8; 8], u64)>;

/// A log that says one thing of itself and hands out another.
pub struct Lying {
    says: MemoryLog,
    hands_out: MemoryLog,
    index: Result<Entries, String>,
}

impl Lying {
    /// With the index of what it hands out.
    pub fn new(says: MemoryLog, hands_out: MemoryLog) -> Self {
        let ids = hands_out.scan(Seq(0)).map(|event| event.unwrap().id());
        let index = (0..).zip(ids).map(|(seq, id)| (std::array::from_fn(|i| id.0[i]), seq)).collect();
        Self { says, hands_out, index: Ok(index) }
    }
}

impl EventLog for Lying {
    fn head(&self) -> Option<Head> {
        self.says.head()
    }
    fn stage(&mut self, expected: Option<Head>, part: &[StoredEvent]) -> Result<(), LogError> {
        self.says.stage(expected, part)
    }
    fn discard(&mut self) -> Result<(), LogError> {
        self.says.discard()
    }
    fn append(&mut self, expected: Option<Head>, batch: &[StoredEvent]) -> Result<(), LogError> {
        self.says.append(expected, batch)
    }
    fn get(&self, seq: Seq) -> Result<Option<StoredEvent>, LogError> {
        self.hands_out.get(seq)
    }
    fn scan(&self, from: Seq) -> Box<dyn Iterator<Item = Result<StoredEvent, LogError>> + '_> {
        self.hands_out.scan(from)
    }
    fn seqs_by_id(&self, low: [u8; 8], high: [u8; 8]) -> Result<Vec<Seq>, LogError> {
        let index = self.index.as_ref().map_err(|why| LogError::Broken(why.clone()))?;
        let within = index.iter().filter(|(key, _)| low <= *key && *key <= high);
        let mut seqs: Vec<Seq> = within.map(|(_, seq)| Seq(*seq)).collect();
        seqs.sort_unstable();
        Ok(seqs)
    }
    fn reindex(&mut self) -> Result<u64, LogError> {
        self.says.reindex()
    }
}

fn lying(book: &Book, lie: impl FnOnce(&mut Entries)) -> Report {
    let mut log = Lying::new(book.log(), book.log());
    lie(log.index.as_mut().unwrap());
    audit_log(&log, &book.articles, book.head_file())
}

#[test]
fn an_index_that_tells_the_truth_is_no_finding() {
    assert_eq!(found(&lying(&Book::full(), |_| {})), []);
}

#[test]
fn an_entry_that_is_gone_wrong_or_too_many_is_found() {
    let lies: [fn(&mut Entries); 6] = [
        |index| index.retain(|(_, seq)| *seq != 4),
        |index| index[4].0[0] ^= 0x80,
        |index| index[4].0[7] ^= 1,
        |index| index.push(([0; 8], 4)),
        |index| index.push((index[5].0, 4)),
        |index| {
            (index[4].1, index[5].1) = (5, 4);
        },
    ];
    for (nth, lie) in lies.into_iter().enumerate() {
        let report = lying(&Book::full(), lie);
        assert_eq!(found(&report), [("index-differs", Some(4))], "lie {nth}");
        assert_eq!((report.verdict, report.first_broken), (Verdict::Broken, None));
        assert!(report.findings[0].message.contains("reshuffle reindex"), "{}", report.findings[0].message);
    }
}

#[test]
fn an_index_that_is_gone_altogether_is_one_finding() {
    let report = lying(&Book::full(), Vec::clear);
    assert_eq!(found(&report), [("index-differs", Some(0))]);
}

#[test]
fn an_entry_past_the_end_is_found() {
    assert_eq!(found(&lying(&Book::full(), |index| index.push(([9; 8], 1_000)))), [("index-differs", Some(1_000))]);
}

#[test]
fn an_index_that_cannot_be_read_is_found() {
    let book = Book::full();
    let mut log = Lying::new(book.log(), book.log());
    log.index = Err("a key is not one".to_owned());
    let report = audit_log(&log, &book.articles, None);
    assert_eq!((found(&report), report.verdict), (vec![("index-differs", None)], Verdict::Broken));
}

#[test]
fn in_a_long_log_an_entry_that_is_far_off_is_found() {
    let mut book = Book::new();
    for nth in 0..9_000 {
        book.push(alias(&format!("Member {nth}"), "Members"));
    }
    assert_eq!(found(&lying(&book, |_| {})), []);
    assert_eq!(found(&lying(&book, |index| index[700].0[0] ^= 0x80)), [("index-differs", Some(700))]);
    assert_eq!(found(&lying(&book, |index| index.retain(|(_, seq)| *seq != 700))), [("index-differs", Some(700))]);
}
