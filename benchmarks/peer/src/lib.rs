//! Nym's published Sphinx libraries behind one trait, so that the same benchmark and the same
//! cross-check run over each. Nothing here does any Sphinx of its own.

pub mod hex;
pub mod journey;
pub mod record;
pub mod rng;
pub mod sphinx;
mod v010;
mod v080;

pub use v010::V010;
pub use v080::V080;
