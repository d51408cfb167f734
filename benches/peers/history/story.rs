//! One chapter being told: an article, and beside it the facts it states.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::article::Draft;
use super::chance::Chance;
use super::dates::told;
use super::names::Names;
use super::{Change, Place, Stated};

/// A post of a body, with whoever holds it.
pub struct Seat {
    pub body: usize,
    pub post: usize,
    pub renamed: bool,
    pub holder: Option<u32>,
}

impl Seat {
    pub fn vacant(body: usize, post: usize) -> Self {
        Self { body, post, renamed: false, holder: None }
    }

    /// The names of it and of a holder, as they first were.
    fn place(&self, names: &Names) -> Place {
        let person = names.person(self.holder.unwrap_or_default() as usize);
        Place { person, body: names.body(self.body), post: Names::post(self.post, false) }
    }
}

/// The ways out, as the ledger calls them and as an article tells them.
const WAYS: [(&str, &str, usize); 7] = [
    ("resigned", "resigned", 34),
    ("stood_down", "stood down", 20),
    ("reshuffled", "was moved in the reshuffle", 16),
    ("term_ended", "came to the end of the term", 11),
    ("sacked", "was dismissed", 10),
    ("died", "died in office", 5),
    ("unknown", "is no longer listed", 4),
];

const REASONS: [&str; 5] =
    ["the vote on the estimates", "ill health", "a quarrel over the treaty", "the findings of the inquiry", "age"];

const RANKS: [&str; 3] = ["cabinet", "minister of state", "attends cabinet"];

/// An article and its facts.
pub struct Story {
    pub draft: Draft,
    pub facts: Vec<Stated>,
    label: String,
    told_before: usize,
    sentences: HashSet<String>,
}

impl Story {
    /// Begins an article, after so many facts of the chapters before.
    pub fn begun(title: &str, label: String, told_before: usize) -> Self {
        Self { draft: Draft::titled(title), facts: Vec::new(), label, told_before, sentences: HashSet::new() }
    }

    /// A body and what it is part of.
    pub fn found(&mut self, names: &Names, nth: usize, seats: usize, chance: &mut Chance) {
        let (body, whole) = (names.body(nth), names.parliament(nth / super::CHAMBERS_EACH));
        let sentence = format!("The {body} was constituted as a part of the {whole} with {seats} posts");
        self.state("body", json!({ "body": body, "part_of": whole }), sentence, None, chance);
    }

    /// Somebody takes a post; now and then it gets its new name on that day.
    pub fn appoint(&mut self, names: &Names, seat: &mut Seat, today: i64, styled: bool, chance: &mut Chance) {
        let place = seat.place(names);
        if !seat.renamed && chance.in_a_thousand(8) {
            let (to, when) = (Names::post(seat.post, true), told(today, chance));
            let sentence = format!("The {} of the {} is called {to} from then, {}", place.post, place.body, when.words);
            let fields =
                json!({ "post": place.post, "body": place.body, "change": "renamed", "to": to, "when": when.edtf });
            seat.renamed |= self.state("post", fields, sentence, None, chance);
        }
        let (person, post, when) =
            (spelt(&place.person, styled), Names::post(seat.post, seat.renamed), told(today, chance));
        let sentence = format!("{person} was appointed {post} of the {} {}", place.body, when.words);
        let mut fields = json!({ "person": person, "body": place.body, "post": post, "when": when.edtf });
        if chance.below(10) < 6 {
            fields["rank"] = json!(RANKS[seat.post % RANKS.len()]);
        }
        if chance.in_a_thousand(20) {
            fields["note"] = json!("announced to the house");
        }
        let change = Change::Opened(place.clone(), when.earliest_us);
        self.state("appointed", fields, sentence, Some(change), chance);
        if chance.in_a_thousand(15) {
            let sentence = format!("{person} told this paper that the {} would be no easy charge", place.body);
            self.state("said", json!({ "person": person }), sentence, None, chance);
        }
    }

    /// Somebody leaves; answers whether by dying.
    pub fn depart(&mut self, names: &Names, seat: &Seat, today: i64, styled: bool, chance: &mut Chance) -> bool {
        let place = seat.place(names);
        let mut drawn = chance.below(100);
        let way = WAYS.iter().find(|(_, _, share)| {
            let taken = drawn < *share;
            drawn = drawn.wrapping_sub(if taken { 0 } else { *share });
            taken
        });
        let (how, words, _) = way.unwrap_or(&WAYS[0]);
        let (person, post, when) =
            (spelt(&place.person, styled), Names::post(seat.post, seat.renamed), told(today, chance));
        if chance.in_a_thousand(12) {
            let (stance, hint) = *chance.one(&[&("rumoured", "it is whispered"), &("denied", "it was denied")]);
            let sentence = format!("{person} had long left as {post} of the {}, {hint}", place.body);
            let fields = json!({ "person": person, "body": place.body, "post": post, "how": "unknown", "when": when.edtf, "stance": stance });
            self.state("departed", fields, sentence, None, chance);
        }
        let sentence = format!("{person} {words} as {post} of the {} {}", place.body, when.words);
        let mut fields = json!({ "person": person, "body": place.body, "post": post, "how": how, "when": when.edtf });
        let reason = REASONS[chance.below(REASONS.len())];
        let told = chance.below(100);
        if told < 10 {
            fields["reason"] = json!(reason);
        }
        let change = Change::Closed(place.clone(), how, when.latest_us);
        self.state("departed", fields, sentence, Some(change), chance);
        if told >= 96 {
            let sentence = format!("{person} gave up the {post} of the {} over {reason}", place.body);
            self.state(
                "reason",
                json!({ "person": person, "body": place.body, "reason": reason }),
                sentence,
                None,
                chance,
            );
        }
        *how == "died"
    }

    /// Somebody is written with a title from now on.
    pub fn style(&mut self, names: &Names, person: u32, chance: &mut Chance) {
        let name = names.person(person as usize);
        let styled = spelt(&name, true);
        let sentence = format!("{name} is to be addressed as {styled}");
        self.state("alias", json!({ "name": styled, "of": name, "names": "person" }), sentence, None, chance);
    }

    /// Words of another article, once more.
    pub fn repeat(&mut self, quote: &str, chance: &mut Chance) {
        if self.sentences.insert(quote.to_owned()) {
            self.draft.write(quote, chance);
        }
    }

    /// Writes a sentence and the fact that quotes it, unless the article has it already.
    fn state(
        &mut self,
        fact: &str,
        fields: Value,
        sentence: String,
        change: Option<Change>,
        chance: &mut Chance,
    ) -> bool {
        if !self.sentences.insert(sentence.clone()) {
            return false;
        }
        self.draft.write(&sentence, chance);
        let mut line = Map::new();
        line.insert("fact".to_owned(), json!(fact));
        if let Value::Object(fields) = fields {
            line.extend(fields);
        }
        line.insert("source".to_owned(), json!(self.label));
        line.insert("quote".to_owned(), json!(sentence));
        if fact == "departed" && chance.below(4) == 0 {
            line.insert("key".to_owned(), json!(format!("{}/{}", self.label, self.told_before + self.facts.len())));
        }
        self.facts.push(Stated { line: Value::Object(line).to_string(), quote: sentence, change });
        true
    }
}

/// A name with its title, where there is one.
fn spelt(name: &str, styled: bool) -> String {
    let title = if name.len().is_multiple_of(2) { "Dame" } else { "Sir" };
    if styled { format!("{title} {name}") } else { name.to_owned() }
}
