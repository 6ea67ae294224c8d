package dev.postern.net.mixnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.HopKeys;
import dev.postern.sphinx.InPlaceUnwrapper;
import dev.postern.sphinx.InvalidPacketException;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VpnKeyCacheTest {
  private static final SphinxPublicKey NODE_KEY = SphinxPublicKey.fromBytes(new byte[32]);

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 3); // about to wrap
  private final VpnKeyCache cache = new VpnKeyCache(2, Duration.ofNanos(10), clock::get);

  @Test
  void find_inserted_isTheSameKeys() throws InvalidPacketException {
    HopKeys keys = keys(1);
    cache.insert(alpha(1), keys);
    assertThat(cache.find(alpha(1))).isSameAs(keys);
    assertThat(cache.find(alpha(2))).isNull();
  }

  @Test
  void find_afterTheTtl_isGone() throws InvalidPacketException {
    cache.insert(alpha(1), keys(1));
    clock.addAndGet(9);
    assertThat(cache.find(alpha(1))).isNotNull();
    clock.addAndGet(1);
    assertThat(cache.find(alpha(1))).isNull();
    assertThat(cache.size()).isZero();
  }

  @Test
  void insert_again_doesNotLengthenItsLife() throws InvalidPacketException {
    cache.insert(alpha(1), keys(1));
    clock.addAndGet(5);
    cache.insert(alpha(1), keys(1));
    clock.addAndGet(5);
    assertThat(cache.find(alpha(1))).isNull();
  }

  @Test
  void insert_full_theOldestMakesWay() throws InvalidPacketException {
    cache.insert(alpha(1), keys(1));
    cache.insert(alpha(2), keys(2));
    assertThat(cache.find(alpha(1))).isNotNull();
    cache.insert(alpha(3), keys(3));
    assertThat(cache.find(alpha(1))).isNull();
    assertThat(cache.find(alpha(2))).isNotNull();
    assertThat(cache.find(alpha(3))).isNotNull();
    assertThat(cache.size()).isEqualTo(2);
  }

  @Test
  void alpha_isACopy() throws InvalidPacketException {
    byte[] packet = packet(1);
    VpnKeyCache.Name alpha = VpnKeyCache.name(packet, 0, NODE_KEY);
    packet[0] ^= 1;
    cache.insert(alpha, keys(1));
    assertThat(cache.find(alpha(1))).isNotNull();
  }

  @Test
  void insert_noRoomAtAll_keepsNothing() throws InvalidPacketException {
    VpnKeyCache none = new VpnKeyCache(0, Duration.ofNanos(10), clock::get);
    none.insert(alpha(1), keys(1));
    assertThat(none.size()).isZero();
  }

  private static VpnKeyCache.Name alpha(int number) {
    return VpnKeyCache.name(packet(number), 0, NODE_KEY);
  }

  private static byte[] packet(int number) {
    byte[] packet = new byte[PacketSize.ACK.packetBytes()];
    packet[0] = 9;
    packet[1] = (byte) number;
    return packet;
  }

  private static HopKeys keys(int number) throws InvalidPacketException {
    return new InPlaceUnwrapper(SphinxPrivateKey.generate(new SecureRandom()), CryptoEngine.best())
        .deriveKeys(packet(number), 0);
  }
}
