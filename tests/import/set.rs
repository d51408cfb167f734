//! A small set in the form of the Institute for Government's, about nobody.

use serde_json::Value;

use crate::desk::{Desk, Done};

/// The tables, a line each row.
#[derive(Debug, Clone)]
pub struct Set(Vec<(&'static str, Vec<String>)>);

const TABLES: [(&str, &str); 5] = [
    (
        "organisation",
        "id,name,short_name,start_date,end_date
o1,Department of Tides,DoT,1990-01-01,
o2,Treasury of Shells,ToS,,2012-05-01",
    ),
    (
        "person",
        "id,id_parliament,name,gender,start_date,end_date
p1,11.0,Lord Lee,M,2008-10-03,
p1,11.0,Ann Lee,M,,2008-10-03
p2,12.0,Bo Ray,F,,
p3,,Cy Day,F,,
p4,,Cy Day,M,,",
    ),
    (
        "post",
        "id,organisation_id,name,rank_equivalence
t1,o1,Minister for Tides,MoS
t2,o2,Chief Counter,SoS
t3,o1,Clerk,PUSS
t4,o2,Clerk,PUSS",
    ),
    (
        "appointment",
        "id,person_id,post_id,start_date,end_date
a1,p1,t1,2001-02-03,2005-05-06
a2,p1,t2,2005-05-06,2010-05-11
a3,p2,t1,2005-05-06,
a4,p3,t3,2006-01-01,2006-02-01
a5,p4,t3,2007-01-01,2007-02-01",
    ),
    (
        "appointment_characteristics",
        "id,appointment_id,cabinet_status,is_acting,is_on_leave,leave_reason,start_date,end_date
c1,a1,Non-cabinet,True,False,,2001-02-03,2002-01-01
c2,a1,Non-cabinet,False,False,,2002-01-01,2005-05-06
c3,a2,Attends cabinet,False,False,,2005-05-06,2008-01-01
c4,a2,Full cabinet,False,False,,2008-01-01,2010-05-11
c5,a3,Full cabinet,False,False,,2005-05-06,2006-06-06
c6,a3,Full cabinet,False,True,Maternity leave,2006-06-06,2007-07-07
c7,a3,Full cabinet,False,False,,2007-07-07,",
    ),
];

impl Set {
    pub fn new() -> Self {
        Self(TABLES.iter().map(|(name, text)| (*name, text.lines().map(str::to_owned).collect())).collect())
    }

    fn rows(&mut self, table: &str) -> &mut Vec<String> {
        &mut self.0.iter_mut().find(|(name, _)| *name == table).unwrap().1
    }

    /// The set with something else in a row.
    pub fn with(mut self, table: &str, id: &str, from: &str, to: &str) -> Self {
        let row = self.rows(table).iter_mut().find(|row| row.starts_with(&format!("{id},")) && row.contains(from));
        let row = row.unwrap_or_else(|| panic!("no row {id} has {from}"));
        *row = row.replacen(from, to, 1);
        self
    }

    /// The set with one text for another, in every row.
    pub fn renamed(mut self, from: &str, to: &str) -> Self {
        for (_, rows) in &mut self.0 {
            for row in rows.iter_mut() {
                let cells: Vec<&str> = row.split(',').map(|cell| if cell == from { to } else { cell }).collect();
                *row = cells.join(",");
            }
        }
        self
    }

    /// The set without the rows of an identifier.
    pub fn without(mut self, table: &str, id: &str) -> Self {
        self.rows(table).retain(|row| !row.starts_with(&format!("{id},")));
        self
    }

    /// The set with one row more.
    pub fn and(mut self, table: &str, row: &str) -> Self {
        self.rows(table).push(row.to_owned());
        self
    }

    /// Writes it into a folder of the desk.
    pub fn write(&self, desk: &Desk, folder: &str) {
        std::fs::create_dir_all(desk.path(folder)).unwrap();
        for (name, rows) in &self.0 {
            desk.write(&format!("{folder}/{name}.csv"), format!("{}\r\n", rows.join("\r\n")));
        }
    }

    /// Imports it, with more arguments.
    pub fn import(&self, desk: &Desk, arguments: &[&str]) -> Done {
        self.write(desk, "set");
        desk.run(&[&["import", "ifg", "set", "-o", "json"], arguments].concat())
    }
}

/// Added, same, amended, retracted, conflicting and refused.
pub fn counts(done: &Done) -> [u64; 6] {
    let answer = done.json();
    ["added", "same", "amended", "retracted", "conflicting", "refused"].map(|name| answer[name].as_u64().unwrap())
}

/// Who holds which post of a body on a day.
pub fn holders(desk: &Desk, arguments: &[&str]) -> Vec<String> {
    let answer = desk.well(&[&["cabinet", "-o", "json"], arguments].concat()).json();
    let text = |holder: &Value, name: &str| holder[name].as_str().unwrap_or("-").to_owned();
    let holders = answer["holders"].as_array().unwrap().iter();
    holders
        .map(|holder| format!("{}: {}, {}", text(holder, "person"), text(holder, "body"), text(holder, "post")))
        .collect()
}
