//! The measured cameras of the development data.

use crate::shared::shared;
use healtone::simulate::Sensor;
use healtone::store::read_sensor;

/// In the order of their file names; `None`, said on stderr, where the data are absent.
pub(crate) fn cameras() -> Option<Vec<Sensor>> {
    let entries = std::fs::read_dir(shared("sensor/cameras")?).expect("the folder of cameras is there");
    let mut files: Vec<_> = entries.map(|e| e.expect("it can be listed").path()).collect();
    files.sort();
    Some(files.iter().map(|file| read_sensor(file).unwrap_or_else(|e| panic!("{e}"))).collect())
}
