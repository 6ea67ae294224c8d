//! What Nym's libraries take for what Postern's JMH benchmarks measure, by the same names:
//! UnwrapBenchmark's and FreshPacketBenchmark's. benchmarks/peer/README.md says what is timed.

use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion};
use postern_peer::journey::{Hop, Journey, PacketSize, ACK, EXTENDED_32, REGULAR};
use postern_peer::rng::Rng;
use postern_peer::sphinx::Sphinx;
use postern_peer::{V010, V080};
use std::hint::black_box;
use std::net::Ipv4Addr;

const SEED: u64 = 20_261_123;
const SURB_HOPS: usize = 3;

fn libraries(criterion: &mut Criterion) {
    library(criterion, V010);
    library(criterion, V080::stamping(259));
}

fn library<S: Sphinx>(criterion: &mut Criterion, sphinx: S) {
    let mut group = criterion.benchmark_group(S::NAME);
    for size in [ACK, REGULAR, EXTENDED_32] {
        let (key, packet) = packet(&sphinx, 1, size);
        group.bench_function(BenchmarkId::new("finalHop", size.name), |bencher| {
            bencher.iter(|| S::message(&key, black_box(&packet)).unwrap())
        });
    }
    for size in [ACK, REGULAR, EXTENDED_32] {
        let (key, packet) = packet(&sphinx, 3, size);
        group.bench_function(BenchmarkId::new("forwardHop", size.name), |bencher| {
            bencher.iter(|| S::unwrap(&key, black_box(&packet)).unwrap())
        });
    }
    for hops in 1..=5 {
        let route = S::route(&journey(hops, &mut Rng::new(SEED)));
        let message = message(REGULAR);
        group.bench_function(BenchmarkId::new("build", hops), |bencher| {
            bencher.iter(|| {
                sphinx
                    .build(&route, REGULAR.payload_bytes, black_box(&message))
                    .unwrap()
            })
        });
    }
    let route = S::route(&journey(SURB_HOPS, &mut Rng::new(SEED)));
    let message = message(REGULAR);
    group.bench_function(BenchmarkId::new("makeSurb", SURB_HOPS), |bencher| {
        bencher.iter(|| S::surb_bytes(&sphinx.surb(black_box(&route)).unwrap().0))
    });
    let surb = S::surb_bytes(&sphinx.surb(&route).unwrap().0);
    group.bench_function(BenchmarkId::new("useSurb", SURB_HOPS), |bencher| {
        bencher.iter(|| S::use_surb(black_box(&surb), REGULAR.payload_bytes, &message).unwrap())
    });
    // Not part of any of the above, and nothing that Postern would do: its packets are bytes.
    let packet = sphinx
        .build(&route, REGULAR.payload_bytes, &message)
        .unwrap();
    group.bench_function(BenchmarkId::new("toBytes", REGULAR.name), |bencher| {
        bencher.iter(|| S::to_bytes(black_box(&packet)))
    });
    group.finish();
}

/// A packet as it leaves its sender, and the key of its first hop.
fn packet<S: Sphinx>(sphinx: &S, hops: usize, size: PacketSize) -> (S::Key, Vec<u8>) {
    let journey = journey(hops, &mut Rng::new(SEED));
    let packet = sphinx
        .build(&S::route(&journey), size.payload_bytes, &message(size))
        .unwrap();
    (S::key(journey.hops[0].key), S::to_bytes(&packet))
}

/// A message that fills the packet.
fn message(size: PacketSize) -> Vec<u8> {
    Rng::new(SEED).bytes(size.plaintext_bytes())
}

/// As the Java class Journey has it: 10.0.0.x:1789, 50 ms at each hop.
fn journey(hops: usize, rng: &mut Rng) -> Journey {
    let hop = |i: usize, rng: &mut Rng| {
        let mut address = [0; 32];
        address[0] = 4;
        address[1..3].copy_from_slice(&1789_u16.to_be_bytes());
        address[3..7].copy_from_slice(&Ipv4Addr::new(10, 0, 0, i as u8).octets());
        Hop {
            key: rng.array(),
            address,
            delay_nanos: 50_000_000,
        }
    };
    Journey {
        hops: (0..hops).map(|i| hop(i, rng)).collect(),
        destination: rng.array(),
        identifier: rng.array(),
    }
}

criterion_group!(benches, libraries);
criterion_main!(benches);
