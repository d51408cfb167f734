//! Proofs of answers: the events that an answer follows from, each proved to
//! be in the log, for whoever has no ledger at hand.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::checkpoints::{tree_damaged, tree_unreadable};
use super::view::question_of;
use super::{Error, Ledger, View};
use crate::domain::time::Moment;
use crate::domain::{Kind, Seq};
use crate::log::{Head, StoredEvent, StoredHeader};
use crate::projections::asked::Asked;
use crate::proof::checkpoint::Checkpoint;
use crate::proof::tree::{Frontier, inclusion, leaf_hash, verify_inclusion};
use crate::replay::KnownAt;
use crate::transfer::answer_proof::{Exhibit, Opening};

/// A question that others are to be given the answer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inquiry {
    /// What is asked.
    pub asked: Asked,
    /// Of which moment.
    pub at: Moment,
    /// As known when.
    pub known_at: KnownAt,
    /// By the articles that could be read when; by all where none is named.
    pub reported_by: Option<Moment>,
}

/// Whether an answer may rest on the body of an event of a kind: it does on
/// what is folded, if that was known by then, and on what says what was erased.
pub(super) fn matters(kind: Option<Kind>, was_known: bool) -> bool {
    match kind {
        Some(Kind::Redacted) => true,
        Some(Kind::SigningKey | Kind::Signed) | None => false,
        Some(_) => was_known,
    }
}

impl Ledger {
    /// Writes a proof of an answer: all headers up to a checkpoint with every
    /// body that matters, which shows that nothing was left out; or, of a brief
    /// one, only the events that the answer rests on.
    ///
    /// # Errors
    /// Those of asking, and those of [`checkpoint`](Self::checkpoint), which is
    /// issued where none that is kept speaks of all that was known;
    /// [`Error::Refused`] where nothing was, and where a brief proof is to go by
    /// some articles alone; [`Error::Io`] where it cannot be written.
    pub fn prove(&mut self, inquiry: &Inquiry, is_brief: bool, out: &mut dyn Write) -> Result<(), Error> {
        let view = match (self.view(inquiry.known_at)?, inquiry.reported_by) {
            (view, Some(moment)) => view.reported_by(moment),
            (view, None) => view,
        };
        // What has no answer has no proof.
        view.answered(&inquiry.asked, inquiry.at)?;
        let head = view.head().ok_or_else(|| Error::Refused("nothing was recorded by then".to_owned()))?;
        let rests_on = if is_brief { Some(view.rests_on(&inquiry.asked, inquiry.at)?) } else { None };
        let known_at = view.known_at();
        let (checkpoint, note) = self.checkpoint_over(head.seq)?;
        let opening = Opening {
            asked: inquiry.asked.clone(),
            at: inquiry.at,
            known_at,
            reported_by: inquiry.reported_by,
            checkpoint: note,
        };
        out.write_all(opening.to_line().as_bytes()).map_err(unwritable)?;
        match rests_on {
            Some(seqs) => self.exhibit(&seqs, head, &checkpoint, out),
            None => self.exhibit_all(head, &checkpoint, out),
        }
    }

    /// Every header, and every body that matters.
    fn exhibit_all(&self, head: Head, checkpoint: &Checkpoint, out: &mut dyn Write) -> Result<(), Error> {
        let mut tree = Frontier::default();
        for stored in self.log.scan(Seq(0)) {
            let StoredEvent { header, body } = stored?;
            let stored = StoredHeader { bytes: header };
            if stored.seq().0 >= checkpoint.size {
                break;
            }
            tree.push(leaf_hash(&header));
            let kind = Kind::from_number(stored.kind());
            let body = matters(kind, stored.seq() <= head.seq).then_some(body);
            out.write_all(Exhibit { header, body, path: None }.to_line().as_bytes()).map_err(unwritable)?;
        }
        if tree.root() != checkpoint.root {
            return Err(Error::Forked { size: checkpoint.size, events: self.sealed.map_or(0, |head| head.seq.0 + 1) });
        }
        Ok(())
    }

    /// Some events, each with its proof, and the last one that was known.
    fn exhibit(
        &self,
        seqs: &BTreeSet<Seq>,
        head: Head,
        checkpoint: &Checkpoint,
        out: &mut dyn Write,
    ) -> Result<(), Error> {
        let tree = self.tree()?;
        // The last event that was known is shown by its header, whatever it says.
        for seq in seqs.union(&BTreeSet::from([head.seq])).copied() {
            let Some(StoredEvent { header, body }) = self.log.get(seq)? else { continue };
            let path = inclusion(tree.as_ref(), seq.0, checkpoint.size).map_err(tree_unreadable)?;
            verify_inclusion(&leaf_hash(&header), seq.0, checkpoint.size, &path, &checkpoint.root)
                .map_err(|_| tree_damaged())?;
            let body = seqs.contains(&seq).then_some(body);
            out.write_all(Exhibit { header, body, path: Some(path) }.to_line().as_bytes()).map_err(unwritable)?;
        }
        Ok(())
    }
}

impl View<'_> {
    /// The events that an answer rests on: those that a question needs.
    fn rests_on(&self, asked: &Asked, at: Moment) -> Result<BTreeSet<Seq>, Error> {
        let part = self.part(&question_of(asked, at).into())?;
        let part = part.ok_or_else(|| {
            Error::Refused("a brief proof cannot go by some articles alone: leave out the one or the other".to_owned())
        })?;
        let records = part.knowledge.records().flat_map(|record| record.history());
        let articles = part.knowledge.articles.values();
        let articles = articles.flat_map(|article| {
            std::iter::once(article.added).chain(article.redescribed.iter().map(|(seq, id, _)| (*seq, *id)))
        });
        Ok(records.chain(articles).map(|(seq, _)| seq).chain(self.erasures()?).chain([Seq(0)]).collect())
    }
}

fn unwritable(why: io::Error) -> Error {
    Error::io("could not write the proof", why)
}
