//! A plain file that is written at its end and synced: the least that a
//! durable append can cost.

use std::fs::File;
use std::io::Write;
use std::path::Path;

/// A file of events, one behind the other.
pub struct Plain {
    file: File,
    waiting: Vec<u8>,
}

impl Plain {
    /// A new file.
    pub fn new(path: &Path) -> Self {
        Self { file: File::create(path).expect("a file"), waiting: Vec::new() }
    }

    /// Writes events at once, and syncs them.
    pub fn put<'b>(&mut self, rows: impl Iterator<Item = (u64, &'b [u8], &'b [u8])>) {
        self.waiting.clear();
        for (_, header, body) in rows {
            self.waiting.extend_from_slice(header);
            self.waiting.extend_from_slice(body);
        }
        self.file.write_all(&self.waiting).expect("a write");
        self.file.sync_data().expect("a sync");
    }
}
