//! A database in memory: asked by queries that only read, or taken as a file.

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error as EngineError};

use super::Picture;
use super::filling::fill;

/// What is known at two times, as a database.
pub struct Database(Connection);

/// A cell of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing is known.
    Null,
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Real(f64),
    /// A text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// What a query answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The columns, each under a name of its own.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Value>>,
}

/// Where in a query something is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: u64,
    /// The character in it, from 1.
    pub column: u64,
    /// The line's text.
    pub text: String,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// The query is at fault.
    #[error("{why}")]
    Refused {
        /// What is wrong.
        why: String,
        /// Where, if that can be told.
        place: Option<Place>,
    },
    /// The database could not be made or read, whatever the query.
    #[error("the SQLite form of the ledger could not be made: {0}")]
    NotMade(String),
}

impl Database {
    /// Makes the tables of a picture, in memory.
    ///
    /// # Errors
    /// [`QueryError::NotMade`] where there is not enough memory, or what is
    /// known contradicts the tables' own rules.
    pub fn of(picture: &Picture<'_>) -> Result<Self, QueryError> {
        let made = || {
            let mut connection = Connection::open_in_memory()?;
            fill(&connection, picture)?;
            restrict(&mut connection)?;
            Ok(Self(connection))
        };
        made().map_err(|why: EngineError| QueryError::NotMade(why.to_string()))
    }

    /// The bytes of the database's file.
    ///
    /// # Errors
    /// [`QueryError::NotMade`] where there is not enough memory.
    pub fn bytes(&mut self) -> Result<Vec<u8>, QueryError> {
        let bytes = self.0.serialize("main").map_err(|why| QueryError::NotMade(why.to_string()))?;
        Ok(bytes.to_vec())
    }

    /// Answers one query that only reads, as a whole.
    ///
    /// # Errors
    /// [`QueryError::Refused`] where it is not one, or does not run.
    pub fn ask(&self, query: &str) -> Result<Answer, QueryError> {
        let mut rows = Vec::new();
        let columns = self.each(query, &mut |_, row| {
            rows.push(row);
            true
        })?;
        Ok(Answer { columns, rows })
    }

    /// Answers one query that only reads, row by row as it runs, each with the
    /// columns, until `take` does not want any more. Answers with the columns.
    ///
    /// # Errors
    /// [`QueryError::Refused`] where it is not one, or does not run to its end.
    pub fn each(
        &self,
        query: &str,
        take: &mut dyn FnMut(&[String], Vec<Value>) -> bool,
    ) -> Result<Vec<String>, QueryError> {
        let failed = |why: EngineError| refusal(query, &why);
        let mut statement = self.0.prepare(query).map_err(failed)?;
        if statement.column_count() == 0 || !statement.readonly() {
            return Err(QueryError::Refused { why: READS_ONLY.to_owned(), place: None });
        }
        let columns = distinct(statement.column_names());
        let mut found = statement.query([]).map_err(failed)?;
        while let Some(row) = found.next().map_err(failed)? {
            let cells = (0..columns.len()).map(|index| row.get_ref(index).map(value));
            if !take(&columns, cells.collect::<Result<_, _>>().map_err(failed)?) {
                break;
            }
        }
        Ok(columns)
    }
}

/// From here on nothing can be written, and no other file reached.
fn restrict(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.execute_batch("PRAGMA query_only = ON")?;
    connection.authorizer(Some(permission))
}

const READS_ONLY: &str = "a query here is one SELECT (or WITH, VALUES, EXPLAIN): it only reads";

/// What a query may do: read tables, call functions, and look at the schema.
fn permission(context: AuthContext<'_>) -> Authorization {
    let allowed = match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => true,
        AuthAction::Function { function_name } => !function_name.eq_ignore_ascii_case("load_extension"),
        // The search asks for the version before each query, and whoever takes
        // the bytes for the number of pages.
        AuthAction::Pragma { pragma_name, .. } => [
            "data_version",
            "page_count",
            "table_info",
            "table_xinfo",
            "table_list",
            "foreign_key_list",
            "index_list",
            "index_info",
        ]
        .contains(&pragma_name),
        _ => false,
    };
    if allowed { Authorization::Allow } else { Authorization::Deny }
}

fn value(cell: ValueRef<'_>) -> Value {
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

/// Two columns of one name would be one member of an object, so the second is
/// given a number.
fn distinct<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for name in names {
        let mut own = name.to_owned();
        let mut number = 2;
        while taken.contains(&own) {
            own = format!("{name}_{number}");
            number += 1;
        }
        taken.push(own);
    }
    taken
}

fn refusal(query: &str, why: &EngineError) -> QueryError {
    let (why, place) = match why {
        EngineError::SqlInputError { msg, offset, sql, .. } => {
            // What follows a first statement is reported from its own beginning.
            let skipped = if query.ends_with(sql.as_str()) { query.len() - sql.len() } else { 0 };
            (msg.clone(), usize::try_from(*offset).ok().and_then(|offset| place(query, skipped + offset)))
        }
        EngineError::MultipleStatement => ("there is more than one statement; ask one at a time".to_owned(), None),
        EngineError::SqliteFailure(_, Some(message)) => (message.clone(), None),
        other => (other.to_string(), None),
    };
    if why.contains("not authorized") || why.contains("prohibited") {
        return QueryError::Refused { why: format!("{why}: {READS_ONLY}"), place };
    }
    QueryError::Refused { why, place }
}

/// Where an offset in bytes lies.
fn place(query: &str, offset: usize) -> Option<Place> {
    let before = query.get(..offset)?;
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let text = query[line_start..].lines().next().unwrap_or_default();
    Some(Place {
        line: before.matches('\n').count() as u64 + 1,
        column: before[line_start..].chars().count() as u64 + 1,
        text: text.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_by_line_and_character() {
        let found = place("SELECT 'Siân',\n  é, persn FROM t", "SELECT 'Siân',\n  é, ".len());
        assert_eq!(found, Some(Place { line: 2, column: 6, text: "  é, persn FROM t".to_owned() }));
    }

    #[test]
    fn columns_of_one_name_are_told_apart() {
        assert_eq!(distinct(["name", "name", "name_2", "name"].into_iter()), ["name", "name_2", "name_2_2", "name_3"]);
    }
}
