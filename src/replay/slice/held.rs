//! Events that answers were told from, for the next ones: whoever asks often
//! asks about the same bodies and people.

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::HashMap;

use crate::domain::Seq;
use crate::log::{Read, StoredEvent};

/// How many events are held before all are let go: some 12 MB, since most have
/// half a kilobyte.
const HELD_MAX: usize = 4_096;

/// The longest body of an event that is held. Few are longer, and so many of
/// the longest would be hundreds of megabytes.
const BODY_LEN_MAX: usize = 2_048;

/// An event, as stored and as read.
pub(super) type Event = Rc<(StoredEvent, Read)>;

/// Events of one log, which never change.
#[derive(Debug, Clone, Default)]
pub(super) struct Held(Rc<RefCell<HashMap<Seq, Event>>>);

impl Held {
    /// An event, if it is held.
    pub fn get(&self, seq: Seq) -> Option<Event> {
        self.0.borrow().get(&seq).cloned()
    }

    /// Holds an event, unless it is long.
    pub fn put(&self, event: &Event) {
        if event.0.body.len() > BODY_LEN_MAX {
            return;
        }
        let mut held = self.0.borrow_mut();
        if held.len() >= HELD_MAX {
            held.clear();
        }
        held.insert(event.0.seq(), Rc::clone(event));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_held_than_there_is_room_for() {
        let held = Held::default();
        let event = |nth: u64| {
            // Bytes that differ wherever a header has its position.
            let header = std::array::from_fn(|at| nth.to_be_bytes()[at % 8]);
            Rc::new((StoredEvent { header, body: Vec::new() }, Read::Unknown(9_999)))
        };
        for nth in 0..HELD_MAX as u64 + 5 {
            held.put(&event(nth));
            assert!(held.get(event(nth).0.seq()).is_some() && held.0.borrow().len() <= HELD_MAX);
        }
        assert!(held.get(event(0).0.seq()).is_none());
    }
}
