//! The state at a point of record time as bytes, so that two holders of one
//! log can compare what they make of it by one hash.

use std::collections::BTreeSet;
use std::fmt::{Display, Write};
use std::ops::Range;

use crate::domain::time::MomentRange;
use crate::domain::{EventId, NameKey, Seq};

use super::tenures::{Departure, Tenure};
use super::world::{FactIndex, World};

/// Everything that answers are made of, in one form: each tenure, each
/// departure, and each fact that stands with the events that make it so. It is
/// handed over piece by piece, since all of it is long.
///
/// It looks at no moment, so it is one for all of them. A text is written as a
/// netstring (`4:Anna,`), a record as the netstring of its texts, and the
/// records stand in the order of their bytes. `docs/FORMAT.md` names the texts
/// of each record.
pub fn canonical_state(world: &World<'_>, take: &mut dyn FnMut(&[u8])) {
    // Their first texts, with their lengths, put the kinds in this order.
    let mut records = Records::default();
    for (index, survivor) in world.facts.iter() {
        records.begin("fact");
        records.text(survivor.fact.claim.kind().word());
        records.events(&world.facts.events([&index]));
        records.end();
    }
    records.hand_over(take);
    for tenure in &world.tenures {
        records.tenure(world, tenure);
    }
    records.hand_over(take);
    for departure in &world.departures {
        records.departure(world, departure);
    }
    records.hand_over(take);
}

/// Records of one kind, one after the other: rows of texts, each written with
/// its length before it.
#[derive(Default)]
struct Records {
    written: String,
    /// Where each lies, and the one that is being written begins.
    places: Vec<Range<usize>>,
    began: usize,
    /// A text that is put together, for its length.
    scratch: String,
}

impl Records {
    fn tenure(&mut self, world: &World<'_>, tenure: &Tenure) {
        self.begin("tenure");
        self.holding(&tenure.person, &tenure.body, tenure.post.as_ref());
        self.text(if tenure.acting { "acting" } else { "" });
        self.text(tenure.rank.as_ref().map_or("", |rank| rank.as_str()));
        self.facts(world, &tenure.facts);
        for stretch in &tenure.stretches {
            self.range(Some(stretch.start));
            self.range(stretch.end_range(&world.departures));
        }
        self.end();
    }

    fn departure(&mut self, world: &World<'_>, departure: &Departure) {
        self.begin("departure");
        self.holding(&departure.person, &departure.body, departure.post.as_ref());
        self.words(departure.hows.iter().map(|how| how.word()));
        self.range(Some(departure.when));
        self.range(departure.announced);
        self.range(departure.withdrawn.map(|(when, _)| when));
        self.facts(world, &departure.facts);
        self.end();
    }

    fn begin(&mut self, what: &str) {
        self.began = self.written.len();
        self.text(what);
    }

    fn end(&mut self) {
        self.places.push(self.began..self.written.len());
    }

    /// Hands over all records in order, each as a netstring, to begin anew.
    fn hand_over(&mut self, take: &mut dyn FnMut(&[u8])) {
        let Self { written, places, .. } = self;
        places.sort_unstable_by(|one, other| written[one.clone()].cmp(&written[other.clone()]));
        for place in places.drain(..) {
            take(format!("{}:", place.len()).as_bytes());
            take(written[place].as_bytes());
            take(b",");
        }
        written.clear();
    }

    fn text(&mut self, text: &str) {
        // A string takes whatever is written to it.
        let _ = write!(self.written, "{}:{text},", text.len());
    }

    /// What is to be one text, with spaces between.
    fn words(&mut self, words: impl IntoIterator<Item: Display>) {
        let mut text = std::mem::take(&mut self.scratch);
        text.clear();
        for word in words {
            if !text.is_empty() {
                text.push(' ');
            }
            let _ = write!(text, "{word}");
        }
        self.text(&text);
        self.scratch = text;
    }

    fn holding(&mut self, person: &NameKey, body: &NameKey, post: Option<&NameKey>) {
        self.text(person.as_str());
        self.text(body.as_str());
        self.text(post.map_or("", NameKey::as_str));
    }

    /// Both ends in microseconds since 1970-01-01T00:00:00Z; nothing where there is no range.
    fn range(&mut self, range: Option<MomentRange>) {
        let ends = range.map(|MomentRange { earliest, latest }| [earliest.0, latest.0]);
        self.words(ends.into_iter().flatten());
    }

    fn facts(&mut self, world: &World<'_>, facts: &BTreeSet<FactIndex>) {
        self.events(&world.facts.events(facts));
    }

    fn events(&mut self, events: &[(Seq, EventId)]) {
        self.words(events.iter().map(|(_, id)| id));
    }
}
