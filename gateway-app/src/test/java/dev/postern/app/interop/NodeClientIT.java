package dev.postern.app.interop;

import java.util.List;

/**
 * The stock clients that run in Node. Needs Node, and the packages: {@code npm ci --prefix
 * interop/node}; then {@code mvn verify -Pinterop}.
 */
class NodeClientIT extends StockClientContract {
  @Override
  List<StockClients> kinds() {
    return List.of(StockClients.WASM_NODE, StockClients.SDK_WORKER);
  }
}
