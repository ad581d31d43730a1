//! Quizzes: keys, answer sheets and marks, as a trainer meets them.

use healtone::color::{Contrast, Spectrum};
use healtone::data;
use healtone::diagnostic::Diagnostic;
use healtone::measure::Rect;
use healtone::pigment::{Dilution, Pigment, reference};
use healtone::report;
use healtone::simulate::Mistake;
use healtone::skin::SkinModel;
use healtone::store::{Expected, key_text, parse_answers, parse_key};
use healtone::teach::{
    Answer, AnswerSheet, AnsweredPart, CaseKey, Examiner, Grade, Key, PhotoAnswer, Quiz, RecipeAnswer, SheetCase,
    usable,
};
use proptest::prelude::*;
use serde_json::Value;
use std::sync::LazyLock;

/// A case in a skin of the model with a shine of 1.2 %.
fn case(number: usize, melanin: f64, blood: f64, [dl, da, db]: [f64; 3], mistakes: &[Mistake]) -> CaseKey {
    let skin = SkinModel { melanin, blood, ..SkinModel::default() };
    CaseKey {
        number,
        mistakes: mistakes.to_vec(),
        bare: Spectrum::new(skin.bare().unwrap().map(|r| r + 0.012)),
        skin,
        target: Some(Contrast { dl, da, db }),
        density_per_cm2: 150.0,
        dot_mm: 0.22,
    }
}

/// Six cases: three that a mix can match, one that none can, two unfit photos.
fn key() -> Key {
    Key {
        tool: "0.1.0".to_owned(),
        quiz: "3f2a91bc0d11".to_owned(),
        seed: 4711,
        catalogue: reference().digest.clone(),
        cases: vec![
            case(1, 0.025, 0.011, [-2.4, -2.2, -1.7], &[]),
            case(2, 0.07, 0.013, [-1.6, -1.9, -1.6], &[]),
            case(3, 0.05, 0.012, [-1.5, -1.5, -1.2], &[Mistake::GlareOnChart]),
            case(4, 0.22, 0.015, [-0.7, -1.6, -1.3], &[]),
            case(5, 0.30, 0.012, [4.8, -2.0, -3.1], &[]),
            case(6, 0.04, 0.016, [-2.0, -1.8, -1.4], &[Mistake::Tungsten, Mistake::TooDark]),
        ],
    }
}

pub(crate) const GOOD: &str = r#"schema = "healtone.answers/1"
quiz = "3f2a91bc0d11"
trainee = "A. Careful"

[[answer]]
case = 1
photo = "fit"
pigment = "generic-carbon-mid"
dilution = "1+13"

[[answer]]
case = 2
photo = "fit"
pigment = "generic-warm-25"
dilution = "7.1%"

[[answer]]
case = 3
photo = "glare-on-chart"

[[answer]]
case = 4
photo = "fit"
mix = { generic-carbon-mid = 1, generic-warm-25 = 1 }
dilution = "9:1 diluent:pigment"

[[answer]]
case = 5
photo = "fit"
verdict = "no-match"

[[answer]]
case = 6
photo = "too-dark"
"#;

pub(crate) const BAD: &str = r#"schema = "healtone.answers/1"
trainee = "B. Hasty"

[[answer]]
case = 1
photo = "fit"
pigment = "generic-carbon-dark"
dilution = "1+3"

[[answer]]
case = 2
photo = "blurred"
verdict = "no-match"

[[answer]]
case = 3
photo = "fit"
pigment = "generic-carbon-mid"
dilution = "1+13"

[[answer]]
case = 4
photo = "fit"
pigment = "generic-carbon-faint"
dilution = "1+60"

[[answer]]
case = 5
pigment = "generic-ready-grey"
"#;

fn pigments() -> Vec<&'static Pigment> {
    usable(reference())
}

fn sheet(text: &str) -> AnswerSheet {
    let pigments = pigments();
    parse_answers("answers.toml", text, Expected { key: &key(), pigments: &pigments }).unwrap()
}

/// One examiner for all tests: it tries every mix in every skin.
static EXAMINER: LazyLock<Examiner<'static>> = LazyLock::new(|| {
    let (key, marking) = (Box::leak(Box::new(key())), Box::leak(Box::new(data::marking())));
    Examiner::new(key, reference(), marking).unwrap()
});

fn graded(sheet: &AnswerSheet) -> Grade {
    EXAMINER.grade(sheet)
}

#[test]
fn a_good_answer_sheet() {
    let grade = graded(&sheet(GOOD));
    insta::assert_snapshot!(report::teach::grade(&grade, &key()));
}

#[test]
fn a_bad_answer_sheet() {
    let grade = graded(&sheet(BAD));
    insta::assert_snapshot!(report::teach::grade(&grade, &key()));
}

/// The right answer to every case, as the examiner has it.
fn right_answers() -> AnswerSheet {
    let right = |(case, trial): (&CaseKey, &Option<healtone::teach::Trial<'_>>)| {
        let photo = case.mistakes.first().map_or(PhotoAnswer::Fit, |m| PhotoAnswer::Unfit(*m));
        let mix = |best: &healtone::teach::Reached<'_>| RecipeAnswer::Mix {
            parts: best.mix.parts.iter().map(|p| part(&p.pigment.id, p.parts)).collect(),
            dilution: best.mix.dilution,
        };
        let recipe = trial.as_ref().map(|t| if t.is_match() { mix(t.best()) } else { RecipeAnswer::NoMatch });
        Answer { case: case.number, photo: Some(photo), recipe }
    };
    let answers = key().cases.iter().zip(EXAMINER.trials()).map(right).collect();
    AnswerSheet { trainee: "The key".to_owned(), answers }
}

fn part(pigment: &str, parts: f64) -> AnsweredPart {
    AnsweredPart { pigment: pigment.to_owned(), parts }
}

#[test]
fn the_right_answers_earn_everything_and_none_earn_nothing() {
    let all = graded(&right_answers());
    assert_eq!((all.earned(), all.possible(), all.is_passed()), (60.0, 60.0, true), "{all:#?}");
    let none = graded(&AnswerSheet { trainee: "Nobody".to_owned(), answers: Vec::new() });
    assert_eq!((none.earned(), none.possible(), none.is_passed()), (0.0, 60.0, false));
    assert!(none.cases.iter().all(|c| c.recipe.reasons[0].starts_with("not answered")), "{none:#?}");
}

#[test]
fn any_of_several_mistakes_is_right_and_a_recipe_from_an_unfit_photo_is_not() {
    let marks = |photo, recipe| {
        let sheet = AnswerSheet { trainee: "T".to_owned(), answers: vec![Answer { case: 6, photo, recipe }] };
        let case = graded(&sheet).cases.remove(5);
        (case.photo.earned, case.recipe.earned, case.recipe.reasons[0].clone())
    };
    let mix = RecipeAnswer::Mix { parts: vec![part("generic-carbon-mid", 1.0)], dilution: "1+19".parse().unwrap() };
    for named in [Mistake::Tungsten, Mistake::TooDark] {
        assert_eq!(marks(Some(PhotoAnswer::Unfit(named)), None).0, 3.0);
    }
    let (photo, recipe, why) = marks(Some(PhotoAnswer::Unfit(Mistake::TooDark)), Some(mix.clone()));
    assert_eq!((photo, recipe), (3.0, 0.0));
    assert!(why.contains("nothing can be recommended from an unfit photo"), "{why}");
    assert_eq!(marks(Some(PhotoAnswer::Unfit(Mistake::Blurred)), None).0, 1.0, "unfit, but not for this");
    assert_eq!(marks(Some(PhotoAnswer::Fit), None).1, 0.0, "withheld by no insight");
    assert_eq!(marks(None, Some(mix)).1, 0.0);
}

#[test]
fn no_match_earns_only_where_nothing_matches() {
    let marks = |case: usize, recipe: RecipeAnswer| {
        let answers = vec![Answer { case, photo: Some(PhotoAnswer::Fit), recipe: Some(recipe) }];
        graded(&AnswerSheet { trainee: "T".to_owned(), answers }).cases[case - 1].recipe.earned
    };
    assert_eq!((marks(5, RecipeAnswer::NoMatch), marks(1, RecipeAnswer::NoMatch)), (7.0, 0.0));
    let mix = |pigment: &str, dilution: &str| RecipeAnswer::Mix {
        parts: vec![part(pigment, 1.0)],
        dilution: dilution.parse().unwrap(),
    };
    let (near, far) = (mix("generic-carbon-faint", "1+40"), mix("generic-carbon-dark", "1+3"));
    assert_eq!((marks(5, near), marks(5, far)), (2.0, 0.0), "the nearest earns a little");
    let strange = RecipeAnswer::Mix { parts: vec![part("no-such-pigment", 1.0)], dilution: Dilution::UNDILUTED };
    assert_eq!(marks(1, strange), 0.0);
    let nothing = RecipeAnswer::Mix { parts: vec![part("generic-carbon-mid", 0.0)], dilution: Dilution::UNDILUTED };
    assert_eq!(marks(1, nothing), 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Too light can be mended, too dark cannot: in any skin, for any shade, as many steps either way.
    #[test]
    fn lighter_errors_cost_no_more_than_darker_ones(
        which in 0..8_usize, case in prop::sample::select(vec![0_usize, 1, 3]), steps in 0.0..5.0_f64,
    ) {
        let trial = EXAMINER.trials()[case].as_ref().unwrap();
        let pigment = pigments()[which % pigments().len()];
        let parts = vec![healtone::matching::Part { pigment, parts: 1.0 }];
        let mix = healtone::matching::Candidate::new(parts, Dilution::UNDILUTED).unwrap();
        let best = trial.best_fraction(&mix);
        let factor = healtone::math::pow(1.4, steps);
        let limits = pigment.dilution.as_ref().map_or((1.0, 1.0), |d| (d.min_fraction, d.max_fraction));
        prop_assume!(best / factor >= limits.0 && best * factor <= limits.1);
        let earned = |fraction: f64| {
            let dilution = Dilution::of_fraction(fraction).unwrap();
            let recipe = Some(RecipeAnswer::Mix { parts: vec![part(&pigment.id, 1.0)], dilution });
            let answers = vec![Answer { case: case + 1, photo: None, recipe }];
            let graded = graded(&AnswerSheet { trainee: "T".to_owned(), answers }).cases.remove(case);
            (graded.recipe.earned, graded.figures.unwrap().steps)
        };
        let ((light, down), (dark, up)) = (earned(best / factor), earned(best * factor));
        prop_assert!((down + steps).abs() < 1e-3 && (up - steps).abs() < 1e-3, "{down} {up} {steps}");
        prop_assert!(light >= dark, "{} {steps} steps: lighter earns {light}, darker {dark}", pigment.id);
    }

    #[test]
    fn no_answers_earn_more_than_there_is(
        answers in prop::collection::vec(
            (0..12_usize, 0..9_usize, 0.004..1.0_f64, 0.1..9.0_f64, prop::bool::ANY, prop::bool::ANY), 6),
    ) {
        let pigments = pigments();
        let answer = |(case, (mistake, which, fraction, parts, none, blend)): (usize, &(usize, usize, f64, f64, bool, bool))| {
            let photo = Mistake::ALL.get(*mistake).map_or(PhotoAnswer::Fit, |m| PhotoAnswer::Unfit(*m));
            let mut mix = vec![part(&pigments[which % pigments.len()].id, *parts)];
            if *blend {
                mix.push(part(&pigments[0].id, 1.0));
            }
            let recipe = RecipeAnswer::Mix { parts: mix, dilution: Dilution::of_fraction(*fraction).unwrap() };
            let recipe = if *none && *blend { None } else if *none { Some(RecipeAnswer::NoMatch) } else { Some(recipe) };
            Answer { case: case + 1, photo: Some(photo), recipe }
        };
        let answers = answers.iter().enumerate().map(answer).collect();
        let grade = graded(&AnswerSheet { trainee: "T".to_owned(), answers });
        for question in grade.cases.iter().flat_map(|c| [&c.photo, &c.recipe]) {
            prop_assert!((0.0..=question.possible).contains(&question.earned), "{question:?}");
            prop_assert!(!question.reasons.is_empty());
        }
        prop_assert!((0.0..=1.0).contains(&grade.share()));
        let text = report::teach::grade(&grade, &key());
        prop_assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
}

fn faults(text: &str) -> Vec<Diagnostic> {
    let pigments = pigments();
    let faults = parse_answers("a.toml", text, Expected { key: &key(), pigments: &pigments }).unwrap_err();
    assert!(faults.iter().all(|f| !f.remedy.is_empty() && f.place.is_some()), "{faults:?}");
    faults
}

/// The good answers with one piece changed have this fault, at this line and column, and no other.
fn one_fault(piece: &str, instead: &str, code: &str, line: usize, column: usize) -> Diagnostic {
    assert!(GOOD.contains(piece), "{piece} is not in the answers");
    let mut faults = faults(&GOOD.replacen(piece, instead, 1));
    assert_eq!(faults.len(), 1, "{piece} -> {instead}: {faults:#?}");
    let fault = faults.remove(0);
    let place = fault.place.as_ref().unwrap();
    assert_eq!((fault.code, place.line, place.column), (code, line, column), "{piece} -> {instead}: {fault}");
    fault
}

#[test]
fn every_fault_of_an_answer_sheet_is_named_with_its_place() {
    let says = |fault: Diagnostic, words: &str| assert!(fault.to_string().contains(words), "{words}: {fault}");
    says(one_fault("pigment = \"gen", "pigmnet = 1\npigment = \"gen", "answers-unknown-key", 8, 1), "mean pigment?");
    says(one_fault("generic-carbon-mid\"", "generic-carbon-mdi\"", "answers-value", 8, 11), "mean generic-carbon-mid?");
    says(one_fault("generic-carbon-mid\"", "another-shade\"", "answers-value", 8, 11), "not among the pigments");
    says(one_fault("\"1+13\"", "\"1:13\"", "ambiguous-dilution", 9, 12), "`1+13`");
    says(one_fault("\"1+13\"", "13", "ambiguous-dilution", 9, 12), "13 % pigment");
    one_fault("\"1+13\"", "\"thin\"", "unreadable-dilution", 9, 12);
    one_fault("\"1+13\"", "true", "answers-wrong-type", 9, 12);
    one_fault("dilution = \"1+13\"\n", "", "answers-missing-key", 5, 1);
    one_fault("pigment = \"generic-carbon-mid\"\n", "", "answers-value", 8, 12);
    says(one_fault("\"glare-on-chart\"", "\"glare-on-cart\"", "answers-value", 19, 9), "mean glare-on-chart?");
    one_fault("case = 2", "case = 7", "answers-value", 12, 8);
    says(one_fault("case = 2", "case = 1", "answers-value", 12, 8), "answered twice");
    one_fault("case = 2", "case = 1.5", "answers-value", 12, 8);
    one_fault("case = 2\n", "", "answers-missing-key", 11, 1);
    one_fault("verdict = \"no-match\"", "verdict = \"none\"", "answers-value", 30, 11);
    one_fault("verdict = \"no-match\"", "verdict = \"no-match\"\ndilution = \"1+2\"", "answers-value", 30, 11);
    one_fault("mix = {", "pigment = \"generic-carbon-mid\"\nmix = {", "answers-value", 25, 7);
    one_fault("{ generic-carbon-mid = 1, ", "{ ", "answers-value", 24, 7);
    one_fault("generic-carbon-mid = 1", "generic-carbon-mid = 0", "answers-value", 24, 30);
    says(one_fault("3f2a91bc0d11", "000000000000", "answers-value", 2, 8), "the key is of the quiz 3f2a91bc0d11");
    one_fault("healtone.answers/1", "healtone.answers/2", "answers-value", 1, 10);
    one_fault("A. Careful", " ", "answers-value", 3, 11);
    one_fault("A. Careful", "A\\u001b[31m", "answers-value", 3, 11);
    one_fault("case = 2", "case = 2 2", "answers-syntax", 12, 8);
    let codes: Vec<&str> = faults("").iter().map(|f| f.code).collect();
    assert_eq!(codes, ["answers-missing-key"; 3], "schema, trainee and answers");
    let many = GOOD.replace("photo = \"fit\"", "photo = \"fine\"").replace("9:1 diluent:pigment", "9:1");
    assert_eq!(faults(&many).len(), 5, "all at once");
    let endless = format!("schema = \"healtone.answers/1\"\ntrainee = \"T\"\n{}", "[[answer]]\n".repeat(501));
    assert_eq!(faults(&endless)[0].code, "answers-too-many");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_makes_the_readers_panic(text in "(?s).{0,200}") {
        let pigments = pigments();
        let _ = parse_answers("a.toml", &text, Expected { key: &key(), pigments: &pigments });
        let _ = parse_key("k.json", &text);
    }

    #[test]
    fn no_damage_to_answers_makes_the_reader_panic(
        at in 0..GOOD.len(), take in 0_usize..40,
        put in prop::sample::select(vec![
            "", "[", "]", "\"", "=", "[[answer]]\n", "1e999", "-0.0", "nan", "\u{0}", "\u{fc}", "0x7fffffffffffffff", "{}", ".",
        ]),
    ) {
        let text = format!("{}{put}{}", &GOOD[..at], &GOOD[(at + take).min(GOOD.len())..]);
        let pigments = pigments();
        match parse_answers("a.toml", &text, Expected { key: &key(), pigments: &pigments }) {
            Ok(sheet) => prop_assert!(graded(&sheet).share() <= 1.0),
            Err(faults) => prop_assert!(!faults.is_empty()),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// A key is no input of strangers, but a disk may be full or an editor careless.
    #[test]
    fn no_damage_to_a_key_makes_the_grading_panic(
        place in 0.0..1.0_f64, take in 0_usize..6, put in prop::sample::select(vec!["", "9", "0", "e9", "-", "1e999", "null"]),
    ) {
        let one = Key { cases: key().cases.into_iter().take(1).collect(), ..key() };
        let text = key_text(&one, &EXAMINER.trials()[..1], 0.3);
        let at = (place * text.len() as f64) as usize;
        let text = format!("{}{put}{}", &text[..at], &text[(at + take).min(text.len())..]);
        if let Ok(damaged) = parse_key("k.json", &text) {
            let marking = data::marking();
            let share = Examiner::new(&damaged, reference(), &marking).unwrap().grade(&right_answers()).share();
            prop_assert!((0.0..=1.0).contains(&share), "{share}");
        }
    }
}

pub(crate) fn written_key() -> String {
    key_text(&key(), EXAMINER.trials(), 0.3)
}

#[test]
fn a_key_is_read_as_it_was_written_and_says_what_is_right() {
    let text = written_key();
    let read = parse_key("k.json", &text).unwrap();
    assert_eq!((&read.quiz, read.seed, read.cases.len()), (&key().quiz, 4711, 6));
    for (a, b) in read.cases.iter().zip(&key().cases) {
        assert_eq!((a.number, &a.mistakes), (b.number, &b.mistakes));
        for (x, y) in a.bare.values().iter().zip(b.bare.values()) {
            approx::assert_relative_eq!(x, y, max_relative = 1e-15);
        }
    }
    let document: Value = serde_json::from_str(&text).unwrap();
    let right = |case: usize| document["cases"][case]["right"].clone();
    assert_eq!((&right(0)["verdict"], &right(2)["verdict"]), (&"match".into(), &"unfit".into()));
    assert_eq!(right(4)["verdict"], "no-match");
    assert!(right(0)["mixes"].as_array().unwrap().len() > 3 && right(0)["mixes"][0]["mix"].is_string());
}

#[test]
fn a_key_that_cannot_be_graded_by_is_refused() {
    let text = written_key();
    let fault = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let faults = parse_key("k.json", &text.replacen(from, to, 1)).unwrap_err();
        assert!(!faults[0].remedy.is_empty());
        faults[0].clone()
    };
    assert_eq!(fault("healtone.key/1", "healtone.key/2").code, "key-schema");
    assert_eq!(fault("\"melanin\": 0.025", "\"melanin\": 25").code, "key-unsound");
    assert_eq!(fault("\"melanin\"", "\"melanine\"").code, "key-unreadable");
    assert_eq!(fault("\"case\": 2", "\"case\": 1").code, "key-unsound");
    assert_eq!(fault("\"glare-on-chart\"", "\"glare\"").code, "key-unsound");
    assert_eq!(fault("\"dot_mm\": 0.22", "\"dot_mm\": 22").code, "key-unsound");
    let place = parse_key("k.json", "{\n  \"schema\": 1").unwrap_err()[0].place.clone().unwrap();
    assert_eq!(place.line, 2);
}

/// A quiz as it would come from the camera, without photos.
fn quiz() -> Quiz {
    let rect = |x| Rect { x, y: 20, w: 300, h: 200 };
    let case = |number: usize| SheetCase {
        number,
        photo: format!("case-{number}/photo.jpg"),
        chart: "colorchecker-classic".to_owned(),
        skin_rect: rect(10),
        hair_rect: (number != 2).then(|| rect(900)),
        days_since_session: (number == 6).then_some(5.0),
        density_per_cm2: 150.0,
        dot_mm: 0.22,
    };
    Quiz { key: key(), cases: (1..=6).map(case).collect(), photos: Vec::new() }
}

#[test]
fn the_sheet_says_what_a_trainee_needs_and_not_what_is_wrong() {
    let text = report::teach::sheet(&quiz(), &pigments(), &data::healing());
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let sheet: toml::Table = text.parse().unwrap();
    assert_eq!(sheet["case"].as_array().unwrap().len(), 6);
    assert_eq!(sheet["pigment"].as_array().unwrap().len(), pigments().len());
    assert_eq!(sheet["case"][5]["occasion"].as_str(), Some("follow-up, 5 days after the session"));
    for name in Mistake::ALL.map(Mistake::name) {
        assert_eq!(text.matches(name).count(), 1, "{name} stands in the list of all and nowhere else");
    }
    assert!(!text.contains("4711"), "the key could be made from the seed");
    for figure in ["1.5 nl", "0.65 of the pigment", "0.22 mm wide", "0.2 mm high", "no-match"] {
        let words = text.replace("\n# ", " ");
        assert!(words.contains(figure), "{figure} is missing in\n{text}");
    }
}

#[test]
fn the_blank_answers_can_be_filled_in() {
    let blank = report::teach::blank_answers(&quiz(), &pigments());
    let text = blank.replace("trainee = \"\"", "trainee = \"T\"");
    assert_eq!(faults(&blank)[0].message, "`trainee` is empty.");
    assert!(sheet(&text).answers.iter().all(|a| a.photo.is_none() && a.recipe.is_none()));
    let filled = sheet(&text.replace("\n# photo", "\nphoto").replace("\n# pig", "\npig").replace("\n# dil", "\ndil"));
    assert_eq!(filled.answers.len(), 6);
    assert!(filled.answers.iter().all(|a| a.photo == Some(PhotoAnswer::Fit) && a.recipe.is_some()));
    let mix = blank.lines().find_map(|line| line.strip_prefix("#     mix")).unwrap();
    sheet(&text.replacen("case = 1\n", &format!("case = 1\nmix{mix}\ndilution = \"1+9\"\n"), 1));
}
