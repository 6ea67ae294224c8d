//! What both libraries do, under one name each.

use crate::journey::Journey;
use std::fmt::Debug;

/// What is under one layer of a packet.
pub enum Unwrapped<P> {
    Forward {
        address: [u8; 32],
        delay_nanos: u64,
        packet: P,
    },
    Final {
        destination: [u8; 32],
        identifier: [u8; 16],
        payload: Vec<u8>,
    },
}

/// A SURB, and what its maker must keep, where that is anything.
pub type MadeSurb<S> = (S, Option<Vec<u8>>);

/// One of the libraries, making packets of one version. What fails is answered with the library's
/// own words.
pub trait Sphinx {
    /// Its name and version, as benchmarks are grouped by it.
    const NAME: &'static str;
    type Key;
    type Route;
    type Packet;
    type Surb;
    type Error: Debug;

    /// The number that it stamps.
    fn version(&self) -> u16;

    fn key(bytes: [u8; 32]) -> Self::Key;

    /// The library's own types for what a sender has at hand.
    fn route(journey: &Journey) -> Self::Route;

    /// With a fresh secret.
    fn build(
        &self,
        route: &Self::Route,
        payload_bytes: usize,
        message: &[u8],
    ) -> Result<Self::Packet, Self::Error>;

    fn to_bytes(packet: &Self::Packet) -> Vec<u8>;

    /// From bytes to what is under the first layer.
    fn unwrap(key: &Self::Key, packet: &[u8]) -> Result<Unwrapped<Self::Packet>, Self::Error>;

    /// From bytes to the message; an error if it isn't the final hop.
    fn message(key: &Self::Key, packet: &[u8]) -> Result<Vec<u8>, Self::Error>;

    /// With a fresh secret.
    fn surb(&self, route: &Self::Route) -> Result<MadeSurb<Self::Surb>, Self::Error>;

    fn surb_bytes(surb: &Self::Surb) -> Vec<u8>;

    /// From the SURB's bytes to a packet.
    fn use_surb(
        surb: &[u8],
        payload_bytes: usize,
        message: &[u8],
    ) -> Result<Self::Packet, Self::Error>;

    /// The message in a payload that came to the final hop; `recovery` where [`Sphinx::surb`]
    /// gave some.
    fn open(recovery: Option<&[u8]>, payload: &[u8]) -> Result<Vec<u8>, Self::Error>;
}
