//! A fact: a claim, when it was so, and the words it rests on.

use super::field::{Field, FieldError, Fields};
use super::time::Edtf;
use super::words::{Basis, Stance};
use super::{Citation, Claim, Kind, Text};

/// One thing that a source says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it says.
    pub claim: Claim,
    /// When that was so in the world.
    pub when: Option<Edtf>,
    /// What `when` rests on.
    pub basis: Basis,
    /// When it became public, where that differs from when it takes effect.
    pub announced: Option<Edtf>,
    /// What the source makes of it.
    pub stance: Stance,
    /// A remark.
    pub note: Option<Text>,
    /// Why the desk holds it so, where no source says it.
    pub why: Option<Text>,
    /// The words it rests on; the first is the one to show.
    pub citations: Vec<Citation>,
}

impl Fact {
    /// Reads a fact from named texts and its citations.
    ///
    /// # Errors
    /// [`FieldError`] where a field is missing, foreign to the kind or not
    /// readable, or nothing is cited.
    pub fn from_fields(kind: Kind, fields: &Fields, citations: Vec<Citation>) -> Result<Self, FieldError> {
        let allowed = kind.fields();
        if let Some((field, _)) = fields.iter().find(|(field, _)| !allowed.contains(field)) {
            return Err(FieldError::Foreign { kind, field });
        }
        if let Some(field) = kind.required_fields().iter().find(|field| fields.get(**field).is_none()) {
            return Err(FieldError::Missing { kind, field: *field });
        }
        let fact = Self {
            claim: Claim::from_fields(kind, fields)?,
            when: fields.optional(Field::When)?,
            basis: fields.optional(Field::Basis)?.unwrap_or(Basis::Quote),
            announced: fields.optional(Field::Announced)?,
            stance: fields.optional(Field::Stance)?.unwrap_or(Stance::Reported),
            note: fields.optional(Field::Note)?,
            why: fields.optional(Field::Why)?,
            citations,
        };
        fact.check()?;
        Ok(fact)
    }

    /// Checks what the type does not say: every fact cites, or may say why instead.
    ///
    /// # Errors
    /// [`FieldError::Missing`] or [`FieldError::Together`].
    pub fn check(&self) -> Result<(), FieldError> {
        let kind = self.claim.kind();
        if self.when.is_none() && kind.required_fields().contains(&Field::When) {
            return Err(FieldError::Missing { kind, field: Field::When });
        }
        if self.why.is_some() && !kind.may_rest_on_judgement() {
            return Err(FieldError::Foreign { kind, field: Field::Why });
        }
        match (self.citations.is_empty(), kind.may_rest_on_judgement(), &self.why) {
            (true, false, _) => Err(FieldError::Together(format!("`{kind}` needs a source and a quote from it"))),
            (true, true, None) => {
                Err(FieldError::Together(format!("`{kind}` needs a source and a quote from it, or a `why`")))
            }
            _ => Ok(()),
        }
    }

    /// The named texts that this fact reads back from, citations aside.
    #[must_use]
    pub fn to_fields(&self) -> Fields {
        let mut fields = self.claim.to_fields();
        fields.set_some(Field::When, self.when.as_ref());
        fields.set(Field::Basis, self.basis.word());
        fields.set_some(Field::Announced, self.announced.as_ref());
        fields.set(Field::Stance, self.stance.word());
        fields.set_some(Field::Note, self.note.as_ref());
        fields.set_some(Field::Why, self.why.as_ref());
        fields
    }
}
