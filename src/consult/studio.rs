//! What of a result came from a studio's own file.

/// The studio file that a result was made with, and what was taken from it.
///
/// ```
/// use healtone::consult::StudioUse;
/// let chart = StudioUse { used: vec!["chart"], ..StudioUse::of("studio.toml", "72e781de", Some("Example")) };
/// assert_eq!(chart.bottles, 0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StudioUse {
    /// The studio's name, where it has one.
    pub name: Option<String>,
    /// The file's name, without its folder.
    pub file: String,
    /// Digest of the file.
    pub sha256: String,
    /// Keys of the file whose values were used, in the order in which they were needed; of `[healing]` the parameters.
    pub used: Vec<&'static str>,
    /// How many of its bottles are at hand.
    pub bottles: usize,
}

impl StudioUse {
    /// A file of which nothing was used so far.
    #[must_use]
    pub fn of(file: &str, sha256: &str, name: Option<&str>) -> Self {
        Self {
            name: name.map(str::to_owned),
            file: file.to_owned(),
            sha256: sha256.to_owned(),
            used: Vec::new(),
            bottles: 0,
        }
    }
}
