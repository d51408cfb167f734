//! The tables of what follows from the facts: names, tenures, departures, and
//! the numbers that articles print.

use super::schema::{Table, column};

pub(super) const TABLES: &[Table] = &[
    PERSONS,
    BODIES,
    BODY_PARTS,
    POSTS,
    SPELLINGS,
    IDENTIFIERS,
    DEPARTURES,
    DEPARTURE_WAYS,
    DEPARTURE_FACTS,
    TENURES,
    TENURE_FACTS,
    CLAIMS,
];

const PERSONS: Table = Table {
    name: "persons",
    about: "people, one row each however they are spelt",
    parts: &[&[
        column("id", "INTEGER NOT NULL PRIMARY KEY", "by name, from 1; another export may number otherwise"),
        column("name", "TEXT NOT NULL UNIQUE", "how the ledger shows them"),
    ]],
    also: &[],
    indexes: &[],
    label: Some("name"),
};

const BODIES: Table = Table {
    name: "bodies",
    about: "cabinets, parties, departments",
    parts: &[&[
        column("id", "INTEGER NOT NULL PRIMARY KEY", "by name, from 1"),
        column("name", "TEXT NOT NULL UNIQUE", "how the ledger shows it"),
        column(
            "part_of",
            "INTEGER REFERENCES bodies (id)",
            "the body above it; the first by name where facts give several",
        ),
        column("seats", "INTEGER", "how many seats it has at the moment asked for, where that is known"),
    ]],
    also: &[],
    indexes: &["part_of"],
    label: Some("name"),
};

const BODY_PARTS: Table = Table {
    name: "body_parts",
    about: "which body is part of which, with the fact that says so",
    parts: &[&[
        column("body", "INTEGER NOT NULL REFERENCES bodies (id)", "the part"),
        column("part_of", "INTEGER NOT NULL REFERENCES bodies (id)", "the whole"),
        column("fact", "INTEGER NOT NULL REFERENCES facts (seq)", "the fact"),
    ]],
    also: &["PRIMARY KEY (body, part_of, fact)"],
    indexes: &["part_of", "fact"],
    label: None,
};

const POSTS: Table = Table {
    name: "posts",
    about: "offices, one row each under all their names",
    parts: &[&[
        column("id", "INTEGER NOT NULL PRIMARY KEY", "by body and name, from 1"),
        column("body", "INTEGER NOT NULL REFERENCES bodies (id)", "the body it is in"),
        column("name", "TEXT NOT NULL", "its name at the moment asked for"),
        column("seats", "INTEGER", "how many may hold it, where that is known"),
    ]],
    also: &[],
    indexes: &["body, name"],
    label: Some("name"),
};

const SPELLINGS: Table = Table {
    name: "spellings",
    about: "every spelling in use, and the name that it stands for",
    parts: &[&[
        column("noun", "TEXT NOT NULL", "`person`, `body` or `post`"),
        column("spelling", "TEXT NOT NULL", "as facts spell it"),
        column("stands_for", "TEXT NOT NULL", "the name that is shown"),
    ]],
    also: &["PRIMARY KEY (noun, spelling)"],
    indexes: &["noun, stands_for"],
    label: None,
};

const IDENTIFIERS: Table = Table {
    name: "identifiers",
    about: "identifiers in other schemes, such as Wikidata",
    parts: &[&[
        column("fact", "INTEGER NOT NULL PRIMARY KEY REFERENCES facts (seq)", "the fact"),
        column("noun", "TEXT NOT NULL", "`person`, `body` or `post`"),
        column("name", "TEXT NOT NULL", "whom or what it identifies, as shown"),
        column("scheme", "TEXT NOT NULL", "whose identifiers"),
        column("identifier", "TEXT NOT NULL", "the identifier"),
    ]],
    also: &[],
    indexes: &["scheme, identifier", "noun, name"],
    label: Some("identifier"),
};

const TENURES: Table = Table {
    name: "tenures",
    about: "who held what: each stretch of a tenure with the bounds of its two ends, so that any moment can be asked for",
    parts: &[&[
        column("id", "INTEGER NOT NULL PRIMARY KEY", "by person, body and time, from 1"),
        column(
            "holding",
            "INTEGER NOT NULL",
            "the same for all stretches of one tenure, which withdrawn departures cut",
        ),
        column("person", "INTEGER NOT NULL REFERENCES persons (id)", "who"),
        column("body", "INTEGER NOT NULL REFERENCES bodies (id)", "where"),
        column("post", "INTEGER REFERENCES posts (id)", "as what; NULL for a seat"),
        column("acting", "INTEGER NOT NULL CHECK (acting IN (0, 1))", "1 where the appointment was as a stand-in"),
        column("rank", "TEXT", "the standing of the office"),
        column("start_earliest", "TEXT", "the first moment at which it may have begun; NULL: no bound"),
        column("start_latest", "TEXT", "the moment by which it had surely begun; NULL: no bound"),
        column("ended", "INTEGER NOT NULL CHECK (ended IN (0, 1))", "1 where an end is recorded"),
        column("end_earliest", "TEXT", "the first moment at which it may have ended; NULL: none, or no bound"),
        column("end_latest", "TEXT", "the moment by which it had surely ended; NULL: none, or no bound"),
        column("departure", "INTEGER REFERENCES departures (id)", "the departure that ended it"),
        column(
            "certainty",
            "TEXT CHECK (certainty IN ('certain', 'possible'))",
            "how surely it is held at the moment asked for; NULL: it is not",
        ),
        column(
            "acting_then",
            "INTEGER CHECK (acting_then IN (0, 1))",
            "1 where it is held as a stand-in at that moment",
        ),
        column("capacities", "TEXT", "other capacities at that moment, such as `on_leave`"),
    ]],
    also: &[],
    indexes: &["person", "body", "post", "departure", "holding"],
    label: None,
};

const TENURE_FACTS: Table = Table {
    name: "tenure_facts",
    about: "the facts that make a tenure what it is",
    parts: &[&[
        column("tenure", "INTEGER NOT NULL REFERENCES tenures (id)", "the stretch"),
        column("fact", "INTEGER NOT NULL REFERENCES facts (seq)", "the fact"),
    ]],
    also: &["PRIMARY KEY (tenure, fact)"],
    indexes: &["fact"],
    label: None,
};

const DEPARTURES: Table = Table {
    name: "departures",
    about: "departures, each once however often it was reported",
    parts: &[&[
        column("id", "INTEGER NOT NULL PRIMARY KEY", "by person, body and time, from 1"),
        column("person", "INTEGER NOT NULL REFERENCES persons (id)", "who"),
        column("body", "INTEGER NOT NULL REFERENCES bodies (id)", "from where"),
        column("post", "INTEGER REFERENCES posts (id)", "from what, where a report says"),
        column("hows", "TEXT NOT NULL", "the ways out that its reports give; several where they differ"),
        column("when_earliest", "TEXT", "the first moment at which it may have taken effect; NULL: no bound"),
        column("when_latest", "TEXT", "the moment by which it surely had; NULL: no bound"),
        column(
            "announced",
            "INTEGER NOT NULL CHECK (announced IN (0, 1))",
            "1 where a report says when it became public",
        ),
        column("announced_earliest", "TEXT", "the first moment at which it may have become public"),
        column("announced_latest", "TEXT", "the moment by which it surely had"),
        column("withdrawn", "INTEGER NOT NULL CHECK (withdrawn IN (0, 1))", "1 where it was taken back"),
        column("withdrawn_earliest", "TEXT", "the first moment at which it may have been taken back"),
        column("withdrawn_latest", "TEXT", "the moment by which it surely was"),
        column("withdrawn_by", "INTEGER REFERENCES facts (seq)", "the fact that says so"),
        column("disputed", "INTEGER NOT NULL CHECK (disputed IN (0, 1))", "1 where a standing fact denies it"),
        column(
            "happened",
            "TEXT CHECK (happened IN ('certain', 'possible'))",
            "how surely it was public (else had taken effect) at the moment asked for, and was not taken back; NULL: not so",
        ),
    ]],
    also: &[],
    indexes: &["person", "body", "post", "withdrawn_by"],
    label: None,
};

const DEPARTURE_WAYS: Table = Table {
    name: "departure_ways",
    about: "the ways out that the reports of a departure give, one row each",
    parts: &[&[
        column("departure", "INTEGER NOT NULL REFERENCES departures (id)", "the departure"),
        column(
            "how",
            "TEXT NOT NULL",
            "`resigned`, `sacked`, `stood_down`, `reshuffled`, `died`, `term_ended` or `unknown`",
        ),
    ]],
    also: &["PRIMARY KEY (departure, how)"],
    indexes: &[],
    label: None,
};

const DEPARTURE_FACTS: Table = Table {
    name: "departure_facts",
    about: "the facts that report a departure, and those that join the names in them",
    parts: &[&[
        column("departure", "INTEGER NOT NULL REFERENCES departures (id)", "the departure"),
        column("fact", "INTEGER NOT NULL REFERENCES facts (seq)", "the fact"),
    ]],
    also: &["PRIMARY KEY (departure, fact)"],
    indexes: &["fact"],
    label: None,
};

const CLAIMS: Table = Table {
    name: "claims",
    about: "the numbers that articles print, each beside the ledger's own under the same rule, at the moment asked for",
    parts: &[&[
        column("fact", "INTEGER NOT NULL PRIMARY KEY REFERENCES facts (seq)", "the fact that records it"),
        column("stated", "INTEGER NOT NULL", "the number"),
        column("compare", "TEXT NOT NULL", "how it is meant: `exactly`, `at_least`, `about`"),
        column("how", "TEXT NOT NULL", "which ways out it counts"),
        column("body", "INTEGER REFERENCES bodies (id)", "in which body; NULL: in all"),
        column("until", "TEXT", "the last moment that it speaks of"),
        column("least", "INTEGER NOT NULL", "so many surely, as the ledger counts"),
        column("most", "INTEGER NOT NULL", "so many at the most"),
        column("verdict", "TEXT NOT NULL CHECK (verdict IN ('agrees', 'disagrees', 'unclear'))", "what comes of it"),
        column("missing", "TEXT", "people whom the article names as having left but its rule leaves out, a line each"),
        column("extra", "TEXT", "people counted whom the article does not name, a line each"),
    ]],
    also: &[],
    indexes: &["body"],
    label: None,
};
