//! SQLite, with a write-ahead log and full synchronisation.

use std::path::Path;

use rusqlite::{Connection, Statement, Transaction, params};

/// How SQLite is set up.
#[derive(Debug, Clone, Copy)]
pub struct Tuning {
    /// How long its pages are, in bytes.
    pub page_size: u32,
    /// How many pages of the write-ahead log are copied back at once.
    pub checkpoint_pages: u32,
    /// How many rows a transaction has.
    pub rows: usize,
}

impl Tuning {
    /// What is tried before anything is compared; the fastest is then used.
    pub const TRIED: [Self; 8] = [
        Self { page_size: 4_096, checkpoint_pages: 1_000, rows: 10_000 },
        Self { page_size: 4_096, checkpoint_pages: 16_000, rows: 10_000 },
        Self { page_size: 16_384, checkpoint_pages: 1_000, rows: 10_000 },
        Self { page_size: 16_384, checkpoint_pages: 4_000, rows: 10_000 },
        Self { page_size: 4_096, checkpoint_pages: 16_000, rows: 100_000 },
        Self { page_size: 16_384, checkpoint_pages: 4_000, rows: 100_000 },
        Self { page_size: 65_536, checkpoint_pages: 1_000, rows: 10_000 },
        Self { page_size: 65_536, checkpoint_pages: 1_000, rows: 100_000 },
    ];

    /// For single rows: what SQLite does by itself.
    pub const PLAIN: Self = Self { page_size: 4_096, checkpoint_pages: 1_000, rows: 1 };

    /// In words, for the table.
    pub fn words(self) -> String {
        let Self { page_size, checkpoint_pages, rows } = self;
        let (page_kib, checkpoint_mib) = (page_size / 1_024, (page_size * checkpoint_pages) >> 20);
        format!("{page_kib} KiB pages, {rows} rows a transaction, a checkpoint each {checkpoint_mib} MiB")
    }
}

/// A database that a commit of is durable when it returns.
pub struct Sqlite {
    connection: Connection,
    keeps_pages: bool,
}

impl Sqlite {
    /// A new database for events: the row's number, header and body.
    pub fn of_rows(path: &Path, tuning: Tuning) -> Self {
        let connection = connected(path, tuning);
        connection
            .execute_batch("CREATE TABLE event (seq INTEGER PRIMARY KEY, header BLOB NOT NULL, body BLOB NOT NULL)")
            .expect("a table");
        Self { connection, keeps_pages: false }
    }

    /// A new database for pages: the number of its first event, and its bytes.
    pub fn of_pages(path: &Path, tuning: Tuning) -> Self {
        let connection = connected(path, tuning);
        connection
            .execute_batch("CREATE TABLE page (first INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")
            .expect("a table");
        Self { connection, keeps_pages: true }
    }

    /// A database that was filled before.
    pub fn opened(path: &Path) -> Self {
        Self { connection: Connection::open(path).expect("the database"), keeps_pages: false }
    }

    /// Puts rows in one transaction.
    pub fn put<'b>(&mut self, rows: impl Iterator<Item = (u64, &'b [u8], &'b [u8])>) {
        let transaction = self.connection.transaction().expect("a transaction");
        {
            let mut insert = insert(&transaction, self.keeps_pages);
            for (seq, header, body) in rows {
                let seq = seq.cast_signed();
                let done = if self.keeps_pages {
                    insert.execute(params![seq, body])
                } else {
                    insert.execute(params![seq, header, body])
                };
                done.expect("a row");
            }
        }
        transaction.commit().expect("a commit");
    }

    /// Every row, in order.
    pub fn scan(&self, mut each: impl FnMut(&[u8], &[u8])) {
        let mut all = self.connection.prepare("SELECT header, body FROM event ORDER BY seq").expect("a query");
        let mut rows = all.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            let blob = |at| row.get_ref(at).expect("a column").as_blob().expect("bytes");
            each(blob(0), blob(1));
        }
    }

    /// Copies what is in the write-ahead log to its place, durably, and closes.
    pub fn close(self) {
        checkpoint(&self.connection);
    }
}

fn insert<'t>(transaction: &'t Transaction<'_>, keeps_pages: bool) -> rusqlite::CachedStatement<'t> {
    let text = if keeps_pages { "INSERT INTO page VALUES (?1, ?2)" } else { "INSERT INTO event VALUES (?1, ?2, ?3)" };
    transaction.prepare_cached(text).expect("a statement")
}

/// A new database with a write-ahead log that every commit syncs.
fn connected(path: &Path, tuning: Tuning) -> Connection {
    let connection = Connection::open(path).expect("a database");
    let Tuning { page_size, checkpoint_pages, .. } = tuning;
    let set = format!(
        "PRAGMA page_size = {page_size}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         PRAGMA wal_autocheckpoint = {checkpoint_pages}; PRAGMA cache_size = -131072; PRAGMA temp_store = MEMORY;"
    );
    connection.execute_batch(&set).expect("settings");
    connection
}

fn checkpoint(connection: &Connection) {
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("a checkpoint");
}

/// The table of who holds what, by both times.
pub struct Tenures {
    connection: Connection,
}

const NEVER: i64 = i64::MAX;

impl Tenures {
    /// An empty table.
    pub fn new(path: &Path) -> Self {
        let tuning = Tuning { page_size: 4_096, checkpoint_pages: 16_000, rows: 0 };
        let connection = connected(path, tuning);
        connection
            .execute_batch(
                "CREATE TABLE tenure (
                     person TEXT NOT NULL, body TEXT NOT NULL, post TEXT NOT NULL, how TEXT,
                     valid_from INTEGER NOT NULL, valid_to INTEGER NOT NULL,
                     known_from INTEGER NOT NULL, known_to INTEGER NOT NULL);
                 CREATE INDEX by_event ON tenure (known_from);
                 BEGIN",
            )
            .expect("a table");
        Self { connection }
    }

    fn put(&self, text: &str, values: impl rusqlite::Params) -> usize {
        let mut statement: rusqlite::CachedStatement<'_> = self.connection.prepare_cached(text).expect("a statement");
        let statement: &mut Statement<'_> = &mut statement;
        statement.execute(values).expect("a row")
    }

    /// Somebody holds a post from a moment on, as known from an event on;
    /// answers with the row's number.
    pub fn open(&self, who: [&str; 3], from_us: i64, known_from: i64) -> i64 {
        self.put(
            "INSERT INTO tenure VALUES (?1, ?2, ?3, NULL, ?4, ?5, ?6, ?5)",
            params![who[0], who[1], who[2], from_us, NEVER, known_from],
        );
        self.connection.last_insert_rowid()
    }

    /// Whoever holds it left: the open row is known no longer, and one that
    /// ends takes its place.
    pub fn close(&self, row: i64, how: &str, to_us: i64, known_from: i64) {
        self.put(
            "INSERT INTO tenure SELECT person, body, post, ?2, valid_from, ?3, ?4, ?5 FROM tenure WHERE rowid = ?1",
            params![row, how, to_us, known_from, NEVER],
        );
        self.put("UPDATE tenure SET known_to = ?2 WHERE rowid = ?1", params![row, known_from]);
    }

    /// What an event says is known no longer; whoever it says left goes on.
    pub fn take_back(&self, event: i64, known_from: i64) {
        self.put(
            "INSERT INTO tenure SELECT person, body, post, NULL, valid_from, ?3, ?2, ?3 FROM tenure
             WHERE known_from = ?1 AND known_to = ?3 AND how IS NOT NULL",
            params![event, known_from, NEVER],
        );
        self.put(
            "UPDATE tenure SET known_to = ?2 WHERE known_from = ?1 AND known_to = ?3",
            params![event, known_from, NEVER],
        );
    }

    /// Builds the indexes that the questions are answered from alone.
    pub fn finish(self) {
        self.connection
            .execute_batch(
                "COMMIT;
                 DROP INDEX by_event;
                 CREATE INDEX at_moment ON tenure (body, valid_from, valid_to, known_from, known_to, post, person);
                 CREATE INDEX departures ON tenure (body, how, valid_to, known_from, known_to, person);
                 VACUUM; ANALYZE;",
            )
            .expect("indexes");
        checkpoint(&self.connection);
        // A reader of a database with a write-ahead log would begin one of its own.
        self.connection.execute_batch("PRAGMA journal_mode = DELETE").expect("one file");
    }
}
