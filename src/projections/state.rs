//! The state at a point of record time as bytes, so that two holders of one
//! log can compare what they make of it by one hash.

use std::collections::BTreeSet;

use crate::domain::time::MomentRange;
use crate::domain::{EventId, NameKey, Seq};

use super::tenures::{Departure, Tenure};
use super::world::{FactIndex, World};

/// Everything that answers are made of, in one form: each tenure, each
/// departure, and each fact that stands with the events that make it so. What
/// is given are the pieces that it consists of, since all of it is long.
///
/// It looks at no moment, so it is one for all of them. A text is written as a
/// netstring (`4:Anna,`), a record as the netstring of its texts, and the
/// records stand in the order of their bytes. `docs/FORMAT.md` names the texts
/// of each record.
#[must_use]
pub fn canonical_state(world: &World<'_>) -> Vec<Vec<u8>> {
    let tenures = world.tenures.iter().map(|tenure| tenure_record(world, tenure));
    let departures = world.departures.iter().map(|departure| departure_record(world, departure));
    let facts = world.facts.iter().map(|(index, survivor)| {
        let mut record = Record::of("fact");
        record.text(survivor.fact.claim.kind().word());
        record.events(&world.facts.events([&index]));
        record
    });
    let mut records: Vec<Vec<u8>> = tenures.chain(departures).chain(facts).map(|record| record.0).collect();
    records.sort_unstable();
    for record in &mut records {
        let mut framed = Record(Vec::with_capacity(record.len() + 8));
        framed.bytes(record);
        *record = framed.0;
    }
    records
}

fn tenure_record(world: &World<'_>, tenure: &Tenure) -> Record {
    let mut record = Record::of("tenure");
    record.holding(&tenure.person, &tenure.body, tenure.post.as_ref());
    record.text(if tenure.acting { "acting" } else { "" });
    record.text(tenure.rank.as_ref().map_or("", |rank| rank.as_str()));
    record.facts(world, &tenure.facts);
    for stretch in &tenure.stretches {
        record.range(Some(stretch.start));
        record.range(stretch.end_range(&world.departures));
    }
    record
}

fn departure_record(world: &World<'_>, departure: &Departure) -> Record {
    let mut record = Record::of("departure");
    record.holding(&departure.person, &departure.body, departure.post.as_ref());
    let hows: Vec<_> = departure.hows.iter().map(|how| how.word()).collect();
    record.text(&hows.join(" "));
    record.range(Some(departure.when));
    record.range(departure.announced);
    record.range(departure.withdrawn.map(|(when, _)| when));
    record.facts(world, &departure.facts);
    record
}

/// A row of texts, each written with its length before it.
struct Record(Vec<u8>);

impl Record {
    fn of(what: &str) -> Self {
        let mut record = Self(Vec::new());
        record.text(what);
        record
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(format!("{}:", bytes.len()).as_bytes());
        self.0.extend_from_slice(bytes);
        self.0.push(b',');
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn holding(&mut self, person: &NameKey, body: &NameKey, post: Option<&NameKey>) {
        self.text(person.as_str());
        self.text(body.as_str());
        self.text(post.map_or("", NameKey::as_str));
    }

    /// Both ends in microseconds since 1970-01-01T00:00:00Z; nothing where there is no range.
    fn range(&mut self, range: Option<MomentRange>) {
        let ends = range.map(|MomentRange { earliest, latest }| format!("{} {}", earliest.0, latest.0));
        self.text(&ends.unwrap_or_default());
    }

    fn facts(&mut self, world: &World<'_>, facts: &BTreeSet<FactIndex>) {
        self.events(&world.facts.events(facts));
    }

    fn events(&mut self, events: &[(Seq, EventId)]) {
        let ids: Vec<_> = events.iter().map(|(_, id)| id.to_string()).collect();
        self.text(&ids.join(" "));
    }
}
