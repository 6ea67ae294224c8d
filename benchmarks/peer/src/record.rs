//! The lines that one side writes and the other reads; benchmarks/peer/README.md has the format.

use crate::hex;
use crate::journey::{Hop, Journey};

/// What stands where there is nothing, an empty message among it.
const NOTHING: &str = "-";

#[derive(Debug, PartialEq)]
pub enum Record {
    /// A packet, what it is after each hop but the last (as SHA-256), and its message.
    Packet {
        version: u16,
        packet: Vec<u8>,
        journey: Journey,
        digests: Vec<[u8; 32]>,
        message: Vec<u8>,
    },
    /// A SURB, and for version 260 what opens the answer.
    Surb {
        version: u16,
        surb: Vec<u8>,
        journey: Journey,
        recovery: Option<Vec<u8>>,
    },
    /// An answer to a SURB of version 260, as the last hop has it.
    Answer {
        recovery: Vec<u8>,
        payload: Vec<u8>,
        message: Vec<u8>,
    },
}

impl Record {
    pub fn to_line(&self) -> String {
        match self {
            Record::Packet {
                version,
                packet,
                journey,
                digests,
                message,
            } => format!(
                "packet {version} {} {} {} {} {}",
                text(packet),
                hops_text(&journey.hops, digests),
                text(&journey.destination),
                text(&journey.identifier),
                text(message)
            ),
            Record::Surb {
                version,
                surb,
                journey,
                recovery,
            } => format!(
                "surb {version} {} {} {} {} {}",
                text(surb),
                hops_text(&journey.hops, &[]),
                text(&journey.destination),
                text(&journey.identifier),
                text(recovery.as_deref().unwrap_or_default())
            ),
            Record::Answer {
                recovery,
                payload,
                message,
            } => {
                format!(
                    "answer {} {} {}",
                    text(recovery),
                    text(payload),
                    text(message)
                )
            }
        }
    }

    pub fn parse(line: &str) -> Result<Self, String> {
        let fields: Vec<&str> = line.split(' ').collect();
        match fields[..] {
            ["packet", version, packet, hops, destination, identifier, message] => {
                let (hops, digests) = parse_hops(hops)?;
                Ok(Record::Packet {
                    version: number(version)?,
                    packet: bytes(packet)?,
                    journey: journey(hops, destination, identifier)?,
                    digests,
                    message: bytes(message)?,
                })
            }
            ["surb", version, surb, hops, destination, identifier, recovery] => Ok(Record::Surb {
                version: number(version)?,
                surb: bytes(surb)?,
                journey: journey(parse_hops(hops)?.0, destination, identifier)?,
                recovery: Some(bytes(recovery)?).filter(|bytes| !bytes.is_empty()),
            }),
            ["answer", recovery, payload, message] => Ok(Record::Answer {
                recovery: bytes(recovery)?,
                payload: bytes(payload)?,
                message: bytes(message)?,
            }),
            _ => Err(format!("{} fields of {}", fields.len(), fields[0])),
        }
    }
}

fn text(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        NOTHING.to_string()
    } else {
        hex::encode(bytes)
    }
}

fn bytes(text: &str) -> Result<Vec<u8>, String> {
    if text == NOTHING {
        Ok(Vec::new())
    } else {
        hex::decode(text)
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("no number: {text}"))
}

fn journey(hops: Vec<Hop>, destination: &str, identifier: &str) -> Result<Journey, String> {
    Ok(Journey {
        hops,
        destination: hex::decode_array(destination)?,
        identifier: hex::decode_array(identifier)?,
    })
}

/// The hop after which there is no packet, or none yet, has no digest.
fn hops_text(hops: &[Hop], digests: &[[u8; 32]]) -> String {
    let one = |(i, hop): (usize, &Hop)| {
        format!(
            "{}:{}:{}:{}",
            hex::encode(&hop.key),
            hex::encode(&hop.address),
            hop.delay_nanos,
            text(digests.get(i).map_or(&[], |digest| &digest[..]))
        )
    };
    hops.iter()
        .enumerate()
        .map(one)
        .collect::<Vec<_>>()
        .join(",")
}

fn parse_hops(text: &str) -> Result<(Vec<Hop>, Vec<[u8; 32]>), String> {
    let mut hops = Vec::new();
    let mut digests = Vec::new();
    for hop in text.split(',') {
        let fields: Vec<&str> = hop.split(':').collect();
        let [key, address, delay, digest] = fields[..] else {
            return Err(format!("a hop of {} fields", fields.len()));
        };
        hops.push(Hop {
            key: hex::decode_array(key)?,
            address: hex::decode_array(address)?,
            delay_nanos: number(delay)?,
        });
        if digest != NOTHING {
            digests.push(hex::decode_array(digest)?);
        }
    }
    Ok((hops, digests))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    fn read_again(record: Record) {
        assert_eq!(Record::parse(&record.to_line()), Ok(record));
    }

    #[test]
    fn packet_comes_back() {
        let mut rng = Rng::new(1);
        read_again(Record::Packet {
            version: 256,
            packet: rng.bytes(386),
            journey: Journey::random(3, &mut rng),
            digests: vec![rng.array(), rng.array()],
            message: Vec::new(),
        });
    }

    #[test]
    fn surb_with_and_without_recovery_comes_back() {
        let mut rng = Rng::new(2);
        for recovery in [None, Some(rng.bytes(64))] {
            read_again(Record::Surb {
                version: 260,
                surb: rng.bytes(396),
                journey: Journey::random(3, &mut rng),
                recovery,
            });
        }
    }

    #[test]
    fn answer_comes_back() {
        let mut rng = Rng::new(3);
        read_again(Record::Answer {
            recovery: rng.bytes(64),
            payload: rng.bytes(38),
            message: rng.bytes(21),
        });
    }

    #[test]
    fn anything_else_is_refused() {
        for line in [
            "",
            "packet 256 00",
            "answer 0 00 00",
            "answer zz 00 00",
            "surb x - - - - -",
        ] {
            assert!(Record::parse(line).is_err(), "{line}");
        }
    }
}
