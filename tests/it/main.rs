//! Integration tests, in one binary.
#![allow(clippy::print_stderr, reason = "tests say what they skip")]
#![allow(clippy::float_cmp, reason = "tests compare with values that must be met exactly")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "tests place pixels by shares of a side and draw patterns in bytes"
)]

mod advice;
mod batch;
#[cfg(feature = "web")]
mod browser;
mod camera;
mod case;
mod case_whole;
mod catalogue;
mod chart;
mod chart_blind;
mod chart_photos;
mod cli;
mod color;
mod consult;
mod consultation_report;
mod dots;
mod exchange;
mod follow_up;
mod gate;
mod healed_picture;
mod healing;
mod how_to;
mod layers;
mod learning;
mod measure;
mod mie;
mod mix_card;
mod monte_carlo;
mod own_chart;
#[cfg(feature = "web")]
mod page;
mod photo;
mod pigment;
mod predict;
mod provenance;
mod recommend;
mod regions;
mod registration;
mod report;
mod schema;
mod sensor_prior;
#[cfg(feature = "web")]
mod served;
mod shared;
mod simulate;
mod simulate_shots;
mod skin;
mod stack;
mod stubble;
mod studio;
mod teach;
mod teach_tool;
mod tool;
