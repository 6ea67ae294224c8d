//! `sphinx-packet` 0.8.0: packets of the versions 1 and 257 to 260 (any other is as 259), with
//! clamped blinding in all of them, and SURBs of 259 and 260.

use crate::journey::Journey;
use crate::sphinx::{Sphinx, Unwrapped};
use sphinx_080::header::delays::Delay;
use sphinx_080::payload::Payload;
use sphinx_080::route::{Destination, DestinationAddressBytes, Node, NodeAddressBytes};
use sphinx_080::version::Version;
use sphinx_080::{
    Error, ErrorKind, ProcessedPacketData, SURBMaterial, SphinxPacket, SphinxPacketBuilder,
    SurbReplyRecovery, SURB,
};
use x25519_dalek::{PublicKey, StaticSecret};

pub struct V080 {
    version: Version,
}

pub struct Route {
    nodes: Vec<Node>,
    delays: Vec<Delay>,
    destination: Destination,
}

impl V080 {
    pub fn stamping(version: u16) -> Self {
        V080 {
            version: Version::new(version),
        }
    }
}

impl Sphinx for V080 {
    const NAME: &'static str = "sphinx-packet-0.8.0";
    type Key = StaticSecret;
    type Route = Route;
    type Packet = SphinxPacket;
    type Surb = SURB;
    type Error = Error;

    fn version(&self) -> u16 {
        self.version.value()
    }

    fn key(bytes: [u8; 32]) -> StaticSecret {
        StaticSecret::from(bytes)
    }

    fn route(journey: &Journey) -> Route {
        let node = |hop: &crate::journey::Hop| {
            Node::new(
                NodeAddressBytes::from_bytes(hop.address),
                PublicKey::from(&Self::key(hop.key)),
            )
        };
        let delay = |hop: &crate::journey::Hop| Delay::new_from_nanos(hop.delay_nanos);
        Route {
            nodes: journey.hops.iter().map(node).collect(),
            delays: journey.hops.iter().map(delay).collect(),
            destination: Destination::new(
                DestinationAddressBytes::from_bytes(journey.destination),
                journey.identifier,
            ),
        }
    }

    fn build(
        &self,
        route: &Route,
        payload_bytes: usize,
        message: &[u8],
    ) -> Result<SphinxPacket, Error> {
        SphinxPacketBuilder::new()
            .with_version(self.version)
            .with_payload_size(payload_bytes)
            .build_packet(message, &route.nodes, &route.destination, &route.delays)
    }

    fn to_bytes(packet: &SphinxPacket) -> Vec<u8> {
        packet.to_bytes()
    }

    fn unwrap(key: &StaticSecret, packet: &[u8]) -> Result<Unwrapped<SphinxPacket>, Error> {
        Ok(match SphinxPacket::from_bytes(packet)?.process(key)?.data {
            ProcessedPacketData::ForwardHop {
                next_hop_packet,
                next_hop_address,
                delay,
            } => Unwrapped::Forward {
                address: next_hop_address.to_bytes(),
                delay_nanos: delay.to_nanos(),
                packet: next_hop_packet,
            },
            ProcessedPacketData::FinalHop {
                destination,
                identifier,
                payload,
            } => Unwrapped::Final {
                destination: destination.as_bytes(),
                identifier,
                payload: payload.into_bytes(),
            },
        })
    }

    fn message(key: &StaticSecret, packet: &[u8]) -> Result<Vec<u8>, Error> {
        match SphinxPacket::from_bytes(packet)?.process(key)?.data {
            ProcessedPacketData::FinalHop { payload, .. } => payload.recover_plaintext(),
            ProcessedPacketData::ForwardHop { .. } => {
                Err(Error::new(ErrorKind::InvalidPacket, "a forward hop"))
            }
        }
    }

    fn surb(&self, route: &Route) -> Result<(SURB, Option<Vec<u8>>), Error> {
        let material = SURBMaterial::new(
            route.nodes.clone(),
            route.delays.clone(),
            route.destination.clone(),
            self.version,
        );
        if self.version.uses_single_seed_surb() {
            let (surb, recovery) = material.construct_recoverable_SURB()?;
            return Ok((surb, Some(recovery.to_bytes())));
        }
        Ok((material.construct_SURB()?, None))
    }

    fn surb_bytes(surb: &SURB) -> Vec<u8> {
        surb.to_bytes()
    }

    fn use_surb(surb: &[u8], payload_bytes: usize, message: &[u8]) -> Result<SphinxPacket, Error> {
        let (packet, _) = SURB::from_bytes(surb)?.use_surb(message, payload_bytes)?;
        Ok(packet)
    }

    fn open(recovery: Option<&[u8]>, payload: &[u8]) -> Result<Vec<u8>, Error> {
        let payload = Payload::from_bytes(payload)?;
        match recovery {
            Some(bytes) => SurbReplyRecovery::from_bytes(bytes)?.recover_plaintext(payload),
            None => payload.recover_plaintext(),
        }
    }
}
