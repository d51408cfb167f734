//! From a draft to a fact: its source and quote found, its times resolved, its names looked at.

use super::append::{NEAR_NAMES_AT_MOST, Staged};
use super::find::found_source;
use super::{Error, Ledger, Options, Part};
use crate::domain::time::{Day, Edtf};
use crate::domain::{Citation, Claim, ClientKey, Draft, EventId, Fact, Field, Fields, Kind, Noun, Quotation};
use crate::projections::Article;
use crate::replay::index::Brief;
use crate::sources::{Wanted, locate};

/// The fields that hold a time, in kinds that have them as such.
const TIMES: [Field; 3] = [Field::When, Field::Announced, Field::Due];

impl Ledger {
    /// Checks a draft against everything known and staged, and makes it a fact.
    pub(super) fn prepare(&mut self, draft: Draft, options: &Options, staged: &mut Staged) -> Result<Fact, Error> {
        let Draft { kind, mut fields, quotation, .. } = draft;
        let mut citations = Vec::new();
        let mut published = None;
        if let Some(quotation) = &quotation {
            self.recall_quoted(quotation)?;
            let article = self.article_of(quotation)?;
            published = article.source.description.published.clone();
            citations.push(self.cite(article, quotation)?);
        }
        self.resolve_times(kind, &mut fields, published.as_ref())?;
        self.resolve_ends(&mut fields)?;
        let fact = Fact::from_fields(kind, &fields, citations)?;
        self.recall_checked(&fact.claim)?;
        self.check_fact(&fact)?;
        self.look_at_names(&fact.claim, options, staged)?;
        Ok(fact)
    }

    /// Recalls the article that a quotation is from.
    pub(super) fn recall_quoted(&mut self, quotation: &Quotation) -> Result<(), Error> {
        quotation.source.as_ref().map_or(Ok(()), |source| self.recall_source(source))
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

    /// The article that a quotation is from.
    pub(super) fn article_of(&self, quotation: &Quotation) -> Result<&Article, Error> {
        let Some(source) = &quotation.source else {
            let why = "no source is named: add `\"source\"` or --source".to_owned();
            return Err(Error::Input { part: Part::Source, why });
        };
        found_source(&self.working().prefix.knowledge, source)
    }

    /// Finds a quotation in its article.
    pub(super) fn cite(&self, article: &Article, quotation: &Quotation) -> Result<Citation, Error> {
        let id = article.source.digest;
        let text = self.article_text(id, article.source.description.label.as_str())?;
        let wanted = Wanted {
            exact: &quotation.exact,
            prefix: quotation.prefix.as_deref(),
            suffix: quotation.suffix.as_deref(),
        };
        let place = locate(&text, &wanted)?;
        Ok(Citation {
            source: id,
            exact: place.exact,
            prefix: place.prefix,
            suffix: place.suffix,
            byte_start: place.bytes.start,
            char_start: place.chars.start,
        })
    }

    /// Writes out `today`, `yesterday` and `now`.
    pub(super) fn resolve_times(&self, kind: Kind, fields: &mut Fields, published: Option<&Edtf>) -> Result<(), Error> {
        let day: Option<Day> = published.and_then(|published| published.single_day(&self.zone));
        let counted: &[Field] = if kind == Kind::Counted { &[Field::From, Field::To] } else { &[] };
        for field in TIMES.iter().chain(counted) {
            if let Some(text) = fields.get(*field) {
                let resolved = crate::domain::time::resolve_words(text, day, self.now(), &self.zone)
                    .map_err(|why| Error::Input { part: Part::Field(*field), why: why.to_string() })?;
                fields.set(*field, resolved);
            }
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
