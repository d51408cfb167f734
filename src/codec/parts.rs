//! Reading and writing one part after another, and the parts that many kinds share.

use bincode::{BorrowDecode, Encode, config};

use crate::domain::time::Edtf;
use crate::domain::{Basis, Citation, Claim, ClientKey, Fact, Holding, Name, SourceId, Stance, Text};

use super::body::BodyError;

const CONFIG: config::Configuration<config::LittleEndian, config::Varint, config::Limit<{ super::MAX_EVENT_LEN }>> =
    config::standard().with_limit();

/// Appends parts to a body.
pub(super) struct Writer(pub Vec<u8>);

impl Writer {
    /// Appends one part.
    pub fn put(&mut self, part: &impl Encode) -> Result<(), BodyError> {
        bincode::encode_into_std_write(part, &mut self.0, CONFIG)
            .map(|_| ())
            .map_err(|why| BodyError::Malformed(why.to_string()))
    }

    /// Appends how many items there are, then each: the bytes of a bincode `Vec`.
    pub fn put_list<T: Encode>(&mut self, items: impl ExactSizeIterator<Item = T>) -> Result<(), BodyError> {
        self.put(&(items.len() as u64))?;
        items.into_iter().try_for_each(|item| self.put(&item))
    }
}

/// Takes parts from a body.
pub(super) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// Takes one part, whose texts stay where they are.
    pub fn take<T: BorrowDecode<'a, ()>>(&mut self) -> Result<T, BodyError> {
        let (part, used) =
            bincode::borrow_decode_from_slice(self.0, CONFIG).map_err(|why| BodyError::Malformed(why.to_string()))?;
        self.0 = &self.0[used..];
        Ok(part)
    }

    /// Takes what [`Writer::put_list`] wrote, and reads each part. No item has fewer than `least`
    /// bytes, so a length that the bytes left cannot hold is refused before
    /// any memory is set aside for it.
    ///
    /// Item by item, because bincode's own `Vec` holds its limit against the
    /// items' size in memory: it would refuse lists whose bytes fit an event.
    pub fn take_list<P: BorrowDecode<'a, ()>, T>(
        &mut self,
        least: usize,
        read: impl Fn(P) -> Result<T, BodyError>,
    ) -> Result<Vec<T>, BodyError> {
        let length: u64 = self.take()?;
        let room = self.0.len() / least;
        let length = usize::try_from(length).ok().filter(|length| *length <= room).ok_or_else(|| {
            BodyError::Malformed(format!("a list says it has {length} items, and the bytes left hold at most {room}"))
        })?;
        let mut items = Vec::with_capacity(length);
        for _ in 0..length {
            items.push(read(self.take()?)?);
        }
        Ok(items)
    }
}

/// Reads a checked value from its text.
pub(super) fn parsed<T>(text: &str) -> Result<T, BodyError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|why: T::Err| BodyError::Meaningless(why.to_string()))
}

/// Reads an optional checked value from its text.
pub(super) fn parsed_option<T>(text: Option<&str>) -> Result<Option<T>, BodyError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.map(parsed).transpose()
}

/// Reads a word from its place in a vocabulary.
pub(super) fn word<T>(from_code: impl Fn(u8) -> Option<T>, code: u8) -> Result<T, BodyError> {
    from_code(code).ok_or_else(|| BodyError::Meaningless(format!("no word has the number {code} in its vocabulary")))
}

/// A value that is written as its text.
pub(super) trait Written {
    /// The text.
    fn written(&self) -> &str;
}

impl Written for Name {
    fn written(&self) -> &str {
        self.as_str()
    }
}

impl Written for Text {
    fn written(&self) -> &str {
        self.as_str()
    }
}

impl Written for ClientKey {
    fn written(&self) -> &str {
        self.as_str()
    }
}

impl Written for Edtf {
    fn written(&self) -> &str {
        self.text()
    }
}

/// An optional value's text.
pub(super) fn text<T: Written>(value: Option<&T>) -> Option<&str> {
    value.map(Written::written)
}

/// Who, where, as what, to be written.
pub(super) fn holding(holding: &Holding) -> (&str, &str, Option<&str>) {
    (holding.person.as_str(), holding.body.as_str(), text(holding.post.as_ref()))
}

/// Who, where, as what, as read.
#[derive(BorrowDecode)]
pub(super) struct HoldingPart<'a> {
    person: &'a str,
    body: &'a str,
    post: Option<&'a str>,
}

impl TryFrom<HoldingPart<'_>> for Holding {
    type Error = BodyError;

    fn try_from(part: HoldingPart<'_>) -> Result<Self, BodyError> {
        Ok(Self { person: name(part.person)?, body: name(part.body)?, post: part.post.map(name).transpose()? })
    }
}

/// The fewest bytes of a citation: its source, a quote of one byte with its
/// length, two empty contexts and two small positions.
const LEAST_CITATION_LEN: usize = 32 + 2 + 1 + 1 + 1 + 1;

/// A citation, as read. Where the words end follows from how long they are.
#[derive(BorrowDecode)]
pub(super) struct CitationPart<'a> {
    source: [u8; 32],
    exact: &'a str,
    prefix: &'a str,
    suffix: &'a str,
    byte_start: u64,
    char_start: u64,
}

/// A citation, to be written.
fn citation_part(citation: &Citation) -> ([u8; 32], &str, &str, &str, u64, u64) {
    let Citation { source, exact, prefix, suffix, byte_start, char_start } = citation;
    (source.0, exact, prefix, suffix, *byte_start, *char_start)
}

impl TryFrom<CitationPart<'_>> for Citation {
    type Error = BodyError;

    fn try_from(part: CitationPart<'_>) -> Result<Self, BodyError> {
        let citation = Self {
            source: SourceId(part.source),
            exact: part.exact.to_owned(),
            prefix: part.prefix.to_owned(),
            suffix: part.suffix.to_owned(),
            byte_start: part.byte_start,
            char_start: part.char_start,
        };
        check_citation(&citation)?;
        Ok(citation)
    }
}

fn check_citation(citation: &Citation) -> Result<(), BodyError> {
    citation.check().map_err(|why| BodyError::Meaningless(format!("a quote is refused: {why}")))
}

/// Writes a citation, unless it is one that would not be read back.
pub(super) fn put_citation(out: &mut Writer, citation: &Citation) -> Result<(), BodyError> {
    check_citation(citation)?;
    out.put(&citation_part(citation))
}

/// What facts of every kind share, before their citations, as read.
#[derive(BorrowDecode)]
struct SharedPart<'a> {
    when: Option<&'a str>,
    basis: u8,
    announced: Option<&'a str>,
    stance: u8,
    note: Option<&'a str>,
    why: Option<&'a str>,
}

/// Writes a fact: its claim, then what facts of every kind share. A fact that
/// would not be read back is refused: once sealed it could not be mended.
pub(super) fn put_fact(out: &mut Writer, fact: &Fact) -> Result<(), BodyError> {
    fact.check().map_err(|why| BodyError::Meaningless(why.to_string()))?;
    fact.citations.iter().try_for_each(check_citation)?;
    super::claims::put_claim(out, &fact.claim)?;
    out.put(&(
        text(fact.when.as_ref()),
        fact.basis.code(),
        text(fact.announced.as_ref()),
        fact.stance.code(),
        text(fact.note.as_ref()),
        text(fact.why.as_ref()),
    ))?;
    out.put_list(fact.citations.iter().map(citation_part))
}

/// Reads the rest of a fact whose claim has been read.
pub(super) fn take_fact(from: &mut Reader<'_>, claim: Claim) -> Result<Fact, BodyError> {
    let part: SharedPart<'_> = from.take()?;
    let fact = Fact {
        claim,
        when: parsed_option::<Edtf>(part.when)?,
        basis: word(Basis::from_code, part.basis)?,
        announced: parsed_option::<Edtf>(part.announced)?,
        stance: word(Stance::from_code, part.stance)?,
        note: parsed_option::<Text>(part.note)?,
        why: parsed_option::<Text>(part.why)?,
        citations: from.take_list(LEAST_CITATION_LEN, |part: CitationPart<'_>| part.try_into())?,
    };
    fact.check().map_err(|why| BodyError::Meaningless(why.to_string()))?;
    Ok(fact)
}

/// Reads a name.
pub(super) fn name(text: &str) -> Result<Name, BodyError> {
    Name::new(text).map_err(|why| BodyError::Meaningless(why.to_string()))
}
