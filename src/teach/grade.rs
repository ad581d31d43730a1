//! Answers against a key, under a marking scheme: marks, and why.

use super::marks::{RecipeFigures, most_dilution, most_healed, recipe_marks};
use super::trial::{Healed, Trial, limits};
use super::{Answer, AnswerSheet, CaseKey, Key, PhotoAnswer, RecipeAnswer, reasons, usable};
use crate::data::MarkingTable;
use crate::diagnostic::Diagnostic;
use crate::matching::{Candidate, Part};
use crate::pigment::{Catalogue, Pigment};

/// One question of one case.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionGrade {
    /// Marks earned.
    pub earned: f64,
    /// Marks that the right answer earns.
    pub possible: f64,
    /// Why: what was answered first, then the figures.
    pub reasons: Vec<String>,
}

/// One case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseGrade {
    /// Its number.
    pub case: usize,
    /// Question 1.
    pub photo: QuestionGrade,
    /// Question 2.
    pub recipe: QuestionGrade,
    /// Figures of the mix that was answered; `None` where there was none, or the photo is unfit.
    pub figures: Option<RecipeFigures>,
}

/// One answer sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Grade {
    /// Who answered.
    pub trainee: String,
    /// Every case of the key, in its order.
    pub cases: Vec<CaseGrade>,
    /// Share of the marks that passes.
    pub pass_share: f64,
}

impl Grade {
    /// Marks earned.
    #[must_use]
    pub fn earned(&self) -> f64 {
        self.cases.iter().map(|c| c.photo.earned + c.recipe.earned).sum()
    }

    /// Marks that the right answers earn.
    #[must_use]
    pub fn possible(&self) -> f64 {
        self.cases.iter().map(|c| c.photo.possible + c.recipe.possible).sum()
    }

    /// Share of the marks earned; 0 where none can be.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.possible() > 0.0 { self.earned() / self.possible() } else { 0.0 }
    }

    /// Whether it is passed.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        // A hair's breadth for sums of marks that are no binary fractions.
        self.share() >= self.pass_share - 1e-9
    }
}

/// Grades answers to one quiz. Everything that does not depend on the answers is worked out once.
#[derive(Debug, Clone)]
pub struct Examiner<'a> {
    key: &'a Key,
    pigments: Vec<&'a Pigment>,
    marking: &'a MarkingTable,
    /// One a case; `None` where there is nothing to try: the photo is unfit.
    trials: Vec<Option<Trial<'a>>>,
}

impl<'a> Examiner<'a> {
    /// Tries every mix in the skin of every fit case.
    ///
    /// Errors: a pigment whose colourants have no published optics.
    pub fn new(key: &'a Key, catalogue: &'a Catalogue, marking: &'a MarkingTable) -> Result<Self, Diagnostic> {
        let pigments = usable(catalogue);
        let tried = |case: &CaseKey| if case.mistakes.is_empty() { Trial::new(case, &pigments) } else { Ok(None) };
        let trials = key.cases.iter().map(tried).collect::<Result<_, _>>()?;
        Ok(Self { key, pigments, marking, trials })
    }

    /// The pigments that answers may name.
    #[must_use]
    pub fn pigments(&self) -> &[&'a Pigment] {
        &self.pigments
    }

    /// What was tried, one a case; `None` where the photo is unfit.
    #[must_use]
    pub fn trials(&self) -> &[Option<Trial<'a>>] {
        &self.trials
    }

    /// Grades one answer sheet: every case of the key, those without an answer too.
    #[must_use]
    pub fn grade(&self, sheet: &AnswerSheet) -> Grade {
        let one = |(case, trial): (&CaseKey, &Option<Trial<'_>>)| {
            let open = Answer { case: case.number, photo: None, recipe: None };
            let answer = sheet.answers.iter().find(|a| a.case == case.number).unwrap_or(&open);
            let (recipe, figures) = match trial {
                Some(trial) => self.recipe(answer.recipe.as_ref(), trial),
                None => (self.withheld(answer), None),
            };
            CaseGrade { case: case.number, photo: self.photo(answer.photo, case), recipe, figures }
        };
        Grade {
            trainee: sheet.trainee.clone(),
            cases: self.key.cases.iter().zip(&self.trials).map(one).collect(),
            pass_share: self.marking.pass.share,
        }
    }

    fn photo(&self, answer: Option<PhotoAnswer>, case: &CaseKey) -> QuestionGrade {
        let marks = &self.marking.photo;
        let is_fit = case.mistakes.is_empty();
        let earned = match answer {
            Some(PhotoAnswer::Fit) if is_fit => marks.fit,
            Some(PhotoAnswer::Unfit(named)) if case.mistakes.contains(&named) => marks.named,
            Some(PhotoAnswer::Unfit(_)) if !is_fit => marks.other,
            _ => 0.0,
        };
        let possible = if is_fit { marks.fit } else { marks.named };
        QuestionGrade { earned, possible, reasons: reasons::photo(answer, &case.mistakes) }
    }

    fn withheld(&self, answer: &Answer) -> QuestionGrade {
        let possible = self.marking.recipe.withheld;
        let called_unfit = matches!(answer.photo, Some(PhotoAnswer::Unfit(_)));
        let earned = if answer.recipe.is_none() && called_unfit { possible } else { 0.0 };
        QuestionGrade { earned, possible, reasons: reasons::withheld(answer.recipe.as_ref(), called_unfit) }
    }

    fn recipe(&self, answer: Option<&RecipeAnswer>, trial: &Trial<'_>) -> (QuestionGrade, Option<RecipeFigures>) {
        let scheme = &self.marking.recipe;
        let possible = if trial.is_match() { most_healed(scheme) + most_dilution(scheme) } else { scheme.no_match };
        let grade = |earned, reasons| QuestionGrade { earned, possible, reasons };
        let Some(answer) = answer else { return (grade(0.0, reasons::open(trial, scheme)), None) };
        if *answer == RecipeAnswer::NoMatch {
            let earned = if trial.is_match() { scheme.no_match_wrong } else { scheme.no_match };
            return (grade(earned, reasons::no_match(trial, scheme)), None);
        }
        let Some(mix) = self.mix(answer) else {
            return (grade(0.0, reasons::unknown(answer, trial, scheme)), None);
        };
        let healed = trial.healed(&mix, mix.dilution.fraction());
        let figures = figures(&mix, &healed, trial);
        if !trial.is_match() {
            let is_nearest = figures.is_tie(scheme);
            let reasons = reasons::nearest(answer, &healed, trial, is_nearest);
            return (grade(if is_nearest { scheme.nearest } else { 0.0 }, reasons), Some(figures));
        }
        let parts = recipe_marks(&figures, scheme);
        let reasons = reasons::recipe(answer, &mix, (&healed, &figures, &parts), trial, scheme);
        (grade(parts.earned(), reasons), Some(figures))
    }

    /// The mix of an answer; `None` where it holds a pigment that is not on the sheet, or parts that are no parts.
    fn mix(&self, answer: &RecipeAnswer) -> Option<Candidate<'a>> {
        let RecipeAnswer::Mix { parts, dilution } = answer else { return None };
        let sound = !parts.is_empty() && parts.iter().all(|p| p.parts.is_finite() && p.parts > 0.0);
        let known = |id: &str| self.pigments.iter().copied().find(|p| p.id == id);
        let part = |p: &super::AnsweredPart| known(&p.pigment).map(|pigment| Part { pigment, parts: p.parts });
        let parts: Vec<Part<'a>> = parts.iter().filter(|_| sound).map(part).collect::<Option<_>>()?;
        if parts.is_empty() { None } else { Candidate::new(parts, *dilution).ok() }
    }
}

fn figures(mix: &Candidate<'_>, healed: &Healed, trial: &Trial<'_>) -> RecipeFigures {
    let (least, most) = limits(mix);
    // Room for a dilution that was typed in percent.
    let allowed = least * (1.0 - 1e-3)..=most * (1.0 + 1e-3);
    RecipeFigures {
        healed_de00: healed.de00,
        best_de00: trial.best().healed.de00,
        darker_l: -healed.gap.dl,
        steps: trial.steps(mix),
        within_limits: allowed.contains(&mix.dilution.fraction()),
    }
}
