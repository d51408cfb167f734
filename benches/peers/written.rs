//! The history as files, from which the command line builds the same ledger.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::history::{Correction, History, NOTE, WHY, corrections};

/// How many lines a file of facts has at most.
const LINES: usize = 1_000_000;

/// Writes the files of facts alone; answers with their paths.
pub fn facts(dir: &Path, many: usize) -> Vec<PathBuf> {
    let (mut files, mut lines) = (Vec::new(), Lines::new(dir));
    for chapter in History::of(many) {
        chapter.facts.iter().for_each(|stated| lines.add(&stated.line, &mut files));
    }
    lines.finish();
    files
}

/// Writes articles with a list of them, facts, and corrections with the arguments
/// that make them.
pub fn all(dir: &Path, many: usize) {
    let articles = dir.join("articles");
    fs::create_dir_all(&articles).expect("a folder for the articles");
    let sources = File::create(dir.join("articles.jsonl")).expect("a file");
    let (mut sources, mut files, mut lines) = (BufWriter::new(sources), Vec::new(), Lines::new(dir));
    let (mut echoes, mut told, mut chapters) = (Vec::new(), 0, 0);
    for chapter in History::of(many) {
        let article = &chapter.article;
        let name = format!("{}.txt", article.label);
        fs::write(articles.join(&name), &article.text).expect("an article");
        writeln!(
            sources,
            "{}",
            serde_json::json!({
                "file": format!("articles/{name}"),
                "label": article.label,
                "publisher": article.publisher,
                "title": article.title,
                "published": article.published,
            })
        )
        .expect("a line");
        chapter.facts.iter().for_each(|stated| lines.add(&stated.line, &mut files));
        told += chapter.facts.len();
        chapters += 1;
        echoes.extend(chapter.echo.map(|echo| (echo, chapter.article.label)));
    }
    lines.finish();
    sources.flush().expect("a file");
    // Events are counted from the ledger's own, number 0; the articles come next.
    let seq = |fact: usize| fact + 1 + chapters;
    let of = |correction: &Correction| match correction {
        Correction::Amended(fact) => format!("amend {} --note '{NOTE}' --why '{WHY}'", seq(*fact)),
        Correction::Retracted(fact) => format!("retract {} --why '{WHY}'", seq(*fact)),
        Correction::Corroborated(echo, label) => {
            format!("corroborate {} --source {label} --quote '{}'", seq(echo.fact), echo.quote)
        }
    };
    let text: Vec<String> = corrections(told, echoes).iter().map(of).collect();
    fs::write(dir.join("corrections.txt"), text.join("\n") + "\n").expect("a file");
    println!("{chapters} articles, {told} facts in {} file(s), {} corrections", files.len(), text.len());
}

/// Files of lines, a new one after each million.
struct Lines {
    dir: PathBuf,
    open: Option<BufWriter<File>>,
    written: usize,
}

impl Lines {
    fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), open: None, written: 0 }
    }

    fn add(&mut self, line: &str, files: &mut Vec<PathBuf>) {
        if self.written.is_multiple_of(LINES) {
            self.finish();
            let path = self.dir.join(format!("facts-{:02}.jsonl", files.len() + 1));
            self.open = Some(BufWriter::new(File::create(&path).expect("a file of facts")));
            files.push(path);
        }
        self.written += 1;
        // A file was opened before its first line.
        writeln!(self.open.as_mut().expect("an open file"), "{line}").expect("a line");
    }

    fn finish(&mut self) {
        if let Some(mut open) = self.open.take() {
            open.flush().expect("a file of facts");
        }
    }
}
