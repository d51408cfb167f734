//! How long a person is kept waiting before something is shown to move.

use std::time::{Duration, Instant};

/// How long nothing is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// A second's patience: it is over once, and only once.
#[derive(Debug)]
pub struct Patience {
    ends: Option<Instant>,
}

impl Patience {
    /// Begins now.
    pub fn new() -> Self {
        Self { ends: Some(Instant::now() + PATIENCE) }
    }

    /// Whether it has just ended.
    pub fn is_over(&mut self) -> bool {
        let over = self.ends.is_some_and(|ends| Instant::now() >= ends);
        if over {
            self.ends = None;
        }
        over
    }
}
