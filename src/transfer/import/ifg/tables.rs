//! The tables of the set, as they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use super::super::naming::Named;
use super::super::rows::{Row, Rows};
use super::super::{Fault, Place, RefusedRow};
use crate::proof::source_digest;
/// A table of the set, by the name of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    /// Departments and offices.
    Organisation,
    /// People, a row for each name.
    Person,
    /// Posts in organisations.
    Post,
    /// Who held which post, from when to when.
    Appointment,
    /// In what standing an appointment was held, a row for each stretch.
    Characteristics,
    /// What became of organisations.
    Link,
    /// Elections and changes of government.
    Event,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 7] = [
        Self::Organisation,
        Self::Person,
        Self::Post,
        Self::Appointment,
        Self::Characteristics,
        Self::Link,
        Self::Event,
    ];

    /// The name of its file, without `.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Person => "person",
            Self::Post => "post",
            Self::Appointment => "appointment",
            Self::Characteristics => "appointment_characteristics",
            Self::Link => "organisation_link",
            Self::Event => "event",
        }
    }

    /// The table that a file is: by its name, else by columns that only that table has.
    pub fn of(name: &str, header: &[String]) -> Option<Self> {
        let stem = name.strip_suffix(".csv").unwrap_or(name);
        let has = |column: &&str| header.iter().any(|name| name == column);
        let by_columns = || {
            let telling: [(Self, &[&str]); 7] = [
                (Self::Appointment, &["person_id", "post_id"]),
                (Self::Characteristics, &["appointment_id", "cabinet_status"]),
                (Self::Link, &["predecessor_organisation_id"]),
                (Self::Post, &["organisation_id", "rank_equivalence"]),
                (Self::Person, &["name", "gender"]),
                (Self::Organisation, &["name", "short_name"]),
                (Self::Event, &["name", "type", "date"]),
            ];
            telling.into_iter().find(|(_, columns)| columns.iter().all(has)).map(|(table, _)| table)
        };
        Self::ALL.into_iter().find(|table| table.word() == stem).or_else(by_columns)
    }

    /// Whether nothing can be said without it.
    pub fn is_needed(self) -> bool {
        matches!(self, Self::Organisation | Self::Person | Self::Post | Self::Appointment)
    }

    /// The columns that it cannot be without.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Organisation => &["id", "name"],
            Self::Person => &["id", "name", "start_date", "end_date"],
            Self::Post => &["id", "organisation_id", "name"],
            Self::Appointment => &["id", "person_id", "post_id", "start_date", "end_date"],
            Self::Characteristics => &["appointment_id", "cabinet_status", "is_acting", "is_on_leave", "start_date"],
            Self::Link | Self::Event => &[],
        }
    }
}

#[derive(Debug)]
pub(super) struct Organisation {
    pub id: String,
    pub name: String,
    pub short_name: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub place: Place,
}

#[derive(Debug)]
pub(super) struct Person {
    pub id: String,
    /// Identifiers in other schemes, and the row that has each.
    pub others: Vec<(&'static str, String, Place)>,
    /// Every name, the current one last.
    pub names: Vec<Named>,
}

impl Person {
    /// The name without an end, or with the last one.
    pub fn current(&self) -> Option<&Named> {
        self.names.last()
    }
}

#[derive(Debug)]
pub(super) struct Post {
    pub id: String,
    pub organisation: String,
    pub name: String,
    pub rank: Option<String>,
    pub place: Place,
}

#[derive(Debug)]
pub(super) struct Appointment {
    pub id: String,
    pub person: String,
    pub post: String,
    pub from: Option<String>,
    pub to: Option<String>,
    pub place: Place,
}

/// In what standing an appointment was held from a day on.
#[derive(Debug)]
pub(super) struct Standing {
    pub cabinet: Option<String>,
    pub is_acting: bool,
    pub is_on_leave: bool,
    pub leave_reason: Option<String>,
    pub from: Option<String>,
    pub place: Place,
}

/// Rows by identifier, in the order of the file.
#[derive(Debug)]
pub(super) struct ById<T> {
    pub rows: Vec<T>,
    at: BTreeMap<String, usize>,
}

impl<T> Default for ById<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), at: BTreeMap::new() }
    }
}

impl<T> ById<T> {
    pub fn get(&self, id: &str) -> Option<&T> {
        self.at.get(id).map(|at| &self.rows[*at])
    }

    fn add(&mut self, id: &str, row: T) -> Result<(), String> {
        if self.at.contains_key(id) {
            return Err("its identifier is that of an earlier row, which says something else".to_owned());
        }
        self.at.insert(id.to_owned(), self.rows.len());
        self.rows.push(row);
        Ok(())
    }
}

#[derive(Debug, Default)]
pub(super) struct Tables {
    pub organisations: ById<Organisation>,
    pub persons: ById<Person>,
    pub posts: ById<Post>,
    pub appointments: ById<Appointment>,
    /// How many rows only repeat an earlier one.
    pub repeated: u64,
    /// By the appointment they are of, oldest first.
    pub standings: BTreeMap<String, Vec<Standing>>,
}

impl Tables {
    /// Reads a table; rows that cannot be taken are told.
    pub fn read<R: Read>(
        &mut self,
        table: Table,
        rows: &mut Rows<R>,
        refused: &mut Vec<RefusedRow>,
    ) -> Result<(), Fault> {
        let id_column = rows.column(if table == Table::Characteristics { "appointment_id" } else { "id" });
        let mut seen: BTreeSet<[u8; 32]> = BTreeSet::new();
        while let Some(row) = rows.next()? {
            let taken = rows.check(&row).and_then(|()| match (table, row.get(id_column)) {
                (Table::Link | Table::Event, _) => Ok(()),
                (_, None) => Err("it has no identifier".to_owned()),
                (_, Some(_)) if !seen.insert(source_digest(row.cells().join("\0").as_bytes())) => {
                    self.repeated += 1;
                    Ok(())
                }
                (_, Some(id)) => self.take(table, id, &row, rows),
            });
            if let Err(why) = taken {
                // A second row of an identifier must not stand for its first one,
                // unless it belongs to it.
                let belongs = matches!(table, Table::Person | Table::Characteristics);
                let is_its = row.get(id_column).is_some_and(|id| belongs || !self.has(table, id));
                let key = row.get(id_column).filter(|_| is_its).map(|id| format!("{}/{id}", unit_word(table)));
                refused.push(RefusedRow { key, place: row.place, why });
            }
        }
        self.persons.rows.iter_mut().for_each(|person| person.names.sort_by(|a, b| a.last_use().cmp(&b.last_use())));
        for standings in self.standings.values_mut() {
            standings.sort_by(|a, b| a.from.cmp(&b.from));
            // Of several from one day on, what the day ends with.
            let days: Vec<Option<String>> = standings.iter().map(|standing| standing.from.clone()).collect();
            let mut nth = 0;
            standings.retain(|standing| {
                nth += 1;
                days.get(nth) != Some(&standing.from)
            });
        }
        Ok(())
    }

    fn has(&self, table: Table, id: &str) -> bool {
        match table {
            Table::Organisation => self.organisations.get(id).is_some(),
            Table::Post => self.posts.get(id).is_some(),
            Table::Appointment => self.appointments.get(id).is_some(),
            _ => false,
        }
    }

    fn take<R: Read>(&mut self, table: Table, id: &str, row: &Row, rows: &Rows<R>) -> Result<(), String> {
        let cell = |name: &str| row.get(rows.column(name)).map(str::to_owned);
        let needed = |name: &str| cell(name).ok_or_else(|| format!("`{name}` is empty"));
        let (id, place) = (id.to_owned(), row.place.clone());
        match table {
            Table::Organisation => {
                let (name, short_name) = (needed("name")?, cell("short_name"));
                let (from, to) = (cell("start_date"), cell("end_date"));
                self.organisations.add(&id.clone(), Organisation { id, name, short_name, from, to, place })
            }
            Table::Person => {
                let named = Named { name: needed("name")?, from: cell("start_date"), to: cell("end_date"), place };
                let others = [
                    // Numbers come with a fraction where a column was read as one of them.
                    ("parliament", cell("id_parliament").map(|id| id.trim_end_matches(".0").to_owned())),
                    ("ifg-website", cell("id_ifg_website").map(|id| id.trim_end_matches(".0").to_owned())),
                ];
                let others = others.into_iter().filter_map(|(scheme, id)| Some((scheme, id?, row.place.clone())));
                match self.persons.at.get(&id) {
                    Some(at) => {
                        let person = &mut self.persons.rows[*at];
                        person.names.push(named);
                        for other in others {
                            let known =
                                person.others.iter().position(|(scheme, id, _)| (*scheme, id) == (other.0, &other.1));
                            match known {
                                // The row of the name that is current says it best.
                                Some(at) => person.others[at] = other,
                                None => person.others.push(other),
                            }
                        }
                        Ok(())
                    }
                    None => self.persons.add(&id.clone(), Person { id, others: others.collect(), names: vec![named] }),
                }
            }
            Table::Post => {
                let (organisation, name) = (needed("organisation_id")?, needed("name")?);
                let post = Post { id: id.clone(), organisation, name, rank: cell("rank_equivalence"), place };
                self.posts.add(&id, post)
            }
            Table::Appointment => {
                let (person, post) = (needed("person_id")?, needed("post_id")?);
                let (from, to) = (cell("start_date"), cell("end_date"));
                self.appointments.add(&id.clone(), Appointment { id, person, post, from, to, place })
            }
            Table::Characteristics => {
                let standing = Standing {
                    cabinet: cell("cabinet_status"),
                    is_acting: truth("is_acting", cell("is_acting"))?,
                    is_on_leave: truth("is_on_leave", cell("is_on_leave"))?,
                    leave_reason: cell("leave_reason"),
                    from: cell("start_date"),
                    place,
                };
                self.standings.entry(id).or_default().push(standing);
                Ok(())
            }
            Table::Link | Table::Event => Ok(()),
        }
    }
}

/// What the units of a table's rows are called.
fn unit_word(table: Table) -> &'static str {
    // The standing of an appointment is part of what is said of it.
    if table == Table::Characteristics { Table::Appointment.word() } else { table.word() }
}

fn truth(name: &str, cell: Option<String>) -> Result<bool, String> {
    match cell.as_deref().map(str::to_ascii_lowercase).as_deref() {
        None | Some("false" | "0" | "f" | "no") => Ok(false),
        Some("true" | "1" | "t" | "yes") => Ok(true),
        Some(_) => Err(format!("`{name}` is neither True nor False")),
    }
}
