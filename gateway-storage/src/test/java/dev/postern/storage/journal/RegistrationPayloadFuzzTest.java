package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.storage.Registration;
import dev.postern.storage.Some;
import dev.postern.testing.FuzzTarget;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * What a record of a registration carries, and of a use: too short, or a registration that is
 * written as the bytes that were read.
 */
class RegistrationPayloadFuzzTest extends FuzzTarget {
  private static final int BEFORE_SECRET = 17;

  @Override
  protected void check(byte[] input) {
    ByteBuffer payload = ByteBuffer.wrap(input);
    int before = input.length < BEFORE_SECRET ? BEFORE_SECRET : BEFORE_SECRET + (input[16] & 0xff);
    int bytes = input.length <= before ? before : before + Long.BYTES; // older ones end there
    if (input.length < bytes) {
      assertThatThrownBy(() -> RegistrationPayload.decode(SampleStore.ALICE, payload))
          .isInstanceOf(BufferUnderflowException.class);
    } else {
      Registration registration = RegistrationPayload.decode(SampleStore.ALICE, payload);
      assertThat(payload.position()).isEqualTo(bytes);
      assertThat(registration.client()).isEqualTo(SampleStore.ALICE);
      // An older one is written with a proof that was never made.
      assertThat(RegistrationPayload.encode(registration).array())
          .isEqualTo(Arrays.copyOf(Arrays.copyOf(input, bytes), before + Long.BYTES));
    }
    ByteBuffer use = ByteBuffer.wrap(input);
    if (input.length >= 8) {
      assertThat(RegistrationPayload.encodeUse(RegistrationPayload.decodeUse(use)).array())
          .isEqualTo(Arrays.copyOf(input, 8));
    }
  }

  @Override
  protected List<byte[]> seeds() {
    return List.of(
        RegistrationPayload.encode(Some.registration(SampleStore.ALICE)).array(),
        RegistrationPayload.encode(Some.registration(SampleStore.BOB, "")).array());
  }

  @Override
  protected int maxBytes() {
    return 300;
  }
}
