//! Claims from named texts and back.

use super::claim::{Claim, Count, Holding, PostTurn};
use super::field::{Field, FieldError, Fields};
use super::words::{Compare, Noun, Per, PostChange};
use super::{Kind, Name};

impl Claim {
    /// Reads a claim of some kind from named texts.
    ///
    /// # Errors
    /// [`FieldError`] names the field at fault.
    pub fn from_fields(kind: Kind, fields: &Fields) -> Result<Self, FieldError> {
        Ok(match kind {
            Kind::Appointed => Self::Appointed {
                holding: holding(kind, fields)?,
                acting: fields.optional(Field::Acting)?.unwrap_or(false),
                rank: fields.optional(Field::Rank)?,
            },
            Kind::Held => Self::Held { holding: holding(kind, fields)?, rank: fields.optional(Field::Rank)? },
            Kind::Departed => Self::Departed {
                holding: holding(kind, fields)?,
                how: fields.required(kind, Field::How)?,
                by: fields.optional(Field::By)?,
                reason: fields.optional(Field::Reason)?,
                ends: fields.optional(Field::Ends)?,
            },
            Kind::Withdrawn => Self::Withdrawn { holding: holding(kind, fields)? },
            Kind::Reason => Self::Reason {
                person: fields.required(kind, Field::Person)?,
                body: fields.required(kind, Field::Body)?,
                reason: fields.required(kind, Field::Reason)?,
            },
            Kind::Said => Self::Said { person: fields.required(kind, Field::Person)? },
            Kind::Pledged => Self::Pledged {
                person: fields.required(kind, Field::Person)?,
                pledge: fields.required(kind, Field::Pledge)?,
                due: fields.optional(Field::Due)?,
            },
            Kind::Counted => Self::Counted(count(kind, fields)?),
            Kind::Aligned => Self::Aligned {
                person: fields.required(kind, Field::Person)?,
                group: fields.required(kind, Field::Group)?,
            },
            Kind::Alias => Self::Alias {
                name: fields.required(kind, Field::Name)?,
                of: fields.required(kind, Field::Of)?,
                noun: fields.optional(Field::Names)?.unwrap_or(Noun::Person),
            },
            Kind::Body => Self::Body {
                body: fields.required(kind, Field::Body)?,
                part_of: fields.optional(Field::PartOf)?,
                seats: fields.optional(Field::Seats)?,
            },
            Kind::Post => Self::Post {
                body: fields.required(kind, Field::Body)?,
                post: fields.required(kind, Field::Post)?,
                turn: post_turn(kind, fields)?,
                seats: fields.optional(Field::Seats)?,
                rank: fields.optional(Field::Rank)?,
            },
            Kind::Status => Self::Status {
                holding: holding(kind, fields)?,
                capacity: fields.required(kind, Field::Status)?,
                turn: fields.required(kind, Field::Change)?,
            },
            Kind::Identified => identified(kind, fields)?,
            other => return Err(FieldError::Together(format!("`{other}` is not a fact"))),
        })
    }

    /// The named texts that this claim reads back from.
    #[must_use]
    pub fn to_fields(&self) -> Fields {
        let mut fields = Fields::default();
        match self {
            Self::Appointed { holding, acting, rank } => {
                holding.write(&mut fields);
                fields.set_some(Field::Acting, acting.then_some(true));
                fields.set_some(Field::Rank, rank.as_ref());
            }
            Self::Held { holding, rank } => {
                holding.write(&mut fields);
                fields.set_some(Field::Rank, rank.as_ref());
            }
            Self::Departed { holding, how, by, reason, ends } => {
                holding.write(&mut fields);
                fields.set(Field::How, how.word());
                fields.set_some(Field::By, by.as_ref());
                fields.set_some(Field::Reason, reason.as_ref());
                fields.set_some(Field::Ends, *ends);
            }
            Self::Withdrawn { holding } => holding.write(&mut fields),
            Self::Reason { person, body, reason } => {
                fields.set(Field::Person, person.as_str());
                fields.set(Field::Body, body.as_str());
                fields.set(Field::Reason, reason.as_str());
            }
            Self::Said { person } => {
                fields.set(Field::Person, person.as_str());
            }
            Self::Pledged { person, pledge, due } => {
                fields.set(Field::Person, person.as_str());
                fields.set(Field::Pledge, pledge.as_str());
                fields.set_some(Field::Due, due.as_ref());
            }
            Self::Counted(count) => count.write(&mut fields),
            Self::Aligned { person, group } => {
                fields.set(Field::Person, person.as_str());
                fields.set(Field::Group, group.as_str());
            }
            Self::Alias { name, of, noun } => {
                fields.set(Field::Name, name.as_str());
                fields.set(Field::Of, of.as_str());
                fields.set(Field::Names, noun.word());
            }
            Self::Body { body, part_of, seats } => {
                fields.set(Field::Body, body.as_str());
                fields.set_some(Field::PartOf, part_of.as_ref());
                fields.set_some(Field::Seats, *seats);
            }
            Self::Post { body, post, turn, seats, rank } => {
                fields.set(Field::Body, body.as_str());
                fields.set(Field::Post, post.as_str());
                fields.set(Field::Change, turn.change().word());
                if let PostTurn::Renamed(to) = turn {
                    fields.set(Field::To, to.as_str());
                }
                fields.set_some(Field::Seats, *seats);
                fields.set_some(Field::Rank, rank.as_ref());
            }
            Self::Status { holding, capacity, turn } => {
                holding.write(&mut fields);
                fields.set(Field::Status, capacity.word());
                fields.set(Field::Change, turn.word());
            }
            Self::Identified { noun, name, scheme, id } => {
                fields.set(subject_field(*noun), name.as_str());
                fields.set(Field::Scheme, scheme.as_str());
                fields.set(Field::Id, id.as_str());
            }
        }
        fields
    }
}

impl Holding {
    fn write(&self, fields: &mut Fields) {
        fields.set(Field::Person, self.person.as_str());
        fields.set(Field::Body, self.body.as_str());
        fields.set_some(Field::Post, self.post.as_ref());
    }
}

impl Count {
    fn write(&self, fields: &mut Fields) {
        fields.set_some(Field::Body, self.body.as_ref());
        fields.set(Field::How, self.how.word());
        fields.set(Field::Number, self.number.to_string());
        fields.set_some(Field::Of, self.of);
        fields.set(Field::Compare, self.compare.word());
        fields.set_some(Field::From, self.from.as_ref());
        fields.set_some(Field::To, self.to.as_ref());
        fields.set_some(Field::Rank, self.rank.as_ref());
        fields.set(Field::Per, self.per.word());
    }
}

/// The field that holds the name of a person, body or post.
fn subject_field(noun: Noun) -> Field {
    match noun {
        Noun::Person => Field::Person,
        Noun::Body => Field::Body,
        Noun::Post => Field::Post,
    }
}

fn holding(kind: Kind, fields: &Fields) -> Result<Holding, FieldError> {
    Ok(Holding {
        person: fields.required(kind, Field::Person)?,
        body: fields.required(kind, Field::Body)?,
        post: fields.optional(Field::Post)?,
    })
}

fn count(kind: Kind, fields: &Fields) -> Result<Count, FieldError> {
    Ok(Count {
        body: fields.optional(Field::Body)?,
        how: fields.required(kind, Field::How)?,
        number: fields.required(kind, Field::Number)?,
        of: fields.optional(Field::Of)?,
        compare: fields.optional(Field::Compare)?.unwrap_or(Compare::Exactly),
        from: fields.optional(Field::From)?,
        to: fields.optional(Field::To)?,
        rank: fields.optional(Field::Rank)?,
        per: fields.optional(Field::Per)?.unwrap_or(Per::Person),
    })
}

fn post_turn(kind: Kind, fields: &Fields) -> Result<PostTurn, FieldError> {
    let to: Option<Name> = fields.optional(Field::To)?;
    match (fields.required(kind, Field::Change)?, to) {
        (PostChange::Renamed, Some(to)) => Ok(PostTurn::Renamed(to)),
        (PostChange::Renamed, None) => Err(FieldError::Missing { kind, field: Field::To }),
        (_, Some(_)) => Err(FieldError::Together("`to` is the new name of a renamed post; leave it out".to_owned())),
        (PostChange::Created, None) => Ok(PostTurn::Created),
        (PostChange::Abolished, None) => Ok(PostTurn::Abolished),
    }
}

fn identified(kind: Kind, fields: &Fields) -> Result<Claim, FieldError> {
    let mut named = Vec::new();
    for noun in Noun::ALL {
        if let Some(name) = fields.optional::<Name>(subject_field(*noun))? {
            named.push((*noun, name));
        }
    }
    let [(noun, name)] = <[_; 1]>::try_from(named)
        .map_err(|_| FieldError::Together("`identified` needs just one of `person`, `body` and `post`".to_owned()))?;
    Ok(Claim::Identified {
        noun,
        name,
        scheme: fields.required(kind, Field::Scheme)?,
        id: fields.required(kind, Field::Id)?,
    })
}
