//! Signed notes and checkpoints are read as the standards have them, and
//! nothing else is.

#![allow(clippy::unwrap_used)]

use ed25519_dalek::SigningKey;
use reshuffle::proof::checkpoint::{Checkpoint, CheckpointFault};
use reshuffle::proof::note::{KeyFault, KeyKind, Note, NoteFault, Verifier, sign};
use reshuffle::proof::tree::{empty_root, leaf_hash};

/// The example of the standard itself.
const KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const NOTE: &str = "This is an example message.\n\n\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

const TEXT: &str = "example.org/desk\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn verifier(name: &str, seed: u8) -> Verifier {
    Verifier::new(name, KeyKind::Ed25519, key(seed).verifying_key().as_bytes()).unwrap()
}

fn line_of(note: &str) -> &str {
    note.split_once("\n\n").unwrap().1
}

#[test]
fn the_example_of_the_standard_verifies() {
    let known: Verifier = KEY.parse().unwrap();
    assert_eq!((known.to_string().as_str(), known.name()), (KEY, "example.com/foo"));
    let note = Note::read(NOTE).unwrap();
    assert_eq!(note.text, "This is an example message.\n");
    assert_eq!(note.verified_by(std::slice::from_ref(&known)).unwrap(), [&known]);
    let changed = Note::read(&NOTE.replace("an example", "no example")).unwrap();
    assert_eq!(changed.verified_by(&[known]), Err(NoteFault::Forged("example.com/foo".to_owned())));
}

#[test]
fn what_we_sign_verifies_under_our_key_and_no_other() {
    let note = Note::read(&sign(TEXT, "example.org/desk", &key(1)).unwrap()).unwrap();
    assert_eq!(note.text, TEXT);
    assert!(note.verified_by(&[verifier("example.org/desk", 1)]).is_ok());
    // Another key of that name, and the same key under another.
    for other in [verifier("example.org/desk", 2), verifier("example.org/other", 1)] {
        assert!(matches!(note.verified_by(&[other]), Err(NoteFault::Unknown(_))));
    }
}

#[test]
fn signatures_by_others_are_passed_over_and_many_are_read() {
    let ours = sign(TEXT, "example.org/desk", &key(1)).unwrap();
    let mut note = format!("{TEXT}\n");
    for seed in 10..110 {
        note += line_of(&sign(TEXT, &format!("witness.example/{seed}"), &key(seed)).unwrap());
    }
    note += "\u{2014} old.example AAAAAAUF\n";
    note += line_of(&ours);
    let read = Note::read(&note).unwrap();
    let known = [verifier("example.org/desk", 1), verifier("witness.example/40", 40)];
    assert_eq!(read.verified_by(&known).unwrap().len(), 2);
    // A known key that is named falsely spoils the whole note.
    let forged = note.replace(line_of(&ours), line_of(&sign("other\n", "example.org/desk", &key(1)).unwrap()));
    assert!(matches!(Note::read(&forged).unwrap().verified_by(&known), Err(NoteFault::Forged(_))));
}

#[test]
fn cosignatures_bind_the_time_at_which_they_were_made() {
    use base64::Engine;
    use ed25519_dalek::Signer;
    let witness = Verifier::new("witness.example/w", KeyKind::Cosignature, key(5).verifying_key().as_bytes()).unwrap();
    let cosigned = |signed: u64, said: u64| {
        let signature = key(5).sign(format!("cosignature/v1\ntime {signed}\n{TEXT}").as_bytes()).to_bytes();
        let said = [&witness.id()[..], &said.to_be_bytes(), &signature].concat();
        let line = base64::engine::general_purpose::STANDARD.encode(said);
        Note::read(&format!("{TEXT}\n\u{2014} witness.example/w {line}\n")).unwrap()
    };
    let known = [witness.to_string().parse::<Verifier>().unwrap()];
    assert_eq!(cosigned(1_700_000_000, 1_700_000_000).verified_by(&known).unwrap(), [&witness]);
    for (signed, said) in [(1_700_000_000, 1_700_000_001), (1 << 63, 1 << 63)] {
        assert!(cosigned(signed, said).verified_by(&known).is_err());
    }
}

#[test]
fn what_is_no_note_is_refused() {
    let line = "\u{2014} example.org/desk AAAAAAUF\n";
    let notes = [
        (String::new(), NoteFault::Parts),
        (TEXT.to_owned(), NoteFault::Parts),
        (format!("{TEXT}\n"), NoteFault::Parts),
        (format!("{TEXT}{line}"), NoteFault::Parts),
        (format!("{TEXT}\n{}", line.trim_end()), NoteFault::Parts),
        (format!("{TEXT}\r\n{line}"), NoteFault::Control),
        (format!("a\tb\n\n{line}"), NoteFault::Control),
        ("x\n".repeat(1 << 20), NoteFault::TooLong),
        (format!("{TEXT}\n{}", line.repeat(300)), NoteFault::TooLong),
    ];
    for (note, fault) in notes {
        assert_eq!(Note::read(&note), Err(fault), "{:?}", &note[..note.len().min(120)]);
    }
    for bad in [
        "- example.org/desk AAAAAAUF",
        "\u{2014} example.org/desk",
        "\u{2014}  AAAAAAUF",
        "\u{2014} a+b AAAAAAUF",
        "\u{2014} a\u{a0}b AAAAAAUF",
        "\u{2014} a AAAAAA==",
        "\u{2014} a AAAAAAUF=",
        "\u{2014} a AAAAAAUF ",
    ] {
        assert!(matches!(Note::read(&format!("{TEXT}\n{bad}\n{line}")), Err(NoteFault::Line(_))), "{bad:?}");
    }
}

#[test]
fn what_is_no_verifier_key_is_refused() {
    let keys = [
        ("example.com/foo", KeyFault::Parts),
        ("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", KeyFault::Name),
        ("a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", KeyFault::Name),
        ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2", KeyFault::Key),
        ("example.com/foo+530d903a+CekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", KeyFault::Key),
        ("example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", KeyFault::Id("e8bcad85".to_owned())),
    ];
    for (text, fault) in keys {
        let found = text.parse::<Verifier>().unwrap_err();
        assert_eq!(std::mem::discriminant(&found), std::mem::discriminant(&fault), "{text}: {found}");
    }
}

#[test]
fn a_checkpoint_has_one_text() {
    let checkpoint = Checkpoint { origin: "example.org/desk".to_owned(), size: 12, root: leaf_hash(b"x") };
    assert_eq!(Checkpoint::read(&checkpoint.to_text()), Ok(checkpoint.clone()));
    let empty = Checkpoint { size: 0, root: empty_root(), ..checkpoint.clone() };
    assert_eq!(Checkpoint::read(&empty.to_text()), Ok(empty));
    let text = checkpoint.to_text();
    let texts = [
        (text.trim_end().to_owned(), CheckpointFault::Lines),
        (format!("{text}more\n"), CheckpointFault::Lines),
        (text.replace("example.org/desk", ""), CheckpointFault::Lines),
        (text.replace("12", "012"), CheckpointFault::Size),
        (text.replace("12", "+12"), CheckpointFault::Size),
        (text.replace("12", "-1"), CheckpointFault::Size),
        (text.replace("12", "18446744073709551616"), CheckpointFault::Size),
        (text.replace("12", "0"), CheckpointFault::Root),
        (text.replace('=', ""), CheckpointFault::Root),
    ];
    for (text, fault) in texts {
        assert_eq!(Checkpoint::read(&text), Err(fault), "{text:?}");
    }
}
