//! A thread in which the engine runs, alone.
//!
//! The engine panics on some damaged bytes, waits for ever for a worker of its
//! own that panicked, and in places walks in circles. A caller must see an
//! error instead. So whatever touches the engine is done by one thread that
//! catches unwinding, and the caller waits for its answer only so long. What
//! does not answer is left alone: a thread cannot be stopped, but neither
//! does it keep the process from ending.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoAnswer {
    /// The engine panicked: with what message, and where.
    #[error("the engine gave up: {0}")]
    Panicked(String),
    /// The engine has not answered in time, or had stopped before.
    #[error("the engine does not answer")]
    Silent,
}

type Job<E> = Box<dyn FnOnce(&mut Option<E>) + Send>;

/// A thread that keeps a value of type `E`, which need not leave it.
pub(super) struct Room<E> {
    jobs: Sender<Job<E>>,
    silent: AtomicBool,
}

impl<E: 'static> Room<E> {
    /// An empty room.
    pub(super) fn new() -> std::io::Result<Self> {
        quieten();
        let (jobs, work) = channel();
        thread::Builder::new().name("ledger-log".to_owned()).spawn(move || serve(&work))?;
        Ok(Self { jobs, silent: AtomicBool::new(false) })
    }

    /// Has a job done in the room and waits for its answer up to `patience`.
    /// After silence, nothing is asked of the room any more.
    pub(super) fn ask<T: Send + 'static>(
        &self,
        patience: Duration,
        job: impl FnOnce(&mut Option<E>) -> T + Send + 'static,
    ) -> Result<T, NoAnswer> {
        if self.silent.load(Ordering::Acquire) {
            return Err(NoAnswer::Silent);
        }
        let (answer, answered) = channel();
        let job: Job<E> = Box::new(move |kept| {
            // What the job leaves half done is inside the engine, and whoever
            // asked decides by the answer whether to ask the engine again.
            let done = catch_unwind(AssertUnwindSafe(|| job(kept)));
            // Nobody listens any more once patience has run out.
            let _ = answer.send(done.map_err(|payload| describe(&*payload)));
        });
        let sent = self.jobs.send(job).is_ok();
        match sent.then(|| answered.recv_timeout(patience)) {
            Some(Ok(answer)) => answer.map_err(NoAnswer::Panicked),
            _ => {
                self.silent.store(true, Ordering::Release);
                Err(NoAnswer::Silent)
            }
        }
    }
}

fn serve<E>(work: &Receiver<Job<E>>) {
    IN_ROOM.set(true);
    let mut kept = None;
    while let Ok(job) = work.recv() {
        job(&mut kept);
    }
    // Whoever wants the value dropped in an orderly way has asked for that;
    // what is left belongs to an engine that failed, and dropping that would
    // have it write again what it could not write before.
    std::mem::forget(kept);
}

thread_local! {
    static IN_ROOM: Cell<bool> = const { Cell::new(false) };
    static WHERE: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn describe(payload: &(dyn Any + Send)) -> String {
    let said = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned());
    // Some of the engine's messages print whole pages.
    let said: String = said.chars().take(200).collect();
    match WHERE.take() {
        Some(place) => format!("{said} ({place})"),
        None => said,
    }
}

/// Keeps panics of the engine, and only those, from printing a message and a
/// backtrace: they are answered as errors. Whatever hook there was before gets
/// all others.
fn quieten() {
    static ONCE: Once = Once::new();
    // The hook cannot be changed while unwinding.
    if thread::panicking() {
        return;
    }
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !is_of_the_engine(info) {
                before(info);
            }
        }));
    });
}

fn is_of_the_engine(info: &PanicHookInfo<'_>) -> bool {
    if IN_ROOM.get() {
        WHERE.set(info.location().map(|place| {
            let file = place.file().rsplit(['/', '\\']).next().unwrap_or_default();
            format!("{file}:{}", place.line())
        }));
        return true;
    }
    thread::current().name().is_some_and(|name| name.starts_with("sled-io-"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn what_is_kept_in_the_room_stays_from_job_to_job() {
        let room = Room::new().unwrap();
        room.ask(LONG, |kept| *kept = Some(41)).unwrap();
        assert_eq!(room.ask(LONG, |kept: &mut Option<i32>| *kept), Ok(Some(41)));
    }

    #[test]
    fn a_panic_is_an_answer_and_the_room_goes_on() {
        let room = Room::<()>::new().unwrap();
        let answer = room.ask(LONG, |_| -> () { panic!("page {} is gone", 7) });
        let Err(NoAnswer::Panicked(said)) = answer else {
            panic!("{answer:?}");
        };
        assert!(said.starts_with("page 7 is gone (room.rs:"), "{said}");
        assert_eq!(room.ask(LONG, |_| 1), Ok(1));
    }

    #[test]
    fn after_silence_nothing_is_asked_any_more() {
        let room = Room::<()>::new().unwrap();
        let (open, wait) = channel::<()>();
        let asked = room.ask(Duration::from_millis(10), move |_| {
            let _ = wait.recv();
        });
        assert_eq!(asked, Err(NoAnswer::Silent));
        drop(open);
        assert_eq!(room.ask(LONG, |_| 1), Err(NoAnswer::Silent));
    }
}
