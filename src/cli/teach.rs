//! `teach case|quiz|grade`.

use super::arguments::OutputArgs;
use super::output::{self, Failure};
use super::simulate::{Wishes, parse_megapixels};
use crate::data::{self, MarkingTable};
use crate::diagnostic::Diagnostic;
use crate::pigment::reference;
use crate::teach::{self, Examiner, Grade, Key, Quiz, QuizOptions};
use crate::{report, store};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `teach`.
#[derive(Debug, Args)]
pub(super) struct TeachArgs {
    #[command(subcommand)]
    command: TeachCommand,
}

#[derive(Debug, Subcommand)]
enum TeachCommand {
    /// Make one practice case of your choice
    #[command(after_help = "Example: healtone teach case --seed 4 --mistake glare-on-chart --out glare")]
    Case(Box<CaseArgs>),
    /// Make a quiz: photos and sheet to hand out, the key to keep
    #[command(after_help = QUIZ_HELP)]
    Quiz(QuizArgs),
    /// Grade answer sheets against a key
    #[command(after_help = GRADE_HELP)]
    Grade(GradeArgs),
}

const QUIZ_HELP: &str = "Example: healtone teach quiz --seed 4711 --out spring
Hand out the folder spring/quiz, keep spring/key. Who knows the seed can make
the key: choose one that nobody guesses.";

const GRADE_HELP: &str = "Example: healtone teach grade --key spring/key/quiz-key.json anna.toml ben.toml
Exit codes: 0 graded, whatever the marks; 1 answers, key or scheme unfit,
2 arguments, 4 a limit, 5 read or write failed";

#[derive(Debug, Args)]
struct MakeArgs {
    /// Seed of everything that is drawn
    #[arg(long, value_name = "N")]
    seed: u64,
    /// Folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Debug, Args)]
struct QuizArgs {
    #[command(flatten)]
    make: MakeArgs,
    /// Size of each photo in megapixels
    #[arg(long, value_name = "N", default_value = "3", value_parser = parse_megapixels)]
    mp: f64,
    /// Number of cases
    #[arg(long, value_name = "N", default_value_t = 6)]
    count: usize,
}

#[derive(Debug, Args)]
struct CaseArgs {
    #[command(flatten)]
    make: MakeArgs,
    #[command(flatten)]
    wishes: Wishes,
}

#[derive(Debug, Args)]
struct GradeArgs {
    /// The key that was written with the quiz
    #[arg(long, value_name = "KEY.json")]
    key: PathBuf,
    /// Answer sheets; - for standard input
    #[arg(value_name = "ANSWERS.toml", required = true)]
    answers: Vec<PathBuf>,
    /// A marking scheme instead of the tool's own
    #[arg(long, value_name = "FILE")]
    marking: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArgs,
    /// Print the marks as CSV
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

pub(super) fn teach(args: &TeachArgs) -> Result<ExitCode, Failure> {
    match &args.command {
        TeachCommand::Case(args) => case(args),
        TeachCommand::Quiz(args) => quiz(args),
        TeachCommand::Grade(args) => grade(args),
    }
}

fn case(args: &CaseArgs) -> Result<ExitCode, Failure> {
    let plan = args.wishes.options(args.make.seed)?;
    made(&args.make, || teach::quiz_of(args.make.seed, &[plan], teach::taken))
}

fn quiz(args: &QuizArgs) -> Result<ExitCode, Failure> {
    let options = QuizOptions { seed: args.make.seed, count: args.count, megapixels: args.mp };
    made(&args.make, || teach::quiz(&options))
}

/// Makes a quiz and writes what is handed out and what is kept, apart from each other.
fn made(args: &MakeArgs, make: impl FnOnce() -> Result<Quiz, Diagnostic>) -> Result<ExitCode, Failure> {
    let marking = data::marking();
    let (quiz, key) = output::with_progress("photographing", || {
        let quiz = make()?;
        let key = key_text(&quiz.key, &marking)?;
        Ok::<_, Diagnostic>((quiz, key))
    })?;
    let usable = teach::usable(reference());
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("quiz/quiz.toml".to_owned(), report::teach::sheet(&quiz, &usable, &data::healing()).into_bytes()),
        ("quiz/answers.toml".to_owned(), report::teach::blank_answers(&quiz, &usable).into_bytes()),
        ("key/quiz-key.json".to_owned(), key.into_bytes()),
    ];
    files.extend(quiz.photos.into_iter().map(|photo| (format!("quiz/{}", photo.path), photo.bytes)));
    store::write_set(&args.out, &files)?;
    let out = |below: &str| args.out.join(below).display().to_string();
    let summary = format!(
        "Quiz {}: {} case(s)\nhand out  {}\nkeep      {}\n",
        quiz.key.quiz,
        quiz.cases.len(),
        out("quiz"),
        out("key")
    );
    output::print(&summary, 0)
}

fn key_text(key: &Key, marking: &MarkingTable) -> Result<String, Diagnostic> {
    let examiner = Examiner::new(key, reference(), marking)?;
    Ok(store::key_text(key, examiner.trials(), marking.recipe.tie_de00))
}

fn grade(args: &GradeArgs) -> Result<ExitCode, Failure> {
    let key_file = args.key.display().to_string();
    let key = store::parse_key(&key_file, &text(&args.key)?)?;
    let marking = match &args.marking {
        None => data::marking(),
        Some(path) => {
            let scheme = text(path)?;
            store::parse_marking(&path.display().to_string(), &scheme)
                .map_err(|faults| output::unfit("marking-unfit", path, &scheme, &faults))?
        }
    };
    warn_of_another_catalogue(&key);
    let examiner = output::with_progress("trying every mix", || Examiner::new(&key, reference(), &marking))?;
    let (mut grades, mut unfit) = (Vec::new(), 0_usize);
    for path in &args.answers {
        match graded(path, &key, &examiner)? {
            Some(grade) => grades.push(grade),
            None => unfit += 1,
        }
    }
    let ended = u8::from(unfit > 0);
    if args.output.json {
        return output::print_json(&report::json::grades(&grades, &key), ended);
    }
    if args.csv {
        return output::print(&report::teach::csv(&grades, &key), ended);
    }
    let texts: Vec<String> = grades.iter().map(|g| report::teach::grade(g, &key)).collect();
    output::print(&texts.join("\n"), ended)
}

/// Grades one sheet; one that is unfit is told on stderr and the others of the class are graded all the same.
fn graded(path: &Path, key: &Key, examiner: &Examiner<'_>) -> Result<Option<Grade>, Failure> {
    let answers = text(path)?;
    let expected = store::Expected { key, pigments: examiner.pigments() };
    match store::parse_answers(&path.display().to_string(), &answers, expected) {
        Ok(sheet) => Ok(Some(examiner.grade(&sheet))),
        Err(faults) => {
            output::show_faults(&answers, &faults);
            Ok(None)
        }
    }
}

fn text(path: &Path) -> Result<String, Diagnostic> {
    store::read_text(path, data::limits().text.file_max_bytes as u64)
}

fn warn_of_another_catalogue(key: &Key) {
    if key.catalogue == reference().digest {
        return;
    }
    let warning = Diagnostic::warning(
        "key-of-another-catalogue",
        "The reference catalogue has changed since this quiz was made.",
        "Grade with the version of the tool that is named in the key, or make the quiz again.",
    );
    eprintln!("{}", report::diagnostics::render(&[warning], |_| None, output::text().swatches));
}
