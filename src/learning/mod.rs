//! What healed photos say of a client and of the hand that treated him.
//!
//! A healed field teaches about two numbers: the pigment that one dot holds and, weakly, how deep it lies. Everything
//! else that is not known keeps its wide prior, and what a photo did not teach is said.

mod evidence;
mod films;
mod hand;
mod healed;
mod posterior;
mod proposal;
mod taught;

pub use evidence::{DotsSeen, Evidence, SeenTogether};
pub use films::{FilmFit, WHITE_CARD_L, film_reflectance, fit_films};
pub use hand::{Hand, HandRecord};
pub use healed::{HealedFit, fit_healed};
pub use posterior::{Known, Posterior, learn};
pub use taught::{Taught, taught};
