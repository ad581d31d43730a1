//! Light and observer of a Lab, as files state them or do not.

use crate::color::Observer;

/// The white point of a Lab: what is not stated is `None`, and nothing stands in its place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct White {
    /// The CIE light as files name it: `D50`, `D65`, `A`, `F2` ...
    pub illuminant: Option<String>,
    /// Whose eye.
    pub observer: Option<Observer>,
}

impl White {
    /// A white whose light and observer are both known.
    #[must_use]
    pub fn new(illuminant: &str, observer: Observer) -> Self {
        Self { illuminant: Some(illuminant.to_owned()), observer: Some(observer) }
    }

    /// D50, 2 degrees: the white of catalogues' instrument readings.
    #[must_use]
    pub fn d50() -> Self {
        Self::new("D50", Observer::Cie1931)
    }

    /// The name used in results: `d50-2`, `d65-10`, or `unstated` when either half is not known.
    ///
    /// ```
    /// use healtone::pigment::exchange::White;
    /// assert_eq!(White::d50().name(), "d50-2");
    /// assert_eq!(White { observer: None, ..White::d50() }.name(), "unstated");
    /// ```
    #[must_use]
    pub fn name(&self) -> String {
        match (&self.illuminant, self.observer) {
            (Some(light), Some(observer)) => format!("{}-{}", light.to_lowercase(), degrees(observer)),
            _ => "unstated".to_owned(),
        }
    }

    /// Whether both light and observer are known.
    #[must_use]
    pub const fn is_stated(&self) -> bool {
        self.illuminant.is_some() && self.observer.is_some()
    }

    /// Takes up what a text states of light and observer, such as `ILLUMINANT, D50` or `Illumination=D50
    /// ObserverAngle=2`; the first statement of each stays unless another contradicts it. Whether none does.
    pub(super) fn take(&mut self, statement: &str) -> bool {
        let (light, observer) = (light_in(statement), observer_in(statement));
        let agrees = |known: bool, same: bool| !known || same;
        let ok = agrees(self.illuminant.is_some() && light.is_some(), self.illuminant == light)
            && agrees(self.observer.is_some() && observer.is_some(), self.observer == observer);
        self.illuminant = self.illuminant.take().or(light);
        self.observer = self.observer.or(observer);
        ok
    }
}

/// The field of view in degrees.
pub(super) const fn degrees(observer: Observer) -> u8 {
    match observer {
        Observer::Cie1931 => 2,
        Observer::Cie1964 => 10,
    }
}

/// Lights that files name.
const LIGHTS: [&str; 26] = [
    "A", "B", "C", "D50", "D55", "D60", "D65", "D75", "E", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10",
    "F11", "F12", "TL83", "TL84", "UL30", "UL35", "UL50",
];

/// Words of a statement: letters and digits that stand together.
fn words(statement: &str) -> impl Iterator<Item = &str> {
    statement.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn light_in(statement: &str) -> Option<String> {
    let known = |word: &str| LIGHTS.iter().find(|light| word.eq_ignore_ascii_case(light)).map(|l| (*l).to_owned());
    // A lone letter is only a light where the word before it says so: "a" is also a word and a coordinate.
    let mut before = "";
    for word in words(statement) {
        let is_named =
            ["illuminant", "illumination", "light", "standard"].iter().any(|n| before.eq_ignore_ascii_case(n));
        if (word.len() > 1 || is_named)
            && let Some(light) = known(word)
        {
            return Some(light);
        }
        before = word;
    }
    None
}

fn observer_in(statement: &str) -> Option<Observer> {
    let of_number = |word: &str| match word.trim_end_matches("deg") {
        "2" | "1931" => Some(Observer::Cie1931),
        "10" | "1964" => Some(Observer::Cie1964),
        _ => None,
    };
    let lower = statement.to_lowercase();
    let all: Vec<&str> = words(&lower).collect();
    let light = |word: &str| LIGHTS.iter().any(|light| word.eq_ignore_ascii_case(light));
    all.iter().enumerate().find_map(|(i, word)| {
        let observer = of_number(word)?;
        let before = i.checked_sub(1).map_or("", |j| all[j]);
        let after = all.get(i + 1).copied().unwrap_or_default();
        // The number is an observer's only beside a word that says so, or behind a light as in D65/10.
        let said = before.starts_with("observer") || before == "cie" || light(before);
        (said || after.starts_with("deg") || word.ends_with("deg") || lower.contains('°') || all.len() == 1)
            .then_some(observer)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(statements: &[&str]) -> String {
        let mut white = White::default();
        assert!(statements.iter().all(|s| white.take(s)), "{statements:?}");
        white.name()
    }

    #[test]
    fn statements_of_instruments_are_understood() {
        assert_eq!(name(&["ILLUMINANT, D50", "OBSERVER, 2 degree"]), "d50-2");
        assert_eq!(name(&["Illumination=D65 ObserverAngle=10° WhiteBase=Abs Filter=No"]), "d65-10");
        assert_eq!(name(&["D65/10°"]), "d65-10");
        assert_eq!(name(&["L (D50/2)"]), "d50-2");
        assert_eq!(name(&["lab_d50_2deg_L"]), "d50-2");
        assert_eq!(name(&["ILLUMINANT A", "10_Degree"]), "a-10");
        assert_eq!(name(&["CIE 1931", "illuminant F11"]), "f11-2");
        assert_eq!(name(&["D50"]), "unstated");
        assert_eq!(name(&["MeasurementCondition=M0 Filter=no"]), "unstated");
        assert_eq!(name(&["a"]), "unstated");
    }

    #[test]
    fn contradictions_are_noticed() {
        let mut white = White::default();
        assert!(white.take("ILLUMINANT, D50"));
        assert!(!white.take("ILLUMINANT, D65"));
        assert!(white.take("OBSERVER, 2 degree"));
        assert!(!white.take("OBSERVER, 10 degree"));
    }
}
