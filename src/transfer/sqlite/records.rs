//! The tables of what was recorded: the log and its articles.

use super::schema::{Table, column};

pub(super) const TABLES: &[Table] = &[META, EVENTS, SOURCES];

const META: Table = Table {
    name: "meta",
    about: "what this is a picture of: the ledger, the two times asked for, and the last event used",
    parts: &[&[
        column(
            "name",
            "TEXT NOT NULL PRIMARY KEY",
            "`origin`, `zone`, `at`, `known_at`, `reported_by`, `head_seq`, `head_id`, `schema`",
        ),
        column("value", "TEXT", "times are written like all others here, `schema` is the version of these tables"),
    ]],
    also: &[],
    indexes: &[],
    label: None,
};

const EVENTS: Table = Table {
    name: "events",
    about: "the log up to the point asked for, one row an event",
    parts: &[&[
        column("seq", "INTEGER NOT NULL PRIMARY KEY", "its position, from 0"),
        column("id", "TEXT NOT NULL UNIQUE", "the digest of its header"),
        column("kind", "TEXT NOT NULL", "what it is; `unknown` where this version does not know"),
        column("recorded_at", "TEXT NOT NULL", "when the ledger came to know it"),
        column("recorder", "TEXT", "who recorded it"),
        column("client_key", "TEXT", "the client's own key"),
        column("prev", "TEXT REFERENCES events (id)", "the id of the event before"),
        column(
            "target",
            "INTEGER REFERENCES events (seq)",
            "the event that it amends, retracts, corroborates or signs",
        ),
        column("why", "TEXT", "why it amends, retracts, redescribes or redacts"),
        column("erased", "INTEGER NOT NULL CHECK (erased IN (0, 1))", "1 where its body is gone"),
    ]],
    also: &[],
    indexes: &["kind", "target", "recorded_at"],
    label: Some("kind"),
};

const SOURCES: Table = Table {
    name: "sources",
    about: "the articles and data files, as they are described now",
    parts: &[&[
        column("id", "INTEGER NOT NULL PRIMARY KEY", "in order of adding, from 1"),
        column("digest", "TEXT NOT NULL UNIQUE", "the BLAKE3 of its bytes, which names it in the ledger"),
        column("length", "INTEGER NOT NULL", "how many bytes it has"),
        column("label", "TEXT NOT NULL", "the short name"),
        column("url", "TEXT", "where it was published"),
        column("archived", "TEXT", "where a copy is kept"),
        column("publisher", "TEXT", "who published it"),
        column("title", "TEXT", "its headline"),
        column("author", "TEXT", "who wrote it"),
        column("published", "TEXT", "when it was published, as written (EDTF)"),
        column("as_of", "TEXT", "the stamp of these very bytes, as written (EDTF)"),
        column("readable_earliest", "TEXT", "the first moment of `as_of`, else of `published`"),
        column("readable_latest", "TEXT", "the last moment of `as_of`, else of `published`"),
        column("lang", "TEXT", "its language"),
        column("original", "TEXT", "the digest of the bytes that the text is a transcript of"),
        column("version_of", "TEXT", "the digest of the earlier version"),
        column("added", "INTEGER NOT NULL REFERENCES events (seq)", "the event that added it"),
        column("redescribed", "INTEGER REFERENCES events (seq)", "the event that last described it anew"),
    ]],
    also: &[],
    indexes: &["added", "redescribed", "label", "publisher"],
    label: Some("label"),
};
