package dev.postern.net.nym11;

import dev.postern.net.nym09.BinaryMessageCodec;
import dev.postern.net.nym09.LegacyLogin;
import dev.postern.net.wire.ClientGeneration;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.LoginDialogue;
import dev.postern.net.wire.LoginStep;

/**
 * The clients' link of Nym 0.12 to v2024.11, generation B (the later generations' spec §5): that of
 * 0.9, whose requests have got a number and whose answers speak of bandwidth.
 *
 * <p>Releases before v1.1.2 want to hear of bandwidth and give no number: nothing tells them from
 * those of 0.9. If they are to be served, everybody without a number is told what both want to
 * know; clients skip what they don't know.
 */
public final class Nym11 implements ClientGeneration {
  private final boolean takesUnnumbered;

  /**
   * With or without those who give no number.
   *
   * @param takesUnnumbered false if all of them are of 0.9, and get its answers to the letter
   */
  public Nym11(boolean takesUnnumbered) {
    this.takesUnnumbered = takesUnnumbered;
  }

  @Override
  public LoginDialogue newDialogue(GatewaySide side) {
    return new Dialogue(side, takesUnnumbered);
  }

  @Override
  public int longestFrameBytes() {
    return BinaryMessageCodec.LONGEST_FRAME_BYTES;
  }

  private static final class Dialogue implements LoginDialogue {
    private static final int HIGHEST_NUMBER = 2;

    private final GatewaySide side;
    private final boolean takesUnnumbered;
    private LegacyLogin login; // that of the last request

    Dialogue(GatewaySide side, boolean takesUnnumbered) {
      this.side = side;
      this.takesUnnumbered = takesUnnumbered;
      this.login = new LegacyLogin(side, Nym11Link.unnumbered());
    }

    @Override
    public boolean recognises(ClientText text) {
      boolean isLogin =
          text.isOf("authenticate")
              || text.isOf("handshakePayload")
              || text.isOf("registerHandshakeInitRequest");
      return isLogin
          && (text.isNumbered() || takesUnnumbered)
          && text.protocolVersion().orElse(0) <= HIGHEST_NUMBER;
    }

    @Override
    public boolean isHandshaking() {
      return login.isHandshaking();
    }

    @Override
    public LoginStep receive(ClientText text) {
      if (!login.isHandshaking()) {
        login = new LegacyLogin(side, Nym11Link.to(text));
      }
      return login.receive(text);
    }

    @Override
    public LoginStep receiveBinary() {
      return login.receiveBinary();
    }
  }
}
