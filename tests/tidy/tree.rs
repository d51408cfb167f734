//! The files of the project as the rules see them, read without asking git.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use crate::lexer::{Lexed, lex};

/// Folders that are read whole.
const FOLDERS: &[&str] = &["src", "tests", "benches", "docs", ".ci"];

/// Something that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, from the top of the project.
    pub path: String,
    /// The line, from 1; 1 also where the whole file is meant.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl Finding {
    /// A finding at a line.
    pub fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// Fails, and lists them, where there are findings.
pub fn assert_clean(findings: &[Finding]) {
    let list: Vec<_> = findings.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "{} against the rules of the house:\n{}", list.len(), list.join("\n"));
}

/// Fails unless the findings stand on exactly these lines: what a bad example
/// is held against.
pub fn assert_lines(findings: &[Finding], lines: &[usize]) {
    let found: Vec<_> = findings.iter().map(|finding| finding.line).collect();
    assert_eq!(found, lines, "{findings:#?}");
}

/// A text file of the project.
#[derive(Debug)]
pub struct File {
    /// From the top of the project, with `/` between.
    pub path: String,
    /// All of it.
    pub text: String,
}

impl File {
    /// Whether this is Rust.
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

/// The project.
#[derive(Debug)]
pub struct Tree {
    /// Every text file of the folders above and of the top level, by path.
    pub files: Vec<File>,
    /// What stands at the top level.
    pub top: BTreeSet<String>,
    /// Files under `src/` that only tests are built from.
    test_files: BTreeSet<String>,
}

impl Tree {
    /// The files of Rust under a folder, which ends in `/`.
    pub fn rust<'a>(&'a self, under: &'a str) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |file| file.is_rust() && file.path.starts_with(under))
    }

    /// A file by its path, or an empty text.
    pub fn text(&self, path: &str) -> &str {
        self.files.iter().find(|file| file.path == path).map_or("", |file| file.text.as_str())
    }

    /// The files of Rust under `src/` that the product is built from.
    pub fn product(&self) -> impl Iterator<Item = &File> {
        self.rust("src/").filter(|file| !is_within(&file.path, &self.test_files))
    }

    /// Whether commands have been written, which come last: from then on the
    /// project is held to be whole.
    pub fn has_commands(&self) -> bool {
        self.rust("src/bin/reshuffle/commands/").next().is_some()
    }
}

/// The project's own tree, read once.
pub static TREE: LazyLock<Tree> = LazyLock::new(|| read(Path::new(env!("CARGO_MANIFEST_DIR"))));

/// Where the project lies.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(root: &Path) -> Tree {
    let mut files = Vec::new();
    let mut top = BTreeSet::new();
    for entry in fs::read_dir(root).expect("the project's folder can be listed") {
        let entry = entry.expect("the project's folder can be listed");
        let name = entry.file_name().to_string_lossy().into_owned();
        // In a linked work tree `.git` is a file that says where the rest lies.
        if name != ".git" && entry.path().is_file() {
            push_text(root, &name, &mut files);
        }
        top.insert(name);
    }
    for folder in FOLDERS {
        walk(root, folder, &mut files);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let test_files = files
        .iter()
        .filter(|file| file.is_rust() && file.path.starts_with("src/"))
        .flat_map(|file| test_modules(&file.path, &lex(&file.text)))
        .collect();
    Tree { files, top, test_files }
}

fn walk(root: &Path, folder: &str, files: &mut Vec<File>) {
    // A folder that is not there has no files: benches, say, may yet come.
    let Ok(entries) = fs::read_dir(root.join(folder)) else {
        return;
    };
    for entry in entries.flatten() {
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(root, &path, files),
            Ok(kind) if kind.is_file() => push_text(root, &path, files),
            _ => {}
        }
    }
}

fn push_text(root: &Path, path: &str, files: &mut Vec<File>) {
    // Bytes that are no text (a fixture broken on purpose, say) have no words.
    if let Ok(text) = fs::read_to_string(root.join(path)) {
        files.push(File { path: path.to_owned(), text });
    }
}

/// The paths, without an ending, of the modules that a file declares for
/// tests only, and of itself where it says so of itself.
fn test_modules(path: &str, lexed: &Lexed) -> Vec<String> {
    let own = path.trim_end_matches(".rs");
    let parent = ["/mod", "/main", "/lib"].iter().find_map(|end| own.strip_suffix(end)).unwrap_or(own);
    let mut found = Vec::new();
    for at in 0..lexed.tokens.len() {
        if lexed.reads(at, &["#", "!", "[", "cfg", "(", "test", ")", "]"]) {
            found.push(own.to_owned());
        }
        if let Some(item) = test_item(lexed, at)
            && let Some(name) = lexed.tokens.get(item + 1)
            && lexed.reads(item, &["mod"])
            && lexed.reads(item + 2, &[";"])
        {
            found.push(format!("{parent}/{}", name.text));
        }
    }
    found
}

fn is_within(path: &str, modules: &BTreeSet<String>) -> bool {
    let stem = path.trim_end_matches(".rs");
    modules.iter().any(|module| stem == module || stem.starts_with(&format!("{module}/")))
}

/// Where an attribute at `at` says that an item is for tests only, the index
/// of that item's first token after its attributes.
fn test_item(lexed: &Lexed, at: usize) -> Option<usize> {
    let only = lexed.reads(at, &["#", "[", "cfg", "(", "test", ")", "]"])
        || lexed.reads(at, &["#", "[", "cfg", "(", "all", "(", "test"])
        || lexed.reads(at, &["#", "[", "test", "]"]);
    if !only {
        return None;
    }
    let mut next = at;
    while lexed.reads(next, &["#", "["]) {
        next = lexed.close_of(next + 1) + 1;
    }
    Some(next)
}

/// The lines of items for tests only: first and last, both inclusive.
pub fn test_lines(lexed: &Lexed) -> Vec<(usize, usize)> {
    (0..lexed.tokens.len())
        .filter_map(|at| {
            let item = test_item(lexed, at)?;
            let end = (item..lexed.tokens.len()).find(|i| lexed.reads(*i, &["{"]) || lexed.reads(*i, &[";"]))?;
            let last = lexed.close_of(end);
            let last = if lexed.reads(end, &["{"]) { last } else { end };
            Some((lexed.tokens[at].line, lexed.tokens[last].line))
        })
        .collect()
}

/// Drops the findings that stand on lines for tests only.
pub fn outside_tests(findings: Vec<Finding>, lexed: &Lexed) -> Vec<Finding> {
    let tests = test_lines(lexed);
    findings
        .into_iter()
        .filter(|finding| !tests.iter().any(|(first, last)| (*first..=*last).contains(&finding.line)))
        .collect()
}

#[test]
fn items_for_tests_are_known_by_their_lines() {
    let text = "fn a() {}\n#[cfg(test)]\n#[allow(x)]\nmod tests {\n fn b() { }\n}\nfn c() {}\n#[cfg(test)] use d;\n#[cfg(not(test))]\nfn e() {}\n";
    assert_eq!(test_lines(&lex(text)), [(2, 6), (8, 8)]);
}

#[test]
fn modules_for_tests_are_known_by_their_paths() {
    let text = "mod a; #[cfg(test)] mod tests; #[cfg(test)] mod inline {}";
    let modules: BTreeSet<_> = test_modules("src/log/mod.rs", &lex(text)).into_iter().collect();
    assert!(is_within("src/log/tests.rs", &modules));
    assert!(is_within("src/log/tests/deep.rs", &modules));
    assert!(!is_within("src/log/a.rs", &modules));
    assert_eq!(test_modules("src/log/port.rs", &lex("#![cfg(test)]")), ["src/log/port"]);
}

#[test]
fn the_tree_is_found() {
    assert!(TREE.text("src/lib.rs").contains("mod domain"));
    assert!(TREE.product().any(|file| file.path == "src/domain/mod.rs"));
    assert!(TREE.top.contains("Cargo.toml"));
}
