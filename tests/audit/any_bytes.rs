//! Whatever is done to the bytes, an audit neither panics nor calls it intact.

use proptest::prelude::*;
use proptest::sample::Index;
use reshuffle::audit::Verdict;
use reshuffle::log::StoredEvent;

use crate::ledgers::Book;

/// Something that is done to the events of a log.
#[derive(Debug, Clone)]
pub enum Blow {
    Flip { event: Index, byte: Index, mask: u8 },
    Remove(Index),
    Repeat { event: Index, to: Index },
    Swap(Index, Index),
    Truncate(Index),
    Scribble { event: Index, header: [u8; 32], from: Index },
}

pub fn blow() -> impl Strategy<Value = Blow> {
    let index = any::<Index>;
    prop_oneof![
        4 => (index(), index(), 1u8..).prop_map(|(event, byte, mask)| Blow::Flip { event, byte, mask }),
        1 => index().prop_map(Blow::Remove),
        1 => (index(), index()).prop_map(|(event, to)| Blow::Repeat { event, to }),
        1 => (index(), index()).prop_map(|(a, b)| Blow::Swap(a, b)),
        1 => index().prop_map(Blow::Truncate),
        1 => (index(), any::<[u8; 32]>(), index()).prop_map(|(event, header, from)| Blow::Scribble { event, header, from }),
    ]
}

pub fn strike(events: &mut Vec<StoredEvent>, blow: &Blow) {
    if events.is_empty() {
        return;
    }
    let count = events.len();
    match blow {
        Blow::Flip { event, byte, mask } => {
            let event = &mut events[event.index(count)];
            let at = byte.index(event.header.len() + event.body.len());
            match at.checked_sub(event.header.len()) {
                None => event.header[at] ^= mask,
                Some(at) => event.body[at] ^= mask,
            }
        }
        Blow::Remove(event) => drop(events.remove(event.index(count))),
        Blow::Repeat { event, to } => events.insert(to.index(count + 1), events[event.index(count)].clone()),
        Blow::Swap(a, b) => events.swap(a.index(count), b.index(count)),
        Blow::Truncate(kept) => events.truncate(kept.index(count)),
        Blow::Scribble { event, header, from } => {
            let from = from.index(88 - 32);
            events[event.index(count)].header[from..from + 32].copy_from_slice(header);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_flipped_bytes_are_found(event: Index, flips in proptest::collection::vec((any::<Index>(), 1u8..), 1..4)) {
        let whole = Book::full();
        let mut book = whole.clone();
        for (byte, mask) in flips {
            strike(&mut book.events, &Blow::Flip { event, byte, mask });
        }
        prop_assume!(book.events != whole.events);
        let report = book.audit_against(&whole);
        prop_assert_eq!(report.verdict, Verdict::Broken);
        let at = whole.events.iter().zip(&book.events).position(|(a, b)| a != b);
        // What is astray is told by the place that it claims, which may come before.
        let places = at.map(|at| [at as u64, (at as u64).min(book.events[at].seq().0)]);
        let first = report.first_broken.map(|seq| seq.0);
        prop_assert!(first.zip(places).is_some_and(|(first, places)| places.contains(&first)), "{:#?}", report);
    }

    #[test]
    fn any_blows_to_the_log_are_found(blows in proptest::collection::vec(blow(), 1..6)) {
        let whole = Book::full();
        let mut book = whole.clone();
        for blow in &blows {
            strike(&mut book.events, blow);
        }
        prop_assume!(book.events != whole.events);
        let report = book.audit_against(&whole);
        prop_assert_eq!(report.verdict, Verdict::Broken, "{:#?}", report);
        prop_assert!(report.found() <= 6 * book.events.len() as u64 + 10);
    }

    #[test]
    fn any_bytes_for_an_article_are_found(at: Index, bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let mut book = Book::full();
        let texts = [crate::ledgers::ARTICLE, crate::ledgers::REPLY];
        book.articles.damage(crate::ledgers::id_of(texts[at.index(2)]), bytes);
        prop_assert_eq!(book.audit().verdict, Verdict::Broken);
    }
}
