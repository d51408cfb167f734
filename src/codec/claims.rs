//! The claim of each kind of fact, field by field.

use bincode::BorrowDecode;

use crate::domain::{
    Capacity, Claim, Compare, Count, EventId, How, HowRule, Kind, Noun, Per, PostChange, PostTurn, Turn,
};

use super::body::BodyError;
use super::parts::{HoldingPart, Reader, Writer, holding as written_holding, name, parsed, parsed_option, text, word};

#[derive(BorrowDecode)]
struct DepartedPart<'a> {
    holding: HoldingPart<'a>,
    how: u8,
    by: Option<&'a str>,
    reason: Option<&'a str>,
    ends: Option<[u8; 32]>,
}

#[derive(BorrowDecode)]
struct CountedPart<'a> {
    body: Option<&'a str>,
    how: u8,
    number: u32,
    of: Option<u32>,
    compare: u8,
    from: Option<&'a str>,
    to: Option<&'a str>,
    rank: Option<&'a str>,
    per: u8,
}

#[derive(BorrowDecode)]
struct PostPart<'a> {
    body: &'a str,
    post: &'a str,
    change: u8,
    to: Option<&'a str>,
    seats: Option<u32>,
    rank: Option<&'a str>,
}

/// Writes a claim's fields, in the order of `docs/FORMAT.md`.
pub(super) fn put_claim(out: &mut Writer, claim: &Claim) -> Result<(), BodyError> {
    match claim {
        Claim::Appointed { holding, acting, rank } => {
            out.put(&(written_holding(holding), *acting, text(rank.as_ref())))
        }
        Claim::Held { holding, rank } => out.put(&(written_holding(holding), text(rank.as_ref()))),
        Claim::Departed { holding, how, by, reason, ends } => out.put(&(
            written_holding(holding),
            how.code(),
            text(by.as_ref()),
            text(reason.as_ref()),
            ends.map(|id| id.0),
        )),
        Claim::Withdrawn { holding } => out.put(&written_holding(holding)),
        Claim::Reason { person, body, reason } => out.put(&(person.as_str(), body.as_str(), reason.as_str())),
        Claim::Said { person } => out.put(&person.as_str()),
        Claim::Pledged { person, pledge, due } => out.put(&(person.as_str(), pledge.as_str(), text(due.as_ref()))),
        Claim::Counted(count) => out.put(&(
            text(count.body.as_ref()),
            count.how.code(),
            count.number,
            count.of,
            count.compare.code(),
            text(count.from.as_ref()),
            text(count.to.as_ref()),
            text(count.rank.as_ref()),
            count.per.code(),
        )),
        Claim::Aligned { person, group } => out.put(&(person.as_str(), group.as_str())),
        Claim::Alias { name, of, noun } => out.put(&(name.as_str(), of.as_str(), noun.code())),
        Claim::Body { body, part_of, seats } => out.put(&(body.as_str(), text(part_of.as_ref()), *seats)),
        Claim::Post { body, post, turn, seats, rank } => out.put(&(
            body.as_str(),
            post.as_str(),
            turn.change().code(),
            if let PostTurn::Renamed(to) = turn { Some(to.as_str()) } else { None },
            *seats,
            text(rank.as_ref()),
        )),
        Claim::Status { holding, capacity, turn } => out.put(&(written_holding(holding), capacity.code(), turn.code())),
        Claim::Identified { noun, name, scheme, id } => {
            out.put(&(noun.code(), name.as_str(), scheme.as_str(), id.as_str()))
        }
    }
}

/// Reads the claim of a kind of fact.
pub(super) fn take_claim(kind: Kind, from: &mut Reader<'_>) -> Result<Claim, BodyError> {
    Ok(match kind {
        Kind::Appointed => {
            let (holding, acting, rank): (HoldingPart<'_>, bool, Option<&str>) = from.take()?;
            Claim::Appointed { holding: holding.try_into()?, acting, rank: parsed_option(rank)? }
        }
        Kind::Held => {
            let (holding, rank): (HoldingPart<'_>, Option<&str>) = from.take()?;
            Claim::Held { holding: holding.try_into()?, rank: parsed_option(rank)? }
        }
        Kind::Departed => {
            let part: DepartedPart<'_> = from.take()?;
            Claim::Departed {
                holding: part.holding.try_into()?,
                how: word(How::from_code, part.how)?,
                by: parsed_option(part.by)?,
                reason: parsed_option(part.reason)?,
                ends: part.ends.map(EventId),
            }
        }
        Kind::Withdrawn => Claim::Withdrawn { holding: from.take::<HoldingPart<'_>>()?.try_into()? },
        Kind::Reason => {
            let (person, body, reason): (&str, &str, &str) = from.take()?;
            Claim::Reason { person: name(person)?, body: name(body)?, reason: parsed(reason)? }
        }
        Kind::Said => Claim::Said { person: name(from.take::<&str>()?)? },
        Kind::Pledged => {
            let (person, pledge, due): (&str, &str, Option<&str>) = from.take()?;
            Claim::Pledged { person: name(person)?, pledge: parsed(pledge)?, due: parsed_option(due)? }
        }
        Kind::Counted => Claim::Counted(count(&from.take()?)?),
        Kind::Aligned => {
            let (person, group): (&str, &str) = from.take()?;
            Claim::Aligned { person: name(person)?, group: name(group)? }
        }
        Kind::Alias => {
            let (alias, of, noun): (&str, &str, u8) = from.take()?;
            Claim::Alias { name: name(alias)?, of: name(of)?, noun: word(Noun::from_code, noun)? }
        }
        Kind::Body => {
            let (body, part_of, seats): (&str, Option<&str>, Option<u32>) = from.take()?;
            Claim::Body { body: name(body)?, part_of: parsed_option(part_of)?, seats }
        }
        Kind::Post => post(&from.take()?)?,
        Kind::Status => {
            let (holding, capacity, turn): (HoldingPart<'_>, u8, u8) = from.take()?;
            Claim::Status {
                holding: holding.try_into()?,
                capacity: word(Capacity::from_code, capacity)?,
                turn: word(Turn::from_code, turn)?,
            }
        }
        Kind::Identified => {
            let (noun, subject, scheme, id): (u8, &str, &str, &str) = from.take()?;
            Claim::Identified {
                noun: word(Noun::from_code, noun)?,
                name: name(subject)?,
                scheme: name(scheme)?,
                id: parsed(id)?,
            }
        }
        other => return Err(BodyError::Meaningless(format!("`{other}` is not a fact"))),
    })
}

fn count(part: &CountedPart<'_>) -> Result<Count, BodyError> {
    Ok(Count {
        body: parsed_option(part.body)?,
        how: word(HowRule::from_code, part.how)?,
        number: part.number,
        of: part.of,
        compare: word(Compare::from_code, part.compare)?,
        from: parsed_option(part.from)?,
        to: parsed_option(part.to)?,
        rank: parsed_option(part.rank)?,
        per: word(Per::from_code, part.per)?,
    })
}

fn post(part: &PostPart<'_>) -> Result<Claim, BodyError> {
    let turn = match (word(PostChange::from_code, part.change)?, parsed_option(part.to)?) {
        (PostChange::Renamed, Some(to)) => PostTurn::Renamed(to),
        (PostChange::Created, None) => PostTurn::Created,
        (PostChange::Abolished, None) => PostTurn::Abolished,
        _ => return Err(BodyError::Meaningless("a post has a new name just when it is renamed".to_owned())),
    };
    Ok(Claim::Post {
        body: name(part.body)?,
        post: name(part.post)?,
        turn,
        seats: part.seats,
        rank: parsed_option(part.rank)?,
    })
}
