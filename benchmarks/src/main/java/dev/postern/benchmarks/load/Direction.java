package dev.postern.benchmarks.load;

/** Which way the packets of a run go. */
enum Direction {
  /** From the mix port to clients; each brings an ack, which comes to the sink. */
  TO_CLIENTS,
  /** From clients to the sink; each client is told that its packet was taken. */
  FROM_CLIENTS
}
