//! How a table or a view is described, and the statements that make it.
//!
//! One description makes the statement, the page of `--schema` and the
//! metadata for Datasette, so that none of them can drift from the others.

use super::{facts, records, world};

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub name: &'static str,
    /// Its type and constraints.
    pub is: &'static str,
    pub about: &'static str,
}

/// A table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table {
    pub name: &'static str,
    pub about: &'static str,
    /// Its columns, some of which it may share with other tables.
    pub parts: &'static [&'static [Column]],
    /// Constraints of the whole table.
    pub also: &'static [&'static str],
    /// The columns that have an index of their own, for each index.
    pub indexes: &'static [&'static str],
    /// The column that says what a row is, where another table refers to it.
    pub label: Option<&'static str>,
}

/// A view: a question that people ask, ready to be asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    pub name: &'static str,
    pub about: &'static str,
    pub columns: &'static [(&'static str, &'static str)],
    pub select: &'static str,
}

/// Words that are searched in the text of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search {
    pub name: &'static str,
    pub about: &'static str,
    pub of: &'static str,
    pub columns: &'static str,
}

/// A column, in short.
pub(super) const fn column(name: &'static str, is: &'static str, about: &'static str) -> Column {
    Column { name, is, about }
}

pub(super) const SEARCHES: &[Search] = &[
    Search {
        name: "citations_fts",
        about: "full-text search over the quotes: `citations_fts MATCH 'vote of confidence'`; the rowid is `citations.id`",
        of: "citations",
        columns: "exact",
    },
    Search {
        name: "sources_fts",
        about: "full-text search over what names a source; the rowid is `sources.id`",
        of: "sources",
        columns: "label, title, publisher, author",
    },
];

/// Every table, those that others refer to first.
pub(super) fn tables() -> impl Iterator<Item = &'static Table> {
    records::TABLES.iter().chain(facts::TABLES).chain(world::TABLES)
}

/// Every view.
pub(super) fn views() -> impl Iterator<Item = &'static View> {
    super::views::VIEWS.iter()
}

impl Table {
    /// Its columns.
    pub fn columns(&self) -> impl Iterator<Item = &'static Column> {
        self.parts.iter().copied().flatten()
    }

    /// The statements that make it, with its indexes.
    pub fn statements(&self) -> Vec<String> {
        let columns = self.columns().map(|column| format!("  {} {}", column.name, column.is));
        let also = self.also.iter().map(|constraint| format!("  {constraint}"));
        let parts: Vec<String> = columns.chain(also).collect();
        let mut made = vec![format!("CREATE TABLE {} (\n{}\n) STRICT", self.name, parts.join(",\n"))];
        made.extend(self.indexes.iter().map(|columns| {
            let name = columns.replace(", ", "_");
            format!("CREATE INDEX {}_on_{name} ON {} ({columns})", self.name, self.name)
        }));
        made
    }
}

impl View {
    /// The statement that makes it.
    pub fn statement(&self) -> String {
        let columns: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        format!("CREATE VIEW {} ({}) AS\n{}", self.name, columns.join(", "), self.select)
    }
}

impl Search {
    /// The statement that makes it.
    pub fn statement(&self) -> String {
        format!(
            "CREATE VIRTUAL TABLE {} USING FTS5 ({}, content=\"{}\", content_rowid=\"id\", tokenize=\"unicode61 remove_diacritics 2\")",
            self.name, self.columns, self.of
        )
    }

    /// The statement that fills it.
    pub fn filling(&self) -> String {
        format!("INSERT INTO {0} ({0}) VALUES ('rebuild')", self.name)
    }
}

/// The tables, views and searches with their columns and what they mean, as a
/// person reads them.
#[must_use]
pub fn schema_text() -> String {
    let mut text = String::new();
    let mut entry = |what: &str, name: &str, about: &str, columns: Vec<(&str, &str, &str)>| {
        let gap = if text.is_empty() { "" } else { "\n" };
        text.push_str(&format!("{gap}{what} {name}: {about}\n"));
        let widest = |of: fn(&(&str, &str, &str)) -> usize| columns.iter().map(of).max().unwrap_or_default();
        let (names, types) = (widest(|column| column.0.len()), widest(|column| column.1.len()));
        for (name, is, about) in &columns {
            let line = format!("  {name:names$}  {is:types$}  {about}");
            text.push_str(&format!("{}\n", line.trim_end()));
        }
    };
    for view in views() {
        let columns = view.columns.iter().map(|(name, about)| (*name, "", *about));
        entry("view", view.name, view.about, columns.collect());
    }
    for table in tables() {
        let columns = table.columns().map(|column| (column.name, column.is, column.about));
        entry("table", table.name, table.about, columns.collect());
    }
    for search in SEARCHES {
        entry("search", search.name, search.about, Vec::new());
    }
    text
}

/// One column of a table or a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Described {
    /// `table` or `view`.
    pub what: &'static str,
    /// The table or view.
    pub of: &'static str,
    /// The column.
    pub column: &'static str,
    /// Its type and constraints; empty for a view.
    pub is: &'static str,
    /// What it means.
    pub about: &'static str,
}

/// The same as [`schema_text`], a row a column.
#[must_use]
pub fn schema_columns() -> Vec<Described> {
    let of_views = views().flat_map(|view| {
        let columns = view.columns.iter();
        columns.map(|(column, about)| Described { what: "view", of: view.name, column, is: "", about })
    });
    let of_tables = tables().flat_map(|table| {
        table.columns().map(|column| Described {
            what: "table",
            of: table.name,
            column: column.name,
            is: column.is,
            about: column.about,
        })
    });
    of_views.chain(of_tables).collect()
}
