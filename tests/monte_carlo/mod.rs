//! A Monte Carlo of light in layered skin with dots of pigment in it: the reference that the optics are judged by.
//!
//! It shares the physics of the optics (plane layers of one index, Henyey-Greenstein scattering, absorption after
//! Beer) and none of their mathematics. That the two agree checks the solver; it says nothing of skin.
//!
//! `field`: dots on lattices and strewn; `tissue`: layers; `walk`: one photon's path; `watch`: what paths meet, and
//! the reflectances that follow.

#![allow(dead_code, unused_imports, reason = "the tests need one part of it, the program that makes tables another")]

mod field;
mod tissue;
mod walk;
mod watch;

pub(crate) use field::{Disc, Field};
pub(crate) use tissue::{Tissue, TissueLayer};
pub(crate) use watch::{Estimate, Place, ScatteringDots, Watch, run};
