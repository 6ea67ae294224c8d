package dev.postern.storage;

class MemoryInboxStoreTest extends InboxStoreContract {
  @Override
  protected GatewayStore open() {
    return new MemoryStore();
  }
}
