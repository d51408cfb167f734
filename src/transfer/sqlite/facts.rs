//! The tables of what is said: facts, every wording of them, and their quotes.

use super::schema::{Column, Table, column};

pub(super) const TABLES: &[Table] = &[FACTS, VERSIONS, CITATIONS];

/// The columns that hold the fields of a fact, in the vocabulary's order. A
/// word that is reserved in SQL has a `_` at its end.
pub(super) const FIELDS: &[Column] = &[
    column("person", "TEXT", "who, as the fact spells it"),
    column("body", "TEXT", "where, as the fact spells it"),
    column("post", "TEXT", "the office, as the fact spells it"),
    column("acting", "TEXT", "`true` for a stand-in"),
    column("rank", "TEXT", "the standing of an office"),
    column("how", "TEXT", "in which way somebody left, or which ways are counted"),
    column("by_", "TEXT", "who did it to them"),
    column("reason", "TEXT", "why they left"),
    column("ends", "TEXT", "the id of the appointment that a departure ends"),
    column("pledge", "TEXT", "what is promised"),
    column("due", "TEXT", "by when"),
    column("number", "TEXT", "how many"),
    column("of_", "TEXT", "out of how many; or the name that an alias points to"),
    column("compare", "TEXT", "how the number is meant"),
    column("from_", "TEXT", "since when is counted"),
    column("to_", "TEXT", "until when is counted; or the new name of a post"),
    column("per", "TEXT", "what is counted once"),
    column("group_", "TEXT", "a faction"),
    column("name", "TEXT", "a spelling"),
    column("names", "TEXT", "what a spelling names: a person, a body or a post"),
    column("part_of", "TEXT", "the body that this one belongs to"),
    column("seats", "TEXT", "how many seats there are"),
    column("change", "TEXT", "what became of a post or a capacity"),
    column("status", "TEXT", "in which capacity"),
    column("scheme", "TEXT", "whose identifiers"),
    column("id", "TEXT", "the identifier"),
    column("when_", "TEXT", "when it was so in the world, exactly as written (EDTF)"),
    column("basis", "TEXT", "what `when_` rests on"),
    column("announced", "TEXT", "when it became public, as written (EDTF)"),
    column("stance", "TEXT", "what the source makes of it; only `reported` changes an answer"),
    column("note", "TEXT", "a remark"),
    column("why", "TEXT", "why the desk holds it so"),
];

/// The column of a field.
#[cfg(test)]
pub(super) fn column_of(field: &str) -> String {
    match field {
        "by" | "of" | "from" | "to" | "group" | "when" => format!("{field}_"),
        other => other.to_owned(),
    }
}

const FACTS: Table = Table {
    name: "facts",
    about: "what sources say, one row a fact, as it stands after amendments (or stood when it was retracted)",
    parts: &[
        &[
            column("seq", "INTEGER NOT NULL PRIMARY KEY REFERENCES events (seq)", "the event that recorded it"),
            column("kind", "TEXT NOT NULL", "what it says: `appointed`, `departed`, `said`, `counted`…"),
            column(
                "state",
                "TEXT NOT NULL CHECK (state IN ('standing', 'amended', 'retracted'))",
                "`standing` as first recorded, `amended`, or `retracted`, which answers no longer use",
            ),
            column("amended_by", "INTEGER REFERENCES events (seq)", "the amendment in force"),
            column("retracted_by", "INTEGER REFERENCES events (seq)", "the event that took it back"),
            column("person_id", "INTEGER REFERENCES persons (id)", "who, with all spellings joined"),
            column("body_id", "INTEGER REFERENCES bodies (id)", "where, with all spellings joined"),
            column("post_id", "INTEGER REFERENCES posts (id)", "the office, with all its names joined"),
            column("ends_seq", "INTEGER REFERENCES events (seq)", "the appointment that a departure names as ended"),
            column("when_earliest", "TEXT", "the first moment of `when_`, as answers use it"),
            column("when_latest", "TEXT", "the last moment of `when_`, bounded by the article's stamp"),
        ],
        FIELDS,
    ],
    also: &[],
    indexes: &["kind", "person_id", "body_id", "post_id", "amended_by", "retracted_by", "ends_seq"],
    label: None,
};

const VERSIONS: Table = Table {
    name: "versions",
    about: "every wording that a fact had: as first recorded, and by each amendment",
    parts: &[
        &[
            column(
                "seq",
                "INTEGER NOT NULL PRIMARY KEY REFERENCES events (seq)",
                "the event that gave it this wording",
            ),
            column("fact", "INTEGER NOT NULL REFERENCES facts (seq)", "the fact"),
            column("in_force", "INTEGER NOT NULL CHECK (in_force IN (0, 1))", "1 for what it says now"),
            column("amended_why", "TEXT", "why it was amended to this"),
            column("retracted_by", "INTEGER REFERENCES events (seq)", "the event that took this wording back"),
        ],
        FIELDS,
    ],
    also: &[],
    indexes: &["fact", "retracted_by"],
    label: None,
};

const CITATIONS: Table = Table {
    name: "citations",
    about: "the exact words that facts rest on, and where they stand in the source",
    parts: &[&[
        column("id", "INTEGER NOT NULL PRIMARY KEY", "in order of facts, from 1"),
        column("fact", "INTEGER NOT NULL REFERENCES facts (seq)", "the fact"),
        column(
            "place",
            "INTEGER NOT NULL",
            "its place among the citations of the fact, from 1; the first is the one to show",
        ),
        column(
            "event",
            "INTEGER NOT NULL REFERENCES events (seq)",
            "the event that gives it: the fact, an amendment or a corroboration",
        ),
        column("source", "INTEGER NOT NULL REFERENCES sources (id)", "the source"),
        column("exact", "TEXT NOT NULL", "the words"),
        column("prefix", "TEXT NOT NULL", "what stands right before"),
        column("suffix", "TEXT NOT NULL", "what stands right after"),
        column("byte_start", "INTEGER NOT NULL", "where they begin, in bytes"),
        column("byte_end", "INTEGER NOT NULL", "where they end, in bytes"),
        column("char_start", "INTEGER NOT NULL", "where they begin, in code points"),
        column("char_end", "INTEGER NOT NULL", "where they end, in code points"),
    ]],
    also: &["UNIQUE (fact, place)"],
    indexes: &["source", "event"],
    label: Some("exact"),
};
