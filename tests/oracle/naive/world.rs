//! Names joined, bodies nested, posts renamed; then one fold a person and body.

use reshuffle::domain::time::{Moment, MomentRange, Zone};
use reshuffle::domain::{Field, Kind, PostChange};

use super::fold::fold;
use super::known::{Known, Told};
use super::tenures::{Departure, Tenure};

/// A fact with a time, its names resolved.
#[derive(Debug, Clone)]
pub struct Item {
    pub origin: usize,
    pub kind: Kind,
    pub person: String,
    pub body: String,
    /// The name that stands for all names of the post.
    pub post: Option<String>,
    pub when: MomentRange,
    pub announced: Option<MomentRange>,
    pub told: Told,
}

/// A post that was given another name.
#[derive(Debug, Clone)]
pub struct Renaming {
    pub body: String,
    pub post: String,
    pub to: String,
    pub when: MomentRange,
}

/// Everything that the answers look at.
pub struct World<'z> {
    pub known: Known,
    pub zone: &'z Zone,
    pub renamings: Vec<Renaming>,
    pub tenures: Vec<Tenure>,
    pub departures: Vec<Departure>,
}

impl<'z> World<'z> {
    pub fn of(known: Known, zone: &'z Zone) -> Self {
        let mut world = Self { known, zone, renamings: vec![], tenures: vec![], departures: vec![] };
        world.renamings = world.find_renamings();
        let (items, apart) = world.set_apart(world.items());
        let mut seats: Vec<(String, String)> = Vec::new();
        for item in items.iter().filter(|item| item.kind != Kind::Post).chain(apart.iter().map(|(item, _)| item)) {
            let seat = (item.person.clone(), item.body.clone());
            if !seats.contains(&seat) {
                seats.push(seat);
            }
        }
        for (person, body) in seats {
            let own =
                items.iter().filter(|item| item.body == body && (item.kind == Kind::Post || item.person == person));
            let named = apart.iter().filter(|(item, _)| item.body == body && item.person == person);
            let (tenures, departures) = fold(own.cloned().collect(), named.cloned().collect());
            let before = world.departures.len();
            world.tenures.extend(tenures.into_iter().map(|tenure| Tenure {
                person: person.clone(),
                body: body.clone(),
                stretches: tenure.stretches.iter().map(|stretch| stretch.shifted(before)).collect(),
                ..tenure
            }));
            let own = departures.into_iter().map(|one| Departure { person: person.clone(), body: body.clone(), ..one });
            world.departures.extend(own);
        }
        world
    }

    /// Takes out the appointments that departures name, with these.
    fn set_apart(&self, items: Vec<Item>) -> (Vec<Item>, Vec<(Item, Vec<Item>)>) {
        let names = |departure: &Item, appointment: &Item| {
            departure.kind == Kind::Departed
                && appointment.kind == Kind::Appointed
                && departure.told.ends() == Some(appointment.origin)
        };
        let mut apart = Vec::new();
        for appointment in &items {
            let ended: Vec<Item> = items.iter().filter(|item| names(item, appointment)).cloned().collect();
            if !ended.is_empty() {
                apart.push((appointment.clone(), ended));
            }
        }
        let is_apart = |item: &Item| {
            apart.iter().any(|(one, ended): &(Item, Vec<Item>)| {
                one.origin == item.origin || ended.iter().any(|departure| departure.origin == item.origin)
            })
        };
        let common = items.iter().filter(|item| !is_apart(item)).cloned().collect();
        (common, apart)
    }

    pub fn reported(&self) -> impl Iterator<Item = &Told> {
        self.known.facts.iter().filter(|fact| fact.is_reported())
    }

    /// The name that a name stands for: `noun` is `person`, `body` or `post`.
    pub fn name(&self, noun: &str, name: &str) -> String {
        let mut name = plain(name);
        for _ in 0..self.known.facts.len() {
            let alias = self.reported().find(|fact| {
                fact.kind == Kind::Alias
                    && fact.get(Field::Names).unwrap_or("person") == noun
                    && fact.get(Field::Name).map(plain) == Some(name.clone())
            });
            match alias.and_then(|alias| alias.get(Field::Of)) {
                Some(of) => name = plain(of),
                None => break,
            }
        }
        name
    }

    pub fn body_of(&self, fact: &Told) -> Option<String> {
        Some(self.name("body", fact.get(Field::Body)?))
    }

    pub fn person_of(&self, fact: &Told) -> Option<String> {
        Some(self.name("person", fact.get(Field::Person)?))
    }

    /// A body and everything that is part of it.
    pub fn bodies_in(&self, body: &str) -> Vec<String> {
        let mut inside = vec![self.name("body", body)];
        for _ in 0..self.known.facts.len() {
            for fact in self.reported().filter(|fact| fact.kind == Kind::Body) {
                let (Some(part), Some(whole)) = (self.body_of(fact), fact.get(Field::PartOf)) else { continue };
                if inside.contains(&self.name("body", whole)) && !inside.contains(&part) {
                    inside.push(part);
                }
            }
        }
        inside
    }

    /// All names of a post, by the renamings of its body.
    fn names_of_post(&self, body: &str, post: &str) -> Vec<String> {
        let mut names = vec![post.to_owned()];
        for _ in 0..self.renamings.len() {
            for renaming in self.renamings.iter().filter(|renaming| renaming.body == body) {
                let either = [&renaming.post, &renaming.to];
                if either.iter().any(|name| names.contains(name)) {
                    for name in either {
                        if !names.contains(name) {
                            names.push(name.clone());
                        }
                    }
                }
            }
        }
        names
    }

    /// The one name by which a post is known here, whatever it was called.
    pub fn post(&self, body: &str, post: &str) -> String {
        let post = self.name("post", post);
        self.names_of_post(body, &post).into_iter().min().unwrap_or(post)
    }

    /// The name of a post that is surely in force.
    pub fn post_at(&self, body: &str, post: &str, at: Moment) -> String {
        let names = self.names_of_post(body, post);
        let of_it: Vec<&Renaming> =
            self.renamings.iter().filter(|renaming| renaming.body == body && names.contains(&renaming.post)).collect();
        match of_it.iter().rfind(|renaming| renaming.when.latest <= at) {
            Some(renaming) => renaming.to.clone(),
            None => of_it.first().map_or(post, |renaming| renaming.post.as_str()).to_owned(),
        }
    }

    fn find_renamings(&self) -> Vec<Renaming> {
        let mut renamings = Vec::new();
        for fact in self.reported().filter(|fact| fact.kind == Kind::Post) {
            let Some(to) = fact.get(Field::To) else { continue };
            let body = self.body_of(fact).expect("a post is of a body");
            let post = self.name("post", fact.get(Field::Post).expect("a post has a name"));
            let when = fact.when(&self.known, self.zone).expect("a post is renamed at some time");
            renamings.push(Renaming { body, post, to: self.name("post", to), when });
        }
        renamings.sort_by(|a, b| {
            (a.when.earliest, a.when.latest, &a.post, &a.to).cmp(&(b.when.earliest, b.when.latest, &b.post, &b.to))
        });
        renamings
    }

    /// The facts that make and end tenures.
    fn items(&self) -> Vec<Item> {
        let mut items = Vec::new();
        for fact in self.reported() {
            let folded = [Kind::Appointed, Kind::Held, Kind::Departed, Kind::Withdrawn].contains(&fact.kind);
            let abolished = fact.kind == Kind::Post && fact.get(Field::Change) == Some("abolished");
            if !folded && !abolished {
                continue;
            }
            let body = self.body_of(fact).expect("it is of a body");
            items.push(Item {
                origin: fact.origin,
                kind: fact.kind,
                person: self.person_of(fact).unwrap_or_default(),
                post: fact.get(Field::Post).map(|post| self.post(&body, post)),
                body,
                when: fact.when(&self.known, self.zone).expect("it has a time"),
                announced: fact.announced(self.zone),
                told: fact.clone(),
            });
        }
        items
    }

    /// The rank that the facts about a post give it: the last of them.
    pub fn rank_of_post(&self, body: &str, post: &str) -> Option<String> {
        let mut ranks = Vec::new();
        for fact in self.reported().filter(|fact| fact.kind == Kind::Post) {
            let of = fact.get(Field::Post).map(|name| self.post(body, name));
            if self.body_of(fact).as_deref() == Some(body)
                && of.as_deref() == Some(post)
                && let Some(rank) = fact.get(Field::Rank)
            {
                let when = fact.when(&self.known, self.zone).expect("it has a time");
                let name = self.name("post", fact.get(Field::Post).expect("a post has a name"));
                let change = fact.get(Field::Change).and_then(|change| change.parse::<PostChange>().ok());
                let to = fact.get(Field::To).map(str::to_owned);
                ranks.push(((when.earliest, when.latest), name, change, to, rank.to_owned()));
            }
        }
        ranks.sort();
        ranks.pop().map(|(.., rank)| rank)
    }
}

/// A name as it compares: typographic apostrophes and spaces folded.
pub fn plain(name: &str) -> String {
    name.replace('\u{2019}', "'").replace('\u{A0}', " ")
}
