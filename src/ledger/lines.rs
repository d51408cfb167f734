//! Appending the facts of a long file.
//!
//! Lines go from thread to thread: one reads them, one makes them facts, for
//! which quotes are sought in articles, and one, which has the ledger, finds
//! those articles and later checks and seals the facts. So each line is
//! checked against all before it, and most of the work on it is done beside
//! theirs.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::append::Staged;
use super::prepare::{Quotable, fact_of};
use super::{Error, Ledger, LineError, Options, Receipt, Receipts};
use crate::codec::Salt;
use crate::domain::time::{Moment, Zone};
use crate::domain::{Content, Draft, Entry, Fact, Field, Name};
use crate::log::Body;
use crate::transfer::Line;

/// How many lines go together.
const STRETCH: usize = 512;

/// How many times so many are read at most and wait.
const STRETCHES_READ: usize = 2;

/// How many times so many are on their way to be facts while others are checked.
const STRETCHES_MADE: usize = 3;

/// Lines that go together, with what each says.
type Stretch<T> = Vec<Line<Vec<T>>>;

/// A draft with all that is needed to make it a fact and write that down.
struct Grounded {
    draft: Draft,
    article: Result<Option<Arc<Quotable>>, Error>,
    salt: Result<Salt, Error>,
    now: Moment,
}

/// A fact as it is to be recorded.
struct Recordable {
    fact: Arc<Fact>,
    entry: Entry,
    body: Body,
}

/// What became of a draft.
enum Made {
    /// A fact; or why it is none.
    Fact(Box<Result<Recordable, Error>>),
    /// What ends another fact, which may be of a line just before: it is made a
    /// fact when those are sealed.
    Later(Draft),
}

impl Ledger {
    /// Appends the facts of a whole file, all or none. Every line that is at
    /// fault is told, not only the first.
    ///
    /// # Errors
    /// [`Error::Lines`] with what is wrong where; nothing was appended.
    pub fn append_lines(
        &mut self,
        lines: impl IntoIterator<Item = Line, IntoIter: Send>,
        options: &Options,
    ) -> Result<Receipts, Error> {
        let mut staged = Staged::default();
        self.check_options(options, &mut staged)?;
        // Once, and not at every line.
        self.check_signer(options)?;
        let lines = lines.into_iter();
        let zone = self.zone().clone();
        let tried = thread::scope(|scope| {
            let (to_read, read) = sync_channel(STRETCHES_READ);
            let (to_make, grounded) = sync_channel(STRETCHES_MADE);
            let (to_stage, made) = sync_channel(STRETCHES_MADE);
            scope.spawn(move || read_ahead(lines, &to_read));
            scope.spawn(move || make_facts(&grounded, &to_stage, &options.recorder, &zone));
            self.stage_lines(&read, (to_make, &made), options, &mut staged)
        });
        self.settle(staged, tried, options)
    }

    fn stage_lines(
        &mut self,
        read: &Receiver<Stretch<Draft>>,
        (to_make, made): (SyncSender<Stretch<Grounded>>, &Receiver<Stretch<Made>>),
        options: &Options,
        staged: &mut Staged,
    ) -> Result<Vec<Receipt>, Error> {
        let mut receipts = Vec::new();
        let mut faults = Vec::new();
        let mut under_way = 0;
        let mut latest = None;
        loop {
            while under_way < STRETCHES_MADE
                && let Ok(stretch) = read.recv()
            {
                let grounded = stretch.into_iter().map(|line| self.ground_line(line, &mut latest)).collect();
                if to_make.send(grounded).is_err() {
                    // Who makes facts has panicked, and so will the scope,
                    // before anything is committed.
                    return Ok(receipts);
                }
                under_way += 1;
            }
            if under_way == 0 {
                break;
            }
            // It has panicked, as above.
            let Ok(stretch) = made.recv() else { return Ok(receipts) };
            under_way -= 1;
            for Line { number, text, columns, says } in stretch {
                match says.map_err(Error::from).and_then(|made| self.stage_made(made, options, staged)) {
                    Ok(of_line) => receipts.extend(of_line),
                    Err(error) => {
                        let column = columns.of(error.part().map(super::Part::word));
                        faults.push(LineError { line: number, column, text, error });
                    }
                }
                self.send_ahead(staged, options)?;
            }
        }
        if faults.is_empty() { Ok(receipts) } else { Err(Error::Lines(faults)) }
    }

    /// Finds what a line's drafts quote from. Lines of one article mostly follow
    /// each other, so the latest one is remembered.
    fn ground_line(&mut self, line: Line, latest: &mut Option<(String, Arc<Quotable>)>) -> Line<Vec<Grounded>> {
        line.and_each(|draft| {
            let article = self.article_for(&draft, latest);
            Grounded { draft, article, salt: self.salt(), now: self.now() }
        })
    }

    fn article_for(
        &mut self,
        draft: &Draft,
        latest: &mut Option<(String, Arc<Quotable>)>,
    ) -> Result<Option<Arc<Quotable>>, Error> {
        let Some(quotation) = &draft.quotation else { return Ok(None) };
        let source = quotation.source.as_deref().unwrap_or_default();
        if let Some((_, article)) = latest.as_ref().filter(|(of, _)| of == source) {
            return Ok(Some(Arc::clone(article)));
        }
        let article = Arc::new(self.quotable(quotation)?);
        *latest = Some((source.to_owned(), Arc::clone(&article)));
        Ok(Some(article))
    }

    /// Checks and seals what a line says.
    fn stage_made(&mut self, made: Vec<Made>, options: &Options, staged: &mut Staged) -> Result<Vec<Receipt>, Error> {
        let mut receipts = Vec::new();
        for made in made {
            receipts.extend(match made {
                Made::Fact(made) => {
                    let Recordable { fact, entry, body } = (*made)?;
                    self.examine(&fact, options, staged)?;
                    vec![self.stage_entry(entry, Some(body), options, staged)?]
                }
                Made::Later(draft) => self.stage(vec![draft], options, staged)?,
            });
        }
        Ok(receipts)
    }
}

/// Reads lines while those before are checked.
fn read_ahead(mut lines: impl Iterator<Item = Line>, to: &SyncSender<Stretch<Draft>>) {
    loop {
        let stretch: Stretch<Draft> = lines.by_ref().take(STRETCH).collect();
        // Nobody waits any more once something went wrong there.
        if stretch.is_empty() || to.send(stretch).is_err() {
            return;
        }
    }
}

/// Makes drafts facts while those before are checked.
fn make_facts(from: &Receiver<Stretch<Grounded>>, to: &SyncSender<Stretch<Made>>, recorder: &Name, zone: &Zone) {
    for stretch in from {
        let made = stretch.into_iter().map(|line| line.and_each(|grounded| grounded.make(recorder, zone))).collect();
        if to.send(made).is_err() {
            return;
        }
    }
}

impl Grounded {
    fn make(self, recorder: &Name, zone: &Zone) -> Made {
        if self.draft.fields.get(Field::Ends).is_some() {
            return Made::Later(self.draft);
        }
        let made = || {
            let Self { draft, article, salt, now } = self;
            let key = draft.key.clone();
            let fact = Arc::new(fact_of(draft, article?.as_deref(), now, zone)?);
            let entry = Entry { recorder: recorder.clone(), key, content: Content::Fact(Arc::clone(&fact)) };
            let body = Body::of(&salt?, &entry)?;
            Ok(Recordable { fact, entry, body })
        };
        Made::Fact(Box::new(made()))
    }
}
