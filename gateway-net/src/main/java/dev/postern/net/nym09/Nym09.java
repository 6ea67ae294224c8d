package dev.postern.net.nym09;

import dev.postern.net.wire.ClientGeneration;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.LoginDialogue;
import dev.postern.net.wire.LoginStep;

/**
 * The clients' link of Nym 0.9 to 0.11, generation A: no request has the number of a protocol. What
 * no generation recognises is its, too, unless another one spoke on that connection.
 */
public final class Nym09 implements ClientGeneration {
  @Override
  public LoginDialogue newDialogue(GatewaySide side) {
    return new Dialogue(new LegacyLogin(side, Nym09Link.INSTANCE));
  }

  @Override
  public int longestFrameBytes() {
    return BinaryMessageCodec.LONGEST_FRAME_BYTES;
  }

  private record Dialogue(LegacyLogin login) implements LoginDialogue {
    @Override
    public boolean recognises(ClientText text) {
      return !text.isNumbered()
          && (text.isOf("authenticate")
              || text.isOf("handshakePayload")
              || text.isOf("registerHandshakeInitRequest"));
    }

    @Override
    public boolean isHandshaking() {
      return login.isHandshaking();
    }

    @Override
    public LoginStep receive(ClientText text) {
      return login.receive(text);
    }

    @Override
    public LoginStep receiveBinary() {
      return login.receiveBinary();
    }
  }
}
