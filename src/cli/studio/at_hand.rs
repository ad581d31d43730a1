//! What a command works with where its flags leave something open: flags go before the studio's file, and that before the
//! tool's own defaults. Counts what was taken from the file.

use super::super::catalogue::Catalogues;
use super::super::chart::{chart_file, chart_named};
use super::super::healing::own_priors;
use super::super::output::{self, Failure};
use crate::chart::ChartDefinition;
use crate::consult::StudioUse;
use crate::data::{self, HealingTable};
use crate::diagnostic::{Diagnostic, Kind};
use crate::learning::{Hand, HandRecord};
use crate::store::{self, HealingPriors, Placed, Studio};
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(in crate::cli) struct StudioChoice {
    /// Your studio's file [default: studio.toml in your configuration folder, where it is there]
    #[arg(long, value_name = "FILE")]
    pub(super) studio: Option<PathBuf>,
    /// Leave out what healed photos taught of the studio's hand
    #[arg(long)]
    pub(super) no_hand: bool,
}

/// The healing parameter that is the technician's hand.
const DOT_VOLUME: &str = "dot_volume";
/// The healing parameter that measurements depend on too: how much of the skin's colour is its surface.
const SURFACE_LIGHT: &str = "surface_light";

/// A studio's file as read.
#[derive(Clone)]
pub(super) struct StudioFile {
    pub(super) path: PathBuf,
    text: String,
    pub(super) studio: Studio,
}

/// The studio's file, if there is one, and what of it was used.
#[derive(Clone)]
pub(in crate::cli) struct AtHand {
    pub(super) file: Option<StudioFile>,
    no_hand: bool,
    pub(super) used: Vec<&'static str>,
    pub(super) bottles: usize,
}

impl StudioChoice {
    /// The file asked for, or where it is looked for; `None` where there is no such folder.
    pub(super) fn path(&self) -> Option<PathBuf> {
        self.studio.clone().or_else(store::studio_path)
    }
}

impl StudioFile {
    fn read(path: PathBuf) -> Result<Self, Failure> {
        let text = store::read_text(&path, data::limits().text.file_max_bytes as u64)?;
        match store::parse_studio(&path.display().to_string(), &text) {
            Ok(studio) => Ok(Self { path, text, studio }),
            Err(faults) => Err(output::unfit("studio-unfit", &path, &text, &faults)),
        }
    }

    /// Faults of the file that its use has brought to light.
    pub(super) fn unfit(&self, faults: &[Diagnostic]) -> Failure {
        output::unfit("studio-unfit", &self.path, &self.text, faults)
    }

    /// The folder that its paths start from.
    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// Where these files and folders are.
    ///
    /// Errors: all that are not there, at their places in the studio's file.
    fn files<'p>(&self, named: impl IntoIterator<Item = &'p Placed<String>>) -> Result<Vec<PathBuf>, Failure> {
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for name in named {
            let path = self.folder().join(&name.value);
            if path.exists() { found.push(path) } else { missing.push(not_there(&path, name)) }
        }
        if missing.is_empty() { Ok(found) } else { Err(self.unfit(&missing)) }
    }
}

fn not_there(path: &Path, name: &Placed<String>) -> Diagnostic {
    let message = format!("{} does not exist.", path.display());
    let remedy = "Check the path; it starts from the folder of the studio's file.";
    Diagnostic {
        place: Some(name.place.clone()),
        ..Diagnostic::error(Kind::Unfit, "studio-file-missing", message, remedy)
    }
}

impl AtHand {
    /// Reads the studio's file; that there is none is no fault unless it was asked for.
    pub(in crate::cli) fn read(choice: &StudioChoice) -> Result<Self, Failure> {
        let is_there = |path: &PathBuf| choice.studio.is_some() || path.try_exists().unwrap_or(true);
        let file = choice.path().filter(is_there).map(StudioFile::read).transpose()?;
        Ok(Self { file, no_hand: choice.no_hand, used: Vec::new(), bottles: 0 })
    }

    /// What was taken from the file so far; `None` without a file.
    pub(in crate::cli) fn used(&self) -> Option<StudioUse> {
        let file = self.file.as_ref()?;
        let name = file.path.file_name().unwrap_or(file.path.as_os_str()).to_string_lossy();
        let of = StudioUse::of(&name, &file.studio.digest, file.studio.name.as_deref());
        Some(StudioUse { used: self.used.clone(), bottles: self.bottles, ..of })
    }

    /// The chart that the file names, as it names it.
    pub(in crate::cli) fn chart_name(&self) -> Option<String> {
        Some(self.file.as_ref()?.studio.chart.as_ref()?.value.clone())
    }

    /// The part of it that a measurement is made with.
    pub(in crate::cli) fn used_to_measure(&self) -> Option<StudioUse> {
        let mut studio = self.used()?;
        studio.used.retain(|key| ["chart", SURFACE_LIGHT].contains(key));
        Some(studio)
    }

    /// What the flag says, or else what the file has under this key.
    pub(in crate::cli) fn pick<T>(
        &mut self,
        flag: Option<T>,
        key: &'static str,
        of: impl FnOnce(&Studio) -> Option<T>,
    ) -> Option<T> {
        if flag.is_some() {
            return flag;
        }
        let own = of(&self.file.as_ref()?.studio);
        if own.is_some() {
            self.used.push(key);
        }
        own
    }

    /// The chart that `--chart` names, or the studio's; `None` for the tool's own choice.
    pub(in crate::cli) fn chart(&mut self, flag: Option<&str>) -> Result<Option<ChartDefinition>, Failure> {
        if flag.is_some() {
            return flag.map(chart_named).transpose();
        }
        let Some(file) = &self.file else { return Ok(None) };
        let Some(named) = &file.studio.chart else { return Ok(None) };
        let chart = if store::is_chart_file(&named.value) {
            file.files([named])?.first().map(|path| chart_file(path)).transpose()?
        } else {
            Some(chart_named(&named.value)?)
        };
        self.used.push("chart");
        Ok(chart)
    }

    /// The surface light that the studio's readings have, for commands without `--healing`.
    pub(in crate::cli) fn surface_light(&mut self) -> Option<f64> {
        let of = |own: &Studio| own.healing.entries().find(|(name, _)| *name == SURFACE_LIGHT).map(|(_, p)| p.median);
        self.pick(None, SURFACE_LIGHT, of)
    }

    /// The catalogues that `--catalogue` names, or the studio's, or the reference catalogue.
    pub(in crate::cli) fn catalogues(&mut self, flag: &[PathBuf]) -> Result<Catalogues, Failure> {
        match &self.file {
            Some(file) if flag.is_empty() && !file.studio.catalogue.is_empty() => {
                let catalogues = Catalogues::read(&file.files(&file.studio.catalogue)?)?.named_from(file.folder());
                self.used.push("catalogue");
                Ok(catalogues)
            }
            _ => Catalogues::read(flag),
        }
    }

    /// The tool's healing priors, the studio's over them, and those of `--healing` over both.
    pub(in crate::cli) fn healing(&mut self, flag: Option<&Path>) -> Result<HealingTable, Failure> {
        let over = own_priors(flag)?;
        let none = HealingPriors::default();
        let own = self.file.as_ref().map_or(&none, |file| &file.studio.healing);
        let hidden = |name: &str| over.entries().any(|(over, _)| over == name);
        let told = hidden(DOT_VOLUME) || own.entries().any(|(name, _)| name == DOT_VOLUME);
        let table = over.onto(own.onto(data::healing()));
        self.used.extend(own.entries().map(|(name, _)| name).filter(|name| !hidden(name)));
        // What somebody says of the hand goes before what photos taught of it.
        let Some(hand) = self.hand()?.filter(|_| !told && !self.no_hand) else { return Ok(table) };
        self.used.push("hand");
        Ok(hand.onto(table))
    }

    /// The hand as its clients' healed photos have it; `None` where none is kept, or nothing was learnt yet.
    pub(super) fn hand(&self) -> Result<Option<Hand>, Failure> {
        Ok(Hand::of(&self.hand_records()?, &data::healing()))
    }

    /// The file that keeps the hand; `None` where the studio names none.
    pub(super) fn hand_file(&self) -> Option<PathBuf> {
        let file = self.file.as_ref()?;
        Some(file.folder().join(&file.studio.hand.as_ref()?.value))
    }

    /// What is kept of the hand; nothing where the file is not there yet.
    pub(super) fn hand_records(&self) -> Result<Vec<HandRecord>, Failure> {
        let Some(path) = self.hand_file().filter(|path| path.exists()) else { return Ok(Vec::new()) };
        let text = store::read_text(&path, data::limits().text.file_max_bytes as u64)?;
        store::parse_hand(&path.display().to_string(), &text)
            .map_err(|faults| output::unfit("hand-unfit", &path, &text, &faults))
    }

    /// Keeps what a client's healed photos say of the hand, in the place of what they said before; whether it is kept.
    pub(in crate::cli) fn keep_of_hand(&self, record: HandRecord) -> Result<bool, Failure> {
        let Some(path) = self.hand_file().filter(|_| !self.no_hand) else { return Ok(false) };
        let mut records = self.hand_records()?;
        records.retain(|known| known.code != record.code);
        records.push(record);
        store::write_bytes(&path, store::hand_text(&records).as_bytes())?;
        Ok(true)
    }
}
