//! The only clock and the only source of randomness.

use std::cell::RefCell;
use std::time::SystemTime;

use crate::codec::SALT_LEN;
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
        Self { clock: Box::new(SystemClock), random: Box::new(SystemRandom::default()) }
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

/// Random bytes, of which some are fetched ahead: most are for salts, one of
/// which each event has.
#[derive(Default)]
struct SystemRandom {
    ahead: RefCell<Vec<u8>>,
}

/// How many bytes are fetched at once.
const AHEAD_LEN: usize = 4096;

impl Random for SystemRandom {
    fn fill(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        let system = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(std::io::Error::other);
        // A key is longer than a salt, and is left nowhere but where it was asked for.
        if buffer.len() > SALT_LEN {
            return system(buffer);
        }
        let mut ahead = self.ahead.borrow_mut();
        if ahead.len() < buffer.len() {
            let mut fetched = vec![0; AHEAD_LEN];
            system(&mut fetched)?;
            *ahead = fetched;
        }
        let from = ahead.len() - buffer.len();
        buffer.copy_from_slice(&ahead[from..]);
        ahead.truncate(from);
        Ok(())
    }
}
