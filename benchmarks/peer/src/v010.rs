//! `sphinx-packet` 0.1.0, of Nym 0.9: version 256, full payload keys, unclamped blinding. It looks
//! at no version.

use crate::journey::Journey;
use crate::sphinx::{Sphinx, Unwrapped};
use sphinx_010::crypto::{PrivateKey, PublicKey};
use sphinx_010::header::delays::Delay;
use sphinx_010::payload::Payload;
use sphinx_010::route::{Destination, DestinationAddressBytes, Node, NodeAddressBytes};
use sphinx_010::{
    Error, ErrorKind, ProcessedPacket, SURBMaterial, SphinxPacket, SphinxPacketBuilder, SURB,
};

pub struct V010;

pub struct Route {
    nodes: Vec<Node>,
    delays: Vec<Delay>,
    destination: Destination,
}

impl Sphinx for V010 {
    const NAME: &'static str = "sphinx-packet-0.1.0";
    type Key = PrivateKey;
    type Route = Route;
    type Packet = SphinxPacket;
    type Surb = SURB;
    type Error = Error;

    fn version(&self) -> u16 {
        256
    }

    fn key(bytes: [u8; 32]) -> PrivateKey {
        PrivateKey::from(bytes)
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
            .with_payload_size(payload_bytes)
            .build_packet(message, &route.nodes, &route.destination, &route.delays)
    }

    fn to_bytes(packet: &SphinxPacket) -> Vec<u8> {
        packet.to_bytes()
    }

    fn unwrap(key: &PrivateKey, packet: &[u8]) -> Result<Unwrapped<SphinxPacket>, Error> {
        Ok(match SphinxPacket::from_bytes(packet)?.process(key)? {
            ProcessedPacket::ForwardHop(packet, address, delay) => Unwrapped::Forward {
                address: address.as_bytes(),
                delay_nanos: delay.to_nanos(),
                packet: *packet,
            },
            ProcessedPacket::FinalHop(destination, identifier, payload) => Unwrapped::Final {
                destination: destination.as_bytes(),
                identifier,
                payload: payload.into_bytes(),
            },
        })
    }

    fn message(key: &PrivateKey, packet: &[u8]) -> Result<Vec<u8>, Error> {
        match SphinxPacket::from_bytes(packet)?.process(key)? {
            ProcessedPacket::FinalHop(_, _, payload) => payload.recover_plaintext(),
            ProcessedPacket::ForwardHop(..) => {
                Err(Error::new(ErrorKind::InvalidPacket, "a forward hop"))
            }
        }
    }

    fn surb(&self, route: &Route) -> Result<(SURB, Option<Vec<u8>>), Error> {
        let destination = route.destination.clone();
        SURBMaterial::new(route.nodes.clone(), route.delays.clone(), destination)
            .construct_SURB()
            .map(|surb| (surb, None))
    }

    fn surb_bytes(surb: &SURB) -> Vec<u8> {
        surb.to_bytes()
    }

    fn use_surb(surb: &[u8], payload_bytes: usize, message: &[u8]) -> Result<SphinxPacket, Error> {
        let (packet, _) = SURB::from_bytes(surb)?.use_surb(message, payload_bytes)?;
        Ok(packet)
    }

    fn open(recovery: Option<&[u8]>, payload: &[u8]) -> Result<Vec<u8>, Error> {
        if recovery.is_some() {
            return Err(Error::new(ErrorKind::InvalidSURB, "0.1.0 recovers nothing"));
        }
        Payload::from_bytes(payload)?.recover_plaintext()
    }
}
