package dev.postern.net.mixnet;

import dev.postern.net.PacketMode;
import dev.postern.sphinx.InPlaceUnwrapper;
import dev.postern.storage.SeenTags;
import dev.postern.storage.SeenTags.Answer;
import io.netty.buffer.ByteBuf;

/**
 * Whether a packet comes for the first time. Asked once it has proved whole: junk and changed
 * copies leave no trace, and so can't have the true packet refused.
 *
 * <p>The mode is no part of a packet, and whoever repeats one may say another. A packet of mix mode
 * is known by its secret. In VPN mode senders use one secret for many packets, and so each is known
 * by its message under it; besides, the secret is marked as one of VPN mode.
 *
 * <pre>
 *   mode   adds          and refuses if these are there
 *   mix    secret        secret, mark
 *   VPN    mark, then    —
 *          message       message, secret
 * </pre>
 *
 * <p>Not thread-safe: one for each unwrapper.
 */
final class ReplayGuard {
  private final SeenTags seen;
  private final byte[] secret = new byte[SeenTags.TAG_BYTES];
  private final byte[] mark = new byte[SeenTags.TAG_BYTES];
  private final byte[] message = new byte[SeenTags.TAG_BYTES];

  /** With what was opened by the unwrapper's key. */
  ReplayGuard(SeenTags seen) {
    this.seen = seen;
  }

  /** Of the packet that the unwrapper has just opened as a final hop, in this buffer. */
  Answer see(InPlaceUnwrapper unwrapper, ByteBuf packet, PacketMode mode) {
    unwrapper.copySecretTag(secret, 0);
    System.arraycopy(secret, 0, mark, 0, mark.length);
    mark[0] ^= 1; // as good as another output of the hash that made it
    if (mode == PacketMode.MIX) {
      return seen.add(secret, 0, mark, 0);
    }
    // The mark first: between the two, the same packet in mix mode must already find it.
    Answer marked = seen.add(mark, 0);
    if (marked == Answer.PERHAPS_SEEN) {
      return marked;
    }
    unwrapper.copyMessageTag(packet.array(), message);
    return seen.add(message, 0, secret, 0);
  }
}
