//! The facts of one person in one body, in their order, into tenures.

use reshuffle::domain::time::MomentRange;
use reshuffle::domain::{Field, How, Kind};

use super::tenures::{Departure, End, Stretch, Tenure};
use super::world::Item;

struct Fold {
    items: Vec<Item>,
    /// Appointments that were taken already.
    taken: Vec<bool>,
    tenures: Vec<Tenure>,
    departures: Vec<Departure>,
}

/// Facts by their earliest moment, then latest, departures first, then post
/// (none last), then content: kind and fields in the order of the page.
fn in_order(items: &mut [Item]) {
    items.sort_by_cached_key(|item| {
        let text = |field| item.told.get(field).map(str::to_owned);
        let order = (item.when.earliest, item.when.latest, item.kind != Kind::Departed);
        let how = item.told.get(Field::How).and_then(|how| how.parse::<How>().ok());
        let content = (item.kind, text(Field::Person), text(Field::Body), text(Field::Post), text(Field::Acting));
        (order, item.post.is_none(), item.post.clone(), content, text(Field::Rank), how, item.announced)
    });
}

/// Folds facts into tenures, and the departures that end them. An appointment
/// that departures name as what they end comes with these.
pub fn fold(mut items: Vec<Item>, apart: Vec<(Item, Vec<Item>)>) -> (Vec<Tenure>, Vec<Departure>) {
    in_order(&mut items);
    let taken = vec![false; items.len()];
    let mut fold = Fold { items, taken, tenures: vec![], departures: vec![] };
    let in_common = fold.items.len();
    for (appointment, departures) in apart {
        fold.set_apart(appointment, departures);
    }
    for place in 0..in_common {
        match fold.items[place].kind {
            Kind::Appointed if !fold.taken[place] => fold.appointed(place),
            Kind::Held => fold.held(place),
            Kind::Departed => fold.departed(place),
            Kind::Withdrawn => fold.withdrawn(place),
            Kind::Post => fold.abolished(place),
            _ => {}
        }
    }
    for tenure in 0..fold.tenures.len() {
        for waiting in std::mem::take(&mut fold.tenures[tenure].waiting) {
            fold.another_report(tenure, waiting);
        }
    }
    (fold.tenures, fold.departures)
}

fn intersection_or_span(a: MomentRange, b: MomentRange) -> MomentRange {
    a.intersection(b).unwrap_or(a.span(b))
}

impl Fold {
    /// An appointment that departures name has a tenure to itself.
    fn set_apart(&mut self, appointment: Item, mut departures: Vec<Item>) {
        in_order(&mut departures);
        let first = self.items.len();
        self.items.push(appointment);
        self.items.extend(departures);
        self.taken.resize(self.items.len(), true);
        let tenure = self.open(first);
        self.tenures[tenure].own = true;
        let departure = self.new_departure(first + 1);
        self.departures[departure].post = self.items[first].post.clone();
        for report in first + 2..self.items.len() {
            self.merge(departure, report);
        }
        self.end(tenure, End::Departure(departure));
    }

    fn post(&self, place: usize) -> Option<&String> {
        self.items[place].post.as_ref()
    }

    /// Opens a tenure that begins with an appointment.
    fn open(&mut self, place: usize) -> usize {
        let item = &self.items[place];
        let start = item.when;
        self.push(place, start, item.told.get(Field::Acting) == Some("true"))
    }

    fn push(&mut self, place: usize, start: MomentRange, acting: bool) -> usize {
        let item = &self.items[place];
        self.tenures.push(Tenure {
            person: String::new(),
            body: String::new(),
            post: item.post.clone(),
            stretches: vec![Stretch { start, end: None, resumes: None }],
            acting,
            rank: item.told.get(Field::Rank).map(str::to_owned),
            own: false,
            waiting: vec![],
        });
        self.tenures.len() - 1
    }

    fn new_departure(&mut self, place: usize) -> usize {
        let item = &self.items[place];
        self.departures.push(Departure {
            person: String::new(),
            body: String::new(),
            post: item.post.clone(),
            hows: item.told.get(Field::How).map(str::to_owned).into_iter().collect(),
            when: item.when,
            announced: item.announced,
            withdrawn: None,
            told: vec![item.origin],
        });
        self.departures.len() - 1
    }

    /// Takes a fact for another report of a departure.
    fn merge(&mut self, departure: usize, place: usize) {
        let item = &self.items[place];
        let known = &mut self.departures[departure];
        known.hows.extend(item.told.get(Field::How).map(str::to_owned));
        known.when = intersection_or_span(known.when, item.when);
        known.announced = match (known.announced, item.announced) {
            (Some(a), Some(b)) => Some(intersection_or_span(a, b)),
            (a, b) => a.or(b),
        };
        known.post = known.post.take().or_else(|| item.post.clone());
        known.told.push(item.origin);
    }

    fn end(&mut self, tenure: usize, end: End) {
        if let Some(stretch) = self.tenures[tenure].stretches.last_mut() {
            stretch.end = Some(end);
        }
    }

    fn open_tenures(&self) -> Vec<usize> {
        (0..self.tenures.len()).filter(|t| self.tenures[*t].is_open() && !self.tenures[*t].own).collect()
    }

    fn open_of(&self, post: Option<&String>) -> Vec<usize> {
        let mut open = self.open_tenures();
        open.retain(|t| self.tenures[*t].post.as_ref() == post);
        open
    }

    fn another_report(&mut self, tenure: usize, place: usize) {
        let item = &self.items[place];
        let known = &mut self.tenures[tenure];
        let start = &mut known.stretches[0].start;
        if let Some(met) = start.intersection(item.when) {
            *start = met;
        }
        if known.rank.is_none() {
            known.rank = item.told.get(Field::Rank).map(str::to_owned);
        }
    }

    fn appointed(&mut self, place: usize) {
        self.taken[place] = true;
        let acting = self.items[place].told.get(Field::Acting) == Some("true");
        for held in self.open_of(self.post(place)) {
            if !self.tenures[held].acting || acting {
                self.tenures[held].waiting.push(place);
                return;
            }
            self.end_otherwise(held, self.items[place].when);
        }
        self.open(place);
    }

    /// Ends a tenure by what is no departure, so that what waited for one was
    /// another report.
    fn end_otherwise(&mut self, tenure: usize, when: MomentRange) {
        self.end(tenure, End::Other(when));
        for waiting in std::mem::take(&mut self.tenures[tenure].waiting) {
            self.another_report(tenure, waiting);
        }
    }

    /// Closes a tenure with a departure; what waited for that is now judged.
    fn close(&mut self, tenure: usize, departure: usize) {
        self.end(tenure, End::Departure(departure));
        for waiting in std::mem::take(&mut self.tenures[tenure].waiting) {
            if self.departures[departure].when.earliest < self.items[waiting].when.latest {
                self.appointed(waiting);
            } else {
                self.another_report(tenure, waiting);
            }
        }
    }

    fn departed(&mut self, place: usize) {
        let post = self.post(place).cloned();
        let mut open = match &post {
            Some(_) => self.open_of(post.as_ref()),
            None => self.open_tenures(),
        };
        if open.is_empty() && post.is_some() {
            open = self.open_of(None);
        }
        if !open.is_empty() {
            let departure = self.new_departure(place);
            for tenure in open {
                self.close(tenure, departure);
            }
        } else if let Some(appointment) = self.next_appointment(place) {
            self.taken[appointment] = true;
            let tenure = self.open(appointment);
            let departure = self.new_departure(place);
            self.end(tenure, End::Departure(departure));
        } else if let Some(departure) = self.last_departure(post.as_ref()) {
            self.merge(departure, place);
        } else {
            // Nobody leaves what they take up later.
            let start = MomentRange { earliest: MomentRange::ALWAYS.earliest, latest: self.items[place].when.latest };
            let tenure = self.push(place, start, false);
            let departure = self.new_departure(place);
            self.end(tenure, End::Departure(departure));
        }
    }

    /// The next appointment there that could have come before a departure.
    fn next_appointment(&self, departure: usize) -> Option<usize> {
        let leaving = &self.items[departure];
        let could: Vec<usize> = (0..self.items.len())
            .filter(|place| self.items[*place].kind == Kind::Appointed && !self.taken[*place])
            .filter(|place| self.items[*place].when.earliest < leaving.when.latest)
            .collect();
        let of = |post: Option<&String>| could.iter().copied().find(|place| self.post(*place) == post);
        match &leaving.post {
            Some(post) => of(Some(post)).or_else(|| of(None)),
            None => could.first().copied(),
        }
    }

    /// The last departure from what a report of one may speak of.
    fn last_departure(&self, post: Option<&String>) -> Option<usize> {
        (0..self.departures.len()).rev().find(|departure| {
            let mut ended = self.tenures.iter().filter(|tenure| !tenure.own && tenure.was_ended_by(*departure));
            ended.any(|tenure| tenure.may_be(post))
        })
    }

    fn held(&mut self, place: usize) {
        let post = self.post(place).cloned();
        let when = self.items[place].when;
        let open = match &post {
            Some(_) => self.open_of(post.as_ref()),
            None => self.open_tenures(),
        };
        match open[..] {
            [] => {
                let last_end = self
                    .tenures
                    .iter()
                    .filter(|tenure| tenure.may_be(post.as_ref()))
                    .filter_map(|tenure| tenure.stretches.last()?.until(&self.departures))
                    .map(|until| until.earliest)
                    .filter(|end| *end <= when.earliest)
                    .max();
                let earliest = last_end.unwrap_or(MomentRange::ALWAYS.earliest);
                self.push(place, MomentRange { earliest, latest: when.latest }, false);
            }
            [one] => {
                if let Some(stretch) = self.tenures[one].stretches.last_mut() {
                    let latest = stretch.start.latest.min(when.latest);
                    stretch.start = MomentRange::new(stretch.start.earliest, latest).unwrap_or(stretch.start);
                }
                if self.tenures[one].rank.is_none() {
                    self.tenures[one].rank = self.items[place].told.get(Field::Rank).map(str::to_owned);
                }
            }
            _ => {}
        }
    }

    fn withdrawn(&mut self, place: usize) {
        let post = self.post(place).cloned();
        let when = self.items[place].when;
        let Some(departure) = self.last_departure(post.as_ref()) else { return };
        if let Some(known) = self.departures[departure].withdrawn {
            // Another report of the same withdrawal, as of an appointment.
            let narrowed = known.intersection(when).unwrap_or(known);
            self.departures[departure].withdrawn = Some(narrowed);
            let stretches = self.tenures.iter_mut().flat_map(|tenure| &mut tenure.stretches);
            for stretch in stretches.filter(|stretch| stretch.resumes == Some(departure)) {
                stretch.start = stretch.start.intersection(when).unwrap_or(stretch.start);
            }
            return;
        }
        self.departures[departure].withdrawn = Some(when);
        for tenure in &mut self.tenures {
            if tenure.was_ended_by(departure) {
                tenure.stretches.push(Stretch { start: when, end: None, resumes: Some(departure) });
            }
        }
    }

    fn abolished(&mut self, place: usize) {
        let when = self.items[place].when;
        for tenure in self.open_of(self.post(place)) {
            self.end_otherwise(tenure, when);
        }
    }
}
