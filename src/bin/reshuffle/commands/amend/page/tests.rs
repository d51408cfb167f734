//! Texts to edit read back as what they say, and as nothing else.

use proptest::prelude::*;

use super::*;

fn fields(said: &[(Field, &str)]) -> Fields {
    let mut fields = Fields::default();
    for (field, text) in said {
        fields.set(*field, *text);
    }
    fields
}

/// A departure as every one of them is shown.
fn departed() -> Fields {
    fields(&[
        (Field::Person, "Heidi \"H\" Alexander"),
        (Field::Body, "Shadow Cabinet"),
        (Field::How, "resigned"),
        (Field::When, "2016-06-26"),
        (Field::Basis, "quote"),
        (Field::Stance, "reported"),
    ])
}

fn page(before: &Fields) -> Page<'_> {
    Page { kind: Kind::Departed, before, asks_why: true }
}

/// What a text states that was changed from one word to another.
fn edited(from: &str, to: &str) -> Result<Edited, Fault> {
    let before = departed();
    let text = page(&before).text("Event 2");
    assert!(text.contains(from), "`{from}` is not in:\n{text}");
    page(&before).read(&text.replacen(from, to, 1))
}

#[test]
fn the_text_says_what_the_fact_is_and_what_it_might_say() {
    let before = departed();
    let text = page(&before).text("Event 2\n“two\u{202E}\nlines”");
    assert!(text.starts_with("# Event 2\n# “two\\u{202e}\n# lines”\n#\n# Change"), "{text}");
    for line in [
        "why = \"\"",
        "[departed]",
        "person = \"Heidi \\\"H\\\" Alexander\"",
        "when = \"2016-06-26\"",
        "# by = \"\"  # At whose hands",
    ] {
        assert!(text.lines().any(|found| found == line), "`{line}` is not in:\n{text}");
    }
    assert!(text.contains("basis = \"quote\"  # What that time rests on: quote, published, desk"), "{text}");
    assert!(!text.contains("pledge"), "{text}");
    let told = Page { asks_why: false, ..page(&before) }.text("Event 2");
    assert!(!told.contains("why"), "{told}");
}

#[test]
fn a_changed_line_is_that_change_and_a_removed_one_clears() {
    let changed = edited("2016-06-26", "2016-06-25").unwrap();
    assert_eq!((changed.changes, changed.cleared), (fields(&[(Field::When, "2016-06-25")]), vec![]));
    let removed = edited("body = \"Shadow Cabinet\"\n", "").unwrap();
    assert_eq!((removed.changes, removed.cleared), (Fields::default(), vec![Field::Body]));
    let added = edited("# by = \"\"", "by = \"Jeremy Corbyn\"").unwrap();
    assert_eq!((added.changes, added.cleared), (fields(&[(Field::By, "Jeremy Corbyn")]), vec![]));
    let why = edited("why = \"\"", "why = 'a slip'").unwrap();
    assert_eq!((why.why.as_deref(), why.changes.is_empty(), why.cleared), (Some("a slip"), true, vec![]));
}

#[test]
fn what_goes_without_saying_may_be_left_out_or_said() {
    let before = departed();
    let text = page(&before).text("Event 2");
    let without: String =
        text.lines().filter(|line| !line.starts_with("stance")).map(|line| format!("{line}\n")).collect();
    assert_eq!(page(&before).read(&without).map(|edited| (edited.changes, edited.cleared)), Ok(Default::default()));
    let mut published = departed();
    published.set(Field::Basis, "published");
    let read = page(&published).read(&without.replace("basis", "# basis")).unwrap();
    assert_eq!(read.cleared, [Field::Basis], "that is another basis");
    let appointed = fields(&[(Field::Person, "A")]);
    let page = Page { kind: Kind::Appointed, before: &appointed, asks_why: false };
    let read = page.read("[appointed]\nperson = \"A\"\nacting = false\n").unwrap();
    assert!(read.changes.is_empty(), "{read:?}");
}

#[test]
fn an_emptied_text_has_no_fields() {
    let before = departed();
    for text in ["", "\n# nothing\n", "why = \"x\"\n", "why = \"x\"\n[departed]\n", "\u{FEFF}"] {
        assert_eq!(page(&before).read(text).map(|edited| edited.has_fields), Ok(false), "{text:?}");
    }
    assert_eq!(page(&before).read("[departed]\nperson = \"A\"").map(|edited| edited.has_fields), Ok(true));
}

#[test]
fn numbers_and_days_need_no_quotation_marks() {
    let changed = edited("\"2016-06-26\"", "2016-06-25 # was a day off").unwrap();
    assert_eq!(changed.changes, fields(&[(Field::When, "2016-06-25")]));
    let before = fields(&[(Field::Number, "3")]);
    let page = Page { kind: Kind::Counted, before: &before, asks_why: false };
    assert_eq!(page.read("[counted]\r\nnumber = 3\r\n").map(|edited| edited.changes.is_empty()), Ok(true));
    let four = page.read("[counted]\nnumber = 4\n").unwrap();
    assert_eq!(four.changes, fields(&[(Field::Number, "4")]));
}

#[test]
fn what_is_no_field_is_refused_where_it_stands() {
    let before = departed();
    let text = page(&before).text("Event 2");
    for (from, to, at, why) in [
        ("person = \"", "persn = \"", "persn", "`departed` has no `persn`; it takes person, body, how, when"),
        ("# by = \"\"", "pledge = \"x\"", "pledge", "`departed` has no `pledge`"),
        ("# by = \"\"", "by = \"\"", "\"\"  # At whose", "`by` is empty: give it a text, or remove the line"),
        ("# by = \"\"", "by = [\"A\", \"B\"]", "[\"A\"", "one text, in quotation marks"),
        ("# by = \"\"", "by = {a = 1}", "{a", "one text, in quotation marks"),
        ("[departed]", "[sacked]", "sacked]", "`sacked` has no place here, only `[departed]`"),
        ("[departed]", "", "person", "stand below a line `[departed]`; put it back"),
        ("why = \"\"", "departed = 1", "departed]", "duplicate key"),
        ("Cabinet\"", "Cabinet", "", ""),
        ("# by = \"\"", "how = \"sacked\"", "how = \"sacked\"", ""),
    ] {
        let changed = text.replacen(from, to, 1);
        let fault = page(&before).read(&changed).unwrap_err();
        assert!(fault.why.contains(why), "{to}: {fault:?}");
        assert!(at.is_empty() || changed[fault.at..].starts_with(at), "{to}: {fault:?}: {}", &changed[fault.at..]);
    }
    let fault = Page { asks_why: false, ..page(&before) }.read("why = \"x\"").unwrap_err();
    assert_eq!((fault.at, fault.why.as_str()), (0, "--why says why already; remove this line"));
}

/// A kind of fact with any texts in some of its fields.
fn any_fields() -> impl Strategy<Value = (Kind, Fields)> {
    let kind = prop::sample::select(Kind::facts().collect::<Vec<_>>());
    kind.prop_flat_map(|kind| {
        let some = prop::sample::subsequence(kind.fields(), 1..=kind.fields().len());
        some.prop_flat_map(move |some| {
            let texts = prop::collection::vec(any_text(), some.len());
            texts.prop_map(move |texts| (kind, some.iter().copied().zip(texts).collect::<Vec<_>>()))
        })
        .prop_map(|(kind, said)| {
            (kind, fields(&said.iter().map(|(field, text)| (*field, text.as_str())).collect::<Vec<_>>()))
        })
    })
}

fn any_text() -> impl Strategy<Value = String> {
    let characters = prop::collection::vec(any::<char>(), 1..20).prop_map(String::from_iter);
    let awkward =
        prop::sample::select(vec!["\"\"\"", "'''", "\\", "a\r\nb", "# not one", "[x]", " ", "\u{7F}\u{E0001}"]);
    let plain = prop::sample::select(vec!["quote", "reported", "exactly", "person", "true", "2016-06-26", "3"]);
    prop_oneof![characters, awkward.prop_map(str::to_owned), plain.prop_map(str::to_owned)]
}

proptest! {
    #[test]
    fn a_text_left_as_it_was_changes_nothing((kind, before) in any_fields(), about in any_text(), asks_why: bool) {
        let page = Page { kind, before: &before, asks_why };
        let text = page.text(&about);
        let read = page.read(&text).map_err(|fault| TestCaseError::fail(format!("{fault:?} in:\n{text}")))?;
        prop_assert!(read.has_fields && read.changes.is_empty() && read.cleared.is_empty(), "{read:?}");
        prop_assert_eq!(read.why, asks_why.then(String::new));
        prop_assert_eq!(read.places.fields.len(), before.iter().count());
    }

    #[test]
    fn a_single_change_is_exactly_that(
        (kind, before) in any_fields(), which: prop::sample::Index, text in prop::option::of(any_text())
    ) {
        let field = *which.get(&kind.fields());
        let mut after = before.clone();
        match &text {
            Some(text) => after.set(field, text),
            None => after.unset(field),
        };
        prop_assume!(!after.is_empty());
        let written = Page { kind, before: &after, asks_why: true }.text("");
        let read = Page { kind, before: &before, asks_why: true }.read(&written);
        let read = read.map_err(|fault| TestCaseError::fail(format!("{fault:?} in:\n{written}")))?;
        let meant = |fields: &Fields| fields.get(field).filter(|text| !is_default(field, text)).map(str::to_owned);
        // Where a default is said instead of nothing, or the other way about, the fact is the same.
        let same = before.get(field) == after.get(field) || meant(&before).is_none() && meant(&after).is_none();
        let mut expected = Edited::default();
        match &text {
            _ if same && (before.get(field).is_none() || text.is_none()) => {}
            Some(text) if before.get(field) != Some(text) => { expected.changes.set(field, text); }
            None => expected.cleared.push(field),
            Some(_) => {}
        }
        prop_assert_eq!((read.changes, read.cleared), (expected.changes, expected.cleared));
    }
}
