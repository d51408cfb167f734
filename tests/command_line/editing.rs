//! A fact corrected in an editor: what is recorded, what is not, and that no
//! work is lost on the way.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::desk::{Desk, Done};

/// A desk whose texts to edit have a folder of their own.
struct Editing {
    desk: Desk,
}

impl Editing {
    fn new() -> Self {
        let desk = Desk::busy();
        fs::create_dir(desk.path("texts")).unwrap();
        Self { desk }
    }

    /// Event 2 opened in an editor.
    fn command(&self, editor: &str, more: &[&str]) -> Command {
        let mut command = self.desk.command(&[&["amend", "2", "--edit"], more].concat());
        command.env_remove("VISUAL").env("EDITOR", editor).env("TMPDIR", self.desk.path("texts")).stdin(Stdio::null());
        command
    }

    fn edit(&self, editor: &str, more: &[&str]) -> Done {
        Done::of(self.command(editor, more).output().unwrap())
    }

    /// The texts that were kept.
    fn kept(&self) -> Vec<PathBuf> {
        fs::read_dir(self.desk.path("texts")).unwrap().map(|entry| entry.unwrap().path()).collect()
    }

    /// Holds an edit to its refusal: nothing recorded, and the text kept and named.
    #[track_caller]
    fn assert_kept(&self, code: i32, editor: &str, more: &[&str], said: &[&str]) -> PathBuf {
        let before = self.desk.head();
        let done = self.edit(editor, more);
        done.assert_says(code, said);
        assert_eq!((self.desk.head(), done.stdout.as_str()), (before, ""), "{done:?}");
        let [kept] = self.kept().try_into().unwrap_or_else(|kept| panic!("{kept:?}: {done:?}"));
        done.assert_says(code, &[&format!("what you wrote is kept in {}", kept.display())]);
        kept
    }

    /// The same, where there is nothing to keep.
    #[track_caller]
    fn assert_left(&self, code: i32, editor: &str, more: &[&str], said: &[&str]) -> Done {
        let before = self.desk.head();
        let done = self.edit(editor, more);
        done.assert_says(code, said);
        assert_eq!((self.desk.head(), self.kept()), (before, vec![]), "{done:?}");
        done
    }

    fn shown(&self, event: &str) -> serde_json::Value {
        self.desk.well(&["show", event, "-o", "json"]).json()
    }
}

#[test]
fn a_line_changed_is_a_field_changed() {
    let editing = Editing::new();
    let done = editing.edit("sed -i s/2016-06-26/2016-06-25/", &["--why", "a day off", "-o", "json"]);
    assert_eq!((done.seqs(), done.stderr.as_str()), (vec![4], ""), "{done:?}");
    let shown = editing.shown("4");
    assert_eq!(
        (&shown["when"], &shown["amended_because"], &shown["post"]),
        (&"2016-06-25".into(), &"a day off".into(), &"Health".into())
    );
    assert_eq!(editing.kept(), [] as [PathBuf; 0]);
}

#[test]
fn a_line_removed_is_a_field_cleared_and_the_reason_may_stand_in_the_text() {
    let editing = Editing::new();
    let editor = r#"sed -i -e '/^post/d' -e 's/^why = ""/why = "the paper names no post"/' -e 's/^# by = ""/by = "Jeremy Corbyn"/'"#;
    let done = editing.edit(editor, &[]);
    done.assert_says(0, &[]);
    assert!(done.stdout.contains("amended"), "{done:?}");
    let shown = editing.shown("4");
    assert_eq!((&shown["post"], &shown["by"]), (&serde_json::Value::Null, &"Jeremy Corbyn".into()));
    assert_eq!(shown["amended_because"], "the paper names no post");
    // What was edited is what stands, not what was first recorded.
    editing.edit("cp -t .", &[]).assert_says(0, &["no field was changed"]);
    let copy = fs::read_dir(editing.desk.folder()).unwrap().map(|entry| entry.unwrap().path());
    let copy = copy.filter(|path| path.extension().is_some_and(|extension| extension == "toml")).last().unwrap();
    let text = fs::read_to_string(copy).unwrap();
    assert!(text.contains("by = \"Jeremy Corbyn\"") && text.contains(", as event 4 has it: departed"), "{text}");
}

#[test]
fn the_text_is_for_nobody_else_and_shows_the_words_that_the_fact_rests_on() {
    let editing = Editing::new();
    editing
        .edit("cp --preserve=mode -t .", &["--quote", "resigned first", "--source", "morning", "--dry-run"])
        .assert_says(2, &["say why"]);
    let path = fs::read_dir(editing.desk.folder()).unwrap().map(|entry| entry.unwrap().path());
    let path = path.filter(|path| path.extension().is_some_and(|extension| extension == "toml")).last().unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(path).unwrap();
    assert!(text.starts_with("# Event 2 ("), "{text}");
    assert!(text.contains("\n# new: “resigned first” (morning)\n# “before breakfast” (morning)\n"), "{text}");
}

#[test]
fn what_was_not_changed_is_not_recorded() {
    let editing = Editing::new();
    for (editor, why) in [
        ("true", "no field was changed"),
        ("sed -i s/^#.*//", "no field was changed"),
        ("sed -i /^stance/d", "no field was changed"),
        ("sed -i 's/^why = .*/why = \"so\"/'", "no field was changed"),
        ("sed -i d", "the text was emptied"),
        ("truncate -s 0", "the text was emptied"),
        ("sed -i s/^[^#]/#&/", "the text was emptied"),
    ] {
        let done = editing.assert_left(0, editor, &[], &[&format!("note: {why}, so the fact stays as it is")]);
        assert_eq!(done.stdout, "There was nothing to record.\n", "{editor}");
        let quiet = editing.assert_left(0, editor, &["-q", "-o", "json"], &[]);
        assert_eq!((quiet.stderr.as_str(), quiet.seqs()), ("", vec![]), "{editor}");
    }
}

#[test]
fn a_quote_may_be_given_beside_the_text() {
    let editing = Editing::new();
    let quote = ["--source", "morning", "--quote", "resigned first", "--why", "these words are plainer"];
    editing.edit("true", &quote).assert_says(0, &[]);
    let citations = editing.shown("4")["citations"].clone();
    assert_eq!(
        (&citations[0]["exact"], &citations[1]["exact"]),
        (&"resigned first".into(), &"before breakfast".into())
    );
    // A text that is emptied takes everything back.
    editing.assert_left(0, "truncate -s 0", &quote, &["the text was emptied"]);
    // What is not there is said before anybody has worked for nothing.
    let wrong = ["--source", "morning", "--quote", "resigned third", "--why", "w"];
    editing.assert_left(2, "touch edited", &wrong, &["the quote does not occur in the source"]);
    assert!(!editing.desk.path("edited").exists());
}

#[test]
fn a_trial_records_nothing() {
    let editing = Editing::new();
    let done = editing.assert_left(0, "sed -i s/2016-06-26/2016-06-25/", &["--why", "w", "--dry-run"], &[]);
    assert!(done.stdout.contains("would be recorded") && done.stdout.contains("(--dry-run)"), "{done:?}");
}

#[test]
fn a_text_that_does_not_read_back_is_kept_and_its_place_is_said() {
    for (editor, line, told) in [
        ("sed -i 's/^when = .*/when = \"2016-06-26/'", "when = \"2016-06-26", ""),
        ("sed -i s/^person/persn/", "persn = \"Heidi Alexander\"", "`departed` has no `persn`; it takes person, body"),
        ("sed -i 's/^post.*/post = \"\"/'", "post = \"\"", "`post` is empty: give it a text, or remove the line"),
        ("sed -i 's/^how = .*/how = \"fired\"/'", "how = \"fired\"", "`fired` is not one of: resigned, sacked"),
        ("sed -i 's/^when = .*/when = \"26.6.2016\"/'", "when = \"26.6.2016\"", "2016-06-26"),
        ("sed -i 's/^# ends = .*/ends = \"99\"/'", "ends = \"99\"", "there is no event `99`"),
        ("sed -i /^.departed.$/d", "person = \"Heidi Alexander\"", "below a line `[departed]`; put it back"),
    ] {
        let editing = Editing::new();
        let code = if told.contains("no event") { 5 } else { 2 };
        let kept = editing.assert_kept(code, editor, &["--why", "w"], &[told, line]);
        let text = fs::read_to_string(&kept).unwrap();
        let number = text.lines().position(|found| found == line).unwrap() + 1;
        let done = editing.edit(&format!("cp '{}'", kept.display()), &["--why", "w"]);
        assert!(done.stderr.contains(&format!(".toml:{number}:")), "{line} is line {number}: {}", done.stderr);
    }
}

#[test]
fn a_text_with_a_change_and_no_reason_is_kept() {
    let editing = Editing::new();
    for editor in [
        "sed -i s/2016-06-26/2016-06-25/",
        "sed -i -e s/2016-06-26/2016-06-25/ -e '/^why/d'",
        "sed -i -e s/2016-06-26/2016-06-25/ -e 's/^why = .*/why = \" \"/'",
    ] {
        let kept = editing.assert_kept(2, editor, &[], &["say why the fact is corrected: `why = \"…\"`"]);
        fs::remove_file(kept).unwrap();
    }
}

#[test]
fn what_the_ledger_refuses_is_kept() {
    let editing = Editing::new();
    let kept = editing.assert_kept(2, "sed -i /^body/d", &["--why", "w"], &["`departed` needs `body`"]);
    fs::remove_file(kept).unwrap();
    let other = ["--why", "w", "--expect-head", "2"];
    let kept = editing.assert_kept(6, "sed -i s/2016-06-26/2016-06-25/", &other, &["the head is"]);
    fs::remove_file(kept).unwrap();
    editing.assert_kept(2, "sed -i 's/^# note = .*/\\xff/'", &["--why", "w"], &["is not UTF-8 from byte"]);
}

#[test]
fn a_kept_text_is_taken_in_as_the_hint_says() {
    let editing = Editing::new();
    let kept = editing.assert_kept(2, "sed -i s/2016-06-26/2016-06-25/", &[], &["say why"]);
    let done = Done::of(editing.command("true", &[]).output().unwrap());
    done.assert_says(0, &["no field was changed"]);
    let text = fs::read_to_string(&kept).unwrap();
    fs::write(&kept, text.replace("why = \"\"", "why = \"a day off\"")).unwrap();
    let mut again = editing.command("false", &["-o", "json"]);
    again.env("VISUAL", format!("cp '{}'", kept.display()));
    assert_eq!(Done::of(again.output().unwrap()).seqs(), [4]);
    assert_eq!(editing.shown("4")["when"], "2016-06-25");
}

#[test]
fn a_fact_that_somebody_else_changed_meanwhile_is_a_conflict() {
    let program = env!("CARGO_BIN_EXE_reshuffle");
    // The ledger is not held while the editor is open: these would not get in.
    for (theirs, by) in [
        ("amend 2 --when 2016-06-24 --why theirs", 4),
        ("retract 2 --why theirs", 4),
        ("amend 2 --when 2016-06-24 --why theirs > first && 'PROGRAM' --wait 0 retract 4 --why theirs", 0),
    ] {
        let editing = Editing::new();
        let theirs = theirs.replace("PROGRAM", program);
        editing.desk.write(
            "editor.sh",
            format!("sed -i s/2016-06-26/2016-06-25/ \"$1\"\n'{program}' --wait 0 {theirs} > theirs\n"),
        );
        let done = editing.edit("sh editor.sh", &["--why", "ours", "-o", "json"]);
        if by == 0 {
            // Changed and changed back: the fact is what it was.
            assert_eq!(done.seqs(), [6], "{done:?}");
            continue;
        }
        let told = format!("the fact was changed meanwhile, by event {by}");
        done.assert_says(6, &[&told, &format!("`reshuffle why {by}`"), "edit the fact anew", "is kept in"]);
        assert_eq!((editing.desk.head().0, editing.kept().len(), done.stdout.as_str()), (5, 1, ""), "{done:?}");
    }
    // So is an amendment that was edited and is taken back meanwhile.
    let editing = Editing::new();
    editing.desk.well(&["amend", "2", "--when", "2016-06-24", "--why", "first"]);
    editing.desk.write(
        "editor.sh",
        format!("sed -i s/2016-06-24/2016-06-25/ \"$1\"\n'{program}' --wait 0 retract 4 --why theirs > theirs\n"),
    );
    editing.edit("sh editor.sh", &["--why", "ours"]).assert_says(6, &["changed meanwhile, by event 5"]);
    // What is recorded of other facts is nobody's conflict.
    let editing = Editing::new();
    editing.desk.write(
        "editor.sh",
        format!("sed -i s/2016-06-26/2016-06-25/ \"$1\"\n'{program}' --wait 0 retract 3 --why theirs > theirs\n"),
    );
    assert_eq!(editing.edit("sh editor.sh", &["--why", "ours", "-o", "json"]).seqs(), [5]);
}

#[test]
fn an_editor_that_fails_or_is_missing_changes_nothing() {
    let editing = Editing::new();
    let way_out = "name another in VISUAL or EDITOR, or give the changes as flags";
    for (editor, told) in [
        ("no-such-editor -w", "the editor `no-such-editor -w` could not be started"),
        ("false", "the editor `false` did not end well, so nothing is recorded"),
        ("vi 'never closed", "a quotation mark in it is never closed"),
        ("rm", "could not read what was edited"),
    ] {
        let told = if editor == "rm" { vec![told] } else { vec![told, way_out] };
        editing.assert_left(7, editor, &["--why", "w"], &told);
    }
    let typed = "sh -c 'echo \"# work\" >> \"$0\"; exit 1'";
    let kept = editing.assert_kept(7, typed, &["--why", "w"], &["did not end well", way_out]);
    assert!(fs::read_to_string(kept).unwrap().ends_with("# work\n"));
}

#[test]
fn the_editor_is_visual_then_editor_then_vi() {
    let editing = Editing::new();
    editing.desk.write("vi", "#!/bin/sh\nsed -i s/2016-06-26/2016-06-23/ \"$1\"\n");
    fs::set_permissions(editing.desk.path("vi"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", editing.desk.folder().display(), std::env::var("PATH").unwrap());
    let (visual, editor) = ("sed -i s/2016-06-26/2016-06-24/", "sed -i s/2016-06-26/2016-06-25/");
    for (visual, editor, when) in [(visual, editor, "2016-06-24"), ("", editor, "2016-06-25"), (" ", "", "2016-06-23")]
    {
        let mut command = editing.command(editor, &["--why", "w", "--dry-run"]);
        let done = Done::of(command.env("VISUAL", visual).env("PATH", &path).output().unwrap());
        assert!(done.code == Some(0) && done.stdout.contains(when), "{visual:?} {editor:?}: {done:?}");
    }
    let mut nothing = editing.command("", &["--why", "w"]);
    let done = Done::of(nothing.env("PATH", "/nowhere").output().unwrap());
    done.assert_says(7, &["the editor `vi` could not be started", "VISUAL or EDITOR"]);
}

#[test]
fn what_cannot_be_edited_is_refused_before_the_editor_opens() {
    let editing = Editing::new();
    let desk = &editing.desk;
    desk.assert_refused(2, &["amend", "2", "--edit", "--when", "2016"], &["change `when` as a flag or in the editor"]);
    desk.assert_refused(2, &["amend", "2", "--edit", "--person", "A"], &["change `person` as a flag or in the editor"]);
    desk.assert_refused(2, &["amend", "2", "--edit", "--unset", "post"], &["--edit", "cannot be used with"]);
    desk.assert_refused(2, &["amend", "2", "--when", "2016"], &["--why"]);
    desk.assert_refused(5, &["amend", "99", "--edit"], &["there is no event `99`"]);
    desk.assert_refused(5, &["amend", "1", "--edit"], &["is not a fact or an amendment"]);
    desk.well(&["retract", "3", "--why", "w"]);
    desk.assert_refused(2, &["amend", "3", "--edit"], &["a retraction is final"]);
}

#[test]
fn a_judgement_of_the_desk_has_its_own_reason() {
    let editing = Editing::new();
    editing.desk.well(&["append", "alias", "H Alexander", "--of", "Heidi Alexander", "--why", "the same person"]);
    let mut command = editing.desk.command(&["amend", "4", "--edit", "--why", "said better"]);
    command.env_remove("VISUAL").env("EDITOR", "sed -i 's/the same person/as the party spells her/'");
    Done::of(command.stdin(Stdio::null()).output().unwrap()).assert_says(0, &[]);
    let alias = editing.desk.well(&["log", "--kind", "amended", "-o", "jsonl"]).stdout;
    assert!(alias.contains("as the party spells her"), "{alias}");
}
