//! How often a long write is synced.

use std::ops::RangeInclusive;

use super::layout::SEGMENT_LEN;

/// How many bytes of its own log the engine should write between two syncs. A
/// segment that is freed while writing is overwritten two segments later at
/// the earliest, so this leaves room for a burst.
const UNSYNCED_LEN_AIM: usize = SEGMENT_LEN / 2;
/// Most bytes of values between two syncs.
const UNSYNCED_PAYLOAD_MAX: usize = SEGMENT_LEN / 8 * 3;
/// How many writes there are between the first two syncs, and at most later.
const STRIDE: RangeInclusive<usize> = 16..=1024;

/// Tells when to sync: by what the engine turns out to write, which is more
/// than what it is given, and several times that when it tidies up.
pub(super) struct Pace {
    stride: usize,
    writes: usize,
    payload: usize,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self { stride: *STRIDE.start(), writes: 0, payload: 0 }
    }

    /// Notes a write of so many bytes.
    pub(super) fn wrote(&mut self, len: usize) {
        self.writes += 1;
        self.payload += len;
    }

    pub(super) fn is_due(&self) -> bool {
        self.writes >= self.stride || self.payload >= UNSYNCED_PAYLOAD_MAX
    }

    /// Notes a sync, and how much the engine had to write for it.
    pub(super) fn synced(&mut self, written: usize) {
        if written > UNSYNCED_LEN_AIM {
            self.stride = (self.stride / 2).max(1);
        } else if written < UNSYNCED_LEN_AIM / 4 {
            self.stride = (self.stride * 2).min(*STRIDE.end());
        }
        (self.writes, self.payload) = (0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_write_is_synced_the_more_often_the_more_the_engine_writes() {
        let mut pace = Pace::new();
        for _ in 0..10 {
            pace.synced(1_000);
        }
        assert_eq!(pace.stride, *STRIDE.end());
        for _ in 0..20 {
            pace.synced(UNSYNCED_LEN_AIM + 1);
        }
        assert_eq!(pace.stride, 1);
        pace.wrote(0);
        assert!(pace.is_due());
    }
}
