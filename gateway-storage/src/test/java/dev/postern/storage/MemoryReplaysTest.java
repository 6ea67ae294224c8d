package dev.postern.storage;

class MemoryReplaysTest extends SeenTagsContract {
  private final MemoryReplays memory = new MemoryReplays();

  @Override
  protected ReplayMemory memory() {
    return memory;
  }
}
