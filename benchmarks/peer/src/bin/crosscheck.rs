//! Writes packets and SURBs of Nym's libraries for Postern to read, and reads Postern's. Its other
//! half is the Java class dev.postern.benchmarks.peer.CrossCheck.
//!
//!   crosscheck write [PACKETS [SEED]]   so many of each library, 3000 if not said; to stdout
//!   crosscheck read                     from stdin; ends with 1 at the first difference

use postern_peer::journey::{
    Journey, PacketSize, ACK, EXTENDED_16, EXTENDED_32, EXTENDED_8, REGULAR,
};
use postern_peer::record::Record;
use postern_peer::rng::Rng;
use postern_peer::sphinx::{Sphinx, Unwrapped};
use postern_peer::{V010, V080};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{stdin, stdout, BufRead, BufWriter, Write};
use std::process::ExitCode;

const PACKETS: usize = 3000;
const SEED: u64 = 20_261_129;
const MAX_HOPS: usize = 5;

/// One in so many is a SURB.
const SURB_EVERY: usize = 10;

/// Short ones more often: they show as much.
const SIZES: [PacketSize; 10] = [
    ACK,
    ACK,
    ACK,
    ACK,
    REGULAR,
    REGULAR,
    REGULAR,
    EXTENDED_8,
    EXTENDED_16,
    EXTENDED_32,
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write"] => write(PACKETS, SEED),
        ["write", packets] => parse(packets).and_then(|packets| write(packets, SEED)),
        ["write", packets, seed] => parse(packets).and_then(|packets| write(packets, parse(seed)?)),
        ["read"] => read(),
        _ => Err("crosscheck write [PACKETS [SEED]] | crosscheck read".to_string()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("crosscheck: {error}");
            ExitCode::FAILURE
        }
    }
}

fn parse<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("no number: {text}"))
}

// Writing

fn write(packets: usize, seed: u64) -> Result<(), String> {
    let mut out = BufWriter::new(stdout().lock());
    let mut writer = Writer {
        rng: Rng::new(seed),
        out: &mut out,
    };
    writer.packets(&V010, packets, MAX_HOPS, true)?;
    let each = packets.div_ceil(4);
    // 0.8.0 clamps the blinding factor of 257, too, unlike all that stamped it: without a second
    // hop that makes no difference. Its SURBs are of 259 and 260.
    writer.packets(&V080::stamping(257), each, 1, false)?;
    writer.packets(&V080::stamping(258), each, MAX_HOPS, false)?;
    writer.packets(&V080::stamping(259), each, MAX_HOPS, true)?;
    writer.packets(&V080::stamping(260), each, MAX_HOPS, true)?;
    out.flush().map_err(|error| error.to_string())
}

struct Writer<'a, W: Write> {
    rng: Rng,
    out: &'a mut W,
}

impl<W: Write> Writer<'_, W> {
    fn packets<S: Sphinx>(
        &mut self,
        sphinx: &S,
        count: usize,
        max_hops: usize,
        surbs: bool,
    ) -> Result<(), String> {
        for i in 0..count {
            let journey = Journey::random(1 + i % max_hops, &mut self.rng);
            if surbs && self.rng.below(SURB_EVERY) == 0 {
                self.surb(sphinx, journey)?;
            } else {
                self.packet(sphinx, journey)?;
            }
        }
        Ok(())
    }

    fn packet<S: Sphinx>(&mut self, sphinx: &S, journey: Journey) -> Result<(), String> {
        let (size, message) = choose(&mut self.rng);
        let packet = sphinx
            .build(&S::route(&journey), size.payload_bytes, &message)
            .map_err(words)?;
        let packet = S::to_bytes(&packet);
        let digests = walk::<S>(&journey, &packet)?.digests;
        self.line(Record::Packet {
            version: sphinx.version(),
            packet,
            journey,
            digests,
            message,
        })
    }

    /// The SURB itself, and what comes of it when the library uses it.
    fn surb<S: Sphinx>(&mut self, sphinx: &S, journey: Journey) -> Result<(), String> {
        let (surb, recovery) = sphinx.surb(&S::route(&journey)).map_err(words)?;
        let surb = S::surb_bytes(&surb);
        let (size, message) = choose(&mut self.rng);
        let packet = S::use_surb(&surb, size.payload_bytes, &message).map_err(words)?;
        let packet = S::to_bytes(&packet);
        let arrival = walk::<S>(&journey, &packet)?;
        self.line(Record::Surb {
            version: sphinx.version(),
            surb,
            journey: journey.clone(),
            recovery: recovery.clone(),
        })?;
        self.line(match recovery {
            Some(recovery) => Record::Answer {
                recovery,
                payload: arrival.payload,
                message,
            },
            None => Record::Packet {
                version: sphinx.version(),
                packet,
                journey,
                digests: arrival.digests,
                message,
            },
        })
    }

    fn line(&mut self, record: Record) -> Result<(), String> {
        writeln!(self.out, "{}", record.to_line()).map_err(|error| error.to_string())
    }
}

/// A size and a message that fits; one in four fills the packet.
fn choose(rng: &mut Rng) -> (PacketSize, Vec<u8>) {
    let size = SIZES[rng.below(SIZES.len())];
    let most = size.plaintext_bytes();
    let length = if rng.below(4) == 0 {
        most
    } else {
        rng.below(most)
    };
    (size, rng.bytes(length))
}

fn words<E: std::fmt::Debug>(error: E) -> String {
    format!("{error:?}")
}

// Reading

fn read() -> Result<(), String> {
    let mut reader = Reader {
        rng: Rng::new(SEED),
        counts: BTreeMap::new(),
    };
    for (number, line) in stdin().lock().lines().enumerate() {
        let line = line.map_err(|error| error.to_string())?;
        Record::parse(&line)
            .and_then(|record| reader.check(&record))
            .map_err(|error| format!("line {}: {error}", number + 1))?;
    }
    if reader.counts.is_empty() {
        return Err("nothing to read".to_string());
    }
    for (what, count) in &reader.counts {
        println!("Postern's, read by {what}: {count}");
    }
    Ok(())
}

struct Reader {
    rng: Rng,
    counts: BTreeMap<String, usize>,
}

impl Reader {
    /// By every library that knows the version.
    fn check(&mut self, record: &Record) -> Result<(), String> {
        match record {
            Record::Packet {
                version, journey, ..
            } => {
                match (version, journey.hops.len()) {
                    (256, _) | (257, 2..) => self.packet::<V010>(record),
                    // Clamped or not makes no difference without a second hop.
                    (257, _) => {
                        self.packet::<V010>(record)?;
                        self.packet::<V080>(record)
                    }
                    (258..=260, _) => self.packet::<V080>(record),
                    _ => Err(format!("nobody reads version {version}")),
                }
            }
            Record::Surb {
                version: 256 | 257, ..
            } => self.surb::<V010>(record),
            Record::Surb {
                version: 259 | 260, ..
            } => self.surb::<V080>(record),
            _ => Err("nobody here reads such a record".to_string()),
        }
    }

    fn packet<S: Sphinx>(&mut self, record: &Record) -> Result<(), String> {
        let Record::Packet {
            version,
            packet,
            journey,
            digests,
            message,
        } = record
        else {
            return Err("no packet".to_string());
        };
        let arrival = walk::<S>(journey, packet)?;
        equal("the packets after each hop", &arrival.digests, digests)?;
        let opened = S::open(None, &arrival.payload).map_err(words)?;
        equal("the message", &opened, message)?;
        self.count::<S>("packets", *version);
        Ok(())
    }

    fn surb<S: Sphinx>(&mut self, record: &Record) -> Result<(), String> {
        let Record::Surb {
            version,
            surb,
            journey,
            recovery,
        } = record
        else {
            return Err("no SURB".to_string());
        };
        let (size, message) = choose(&mut self.rng);
        let packet = S::use_surb(surb, size.payload_bytes, &message).map_err(words)?;
        let arrival = walk::<S>(journey, &S::to_bytes(&packet))?;
        let opened = S::open(recovery.as_deref(), &arrival.payload).map_err(words)?;
        equal("the answer", &opened, &message)?;
        self.count::<S>("SURBs", *version);
        Ok(())
    }

    fn count<S: Sphinx>(&mut self, what: &str, version: u16) {
        let key = format!("{}, {what} of version {version}", S::NAME);
        *self.counts.entry(key).or_default() += 1;
    }
}

fn equal<T: PartialEq>(what: &str, got: &T, expected: &T) -> Result<(), String> {
    if got == expected {
        Ok(())
    } else {
        Err(format!("{what} isn't as expected"))
    }
}

// Both

/// Where a packet's journey ended.
struct Arrival {
    digests: Vec<[u8; 32]>,
    payload: Vec<u8>,
}

/// Takes all layers off; an error where a hop reads anything else than its sender wrote.
fn walk<S: Sphinx>(journey: &Journey, packet: &[u8]) -> Result<Arrival, String> {
    let mut packet = packet.to_vec();
    let mut digests = Vec::new();
    for (i, hop) in journey.hops.iter().enumerate() {
        let next = journey.hops.get(i + 1);
        let unwrapped = S::unwrap(&S::key(hop.key), &packet)
            .map_err(|error| format!("hop {}: {}", i + 1, words(error)))?;
        match (unwrapped, next) {
            (
                Unwrapped::Forward {
                    address,
                    delay_nanos,
                    packet: inner,
                },
                Some(next),
            ) => {
                equal("the next hop", &address, &next.address)?;
                equal("the delay", &delay_nanos, &hop.delay_nanos)?;
                packet = S::to_bytes(&inner);
                digests.push(Sha256::digest(&packet).into());
            }
            (
                Unwrapped::Final {
                    destination,
                    identifier,
                    payload,
                },
                None,
            ) => {
                equal("the destination", &destination, &journey.destination)?;
                equal("the identifier", &identifier, &journey.identifier)?;
                return Ok(Arrival { digests, payload });
            }
            _ => return Err(format!("hop {} is of the other kind", i + 1)),
        }
    }
    Err("no hops".to_string())
}
