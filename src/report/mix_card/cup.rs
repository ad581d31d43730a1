//! The cup to scale: straight walls, so that heights go by volume.

/// Graduations of a cup, ml.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    /// Volume up to the brim.
    pub(super) capacity_ml: f64,
    /// From one numbered mark to the next.
    pub(super) step_ml: f64,
    /// Numbered marks above the bottom.
    pub(super) marks: u32,
}

/// Steps that are easily read, ml.
const STEPS_ML: [f64; 8] = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0];

/// Marks that have room for their numbers.
const MOST_MARKS: f64 = 8.0;

impl Scale {
    /// The graduation of a cup that holds so much with a little room above it.
    pub(super) fn of(total_ml: f64) -> Self {
        let fits = |step: &&f64| total_ml / **step <= MOST_MARKS - 1.0;
        let step_ml = STEPS_ML.iter().find(fits).copied().unwrap_or(50.0);
        let marks = (1_u32..).find(|n| f64::from(*n) * step_ml >= total_ml - 1e-9).unwrap_or(1);
        Self { capacity_ml: (f64::from(marks) + 0.6) * step_ml, step_ml, marks }
    }

    /// How high a volume stands in a cup of this height.
    pub(super) fn height(&self, ml: f64, cup_height: f64) -> f64 {
        cup_height * ml / self.capacity_ml
    }
}

/// Where each liquid begins and ends, ml from the bottom, were they poured over one another unmixed.
pub(super) fn layers(ml: impl IntoIterator<Item = f64>) -> Vec<(f64, f64)> {
    let mut filled = 0.0;
    let layer = |ml| {
        let from = filled;
        filled += ml;
        (from, filled)
    };
    ml.into_iter().map(layer).collect()
}

/// Places as near to the wished ones as a distance between neighbours allows, at most `last`; ascending as they come in.
pub(super) fn apart(wished: &[f64], distance: f64, last: f64) -> Vec<f64> {
    let mut places: Vec<f64> = Vec::new();
    for place in wished {
        places.push(places.last().map_or(*place, |before| place.max(before + distance)));
    }
    let mut most = last;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - distance;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_stand_on_one_another() {
        let layers = layers([0.2, 0.4, 5.4]);
        let ends: Vec<f64> = layers.iter().map(|(_, to)| *to).collect();
        approx::assert_relative_eq!(ends[2], 6.0, max_relative = 1e-12);
        assert!(layers[0].0 == 0.0 && layers.windows(2).all(|pair| pair[0].1 == pair[1].0), "{layers:?}");
    }

    #[test]
    fn the_scale_has_round_steps_and_room_above_the_fill() {
        for (total, step, marks) in [
            (0.5, 0.1, 5),
            (1.0, 0.2, 5),
            (2.5, 0.5, 5),
            (5.8, 1.0, 6),
            (6.0, 1.0, 6),
            (10.3, 2.0, 6),
            (100.0, 20.0, 5),
        ] {
            let scale = Scale::of(total);
            assert_eq!((scale.step_ml, scale.marks), (step, marks), "{total} ml");
            assert!(scale.capacity_ml > total + 0.5 * step, "{scale:?}");
        }
    }

    #[test]
    fn heights_go_by_volume() {
        let scale = Scale::of(5.8);
        approx::assert_relative_eq!(scale.height(scale.capacity_ml, 40.0), 40.0);
        approx::assert_relative_eq!(scale.height(5.8, 40.0) / scale.height(0.2, 40.0), 29.0, max_relative = 1e-12);
    }

    #[test]
    fn crowded_labels_are_spread() {
        assert_eq!(apart(&[0.25, 0.5, 20.0], 6.0, 40.0), [0.25, 6.25, 20.0]);
        assert_eq!(apart(&[36.0, 38.0, 39.0], 6.0, 40.0), [28.0, 34.0, 40.0]);
        assert_eq!(apart(&[5.0], 6.0, 40.0), [5.0]);
    }
}
