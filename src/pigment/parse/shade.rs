//! One `[[pigment]]`.

use super::super::batch::DROPS_PER_ML;
use super::super::pigment::{DilutionLimits, FigureKinds, Form, Pigment};
use super::super::reader::{Bounds, Item, Section, shown};
use super::super::records::StatedHealing;
use super::super::rules::Rule;
use super::{colorants, healing, kinds, plausible, records};
use crate::data::SourceKind;

pub(in crate::pigment) const SOLIDS_G_PER_L: Bounds = Bounds::above(
    0.0,
    700.0,
    "g/l",
    "Give the grams of dry colourant in a litre of the bottle's content; 15 % is about 150.",
);

/// A volume fraction of concentrate.
pub(in crate::pigment) const FRACTION: Bounds =
    Bounds::above(0.0, 1.0, "", "Give pigment / (pigment + diluent) by volume: 1+12 is 0.077, undiluted is 1.");

pub(in crate::pigment) const LONGEST_ID: usize = 64;

/// A pigment if nothing is wrong with it, and its id with its place even if something is.
pub(super) fn pigment<'a>(mut table: Section<'a>, kind: SourceKind) -> (Option<(String, Item<'a>)>, Option<Pigment>) {
    let id = table.required("id", "Give it a stable id of small letters and hyphens: id = \"carbon-mid\".");
    let id = id.and_then(|item| Some((kebab_case(&item)?, item)));
    let pigment = rest(table, kind, id.as_ref().map(|(id, _)| id.clone()));
    (id, pigment)
}

fn rest(mut table: Section<'_>, kind: SourceKind, id: Option<String>) -> Option<Pigment> {
    let name = table.required("name", "Give the name on the label: name = \"...\".").and_then(|i| i.text());
    let brand = table.required("brand", "Say who makes it: brand = \"...\".").and_then(|i| i.text());
    let notes = table.optional("notes").and_then(|i| i.text());
    let form = table.required("form", "Write form = \"concentrate\", or \"ready-to-use\" if it must not be diluted.");
    let form = form.and_then(|i| i.choice(&Form::ALL.map(|form| (form.name(), form))));
    let solids = table.required("solids_g_per_l", SOLIDS_G_PER_L.remedy).and_then(|i| i.number(&SOLIDS_G_PER_L));
    let drops = table.required("drops_per_ml", "Count the drops that fill 1 ml of a syringe; customary is 20.");
    let drops = drops.and_then(|i| drops_per_ml(&i));
    let dilution = dilution(&mut table, form);
    let colorants = table.required("colorants", "List what the solids are: colorants = [{ ci = \"77266\", ... }].");
    let colorants = colorants.and_then(|i| colorants::list(&i));
    let kinds = table
        .optional("kinds")
        .map_or_else(|| Some(figure_kinds(None, kind)), |i| Some(figure_kinds(Some(i.table()?), kind)));
    let healing =
        table.optional("healing").map_or_else(|| Some(StatedHealing::default()), |i| Some(healing::stated(i.table()?)));
    let drawdowns = table.optional("drawdown").map_or_else(|| Some(Vec::new()), |i| records::drawdowns(&i));
    let healed = table.optional("healed").map_or_else(|| Some(Vec::new()), |i| records::healed(&i));
    if let (Some(drawdowns), Some(healed)) = (&drawdowns, &healed) {
        plausible::ladder(drawdowns);
        plausible::healed_against_films(healed, drawdowns);
    }
    let lot = table.optional("batch").and_then(|i| records::lot(i.table()?));
    let regulation = table.optional("regulation").map_or_else(|| Some(Vec::new()), |i| records::regulation(&i));
    table.finish();
    Some(Pigment {
        id: id?,
        name: name?,
        brand: brand?,
        notes,
        form: form?,
        solids_g_per_l: solids?,
        drops_per_ml: drops?,
        dilution,
        colorants: colorants?,
        kinds: kinds?,
        healing: healing?,
        drawdowns: drawdowns?.into_iter().map(|(drawdown, _)| drawdown).collect(),
        healed: healed?.into_iter().map(|(record, _)| record).collect(),
        lot,
        regulation: regulation?,
    })
}

fn kebab_case(item: &Item<'_>) -> Option<String> {
    let id = item.text()?;
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if id.len() <= LONGEST_ID && id.split('-').all(is_word) {
        return Some(id);
    }
    let message = format!("`id` is \"{}\"; it must be small letters, digits and single hyphens.", shown(&id));
    let words: Vec<String> =
        id.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let proposal = words.join("-");
    let remedy = if (1..=LONGEST_ID).contains(&proposal.len()) {
        format!("Write \"{proposal}\".")
    } else {
        format!("Use up to {LONGEST_ID} characters, as in \"carbon-mid\".")
    };
    item.fault(Rule::BadId, message, remedy);
    None
}

fn drops_per_ml(item: &Item<'_>) -> Option<f64> {
    let value = item.finite("a number")?;
    if DROPS_PER_ML.contains(&value) {
        return Some(value);
    }
    let message = format!("`drops_per_ml` is {value}; no dropper gives fewer than 5 or more than 60 drops to 1 ml.");
    item.fault(Rule::ImplausibleDrops, message, "Count the drops that fill 1 ml of a syringe; customary is 20.");
    None
}

/// The limits of a concentrate; none for what is ready to use.
fn dilution(table: &mut Section<'_>, form: Option<Form>) -> Option<DilutionLimits> {
    let item = table.optional("dilution");
    let need = "Write dilution = { min_fraction = 0.02, max_fraction = 0.25, diluent = \"...\" }, as the maker states it; \
                or form = \"ready-to-use\".";
    match (form, item) {
        (Some(Form::ReadyToUse), Some(item)) => {
            let message = "A pigment that is ready to use has no `dilution`: it must not be diluted.".to_owned();
            item.fault(Rule::DilutedReadyToUse, message, "Remove `dilution`, or write form = \"concentrate\".");
            None
        }
        (Some(Form::Concentrate), None) => {
            table.missing("`dilution` is missing.", need);
            None
        }
        (_, item) => limits(&item?),
    }
}

fn limits(item: &Item<'_>) -> Option<DilutionLimits> {
    let mut table = item.table()?;
    let min_at = table.required("min_fraction", "Give the weakest fraction of pigment that the maker allows.");
    let min = min_at.as_ref().and_then(|i| i.part(&FRACTION));
    let max = table.required("max_fraction", "Give the strongest fraction of pigment that the maker allows.");
    let max = max.and_then(|i| i.part(&FRACTION));
    let diluent = table.required("diluent", "Give the sterile diluent that the maker names.");
    let diluent = diluent.and_then(|i| suitable_diluent(&i));
    table.finish();
    let (min_at, min_fraction, max_fraction) = (min_at?, min?, max?);
    if min_fraction >= max_fraction {
        let message = format!("`min_fraction` {min_fraction} is not below `max_fraction` {max_fraction}.");
        min_at.fault(Rule::DilutionLimitsCrossed, message, "The weakest dilution is the smaller fraction.");
        return None;
    }
    Some(DilutionLimits { min_fraction, max_fraction, diluent: diluent? })
}

/// The diluent's name; water that is not sterile is flagged.
fn suitable_diluent(item: &Item<'_>) -> Option<String> {
    let diluent = item.text()?;
    let lower = diluent.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let is_sterile = words.contains(&"sterile") && !words.contains(&"non") && !words.contains(&"not");
    if !is_sterile && (words.contains(&"distilled") || words.contains(&"tap")) {
        let message = format!("`diluent` is \"{}\", which is not sterile.", shown(&diluent));
        item.fault(Rule::UnsuitableDiluent, message, "Name the sterile diluent that the maker of the pigment names.");
    }
    Some(diluent)
}

/// How each figure is known, where the catalogue's own kind does not hold.
fn figure_kinds(table: Option<Section<'_>>, kind: SourceKind) -> FigureKinds {
    let Some(mut table) = table else {
        return FigureKinds { solids: kind, drops: kind, dilution: kind, colorants: kind };
    };
    let mut of = |key| table.optional(key).and_then(|i| i.choice(&kinds())).unwrap_or(kind);
    let figures = FigureKinds {
        solids: of("solids_g_per_l"),
        drops: of("drops_per_ml"),
        dilution: of("dilution"),
        colorants: of("colorants"),
    };
    table.finish();
    figures
}
