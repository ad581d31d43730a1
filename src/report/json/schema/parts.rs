//! What many documents hold.

use super::build::{Object, Schema, count, exactly, list, named, nullable, number, object, sha256, text, words};
use crate::color::{BANDS, Geometry, WAVELENGTHS_NM};
use crate::data::SourceKind;
use serde_json::json;

/// L*, a*, b* or a difference in them.
pub(super) fn triple() -> Schema {
    exactly(3, number())
}

/// Half of a symmetric matrix.
pub(super) fn cov() -> Schema {
    exactly(6, number())
}

/// What a key with a covariance means.
pub(super) const COV: &str = "Covariance of L*, a*, b*: [LL, La, Lb, aa, ab, bb].";

/// What a key with standard deviations means.
pub(super) const SD: &str = "Standard deviations of L*, a*, b*.";

/// What a key with a colour means.
pub(super) const LAB_D65: &str = "L*, a*, b* for D65 and 2 degrees.";

/// A rectangle.
pub(super) fn rect() -> Schema {
    exactly(4, count())
}

/// What a key with a rectangle means.
pub(super) const RECT: &str = "x, y, w, h in pixels of the upright picture; null for readings.";

/// A point.
pub(super) fn point() -> Schema {
    exactly(2, number())
}

/// The four corner patches.
pub(super) fn corners() -> Schema {
    let names = ["patch1", "patch6", "patch24", "patch19"];
    names.into_iter().fold(object(), |o, name| o.key(name, point(), "Centre, x and y in pixels.")).build()
}

/// A spectrum on the tool's grid.
pub(super) fn spectrum() -> Schema {
    grid()
        .key("specular", words(["included"]), "Whether the light that the surface throws back is in it.")
        .key("values", exactly(BANDS, number()), "Reflectance, 0 to 1.")
        .build()
}

/// The tool's grid.
pub(super) fn grid() -> Object {
    let whole = |nm: f64| json!({"type": "number", "enum": [nm]});
    object().key("start_nm", whole(WAVELENGTHS_NM[0]), "Wavelength of the first value, nm.").key(
        "step_nm",
        whole(WAVELENGTHS_NM[1] - WAVELENGTHS_NM[0]),
        "Distance between values, nm.",
    )
}

/// How a figure is known.
pub(super) fn kind() -> Schema {
    words(SourceKind::ALL.map(SourceKind::name))
}

/// How light falls and is seen.
pub(super) fn geometry() -> Schema {
    let all = [Geometry::Sci, Geometry::Sce, Geometry::FortyFiveZero, Geometry::Camera];
    words(all.map(Geometry::name))
}

/// A warning or a fault.
pub(super) fn diagnostic() -> Object {
    object()
        .key("code", text(), "A stable name; messages may change.")
        .key("message", text(), "What is the matter.")
        .key("remedy", text(), "What to do about it.")
        .may("file", text(), "The file, where it is in one.")
        .may("line", count(), "The line in it, from 1.")
        .may("column", count(), "The column in it, from 1.")
}

/// Warnings or faults.
pub(super) fn diagnostics() -> Schema {
    list(diagnostic().build())
}

/// A contrast with its covariance.
pub(super) fn contrast() -> Object {
    object().key("dlab", triple(), "Field minus adjacent bare skin in L*, a*, b*.").key("cov", cov(), COV).key(
        "unit",
        words(["dE*ab"]),
        "Unit of the axes.",
    )
}

/// What a result was made with.
pub(super) fn studio_used() -> Schema {
    nullable(
        object()
            .key("name", nullable(text()), "The studio's name.")
            .key("file", text(), "Its file, without the folder.")
            .key("sha256", sha256(), "Digest of the file.")
            .key("used", list(text()), "Keys of the file whose values were used.")
            .build(),
    )
}

/// What the key `studio` means.
pub(super) const STUDIO: &str = "The studio's file that set defaults; null without one.";

/// Catalogues by name and digest.
pub(super) fn catalogues_used() -> Schema {
    list(object().key("name", text(), "Name of the file.").key("sha256", sha256(), "Digest of its text.").build())
}

/// Quantiles of a difference.
pub(super) fn quantiles() -> Schema {
    object()
        .key("p5", number(), "Five in a hundred lie below.")
        .key("median", number(), "Half lie below.")
        .key("p95", number(), "Five in a hundred lie above.")
        .build()
}

/// Healing priors by name.
pub(super) fn priors() -> Schema {
    named(
        object()
            .key("median", number(), "The middle figure.")
            .key("spread", number(), "Factor of one standard deviation.")
            .key("kind", kind(), "How it is known.")
            .key("source", text(), "Who says so.")
            .build(),
    )
}

/// Pigments and their parts.
pub(super) fn mix() -> Schema {
    list(object().key("id", text(), "The pigment's id.").key("parts", number(), "Parts by volume.").build())
}
