//! Skins of clients at single wavelengths, as layers for photons.

use crate::reference::Tissue;
use healtone::color::WAVELENGTHS_NM;
use healtone::skin::SkinModel;

/// A skin at one wavelength.
pub(crate) struct Optics {
    pub(crate) mua_per_mm: [f64; 2],
    pub(crate) musp_per_mm: [f64; 2],
    pub(crate) epidermis_mm: f64,
    pub(crate) n: f64,
    pub(crate) g: f64,
}

/// Name, melanin, blood, scattering.
pub(crate) const SKINS: [(&str, f64, f64, f64); 4] =
    [("fair", 0.03, 0.012, 1.0), ("medium", 0.08, 0.014, 0.9), ("deep", 0.25, 0.016, 1.2), ("light", 0.05, 0.02, 1.4)];

impl Optics {
    pub(crate) fn of(skin: &str, nm: f64) -> Self {
        let (_, melanin, blood, scattering) = *SKINS.iter().find(|s| s.0 == skin).expect("a skin of the list");
        let model = SkinModel { melanin, blood, scattering, ..SkinModel::default() };
        let band = WAVELENGTHS_NM.iter().position(|w| (w - nm).abs() < 1e-9).expect("a wavelength of the grid");
        let parts = [model.epidermis(), model.dermis()];
        Self {
            mua_per_mm: parts.map(|p| p.mua_per_mm[band]),
            musp_per_mm: parts.map(|p| p.musp_per_mm[band]),
            epidermis_mm: model.epidermis_mm,
            n: model.n,
            g: model.g,
        }
    }

    pub(crate) fn tissue(&self) -> Tissue {
        let [mua, musp] = [self.mua_per_mm, self.musp_per_mm];
        Tissue::new(self.n, &[(self.epidermis_mm, mua[0], musp[0], self.g), (f64::INFINITY, mua[1], musp[1], self.g)])
    }
}

/// The absorption and scattering of the skins that the other tables are of.
pub(crate) fn print() {
    println!(
        "# Skins of the tables monte_carlo_fields, _scattering and _single: an epidermis of 0.06 mm over an endless dermis; n 1.40,"
    );
    println!("# g 0.8. Made by `cargo bench --bench monte-carlo`.");
    println!("skin,wavelength_nm,mua_epi_per_mm,mua_dermis_per_mm,musp_epi_per_mm,musp_dermis_per_mm");
    for (skin, ..) in SKINS {
        for nm in WAVELENGTHS_NM {
            let o = Optics::of(skin, nm);
            let [mua, musp] = [o.mua_per_mm, o.musp_per_mm];
            println!("{skin},{nm},{:.6},{:.6},{:.6},{:.6}", mua[0], mua[1], musp[0], musp[1]);
        }
    }
}
