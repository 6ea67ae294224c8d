package dev.postern.net;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection at once if there are too many: in all, of its source, or of its network. One
 * handler, shared by all connections of a listener; it stands where their source is known.
 * Thread-safe. What it remembers of a source goes with the source's last connection.
 */
@Sharable
public final class ConnectionLimit extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<Place> PLACE =
      AttributeKey.valueOf(ConnectionLimit.class, "PLACE");

  private final int maximum;
  private final AdmissionLimits limits;
  private final Consumer<Excess> refused;
  private final AtomicInteger open = new AtomicInteger(); // those over the limit included
  private final ConcurrentMap<InetAddress, Integer> ofSource = new ConcurrentHashMap<>();
  private final ConcurrentMap<NetworkBlock, Integer> ofNetwork = new ConcurrentHashMap<>();

  /** Of what there was too much. */
  public enum Excess {
    /** Connections in all. */
    LIMIT,
    /** Connections from one address. */
    SOURCE_LIMIT,
    /** Connections from one network. */
    NETWORK_LIMIT
  }

  /** What a connection is counted under: no source if it is exempt, or was refused. */
  private record Place(@Nullable InetAddress source) {}

  /**
   * Nobody is here yet.
   *
   * @param maximum in all
   * @param limits how many of one source and network, and whose
   * @param refused is told of each one that had to go
   */
  public ConnectionLimit(int maximum, AdmissionLimits limits, Consumer<Excess> refused) {
    this.maximum = maximum;
    this.limits = limits;
    this.refused = refused;
  }

  /** How many are open. */
  public int open() {
    return open.get();
  }

  /** How many sources and networks are remembered. */
  int remembered() {
    return ofSource.size() + ofNetwork.size();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // there is nothing to do once it is closed
  public void channelActive(ChannelHandlerContext context) {
    InetAddress source = SourceAddress.of(context.channel());
    boolean isLimited = limits.limits(source);
    Excess excess = null;
    if (open.incrementAndGet() > maximum) {
      excess = Excess.LIMIT;
    } else if (isLimited) {
      excess = admit(source);
    }
    context.channel().attr(PLACE).set(new Place(isLimited && excess == null ? source : null));
    if (excess == null) {
      context.fireChannelActive();
    } else {
      refused.accept(excess);
      context.close();
    }
  }

  private @Nullable Excess admit(InetAddress source) {
    if (!add(ofSource, source, limits.perSource())) {
      return Excess.SOURCE_LIMIT;
    }
    if (!add(ofNetwork, NetworkBlock.network(source), limits.perNetwork())) {
      remove(ofSource, source);
      return Excess.NETWORK_LIMIT;
    }
    return null;
  }

  private static <K> boolean add(ConcurrentMap<K, Integer> counts, K key, int most) {
    if (counts.merge(key, 1, Integer::sum) <= most) {
      return true;
    }
    remove(counts, key);
    return false;
  }

  private static <K> void remove(ConcurrentMap<K, Integer> counts, K key) {
    counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Place place = context.channel().attr(PLACE).getAndSet(null);
    if (place != null) { // else it ended before its source was known
      open.decrementAndGet();
      if (place.source() != null) {
        remove(ofSource, place.source());
        remove(ofNetwork, NetworkBlock.network(place.source()));
      }
    }
    context.fireChannelInactive();
  }
}
