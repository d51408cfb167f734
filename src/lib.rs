//! Reshuffle: an event-sourced ledger of who holds office and who has left.
//!
//! Every fact taken from an article is a hash-chained event in an append-only
//! log, citing the exact words it came from; projections rebuild the cabinet
//! and the count of resignations at any moment, as it was in the world and as
//! it was then known.
//!
//! A program begins at [`ledger::Ledger`]: open or make one, append facts, ask.
//! The rooms behind it, and who may know whom, are on the page
//! `docs/ARCHITECTURE.md`.
//!
//! ```
//! use reshuffle::domain::time::Zone;
//! use reshuffle::domain::{HowRule, Name, SourceDescription, SourceField};
//! use reshuffle::ledger::{Environment, KnownAt, Ledger, NewSource, Options, Rule, jsonl};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let desk = Name::new("desk")?;
//! let zone = Zone::new("Europe/London")?;
//! let mut ledger = Ledger::in_memory("example.org/board".parse()?, &zone, desk.clone(), Environment::system())?;
//!
//! let mut description = SourceDescription::labelled("minutes")?;
//! description.set(SourceField::Published, Some("2016-06-26"))?;
//! let bytes = b"Ann Lee left the board this morning; Bo Ray was asked to go.".to_vec();
//! ledger.add_source(NewSource { bytes, description, original: None }, &Options::by(desk.clone()))?;
//!
//! let line = r#"{"fact": "resigned", "person": "Ann Lee", "body": "Board", "when": "today",
//!     "basis": "published", "source": "minutes", "quote": "Ann Lee left the board"}"#;
//! ledger.append(jsonl::read_line(1, line, None).says?, &Options::by(desk))?;
//!
//! let view = ledger.view(KnownAt::Head)?;
//! let (noon, night) = (ledger.parse_at("2016-06-26T12:00")?, ledger.parse_at("2016-06-26")?);
//! let rule = Rule::of(HowRule::Resigned);
//! let (at_noon, _) = view.tally(&rule, noon)?;
//! let (at_night, sentence) = view.tally(&rule, night)?;
//! assert_eq!((at_noon.bounds.least, at_noon.bounds.most), (0, 1));
//! assert_eq!((at_night.bounds.least, at_night.bounds.most), (1, 1));
//! assert_eq!(sentence, "At the end of 26 June 2016, as recorded to event 2: 1 person resigned.");
//! # Ok(())
//! # }
//! ```

pub mod audit;
pub mod backend;
pub mod codec;
pub mod domain;
pub mod ledger;
pub mod log;
pub mod projections;
pub mod proof;
pub mod replay;
pub mod sources;
pub mod transfer;
