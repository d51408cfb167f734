//! Events that answers were told from, for the next ones: whoever asks often
//! asks about the same bodies and people.

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::HashMap;

use crate::domain::Seq;
use crate::log::{Head, Read};

/// How many events are held before all are let go: most have a kilobyte as they
/// are read, so that it is some four megabytes.
const HELD_MAX: usize = 4_096;

/// The longest body of an event that is held. Few are longer, and so many of
/// the longest would be hundreds of megabytes.
const BODY_LEN_MAX: usize = 2_048;

/// An event that was read, with where it stands.
pub(super) type Event = Rc<(Head, Read)>;

/// Events of one log, which never change.
#[derive(Debug, Clone, Default)]
pub(super) struct Held(Rc<RefCell<HashMap<Seq, Event>>>);

impl Held {
    /// An event, if it is held.
    pub fn get(&self, seq: Seq) -> Option<Event> {
        self.0.borrow().get(&seq).cloned()
    }

    /// Holds an event, unless its body is long.
    pub fn put(&self, event: &Event, body_len: usize) {
        if body_len > BODY_LEN_MAX {
            return;
        }
        let mut held = self.0.borrow_mut();
        if held.len() >= HELD_MAX {
            held.clear();
        }
        held.insert(event.0.seq, Rc::clone(event));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EventId;

    #[test]
    fn no_more_is_held_than_there_is_room_for() {
        let held = Held::default();
        let event = |nth: u64| {
            let place = Head { seq: Seq(nth), id: EventId::ZERO, recorded_at_us: 0 };
            Rc::new((place, Read::Unknown(9_999)))
        };
        for nth in 0..HELD_MAX as u64 + 5 {
            held.put(&event(nth), 9);
            assert!(held.get(Seq(nth)).is_some() && held.0.borrow().len() <= HELD_MAX);
        }
        assert!(held.get(Seq(0)).is_none());
        held.put(&event(0), BODY_LEN_MAX + 1);
        assert!(held.get(Seq(0)).is_none(), "a long one is not held");
    }
}
