//! Runs as they grow, are asked, and are found again.
#![allow(clippy::unwrap_used)]

use super::*;

fn id_of(seq: u64) -> EventId {
    EventId(*blake3::hash(&seq.to_be_bytes()).as_bytes())
}

fn row(seq: u64) -> [u8; 16] {
    let (id, at) = (id_of(seq).0, seq.to_be_bytes());
    std::array::from_fn(|i| if i < 8 { id[i] } else { at[i - 8] })
}

fn seq_in(row: [u8; 16]) -> u64 {
    u64::from_be_bytes(std::array::from_fn(|i| row[8 + i]))
}

fn rows(from: u64, events: u64) -> Vec<[u8; 16]> {
    (from..from + events).map(row).collect()
}

fn opened(dir: &Path, events: u64) -> Runs<16> {
    Runs::<16>::open(dir, |seq| Ok::<_, io::Error>((seq.0 < events).then(|| id_of(seq.0)))).unwrap()
}

/// An index of runs of these lengths.
fn filled(dir: &Path, lens: &[u64]) -> Runs<16> {
    let mut ids = opened(dir, 0);
    for len in lens {
        let from = ids.covered();
        ids.extend(rows(from, *len), *len, id_of(from + len - 1)).unwrap();
    }
    ids
}

fn assert_knows(ids: &Runs<16>, events: u64) {
    assert_eq!(ids.covered(), events);
    for seq in 0..events {
        let id = &row(seq)[..8];
        assert_eq!(ids.range(id, id).map(|row| seq_in(row.unwrap())).collect::<Vec<_>>(), [seq]);
    }
    let rows: Vec<_> = ids.range(&[], &[]).map(Result::unwrap).collect();
    assert!(rows.is_sorted());
    let mut all: Vec<_> = rows.into_iter().map(seq_in).collect();
    all.sort_unstable();
    assert_eq!(all, (0..events).collect::<Vec<_>>());
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn an_index_grows_and_is_the_same_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let mut ids = filled(dir.path(), &[100, 150, 120, 90, 500, 1, 300, 110, 130, 200, 120]);
    assert_knows(&ids, 1_821);
    ids.tidy().unwrap();
    assert_knows(&ids, 1_821);
    assert!(ids.runs.windows(2).all(|pair| pair[0].extent.events > pair[1].extent.events) && ids.runs.len() < 4);
    assert_eq!(files(dir.path()).len(), ids.runs.len());
    drop(ids);
    assert_knows(&opened(dir.path(), 1_821), 1_821);
}

#[test]
fn runs_asked_in_turn_say_what_they_say_together() {
    let dir = tempfile::tempdir().unwrap();
    let mut ids = opened(dir.path(), 0);
    // A beginning that all runs have, and one that each has alone.
    let row = |begin: u64, seq: u64| {
        let (begin, seq) = (begin.to_be_bytes(), seq.to_be_bytes());
        std::array::from_fn(|i| if i < 8 { begin[i] } else { seq[i - 8] })
    };
    for run in 0..5_u64 {
        let seqs = run * 300..(run + 1) * 300;
        let rows = seqs.clone().map(|seq| row(if seq % 3 == 0 { 9 } else { run }, seq)).collect();
        ids.extend(rows, 300, id_of(seqs.end - 1)).unwrap();
    }
    for begin in [0, 2, 4, 7, 9] {
        let begin = u64::to_be_bytes(begin);
        let all = |rows: Rows<'_, 16>| rows.collect::<io::Result<Vec<_>>>().unwrap();
        assert_eq!(all(ids.in_turn(&begin)), all(ids.range(&begin, &begin)));
    }
    assert_eq!(ids.in_turn(&9_u64.to_be_bytes()).count(), 500);
}

#[test]
fn many_runs_become_few_and_long_ones_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut ids = filled(dir.path(), &[70; 200]);
    assert!(ids.runs.len() <= RUNS_MAX, "{} runs", ids.runs.len());
    assert_knows(&ids, 14_000);
    ids.tidy().unwrap();
    let long = files(dir.path())[0].clone();
    let written = fs::metadata(&long).unwrap().modified().unwrap();
    for _ in 0..5 {
        let mut ids = opened(dir.path(), ids.covered());
        ids.extend(rows(ids.covered(), 9), 9, id_of(ids.covered() + 8)).unwrap();
        ids.tidy().unwrap();
    }
    assert_eq!(fs::metadata(&long).unwrap().modified().unwrap(), written);
}

#[test]
fn what_does_not_fit_the_log_is_dropped() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path(), &[400, 100, 50]));
    // The log ends before the last run does.
    assert_knows(&opened(dir.path(), 549), 500);
    assert_eq!(files(dir.path()).len(), 2);
    // The log is another one.
    let other = Runs::<16>::open(dir.path(), |seq| Ok::<_, io::Error>(Some(id_of(seq.0 + 1)))).unwrap();
    assert_knows(&other, 0);
    assert_eq!(files(dir.path()).len(), 0);
}

#[test]
fn a_crash_between_a_merge_and_its_end_leaves_an_index() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path(), &[100, 100, 100]));
    let parts: Vec<_> = files(dir.path()).into_iter().map(|path| (fs::read(&path).unwrap(), path)).collect();
    let mut ids = opened(dir.path(), 300);
    ids.extend(rows(300, 100), 100, id_of(399)).unwrap();
    ids.tidy().unwrap();
    drop(ids);
    assert_eq!(files(dir.path()).len(), 1);
    for (bytes, path) in parts {
        fs::write(path, bytes).unwrap();
    }
    fs::write(dir.path().join(run::UNFINISHED), b"half").unwrap();
    assert_knows(&opened(dir.path(), 400), 400);
    assert_eq!(files(dir.path()).len(), 1);
}

#[test]
fn a_damaged_or_lost_file_is_dropped_with_all_after_it() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path(), &[400, 100, 50]));
    let second = files(dir.path())[1].clone();
    let mut bytes = fs::read(&second).unwrap();
    let foot = bytes.len() - 9;
    bytes[foot] ^= 1;
    fs::write(second, bytes).unwrap();
    assert_knows(&opened(dir.path(), 550), 400);
    assert_eq!(files(dir.path()).len(), 1);
}

#[test]
fn what_a_thread_writes_is_found_meanwhile_and_afterwards() {
    let dir = tempfile::tempdir().unwrap();
    let mut ids = opened(dir.path(), 0).of_digests();
    let len = BESIDE_MIN as u64;
    for nth in 1..=RUNS_MAX as u64 + 3 {
        let from = ids.covered();
        ids.extend_beside(rows(from, len), len, id_of(from + len - 1)).unwrap();
        assert_eq!((ids.covered(), ids.rows()), (nth * len, nth * len));
        for seq in [0, from / 2, from, from + 7, nth * len - 1] {
            let id = &row(seq)[..8];
            assert!(!ids.lacks(id));
            for found in [ids.range(id, id), ids.in_turn(id)] {
                assert_eq!(found.map(|row| seq_in(row.unwrap())).collect::<Vec<_>>(), [seq]);
            }
        }
        let all: Vec<_> = ids.range(&[], &[]).map(Result::unwrap).collect();
        assert!(all.is_sorted() && all.len() as u64 == nth * len);
    }
    let events = ids.covered();
    drop(ids);
    assert!(files(dir.path()).len() <= RUNS_MAX);
    assert_knows(&opened(dir.path(), events), events);
}

#[test]
fn what_was_there_stays_where_what_was_to_go_into_one_file_with_it_is_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let mut ids = filled(dir.path(), &[40; RUNS_MAX]);
    let (events, len) = (ids.covered(), BESIDE_MIN as u64);
    ids.extend_beside(rows(events, len), len, id_of(events + len - 1)).unwrap();
    ids.cut_to(events);
    assert_knows(&ids, events);
    assert_eq!(files(dir.path()).len(), RUNS_MAX);
    ids.extend_beside(rows(events, len), len, id_of(events + len - 1)).unwrap();
    ids.cut_to(events + len);
    assert_knows(&ids, events + len);
    ids.extend_beside(rows(events + len, len), len, id_of(events + 2 * len - 1)).unwrap();
    ids.clear().unwrap();
    assert!(ids.covered() == 0 && !dir.path().exists());
}

#[test]
fn what_a_thread_could_not_write_is_not_spoken_of_once_that_is_known() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("ids");
    let len = BESIDE_MIN as u64;
    let mut ids = filled(&dir, &[300]);
    // Nothing can be made where there is a file.
    fs::rename(&dir, parent.path().join("away")).unwrap();
    fs::write(&dir, b"").unwrap();
    ids.extend_beside(rows(300, len), len, id_of(299 + len)).unwrap();
    assert_eq!(ids.covered(), 300 + len);
    assert!(ids.extend_beside(rows(300 + len, len), len, id_of(299 + 2 * len)).is_err());
    assert_eq!((ids.covered(), ids.rows()), (300, 300));
    fs::remove_file(&dir).unwrap();
    fs::rename(parent.path().join("away"), &dir).unwrap();
    ids.extend_beside(rows(300, len), len, id_of(299 + len)).unwrap();
    ids.cut_to(300);
    assert_knows(&ids, 300);
}
