package dev.postern.app.interop;

import java.util.List;

/**
 * The stock clients written in Rust, and the one in Node among them. Needs what {@link
 * NodeClientIT} needs, and the programs that {@code interop/rust/build} makes in an hour; then
 * {@code mvn verify -Pinterop-rust}.
 */
class RustClientIT extends StockClientContract {
  @Override
  List<StockClients> kinds() {
    return List.of(
        StockClients.RUST,
        StockClients.RUST_MIXED,
        StockClients.RUST_OLDER,
        StockClients.WASM_NODE);
  }
}
