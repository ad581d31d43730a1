//! `--preview`, of `consult`.

use crate::consult::{Consultation, DEFAULT_DAYS, Picture, PictureWish, Prospect};
use crate::diagnostic::{Diagnostic, Kind};
use crate::measure::Region;
use crate::photo::Photo;
use crate::report::diagnostics::note;
use crate::{report, store};
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct PreviewArgs {
    /// Show the area as it is and healed with the first recommendation: before.png, day-0028.png and others in a folder
    #[arg(long, value_name = "DIR")]
    preview: Option<PathBuf>,
    /// The area to be treated, as a region [default: that of the bare skin]
    #[arg(long, value_name = "R", requires = "preview")]
    area: Option<Region>,
}

/// Longer side of a picture at most, px.
const LONGER_PX: u32 = 900;

impl PreviewArgs {
    /// Writes the pictures that are asked for; where there is nothing to show a note says why.
    pub(super) fn write(
        &self,
        photo: &[u8],
        consultation: &Consultation,
        prospect: Option<&Prospect>,
        seed: u32,
    ) -> Result<(), Diagnostic> {
        let Some(folder) = &self.preview else { return Ok(()) };
        let Some(prospect) = prospect else {
            eprint!("{}", note("Note", &nothing_to_show(folder)));
            return Ok(());
        };
        let photo = Photo::decode(photo).map_err(|e| e.diagnostic())?;
        let marked = self.area.map(|area| area.resolve("--area", photo.width(), photo.height())).transpose()?;
        let skin = consultation.measurement.skin.as_ref().and_then(|skin| skin.rect);
        let area = marked.or(skin).map(|rect| rect.corners().to_vec()).unwrap_or_default();
        let wish = PictureWish { area, days: DEFAULT_DAYS.to_vec(), longer_px: LONGER_PX, seed };
        let pictures = prospect.pictures(&photo, &consultation.measurement, 1, &wish)?;
        pictures.warnings.iter().for_each(|warning| eprint!("{}", note("Note", warning)));
        let named = pictures.days.iter().map(|day| (format!("day-{:04.0}.png", day.day), &day.picture));
        for (name, picture) in std::iter::once(("before.png".to_owned(), &pictures.before)).chain(named) {
            write(&folder.join(name), picture)?;
        }
        let [days, dots] = [pictures.days.len(), pictures.dots];
        eprintln!("{}: before.png and {days} days, {dots} dots. A prediction is not a promise.", folder.display());
        Ok(())
    }
}

fn write(path: &Path, picture: &Picture) -> Result<(), Diagnostic> {
    let png = report::picture_png(picture).ok_or_else(|| {
        Diagnostic::error(
            Kind::Access,
            "cannot-encode",
            format!("{} could not be written as a PNG.", path.display()),
            "Mark a smaller area.",
        )
    })?;
    store::write_bytes(path, &png)
}

fn nothing_to_show(folder: &Path) -> Diagnostic {
    Diagnostic::warning(
        "no-preview",
        format!("Nothing is recommended for this photo, so nothing was written to {}.", folder.display()),
        "Take the photo again as is said above.",
    )
}
