//! From a draft to a fact: its source and quote found, its times resolved, its names looked at.

use std::sync::Arc;

use super::append::{NEAR_NAMES_AT_MOST, Staged};
use super::find::found_source;
use super::{Error, Ledger, Options, Part};
use crate::domain::time::{Day, Edtf, Moment, Zone};
use crate::domain::{
    Citation, Claim, ClientKey, Draft, EventId, Fact, Field, Fields, Kind, Noun, Quotation, Source, SourceId,
};
use crate::replay::index::Brief;
use crate::sources::{Wanted, locate};

/// The fields that hold a time, in kinds that have them as such.
const TIMES: [Field; 3] = [Field::When, Field::Announced, Field::Due];

/// An article that somebody quotes from.
pub(super) struct Quotable {
    id: SourceId,
    /// When it was published, as far as that is known.
    pub published: Option<Edtf>,
    text: Arc<str>,
}

impl Quotable {
    /// Finds a quotation in it.
    pub fn cite(&self, quotation: &Quotation) -> Result<Citation, Error> {
        let wanted = Wanted {
            exact: &quotation.exact,
            prefix: quotation.prefix.as_deref(),
            suffix: quotation.suffix.as_deref(),
        };
        let place = locate(&self.text, &wanted)?;
        Ok(Citation {
            source: self.id,
            exact: place.exact,
            prefix: place.prefix,
            suffix: place.suffix,
            byte_start: place.bytes.start,
            char_start: place.chars.start,
        })
    }
}

/// Makes a draft a fact by what it says itself and the article that it quotes.
/// Nothing else that is known is looked at, so this can be done beside other
/// work; what its `ends` names has been [found](Ledger::resolve_ends) before.
pub(super) fn fact_of(draft: Draft, article: Option<&Quotable>, now: Moment, zone: &Zone) -> Result<Fact, Error> {
    let Draft { kind, mut fields, quotation, .. } = draft;
    let citation = article.zip(quotation.as_ref()).map(|(article, quotation)| article.cite(quotation));
    let citations = citation.transpose()?.into_iter().collect();
    resolve_times(kind, &mut fields, article.and_then(|article| article.published.as_ref()), now, zone)?;
    Ok(Fact::from_fields(kind, &fields, citations)?)
}

/// Writes out `today`, `yesterday` and `now`.
pub(super) fn resolve_times(
    kind: Kind,
    fields: &mut Fields,
    published: Option<&Edtf>,
    now: Moment,
    zone: &Zone,
) -> Result<(), Error> {
    let day: Option<Day> = published.and_then(|published| published.single_day(zone));
    let counted: &[Field] = if kind == Kind::Counted { &[Field::From, Field::To] } else { &[] };
    for field in TIMES.iter().chain(counted) {
        if let Some(text) = fields.get(*field) {
            let resolved = crate::domain::time::resolve_words(text, day, now, zone)
                .map_err(|why| Error::Input { part: Part::Field(*field), why: why.to_string() })?;
            fields.set(*field, resolved);
        }
    }
    Ok(())
}

impl Ledger {
    /// Checks a draft against everything known and staged, and makes it a fact.
    pub(super) fn prepare(&mut self, mut draft: Draft, options: &Options, staged: &mut Staged) -> Result<Fact, Error> {
        let article = draft.quotation.as_ref().map(|quotation| self.quotable(quotation)).transpose()?;
        self.resolve_ends(&mut draft.fields)?;
        let fact = fact_of(draft, article.as_ref(), self.now(), &self.zone)?;
        self.examine(&fact, options, staged)?;
        Ok(fact)
    }

    /// Checks a fact against everything known and staged.
    pub(super) fn examine(&mut self, fact: &Fact, options: &Options, staged: &mut Staged) -> Result<(), Error> {
        self.recall_checked(&fact.claim)?;
        self.check_fact(fact)?;
        self.look_at_names(&fact.claim, options, staged)
    }

    /// The article that a quotation is from.
    pub(super) fn quotable(&mut self, quotation: &Quotation) -> Result<Quotable, Error> {
        let Some(source) = &quotation.source else {
            let why = "no source is named: add `\"source\"` or --source".to_owned();
            return Err(Error::Input { part: Part::Source, why });
        };
        self.recall_source(source)?;
        let article = found_source(&self.working().prefix.knowledge, source)?.clone();
        if article.redescribed.is_empty() {
            self.catalog.get_mut().has_described(&article.source, article.added.0);
        }
        let Source { digest: id, description, .. } = article.source;
        let text = self.article_text(id, description.label.as_str())?;
        Ok(Quotable { id, published: description.published, text })
    }

    /// Checks what a fact says against the ledger.
    pub(super) fn check_fact(&self, fact: &Fact) -> Result<(), Error> {
        let (from, to) = match &fact.claim {
            Claim::Counted(count) => (count.from.as_ref(), count.to.as_ref()),
            _ => (None, None),
        };
        let due = if let Claim::Pledged { due, .. } = &fact.claim { due.as_ref() } else { None };
        let times = [
            (Field::When, fact.when.as_ref()),
            (Field::Announced, fact.announced.as_ref()),
            (Field::From, from),
            (Field::To, to),
            (Field::Due, due),
        ];
        for (field, time) in times {
            if let Some(Err(why)) = time.map(|time| time.bounds(&self.zone)) {
                return Err(Error::Input { part: Part::Field(field), why: why.to_string() });
            }
        }
        match &fact.claim {
            Claim::Alias { name, of, noun } => self.working().names.check_alias(*noun, name, of)?,
            Claim::Departed { holding, ends: Some(ends), .. } => self.check_ends(holding, *ends)?,
            _ => {}
        }
        Ok(())
    }

    /// Turns what `ends` names, an event or a key, into that event's id.
    pub(super) fn resolve_ends(&mut self, fields: &mut Fields) -> Result<(), Error> {
        let Some(given) = fields.get(Field::Ends) else { return Ok(()) };
        let given = &given.to_owned();
        let key = ClientKey::new(given.as_str()).ok();
        if let Some(key) = &key {
            self.recall_key(key)?;
        }
        let keyed = key.and_then(|key| self.working().keyed(&key));
        let id = match (keyed, given.parse::<EventId>()) {
            (Some((_, id)), _) | (None, Ok(id)) => id,
            (None, Err(_)) => self
                .find_event_id(given)
                .map_err(|why| Error::Within { part: Part::Field(Field::Ends), error: Box::new(why) })?,
        };
        fields.set(Field::Ends, id.to_string());
        Ok(())
    }

    /// A departure ends an appointment of the same person in the same body.
    fn check_ends(&self, holding: &crate::domain::Holding, ends: EventId) -> Result<(), Error> {
        let refuse = |why: String| Err(Error::Input { part: Part::Field(Field::Ends), why });
        let names = &self.working().names;
        let same = |theirs: &crate::domain::Holding| {
            names.resolve(Noun::Person, &theirs.person) == names.resolve(Noun::Person, &holding.person)
                && names.resolve(Noun::Body, &theirs.body) == names.resolve(Noun::Body, &holding.body)
        };
        match self.working().prefix.knowledge.target(ends)?.current().map(|fact| &fact.claim) {
            Some(Claim::Appointed { holding: theirs, .. }) if same(theirs) => Ok(()),
            Some(Claim::Appointed { holding: theirs, .. }) => refuse(format!(
                "event {ends} is the appointment of {} in {}, not of {} in {}",
                theirs.person, theirs.body, holding.person, holding.body
            )),
            _ => refuse(format!("event {ends} is not an appointment")),
        }
    }

    /// Warns of names that look like a slip, and of posts that look like another.
    fn look_at_names(&mut self, claim: &Claim, options: &Options, staged: &mut Staged) -> Result<(), Error> {
        let alias = matches!(claim, Claim::Alias { .. });
        let enough = staged.near_names >= NEAR_NAMES_AT_MOST && !options.strict_names;
        if enough {
            self.working_mut().forget_near();
        }
        let looked_at = if alias || enough { Vec::new() } else { claim.names() };
        let mut new: Vec<_> = looked_at.into_iter().filter(|(noun, name)| !self.is_named(*noun, name)).collect();
        let in_post = match claim {
            Claim::Departed { holding, ends: None, .. } => {
                holding.post.as_ref().filter(|post| !self.is_in_post(holding, post)).map(|post| (holding, post))
            }
            _ => None,
        };
        let untouched = match claim {
            Claim::Departed { holding, .. } if in_post.is_some() || !new.is_empty() => self.untouched(holding)?,
            _ => Vec::new(),
        };
        let is_there =
            |brief: Brief| untouched.iter().any(|spell| [spell.person, spell.body, spell.post].contains(&brief));
        new.retain(|(noun, name)| !is_there(Brief::named(*noun, name)));
        for (noun, name) in new {
            self.recall_near(noun, name)?;
            if self.is_named(noun, name) {
                continue;
            }
            let Some(near) = self.working().near_name(noun, name) else { continue };
            let warning = format!(
                "`{name}` is new and nearly `{near}`: if it is our slip, amend it; if the article spells it so, `reshuffle append alias \"{name}\" --of \"{near}\" --names {noun} --why …`"
            );
            if options.strict_names {
                return Err(Error::StrictNames(warning));
            }
            if staged.near_names < NEAR_NAMES_AT_MOST {
                staged.near_names += 1;
                staged.warnings.push(warning);
            }
        }
        if let Some((holding, post)) = in_post {
            let wanted = Brief::named(Noun::Post, post);
            let is_recorded = untouched.iter().any(|spell| spell.act.takes_post() && spell.post == wanted);
            if is_recorded || self.recall_in_post(holding, post)? {
                return Ok(());
            }
            let others = self.working().posts_shown(holding);
            if others.is_empty() {
                return Ok(());
            }
            staged.warnings.push(format!(
                "{} is not recorded as {post} of {}, but as {}: if that is the post meant, amend it, or record its other name as an alias",
                holding.person,
                holding.body,
                others.join(", ")
            ));
        }
        Ok(())
    }
}
