//! Keys and signatures of OpenSSH: ours are taken by `ssh-keygen` and its are
//! taken here, and whatever was touched is not.

#![allow(clippy::unwrap_used)]

#[path = "support/needs.rs"]
mod needs;

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use proptest::prelude::*;
use reshuffle::proof::ssh::{
    KeyFault, NAMESPACE, PrivateKey, PublicKey, SignatureFault, sign, sign_event, verify, verify_event,
};

const RECORDER: &str = include_str!("fixtures/ssh/recorder");
const RECORDER_PUB: &str = include_str!("fixtures/ssh/recorder.pub");
const OTHER: &str = include_str!("fixtures/ssh/other");
const LOCKED: &str = include_str!("fixtures/ssh/locked");
const ECDSA: &str = include_str!("fixtures/ssh/ecdsa");
const ECDSA_PUB: &str = include_str!("fixtures/ssh/ecdsa.pub");
const EVENT: &str = include_str!("fixtures/ssh/event-id");
const SHA512: &str = include_str!("fixtures/ssh/sha512.sig");
const SHA256: &str = include_str!("fixtures/ssh/sha256.sig");

fn key(text: &str) -> PrivateKey {
    text.parse().unwrap()
}

fn event() -> [u8; 32] {
    std::array::from_fn(|i| u8::from_str_radix(&EVENT[2 * i..2 * i + 2], 16).unwrap())
}

/// What stands between the two lines of a key or a signature.
fn bytes_of(armored: &str) -> Vec<u8> {
    let lines: Vec<&str> = armored.lines().collect();
    BASE64.decode(lines[1..lines.len() - 1].concat()).unwrap()
}

/// Other bytes between the same two lines.
fn with_bytes(armored: &str, bytes: &[u8]) -> String {
    let lines: Vec<&str> = armored.lines().collect();
    format!("{}\n{}\n{}\n", lines[0], BASE64.encode(bytes), lines[lines.len() - 1])
}

#[test]
fn what_ssh_keygen_made_is_read_and_made_again() {
    let recorder = key(RECORDER);
    let public: PublicKey = RECORDER_PUB.parse().unwrap();
    assert_eq!(recorder.public(), public);
    assert!(RECORDER_PUB.starts_with(&public.to_line()), "{}", public.to_line());
    assert_eq!(verify_event(SHA512, &event()), Ok(public));
    assert_eq!(verify_event(SHA256, &event()), Ok(public));
    // Ed25519 leaves nothing to chance, so that the whole text is the same.
    assert_eq!(sign_event(&recorder, &event()), SHA512);
    assert_ne!(key(OTHER).public(), public);
}

#[test]
fn a_signature_is_of_one_event_in_one_namespace() {
    let public: PublicKey = RECORDER_PUB.parse().unwrap();
    assert_eq!(verify_event(SHA512, &[5; 32]), Err(SignatureFault::Forged(public)));
    assert_eq!(verify(SHA512, NAMESPACE, format!("{EVENT}\n").as_bytes()), Err(SignatureFault::Forged(public)));
    let elsewhere = include_str!("fixtures/ssh/namespace.sig");
    assert_eq!(verify_event(elsewhere, &event()), Err(SignatureFault::Namespace("file".to_owned())));
    assert_eq!(verify(elsewhere, "file", EVENT.as_bytes()), Ok(public));
    let other_type = include_str!("fixtures/ssh/ecdsa.sig");
    let fault = SignatureFault::Algorithm("ecdsa-sha2-nistp256".to_owned());
    assert_eq!(verify_event(other_type, &event()), Err(fault));
    for none in ["", "SSHSIG", RECORDER, &SHA512.replace("SIGNATURE", "MESSAGE"), &format!("{SHA512}more")] {
        assert_eq!(verify_event(none, &event()), Err(SignatureFault::Form), "{none}");
    }
    assert_eq!(verify_event(&SHA512.replace('\n', "\r\n"), &event()), Ok(public));
}

#[test]
fn a_key_that_cannot_sign_is_refused_with_a_way_out() {
    let refused = |text: &str| text.parse::<PrivateKey>().unwrap_err();
    assert_eq!(refused(LOCKED), KeyFault::Encrypted);
    assert!(refused(LOCKED).to_string().contains("ssh-keygen -p -f COPY -N ''"), "{}", refused(LOCKED));
    assert_eq!(refused(ECDSA), KeyFault::OtherType("ecdsa-sha2-nistp256".to_owned()));
    assert_eq!(refused(RECORDER_PUB), KeyFault::PublicHalf);
    assert_eq!(refused("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n"), KeyFault::NotPrivate);
    assert_eq!(refused(""), KeyFault::NotPrivate);
    assert_eq!(refused(&"x".repeat(70_000)), KeyFault::TooLong);
    let refused = |line: &str| line.parse::<PublicKey>().unwrap_err();
    assert_eq!(refused(ECDSA_PUB), KeyFault::OtherType("ecdsa-sha2-nistp256".to_owned()));
    assert_eq!(refused(RECORDER), KeyFault::PrivateHalf);
    assert_eq!(refused(&format!("{RECORDER_PUB}{RECORDER_PUB}")), KeyFault::NotPublic);
    assert_eq!(refused("ssh-ed25519"), KeyFault::NotPublic);
    assert_eq!(refused("ssh-ed25519 AAAA"), KeyFault::Damaged("it names no type"));
    // A point of small order verifies what nobody signed.
    let weak = [&[0, 0, 0, 11][..], b"ssh-ed25519", &[0, 0, 0, 32, 1], &[0; 31]].concat();
    assert_eq!(refused(&format!("ssh-ed25519 {}", BASE64.encode(weak))), KeyFault::Damaged("its bytes are no key"));
}

#[test]
fn a_private_key_is_never_shown() {
    let shown = format!("{:?}", key(RECORDER));
    assert_eq!(shown, format!("PrivateKey(of {})", key(RECORDER).public()));
}

#[test]
fn a_bit_anywhere_in_a_key_or_a_signature_makes_it_another_or_none() {
    let public = key(RECORDER).public();
    // A comment says nothing, nor does where it ends.
    let whole = bytes_of(RECORDER);
    let comment = whole.windows(4).rposition(|window| window == b"a te").unwrap();
    for (at, bit) in (0..whole.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << bit;
        let read = with_bytes(RECORDER, &bytes).parse::<PrivateKey>();
        let is_comment = (comment - 4..comment + "a test key, worth nothing".len()).contains(&at);
        assert!(read.is_err() || is_comment, "bit {bit} of byte {at}: {read:?}");
    }
    let whole = bytes_of(SHA512);
    for (at, bit) in (0..whole.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << bit;
        let verified = verify_event(&with_bytes(SHA512, &bytes), &event());
        assert!(verified.is_err(), "bit {bit} of byte {at}: {verified:?}");
    }
    assert_eq!(verify_event(&with_bytes(SHA512, &whole), &event()), Ok(public));
}

#[test]
fn what_was_cut_or_lengthened_is_none() {
    let (private, signature) = (bytes_of(RECORDER), bytes_of(SHA512));
    for length in 0..private.len() {
        assert!(with_bytes(RECORDER, &private[..length]).parse::<PrivateKey>().is_err(), "{length}");
    }
    for length in 0..signature.len() {
        assert!(verify_event(&with_bytes(SHA512, &signature[..length]), &event()).is_err(), "{length}");
    }
    assert!(with_bytes(RECORDER, &[&private[..], &[0]].concat()).parse::<PrivateKey>().is_err());
    assert!(verify_event(&with_bytes(SHA512, &[&signature[..], &[0]].concat()), &event()).is_err());
    for length in 0..RECORDER.trim_end().len() {
        assert!(RECORDER[..length].parse::<PrivateKey>().is_err(), "{length}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic_and_none_are_a_signature(bytes in proptest::collection::vec(any::<u8>(), 0..400), text in "(?s).{0,200}") {
        for text in [with_bytes(SHA512, &bytes), text.clone()] {
            prop_assert!(verify_event(&text, &event()).is_err());
        }
        for text in [with_bytes(RECORDER, &bytes), with_bytes(RECORDER, &[b"openssh-key-v1\0", &bytes[..]].concat()), text] {
            prop_assert!(text.parse::<PrivateKey>().is_err());
            prop_assert!(text.parse::<PublicKey>().is_err());
        }
    }

    #[test]
    fn what_is_signed_verifies_and_nothing_else_does(message in proptest::collection::vec(any::<u8>(), 0..300), other in proptest::collection::vec(any::<u8>(), 0..300), namespace in "[a-z@.]{1,30}") {
        let recorder = key(RECORDER);
        let signature = sign(&recorder, &namespace, &message);
        prop_assert_eq!(verify(&signature, &namespace, &message), Ok(recorder.public()));
        prop_assert_eq!(verify(&signature, &namespace, &other).is_ok(), message == other);
        prop_assert!(verify(&signature, "elsewhere", &message).is_err());
    }
}

fn keygen(folder: &Path, args: &[&str], input: &str) -> Output {
    let mut command = Command::new("ssh-keygen");
    command.args(args).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn ssh_keygen_takes_what_is_signed_here_and_what_it_signs_is_taken() {
    if !needs::met("ssh-keygen (openssh-client)", needs::program("ssh-keygen")) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for (nth, comment) in ["", "x", "a comment with words", "ünïcode"].iter().enumerate() {
        let name = format!("key{nth}");
        let made = keygen(folder.path(), &["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", &name], "");
        assert!(made.status.success(), "{made:?}");
        let private = key(&fs::read_to_string(path(&name)).unwrap());
        let line = fs::read_to_string(path(&format!("{name}.pub"))).unwrap();
        assert_eq!(line.parse(), Ok(private.public()));
        let told = keygen(folder.path(), &["-l", "-f", &format!("{name}.pub")], "");
        assert!(String::from_utf8_lossy(&told.stdout).contains(&private.public().to_string()), "{told:?}");

        let id = [u8::try_from(nth).unwrap() * 7 + 1; 32];
        let digits: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
        fs::write(path("signature"), sign_event(&private, &id)).unwrap();
        fs::write(path("allowed"), format!("ann {}\n", private.public().to_line())).unwrap();
        let check = ["-Y", "verify", "-f", "allowed", "-I", "ann", "-n", NAMESPACE, "-s", "signature"];
        let verified = keygen(folder.path(), &check, &digits);
        assert!(verified.status.success(), "{verified:?}");
        assert!(!keygen(folder.path(), &check, &format!("{digits}\n")).status.success());

        fs::set_permissions(path(&name), fs::Permissions::from_mode(0o600)).unwrap();
        let theirs = keygen(folder.path(), &["-q", "-Y", "sign", "-f", &name, "-n", NAMESPACE], &digits);
        let theirs = String::from_utf8(theirs.stdout).unwrap();
        assert_eq!(verify_event(&theirs, &id), Ok(private.public()));
        assert_eq!(theirs, sign_event(&private, &id));
    }
}
