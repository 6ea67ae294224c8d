package dev.postern.app.interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A stand-in for the directory service: the few pages that stock clients read, made at the call.
 */
final class NymApi implements AutoCloseable {
  private static final String ROOT = "/api";

  private final HttpServer server;
  private final List<String> unknown = new CopyOnWriteArrayList<>();

  private NymApi(HttpServer server) {
    this.server = server;
  }

  static NymApi start(NetworkMap map) throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    NymApi api = new NymApi(HttpServer.create(anyPort, 0));
    api.server.createContext(ROOT, exchange -> api.answer(exchange, pages(map)));
    api.server.start();
    return api;
  }

  private static Map<String, String> pages(NetworkMap map) {
    Map<String, String> pages = new HashMap<>(ApiPages.of(map));
    pages.putAll(ApiPages2023.of(map));
    return pages;
  }

  /** What a client is given as the service's URL. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + ROOT;
  }

  /** The pages that were asked for and that it doesn't have. */
  List<String> unknown() {
    return List.copyOf(unknown);
  }

  private void answer(HttpExchange exchange, Map<String, String> pages) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring(ROOT.length());
      String page = pages.get(path);
      if (page == null) {
        unknown.add(path);
      }
      byte[] body = (page == null ? "{}" : page).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(page == null ? 404 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
