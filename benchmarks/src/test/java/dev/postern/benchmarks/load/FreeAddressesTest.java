package dev.postern.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreeAddressesTest {
  // Asked one after the other, the kernel gives the same port twice in about one of 6,000 times.
  private static final int OFTEN_ENOUGH = 20_000;

  @Test
  void find_oftenEnough_neverGivesOnePortTwice() throws Exception {
    for (int i = 0; i < OFTEN_ENOUGH; i++) {
      FreeAddresses free = FreeAddresses.find();
      assertThat(free.mixnet().getAddress().isLoopbackAddress()).isTrue();
      assertThat(free.clients()).isNotEqualTo(free.mixnet());
    }
  }
}
