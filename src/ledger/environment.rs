//! The only clock and the only source of randomness.

use std::time::SystemTime;

use crate::domain::time::Moment;

/// What tells the time.
pub trait Clock {
    /// The present moment.
    fn now(&self) -> Moment;
}

/// What gives random bytes.
pub trait Random {
    /// Fills a buffer with bytes that nobody can guess.
    ///
    /// # Errors
    /// The operating system's, where it has none to give.
    fn fill(&self, buffer: &mut [u8]) -> std::io::Result<()>;
}

/// Everything that a ledger takes from outside beside its arguments.
pub struct Environment {
    /// What tells the time.
    pub clock: Box<dyn Clock>,
    /// What gives random bytes.
    pub random: Box<dyn Random>,
}

impl Environment {
    /// The machine's own clock and randomness.
    #[must_use]
    pub fn system() -> Self {
        Self { clock: Box::new(SystemClock), random: Box::new(SystemRandom) }
    }
}

struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        let us = |span: std::time::Duration| i64::try_from(span.as_micros()).unwrap_or(i64::MAX);
        match SystemTime::now().duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => Moment(us(since)),
            Err(before) => Moment(-us(before.duration())),
        }
    }
}

struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        getrandom::fill(buffer).map_err(std::io::Error::other)
    }
}
