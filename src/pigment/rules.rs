//! The rules of a catalogue: one stable code each, with the text that explains it.

use crate::diagnostic::Severity;

macro_rules! rules {
    ($($name:ident, $code:literal, $severity:ident: $explanation:literal;)*) => {
        /// One rule of a catalogue, and the code of the diagnostic that reports its breach.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $explanation] $name),*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable code of its diagnostic.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The rule of a code.
            #[must_use]
            pub fn of_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|rule| rule.code() == code)
            }

            /// How bad a breach is.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity),* }
            }

            /// What the rule is for and what to do about a breach.
            #[must_use]
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$name => $explanation),* }
            }
        }
    };
}

rules! {
    Syntax, "syntax", Error:
        "The text is not TOML. Text stands in quotes, numbers do not; lists are in brackets with commas between.";
    TooLarge, "too-large", Error:
        "The catalogue is larger than the limit. Split it into several files.";
    MoreFaults, "more-faults", Error:
        "There are more faults than are shown. Correct those shown, the first ones first, and check again.";
    WrongSchema, "wrong-schema", Error:
        "The first key must be `schema = \"healtone.catalogue/1\"`; it says by which rules the rest is read.";
    UnknownKey, "unknown-key", Error:
        "A key that the format does not have. A misspelt key would otherwise be lost without a word.";
    MissingKey, "missing-key", Error:
        "A key that the format needs is not there. The tool does not guess a figure that decides how dark a dot becomes.";
    WrongType, "wrong-type", Error:
        "A value is not of the kind that its key takes, such as text where a number belongs.";
    OutOfRange, "out-of-range", Error:
        "A number is outside what is possible or ever met. Mostly the unit or the decimal point is wrong.";
    NotFinite, "not-finite", Error:
        "`nan` and `inf` are TOML numbers, but they are not measurements. Leave out what is not known.";
    UnknownValue, "unknown-value", Error:
        "A key takes one of a few words, and this is none of them.";
    EmptyText, "empty-text", Error:
        "A text that must say something is empty.";
    BadDate, "bad-date", Error:
        "A date is a year, a month or a day that exists: 2026, 2026-11 or 2026-11-22.";
    BadId, "bad-id", Error:
        "An id is small letters, digits and single hyphens between them. It is typed on command lines and kept in cases, so it must stay the same.";
    DuplicateId, "duplicate-id", Error:
        "Two pigments have one id, so a recipe could mean either of them.";
    NoPigments, "no-pigments", Error:
        "A catalogue without a pigment has nothing to choose from.";
    NoColorants, "no-colorants", Error:
        "A pigment without colourants has no colour that could be computed.";
    SharesDoNotSum, "shares-do-not-sum", Error:
        "The shares of a pigment's colourants are of its solids by mass and must sum to 1; water and carrier do not count.";
    ColorantMismatch, "colorant-mismatch", Error:
        "Colour Index number, name and CAS number of a colourant disagree, so it is not known what is in the bottle. Take all three from the safety data sheet.";
    BadCas, "bad-cas", Error:
        "The last digit of a CAS number is a check on the others, and it does not fit: a digit is mistyped.";
    UnknownColorant, "unknown-colorant", Warning:
        "The colourant is not in the tool's list, so its names cannot be checked and it has no computed optics.";
    UnfamiliarName, "unfamiliar-name", Warning:
        "The name is not one that the tool knows for this colourant. Generic names can be checked; trade names cannot.";
    ColorantWithoutOptics, "colorant-without-optics", Warning:
        "No published optics exist for this colourant, so the shade cannot be predicted unless measured drawdowns describe it.";
    DiameterBeyondTable, "diameter-beyond-table", Warning:
        "The particle size is beyond the table of computed optics, so the shade cannot be predicted from it. Stated sizes differ by a factor of a thousand in the trade: single grains count, not clumps.";
    DilutionLimitsCrossed, "dilution-limits-crossed", Error:
        "The weakest dilution allowed is not weaker than the strongest, which leaves no dilution at all.";
    DilutedReadyToUse, "diluted-ready-to-use", Error:
        "A pigment that is ready to use must not be diluted, so it has no dilution limits.";
    UnsuitableDiluent, "unsuitable-diluent", Warning:
        "Distilled water and tap water are not sterile. Name the sterile diluent that the maker of the pigment names.";
    ImplausibleDrops, "implausible-drops", Error:
        "A millilitre is 5 to 60 drops; customary bottles give about 20. Count the drops that fill 1 ml of a syringe.";
    NoColor, "no-color", Error:
        "A measured record has no colour in it.";
    ShortSpectrum, "short-spectrum", Error:
        "A spectrum must reach from 400 nm or less to 700 nm or more; outside of that its colour would be guessed.";
    NotYetHealed, "not-yet-healed", Error:
        "Work is not healed before day 28: redness and scab are still going, and the pigment has not settled.";
    ExpiresBeforeMade, "expires-before-made", Error:
        "A lot expires before it was made: the dates are exchanged or one is mistyped.";
    LotExpired, "lot-expired", Warning:
        "The date on the label of the lot has passed on the day of the check. What is past it is not used on a client.";
    LotWithoutExpiry, "lot-without-expiry", Warning:
        "A lot is named but not until when it may be used, so nobody is warned when it is too old.";
    LooksLikePercent, "looks-like-percent", Error:
        "A fraction or a share is a part of one: 7.7 % is 0.077. A value between 1 and 100 is mostly a percentage.";
    LooksLikeFraction, "looks-like-fraction", Error:
        "Reflectance is in percent of a perfect white here, and every value of this spectrum is at most 1: no pigment is that black. Multiply by 100.";
    WhitePointMissing, "white-point-missing", Error:
        "A Lab without its light and observer has no meaning: the same paint has other numbers under D50 than under D65. The key says which: `lab_d50_2deg`, `field_lab_d65`.";
    LabOutsideSolid, "lab-outside-solid", Error:
        "No surface that reflects between 0 and 100 % at every wavelength has this Lab. A sign, a digit or the order of the three is wrong.";
    LabAgainstSpectrum, "lab-against-spectrum", Warning:
        "Lab and spectrum of one reading are of two colours. Mostly the Lab is of another light or observer than its key says.";
    LadderTurns, "ladder-turns", Error:
        "In a ladder of films of one thickness on one backing, lightness goes one way as the fraction grows. Where it turns back by more than the readings' spread, two films or two fractions are exchanged.";
    HealedDarkerThanFresh, "healed-darker-than-fresh", Error:
        "Healed work cannot be darker than a film of the undiluted pigment. Skin lies over it, and some of it is lost. The two readings are exchanged or of different lights.";
    FieldBeyondDot, "field-beyond-dot", Error:
        "A field is dots with bare skin between them, so its colour lies between the two. The readings of field and dot are exchanged, or the dot was read too wide.";
    DotsOverlap, "dots-overlap", Error:
        "Dots of this diameter at this density would cover more area than there is. The diameter is mostly in other units, or the density is counted over another area.";
    RestrictedColorant, "restricted-colorant", Warning:
        "A law names this colourant from the date given. The list is short and old, so its silence says nothing: ask the maker for a statement for your country and this lot.";
    HostilePath, "hostile-path", Error:
        "A document is named by a file beside the catalogue or by a web address. Absolute paths, `..` and other schemes could make another program open what it should not.";
    HiddenCharacters, "hidden-characters", Error:
        "The text has characters that do not show, or that turn the direction of writing, so that it reads as something else than it is.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_stable_names_each_used_once() {
        let codes: std::collections::BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.code()).collect();
        assert_eq!(codes.len(), Rule::ALL.len());
        for rule in Rule::ALL {
            assert!(rule.code().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", rule.code());
            assert!(rule.explanation().len() > 30 && rule.explanation().ends_with('.'), "{}", rule.code());
        }
    }
}
