//! What a sender chooses: a route with its nodes' keys, and who is at its end.

use crate::rng::Rng;

pub const HEADER_BYTES: usize = 348;

/// 16 leading zeros and the 1 that ends the message.
pub const PAYLOAD_OVERHEAD_BYTES: usize = 17;

/// A packet's size: the name that Postern has for it, and the bytes of its payload.
#[derive(Clone, Copy, Debug)]
pub struct PacketSize {
    pub name: &'static str,
    pub payload_bytes: usize,
}

pub const ACK: PacketSize = PacketSize {
    name: "ACK",
    payload_bytes: 38,
};
pub const REGULAR: PacketSize = PacketSize {
    name: "REGULAR",
    payload_bytes: 2065,
};
pub const EXTENDED_8: PacketSize = PacketSize {
    name: "EXTENDED_8",
    payload_bytes: 8209,
};
pub const EXTENDED_16: PacketSize = PacketSize {
    name: "EXTENDED_16",
    payload_bytes: 16401,
};
pub const EXTENDED_32: PacketSize = PacketSize {
    name: "EXTENDED_32",
    payload_bytes: 32785,
};

impl PacketSize {
    pub fn plaintext_bytes(&self) -> usize {
        self.payload_bytes - PAYLOAD_OVERHEAD_BYTES
    }
}

/// One node of a route. Its private key is here, too: we are sender and node.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop {
    pub key: [u8; 32],
    pub address: [u8; 32],
    pub delay_nanos: u64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Journey {
    pub hops: Vec<Hop>,
    pub destination: [u8; 32],
    pub identifier: [u8; 16],
}

impl Journey {
    pub fn random(hops: usize, rng: &mut Rng) -> Self {
        Journey {
            hops: (0..hops).map(|_| Hop::random(rng)).collect(),
            destination: rng.array(),
            identifier: rng.array(),
        }
    }
}

impl Hop {
    fn random(rng: &mut Rng) -> Self {
        let shift = rng.below(64);
        Hop {
            key: rng.array(),
            address: address(rng),
            delay_nanos: rng.number() >> shift,
        }
    }
}

/// As Nym writes one into a header: type, port, IP, zeros.
fn address(rng: &mut Rng) -> [u8; 32] {
    let (kind, length) = if rng.below(2) == 0 { (4, 7) } else { (6, 19) };
    let mut address = [0; 32];
    address[..length].copy_from_slice(&rng.bytes(length));
    address[0] = kind;
    address
}
