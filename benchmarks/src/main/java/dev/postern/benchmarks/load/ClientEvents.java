package dev.postern.benchmarks.load;

/** What clients hear. On their event loops. */
interface ClientEvents {
  /** For clients of which nobody wants to hear. */
  ClientEvents IGNORED =
      new ClientEvents() {
        @Override
        public void message(int client, long run, long index) {}

        @Override
        public void answer(int client, String text) {}
      };

  /**
   * A message, by the first 16 bytes of its content.
   *
   * @param client number of the client that got it
   * @param run of {@link MessageFrames}, if the message is ours
   * @param index the same
   */
  void message(int client, long run, long index);

  /** The answer to a packet that the client wanted forwarded. */
  void answer(int client, String text);
}
