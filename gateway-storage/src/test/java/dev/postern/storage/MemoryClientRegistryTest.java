package dev.postern.storage;

class MemoryClientRegistryTest extends ClientRegistryContract {
  @Override
  protected GatewayStore open() {
    return new MemoryStore();
  }
}
