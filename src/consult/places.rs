//! Where the regions of an earlier photo lie in this one: by the scalp itself where that photo is at hand, else by the chart.

use super::case::PlacesRecord;
use super::measurement::{MeasureOptions, Measurement};
use crate::data;
use crate::diagnostic::Diagnostic;
use crate::math::{Homography, Point};
use crate::measure::{PlacesToFind, Rect, Registration, SightOfScalp, covers_chart, px_per_chart, register};
use crate::photo::Photo;

/// How places of an earlier photo were found in this one.
#[derive(Debug, Clone, PartialEq)]
pub enum PlacesFound {
    /// The scalp of that photo was found again in this one.
    ByScalp(Box<Registration>),
    /// By the chart alone, as if head and chart lay as before.
    ByChart,
}

/// The map from an earlier photo to this one, and what it says of places.
pub(super) struct EarlierPlaces<'a> {
    places: &'a PlacesRecord,
    found: PlacesFound,
    to_chart: Homography,
    from_chart: Homography,
    size: (u32, u32),
}

/// How much larger or smaller than its chart says a region may look, as a factor of its area: more is no view of a scalp.
const ODD_AREA: f64 = 3.0;

impl<'a> EarlierPlaces<'a> {
    /// `None` where no places of an earlier photo are to be taken over, or no chart was found.
    pub(super) fn find(m: &mut Measurement, photo: &Photo, options: &'a MeasureOptions) -> Option<Self> {
        let places = options.places.as_ref()?;
        let reading = &m.chart.as_ref()?.reading;
        let (to_chart, px_per_mm) = (reading.to_chart, reading.px_per_mm);
        let from_chart = to_chart.inverse()?;
        let registration = options.earlier.as_deref().and_then(|bytes| {
            let earlier = Photo::decode(bytes).ok()?;
            let around: Vec<Rect> = [places.skin, places.stubble].into_iter().flatten().collect();
            register(
                &SightOfScalp { photo: &earlier, to_chart: &places.to_chart },
                &SightOfScalp { photo, to_chart: &to_chart },
                &PlacesToFind { around: &around, changed: places.field },
                px_per_mm,
                &data::regions().registration,
            )
        });
        let found = match registration.filter(|r| r.sure) {
            Some(registration) => PlacesFound::ByScalp(Box::new(registration)),
            None => {
                m.warnings.push(by_chart_alone(options.earlier.is_some()));
                PlacesFound::ByChart
            }
        };
        m.places = Some(found.clone());
        Some(Self { places, found, to_chart, from_chart, size: (photo.width(), photo.height()) })
    }

    /// Where one of the regions lies now; `None` where that is not all in the picture, not carried by scalp that was found
    /// again, under the chart, or of a size that no view of a scalp has.
    pub(super) fn of(&self, of: fn(&PlacesRecord) -> Option<Rect>) -> Option<Rect> {
        let before = of(self.places)?;
        let by_chart = |p: Point| self.from_chart.map(self.places.to_chart.map(p));
        let now = match &self.found {
            PlacesFound::ByScalp(registration) => registration.region(before, self.size.0, self.size.1),
            PlacesFound::ByChart => before.moved(by_chart, self.size.0, self.size.1),
        }?;
        let scale = px_per_chart(&self.to_chart)? / px_per_chart(&self.places.to_chart)?;
        let grown = now.area() as f64 / before.area() as f64 / (scale * scale);
        let plausible = (1.0 / ODD_AREA..=ODD_AREA).contains(&grown);
        (plausible && !covers_chart(now, &self.to_chart)).then_some(now)
    }
}

/// Says where bare skin of an earlier photo has been treated since, and so is bare no more.
pub(super) fn in_the_field() -> Diagnostic {
    Diagnostic::warning(
        "skin-in-the-field",
        "The bare skin of the last photo lies in the treated field by now, and was not taken over.",
        "Mark bare skin with --skin x,y,w,h.",
    )
}

fn by_chart_alone(looked: bool) -> Diagnostic {
    let why = if looked {
        "The scalp of the last photo was not surely found again in this one"
    } else {
        "The last photo was not kept in the case"
    };
    Diagnostic::warning(
        "places-by-chart-alone",
        format!(
            "{why}: its places were taken over by the chart alone, which is right only where head and chart lie as they \
             lay."
        ),
        "Look where they are with --debug-chart, and mark those that are wrong with --skin, --field and --hair; keep photos \
         with --keep-photo.",
    )
}
