//! The file that a studio starts from.

/// An example of a studio's file with every key explained and commented out, so that it changes nothing as it stands.
///
/// ```
/// let studio = healtone::store::parse_studio("studio.toml", healtone::store::STUDIO_EXAMPLE).unwrap();
/// assert!(studio.bottles.is_empty());
/// ```
pub const STUDIO_EXAMPLE: &str = r#"# What this studio works with, so that a consultation needs only the photo:
#     healtone consult photo.jpg
# Every key but `schema` may be left out. Remove the # before what you need, put your own in its place, and look at it
# with `healtone studio show`. What is given on the command line goes before this file.
schema = "healtone.studio/1"

# The name that results show.
#name = "Example Studio"

# The chart beside the scalp: an id, or a file of your own beside this one.
#chart = "colorchecker-mini"

# Catalogue files, or folders of them, from here; without them the reference catalogue is used.
#catalogue = ["my-pigments.toml"]

# Volume of a cup.
#batch_ml = 5.0

# Drops of the diluent's bottle to a millilitre: count those that fill 1 ml of a syringe.
#diluent_drops_per_ml = 20.0

# The usual needle: points and diameter, or the code of a cartridge. It sets the size of the dots.
#needle = "3RL0.25"

# The file that keeps what healed photos say of your hand, from here: `healtone follow-up` writes it, consultations and
# plans go by it. Look at it with `healtone studio hand`; --no-hand leaves it out.
#hand = "hand.toml"

# Area that is treated, as a rule.
#area_cm2 = 100.0

# The bottles in stock, a [[bottle]] each: where there is one, only these pigments are recommended. A bottle is left out
# after the day that it expires, or so many months after it was opened as the catalogue allows.
#[[bottle]]
#id = "generic-carbon-mid"   # as in the catalogue
#lot = "A1234"
#opened = 2026-10-01
#expires = 2027-03-01        # or a month, which means its end, in quotes: "2027-03"
#drops_per_ml = 22.0         # as counted with this bottle, in the place of the catalogue's figure

# How your hand and your clients' skin differ from what is assumed: tables of calibration/healing.toml, by name.
#[healing.dot_volume]        # fluid left per dot, nl
#median = 1.1
#spread = 1.4                # factor of one standard deviation
#kind = "measured"           # measured | supplier | literature | computed | assumed
#source = "40 test dots, weighed"
"#;
