//! The file that a supplier's catalogue starts from.

/// A catalogue in which every key is explained. What must be filled in is empty and marked `# <- fill in`: the reader
/// names each until it is. Everything else is as good as not stated, or commented out.
///
/// ```
/// use healtone::pigment::{CATALOGUE_TEMPLATE, Catalogue};
/// let left = Catalogue::parse("mine.toml", CATALOGUE_TEMPLATE).into_result().unwrap_err();
/// assert_eq!(left.len(), CATALOGUE_TEMPLATE.matches("# <- fill in").count());
/// ```
pub const CATALOGUE_TEMPLATE: &str = r##"#:schema ./catalogue.schema.json
# A catalogue of pigments. `healtone catalogue schema > catalogue.schema.json` beside this file lets an editor that
# knows TOML (Tombi, Taplo, Even Better TOML) complete and check it while you type.
#
# Fill in what is marked "<- fill in"; `healtone catalogue check FILE` names what is left, and every fault at once.
# Everything else may stay as it is: it then counts as assumed or as not stated, and results say so. Lines that begin
# with # and a key are optional: remove the # before those that you know, put your own figures in, leave out the rest.
schema = "healtone.catalogue/1"

[source]                      # who says what this file says
name = ""                     # <- fill in: your company, laboratory or name
kind = "supplier"             # measured | supplier | literature | computed | assumed
date = ""                     # <- fill in: the day of the figures, without quotes: 2026-11-22; or a month in quotes: "2026-11"
licence = "not stated"        # terms under which the figures may be passed on, such as "CC0-1.0"
#notes = "Figures of the 2026 range."                 # what a reader should know

# One [[pigment]] for each bottle: copy everything below for the next.
[[pigment]]
id = ""                       # <- fill in: small letters, digits and hyphens, such as "carbon-mid"; never change it later
name = ""                     # <- fill in: the name on the label
brand = ""                    # <- fill in: who makes it
#notes = "Shake well."
form = "concentrate"          # or "ready-to-use" if it must not be diluted: then remove the lines of `dilution`
solids_g_per_l = ""           # <- fill in: grams of dry colourant in a litre, without quotes; 15 % by mass is about 150.0
drops_per_ml = 20.0           # drops from this bottle that fill 1 ml of a syringe; 20 is customary (see `kinds` below)
# How far you allow it to be diluted, as pigment / (pigment + diluent) by volume: 1+3 is 0.25, 1+49 is 0.02.
dilution.min_fraction = ""    # <- fill in: the weakest, without quotes: 0.02
dilution.max_fraction = ""    # <- fill in: the strongest, without quotes: 0.25
dilution.diluent = "sterile diluent named by the maker"
# How single figures are known, where the kind above does not hold. Write "measured" once you have counted the drops.
kinds.drops_per_ml = "assumed"
#kinds.solids_g_per_l = "measured"
#kinds.dilution = "supplier"
#kinds.colorants = "supplier"

# What the solids are: one [[pigment.colorants]] for each colourant, from the safety data sheet.
[[pigment.colorants]]
ci = ""                       # <- fill in: Colour Index number; carbon black is "77266"
name = ""                     # <- fill in: generic name, such as "carbon black"
cas = ""                      # <- fill in: CAS number, such as "1333-86-4"
share = 1.0                   # part of the solids by mass, without water and carrier; all shares sum to 1
diameter_um = 0.2             # diameter of the single grains, micrometres; 200 nm is 0.2
diameter_kind = "assumed"     # how it is known; "assumed" where it is not

# How it heals, if you know it better than what is assumed of every pigment. Each figure has a median and a spread: two
# in three lie between median / spread and median x spread; a spread of 1 is exact.
#[pigment.healing]
#retention = { median = 0.65, spread = 1.2, kind = "measured", source = "12 panels" }            # share left at day 28
#slow_half_life = { median = 5.0, spread = 1.5, kind = "measured", source = "12 panels" }        # years
#hue_drift = { median = 1.0, spread = 1.2, kind = "measured", source = "12 panels" }             # half-life of other colourants over carbon's
#catalogue_absorption = { median = 1.0, spread = 1.1, kind = "measured", source = "drawdowns" }  # factor on the computed figure
#catalogue_scattering = { median = 1.0, spread = 1.3, kind = "measured", source = "drawdowns" }  # factor on the computed figure

# Measured films: one [[pigment.drawdown]] for each step of a ladder, five steps or more.
#[[pigment.drawdown]]
#fraction = 0.1               # volume fraction of this pigment in the film
#film_um = 50.0               # thickness of the wet film, micrometres: the gap of the applicator
#lab_d50_2deg = [24.8, 0.4, 0.9]                      # L*, a*, b* for D50 and 2 degrees; or the spectrum, or both
#spectrum_percent = { start_nm = 400, step_nm = 20, values = [4.1, 4.1, 4.2, 4.2, 4.2, 4.3, 4.3, 4.3, 4.4, 4.4, 4.4, 4.5, 4.5, 4.5, 4.6, 4.6] }
#instrument = "handheld spectrophotometer"
#geometry = "45:0"            # sci (gloss included) | sce (gloss excluded) | 45:0 | camera
#n = 5                        # readings that were averaged
#sd = [0.3, 0.1, 0.1]         # their standard deviation in L*, a*, b*
#[pigment.drawdown.backing]   # what the film was drawn on, with its own colour or spectrum
#name = "white card"
#lab_d50_2deg = [95.0, 0.0, 2.0]

# Measured healed work: one [[pigment.healed]] for each field, from day 28 on.
#[[pigment.healed]]
#fraction = 0.077             # volume fraction of this pigment in the cup: 1+12
#needle = "3RL0.25"           # points and diameter, or the code of the cartridge
#depth_mm = 0.4               # set depth of the needle
#dot_mm = 0.22                # diameter of a healed dot
#density_per_cm2 = 150        # dots in a square centimetre
#sessions = 2
#day = 42                     # days since the last session
#skin_lab_d65 = [61.0, 12.0, 15.0]                    # bare skin beside it: L*, a*, b* for D65 and 2 degrees
#field_lab_d65 = [58.6, 10.4, 13.0]                   # the field as a whole; or a dot, or both
#dot_lab_d65 = [49.0, 6.0, 8.0]
#geometry = "camera"          # sci | sce | 45:0 | camera
#n = 3
#sd = [0.4, 0.2, 0.2]

# The lot that the figures are of, as its label states it.
#[pigment.batch]
#lot = "A7"
#made = 2026-01-15            # or a month in quotes: "2026-01"
#expires = "2028-01"          # a month means its last day
#after_opening_months = 12
#sterile = true
#sds = "sds/carbon-mid.pdf"   # where the safety data sheet is
#certificates = ["heavy metals 2026-02"]

# What is stated about its standing: one [[pigment.regulation]] for each place. The tool repeats it and vouches for nothing.
#[[pigment.regulation]]
#jurisdiction = "EU"
#on = 2026-11-22              # the day of the statement
#status = "not stated"        # in the words of who stated it; "not stated" is a value
"##;
