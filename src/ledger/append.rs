//! Appending: every entry checked, sealed and durable before it is acknowledged.

use std::cell::OnceCell;

use super::state::State;
use super::touched::Touched;
use super::{Error, Ledger};
use crate::codec::{SALT_LEN, Salt};
use crate::domain::time::Moment;
use crate::domain::{ClientKey, Content, Draft, Entry, EventId, Name, Seq};
use crate::log::{Body, LAG_NOTED_US, LAG_REFUSED_US, Read, StoredEvent, lag_us, read, seal};
use crate::proof::ssh::PrivateKey;

/// How an append is to be done.
#[derive(Debug, Clone)]
pub struct Options {
    /// Who records it.
    pub recorder: Name,
    /// The id, or the beginning of it, that the head must have.
    pub expect_head: Option<String>,
    /// Whether a name that is nearly a known one is refused.
    pub strict_names: bool,
    /// Whether a clock far behind the last event is vouched for.
    pub clock_is_right: bool,
    /// Whether to say only what would be recorded.
    pub dry_run: bool,
    /// By which key of the recorder each event is signed, if it is.
    pub signer: Option<PrivateKey>,
}

impl Options {
    /// What most appends want.
    #[must_use]
    pub fn by(recorder: Name) -> Self {
        Self { recorder, expect_head: None, strict_names: false, clock_is_right: false, dry_run: false, signer: None }
    }
}

/// One event that was recorded, or had been before under the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Its position.
    pub seq: Seq,
    /// Its id.
    pub id: EventId,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// Whether it was there before.
    pub repeated: bool,
    /// Whether it is signed, by the event right after it.
    pub signed: bool,
}

/// What came of an append.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipts {
    /// One for each event, in order; those that sign others have none.
    pub events: Vec<Receipt>,
    /// What somebody should look at.
    pub warnings: Vec<String>,
    /// The new events among them, in order, to say what they record: those of
    /// a trial too, which are in no log.
    pub sealed: Vec<StoredEvent>,
}

/// How many staged events go ahead to the log.
const AHEAD_MIN: usize = 8_192;

/// From how many events at once on the index takes note of them right away.
const NOTED_MIN: usize = 1_024;

/// How many warnings of near names one run gives at most.
pub(super) const NEAR_NAMES_AT_MOST: usize = 10;

/// Sealed events that are not yet in the log for good.
#[derive(Default)]
pub(super) struct Staged {
    pub events: Vec<StoredEvent>,
    /// The same as they read, where they were sealed here.
    pub read: Vec<Read>,
    /// Whether others before them went ahead.
    pub is_ahead: bool,
    pub warnings: Vec<String>,
    pub near_names: usize,
}

impl Staged {
    /// Takes away what they read as; nothing where that is not of all of them.
    fn take_read(&mut self) -> Vec<Read> {
        let read = std::mem::take(&mut self.read);
        if read.len() == self.events.len() { read } else { Vec::new() }
    }

    /// Drops all but the first so many.
    pub fn cut_to(&mut self, events: usize) {
        self.events.truncate(events);
        self.read.truncate(events);
    }
}

impl Ledger {
    /// Appends facts, all or none, durable on return.
    ///
    /// # Errors
    /// The first thing that is wrong with any of them; nothing was appended.
    pub fn append(&mut self, drafts: Vec<Draft>, options: &Options) -> Result<Receipts, Error> {
        let mut staged = Staged::default();
        let receipts = self.check_options(options, &mut staged).and_then(|()| self.stage(drafts, options, &mut staged));
        self.settle(staged, receipts, options)
    }

    /// Has the log hold what is staged once that is much, so that a long batch
    /// need not be held here. A trial is held as a whole: it writes nothing.
    pub(super) fn send_ahead(&mut self, staged: &mut Staged, options: &Options) -> Result<(), Error> {
        if staged.events.len() < AHEAD_MIN || options.dry_run {
            return Ok(());
        }
        self.forget_known();
        self.log.stage(self.log.head(), &staged.events)?;
        let read = staged.take_read();
        staged.cut_to(0);
        staged.is_ahead = true;
        self.recalled = State::default();
        self.note(&read);
        Ok(())
    }

    /// Appends contents that are no facts, all or none, durable on return.
    pub(super) fn append_contents(
        &mut self,
        contents: Vec<(Content, Option<ClientKey>)>,
        options: &Options,
    ) -> Result<Receipts, Error> {
        let mut staged = Staged::default();
        let receipts = self.check_options(options, &mut staged).and_then(|()| {
            contents
                .into_iter()
                .map(|(content, key)| self.stage_content(content, key, options, &mut staged))
                .collect::<Result<Vec<_>, _>>()
        });
        self.settle(staged, receipts, options)
    }

    /// Commits what was staged, or undoes it where something was refused.
    pub(super) fn settle(
        &mut self,
        mut staged: Staged,
        receipts: Result<Vec<Receipt>, Error>,
        options: &Options,
    ) -> Result<Receipts, Error> {
        match receipts {
            Ok(events) if !options.dry_run => {
                self.commit(&mut staged)?;
                Ok(Receipts { events, warnings: staged.warnings, sealed: staged.events })
            }
            tried => {
                let nothing = !staged.is_ahead && staged.events.is_empty();
                let undone = if nothing { Ok(()) } else { self.restage(&[]) };
                // What went wrong first says more.
                let events = tried?;
                undone?;
                Ok(Receipts { events, warnings: staged.warnings, sealed: staged.events })
            }
        }
    }

    /// Checks what concerns a whole append.
    pub(super) fn check_options(&self, options: &Options, staged: &mut Staged) -> Result<(), Error> {
        // What is staged counts: in a group, somebody before may have moved it.
        let head = self.sealed;
        if let Some(expected) = &options.expect_head {
            let found = self.find_event(expected).ok();
            if found.is_none() || found != head.map(|head| head.seq) {
                return Err(Error::HeadMoved { expected: expected.clone(), actual: head });
            }
        }
        let lag = lag_us(head, self.now());
        if lag > LAG_REFUSED_US && !options.clock_is_right {
            return Err(Error::ClockBehind(span_in_words(lag)));
        }
        if lag > LAG_NOTED_US {
            staged.warnings.push(format!(
                "the clock stands {} behind the last event, so the new one is recorded right after that",
                span_in_words(lag)
            ));
        }
        Ok(())
    }

    /// Checks and seals facts one after the other onto what is staged.
    pub(super) fn stage(
        &mut self,
        drafts: Vec<Draft>,
        options: &Options,
        staged: &mut Staged,
    ) -> Result<Vec<Receipt>, Error> {
        let mut receipts = Vec::new();
        for draft in drafts {
            let key = draft.key.clone();
            let fact = self.prepare(draft, options, staged)?;
            receipts.push(self.stage_content(Content::Fact(fact.into()), key, options, staged)?);
        }
        Ok(receipts)
    }

    /// Checks and seals one content onto what is staged.
    pub(super) fn stage_content(
        &mut self,
        content: Content,
        key: Option<ClientKey>,
        options: &Options,
        staged: &mut Staged,
    ) -> Result<Receipt, Error> {
        self.stage_entry(Entry { recorder: options.recorder.clone(), key, content }, None, options, staged)
    }

    /// Checks and seals an entry, which may be written down already, likewise.
    pub(super) fn stage_entry(
        &mut self,
        entry: Entry,
        body: Option<Body>,
        options: &Options,
        staged: &mut Staged,
    ) -> Result<Receipt, Error> {
        if let Some(key) = &entry.key {
            self.recall_key(key)?;
        }
        if let Some(earlier) = entry.key.as_ref().and_then(|key| self.working().keyed(key)) {
            return self.repeated(entry.key, earlier, &entry.content, staged);
        }
        self.take_note(&entry.content);
        let sealed = self.seal_entry(entry, body, options, staged);
        if sealed.is_err() {
            self.sightings.clear();
        }
        sealed
    }

    /// A key that was used before answers with its event, if that says the same,
    /// and signed or not as it is: nothing is recorded for it.
    fn repeated(
        &self,
        key: Option<ClientKey>,
        (seq, id): (Seq, EventId),
        content: &Content,
        staged: &Staged,
    ) -> Result<Receipt, Error> {
        let same = self
            .stored(seq, staged)?
            .and_then(|stored| read(&stored).ok().zip(Some(stored)))
            .filter(|(event, _)| matches!(event, Read::Event(event) if event.entry.content == *content));
        match same {
            Some((_, stored)) => self.receipt_again(&stored, staged),
            None => Err(Error::KeyConflict { key: key.map(|key| key.to_string()).unwrap_or_default(), id }),
        }
    }

    /// An event that is staged, or in the log.
    pub(super) fn stored(&self, seq: Seq, staged: &Staged) -> Result<Option<StoredEvent>, Error> {
        match staged.events.iter().find(|event| event.seq() == seq) {
            Some(event) => Ok(Some(event.clone())),
            None => Ok(self.log.get(seq)?),
        }
    }

    /// The receipt of an event that was there before.
    pub(super) fn receipt_again(&self, stored: &StoredEvent, staged: &Staged) -> Result<Receipt, Error> {
        let (seq, id, recorded_at) = (stored.seq(), stored.id(), Moment(stored.recorded_at_us()));
        Ok(Receipt { seq, id, recorded_at, repeated: true, signed: self.was_signed(seq, id, &staged.events)? })
    }

    /// Writes staged events, durably, and only then the head file.
    pub(super) fn commit(&mut self, staged: &mut Staged) -> Result<(), Error> {
        if staged.events.is_empty() && !staged.is_ahead {
            return Ok(());
        }
        self.forget_known();
        self.log.append(self.log.head(), &staged.events)?;
        if let (Some(place), Some(head)) = (&self.place, self.log.head()) {
            place.head_file.write(head.seq, head.id)?;
        }
        self.note(&staged.take_read());
        self.forget();
        Ok(())
    }

    /// Has the index take note of many events that came to the log, so that it
    /// need not read them there.
    fn note(&mut self, events: &[Read]) {
        if events.len() >= NOTED_MIN {
            self.catalog.get_mut().note_all(self.log.as_ref(), events);
            // Where that failed, the next look-up reads them from the log.
            self.recalled.began.set(false);
        }
    }

    /// Goes back to what the log holds and the events that stay staged.
    pub(super) fn restage(&mut self, kept: &[StoredEvent]) -> Result<(), Error> {
        self.log.discard()?;
        self.forget_ground();
        self.sealed = self.log.head();
        self.catalog.borrow_mut().cut_to(self.sealed.map_or(0, |head| head.seq.0 + 1));
        self.state = OnceCell::new();
        self.forget_known();
        self.recalled = State::default();
        self.sightings.clear();
        self.recorders = OnceCell::new();
        kept.iter().try_for_each(|event| self.take_sealed(event))
    }

    /// Takes in an event that was sealed onto the last one.
    pub(super) fn take_sealed(&mut self, event: &StoredEvent) -> Result<(), Error> {
        self.sightings.clear();
        self.touched = Touched::Changed;
        let state = self.working_mut();
        state.apply(event)?;
        state.forget_near();
        self.sealed = state.prefix.head;
        Ok(())
    }

    /// Appends entries that need no checking: the ledger's own.
    pub(super) fn commit_entries(&mut self, entries: Vec<Entry>) -> Result<(), Error> {
        let mut staged = Staged::default();
        for entry in entries {
            let (event, _) = seal(self.sealed, self.now(), &self.salt()?, &entry)?;
            self.take_sealed(&event)?;
            staged.events.push(event);
        }
        self.commit(&mut staged)
    }

    pub(super) fn salt(&self) -> Result<Salt, Error> {
        let mut salt = [0; SALT_LEN];
        self.environment.random.fill(&mut salt).map_err(|why| Error::io("could not get random bytes", why))?;
        Ok(salt)
    }
}

/// A span of time, for a message.
fn span_in_words(us: i64) -> String {
    let s = us / 1_000_000;
    match s {
        0..120 => format!("{s} seconds"),
        120..7_200 => format!("{} minutes", s / 60),
        7_200..172_800 => format!("{} hours", s / 3_600),
        _ => format!("{} days", s / 86_400),
    }
}
